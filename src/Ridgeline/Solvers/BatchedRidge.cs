using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// Paths of several problems of one dense design under an L2 penalty alone, walked together: every round gives each open λ of each problem (<see cref="RidgeLane"/>) one
/// product with X and one with Xᵀ, and X is read once for all. A λ starts as soon as the one before it is near.
/// </summary>
/// <remarks>Means and scales are applied to what goes into a product and comes out of it. A problem's rounds are its own: its numbers are the same whatever is walked beside it.</remarks>
internal sealed class BatchedRidge
{
    /// <summary>Tolerances below this are left to others.</summary>
    public const double LeastTolerance = 1e-10;

    private const int MostLanes = 8;           // of one problem
    private const int FewestUnknowns = 64;     // below it a factor costs less than rounds do
    private const double Near = 2e-3;          // the relative gap from which the next λ is started
    private const int Portion = 64;            // rows or columns that a thread takes at least
    private const int PortionsPerThread = 8;
    private const double SmallWork = 1e6;      // multiplications of a product that one thread does sooner

    private readonly double[] _x;
    private readonly int _rows, _columns;
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
        (_x, _rows, _columns) = (design.Values, design.Rows, design.Columns);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        _problems = [.. problems.Select((problem, k) => new Walked(new ScaledRidge(problem, fits[k])))];
        int most = MostLanes * problems.Count + BatchKernels.Together;
        (_none, _spare) = (new double[Math.Max(_rows, _columns)], new double[Math.Max(_rows, _columns)]);
        (_coefficients, _combined, _weighted, _products) = (new double[most][], new double[most][], new double[most][], new double[most][]);
        (_open, _shares) = (new RidgeLane[most], new double[most]);
        (_rowPortion, _columnPortion) = (PortionOf(_rows, threads), PortionOf(_columns, threads));
        _combine = at => BatchKernels.Combine(_x, _rows, at * _rowPortion, Math.Min(_rows, (at + 1) * _rowPortion), _coefficients, _combined, _filled);
        _multiply = at => BatchKernels.Multiply(_x, _rows, at * _columnPortion, Math.Min(_columns, (at + 1) * _columnPortion), _weighted, _products, _filled);
        _weigh = at => _open[at].Weigh();
        _advance = at => _open[at].Advance(_shares[at]);
    }

    /// <summary>Whether a problem is of this kind, and has unknowns enough.</summary>
    public static bool Fits(Coordinates coordinates) =>
        coordinates.Problem.Sample.Design is DenseDesign
        && (ReferenceEquals(coordinates.Problem.Loss, Loss.Logistic) || ReferenceEquals(coordinates.Problem.Loss, Loss.Poisson))
        && RidgePath.IsRidgeAlone(coordinates, out int penalised)
        && Math.Min(penalised, coordinates.Problem.Sample.RowsWithWeight) >= FewestUnknowns;

    /// <summary>Solves every problem at its λ, as far as certificates reach the tolerance; returns for each problem how many λ that is.</summary>
    /// <param name="lambdas">Of each problem, falling.</param>
    /// <param name="tolerance">The relative gap to reach; none is certified below <see cref="LeastTolerance"/>.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told problem, position and point, in order of position; the point's arrays are written again after it.</param>
    /// <param name="stop">Asked at every round.</param>
    public int[] Walk(IReadOnlyList<double[]> lambdas, double tolerance, int maxSteps, Action<int, int, LinearPoint> done, CancellationToken stop)
    {
        for (int k = 0; k < _problems.Length; k++)
            _problems[k].Reset(tolerance < LeastTolerance || !(_problems[k].Ridge.Null.Objective > 0) ? [] : lambdas[k]);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            _count = 0;
            for (int k = 0; k < _problems.Length; k++)
            {
                _problems[k].Tell(k, done);
                _problems[k].StartNext(tolerance, Near, maxSteps);
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
        private double[] _lambdas = [];
        private int _end, _next;      // λ that may still be certified; that are started
        private int _kept;            // λ that came near
        private RidgeStart _start = new(ridge);

        public ScaledRidge Ridge => ridge;

        /// <summary>The lanes, open or waiting for those before them.</summary>
        public List<RidgeLane> Lanes { get; } = [];

        private readonly List<RidgeLane> _free = [];

        /// <summary>How many λ are certified and told.</summary>
        public int Told { get; private set; }

        public void Reset(double[] lambdas)
        {
            _free.AddRange(Lanes);
            Lanes.Clear();
            int end = Array.FindIndex(lambdas, lambda => !(lambda > 0 && double.IsFinite(lambda)));
            (_lambdas, _end, _next, _kept, Told, _start) = (lambdas, end < 0 ? lambdas.Length : end, 0, 0, 0, new RidgeStart(ridge));
        }

        /// <summary>Tells what is certified up to the first λ that isn't; nothing after one that has failed counts.</summary>
        public void Tell(int k, Action<int, int, LinearPoint> done)
        {
            for (int a = 0; a < Lanes.Count; a++)
            {
                var lane = Lanes[a];
                if (lane.At == _kept && lane.IsNear)
                {
                    lane.Keep(_start);
                    _kept++;
                }

                if (!lane.IsOpen && lane.Point is null)
                    _end = Math.Min(_end, lane.At);
            }

            while (Lanes.Count > 0 && Lanes[0].Point is { } point && Lanes[0].At < _end)
            {
                done(k, Told++, point);
                _free.Add(Lanes[0]);
                Lanes.RemoveAt(0);
            }

            while (Lanes.Count > 0 && Lanes[^1].At >= _end)
            {
                Lanes[^1].Close();
                _free.Add(Lanes[^1]);
                Lanes.RemoveAt(Lanes.Count - 1);
            }
        }

        /// <summary>Starts the next λ if the one before it is near.</summary>
        public void StartNext(double tolerance, double near, int maxSteps)
        {
            if (_next >= _end || _kept < _next || Lanes.Count == MostLanes)
                return;
            RidgeLane lane;
            if (_free.Count == 0)
                lane = new RidgeLane(ridge);
            else
            {
                lane = _free[^1];
                _free.RemoveAt(_free.Count - 1);
            }

            lane.Start(_next, _lambdas[_next], tolerance, near, maxSteps, _start);
            Lanes.Add(lane);
            _next++;
        }
    }
}
