using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>Whether a setting of a cross-validated path overfits, memorises, underfits or fits, with the numbers that say so and the test that would overturn it.</summary>
/// <remarks>
/// <para>A setting is compared with the simpler setting of its path that scores best on held-out rows and with the more complex one that does, ties to the simpler, by the difference of the scores
/// of the same resamples (<see cref="PairedDifference"/>). The questions, in this order; the first that is answered with yes is the verdict:</para>
/// <list type="number">
/// <item><see cref="Verdict.Overfits"/>, <see cref="Verdict.Underfits"/>: is the simpler, or the more complex, rival better by the one-sided test at 5 %? If both are, the one that is ahead by more says which.</item>
/// <item><see cref="Verdict.Memorises"/>: is the gap between training and held-out rows above 0 by the same test, and the mean of a simpler setting not worse than this one's by more than this
/// one's standard error?</item>
/// <item><see cref="Verdict.CantTell"/>: does the interval of a rival's difference, whose ends are the one-sided tests at 5 %, cover both 0 and this setting's standard error? Or is there
/// nothing to compare: one setting, one resample, a score that a resample can't have and that is pooled therefore?</item>
/// <item><see cref="Verdict.Fits"/>: no rival is better by as much as one standard error.</item>
/// </list>
/// <para>That the rival is the best of several makes a difference that isn't there look larger; that the corrected error is wide makes up for it. At settings that are truly the best of
/// their path simulations say overfits in at most 7 % of data sets, in most scenarios in hardly any (tests/Ridgeline.Tests/Diagnoses/VerdictCalibration.cs). The setting that cross-validation itself chose has
/// no rival ahead of it, so it never overfits or underfits by folds that chose it; other folds, or repeats that weren't looked at, can say more.</para>
/// </remarks>
/// <param name="Score">What is judged by.</param>
/// <param name="At">The position of the setting on its path.</param>
/// <param name="Setting">The setting that is judged.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Train">The mean over resamples of the score on the rows that each learned from (<see cref="ScoreCurve.TrainOf"/>).</param>
/// <param name="HeldOut">The mean of the score on the rows held out; of a pooled score, that.</param>
/// <param name="StandardError">"One standard error": that of <paramref name="HeldOut"/> over the folds, as in the one-standard-error rule; NaN where pooled.</param>
/// <param name="Gap">How much better the training rows are scored than those held out.</param>
/// <param name="Simpler">The simpler rival; null if there is none whose scores are defined.</param>
/// <param name="MoreComplex">The more complex rival; null if there is none.</param>
/// <param name="SimplestWithin">The simplest of the simpler settings whose mean isn't worse than this one's by more than its standard error; null if there is none.</param>
/// <param name="Sentence">The verdict in words, with the numbers.</param>
/// <param name="Overturn">What would overturn it, in words, with the numbers.</param>
public sealed record FitVerdict(
    Score Score, int At, Setting Setting, Verdict Verdict, double Train, double HeldOut, double StandardError, PairedDifference Gap, RivalSetting? Simpler, RivalSetting? MoreComplex,
    RivalSetting? SimplestWithin, string Sentence, string Overturn)
{
    /// <summary>The verdict of a setting of a cross-validated path.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="run">The path.</param>
    /// <param name="at">The position of the setting.</param>
    /// <param name="curve">Which of the run's scores is judged by.</param>
    public static FitVerdict Of<TModel>(CrossValidated<TModel> run, int at, int curve = 0)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(run.Curves[curve], at);
    }

    /// <summary>The verdict of a setting of a cross-validated score.</summary>
    /// <param name="curve">The score along the path, the simplest setting first.</param>
    /// <param name="at">The position of the setting.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public static FitVerdict Of(ScoreCurve curve, int at)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(at, curve.Points.Length);
        using var plain = PlainNumbers.Begin();
        var point = curve.Points[at];
        var gap = PairedDifference.OfGap(curve, at);
        var (simpler, complex, within) = (Best(curve, at, 0, at), Best(curve, at, at + 1, curve.Points.Length), Within(curve, at));
        var verdict = VerdictOf(gap, simpler, complex, within, point.StandardError);
        var found = new FitVerdict(curve.Score, at, point.Setting, verdict, curve.TrainOf(at), point.Mean, point.StandardError, gap, simpler, complex, within, "", "");
        var words = new VerdictWords(found, curve);
        return found with { Sentence = words.Sentence, Overturn = words.Overturn };
    }

    private static Verdict VerdictOf(PairedDifference gap, RivalSetting? simpler, RivalSetting? complex, RivalSetting? within, double error)
    {
        bool over = simpler is { Difference.IsBetter: true }, under = complex is { Difference.IsBetter: true };
        if (over || under)
            return over && !(under && complex!.Difference.Mean > simpler!.Difference.Mean) ? Verdict.Overfits : Verdict.Underfits;
        if (gap.IsBetter && within is not null)
            return Verdict.Memorises;
        return (simpler is null && complex is null) || IsWide(simpler, error) || IsWide(complex, error) ? Verdict.CantTell : Verdict.Fits;
    }

    /// <summary>Whether the interval of a rival's difference covers both 0 and one standard error.</summary>
    internal static bool IsWide(RivalSetting? rival, double error) => rival is { Difference: var difference } && difference.Lower <= 0 && difference.Upper > 0 && !(difference.Upper < error);

    /// <summary>The setting from one position up to another that scores best on held-out rows, of those that can be compared in every resample.</summary>
    private static RivalSetting? Best(ScoreCurve curve, int at, int from, int to)
    {
        RivalSetting? best = null;
        for (int k = from; k < to; k++)
            if (Rival(curve, at, k) is { } rival && (best is null || curve.Score.IsBetter(rival.HeldOut, best.HeldOut)))
                best = rival;
        return best;
    }

    private static RivalSetting? Rival(ScoreCurve curve, int at, int k)
    {
        var difference = PairedDifference.OfSettings(curve, k, at);
        return double.IsNaN(difference.T) ? null : new RivalSetting(k, curve.Points[k].Setting, curve.Points[k].Mean, difference);
    }

    private static RivalSetting? Within(ScoreCurve curve, int at)
    {
        var point = curve.Points[at];
        double limit = curve.Score.HigherIsBetter ? point.Mean - point.StandardError : point.Mean + point.StandardError;
        for (int k = 0; k < at && double.IsFinite(limit); k++)
            if (!curve.Score.IsBetter(limit, curve.Points[k].Mean) && Rival(curve, at, k) is { } rival)
                return rival;
        return null;
    }
}
