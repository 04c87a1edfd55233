using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Tests.Solvers;

/// <summary>Ridge of any loss by one factorisation of UUᵀ, against the walk over the rows.</summary>
public sealed class RotatedPathFacts
{
    private const double Tolerance = 1e-10;

    public static TheoryData<string> Losses => ["squared", "logistic", "multinomial", "poisson", "huber", "squared-hinge"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_rotated_path_is_the_path_over_the_rows(string loss) => Gen.Select(Cases(loss), Gen.Enum<WeightKind>()).Sample((c, kind) =>
    {
        if (kind == WeightKind.Frequency)
            c = c with { Weights = [.. c.Weights.Select(Math.Ceiling)] };
        Agrees(new Problem(c.Of(kind), c.Loss, c.Penalty), 1e-4, $"{c}");
    }, iter: 50);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Repeated_rows_leave_the_kernel_without_full_rank(string loss) => Cases(loss).Sample(c =>
    {
        int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0 && i % 3 != 1), .. Enumerable.Range(0, c.Rows), .. Enumerable.Range(0, c.Rows / 2)];
        Agrees(ProblemOf(c.Picked(rows, [.. rows.Select((i, at) => c.Weights[i] * (1 + at % 2))])), 1e-3, $"{c}");
    }, iter: 15);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Two_rows_with_weight_are_enough(string loss) => Cases(loss).Sample(c =>
    {
        int[] most = [.. Enumerable.Range(0, c.Rows).OrderByDescending(i => c.Y[i])];
        double[] weights = new double[c.Rows];
        (weights[most[0]], weights[most[^1]]) = (2, 0.7);
        Agrees(ProblemOf(c with { Weights = weights }), 1e-3, $"{c}");
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Losses))]
    public void One_row_leaves_nothing_to_rotate(string loss) => Cases(loss).Sample(c =>
    {
        double[] weights = new double[c.Rows];
        weights[3] = 1;
        var path = new LinearPath(ProblemOf(c with { Weights = weights }));
        Assert.False(RotatedPath.Fits(path.Coordinates));
    }, iter: 10);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Columns_of_any_scale_keep_their_digits(string loss) => Gen.Select(Cases(loss), Gen.ULong).Sample((c, seed) =>
    {
        var random = new RandomStream(seed);
        double[] scales = [.. Enumerable.Range(0, c.Columns).Select(_ => Math.Pow(10, 8 * random.NextUniform() - 4))];
        Agrees(ProblemOf(c with { Standardize = false, X = [.. c.X.Select((x, at) => x * scales[at / c.Rows])] }), 1e-4, $"{c}, scales of {seed}");
    }, iter: 30);

    [Theory]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("squared-hinge")]
    public void Separated_classes_are_certified_down_to_tiny_penalties(string loss) => Cases(loss).Sample(c =>
    {
        var path = new LinearPath(ProblemOf(c));
        if (!(path.Null.Objective > 0) || !RotatedPath.Fits(path.Coordinates))
            return;
        double[] lambdas = Grid(path, 1e-11, 12);
        var points = Walked(path, lambdas, Tolerance, out int told);
        Assert.Equal(lambdas.Length, told);
        Assert.All(points, point => Assert.True(point.Certificate.Converged));
        Assert.True(points[^1].Certificate.Primal < 1e-3 * path.Null.Objective || points[^1].Certificate.Dual > 1e-3 * path.Null.Objective);
    }, iter: 30);

    /// <summary>Where a fit is cut short on its way, the slopes at β would do for its own certificate; here they don't.</summary>
    [Theory]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("poisson")]
    public void A_lambda_far_below_needs_no_rows_either(string loss) => Gen.Select(Cases(loss), Gen.Double[-8, -3]).Sample((c, power) =>
    {
        var path = new LinearPath(ProblemOf(c));
        if (!(path.Null.Objective > 0) || !RotatedPath.Fits(path.Coordinates))
            return;
        Walked(path, Grid(path, Math.Pow(10, power), 2), 1e-6, out int told);
        Assert.Equal(2, told);
    }, iter: 60);

    [Fact]
    public void Only_ridge_alone_on_more_columns_than_rows_is_rotated() => Cases("logistic").Sample(c =>
    {
        bool Fits(EngineCase other) => RotatedPath.Fits(new Coordinates(ProblemOf(other)));
        ImmutableArray<double> free = [.. Enumerable.Range(0, c.Columns).Select(j => c.TakesPart(j) ? 0.0 : 1)], zero = [.. Enumerable.Repeat(0.0, c.Columns)];
        var tall = c.WithColumns([.. Enumerable.Range(0, Math.Min(c.Columns, Math.Max(1, c.Weights.Count(s => s > 0) - 1)))]);
        Assert.True(!Fits(c with { L1Ratio = 0.01 }) && !Fits(c with { Factors = free }) && !Fits(c with { Lower = zero }) && !Fits(c with { Upper = zero }) && !Fits(tall));
    }, iter: 30);

    [Fact]
    public void A_walk_ends_where_it_is_told_to() => Gen.Select(Cases("poisson"), Gen.Int[1, 20]).Sample((c, most) =>
    {
        var path = new LinearPath(ProblemOf(c));
        if (!(path.Null.Objective > 0) || !RotatedPath.Fits(path.Coordinates))
            return;
        int told = 0;
        int walked = new RotatedPath(path.Coordinates, path.Null).Walk(Grid(path, 1e-2, 20), 1e-6, 100, _ => ++told < most, out bool ended, out _, CancellationToken.None);
        Assert.Equal((most, most, true), (told, walked, ended));
        told = 0;
        path.Walk(Grid(path, 1e-2, 20), 1e-6, 100, _ => ++told < most, CancellationToken.None);
        Assert.Equal(most, told);
    }, iter: 30);

    [Fact]
    public void A_walk_that_is_stopped_throws() => Cases("logistic").Sample(c =>
    {
        var path = new LinearPath(ProblemOf(c));
        if (!(path.Null.Objective > 0) || !RotatedPath.Fits(path.Coordinates))
            return;
        using var source = new CancellationTokenSource();
        int told = 0;
        Assert.Throws<OperationCanceledException>(() => path.Walk(Grid(path, 1e-2, 20), 1e-6, 100, _ =>
        {
            told++;
            source.Cancel();
            return true;
        }, source.Token));
        Assert.InRange(told, 1, 19);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_rows_take_over_at_lambda_0_and_where_steps_run_out(string loss) => Gen.Select(Cases(loss), Gen.Int[1, 100]).Sample((c, most) =>
    {
        var path = new LinearPath(ProblemOf(c));
        double[] lambdas = [.. Grid(path, 1e-3, 9), 0];
        int told = 0;
        path.Walk(lambdas, 1e-6, most, point =>
        {
            Assert.True(point.Certificate.Status != FitStatus.Converged || point.Certificate.RelativeGap is null or <= 1e-6);
            return ++told > 0;
        }, CancellationToken.None);
        Assert.Equal(lambdas.Length, told);
    }, iter: 8);

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_order_of_lambdas_the_threads_and_weightings_beside_it_change_nothing(string loss) => Cases(loss).Sample(c =>
    {
        var settings = c.Fitter(points: 10).Settings(c.Sample);
        double[] fewer = [.. c.Weights.Select((s, i) => i % 5 == 4 ? 0 : s)];
        Sample[] samples = [c.Sample, c.Sample.Reweighted(fewer), c.Sample];
        var alone = Fit([samples[0]], settings, 1)[0];
        var together = Fit(samples, [.. settings.Reverse()], 3);
        for (int k = 0; k < settings.Length; k++)
        {
            Assert.Equal(alone.Points[k].Model.Coefficients, together[0].Points[k].Model.Coefficients);
            Assert.Equal(alone.Points[k].Model.Coefficients, together[2].Points[k].Model.Coefficients);
            Assert.Equal(alone.Points[k].Certificate, together[2].Points[k].Certificate);
        }

        IReadOnlyList<ModelPath<Ridgeline.Models.LinearModel>> Fit(Sample[] weightings, ImmutableArray<Setting> at, int threads) =>
            c.Fitter().Fit(weightings, at, new FitOptions { Tolerance = 1e-8, Threads = threads }, null, CancellationToken.None);
    }, iter: 10);

    [Fact]
    public void A_sparse_path_keeps_no_dense_copy()
    {
        const int Rows = 200, Columns = 20_000;
        var random = new RandomStream(3);
        int[] rows = [.. Enumerable.Range(0, Columns).SelectMany(j => (int[])[j % 100, 100 + random.NextBelow(100)])], starts = [.. Enumerable.Range(0, Columns + 1).Select(j => 2 * j)];
        double[] values = [.. rows.Select(_ => 0.5 + random.NextUniform())], y = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 1.0 : 0)];
        var path = new LinearPath(new Problem(Sample.Of(Design.Sparse(values, rows, starts, Rows), y), Loss.Logistic, Penalty.L2));
        double[] lambdas = Grid(path, 1e-2, 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Walked(path, lambdas, 1e-6, out int told, keep: false);
        long numbers = (GC.GetAllocatedBytesForCurrentThread() - before) / sizeof(double);
        Assert.Equal(lambdas.Length, told);
        Assert.InRange(numbers, 0, 12L * Rows * Rows + 20L * Columns); // a dense copy has 200 numbers a column
    }

    [Fact]
    public void The_root_of_a_matrix_has_its_rank_and_keeps_the_digits_of_every_row() => Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Int[1, 80]).Sample((seed, size, rank) =>
    {
        var random = new RandomStream(seed);
        double[] scales = [.. Enumerable.Range(0, size).Select(_ => Math.Pow(10, 6 * random.NextUniform() - 3))];
        var factor = Matrix<double>.Build.Dense(size, rank, (i, _) => scales[i] * (random.NextUniform() - 0.5));
        var a = factor * factor.Transpose();
        double[] values = a.ToColumnMajorArray();
        int found = Cholesky.Root(values, size);
        Assert.InRange(found, Math.Min(size, rank), size);
        var root = Matrix<double>.Build.DenseOfColumnMajor(size, found, values[..(size * found)]);
        (root * root.Transpose()).MapIndexed((i, j, value) =>
        {
            Assert.True(Math.Abs(value - a[i, j]) <= 1e-14 * size * Math.Sqrt(a[i, i] * a[j, j]), $"{value} for {a[i, j]} at {i}, {j}");
            return value;
        });
    }, iter: 200);

    /// <summary>Every point certified, its objective that of the walk over the rows to 1e-10 of D₀, its coefficients to 1e-6 of the largest where they are unique.</summary>
    private static void Agrees(Problem problem, double lowest, string what)
    {
        var path = new LinearPath(problem);
        if (!(path.Null.Objective > 0) || !RotatedPath.Fits(path.Coordinates))
            return;
        double[] lambdas = Grid(path, lowest, 10);
        var points = Walked(path, lambdas, Tolerance, out int told);
        Assert.True(told == lambdas.Length, $"{told} of {lambdas.Length} λ: {what}");
        int at = 0;
        new RowPath(path.Coordinates, path.Null).Walk(lambdas, Tolerance, 100, point =>
        {
            var rotated = points[at++];
            double rounding = 1e-12 * (1 + Math.Abs(rotated.Certificate.Primal) / path.Null.Objective);
            Assert.InRange(rotated.Certificate.RelativeGap ?? 0, -rounding, Tolerance);
            Assert.True(Math.Abs(rotated.Certificate.Primal - point.Certificate.Primal) <= 1e-10 * path.Null.Objective, $"{rotated.Certificate} and {point.Certificate}: {what}");
            double size = point.Beta.Max(Math.Abs);
            double loose = Math.Sqrt(2e-12 * path.Null.Objective / CurvatureBetween(path.Coordinates, point.Beta, rotated.Beta)); // of what has no penalty the loss alone decides
            for (int c = 0; c < point.Beta.Length; c++)
                Assert.True(
                    Math.Abs(point.Beta[c] - rotated.Beta[c]) <= Math.Max(1e-6 * size, c < problem.Sample.Design.Columns ? 0 : loose),
                    $"β{c} = {rotated.Beta[c]:r} for {point.Beta[c]:r} at {lambdas[at - 1]}: {what}");
            return true;
        }, CancellationToken.None);
    }

    /// <summary>The intercept's curvature halfway between two points; none with every row beyond Huber's δ, where as many above as below let it move.</summary>
    private static double CurvatureBetween(Coordinates coordinates, double[] one, double[] two)
    {
        double[] eta = new double[coordinates.Outputs * coordinates.Rows], curvatures = new double[coordinates.Outputs * eta.Length];
        coordinates.EtaOf([.. one.Zip(two, (a, b) => 0.5 * (a + b))], eta);
        coordinates.Problem.Loss.Curvatures(coordinates.Problem.Sample.Target, eta, curvatures);
        return Enumerable.Range(0, coordinates.Rows).Sum(i => coordinates.RowWeights[i] > 0 ? coordinates.RowWeights[i] * curvatures[i] : 0);
    }

    private static List<LinearPoint> Walked(LinearPath path, double[] lambdas, double tolerance, out int told, bool keep = true)
    {
        var points = new List<LinearPoint>();
        told = new RotatedPath(path.Coordinates, path.Null).Walk(lambdas, tolerance, 100, point =>
        {
            points.Add(keep ? point with { Beta = [.. point.Beta] } : point);
            return true;
        }, out bool ended, out _, CancellationToken.None);
        Assert.Equal((false, told), (ended, points.Count));
        return points;
    }

    private static double[] Grid(LinearPath path, double lowest, int count)
    {
        double largest = path.Null.Largest(path.Coordinates);
        return [.. Enumerable.Range(0, count).Select(k => (largest > 0 ? largest : 1) * Math.Pow(lowest, k / (count - 1.0)))];
    }

    private static Problem ProblemOf(EngineCase c) => new(c.Sample, c.Loss, c.Penalty);

    /// <summary>Wide problems: weights with zeros, offsets, factors above 0, left-out, constant and repeated columns, a rare class.</summary>
    private static Gen<EngineCase> Cases(string loss) => Gen.Select(Gen.ULong, Gen.Bool, Gen.Int[8, 24], Gen.Double[1.5, 4]).Select((seed, sparse, rows, share) =>
    {
        var c = new EngineCases(loss, 0, sparse) { Limits = false }.Draw(seed, rows, (int)(share * rows));
        return c.Factors.IsDefault ? c : c with { Factors = [.. c.Factors.Select(factor => factor == 0 ? 1.0 : factor)] };
    });
}
