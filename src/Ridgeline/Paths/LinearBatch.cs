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
            .Select(group => group.Key.Whole).Distinct().ToDictionary(whole => whole, _ => new FitsOfAll());
        Sample[] unasked = [.. wholes.Keys.Where(whole => !alone.Any(k => ReferenceEquals(resamples[k], whole)))];
        int first = alone.Length + unasked.Length;
        if (first == 1 && wholes.Count == 1 && !options.StopWhenSaturated && options.Threads > 1)
            WalkBehind(wholes, alone, unasked, divided);
        else
        {
            ResampleLoop.Run(first, options.Threads, at => WalkAlone(at, wholes, alone, unasked));
            WalkDivided(divided, wholes, () => options.Threads);
        }
    }

    /// <summary>The samples of divisions behind the fits of all their rows, which one thread makes meanwhile.</summary>
    private void WalkBehind(Dictionary<Sample, FitsOfAll> wholes, int[] alone, Sample[] unasked, IGrouping<Division, int>[] divided)
    {
        var all = wholes.Values.Single();
        var behind = Task.Run(() => WalkDivided(divided, wholes, () => all.HasEnded ? options.Threads : options.Threads - 1), CancellationToken.None);
        try
        {
            WalkAlone(0, wholes, alone, unasked);
        }
        finally
        {
            all.End();
            ((IAsyncResult)behind).AsyncWaitHandle.WaitOne(); // nothing is handed over any more once this is left, by a failure too
        }

        behind.GetAwaiter().GetResult();
    }

    private void WalkAlone(int at, Dictionary<Sample, FitsOfAll> wholes, int[] alone, Sample[] unasked)
    {
        bool asked = at < alone.Length;
        var walker = asked ? WalkerOf(alone[at]) : new Walker(fitter, unasked[at - alone.Length], strengths, stop);
        wholes.TryGetValue(walker.Sample, out var all);
        Walk(walker, strengths.Length, options.StopWhenSaturated, point =>
        {
            all?.Add(point.Model);
            if (asked)
                HandOver(alone[at], point);
        });
        all?.End();
        if (asked)
            _walkers[alone[at]] = null; // of very many resamples few are held at a time
    }

    private void WalkDivided(IGrouping<Division, int>[] divided, Dictionary<Sample, FitsOfAll> wholes, Func<int> threads)
    {
        foreach (var group in divided)
        {
            wholes.TryGetValue(group.Key.Whole, out var all);
            int length = options.StopWhenSaturated ? all!.Count : strengths.Length;
            if (length > 0)
                Walk(group.Key, [.. group], length, all, threads);
        }
    }

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
        foreach (var group in Enumerable.Range(0, resamples.Count).Where(k => BatchedRidge.Takes(resamples[k].Design)).GroupBy(k => resamples[k].Design))
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
    private void Walk(Division division, int[] members, int length, FitsOfAll? all, Func<int> threads)
    {
        var shared = DividedGram.OfTall(division, fitter.Loss, options.Threads);
        int[] together = [.. members.Where(k => !_batched[k])];
        if (shared is null && together.Length > 0 && IsSideBySide(division))
        {
            ResampleLoop.Run(together.Length, threads(), m => WalkerOf(together[m]));
            new DividedPath(division, [.. together.Select(k => WalkerOf(k).Path)], threads).Walk(
                [.. together.Select(k => WalkerOf(k).Lambdas[..length])], new EtaOfAll(division.Whole, all), options.Tolerance, options.MaxIterations, (m, point) =>
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

    /// <summary>The models of all rows, as they come: who asks for one waits until it is there.</summary>
    private sealed class FitsOfAll
    {
        private readonly List<LinearModel> _models = [];
        private bool _hasEnded;

        public int Count
        {
            get
            {
                lock (_models)
                    return _models.Count;
            }
        }

        public bool HasEnded
        {
            get
            {
                lock (_models)
                    return _hasEnded;
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

        /// <summary>No more of them come.</summary>
        public void End()
        {
            lock (_models)
            {
                _hasEnded = true;
                Monitor.PulseAll(_models);
            }
        }

        /// <summary>Those from <paramref name="at"/> on that are there, at least one and at most <paramref name="most"/>.</summary>
        /// <exception cref="OperationCanceledException">They ended before: what ended them is told by whoever made them.</exception>
        public List<LinearModel> From(int at, int most)
        {
            lock (_models)
            {
                while (_models.Count <= at && !_hasEnded)
                    Monitor.Wait(_models);
                return _models.Count > at ? _models.GetRange(at, Math.Min(most, _models.Count - at)) : throw new OperationCanceledException();
            }
        }
    }

    /// <summary>Their coefficients, and η of several at once.</summary>
    private sealed class EtaOfAll(Sample whole, FitsOfAll? all) : IFitsOfAll
    {
        private const int Together = 16;

        private List<LinearModel> _models = [];
        private double[] _etas = [];
        private int _from;

        public ReadOnlySpan<double> CoefficientsAt(int at) => (double[])[.. _models[at - _from].Coefficients, _models[at - _from].Intercepts[0]];

        public void EtaAt(int at, double[] target)
        {
            int n = whole.Design.Rows;
            if (at >= _from + _models.Count)
            {
                (_from, _models) = (at, all!.From(at, Together));
                _etas = _etas.Length >= _models.Count * n ? _etas : new double[_models.Count * n];
                LinearModel.Link(whole.Design, [], _models, _etas.AsSpan(0, _models.Count * n));
            }

            _etas.AsSpan((at - _from) * n, n).CopyTo(target);
            if (!whole.Offset.IsEmpty)
                System.Numerics.Tensors.TensorPrimitives.Add<double>(target, whole.Offset, target);
        }
    }
}
