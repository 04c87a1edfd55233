using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Tests.Solvers;

/// <summary>The hot loops allocate nothing: what they need was made before, or grows once to what the largest of them needs.</summary>
public sealed class AllocationFacts
{
    private const int Rows = 301, Columns = 24, Count = 8;
    private const long OfPoint = 128; // bytes: the point that is handed over
    private const long OfStep = 1000; // lists of active coordinates and a closure; of n or p numbers nothing

    private readonly double[] _r = Drawn(1, Rows * Count), _target = new double[Rows], _products = new double[Columns * Columns];
    private readonly double[] _weights = [.. Drawn(2, Rows).Select(Math.Abs)];
    private readonly int[] _columns = [.. Enumerable.Range(0, Columns)];
    private double[] _scratch = [];

    [Fact]
    public void Products_of_columns()
    {
        double[] panel = Drawn(3, Columns * Rows), target = new double[Columns * Columns];
        nint[] at = [.. Enumerable.Range(0, Columns).Select(j => (nint)(j * Rows))];
        Allocates(0, () => ColumnKernels.AddProducts(at, panel, _r, Rows, Count, Rows, target));
        Allocates(0, () => StripKernels.Pack(panel, at.AsSpan(0, StripKernels.Width), _weights, _r.AsSpan(0, Rows), StripKernels.Room(ref _scratch, Columns, Rows)));
        Allocates(0, () => StripKernels.AddLower(StripKernels.Room(ref _scratch, Columns, Rows), _scratch, Columns, Rows, target, Columns));
        Allocates(0, () => ColumnKernels.AddFourColumns(_r.AsSpan(0, Rows), _r.AsSpan(1, Rows), _r.AsSpan(2, Rows), _r.AsSpan(3, Rows), 1, 2, 3, 4, _target));
        Allocates(0, () => ColumnKernels.Moments(_r.AsSpan(0, Rows), _weights, 0.5));
        Allocates(0, () => ColumnKernels.Moments(_r.AsSpan(0, Rows), [], 0.5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_design(bool sparse)
    {
        var design = DesignOf(Rows, Columns, sparse);
        double[] means = Drawn(4, Columns), scales = [.. Enumerable.Repeat(2.0, Columns)];
        Allocates(0, () => design.Products(_columns, _r, 1, _products, ref _scratch));
        Allocates(0, () => design.Products(_columns, _r, 3, _products, ref _scratch));
        Allocates(0, () => design.Products(_columns, _r, Count, _products, ref _scratch));
        Allocates(0, () => design.AddColumns(_columns, means, _target));
        Allocates(0, () => design.Gram(_columns, _weights, means, scales, _products, Columns, ref _scratch));
        Allocates(0, () => design.ScaleColumn(3, _weights, _target));
        Allocates(0, () => design.AddColumn(3, 0.5, _target));
        Allocates(0, () => design.Dot(3, _weights));
        Allocates(0, () => design.Moments(3, _weights));
    }

    [Theory]
    [InlineData("squared", 1)]
    [InlineData("logistic", 1)]
    [InlineData("poisson", 1)]
    [InlineData("huber", 1)]
    [InlineData("squared-hinge", 1)]
    [InlineData("multinomial", 3)]
    [InlineData("multinomial", 70)]
    public void A_loss(string name, int classes)
    {
        const int Few = 37;
        var loss = Loss.Named(name, classes, delta: 1.3);
        double[] y = [.. Enumerable.Range(0, Few).Select(i => (double)(i % 2))], eta = Drawn(5, Few * classes), weights = _weights[..Few];
        double[] slopes = new double[Few * classes], curvatures = new double[Few * classes * classes];
        Allocates(0, () => loss.Sum(y, eta, weights));
        Allocates(0, () => loss.Slopes(y, eta, slopes));
        Allocates(0, () => loss.Curvatures(y, eta, curvatures));
        Allocates(0, () => loss.Evaluate(y, eta, weights, slopes, curvatures));
        Allocates(0, () => loss.ConjugateSum(y, slopes, weights));
        Allocates(0, () => loss.Means(eta, slopes));
    }

    [Fact]
    public void A_factor_that_has_been_as_large_before()
    {
        const int Order = 20, Added = 4;
        double[] a = new double[Order * Order], right = Drawn(6, Order), columns = new double[Added * Order], corner = new double[Added * Added], x = new double[Order];
        bool[] accepted = new bool[Added];
        for (int i = 0; i < Order; i++)
            a[i * Order + i] = 2 + i;
        for (int b = 0; b < Added; b++)
            corner[b * Added + b] = 3;
        var factor = new UpdatableCholesky();
        Action<int, Span<double>> fill = (i, row) => a.AsSpan(i * Order + i, row.Length).CopyTo(row);
        Allocates(0, () =>
        {
            factor.Factor(Order - Added, fill);
            factor.SetRight(right.AsSpan(0, factor.Size), right.AsSpan(0, factor.Size));
            Array.Clear(columns);
            factor.Append(columns, Order, corner, right.AsSpan(0, Added), right.AsSpan(0, Added), accepted);
            factor.Solve(x.AsSpan(0, factor.Size));
            factor.SolveRight(0.5, x.AsSpan(0, factor.Size));
            factor.Remove(2);
        });
        Assert.Equal(Order - 1, factor.Size);
    }

    [Theory]
    [InlineData("squared", 1, 2000, 40, false, 1e-6)]
    [InlineData("squared", 1, 2000, 40, true, 1e-6)]
    [InlineData("logistic", 1, 2000, 40, false, 1e-6)]
    [InlineData("logistic", 1, 2000, 40, true, 1e-6)]
    [InlineData("logistic", 1, 2000, 40, false, 1e-10)]
    [InlineData("multinomial", 3, 700, 20, false, 1e-6)]
    [InlineData("poisson", 1, 2000, 40, false, 1e-10)]
    [InlineData("huber", 1, 2000, 40, false, 1e-6)]
    [InlineData("squared", 1, 100, 3000, false, 1e-6)]
    [InlineData("squared", 1, 100, 3000, true, 1e-6)]
    [InlineData("logistic", 1, 100, 3000, false, 1e-6)]
    [InlineData("squared", 1, 700, 3000, true, 1e-6)]
    [InlineData("logistic", 1, 700, 3000, true, 1e-6)]
    public void A_path_that_was_walked_before(string loss, int classes, int rows, int columns, bool sparse, double tolerance)
    {
        var path = new LinearPath(Drawn(loss, classes, rows, columns, sparse));
        double[] lambdas = Grid(path);
        var rowPath = new RowPath(path.Coordinates, path.Null);
        int points = 0, steps = 0;
        Func<LinearPoint, bool> done = point =>
        {
            (points, steps) = (points + 1, steps + point.Certificate.Iterations);
            return true;
        };
        long bytes = 0;
        for (int walk = 0; walk < 4; walk++) // each starts where the one before ended: the third and the fourth go the same way
        {
            (points, steps) = (0, 0);
            bytes = -GC.GetAllocatedBytesForCurrentThread();
            rowPath.Walk(lambdas, tolerance, 100, done, CancellationToken.None);
            bytes += GC.GetAllocatedBytesForCurrentThread();
        }

        Assert.Equal(lambdas.Length, points);
        Assert.True(bytes <= OfPoint * points + OfStep * steps, $"{bytes} bytes at {points} λ in {steps} steps");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_path_on_one_Gram_matrix(double l1Ratio)
    {
        var path = new LinearPath(Drawn("squared", 1, 2000, 40, sparse: false) with { Penalty = Penalty.ElasticNet(l1Ratio) });
        double[] lambdas = Grid(path);
        var gram = new GramPath(path.Coordinates, path.Null);
        Allocates((OfPoint + OfStep) * lambdas.Length, () => Assert.Equal(lambdas.Length, gram.Walk(lambdas, 1e-6, _ => true, out _, CancellationToken.None)));
    }

    [Theory]
    [InlineData("logistic", false)]
    [InlineData("logistic", true)]
    [InlineData("poisson", false)]
    [InlineData("huber", false)]
    public void A_path_takes_no_more_for_more_steps(string loss, bool sparse)
    {
        const int Tall = 6000;
        var problem = Drawn(loss, 1, Tall, 20, sparse);
        var (looseBytes, looseSteps) = Walked(1e-4);
        var (exactBytes, exactSteps) = Walked(1e-10);
        Assert.InRange(exactSteps, looseSteps + 20, int.MaxValue);
        long most = OfStep * (exactSteps - looseSteps) + 4 * sizeof(double) * Tall; // what only an exact fit needs is made once
        Assert.True(exactBytes - looseBytes <= most, $"{looseBytes} bytes in {looseSteps} steps, {exactBytes} in {exactSteps}");

        (long Bytes, int Steps) Walked(double tolerance)
        {
            int steps = 0;
            var path = new LinearPath(problem);
            double[] lambdas = Grid(path);
            long before = GC.GetAllocatedBytesForCurrentThread();
            path.Walk(lambdas, tolerance, 100, point => (steps += point.Certificate.Iterations) >= 0, CancellationToken.None);
            return (GC.GetAllocatedBytesForCurrentThread() - before, steps);
        }
    }

    private static double[] Grid(LinearPath path) =>
        [.. Enumerable.Range(0, 30).Select(k => path.Null.Largest(path.Coordinates) * Math.Pow(0.02, k / 29.0))];

    private static Problem Drawn(string name, int classes, int rows, int columns, bool sparse)
    {
        var random = new RandomStream(7);
        var design = DesignOf(rows, columns, sparse);
        var eta = new double[rows];
        for (int j = 0; j < Math.Min(columns, 30); j++)
            design.AddColumn(j, (j % 2 == 0 ? 1.0 : -1) / (1 + j / 6), eta);
        double[] y = [.. eta.Select(e => name switch
        {
            "squared" or "huber" => e + 2 * random.NextUniform(),
            "poisson" => Math.Floor(3 * random.NextUniform() * Math.Exp(Math.Min(e, 2))),
            "multinomial" => Math.Clamp(Math.Floor(classes / 2.0 + e + 3 * random.NextUniform() - 1.5), 0, classes - 1),
            _ => e + 3 * random.NextUniform() > 1.5 ? 1 : 0,
        })];
        return new Problem(Sample.Of(design, y), Loss.Named(name, classes, delta: 1), Penalty.L1);
    }

    private static void Allocates(long most, Action work)
    {
        work();
        work();
        long bytes = long.MaxValue;
        for (int time = 0; time < 3 && bytes > most; time++) // what the work itself allocates, it allocates every time
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(bytes <= most, $"{bytes} bytes");
    }

    private static Design DesignOf(int rows, int columns, bool sparse)
    {
        var random = new RandomStream(8);
        double[] x = Drawn(8, rows * columns);
        if (!sparse)
            return Design.Adopt(x, rows);
        List<double> values = [];
        List<int> indices = [], starts = [0];
        for (int at = 0; at < x.Length; at++)
        {
            if (random.NextBelow(10) == 0)
            {
                values.Add(x[at]);
                indices.Add(at % rows);
            }

            if (at % rows == rows - 1)
                starts.Add(values.Count);
        }

        return Design.Sparse([.. values], [.. indices], [.. starts], rows);
    }

    private static double[] Drawn(ulong seed, int count)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextUniform() - 1)];
    }
}
