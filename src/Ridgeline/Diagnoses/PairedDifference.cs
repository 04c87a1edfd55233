using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Numerics;

namespace Ridgeline.Diagnoses;

/// <summary>How much better one score is than another on the same resamples, and how far that is from noise.</summary>
/// <remarks>
/// <para>With d₁ … d_N the differences of N resamples (K folds of r repeats: N = K·r) and s² = N/(N − 1)·Σ ωₖ(dₖ − d̄)², ωₖ the share of the weight that a resample holds out, the standard error is
/// √(s²·(1/N + n₂/n₁)), n₂/n₁ the weight held out over that trained on: for K folds √(s²·(1/K + 1/(K − 1))). It allows for the rows that training sets share, which the error of
/// independent differences, s/√N, doesn't (Nadeau and Bengio 2003, eq. 9; for folds and repeats Bouckaert and Frank 2004, §3). It is compared with Student's t of N − 1 degrees of freedom.</para>
/// <para>Scores of a fold that agree to 1e-12 are equal: rounding is no difference. An infinite score isn't noise: a difference that is +∞ in a resample, and −∞ in none, has t = ∞ and p = 0
/// (a model said that what came was impossible). Of one resample, or where a score isn't defined, there is no standard error, and t and p are NaN.</para>
/// </remarks>
/// <param name="Mean">d̄ = Σ ωₖdₖ; above 0: better, in the score's own direction.</param>
/// <param name="StandardError">Its corrected standard error; NaN where there is none.</param>
/// <param name="PerFold">dₖ of each resample.</param>
public sealed record PairedDifference(double Mean, double StandardError, ImmutableArray<double> PerFold)
{
    private const double Level = 0.05;      // one-sided
    private const double Rounding = 1e-12;  // of the larger score

    /// <summary>N − 1.</summary>
    public int DegreesOfFreedom => PerFold.Length - 1;

    /// <summary>d̄ in standard errors; 0 of differences that are all 0, ±∞ of others that all agree, NaN without a standard error.</summary>
    public double T => double.IsInfinity(Mean) ? Mean : Mean == 0 && StandardError == 0 ? 0 : Mean / StandardError;

    /// <summary>P(t ≥ T), the one-sided p-value of "not better"; NaN without a standard error.</summary>
    public double P => T switch
    {
        double.NaN => double.NaN,
        double.PositiveInfinity => 0,
        double.NegativeInfinity => 1,
        var t => StudentT.Cumulative(-t, DegreesOfFreedom),
    };

    /// <summary>The 95 % point of Student's t: how many standard errors a difference must be above 0. NaN of one resample.</summary>
    public double Critical => DegreesOfFreedom > 0 ? StudentT.Quantile(1 - Level, DegreesOfFreedom) : double.NaN;

    /// <summary>d̄ − <see cref="Critical"/> standard errors: the lower end of the interval whose either end is a one-sided test at 5 %, 90 % in all.</summary>
    public double Lower => double.IsInfinity(Mean) ? Mean : Mean - Critical * StandardError;

    /// <summary>d̄ + <see cref="Critical"/> standard errors.</summary>
    public double Upper => double.IsInfinity(Mean) ? Mean : Mean + Critical * StandardError;

    /// <summary>Whether it is better: the one-sided test at 5 % says so.</summary>
    public bool IsBetter => P < Level;

    /// <summary>How much better a setting scores on held-out rows than another.</summary>
    /// <param name="curve">A cross-validated score.</param>
    /// <param name="at">The position of the setting.</param>
    /// <param name="than">That of the other.</param>
    public static PairedDifference OfSettings(ScoreCurve curve, int at, int than)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return Of(curve, curve.Points[at].PerFold, curve.Points[than].PerFold);
    }

    /// <summary>How much better a setting of one path scores on held-out rows than one of another, on the same resamples.</summary>
    /// <param name="curve">A cross-validated score.</param>
    /// <param name="at">The position of the setting.</param>
    /// <param name="other">The same score of the other path, on the same resamples.</param>
    /// <param name="than">The position of the other setting.</param>
    /// <exception cref="ArgumentException">The scores differ, or the resamples' number does.</exception>
    public static PairedDifference OfCurves(ScoreCurve curve, int at, ScoreCurve other, int than)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(other);
        if (curve.Score.Name != other.Score.Name || curve.Points[at].PerFold.Length != other.Points[than].PerFold.Length)
            throw new ArgumentException($"{curve.Score.Name} in {Wording.Count(curve.Points[at].PerFold.Length, "fold")} can't be compared with {other.Score.Name} in {other.Points[than].PerFold.Length}", nameof(other));
        return Of(curve, curve.Points[at].PerFold, other.Points[than].PerFold);
    }

    /// <summary>How much better a setting scores on the rows that each resample's model learned from than on those held out.</summary>
    /// <param name="curve">A cross-validated score.</param>
    /// <param name="at">The position of the setting.</param>
    public static PairedDifference OfGap(ScoreCurve curve, int at)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return Of(curve, curve.Points[at].PerFoldTrain, curve.Points[at].PerFold);
    }

    private static PairedDifference Of(ScoreCurve curve, ImmutableArray<double> better, ImmutableArray<double> worse)
    {
        int count = better.Length, folds = count / curve.Points[0].PerRepeat.Length;
        double ratio = double.IsNaN(curve.HeldOutRatio) ? 1.0 / (folds - 1) : curve.HeldOutRatio, total = curve.HeldOutWeights.IsDefault ? count : curve.HeldOutWeights.Sum();
        double[] differences = [.. better.Zip(worse, (a, b) => Difference(curve.Score.HigherIsBetter, a, b))];
        double mean = 0, squares = 0;
        double Share(int k) => (curve.HeldOutWeights.IsDefault ? 1 : curve.HeldOutWeights[k]) / total;
        for (int k = 0; k < count; k++)
            mean += Share(k) * differences[k];
        for (int k = 0; k < count; k++)
            squares += Share(k) * (differences[k] - mean) * (differences[k] - mean);
        double variance = squares * count / (count - 1);
        return new PairedDifference(mean, count > 1 && double.IsFinite(mean) ? Math.Sqrt(variance * (1.0 / count + ratio)) : double.NaN, [.. differences]);
    }

    private static double Difference(bool higherIsBetter, double a, double b)
    {
        double difference = higherIsBetter ? a - b : b - a;
        return AreEqual(a, b) ? 0 : difference;
    }

    /// <summary>Whether two scores are finite and agree to 1e-12 of the larger.</summary>
    internal static bool AreEqual(double a, double b) => double.IsFinite(a - b) && Math.Abs(a - b) <= Rounding * Math.Max(Math.Abs(a), Math.Abs(b));
}
