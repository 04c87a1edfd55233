using CsCheck;
using Ridgeline.Objectives;
using Ridgeline.Solvers;

namespace Ridgeline.Tests.Solvers;

/// <summary>Ridge of several weightings together, against the walk over the rows of each.</summary>
public sealed class BatchedRidgeFacts
{
    private const double Least = 1e-12; // of D₀, what rounding may do to a certificate

    public static TheoryData<string> Losses => ["logistic", "poisson"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_point_is_that_of_the_walk_over_the_rows(string loss) => Gen.Select(Cases(loss), Gen.Int[4, 10], Gen.Double[-5, -1]).Sample((c, digits, power) =>
    {
        var cases = Weightings(c);
        double tolerance = Math.Pow(10, -digits);
        var walk = Walked(cases, Math.Pow(10, power), 7, tolerance, 2);
        for (int k = 0; k < cases.Length; k++)
        {
            var (coordinates, fit, lambdas, points) = (walk.Problems[k], walk.Fits[k], walk.Lambdas[k], walk.Points[k]);
            Assert.True(points.Count == (fit.Objective > 0 ? lambdas.Length : 0), $"{points.Count} of {lambdas.Length} λ of {k}: {c}");
            int at = 0;
            if (points.Count > 0)
                new RowPath(coordinates, fit).Walk(lambdas, 1e-12, 200, row =>
                {
                    var (certificate, beta) = (points[at].Certificate, points[at].Beta);
                    double rounding = Least * (fit.Objective + Math.Abs(certificate.Primal)), own = cases[k].Objective(Coefficients(cases[k], beta), [Intercept(cases[k], beta)], lambdas[at]);
                    Assert.InRange(certificate.Primal - certificate.Dual!.Value, -rounding, tolerance * fit.Objective);
                    Assert.True(Math.Abs(certificate.Primal - own) <= 10 * rounding, $"{certificate.Primal:r} is {own:r} at {lambdas[at]}: {c}");
                    Assert.True(row.Certificate.Dual!.Value - rounding <= certificate.Primal && certificate.Dual.Value - rounding <= row.Certificate.Primal, $"{certificate} beside {row.Certificate}: {c}");
                    at++;
                    return true;
                }, CancellationToken.None);
            Assert.Equal(points.Count, at);
        }
    }, iter: 60);

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_problem_alone_has_the_bits_it_has_beside_others(string loss) => Cases(loss).Sample(c =>
    {
        var cases = Weightings(c);
        var together = Walked(cases, 1e-4, 6, 1e-7, 1);
        for (int k = 0; k < cases.Length; k++)
            AssertSame(together.Points[k], Walked([cases[k]], 1e-4, 6, 1e-7, 1).Points[0]);
        AssertSame(together.Points[1], Walked([cases[2], cases[1]], 1e-4, 6, 1e-7, 1).Points[1]);
    }, iter: 25);

    /// <summary>η of such a row is no number that counts.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Rows_without_weight_may_hold_anything(string loss) => Cases(loss).Sample(c =>
    {
        c = c with { Weights = [.. c.Weights.Select((s, i) => i % 4 == 3 ? 0 : s)] };
        if (!c.Weights.Any(s => s > 0))
            return;
        var given = Walked([c], 1e-3, 4, 1e-8, 1);
        var wild = Walked([c with { X = [.. c.X.Select((x, at) => c.Weights[at % c.Rows] > 0 ? x : at % 3 == 0 ? 1e306 : -1e306)] }], 1e-3, 4, 1e-8, 1);
        Assert.Equal(given.Points[0].Count, wild.Points[0].Count);
        foreach (var (one, other) in given.Points[0].Zip(wild.Points[0]))
            Assert.True(Math.Abs(one.Certificate.Primal - other.Certificate.Primal) <= 2e-8 * one.Certificate.NullObjective, $"{one.Certificate} and {other.Certificate}: {c}");
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_path_cut_short_has_the_same_points(string loss) => Gen.Select(Cases(loss), Gen.Int[1, 12]).Sample((c, most) =>
    {
        var coordinates = new Coordinates(ProblemOf(c));
        var fit = NullFit.Of(coordinates);
        double[] lambdas = Grid(fit.Largest(coordinates), 1e-4, 12);
        var betas = new List<double[]>();
        new BatchedRidge([coordinates], [fit], 1).Walk([lambdas], 1e-6, 100, (_, _, point) => betas.Add([.. point.Beta]), CancellationToken.None);
        int told = 0;
        new BatchedRidge([coordinates], [fit], 1).Walk([lambdas[..most]], 1e-6, 100, (_, at, point) => Assert.Equal(betas[told++], point.Beta), CancellationToken.None);
        Assert.Equal(Math.Min(most, betas.Count), told);
    }, iter: 25);

    [Theory]
    [MemberData(nameof(Losses))]
    public void Threads_change_no_bit(string loss) => new EngineCases(loss, 0, false) { Factors = false, Limits = false }.Gen.Select(Gen.Int[300, 420], Gen.Int[200, 420]).Sample(drawn =>
    {
        var c = new EngineCases(loss, 0, false) { Factors = false, Limits = false }.Draw(drawn.Item1.Seed, drawn.Item2, drawn.Item3);
        var cases = Weightings(c);
        var one = Walked(cases, 1e-3, 4, 1e-6, 1);
        foreach (int threads in (int[])[2, 8])
        {
            var several = Walked(cases, 1e-3, 4, 1e-6, threads);
            for (int k = 0; k < cases.Length; k++)
                AssertSame(one.Points[k], several.Points[k]);
        }
    }, iter: 4);

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_lambda_far_below_is_reached_or_left(string loss) => Gen.Select(Cases(loss), Gen.Double[-9, -4]).Sample((c, power) =>
    {
        var walk = Walked([c], Math.Pow(10, power), 2, 1e-6, 1);
        Assert.True(walk.Fits[0].Objective > 0 ? walk.Points[0].Count >= 1 : walk.Points[0].Count == 0, $"{c}");
        Assert.All(walk.Points[0], point => Assert.True(point.Certificate.Converged && point.Certificate.RelativeGap <= 1e-6));
    }, iter: 40);

    /// <summary>Correlations of 0.999 and, without standardisation, scales 1e16 apart: what it certifies holds in plain arithmetic, and the rest is left.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Of_nearly_dependent_columns_of_any_scale_no_certificate_is_wrong(string loss) => Gen.Select(new EngineCases(loss, 0, false) { Limits = false, Factors = false, IllConditioned = true }.Gen, Gen.Double[-8, -2]).Sample((c, power) =>
    {
        var cases = Weightings(c);
        var walk = Walked(cases, Math.Pow(10, power), 5, 1e-7, 2);
        for (int k = 0; k < cases.Length; k++)
        {
            int at = 0, told = walk.Points[k].Count;
            new RowPath(walk.Problems[k], walk.Fits[k]).Walk(walk.Lambdas[k].AsSpan(0, told), 1e-9, 100, row =>
            {
                var certificate = walk.Points[k][at++].Certificate;
                double slack = 1e-10 * (walk.Fits[k].Objective + Math.Abs(certificate.Primal));
                Assert.True(certificate.Dual - slack <= row.Certificate.Primal && row.Certificate.Dual - slack <= certificate.Primal, $"{certificate} beside {row.Certificate}: {c}");
                return true;
            }, CancellationToken.None);
        }
    }, iter: 60);

    [Fact]
    public void What_is_not_its_own_is_left() => Gen.Select(Cases("logistic"), Gen.Int[0, 3]).Sample((c, most) =>
    {
        var coordinates = new Coordinates(ProblemOf(c));
        var fit = NullFit.Of(coordinates);
        double[] lambdas = [.. Enumerable.Range(0, 5).Select(k => k == most ? 0 : Math.Pow(0.3, k))];
        int Certified(double tolerance, int steps)
        {
            int told = 0;
            int[] walked = new BatchedRidge([coordinates], [fit], 1).Walk([lambdas], tolerance, steps, (k, at, _) => Assert.Equal((0, told++), (k, at)), CancellationToken.None);
            Assert.Equal([told], walked);
            return told;
        }

        Assert.Equal(0, Certified(0.9 * BatchedRidge.LeastTolerance, 100));
        Assert.Equal(fit.Objective > 0 ? most : 0, Certified(1e-6, 100));
        Assert.InRange(Certified(1e-9, 1), 0, most);
    }, iter: 30);

    [Fact]
    public void It_fits_dense_ridge_of_many_unknowns_and_smooth_losses() => Gen.ULong.Sample(seed =>
    {
        var cases = new EngineCases("logistic", 0, false) { Factors = false, Limits = false, Odd = false };
        var c = cases.Draw(seed, 200, 100);
        bool Fits(EngineCase other) => BatchedRidge.Fits(new Coordinates(ProblemOf(other)), 1e-6);
        Assert.True(Fits(c) && Fits((cases with { Loss = "poisson" }).Draw(seed, 200, 100)));
        Assert.False(Fits(c with { Sparse = true }) || Fits(c with { L1Ratio = 0.5 }) || Fits((cases with { Loss = "huber" }).Draw(seed, 200, 100)) || Fits(c.WithColumns([0, 1, 2]))
            || Fits(c with { Lower = [.. Enumerable.Repeat(0.0, c.Columns)] }) || Fits(c with { Factors = [.. Enumerable.Range(0, c.Columns).Select(j => j == 0 ? 0.0 : 1)] }));
    }, iter: 10);

    [Fact]
    public void A_walk_that_is_stopped_throws() => Cases("logistic").Sample(c =>
    {
        var coordinates = new Coordinates(ProblemOf(c));
        var fit = NullFit.Of(coordinates);
        using var source = new CancellationTokenSource();
        if (fit.Objective > 0)
            Assert.Throws<OperationCanceledException>(() => new BatchedRidge([coordinates], [fit], 1).Walk([[1, 0.5, 0.1, 0.01]], 1e-6, 100, (_, _, _) => source.Cancel(), source.Token));
    }, iter: 10);

    [Fact]
    public void Rounds_allocate_nothing_of_rows_or_columns()
    {
        var c = new EngineCases("logistic", 0, false) { Factors = false, Limits = false, Odd = false }.Draw(1, 400, 300);
        var coordinates = new Coordinates(ProblemOf(c));
        var ridge = new BatchedRidge([coordinates], [NullFit.Of(coordinates)], 1);
        long Allocated(double tolerance)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal([1], ridge.Walk([[1e-4]], tolerance, 100, (_, _, _) => { }, CancellationToken.None));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        long Least(double tolerance) => Enumerable.Range(0, 5).Min(_ => Allocated(tolerance)); // what a first call, or the runtime beside it, takes is not a round's
        Assert.InRange(Least(1e-9) - Least(1e-3), -400, 400);
    }

    private static void AssertSame(List<LinearPoint> expected, List<LinearPoint> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int at = 0; at < expected.Count; at++)
        {
            Assert.Equal(expected[at].Beta, actual[at].Beta);
            Assert.Equal(expected[at].Certificate, actual[at].Certificate);
        }
    }

