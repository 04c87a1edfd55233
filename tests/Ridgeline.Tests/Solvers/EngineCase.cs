using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Solvers;

/// <summary>A linear problem of any loss in plain arrays, with its objective and its slopes written out plainly.</summary>
internal sealed record EngineCase(
    Loss Loss, int Rows, double[] X, double[] Y, double[] Weights, double[] Offset, bool Standardize, bool Intercept, double L1Ratio, bool Sparse,
    ImmutableArray<double> Factors, ImmutableArray<double> Lower, ImmutableArray<double> Upper)
{
    public ulong Seed { get; init; }

    public int Columns => X.Length / Rows;

    public int Outputs => Loss.Outputs;

    public bool IsLimited => !Lower.IsDefault || !Upper.IsDefault;

    public Penalty Penalty => Penalty.ElasticNet(L1Ratio).With(Factors).Within(Lower, Upper);

    public Design Design => Sparse ? Compressed() : Design.Dense(X, Rows);

    public Sample Sample => Of(WeightKind.Importance);

    public Sample Of(WeightKind kind) => Sample.Of(Design, Y, Weights, kind, Offset, Standardize, Intercept);

    public LinearPathFitter Fitter(int points = 8, double? ratio = 1e-4) => new(Loss, Penalty, new LambdaGrid { Count = points, Ratio = ratio });

    public ImmutableArray<PathPoint<LinearModel>> Fit(ImmutableArray<Setting> settings, double tolerance, int maxIterations = 100) =>
        Fitter().Fit([Sample], settings, new FitOptions { Tolerance = tolerance, MaxIterations = maxIterations, Threads = 1 }, null, CancellationToken.None)[0].Points;

    public PathPoint<LinearModel> Fit(double lambda, double tolerance, int maxIterations = 100) => Fit([Strength.Lambda(lambda).Setting], tolerance, maxIterations)[0];

    public double Factor(int j) => Factors.IsDefault ? 1 : Factors[j];

    public double LowerOf(int j) => Lower.IsDefault ? double.NegativeInfinity : Lower[j];

    public double UpperOf(int j) => Upper.IsDefault ? double.PositiveInfinity : Upper[j];

    /// <summary>Whether the column has one value in all rows with weight.</summary>
    public bool IsConstant(int j) => Enumerable.Range(0, Rows).Where(i => Weights[i] > 0).Select(i => X[j * Rows + i]).Distinct().Count() == 1;

    public bool TakesPart(int j) => !IsConstant(j) && double.IsFinite(Factor(j));

    /// <summary>tⱼ, in two passes.</summary>
    public double[] PenaltyScales() => [.. Enumerable.Range(0, Columns).Select(j => Standardize && !IsConstant(j) ? Deviation(j) : 1)];

    public double Deviation(int j)
    {
        double total = Weights.Sum(), mean = 0, squares = 0;
        for (int i = 0; i < Rows; i++)
            mean += Weights[i] * X[j * Rows + i] / total;
        for (int i = 0; i < Rows; i++)
            squares += Weights[i] * Math.Pow(X[j * Rows + i] - mean, 2) / total;
        return Math.Sqrt(squares);
    }

    /// <summary>Xw + b + offset, n × K.</summary>
    public double[] Eta(IReadOnlyList<double> w, IReadOnlyList<double> b)
    {
        var eta = new double[Outputs * Rows];
        for (int k = 0; k < Outputs; k++)
            for (int i = 0; i < Rows; i++)
            {
                double sum = b[k] + (Offset.Length > 0 ? Offset[i] : 0);
                for (int j = 0; j < Columns; j++)
                    sum += X[j * Rows + i] * w[k * Columns + j];
                eta[k * Rows + i] = sum;
            }

        return eta;
    }

    public double[] Eta(LinearModel model) => Eta(model.Coefficients, model.Intercepts);

    public double MeanLoss(double[] eta)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
            if (Weights[i] > 0)
                sum += Weights[i] * Plain(i, eta);
        return sum / Weights.Sum();
    }

    public double PenaltyOf(IReadOnlyList<double> w, double lambda)
    {
        double[] scales = PenaltyScales();
        double sum = 0;
        for (int a = 0; a < w.Count; a++)
            if (w[a] != 0 && Factor(a % Columns) > 0)
                sum += Factor(a % Columns) * (L1Ratio * Math.Abs(w[a] * scales[a % Columns]) + 0.5 * (1 - L1Ratio) * Math.Pow(w[a] * scales[a % Columns], 2));
        return lambda * sum;
    }

    public double Objective(IReadOnlyList<double> w, IReadOnlyList<double> b, double lambda) => MeanLoss(Eta(w, b)) + PenaltyOf(w, lambda);

    public double Objective(LinearModel model, double lambda) => Objective(model.Coefficients, model.Intercepts, lambda);

    /// <summary>ℓ of row i, written out.</summary>
    private double Plain(int i, double[] eta)
    {
        double y = Y[i], e = eta[i];
        switch (Loss.Name)
        {
            case "squared":
                return 0.5 * (y - e) * (y - e);
            case "huber":
                double r = Math.Abs(y - e), delta = Loss.Delta!.Value;
                return r <= delta ? 0.5 * r * r : delta * (r - 0.5 * delta);
            case "squared-hinge":
                return Math.Pow(Math.Max(0, 1 - (2 * y - 1) * e), 2);
            case "poisson":
                return Math.Exp(e) - y * e;
            case "logistic":
                return Math.Max(e, 0) - y * e + Math.Log(1 + Math.Exp(-Math.Abs(e)));
            default:
                double most = Enumerable.Range(0, Outputs).Max(k => eta[k * Rows + i]);
                return most + Math.Log(Enumerable.Range(0, Outputs).Sum(k => Math.Exp(eta[k * Rows + i] - most))) - eta[(int)y * Rows + i];
        }
    }

    /// <summary>∂ℓ/∂η of every row and output, written out; the largest curvature of a row where it stands, generously.</summary>
    public (double Slope, double Curvature) SlopeAt(int i, int k, double[] eta)
    {
        double y = Y[i], e = eta[k * Rows + i];
        switch (Loss.Name)
        {
            case "squared":
                return (e - y, 1);
            case "huber":
                return (Math.Clamp(e - y, -Loss.Delta!.Value, Loss.Delta!.Value), 1);
            case "squared-hinge":
                double sign = 2 * y - 1;
                return (-2 * sign * Math.Max(0, 1 - sign * e), 2);
            case "poisson":
                return (Math.Exp(e) - y, 1.1 * Math.Exp(e) + 1e-3);
            case "logistic":
                return (1 / (1 + Math.Exp(-e)) - y, 0.25);
            default:
                double most = Enumerable.Range(0, Outputs).Max(l => eta[l * Rows + i]);
                double p = Math.Exp(e - most) / Enumerable.Range(0, Outputs).Sum(l => Math.Exp(eta[l * Rows + i] - most));
                return (p - ((int)y == k ? 1 : 0), 0.5);
        }
    }

    /// <summary>The same rows, some of them repeated, left out or in another order.</summary>
    public EngineCase Picked(int[] rows, double[] weights) => this with
    {
        Rows = rows.Length,
        X = [.. Enumerable.Range(0, Columns).SelectMany(j => rows.Select(i => X[j * Rows + i]))],
        Y = [.. rows.Select(i => Y[i])],
        Weights = weights,
        Offset = Offset.Length == 0 ? [] : [.. rows.Select(i => Offset[i])],
    };

    public EngineCase WithColumns(int[] columns)
    {
        ImmutableArray<double> Pick(ImmutableArray<double> values) => values.IsDefault ? default : [.. columns.Select(j => values[j])];
        return this with { X = [.. columns.SelectMany(j => X.Skip(j * Rows).Take(Rows))], Factors = Pick(Factors), Lower = Pick(Lower), Upper = Pick(Upper) };
    }

    private Design Compressed()
    {
        var values = new List<double>();
        var rows = new List<int>();
        var starts = new int[Columns + 1];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                if (X[j * Rows + i] == 0)
                    continue;
                values.Add(X[j * Rows + i]);
                rows.Add(i);
            }

            starts[j + 1] = values.Count;
        }

        return Design.Sparse([.. values], [.. rows], starts, Rows);
    }

    public override string ToString() =>
        $"{Loss.Name}{(Outputs > 1 ? $" of {Outputs}" : "")}{(Loss.Delta is { } delta ? $" δ {delta:g4}" : "")}, r {L1Ratio}, {Rows} × {Columns}, sparse {Sparse}, standardize {Standardize}, intercept {Intercept}, offset {Offset.Length > 0}, factors {Text(Factors)}, lower {Text(Lower)}, upper {Text(Upper)}, constant {string.Join(' ', Enumerable.Range(0, Columns).Where(IsConstant))}, {Weights.Count(s => s == 0)} without weight, seed {Seed}";

    private static string Text(ImmutableArray<double> values) => values.IsDefault ? "-" : string.Join(' ', values.Take(12).Select(v => v.ToString("g3")));
}
