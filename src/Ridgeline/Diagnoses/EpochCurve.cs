using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>A network's loss by epoch, on the rows it learns from and on held-out ones, and whether the held-out loss has turned up by the end.</summary>
/// <remarks>
/// A path over epochs is one training of each resample, whose weights are scored on the way. That the best epoch beats the last is a <see cref="PairedDifference"/>; the best was chosen by the same
/// numbers, which flatters it a little (Prechelt 1998, <i>Early stopping, but when?</i>, has curves that turn more than once: the best is over all epochs).
/// </remarks>
/// <param name="Scores">The score at each epoch.</param>
public sealed record EpochCurve(ScoreCurve Scores)
{
    /// <summary>The epochs that were scored, rising.</summary>
    public ImmutableArray<int> Epochs => [.. Scores.Points.Select(point => (int)point.Setting.Value)];

    /// <summary>Train and held-out score, with standard errors, at each.</summary>
    public ImmutableArray<ValidationPoint> Points => ValidationCurve.Of(Scores).Points;

    /// <summary>The position of the epoch that is best on held-out rows, ties to the earlier.</summary>
    public int Best => Scores.Best;

    /// <summary>How much better the best epoch is on held-out rows than the last.</summary>
    public PairedDifference Rise => PairedDifference.OfSettings(Scores, Best, Scores.Points.Length - 1);

    /// <summary>Whether training on has made it worse by more than the folds' noise.</summary>
    public bool TurnsUp => Best < Scores.Points.Length - 1 && Rise.IsBetter;

    /// <summary>The best epoch, and what became of the scores after it.</summary>
    public string Sentence
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            var points = Points;
            var (best, last, rise) = (points[Best], points[^1], Rise);
            string title = Scores.Score.Title;
            string text = string.Create(CultureInfo.InvariantCulture, $"held-out {title} is best after {best.Label}: {best.HeldOut:G4}{ValidationCurve.Around(Scores, Best)}, {best.Train:G4} on the rows learned from");
            return text + (Best == points.Length - 1 ? "; that is the last, and it may still get better"
                : string.Create(CultureInfo.InvariantCulture, $"; after {last.Label} it is {last.HeldOut:G4}, and {last.Train:G4} on the rows learned from: ")
                + (double.IsNaN(rise.P) ? "whether it has turned isn't known"
                : string.Create(CultureInfo.InvariantCulture, $"it has {(TurnsUp ? "turned" : "not turned")} by more than the folds' noise ({rise.Mean:G3} ± {VerdictWords.Spread(rise.StandardError)}, t = {rise.T:F1}, needed {rise.Critical:F2})"))) + ".";
        }
    }

    /// <summary>The curve of a path over epochs that was cross-validated.</summary>
    /// <param name="scores">Its scores.</param>
    /// <exception cref="ArgumentException">The path goes over another knob.</exception>
    public static EpochCurve Of(ScoreCurve scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Points[0].Setting.Knob == Knob.Epochs ? new EpochCurve(scores) : throw new ArgumentException($"the path goes over {scores.Points[0].Setting.Knob.Name()}, not over epochs", nameof(scores));
    }

    /// <summary>The curve of every epoch up to the last.</summary>
    /// <typeparam name="TModel">The network's model.</typeparam>
    /// <param name="fitter">A fitter of paths over epochs.</param>
    /// <param name="epochs">The last epoch, at least 1.</param>
    /// <param name="sample">The rows.</param>
    /// <param name="resamples">Which of them are held out, and when.</param>
    /// <param name="score">The score.</param>
    /// <param name="fit">How models are fitted.</param>
    /// <param name="progress">Told after every epoch; may be null.</param>
    /// <param name="stop">Asked at every epoch.</param>
    /// <exception cref="ArgumentException">The family has no epochs, the score doesn't suit the loss, or the resamples are of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static EpochCurve Of<TModel>(
        IPathFitter<TModel> fitter, int epochs, Sample sample, Resamples resamples, Score score, FitOptions fit, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ImmutableArray<Setting> settings = [.. Enumerable.Range(1, epochs).Select(epoch => new Setting(Knob.Epochs, epoch))];
        return new EpochCurve(CrossValidation.Run(fitter, sample, resamples, settings, [score], fit, progress, stop).Curves[0]);
    }
}