    private static (Coordinates[] Problems, NullFit[] Fits, double[][] Lambdas, List<LinearPoint>[] Points) Walked(EngineCase[] cases, double lowest, int count, double tolerance, int threads)
    {
        var sample = cases[0].Sample;
        Coordinates[] problems = [.. cases.Select(c => new Coordinates(new Problem(sample.Reweighted(c.Weights), c.Loss, c.Penalty)))];
        NullFit[] fits = [.. problems.Select(problem => NullFit.Of(problem))];
        double[][] lambdas = [.. problems.Select((problem, k) => Grid(fits[k].Largest(problem), lowest, count))];
        List<LinearPoint>[] points = [.. cases.Select(_ => new List<LinearPoint>())];
        int[] told = new BatchedRidge(problems, fits, threads).Walk(lambdas, tolerance, 100, (k, at, point) =>
        {
            Assert.Equal(points[k].Count, at);
            points[k].Add(point with { Beta = [.. point.Beta], Dual = [] });
        }, CancellationToken.None);
        Assert.Equal(points.Select(list => list.Count), told);
        return (problems, fits, lambdas, points);
    }

    private static double[] Grid(double largest, double lowest, int count) =>
        [.. Enumerable.Range(0, count).Select(k => (largest > 0 ? largest : 1) * Math.Pow(lowest, k / (count - 1.0)))];

