using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// Paths of several problems of one dense design under an L2 penalty alone, walked together: every round gives each open λ of each problem (<see cref="RidgeLane"/>) one
/// product with X and one with Xᵀ, and X is read once for all. A λ starts as soon as the one before it is near, from where the last two lead.
/// </summary>
/// <remarks>Means and scales are applied to what goes into a product and comes out of it. A problem's rounds are its own: its numbers are the same whatever is walked beside it, and those of a λ whatever comes after.</remarks>
internal sealed class BatchedRidge
{
    /// <summary>Tolerances below this are left to others.</summary>
    public const double LeastTolerance = 1e-10;

    private const int MostLanes = 8;           // of one problem
    private const int FewestUnknowns = 64;     // below it a factor costs less than rounds do
    private const double Near = 4e-4;          // the relative gap from which the next λ is started, times the square of the way from the λ before in log λ:
    private const double FarthestNear = 2e-3;  // no λ knows of those after it
    private const int Portion = 64;            // rows or columns that a thread takes at least
    private const int PortionsPerThread = 8;
    private const double SmallWork = 1e6;      // multiplications of a product that one thread does sooner

    private readonly double[] _x;
    private readonly int _rows, _columns;
    private readonly int[] _all; // columns
    private readonly ParallelOptions _parallel;
    private readonly Walked[] _problems;
    private readonly double[][] _coefficients, _combined, _weighted, _products; // of the open lanes
    private readonly RidgeLane[] _open;
    private readonly double[] _shares;
    private readonly Action<int> _combine, _weigh, _multiply, _advance;
    private readonly int _rowPortion, _columnPortion;
    private readonly double[] _none, _spare; // of lanes that only fill up what is taken together
    private int _count, _filled;

    /// <summary>A walk of <paramref name="problems"/>, all of one design, that <see cref="Fits"/>.</summary>
    public BatchedRidge(IReadOnlyList<Coordinates> problems, IReadOnlyList<NullFit> fits, int threads)
    {
        var design = (DenseDesign)problems[0].Problem.Sample.Design;
        if (problems.Any(problem => !ReferenceEquals(problem.Problem.Sample.Design, design)))
            throw new ArgumentException("the problems are not of one design", nameof(problems));
        (_x, _rows, _columns, _all) = (design.Values, design.Rows, design.Columns, [.. Enumerable.Range(0, design.Columns)]);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _problems = [.. problems.Zip(fits, (problem, fit) => new Walked(new ScaledRidge(problem, fit)))];
        int most = MostLanes * problems.Count + BatchKernels.Together;
        (_none, _spare) = (new double[Math.Max(_rows, _columns)], new double[Math.Max(_rows, _columns)]);
        (_coefficients, _combined, _weighted, _products) = (new double[most][], new double[most][], new double[most][], new double[most][]);
        (_open, _shares) = (new RidgeLane[most], new double[most]);
        (_rowPortion, _columnPortion) = (PortionOf(_rows, threads), PortionOf(_columns, threads));
        _combine = at => BatchKernels.Combine(_x, _rows, _all, at * _rowPortion, Math.Min(_rows, (at + 1) * _rowPortion), _coefficients, _combined, _filled);
        _multiply = at => BatchKernels.Multiply(_x, _rows, _all, at * _columnPortion, Math.Min(_columns, (at + 1) * _columnPortion), _weighted, _products, _filled);
        _weigh = at => _open[at].Weigh();
        _advance = at => _open[at].Advance(_shares[at]);
    }

