using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>Keeps the models of walks, and hands them over again instead of fitting, bit for bit.</summary>
internal interface IKeptWalks
{
    /// <summary>What <see cref="IPathFitter{TModel}.Walk"/> does; it fits what isn't kept.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="resamples">Weightings of the same rows.</param>
    /// <param name="settings">Settings of the family's knob.</param>
    /// <param name="options">Tolerance, iterations, threads.</param>
    /// <param name="visit">Told each point.</param>
    /// <param name="progress">Told after every point, kept or fitted; may be null.</param>
    /// <param name="stop">Asked before every point.</param>
    void Walk<TModel>(
        IPathFitter<TModel> fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<TModel>> visit, IProgress<FitProgress>? progress,
        CancellationToken stop)
        where TModel : class, IModel;
}
