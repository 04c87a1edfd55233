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
    private const int Together = 4; // settings below the grid that are fitted in one walk

    /// <summary>Fits all rows and all resamples at every setting and scores them.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows to learn from; others have weight 0.</param>
    /// <param name="resamples">Which rows are held out, and when.</param>
    /// <param name="settings">
    /// Settings of the family's knob, each fitted in every resample; default: its automatic grid, carried on below while the best (by the first score) is its
    /// last, four settings at a time. Where <see cref="FitOptions.StopWhenSaturated"/> is set the path of all rows says where the automatic grid ends, and below it ends where nothing is left to explain;
    /// resamples are fitted to that end.
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
        while (automatic && curves[0].Best == settings.Length - 1 && !(options.StopWhenSaturated && IsSaturated(held.Path)) && Beyond(fitter, settings) is { Length: > 0 } next)
        {
            held.Length += next.Length;
            fitter.Walk(held.Training, next, everySetting, held.Take, progress: null, stop);
            settings = settings.AddRange(next);
            curves = held.Curves(settings, options.Threads);
            extended += next.Length;
        }

        return new CrossValidated<TModel>(held.Path, resamples, curves, held.Certificates, held.Predictions()) { Extended = extended };
    }

    /// <summary>The next settings below a grid: several, as each walk begins far from where it leads.</summary>
    private static ImmutableArray<Setting> Beyond<TModel>(IPathFitter<TModel> fitter, ImmutableArray<Setting> settings)
        where TModel : IModel
    {
        var all = settings;
        while (all.Length < settings.Length + Together && fitter.Further(all) is { } next)
            all = all.Add(next);
        return all[settings.Length..];
    }

    /// <summary>Whether a path of linear models has nothing left to explain, so that a weaker penalty would change predictions hardly at all.</summary>
    private static bool IsSaturated<TModel>(ModelPath<TModel> path)
        where TModel : IModel =>
        path.Points[^1].Model is LinearModel last && (last.DevianceRatio > Saturation.Explained || (path.Points.Length > 1 && path.Points[^2].Model is LinearModel before && last.DevianceRatio - before.DevianceRatio < Saturation.SmallChange * last.DevianceRatio));
}