    /// <summary>Whether a loss has curvatures of its own: what the squared loss hasn't is for one factorisation.</summary>
    public static bool Takes(Loss loss) => ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.Poisson);

    /// <summary>Whether problems of a design may be of this kind, before they are made.</summary>
    public static bool Takes(Design design) => design is DenseDesign && Math.Min(design.Columns, design.Rows) >= FewestUnknowns;

    /// <summary>Whether a problem is of this kind, has unknowns enough, and isn't to be exact beyond its tolerance.</summary>
    public static bool Fits(Coordinates coordinates, double tolerance)
    {
        var sample = coordinates.Problem.Sample;
        return sample.Design is DenseDesign && Takes(coordinates.Problem.Loss) && tolerance >= LeastTolerance
            && RidgePath.IsRidgeAlone(coordinates, out int penalised)
            && Math.Min(penalised, sample.RowsWithWeight) >= FewestUnknowns
            && !RowPath.GoesOn(tolerance, (double)sample.Design.Rows * penalised * penalised);
    }

    /// <summary>Solves every problem at its λ, as far as certificates reach the tolerance; returns for each problem how many λ that is.</summary>
    /// <param name="lambdas">Of each problem, falling.</param>
    /// <param name="tolerance">The relative gap to reach; none is certified below <see cref="LeastTolerance"/>.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told problem, position and point, in order of position; the point's arrays are written again after it.</param>
    /// <param name="stop">Asked at every round.</param>
    public int[] Walk(IReadOnlyList<double[]> lambdas, double tolerance, int maxSteps, Action<int, int, LinearPoint> done, CancellationToken stop)
    {
        for (int k = 0; k < _problems.Length; k++)
            _problems[k].Begin(tolerance < LeastTolerance ? [] : lambdas[k]);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            _count = 0;
            for (int k = 0; k < _problems.Length; k++)
            {
                _problems[k].Tell(k, done);
                _problems[k].StartNext(tolerance, maxSteps);
                Take(_problems[k]);
            }

            if (_count == 0)
                return [.. _problems.Select(problem => problem.Told)];
            Fill();
            bool small = (double)_rows * _columns * _count < SmallWork;
            Run((_rows + _rowPortion - 1) / _rowPortion, _combine, small);
            Run(_count, _weigh, small);
            Run((_columns + _columnPortion - 1) / _columnPortion, _multiply, small);
            Run(_count, _advance, small);
        }
    }

    private static int PortionOf(int size, int threads) => Math.Max(1, size / (threads * PortionsPerThread * Portion)) * Portion;

    private void Run(int count, Action<int> work, bool small)
    {
        if (small || _parallel.MaxDegreeOfParallelism == 1)
            for (int at = 0; at < count; at++)
                work(at);
        else
            Parallel.For(0, count, _parallel, work);
    }

    /// <summary>The problem's open lanes take part in the round.</summary>
    private void Take(Walked problem)
    {
        int first = _count;
        foreach (var lane in problem.Lanes)
            if (lane.IsOpen)
            {
                (_coefficients[_count], _combined[_count], _weighted[_count], _products[_count]) = (lane.Coefficients, lane.Combined, lane.Weighted, lane.Products);
                _open[_count++] = lane;
            }

        for (int b = first; b < _count; b++)
            _shares[b] = 1.0 / (_count - first);
    }

    /// <summary>Right-hand sides of zeros beside the last ones, where most of them are there to be taken together.</summary>
    private void Fill()
    {
        _filled = _count;
        for (int rest = _count % BatchKernels.Together; rest > BatchKernels.Together / 2 && _filled % BatchKernels.Together != 0; _filled++)
            (_coefficients[_filled], _combined[_filled], _weighted[_filled], _products[_filled]) = (_none, _spare, _none, _spare);
    }

    /// <summary>One problem's λ, and the lanes that some of them are in.</summary>
    private sealed class Walked(ScaledRidge ridge)
    {
        private readonly List<RidgeLane> _lanes = []; // open, or waiting for those before them
        private readonly Stack<RidgeLane> _free = [];
        private RidgeStart _start = new(ridge);
        private double[] _lambdas = [];
        private int _end, _next, _near; // λ before the first that failed; that are started; that came near

        /// <summary>How many λ are certified and told.</summary>
        public int Told { get; private set; }

        /// <summary>The lanes, from the largest λ on.</summary>
        public List<RidgeLane> Lanes => _lanes;

        /// <summary>Begins at the first of <paramref name="lambdas"/>; there is no way to one that isn't above 0.</summary>
        public void Begin(double[] lambdas)
        {
            _lanes.ForEach(_free.Push); // of a walk that was stopped
            _lanes.Clear();
            int end = Array.FindIndex(lambdas, lambda => !(lambda > 0 && double.IsFinite(lambda)));
            (_lambdas, _end, _next, _near, Told, _start) = (lambdas, !(ridge.Null.Objective > 0) ? 0 : end < 0 ? lambdas.Length : end, 0, 0, 0, new RidgeStart(ridge));
        }

        /// <summary>Tells what is certified up to the first λ that isn't, and drops what comes after one that failed.</summary>
        public void Tell(int k, Action<int, int, LinearPoint> done)
        {
            foreach (var lane in _lanes)
            {
                if (lane.At == _near && lane.IsNear)
                {
                    lane.Keep(_start);
                    _near++;
                }

                if (!lane.IsOpen && lane.Point is null)
                    _end = Math.Min(_end, lane.At);
            }

            for (; _lanes.Count > 0 && _lanes[0].At < _end && _lanes[0].Point is { } point; Free(0))
                done(k, Told++, point);
            while (_lanes.Count > 0 && _lanes[^1].At >= _end)
                Free(_lanes.Count - 1);
        }

        /// <summary>Starts the next λ if the one before it is near.</summary>
        public void StartNext(double tolerance, int maxSteps)
        {
            if (_next >= _end || _near < _next || _lanes.Count == MostLanes)
                return;
            var lane = _free.TryPop(out var used) ? used : new RidgeLane(ridge);
            double way = _next > 0 ? Math.Log(_lambdas[_next - 1] / _lambdas[_next]) : double.PositiveInfinity;
            lane.Start(_next, _lambdas[_next], tolerance, Math.Min(FarthestNear, Near * way * way), maxSteps, _start);
            _lanes.Add(lane);
            _next++;
        }

        private void Free(int place)
        {
            _free.Push(_lanes[place]);
            _lanes.RemoveAt(place);
        }
    }
}
