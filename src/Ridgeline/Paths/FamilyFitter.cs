using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;

namespace Ridgeline.Paths;

/// <summary>A family's fitter where the family isn't known before: its models are any model.</summary>
/// <typeparam name="TModel">The family's model.</typeparam>
/// <param name="fitter">The family.</param>
internal sealed class FamilyFitter<TModel>(IPathFitter<TModel> fitter) : IPathFitter<IModel>
    where TModel : class, IModel
{
    public Loss? Loss => fitter.Loss;

    /// <summary>The family.</summary>
    public IPathFitter<TModel> Fitter => fitter;

    public ImmutableArray<Setting> Settings(Sample sample) => fitter.Settings(sample);

    public Setting? Further(ImmutableArray<Setting> settings) => fitter.Further(settings);

    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<IModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop) =>
        fitter.Walk(resamples, settings, options, (k, point) => visit(k, point.Of<IModel>(point.Model)), progress, stop);

    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<IModel> models, Span<double> target) => fitter.Link(design, rows, [.. models.Cast<TModel>()], target);
}
