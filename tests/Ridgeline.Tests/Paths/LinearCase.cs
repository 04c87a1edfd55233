using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Paths;

/// <summary>What a random linear problem may be made of.</summary>
internal sealed record LinearKinds
{
    public int MostRows { get; init; } = 40;
    public int MostColumns { get; init; } = 8;

    /// <summary>Columns correlated up to 0.999, of scales 1e-8 to 1e8, some of them far from zero, and more columns than rows.</summary>
    public bool IllConditioned { get; init; }

    /// <summary>Factors of ½ and 2; the first column free, the second left out.</summary>
    public bool Factors { get; init; }

    public bool Offsets { get; init; } = true;
    public bool IntegerWeights { get; init; }
}

/// <summary>A linear problem in plain arrays, with its objective written out plainly.</summary>
internal sealed record LinearCase(
    Loss Loss, int Rows, double[] X, double[] Y, double[] Weights, double[] Offset, bool Standardize, bool Intercept, ImmutableArray<double> Factors)
{
    public int Columns => X.Length / Rows;

    public Penalty Penalty => Factors.IsDefault ? Penalty.L2 : Penalty.L2.With(Factors);

    public Sample Sample => Of(WeightKind.Importance);

    public Sample Of(WeightKind kind) => Sample.Of(Design.Dense(X, Rows), Y, Weights, kind, Offset, Standardize, Intercept);

    public LinearPathFitter Fitter(int points = 6, double? ratio = 1e-5) => new(Loss, Penalty, new LambdaGrid { Count = points, Ratio = ratio });

    public ModelPath<LinearModel> Fit(ImmutableArray<Setting> settings, double tolerance = 1e-10, int maxIterations = 100) =>
        Fitter().Fit([Sample], settings, new FitOptions { Tolerance = tolerance, MaxIterations = maxIterations, Threads = 1 }, null, CancellationToken.None)[0];

    /// <summary>tⱼ, in two passes.</summary>
    public double[] PenaltyScales()
    {
        var scales = new double[Columns];
        for (int j = 0; j < scales.Length; j++)
        {
            double total = Weights.Sum(), mean = 0, squares = 0;
            for (int i = 0; i < Rows; i++)
                mean += Weights[i] * X[j * Rows + i] / total;
            for (int i = 0; i < Rows; i++)
                squares += Weights[i] * Math.Pow(X[j * Rows + i] - mean, 2) / total;
            scales[j] = Standardize && squares > 0 ? Math.Sqrt(squares) : 1;
        }

        return scales;
    }

    /// <summary>Xw + b + offset, row by row.</summary>
    public double[] Eta(IReadOnlyList<double> w, double b) =>
        [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, Columns).Sum(j => X[j * Rows + i] * w[j]) + b + (Offset.Length > 0 ? Offset[i] : 0))];

    public double MeanLoss(IReadOnlyList<double> w, double b)
    {
        double[] eta = Eta(w, b);
        return Enumerable.Range(0, Rows).Sum(i => Weights[i] * Plain(Y[i], eta[i])) / Weights.Sum();
    }

    public double Objective(IReadOnlyList<double> w, double b, double lambda)
    {
        double[] scales = PenaltyScales();
        return MeanLoss(w, b) + Enumerable.Range(0, Columns).Where(j => w[j] != 0)
            .Sum(j => lambda * (Factors.IsDefault ? 1 : Factors[j]) * 0.5 * Math.Pow(w[j] * scales[j], 2));
    }

    private double Plain(double y, double eta) => Loss.Name == "squared" ? 0.5 * (y - eta) * (y - eta) : Math.Max(eta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(eta))) - y * eta;

    /// <summary>The same rows, some of them repeated, left out or in another order.</summary>
    public LinearCase Picked(int[] rows, double[] weights) => this with
    {
        Rows = rows.Length,
        X = [.. Enumerable.Range(0, Columns).SelectMany(j => rows.Select(i => X[j * Rows + i]))],
        Y = [.. rows.Select(i => Y[i])],
        Weights = weights,
        Offset = Offset.Length == 0 ? [] : [.. rows.Select(i => Offset[i])],
    };

    public LinearCase WithColumns(int[] columns) => this with
    {
        X = [.. columns.SelectMany(j => X.Skip(j * Rows).Take(Rows))],
        Factors = Factors.IsDefault ? default : [.. columns.Select(j => Factors[j])],
    };

    public override string ToString() =>
        $"{Loss.Name}, {Rows} × {Columns}, standardize {Standardize}, intercept {Intercept}, offset {Offset.Length > 0}, factors {(Factors.IsDefault ? "1" : string.Join(' ', Factors))}, weights {string.Join(' ', Weights)}";

    public static Gen<LinearCase> Gen(string loss, LinearKinds kinds) =>
        CsCheck.Gen.Select(CsCheck.Gen.ULong, CsCheck.Gen.Int[14, kinds.MostRows], CsCheck.Gen.Int[2, kinds.MostColumns], CsCheck.Gen.Bool, CsCheck.Gen.Bool, CsCheck.Gen.Bool)
            .Select((seed, rows, columns, standardize, intercept, offset) => Draw(seed, loss, kinds, rows, columns, standardize, intercept, offset));

    internal static LinearCase Draw(ulong seed, string loss, LinearKinds kinds, int rows, int columns, bool standardize, bool intercept, bool offset)
    {
        var random = new RandomStream(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextUniform())) * Math.Cos(2 * Math.PI * random.NextUniform());
        double[] x = new double[rows * columns], eta = new double[rows], common = [.. Enumerable.Range(0, rows).Select(_ => Normal())];
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextUniform() < 0.2 ? 0 : kinds.IntegerWeights ? 1 + random.NextBelow(3) : 0.2 + random.NextUniform())];
        double correlation = kinds.IllConditioned ? 0.999 : 0.5;
        for (int j = 0; j < columns; j++)
        {
            double scale = kinds.IllConditioned ? Math.Pow(10, 16 * random.NextUniform() - 8) : 0.5 + random.NextUniform();
            double mean = scale * (kinds.IllConditioned && random.NextBelow(4) == 0 ? 1e4 : 1) * Normal(), effect = Normal();
            for (int i = 0; i < rows; i++)
            {
                double z = correlation * common[i] + Math.Sqrt(1 - correlation * correlation) * Normal();
                if (j == 0 && i < 4)
                    z = i % 2 == 0 ? -1 : 1; // with y below: no free column separates
                eta[i] += effect * z;
                x[j * rows + i] = mean + scale * z;
            }
        }

        double[] y = loss == "squared"
            ? [.. eta.Select(value => 3 + value + Normal())]
            : [.. eta.Select((value, i) => i < 4 ? i / 2 : random.NextUniform() < 1 / (1 + Math.Exp(-value)) ? 1 : 0)];
        for (int i = 0; i < 4; i++)
            weights[i] = 1;
        ImmutableArray<double> factors = kinds.Factors
            ? [.. Enumerable.Range(0, columns).Select(j => j switch { 0 => 0, 1 => double.PositiveInfinity, _ => random.NextBelow(2) == 0 ? 0.5 : 2 })]
            : default;
        double[] offsets = offset && kinds.Offsets ? [.. Enumerable.Range(0, rows).Select(_ => Normal())] : [];
        return new LinearCase(Loss.Named(loss), rows, x, y, weights, offsets, standardize, intercept, factors);
    }
}
