using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Choices;

/// <summary>Counts what another fitter does.</summary>
internal sealed class CountingFitter(LinearPathFitter inner) : IPathFitter<LinearModel>
{
    private int _walks, _fits;

    public int Walks => _walks;

    public int Fits => _fits;

    public Loss? Loss => inner.Loss;

    public ImmutableArray<Setting> Settings(Sample sample) => inner.Settings(sample);

    public Setting? Further(ImmutableArray<Setting> settings) => inner.Further(settings);

    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<LinearModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        Interlocked.Add(ref _walks, resamples.Count);
        inner.Walk(resamples, settings, options, (k, point) =>
        {
            Interlocked.Increment(ref _fits);
            visit(k, point);
        }, progress, stop);
    }

    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<LinearModel> models, Span<double> target) => inner.Link(design, rows, models, target);
}
