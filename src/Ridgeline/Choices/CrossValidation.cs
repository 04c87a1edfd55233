using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>
/// Cross-validation of a whole path over all resamples together. Means and scales are learned from each resample's own training weights, so nothing leaks;
/// a resample's models are scored as they come and not kept.
/// </summary>
public static class CrossValidation
{
    /// <summary>Fits all rows and all resamples at every setting and scores them.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows to learn from; others have weight 0.</param>
    /// <param name="resamples">Which rows are held out, and when.</param>
    /// <param name="settings">
    /// Settings of the family's knob, each fitted in every resample; default: its automatic grid, carried on below while the best (by the first score) is its
    /// last. Where <see cref="FitOptions.StopWhenSaturated"/> is set the path of all rows says where the automatic grid ends; resamples are fitted to that end.
    /// </param>
    /// <param name="scores">The scores, the one that chooses first.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">There is no score, one doesn't suit the loss, or the resamples are of other rows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CrossValidated<TModel> Run<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Resamples resamples, ImmutableArray<Setting> settings, IReadOnlyList<Score> scores,
        FitOptions options, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        if (scores.Count == 0)
            throw new ArgumentException("a score is needed to choose by", nameof(scores));
        if (fitter.Loss is { } loss)
            foreach (var score in scores)
                score.Check(loss);
        bool automatic = settings.IsDefault;
        settings = automatic ? fitter.Settings(sample) : Setting.SimplestFirst(settings);
        var everySetting = options with { StopWhenSaturated = false };
        var held = new HeldOut<TModel>(fitter, sample, resamples, scores);
        if (automatic && options.StopWhenSaturated)
        {
            fitter.Walk([sample], settings, options, held.Take, progress, stop);
            settings = [.. settings.Take(held.Path.Points.Length)];
            held.Length = settings.Length;
            fitter.Walk(held.Training[1..], settings, everySetting, (k, point) => held.Take(k + 1, point), progress, stop);
        }
        else
        {
            held.Length = settings.Length;
            fitter.Walk(held.Training, settings, everySetting, held.Take, progress, stop);
        }

        var curves = held.Curves(settings, options.Threads);
        int extended = 0;
        while (automatic && curves[0].Best == settings.Length - 1 && fitter.Further(settings) is { } next)
        {
            held.Length++;
            fitter.Walk(held.Training, [next], everySetting, held.Take, progress: null, stop);
            settings = settings.Add(next);
            curves = held.Curves(settings, options.Threads);
            extended++;
        }

        return new CrossValidated<TModel>(held.Path, resamples, curves, held.Certificates, held.Predictions()) { Extended = extended };
    }
}
