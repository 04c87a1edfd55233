using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>A family of models behind one knob: linear, tree or network. What chooses between settings sees only this.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
public interface IPathFitter<TModel>
    where TModel : IModel
{
    /// <summary>ℓ, where a loss of η is minimised; null for a family that grows its models otherwise.</summary>
    Loss? Loss { get; }

    /// <summary>The settings to try, the simplest first. Asked once, on the full data, and shared by every resample.</summary>
    /// <param name="sample">The full data.</param>
    ImmutableArray<Setting> Settings(Sample sample);

    /// <summary>The next setting beyond the last, where an automatic grid may go on; null where it ends.</summary>
    /// <param name="settings">The grid so far, the simplest first.</param>
    Setting? Further(ImmutableArray<Setting> settings);

    /// <summary>Fits every resample at every setting, and hands each model over as soon as it is there.</summary>
    /// <param name="resamples">Weightings of the same rows.</param>
    /// <param name="settings">Settings of this family's knob; answered the simplest first, repeats once.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="visit">
    /// Told the position of a resample and its next point: the points of one resample in order, one at a time; those of several at once, from several threads.
    /// A model depends neither on the threads nor on which resamples are fitted together.
    /// </param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit, and between the steps of one.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<TModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop);

    /// <summary>What <see cref="IModel.Link"/> gives, for several models and some rows.</summary>
    /// <param name="design">The rows' design.</param>
    /// <param name="rows">Which rows, m of them; empty: all n.</param>
    /// <param name="models">The models, all of as many outputs.</param>
    /// <param name="target">m × K numbers a model.</param>
    void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<TModel> models, Span<double> target);
}

/// <summary>Whole paths.</summary>
public static class PathFitting
{
    /// <summary>Fits every resample at every setting, and keeps every model.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="resamples">Weightings of the same rows.</param>
    /// <param name="settings">Settings of the family's knob; answered the simplest first, repeats once.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit, and between the steps of one.</param>
    /// <returns>A path a resample, in the resamples' order. It doesn't depend on the threads, nor on which resamples are fitted together.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; what was fitted so far isn't handed over.</exception>
    public static IReadOnlyList<ModelPath<TModel>> Fit<TModel>(
        this IPathFitter<TModel> fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options,
        IProgress<FitProgress>? progress = null, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(resamples);
        var points = resamples.Select(_ => ImmutableArray.CreateBuilder<PathPoint<TModel>>(settings.IsDefault ? 0 : settings.Length)).ToArray();
        fitter.Walk(resamples, settings, options, (k, point) => points[k].Add(point), progress, stop);
        return [.. points.Select(own => new ModelPath<TModel>(own.ToImmutable()))];
    }
}
