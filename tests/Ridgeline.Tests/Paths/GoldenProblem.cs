using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Paths;

/// <summary>A coefficient vector on the columns' original scale, one output after the other, and its intercepts.</summary>
internal sealed record GoldenFit(double[] W, double[] B)
{
    public static GoldenFit Of(LinearModel model) => new([.. model.Coefficients], [.. model.Intercepts]);
}

/// <summary>
/// A golden's problem in Ridgeline's convention and in plain arrays; its objective (DESIGN §2) and its optimality conditions are written out here
/// on the original scale and share no code with the library.
/// </summary>
internal sealed class GoldenProblem
{
    private readonly double[] _shares, _means;

    public GoldenProblem(
        string family, int outputs, double[] x, double[] y, double[]? weights = null, double[]? offset = null, bool standardize = false, bool intercept = true,
        double l1Ratio = 1, double[]? factors = null, double[]? lower = null, double[]? upper = null)
    {
        (Family, Outputs, X, Y, Rows, Columns) = (family, outputs, x, y, y.Length, x.Length / y.Length);
        Weights = weights ?? Filled(Rows, 1);
        Offset = offset ?? [];
        (Standardize, Intercept, L1Ratio) = (standardize, intercept, l1Ratio);
        Factors = factors ?? Filled(Columns, 1);
        (Lower, Upper) = (lower ?? Filled(Columns, double.NegativeInfinity), upper ?? Filled(Columns, double.PositiveInfinity));

        double total = Weights.Sum();
        _shares = [.. Weights.Select(s => s / total)];
        (_means, Scales) = (new double[Columns], new double[Columns]);
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
                _means[j] += _shares[i] * X[j * Rows + i];
            double squares = 0;
            for (int i = 0; i < Rows; i++)
                squares += _shares[i] * Math.Pow(X[j * Rows + i] - _means[j], 2);
            var used = Enumerable.Range(0, Rows).Where(i => Weights[i] > 0).Select(i => X[j * Rows + i]).ToArray();
            Scales[j] = used.Max() > used.Min() ? Math.Sqrt(squares) : 0;
        }
    }

    public string Family { get; }
    public int Outputs { get; }
    public int Rows { get; }
    public int Columns { get; }
    public double[] X { get; }
    public double[] Y { get; }
    public double[] Weights { get; }
    public double[] Offset { get; }
    public bool Standardize { get; }
    public bool Intercept { get; }
    public double L1Ratio { get; }
    public double[] Factors { get; }
    public double[] Lower { get; }
    public double[] Upper { get; }

    /// <summary>sdⱼ, 1/n and weighted; 0 for a constant column.</summary>
    public double[] Scales { get; }

    public Loss Loss => Family switch
    {
        "gaussian" => Loss.Squared,
        "binomial" => Loss.Logistic,
        "poisson" => Loss.Poisson,
        _ => Loss.Multinomial(Outputs),
    };

    public Penalty Penalty
    {
        get
        {
            var penalty = Penalty.ElasticNet(L1Ratio);
            if (Factors.Any(factor => factor != 1))
                penalty = penalty.With([.. Factors]);
            return Lower.Concat(Upper).Any(double.IsFinite) ? penalty.Within([.. Lower], [.. Upper]) : penalty;
        }
    }

    public Sample Sample(bool sparse = false) => Ridgeline.Designs.Sample.Of(
        sparse ? Sparse() : Design.Dense(X, Rows), Y, Weights, offset: Offset, standardize: Standardize, intercept: Intercept);

    public ImmutableArray<PathPoint<LinearModel>> Fit(IEnumerable<Setting> settings, FitOptions options, bool sparse = false) =>
        new LinearPathFitter(Loss, Penalty).Fit([Sample(sparse)], [.. settings], options, null, CancellationToken.None)[0].Points;

    private Design Sparse()
    {
        int[] kept = [.. Enumerable.Range(0, X.Length).Where(at => X[at] != 0)];
        return Design.Sparse(
            [.. kept.Select(at => X[at])], [.. kept.Select(at => at % Rows)], [.. Enumerable.Range(0, Columns + 1).Select(j => kept.Count(at => at < j * Rows))], Rows);
    }

    /// <summary>Σ vᵢ ℓ(yᵢ, ηᵢ) + λ Σ κⱼ(r|wⱼtⱼ| + (1−r)/2·(wⱼtⱼ)²).</summary>
    public double Objective(GoldenFit fit, double lambda)
    {
        double penalty = 0;
        for (int at = 0; at < fit.W.Length; at++)
        {
            int j = at % Columns;
            double u = Math.Abs(fit.W[at]) * T(j);
            if (u != 0)
                penalty += Factors[j] * (L1Ratio * u + (1 - L1Ratio) / 2 * u * u);
        }

        return MeanLoss(fit) + lambda * penalty;
    }

    /// <summary>Σ vᵢ ℓ(yᵢ, ηᵢ).</summary>
    public double MeanLoss(GoldenFit fit)
    {
        double[] eta = Eta(fit);
        return Enumerable.Range(0, Rows).Sum(i => _shares[i] * LossOf(i, eta));
    }

    /// <summary>Σ vᵢ inf ℓ(yᵢ, ·).</summary>
    public double SaturatedLoss() => Enumerable.Range(0, Rows).Sum(i => _shares[i] * Family switch
    {
        "binomial" => -XLogX(Y[i]) - XLogX(1 - Y[i]),
        "poisson" => Y[i] - XLogX(Y[i]),
        _ => 0,
    });

    /// <summary>The largest violation of the optimality conditions, in the unit of the mean loss's gradient on columns of sd 1; ∞ outside the limits.</summary>
    public double KktResidual(GoldenFit fit, double lambda)
    {
        double[] slopes = Slopes(fit);
        double worst = 0;
        for (int k = 0; k < Outputs; k++)
        {
            var r = slopes.AsSpan(k * Rows, Rows);
            double sum = 0;
            for (int i = 0; i < Rows; i++)
                sum += r[i];
            if (Intercept)
                worst = Math.Max(worst, Math.Abs(sum));
            for (int j = 0; j < Columns; j++)
            {
                double w = fit.W[k * Columns + j], gradient = 0;
                if (Scales[j] == 0 || double.IsPositiveInfinity(Factors[j]))
                {
                    worst = w == 0 ? worst : double.PositiveInfinity;
                    continue;
                }

                for (int i = 0; i < Rows; i++)
                    gradient += r[i] * (X[j * Rows + i] - (Intercept ? _means[j] : 0));
                gradient += lambda * Factors[j] * (1 - L1Ratio) * T(j) * T(j) * w;
                worst = Math.Max(worst, Violation(j, w, gradient, lambda * Factors[j] * L1Ratio * T(j)) / Scales[j]);
            }
        }

        return worst;
    }

    /// <summary>The root mean square of the slopes at η = 0: the unit in which a gradient is large.</summary>
    public double SlopeScale()
    {
        double[] slopes = Slopes(new GoldenFit(new double[Columns * Outputs], new double[Outputs]));
        return Math.Sqrt(Enumerable.Range(0, slopes.Length).Where(at => _shares[at % Rows] > 0).Sum(at => slopes[at] * slopes[at] / _shares[at % Rows]));
    }

    /// <summary>The largest differences of two fits: of their coefficients in sd units, and of their intercepts for centred columns.</summary>
    public (double W, double B) Distances(GoldenFit a, GoldenFit b)
    {
        var difference = new GoldenFit([.. a.W.Zip(b.W, (u, v) => u - v)], [.. a.B.Zip(b.B, (u, v) => u - v)]);
        return (Largest(difference), LargestIntercept(difference));
    }

    /// <summary>The largest intercept for centred columns.</summary>
    public double LargestIntercept(GoldenFit fit) =>
        Enumerable.Range(0, Outputs).Max(k => Math.Abs(fit.B[k] + Enumerable.Range(0, Columns).Sum(j => fit.W[k * Columns + j] * (Intercept ? _means[j] : 0))));

    /// <summary>The largest coefficient in sd units.</summary>
    public double Largest(GoldenFit fit) => Enumerable.Range(0, fit.W.Length).Max(at => Math.Abs(fit.W[at]) * (Scales[at % Columns] > 0 ? Scales[at % Columns] : 1));

    /// <summary>η of every row, output after output.</summary>
    public double[] Eta(GoldenFit fit)
    {
        var eta = new double[Rows * Outputs];
        for (int k = 0; k < Outputs; k++)
        {
            for (int i = 0; i < Rows; i++)
                eta[k * Rows + i] = fit.B[k] + (Offset.Length > 0 ? Offset[i] : 0);
            for (int j = 0; j < Columns; j++)
                for (int i = 0; i < Rows; i++)
                    eta[k * Rows + i] += fit.W[k * Columns + j] * X[j * Rows + i];
        }

        return eta;
    }

    private double T(int j) => Standardize ? Scales[j] : 1;

    private double Violation(int j, double w, double gradient, double l1)
    {
        if (w < Lower[j] * (1 + 1e-12) || w > Upper[j] * (1 + 1e-12))
            return double.PositiveInfinity;
        double right = gradient + (w < 0 ? -l1 : l1), left = gradient + (w > 0 ? l1 : -l1); // the objective's slopes
        bool atUpper = w >= Upper[j] - 1e-12 * Upper[j], atLower = w <= Lower[j] - 1e-12 * Lower[j]; // false for infinite limits: their difference is NaN
        return Math.Max(atUpper ? 0 : -right, atLower ? 0 : left);
    }

    private double LossOf(int i, double[] eta) => Family switch
    {
        "gaussian" => 0.5 * (Y[i] - eta[i]) * (Y[i] - eta[i]),
        "binomial" => Math.Max(eta[i], 0) + Math.Log(1 + Math.Exp(-Math.Abs(eta[i]))) - Y[i] * eta[i],
        "poisson" => Math.Exp(eta[i]) - Y[i] * eta[i],
        _ => LogSum(i, eta) - eta[(int)Y[i] * Rows + i],
    };

    private double LogSum(int i, double[] eta)
    {
        double largest = Enumerable.Range(0, Outputs).Max(k => eta[k * Rows + i]);
        return largest + Math.Log(Enumerable.Range(0, Outputs).Sum(k => Math.Exp(eta[k * Rows + i] - largest)));
    }

    /// <summary>vᵢ·∂ℓ/∂η.</summary>
    private double[] Slopes(GoldenFit fit)
    {
        double[] eta = Eta(fit);
        return [.. Enumerable.Range(0, eta.Length).Select(at => _shares[at % Rows] * Family switch
        {
            "gaussian" => eta[at] - Y[at],
            "binomial" => 1 / (1 + Math.Exp(-eta[at])) - Y[at],
            "poisson" => Math.Exp(eta[at]) - Y[at],
            _ => Math.Exp(eta[at] - LogSum(at % Rows, eta)) - (at / Rows == (int)Y[at % Rows] ? 1 : 0),
        })];
    }

    private static double XLogX(double x) => x > 0 ? x * Math.Log(x) : 0;

    private static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];
}
