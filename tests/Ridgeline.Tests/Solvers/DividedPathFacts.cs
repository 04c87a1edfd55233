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
            var paths = c.Fitter().Fit(training, settings, new FitOptions { Tolerance = tolerance, Threads = 1 });
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
            ModelPath<LinearModel> Path(IReadOnlyList<Sample> samples, int at, int threads) => c.Fitter().Fit(samples, settings, new FitOptions { Threads = threads })[at];
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
            var options = new FitOptions { StopWhenSaturated = true, Threads = 2 };
            int length = fitter.Fit([sample], fitter.Settings(sample), options)[0].Points.Length;
            Assert.All(fitter.Fit(Folds(c, sample, count, seed), fitter.Settings(sample), options), path => Assert.Equal(length, path.Points.Length));
        }, iter: 10);

    private static Gen<EngineCase> Cases(string loss, double ratio) => Gen.OneOf(
        (new EngineCases(loss, ratio, false) { MostRows = 80 }).Gen,
        (new EngineCases(loss, ratio, false) { MostRows = 120, MostColumns = 12, Limits = false, Factors = false }).Gen,
        Gen.Select(Gen.ULong, Gen.Int[70, 140], Gen.Int[40, 60]).Select((new EngineCases(loss, ratio, false) { Limits = false, Factors = false }).Draw));

    private static Sample[] Folds(EngineCase c, Sample sample, int count, ulong seed) => Resamples.KFold(sample, Math.Min(count, sample.RowsWithWeight), seed).TrainingSamples(sample);
}
