using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>A family of models behind one knob: linear, tree or network. What chooses between settings sees only this.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
public interface IPathFitter<TModel>
    where TModel : IModel
{
    /// <summary>The settings to try, the simplest first. Asked once, on the full data, and shared by every resample.</summary>
    /// <param name="sample">The full data.</param>
    ImmutableArray<Setting> Settings(Sample sample);

    /// <summary>The next setting beyond the last, where an automatic grid may go on; null where it ends.</summary>
    /// <param name="settings">The grid so far, the simplest first.</param>
    Setting? Further(ImmutableArray<Setting> settings);

    /// <summary>Fits every resample at every setting.</summary>
    /// <param name="resamples">Weightings of the same rows.</param>
    /// <param name="settings">Settings of this family's knob; answered the simplest first, repeats once.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit, and between the steps of one.</param>
    /// <returns>A path a resample, in the resamples' order. It doesn't depend on the threads, nor on which resamples are fitted together.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; what was fitted so far isn't handed over.</exception>
    IReadOnlyList<ModelPath<TModel>> Fit(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, IProgress<FitProgress>? progress, CancellationToken stop);
}
