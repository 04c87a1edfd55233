using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>
/// By how much training rows flatter a fit that is worth df parameters: the expected difference of its score on new targets of the same rows and on those it learned from. Beside the gap that
/// cross-validation sees, it says whether the parameters are enough to explain it.
/// </summary>
/// <remarks>
/// <para>Mean squared error: 2σ²·df/n (Mallows 1973; Efron 1986). Deviance of classes and counts: 2·Σ cov(λ̂ᵢ, yᵢ)/n = 2·df/n, λ̂ the natural parameter (Efron 2004, §3); log loss is half of a
/// deviance: df/n. Other scores have no such formula. n is Σs of frequency weights, else the rows with weight. Of importance weights, v = s/Σs, the score counts row i by vᵢ, and so df/n is
/// Σ vᵢ·cov(λ̂ᵢ, yᵢ), of squared error Σ vᵢhᵢ with the leverages hᵢ (<see cref="ComputedDegreesOfFreedom.Weighted"/>): σ² is taken to be that of every row, whatever its weight.</para>
/// <para>The rows of a fold have columns of their own, and its model learned from fewer rows: the gap seen is larger than expected where df isn't small beside n.</para>
/// </remarks>
/// <param name="Score">The score.</param>
/// <param name="Value">The expected optimism, ≥ 0 for df ≥ 0.</param>
/// <param name="StandardError">Of an estimated df, what its standard error makes of it; else 0.</param>
/// <param name="DegreesOfFreedom">df, and how it was found.</param>
/// <param name="NoiseVariance">σ² of the squared error; null of other scores.</param>
/// <param name="Gap">The gap that was seen.</param>
public sealed record ExpectedOptimism(Score Score, double Value, double StandardError, ComputedDegreesOfFreedom DegreesOfFreedom, double? NoiseVariance, PairedDifference Gap)
{
    /// <summary>How much of the gap seen is expected; NaN where no gap was seen.</summary>
    public double Share => Gap.Mean > 0 ? Value / Gap.Mean : double.NaN;

    /// <summary>Whether the gap seen is above what is expected by the one-sided test at 5 %, df's own error allowed for.</summary>
    public bool IsExceeded => Gap.Mean - Value > Gap.Critical * Math.Sqrt(Gap.StandardError * Gap.StandardError + StandardError * StandardError);

    /// <summary>The numbers in words.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            string Number(double value) => VerdictWords.Number(value, Gap.Mean);
            string noise = NoiseVariance is { } variance ? $" and a noise variance of {variance:G4}" : "", error = StandardError > 0 ? $" ± {Number(StandardError)}" : "";
            string weighted = DegreesOfFreedom.Weighted == DegreesOfFreedom.Value || double.IsNaN(DegreesOfFreedom.Weighted) ? "" : $" Counted by the weights of the rows they are {DegreesOfFreedom.Weighted:G4}.";
            return $"{DegreesOfFreedom.Sentence}{weighted} With them{noise} the {Score.Title} of the rows learned from is expected to flatter by {Number(Value)}{error}; the gap seen is {Number(Gap.Mean)} ± {Number(Gap.StandardError)}, "
                + (IsExceeded ? "which is more." : "which isn't more than that by the folds' noise.");
        }
    }

    /// <summary>Whether a score has a formula.</summary>
    /// <param name="score">A score.</param>
    public static bool Suits(Score score) => !double.IsNaN(PerParameter(score, 1));

    /// <summary>The expected optimism of a setting.</summary>
    /// <param name="curve">A cross-validated score that has a formula.</param>
    /// <param name="at">The position of the setting.</param>
    /// <param name="sample">The rows that were cross-validated.</param>
    /// <param name="degreesOfFreedom">What the setting is worth.</param>
    /// <param name="noiseVariance">σ² &gt; 0 of the squared error; default: the least held-out mean squared error of the path, which is above σ² by what its best setting misses.</param>
    /// <exception cref="ArgumentException">The score has no formula.</exception>
    /// <exception cref="ArgumentOutOfRangeException">σ² is no finite number above 0.</exception>
    public static ExpectedOptimism Of(ScoreCurve curve, int at, Sample sample, ComputedDegreesOfFreedom degreesOfFreedom, double? noiseVariance = null)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(degreesOfFreedom);
        if (!Suits(curve.Score))
            throw new ArgumentException($"{curve.Score.Name} has no formula of its optimism; log-loss, mse, poisson-deviance and deviance have", nameof(curve));
        if (noiseVariance is not (null or (> 0 and < double.PositiveInfinity)))
            throw new ArgumentOutOfRangeException(nameof(noiseVariance), noiseVariance, "σ² must be a finite number above 0");
        double? variance = IsSquared(curve.Score) ? noiseVariance ?? curve.Points[curve.Best].Mean : null;
        double each = PerParameter(curve.Score, variance ?? 1) / sample.EffectiveRows;
        return new ExpectedOptimism(curve.Score, each * degreesOfFreedom.Weighted, each * degreesOfFreedom.WeightedStandardError, degreesOfFreedom, variance, PairedDifference.OfGap(curve, at));
    }

    private static bool IsSquared(Score score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return ReferenceEquals(score, Score.Mse) || score.DevianceOf is { } loss && ReferenceEquals(loss, Loss.Squared);
    }

    /// <summary>n × the optimism of one parameter; NaN without a formula.</summary>
    private static double PerParameter(Score score, double variance)
    {
        if (IsSquared(score))
            return 2 * variance;
        if (ReferenceEquals(score, Score.LogLoss))
            return 1;
        return ReferenceEquals(score, Score.PoissonDeviance) || score.DevianceOf is { } loss && (loss.Outputs > 1 || ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.Poisson)) ? 2 : double.NaN;
    }
}
