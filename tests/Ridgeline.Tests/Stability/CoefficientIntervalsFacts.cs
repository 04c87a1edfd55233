using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Stability;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Stability;

public sealed class CoefficientIntervalsFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-13, Threads = 1 };
    private static readonly Setting None = Strength.Lambda(0).Setting;

    [Fact]
    public void The_standard_error_of_least_squares_is_the_jackknifes() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        // (XᵀX)⁻¹ Σ xᵢxᵢᵀeᵢ²/(1 − hᵢ)² (XᵀX)⁻¹ = Σ (ŵ₍ᵢ₎ − ŵ)(ŵ₍ᵢ₎ − ŵ)ᵀ, ŵ₍ᵢ₎ without a row or a copy of it
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        foreach (bool intercept in new[] { true, false })
            foreach (var sample in new[] { Sample.Of(c.Design, c.Y, c.Weights, offset: c.Offset, intercept: intercept), Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency, intercept: intercept) })
            {
                var model = fitter.Fit([sample], [None], Fit)[0].Points[0].Model;
                var errors = new double[c.Columns];
                new Sandwich(sample, [], Penalty.L2).Errors(sample, model, 0, errors);
                var squares = new double[c.Columns];
                for (int i = 0; i < c.Rows; i++)
                {
                    double[] weights = sample.Weights.ToArray();
                    double copies = sample.WeightKind == WeightKind.Frequency ? weights[i] : 1;
                    weights[i] -= sample.WeightKind == WeightKind.Frequency ? 1 : weights[i];
                    var without = fitter.Fit([sample.Reweighted(weights)], [None], Fit)[0].Points[0].Model;
                    for (int j = 0; j < c.Columns; j++)
                        squares[j] += copies * Math.Pow(without.Coefficients[j] - model.Coefficients[j], 2);
                }

                for (int j = 0; j < c.Columns; j++)
                    Assert.Equal(Math.Sqrt(squares[j]), errors[j], 1e-6 * errors[j]);
            }
    }, iter: 8);

    [Fact]
    public void Standard_errors_of_any_loss_under_ridge_are_near_the_jackknifes() =>
        ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson).Sample(c =>
        {
            var big = new ChoiceCase(c.Loss, 150, 5, 0.3, c.Seed);
            var fitter = new LinearPathFitter(c.Loss, Penalty.L2);
            foreach (double lambda in new[] { 0, 0.1 })
            {
                var setting = Strength.Lambda(lambda).Setting;
                var model = fitter.Fit([big.Weighted], [setting], Fit)[0].Points[0].Model;
                double[] errors = new double[model.Coefficients.Length], squares = new double[errors.Length];
                new Sandwich(big.Weighted, [], Penalty.L2).Errors(big.Weighted, model, lambda, errors);
                foreach (var path in fitter.Fit([.. Enumerable.Range(0, big.Rows).Select(i => big.Weighted.Reweighted([.. big.Weights.Select((s, at) => at == i ? 0 : s)]))], [setting], Fit))
                    for (int j = 0; j < errors.Length; j++)
                        squares[j] += Math.Pow(path.Points[0].Model.Coefficients[j] - model.Coefficients[j], 2);
                double near = c.Loss.Outputs > 1 ? 0.25 : 0.1; // one step of the way; of several classes a row's leverage is besides a mean over the ways it can move
                for (int j = 0; j < errors.Length; j++)
                    Assert.InRange(errors[j] / Math.Sqrt(squares[j]), 1 - near, 1 + near);
            }
        }, iter: 8);

    [Fact]
    public void Weight_two_is_the_row_twice_and_neither_threads_nor_the_scale_of_weights_matter() =>
        Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Poisson), Gen.OneOf(Gen.Const(0.0), Gen.Const(0.2)), Gen.Bool).Sample((c, lambda, sparse) =>
        {
            var big = new ChoiceCase(c.Loss, 60, 5, 0.3, c.Seed);
            double[] times = big.Frequencies;
            int[] rows = [.. Enumerable.Range(0, big.Rows).SelectMany(i => Enumerable.Repeat(i, (int)times[i]))];
            var twice = Sample.Of(Design.Dense([.. Enumerable.Range(0, 5).SelectMany(j => rows.Select(i => big.X[j * big.Rows + i]))], rows.Length), [.. rows.Select(i => big.Y[i])]);
            var fitter = new LinearPathFitter(c.Loss, sparse ? Penalty.L1 : Penalty.L2);
            Same(Of(Sample.Of(big.Design, big.Y, times, WeightKind.Frequency), 1), Of(twice, 1), 1e-5);
            Same(Of(big.Weighted, 1), Of(big.Weighted, 3), 0);
            Same(Of(big.Weighted, 1), Of(Sample.Of(big.Design, big.Y, [.. big.Weights.Select(s => 4 * s)], offset: big.Offset), 1), 1e-5);

            CoefficientIntervals Of(Sample sample, int threads) =>
                CoefficientIntervals.Of(fitter, sample, Strength.Lambda(lambda).Setting, new IntervalOptions { Draws = 39, Level = 0.9, Seed = c.Seed }, Fit with { Threads = threads });

            static void Same(CoefficientIntervals one, CoefficientIntervals other, double slack)
            {
                Assert.Equal(one.Claim, other.Claim);
                foreach (var (a, b) in one.Intervals.Zip(other.Intervals))
                {
                    Assert.Equal(a.Undefined, b.Undefined);
                    double scale = slack * (1 + a.StandardError);
                    Assert.True(a.Lower == b.Lower || Math.Abs(a.Lower - b.Lower) <= scale, $"{a} {b}");
                    Assert.True(a.Upper == b.Upper || Math.Abs(a.Upper - b.Upper) <= scale, $"{a} {b}");
                }
            }
        }, iter: 12);

    [Fact]
    public void What_is_claimed_is_the_penaltys_to_say()
    {
        var c = new ChoiceCase(Loss.Squared, 60, 5, 0.5, 3);
        Assert.Equal((IntervalClaim.Parameter, "covers the parameter in 95 % of samples"), Claimed(Penalty.L2, 0));
        Assert.Equal(IntervalClaim.Parameter, Claimed(Penalty.L1, 0).Item1);
        Assert.Equal(IntervalClaim.Parameter, Claimed(Penalty.L1.With([0, 0, 0, 0, double.PositiveInfinity]), 0.3).Item1);
        Assert.Equal((IntervalClaim.ExpectedEstimate, "covers the estimate's mean E[ŵ] in 95 % of samples"), Claimed(Penalty.L2, 0.3));
        Assert.Equal((IntervalClaim.SpreadOnly, "is the spread of the estimate and covers nothing"), Claimed(Penalty.L1, 0.1));
        Assert.Equal(IntervalClaim.SpreadOnly, Claimed(Penalty.ElasticNet(0.01), 0.1).Item1);
        Assert.Equal(IntervalClaim.SpreadOnly, Claimed(Penalty.L2.Within([.. Enumerable.Repeat(-0.1, 5)], default), 0).Item1);
        Assert.Equal(IntervalClaim.Parameter, Claimed(Penalty.L2.Within([.. Enumerable.Repeat(-100.0, 5)], default), 0).Item1);

        (IntervalClaim, string) Claimed(Penalty penalty, double lambda)
        {
            var found = CoefficientIntervals.Of(new LinearPathFitter(Loss.Squared, penalty), c.Sample, Strength.Lambda(lambda).Setting, new IntervalOptions { Draws = 99 });
            string[] words = ["covers the parameter in 95 % of samples", "covers the estimate's mean E[ŵ] in 95 % of samples", "is the spread of the estimate and covers nothing"];
            return (found.Claim, words.Single(own => found.Sentence.Contains(own)));
        }
    }

    [Fact]
    public void A_spread_is_the_quantiles_of_the_draws()
    {
        var c = new ChoiceCase(Loss.Squared, 50, 5, 0.5, 8);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L1);
        var setting = Strength.Lambda(0.2).Setting;
        var found = CoefficientIntervals.Of(fitter, c.Sample, setting, new IntervalOptions { Draws = 99, Level = 0.9, Seed = 4 }, Fit);
        var drawn = new DrawnWeights(c.Sample, 4, [], stratified: false);
        var models = Enumerable.Range(0, 99).Select(b => fitter.Fit([c.Sample.Reweighted(drawn.WithReplacement(b))], [setting], Fit)[0].Points[0].Model).ToArray();
        foreach (var interval in found.Intervals)
        {
            double[] sorted = [.. models.Select(model => model.Coefficients[interval.Column]).Order()];
            Assert.Equal((sorted[4], sorted[94]), (interval.Lower, interval.Upper)); // (B + 1)·5% = 5th from either end
            Assert.Equal(sorted.Count(w => w != 0) / 99.0, interval.NonZero);
        }
    }

    [Fact]
    public void Draws_without_a_fit_count_as_beyond_either_end_and_a_sample_without_one_is_refused()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [0, 0, 0, 1, 0, 1, 1, 1];
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L2);
        var found = CoefficientIntervals.Of(fitter, Sample.Of(Design.Dense(x, 8), y), None, new IntervalOptions { Draws = 199 });
        Assert.InRange(found.Separable, 40, 199); // without row 4 or 5 the others are separable: in 1 − (1 − 0.34)² of the draws
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (found.Intervals[0].Lower, found.Intervals[0].Upper));
        Assert.Contains($"{found.Separable} are separable", found.Sentence);
        Assert.Contains("0 of 1 coefficient has an interval", found.Sentence);
        Assert.Throws<ArgumentException>(() => CoefficientIntervals.Of(fitter, Sample.Of(Design.Dense(x, 8), [0, 0, 0, 0, 1, 1, 1, 1]), None));
        Assert.Throws<ArgumentException>(() => CoefficientIntervals.Of(new LinearPathFitter(Loss.Squared, Penalty.L2), Sample.Of(Design.Dense([.. x, .. x.Select(v => 2 * v)], 8), y), None));
    }

    [Fact]
    public void Where_one_class_or_no_count_is_all_there_is_the_intercept_is_to_blame()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        foreach (var (loss, y) in new[] { (Loss.Logistic, 0.0), (Loss.Logistic, 1), (Loss.Poisson, 0) })
        {
            var sample = Sample.Of(Design.Dense(x, 8), [.. Enumerable.Repeat(y, 8)]);
            var error = Assert.Throws<ArgumentException>(() => CoefficientIntervals.Of(new LinearPathFitter(loss, Penalty.L2), sample, None));
            Assert.Contains($"the target is {y} in every row: the intercept alone", error.Message);
        }

        var two = Sample.Of(Design.Dense(x, 8), [0, 1, 0, 1, 1, 0, 1, 0]);
        Assert.Contains("only 2 of 3 classes", Assert.Throws<ArgumentException>(() => CoefficientIntervals.Of(new LinearPathFitter(Loss.Multinomial(3), Penalty.L2), two, None)).Message);
    }

    [Fact]
    public void Intervals_move_with_the_units_of_columns_and_target() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        var big = new ChoiceCase(c.Loss, 50, 5, c.Strength, c.Seed);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        var options = new IntervalOptions { Draws = 39, Level = 0.9 };
        foreach (double lambda in new[] { 0, 0.3 })
        {
            var one = CoefficientIntervals.Of(fitter, big.Sample, Strength.Lambda(lambda).Setting, options, Fit);
            var other = CoefficientIntervals.Of(fitter, Sample.Of(Design.Dense([.. big.X.Select(v => 4 * v + 1)], 50), [.. big.Y.Select(v => 10 * v - 3)]), Strength.Lambda(lambda).Setting, options, Fit);
            foreach (var (a, b) in one.Intervals.Zip(other.Intervals))
            {
                Assert.Equal(a.Lower * 2.5, b.Lower, 1e-5 * b.StandardError);
                Assert.Equal(a.Upper * 2.5, b.Upper, 1e-5 * b.StandardError);
            }
        }
    }, iter: 10);
}