    /// <summary>The case itself, and two that leave rows out.</summary>
    private static EngineCase[] Weightings(EngineCase c) =>
        [c, .. Enumerable.Range(0, 2).Select(k => c with { Weights = [.. c.Weights.Select((s, i) => i % 5 == k ? 0 : s)] }).Where(other => other.Weights.Any(s => s > 0))];

    private static Problem ProblemOf(EngineCase c) => new(c.Sample, c.Loss, c.Penalty);

    /// <summary>w = β/t.</summary>
    private static double[] Coefficients(EngineCase c, double[] beta)
    {
        double[] scales = c.PenaltyScales();
        return [.. Enumerable.Range(0, c.Columns).Select(j => beta[j] / scales[j])];
    }

    /// <summary>b − Σ wm, of the columns as they were given.</summary>
    private static double Intercept(EngineCase c, double[] beta)
    {
        if (!c.Intercept)
            return 0;
        double[] w = Coefficients(c, beta);
        double total = c.Weights.Sum(), b = beta[c.Columns];
        for (int j = 0; j < c.Columns; j++)
            for (int i = 0; i < c.Rows; i++)
                b -= c.Weights[i] / total * w[j] * c.X[j * c.Rows + i];
        return b;
    }

    /// <summary>Tall and wide problems: weights with zeros, offsets, factors above 0, left-out, constant and repeated columns, a rare class.</summary>
    private static Gen<EngineCase> Cases(string loss) => new EngineCases(loss, 0, false) { Limits = false }.Gen
        .Select(c => c with { Factors = c.Factors.IsDefault ? default : [.. c.Factors.Select(f => f == 0 ? 1.5 : f)] });
}
