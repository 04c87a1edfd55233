using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Solvers;

/// <summary>Samples of one division, fitted side by side: the optimum is that of each by itself, and neither company nor threads change a bit.</summary>
public sealed class DividedPathFacts
{
    public static TheoryData<string, double> All => new(
        from loss in new[] { "squared", "logistic", "poisson", "multinomial", "huber" } from ratio in new[] { 1, 0.5, 0.0 } select (loss, ratio));

    [Theory]
    [MemberData(nameof(All))]
    public void A_fold_fitted_beside_others_is_at_its_own_optimum(string loss, double ratio) =>
        Gen.Select(Cases(loss, ratio), Gen.Int[2, 6], Gen.ULong, Gen.Int[6, 10]).Sample((c, count, seed, digits) =>
        {
            double tolerance = Math.Pow(10, -digits);
            var sample = c.Sample;
            var settings = c.Fitter().Settings(sample);
            var training = Folds(c, sample, count, seed);
            var paths = c.Fitter().Fit(training, settings, new FitOptions { Tolerance = tolerance, Threads = 1, AlwaysSideBySide = true });
            for (int k = 0; k < training.Length; k++)
            {
                var alone = c.Fitter().Fit([sample.Reweighted(training[k].Weights)], settings, new FitOptions { Tolerance = 1e-12, Threads = 1 })[0].Points;
                var fold = c with { Weights = training[k].Weights.ToArray() };
                for (int m = 0; m < settings.Length; m++)
                {
                    var (own, other) = (paths[k].Points[m].Certificate!.Value, alone[m].Certificate!.Value);
                    Assert.Equal(other.Status, own.Status);
                    double scale = 1e-290 + Math.Abs(own.Primal) + (double.IsFinite(own.NullObjective) ? own.NullObjective : 1);
                    Assert.Equal(fold.Objective(paths[k].Points[m].Model, settings[m].Value), own.Primal, 1e-12 * scale);
                    if (other.Converged)
                        Assert.InRange(own.Primal - other.Primal, -2e-12 * scale, tolerance * own.NullObjective + 2e-12 * scale);
                }
            }
        }, iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_and_company_don_t_change_a_bit(string loss, double ratio) =>
        Gen.Select(Cases(loss, ratio), Gen.Int[2, 6], Gen.ULong).Sample((c, count, seed) =>
        {
            var sample = c.Sample;
            var settings = c.Fitter().Settings(sample);
            var training = Folds(c, sample, count, seed);
            var others = Folds(c, sample, count, seed + 1);
            ModelPath<LinearModel> Path(IReadOnlyList<Sample> samples, int at, int threads) => c.Fitter().Fit(samples, settings, new FitOptions { Threads = threads, AlwaysSideBySide = true })[at];
            for (int k = 0; k < training.Length; k++)
            {
                var alone = Path([training[k]], 0, 1).Points;
                foreach (var other in new[] { Path(training, k, 1).Points, Path([.. training, sample, .. others], k, 3).Points })
                    for (int m = 0; m < alone.Length; m++)
                    {
                        Assert.Equal(alone[m].Model.Coefficients, other[m].Model.Coefficients);
                        Assert.Equal(alone[m].Model.Intercepts, other[m].Model.Intercepts);
                        Assert.Equal(alone[m].Certificate, other[m].Certificate);
                    }
            }
        }, iter: 15);

    /// <summary>A fold's path ends where that of all rows does.</summary>
    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void A_fold_s_path_ends_where_that_of_all_rows_does(string loss) =>
        Gen.Select(Cases(loss, 1), Gen.Int[2, 6], Gen.ULong).Sample((c, count, seed) =>
        {
            var sample = c.Sample;
            var fitter = c.Fitter(60);
            var options = new FitOptions { StopWhenSaturated = true, Threads = 2, AlwaysSideBySide = true };
            int length = fitter.Fit([sample], fitter.Settings(sample), options)[0].Points.Length;
            Assert.All(fitter.Fit(Folds(c, sample, count, seed), fitter.Settings(sample), options), path => Assert.Equal(length, path.Points.Length));
        }, iter: 10);

    /// <summary>A number far from all others, in a row that a fold leaves out: the fold's sums aren't counted from a mean that it pulled away.</summary>
    [Theory]
    [InlineData("squared", 1.0)]
    [InlineData("squared", 0.0)]
    [InlineData("logistic", 1.0)]
    public void A_row_left_out_may_hold_anything(string loss, double ratio) =>
        Gen.Select((new EngineCases(loss, ratio, false) { Limits = false, Factors = false, Odd = false }).Gen, Gen.Int[3, 12], Gen.Bool).Sample((c, power, inTarget) =>
        {
            double[] x = [.. c.X], y = [.. c.Y];
            int row = Array.FindLastIndex(c.Weights, weight => weight > 0);
            x[row] = Math.Pow(10, power);
            y[row] = inTarget && loss == "squared" ? Math.Pow(10, power) : y[row];
            var far = c with { X = x, Y = y };
            var sample = far.Sample;
            var settings = c.Fitter().Settings(c.Sample);
            int fold = 0;
            int[] foldOf = [.. Enumerable.Range(0, c.Rows).Select(i => i == row ? 0 : 1 + fold++ % 3)];
            var training = Resamples.Given([.. foldOf]).TrainingSamples(sample);
            var points = c.Fitter().Fit(training, settings, new FitOptions { Tolerance = 1e-10, Threads = 1, AlwaysSideBySide = true })[0].Points;
            var clean = c with { Weights = training[0].Weights.ToArray() };
            var alone = clean.Fit(settings, 1e-12);
            for (int m = 0; m < settings.Length; m++)
            {
                var (own, other) = (points[m].Certificate!.Value, alone[m].Certificate!.Value);
                if (!own.Converged || !other.Converged)
                    continue;
                double scale = 1e-290 + Math.Abs(own.Primal) + own.NullObjective;
                Assert.Equal(clean.Objective(points[m].Model, settings[m].Value), own.Primal, 1e-11 * scale);
                Assert.InRange(own.Primal - other.Primal, -1e-11 * scale, 1.1e-10 * own.NullObjective + 1e-11 * scale);
            }
        }, iter: 40);

    /// <summary>Where what enters throws out what entered before, a fit goes on by itself.</summary>
    [Fact]
    public void Many_more_columns_than_rows_come_to_an_end() =>
        Gen.Select(Gen.ULong, Gen.Int[16, 50], Gen.Int[180, 400]).Select((new EngineCases("poisson", 1, false) { Limits = false, Factors = false }).Draw).Sample(c =>
        {
            var sample = c.Sample;
            var settings = c.Fitter(40, 1e-2).Settings(sample);
            foreach (var path in c.Fitter().Fit(Folds(c, sample, 5, c.Seed), settings, new FitOptions { Threads = 2, AlwaysSideBySide = true }))
                Assert.Equal(settings.Length, path.Points.Length);
        }, iter: 25);

    [Fact]
    public void A_stop_is_told_as_one()
    {
        var c = new EngineCases("logistic", 1, false) { Limits = false, Factors = false }.Draw(5, 400, 60);
        var sample = c.Sample;
        using var stop = new CancellationTokenSource();
        int points = 0;
        Assert.Throws<OperationCanceledException>(() => c.Fitter().Walk(
            Folds(c, sample, 5, 1), c.Fitter(60).Settings(sample), new FitOptions { Threads = 2, AlwaysSideBySide = true },
            (_, _) =>
            {
                if (Interlocked.Increment(ref points) == 20)
                    stop.Cancel();
            }, null, stop.Token));
    }

    private static Gen<EngineCase> Cases(string loss, double ratio) => Gen.OneOf(
        (new EngineCases(loss, ratio, false) { MostRows = 80 }).Gen,
        (new EngineCases(loss, ratio, false) { MostRows = 120, MostColumns = 12, Limits = false, Factors = false }).Gen,
        Gen.Select(Gen.ULong, Gen.Int[70, 140], Gen.Int[40, 60]).Select((new EngineCases(loss, ratio, false) { Limits = false, Factors = false }).Draw));

    private static Sample[] Folds(EngineCase c, Sample sample, int count, ulong seed) => Resamples.KFold(sample, Math.Min(count, sample.RowsWithWeight), seed).TrainingSamples(sample);
}
