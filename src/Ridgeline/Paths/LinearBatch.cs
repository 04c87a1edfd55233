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
        if (options.Threads > 1 && !options.StopWhenSaturated && alone.Length + unasked.Length == 1
            && divided.All(group => IsSideBySide(group.Key) && !DividedGram.IsTall(group.Key, fitter.Loss)))
        {
            WalkBehind(wholes, alone, unasked, divided);
            return;
        }

        int[] first = wholes.Count > 0 || divided.Length == 0 ? alone : [], beside = first.Length > 0 ? [] : alone; // none waits for the latter
        ResampleLoop.Run(first.Length + unasked.Length, options.Threads, at => WalkAlone(at, first, unasked, wholes));
        WalkDivided(divided, beside, wholes, () => options.Threads);
    }

    /// <summary>The samples of divisions behind the one that goes alone, whose fits they follow as these come: one thread makes them meanwhile.</summary>
    private void WalkBehind(Dictionary<Sample, FitsOfAll> wholes, int[] alone, Sample[] unasked, IGrouping<Division, int>[] divided)
    {
        var leader = wholes.Values.SingleOrDefault() ?? new FitsOfAll();
        var behind = Task.Run(() => WalkDivided(divided, [], wholes, () => leader.HasEnded ? options.Threads : options.Threads - 1), CancellationToken.None);
        try
        {
            WalkAlone(0, alone, unasked, wholes);
        }
        finally
        {
            leader.End();
            behind.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult(); // nothing is handed over any more once this is left, by a failure too
        }

        behind.GetAwaiter().GetResult();
    }

    private void WalkAlone(int at, int[] alone, Sample[] unasked, Dictionary<Sample, FitsOfAll> wholes)
    {
        bool asked = at < alone.Length;
        var walker = asked ? WalkerOf(alone[at]) : new Walker(fitter, unasked[at - alone.Length], strengths, stop);
        wholes.TryGetValue(walker.Sample, out var fits);
        Walk(walker, strengths.Length, options.StopWhenSaturated, point =>
        {
            fits?.Add(point.Model);
            if (asked)
                HandOver(alone[at], point);
        });
        fits?.End();
        if (asked)
            _walkers[alone[at]] = null; // of very many resamples few are held at a time
    }

    private void WalkDivided(IGrouping<Division, int>[] divided, int[] beside, Dictionary<Sample, FitsOfAll> wholes, Func<int> threads)
    {
        foreach (var group in divided)
        {
            wholes.TryGetValue(group.Key.Whole, out var fits);
            int length = options.StopWhenSaturated ? fits!.Count : strengths.Length;
            if (length > 0)
                Walk(group.Key, [.. group], beside, length, fits, threads);
            beside = [];
        }
    }

    /// <summary>Whether a resample's design is that of the first: others are made when their turn comes.</summary>
    private bool IsShared(int k) => resamples[k].SharesDesignWith(resamples[0]);

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
        foreach (var group in Enumerable.Range(0, resamples.Count).Where(k => IsShared(k) && BatchedRidge.Takes(resamples[k].Design)).GroupBy(k => resamples[k].Design))
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

    /// <summary>The samples of a division, side by side where that fits, and each to its end; others beside the latter.</summary>
    private void Walk(Division division, int[] members, int[] beside, int length, FitsOfAll? fits, Func<int> threads)
    {
        var shared = DividedGram.OfTall(division, fitter.Loss, options.Threads);
        int[] together = [.. members.Where(k => !_batched[k])];
        if (shared is null && together.Length > 0 && IsSideBySide(division))
        {
            ResampleLoop.Run(together.Length, threads(), m => WalkerOf(together[m]));
            new DividedPath(division, [.. together.Select(k => WalkerOf(k).Path)], threads).Walk(
                [.. together.Select(k => WalkerOf(k).Lambdas[..length])], new FitsOfAll.Reader(division.Whole, fits), options.Tolerance, options.MaxIterations, (m, point) =>
                {
                    HandOver(together[m], WalkerOf(together[m]).PointOf(point));
                    return true;
                }, stop);
        }

        ResampleLoop.Run(beside.Length + members.Length, threads(), m =>
        {
            int k = m < beside.Length ? beside[m] : members[m - beside.Length];
            Walk(WalkerOf(k, m < beside.Length ? null : shared), length, mayEnd: false, point => HandOver(k, point));
            _walkers[k] = null;
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
            bool isNull = Path.Coordinates.Outputs > 1 && Lambdas[At] >= Path.Null.LargestLambda && Path.Null.IsWithin(Path.Coordinates.Penalty); // the quadratic's rounding would tell classes of the same weight apart
            var model = _fitter.ModelOf(isNull ? point with { Beta = Path.Null.Beta } : point, Path.Coordinates, Lambdas[At], ratio);
            return new PathPoint<LinearModel>(_strengths[At++].Setting, model, point.Certificate) { Deviance = 2 * (point.MeanLoss - Path.Null.SaturatedLoss) };
        }
    }
}
