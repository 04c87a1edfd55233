using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Solvers;

namespace Ridgeline.Paths;

/// <summary>
/// Paths of linear models on several resamples: those of one division side by side, where that fits, others each by itself. Where paths may end early, those of a
/// division end where the path of all its rows does.
/// </summary>
internal sealed class LinearBatch(
    LinearPathFitter fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Strength> strengths, FitOptions options, Action<int, PathPoint<LinearModel>> visit,
    IProgress<FitProgress>? progress, CancellationToken stop)
{
    private readonly int _total = resamples.Count * strengths.Length;
    private int _done;

    /// <summary>Walks all of them.</summary>
    public void Run()
    {
        stop.ThrowIfCancellationRequested();
        var divided = Enumerable.Range(0, resamples.Count).Where(k => resamples[k].Division is not null).GroupBy(k => resamples[k].Division!).ToArray();
        var wholes = divided.Select(group => group.Key.Whole).Distinct().Where(NeedsWhole).ToDictionary(whole => whole, _ => new List<LinearModel>());
        var alone = Enumerable.Range(0, resamples.Count).Where(k => resamples[k].Division is null).ToList();
        var unasked = wholes.Keys.Where(whole => !alone.Exists(k => ReferenceEquals(resamples[k], whole))).ToArray();

        ResampleLoop.Run(alone.Count + unasked.Length, options.Threads, at =>
        {
            var sample = at < alone.Count ? resamples[alone[at]] : unasked[at - alone.Count];
            wholes.TryGetValue(sample, out var models);
            Walk(new Walker(fitter, sample, strengths, options, stop), strengths.Length, options.StopWhenSaturated, point =>
            {
                models?.Add(point.Model);
                if (at >= alone.Count)
                    return;
                visit(alone[at], point);
                Done();
            });
        });

        foreach (var group in divided)
        {
            int[] members = [.. group];
            wholes.TryGetValue(group.Key.Whole, out var models);
            int length = options.StopWhenSaturated && models is not null ? models.Count : strengths.Length;
            if (length > 0)
                Walk(group.Key, members, length, models);
        }
    }

    private bool NeedsWhole(Sample whole) => options.StopWhenSaturated || !ReferenceEquals(fitter.Loss, Losses.Loss.Squared);

    private void Walk(Division division, int[] members, int length, List<LinearModel>? models)
    {
        var walkers = new Walker[members.Length];
        ResampleLoop.Run(members.Length, options.Threads, m => walkers[m] = new Walker(fitter, resamples[members[m]], strengths[..length], options, stop));
        var paths = walkers.Select(walker => walker.Path).ToArray();
        var shared = DividedGram.OfTall(division, fitter.Loss);
        if (shared is null && DividedPath.Fits(division, fitter.Loss, fitter.Penalty))
            new DividedPath(division, paths, options.Threads).Walk(
                [.. walkers.Select(walker => walker.Lambdas)], new EtaOfModels(division.Whole, models).CopyTo, options.Tolerance, options.MaxIterations, (m, point) =>
                {
                    visit(members[m], walkers[m].PointOf(point));
                    Done();
                    return true;
                }, stop);
        ResampleLoop.Run(members.Length, options.Threads, m => Walk(walkers[m], length, mayEnd: false, point =>
        {
            visit(members[m], point);
            Done();
        }, shared));
    }

    /// <summary>Goes on to the end with a walker that may have made some points already.</summary>
    private void Walk(Walker walker, int length, bool mayEnd, Action<PathPoint<LinearModel>> each, DividedGram? shared = null)
    {
        if (walker.At == length)
            return;
        var saturation = new Saturation(fitter.Loss, fitter.Penalty);
        walker.Path.Walk(walker.Lambdas.AsSpan(walker.At, length - walker.At), options.Tolerance, options.MaxIterations, point =>
        {
            var own = walker.PointOf(point);
            each(own);
            return !(mayEnd && saturation.EndsWith(own.Model.DevianceRatio));
        }, stop, shared);
    }

    private void Done()
    {
        progress?.Report(new FitProgress(Interlocked.Increment(ref _done), _total));
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>One resample's path, and how far it is.</summary>
    private sealed class Walker
    {
        private readonly LinearPathFitter _fitter;
        private readonly ImmutableArray<Strength> _strengths;
        private readonly NullFit _interceptOnly;
        private readonly double _explainable;

        public Walker(LinearPathFitter fitter, Sample sample, ImmutableArray<Strength> strengths, FitOptions options, CancellationToken stop)
        {
            (_fitter, _strengths) = (fitter, strengths);
            Path = new LinearPath(new Problem(sample, fitter.Loss, fitter.Penalty), stop);
            _interceptOnly = fitter.HasFreeColumns ? NullFit.InterceptOnly(Path.Coordinates.Problem, stop) : Path.Null;
            _explainable = _interceptOnly.Objective == 0 ? 0 : _interceptOnly.MeanLoss - Path.Null.SaturatedLoss;
            Lambdas = [.. strengths.Select(strength => strength.LambdaOn(sample))];
        }

        public LinearPath Path { get; }

        public double[] Lambdas { get; }

        /// <summary>How many points it has made.</summary>
        public int At { get; private set; }

        public PathPoint<LinearModel> PointOf(LinearPoint point)
        {
            double ratio = _explainable > 0 ? (_interceptOnly.MeanLoss - point.MeanLoss) / _explainable : 0;
            var model = _fitter.ModelOf(point, Path.Coordinates, Lambdas[At], ratio);
            return new PathPoint<LinearModel>(_strengths[At++].Setting, model, point.Certificate) { Deviance = 2 * (point.MeanLoss - Path.Null.SaturatedLoss) };
        }
    }

    /// <summary>η of the models of all rows, several at once.</summary>
    private sealed class EtaOfModels(Sample whole, List<LinearModel>? models)
    {
        private const int Together = 16;

        private double[] _etas = [];
        private int _from = -1;

        public void CopyTo(int at, double[] target)
        {
            int n = whole.Design.Rows;
            if (_from < 0 || at >= _from + Together)
            {
                _from = at;
                int count = Math.Min(Together, models!.Count - at);
                _etas = _etas.Length > 0 ? _etas : new double[Together * n];
                LinearModel.Link(whole.Design, [], models.GetRange(at, count), _etas);
            }

            _etas.AsSpan((at - _from) * n, n).CopyTo(target);
            if (!whole.Offset.IsEmpty)
                System.Numerics.Tensors.TensorPrimitives.Add<double>(target, whole.Offset, target);
        }
    }
}
