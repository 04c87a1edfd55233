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
    private const int MostTogether = 64; // resamples held at a time by what goes on together

    private readonly int _total = resamples.Count * strengths.Length;
    private readonly Walker?[] _walkers = new Walker[resamples.Count];
    private readonly bool[] _batched = new bool[resamples.Count], _hasAll = new bool[resamples.Count]; // taken by ridge together, and to the end
    private Task? _beside; // the path of all rows, where those of a division don't wait for its end
    private int _done;

    /// <summary>Walks all of them.</summary>
    public void Run()
    {
        stop.ThrowIfCancellationRequested();
        if (fitter.Penalty.L1Ratio == 0 && !options.StopWhenSaturated && BatchedRidge.Takes(fitter.Loss))
            WalkRidge();
        int[] open = [.. Enumerable.Range(0, resamples.Count).Where(k => !_hasAll[k])];
        var divided = open.Where(k => resamples[k].Division is not null).GroupBy(k => resamples[k].Division!).ToArray();
        int[] alone = [.. open.Where(k => resamples[k].Division is null)];
        var wholes = divided.Where(group => options.StopWhenSaturated || (IsSideBySide(group.Key) && DividedPath.FollowsAll(group.Key, fitter.Loss, fitter.Penalty)))
            .Select(group => group.Key.Whole).Distinct().ToDictionary(whole => whole, _ => new ModelsOfAll());
        Sample[] unasked = [.. wholes.Keys.Where(whole => !alone.Any(k => ReferenceEquals(resamples[k], whole)))];

        bool beside = options.Threads > 1 && !options.StopWhenSaturated && alone.Length + unasked.Length == 1 && divided.All(group => IsSideBySide(group.Key) && !DividedGram.IsTall(group.Key, fitter.Loss));
        if (beside)
        {
            _beside = Task.Run(WalkAlone, CancellationToken.None);
            try
            {
                WalkDivided();
            }
            finally
            {
                _beside.GetAwaiter().GetResult();
            }
        }
        else
        {
            WalkAlone();
            WalkDivided();
        }

        void WalkAlone() => ResampleLoop.Run(alone.Length + unasked.Length, options.Threads, at =>
        {
            bool asked = at < alone.Length;
            var sample = asked ? resamples[alone[at]] : unasked[at - alone.Length];
            wholes.TryGetValue(sample, out var models);
            try
            {
                var walker = asked ? WalkerOf(alone[at]) : new Walker(fitter, sample, strengths, stop);
                Walk(walker, strengths.Length, options.StopWhenSaturated, point =>
                {
                    models?.Add(point.Model);
                    if (asked)
                        HandOver(alone[at], point);
                });
            }
            finally
            {
                models?.End();
            }

            if (asked)
                _walkers[alone[at]] = null; // of very many resamples few are held at a time
        });

        void WalkDivided()
        {
            foreach (var group in divided)
            {
                wholes.TryGetValue(group.Key.Whole, out var models);
                int length = options.StopWhenSaturated ? models!.Count : strengths.Length;
                if (length > 0)
                    Walk(group.Key, [.. group], length, models);
            }
        }
    }

    /// <summary>How many threads the samples of a division may use: one goes with the path beside them, while that lasts.</summary>
    private int Threads() => _beside is { IsCompleted: false } ? options.Threads - 1 : options.Threads;

    private bool IsSideBySide(Division division) =>
        DividedPath.Fits(division, fitter.Loss, fitter.Penalty) && (options.AlwaysSideBySide || DividedPath.IsWorthIt(division, fitter.Penalty));

    private Walker WalkerOf(int k, DividedGram? shared = null) => _walkers[k] ??= new Walker(fitter, resamples[k], strengths, stop, shared?.Serves(resamples[k]) == true ? shared : null);

    private void HandOver(int k, PathPoint<LinearModel> point)
    {
        visit(k, point);
        progress?.Report(new FitProgress(Interlocked.Increment(ref _done), _total));
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Ridge of a loss with curvatures, of many unknowns: resamples of a design in the same products with X, as far as that goes.</summary>
    private void WalkRidge()
    {
        foreach (var group in Enumerable.Range(0, resamples.Count).GroupBy(k => resamples[k].Design))
            foreach (int[] some in group.Chunk(MostTogether))
            {
                ResampleLoop.Run(some.Length, options.Threads, m => WalkerOf(some[m]));
                int[] members = [.. some.Where(k => BatchedRidge.Fits(WalkerOf(k).Path.Coordinates, options.Tolerance))];
                if (members.Length > 0)
                    new BatchedRidge([.. members.Select(k => WalkerOf(k).Path.Coordinates)], [.. members.Select(k => WalkerOf(k).Path.Null)], options.Threads).Walk(
                        [.. members.Select(k => WalkerOf(k).Lambdas)], options.Tolerance, options.MaxIterations, (m, _, point) => HandOver(members[m], WalkerOf(members[m]).PointOf(point)), stop);
                foreach (int k in members)
                    (_batched[k], _hasAll[k]) = (true, WalkerOf(k).At == strengths.Length);
                foreach (int k in some)
                    if (_hasAll[k] || (resamples.Count > MostTogether && WalkerOf(k).At == 0)) // of very many resamples few are held at a time
                        _walkers[k] = null;
            }
    }

    /// <summary>The samples of a division, side by side where that fits, and each to its end.</summary>
    private void Walk(Division division, int[] members, int length, ModelsOfAll? models)
    {
        var shared = DividedGram.OfTall(division, fitter.Loss, options.Threads);
        int[] together = [.. members.Where(k => !_batched[k])];
        if (shared is null && together.Length > 0 && IsSideBySide(division))
        {
            ResampleLoop.Run(together.Length, Threads(), m => WalkerOf(together[m]));
            new DividedPath(division, [.. together.Select(k => WalkerOf(k).Path)], Threads).Walk(
                [.. together.Select(k => WalkerOf(k).Lambdas[..length])], new EtaOfModels(division.Whole, models).CopyTo, options.Tolerance, options.MaxIterations, (m, point) =>
                {
                    HandOver(together[m], WalkerOf(together[m]).PointOf(point));
                    return true;
                }, stop);
        }

        ResampleLoop.Run(members.Length, options.Threads, m =>
        {
            Walk(WalkerOf(members[m], shared), length, mayEnd: false, point => HandOver(members[m], point));
            _walkers[members[m]] = null;
        });
    }

    /// <summary>Goes on to the end with a walker that may have made some points already.</summary>
    private void Walk(Walker walker, int length, bool mayEnd, Action<PathPoint<LinearModel>> each)
    {
        if (walker.At == length)
            return;
        var saturation = new Saturation(fitter.Loss, fitter.Penalty);
        walker.Path.Walk(walker.Lambdas.AsSpan(walker.At, length - walker.At), options.Tolerance, options.MaxIterations, point =>
        {
            var own = walker.PointOf(point);
            each(own);
            return !(mayEnd && saturation.EndsWith(own.Model.DevianceRatio));
        }, stop);
    }

    /// <summary>One resample's path, and how far it is.</summary>
    private sealed class Walker
    {
        private readonly LinearPathFitter _fitter;
        private readonly ImmutableArray<Strength> _strengths;
        private readonly NullFit _interceptOnly;
        private readonly double _explainable;

        public Walker(LinearPathFitter fitter, Sample sample, ImmutableArray<Strength> strengths, CancellationToken stop, DividedGram? shared = null)
        {
            (_fitter, _strengths, Sample) = (fitter, strengths, sample);
            Path = new LinearPath(new Problem(sample, fitter.Loss, fitter.Penalty), shared, stop);
            _interceptOnly = fitter.HasFreeColumns ? NullFit.InterceptOnly(Path.Coordinates.Problem, stop) : Path.Null;
            _explainable = _interceptOnly.Objective == 0 ? 0 : _interceptOnly.MeanLoss - Path.Null.SaturatedLoss;
            Lambdas = [.. strengths.Select(strength => strength.LambdaOn(sample))];
        }

        public Sample Sample { get; }

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
    private sealed class EtaOfModels(Sample whole, ModelsOfAll? models)
    {
        private const int Together = 16;

        private double[] _etas = [];
        private int _from, _end;

        public void CopyTo(int at, double[] target)
        {
            int n = whole.Design.Rows;
            if (at >= _end)
            {
                var some = models!.From(at, Together);
                (_from, _end) = (at, at + some.Count);
                _etas = _etas.Length > 0 ? _etas : new double[Together * n];
                LinearModel.Link(whole.Design, [], some, _etas);
            }

            _etas.AsSpan((at - _from) * n, n).CopyTo(target);
            if (!whole.Offset.IsEmpty)
                System.Numerics.Tensors.TensorPrimitives.Add<double>(target, whole.Offset, target);
        }
    }

    /// <summary>The models of all rows as they are fitted, perhaps on another thread.</summary>
    private sealed class ModelsOfAll
    {
        private readonly List<LinearModel> _models = []; // its own lock
        private bool _ended;

        public int Count
        {
            get
            {
                lock (_models)
                    return _models.Count;
            }
        }

        public void Add(LinearModel model)
        {
            lock (_models)
            {
                _models.Add(model);
                Monitor.PulseAll(_models);
            }
        }

        /// <summary>No more will come.</summary>
        public void End()
        {
            lock (_models)
            {
                _ended = true;
                Monitor.PulseAll(_models);
            }
        }

        /// <summary>Those there are from <paramref name="at"/> on, one at least, for which it waits, and so many at most.</summary>
        public List<LinearModel> From(int at, int most)
        {
            lock (_models)
            {
                while (at >= _models.Count && !_ended)
                    Monitor.Wait(_models);
                if (at >= _models.Count)
                    throw new OperationCanceledException("the path of all rows came to no end"); // its own exception is what the caller gets
                return _models.GetRange(at, Math.Min(most, _models.Count - at));
            }
        }
    }
}
