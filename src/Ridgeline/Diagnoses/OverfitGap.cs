using Ridgeline.Choices;

namespace Ridgeline.Diagnoses;

/// <summary>
/// How much better a model scores on the rows it learned from than on held-out folds, and whether that is more than the folds' noise.
/// </summary>
/// <remarks>
/// With gₖ the gap of fold k and s² the variance of the gₖ, the gap's standard error is √(s²·(1/K + 1/(K − 1))), the form for K folds of Nadeau and Bengio (2003), eq. 9,
/// that Bouckaert and Frank (2004) use: it allows for the rows that training sets share (<see cref="PairedDifference"/>, also of repeats and other resamples). The gap counts as real when it is above
/// the 95% point of Student's t with K − 1 degrees of freedom times that error.
/// </remarks>
/// <param name="Train">The score on the training rows of the model fitted on all of them.</param>
/// <param name="HeldOut">The mean score on held-out folds.</param>
/// <param name="HeldOutStandardError">Its standard error.</param>
/// <param name="Gap">How much better Train is than HeldOut, in the score's direction.</param>
/// <param name="StandardError">The gap's corrected standard error.</param>
/// <param name="Critical">How many standard errors the gap must be above zero.</param>
public sealed record OverfitGap(double Train, double HeldOut, double HeldOutStandardError, double Gap, double StandardError, double Critical)
{
    private const double Confidence = 0.95; // one-sided

    /// <summary>Whether the gap is above zero by more than the folds' noise: the model memorises its training data.</summary>
    public bool Memorises => Gap > Critical * StandardError;

    /// <summary>The gap in standard errors; ∞ if the folds agree to the last digit.</summary>
    public double StandardErrors => Gap == 0 ? 0 : Gap / StandardError;

    /// <summary>The gap at one setting.</summary>
    /// <param name="curve">A cross-validated score.</param>
    /// <param name="at">The position of the setting.</param>
    /// <exception cref="ArgumentException">The score is not defined in every fold.</exception>
    public static OverfitGap Of(ScoreCurve curve, int at)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var point = curve.Points[at];
        if (point.Pooled)
            throw new ArgumentException($"{curve.Score.Title} isn't defined in every fold, so the folds' noise isn't known", nameof(curve));
        double sign = curve.Score.HigherIsBetter ? 1 : -1;
        var folds = PairedDifference.OfGap(curve, at);
        return new OverfitGap(point.Train, point.Mean, point.StandardError, sign * (point.Train - point.Mean), folds.StandardError, folds.Critical);
    }
}
