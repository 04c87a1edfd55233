using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Paths;

public sealed class LambdaGridTests
{
    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void The_largest_lambda_is_the_strongest_pull_on_a_column_over_a_thousandth(string loss) =>
        LinearCase.Gen(loss, new LinearKinds { Offsets = false }).Sample(drawn =>
        {
            var c = drawn with { Intercept = true };
            double total = c.Weights.Sum(), mean = c.Y.Zip(c.Weights, (y, s) => s * y).Sum() / total;
            double[] scales = c.PenaltyScales();
            double largest = Enumerable.Range(0, c.Columns).Max(j =>
            {
                double centre = Enumerable.Range(0, c.Rows).Sum(i => c.Weights[i] * c.X[j * c.Rows + i]) / total;
                return Math.Abs(Enumerable.Range(0, c.Rows).Sum(i => c.Weights[i] / total * (c.X[j * c.Rows + i] - centre) / scales[j] * (mean - c.Y[i])));
            });
            double found = LambdaGrid.Largest(new Problem(c.Sample, c.Loss, c.Penalty));
            Assert.Equal(largest / 0.001, found, 1e-10 * found);
        });

    [Fact]
    public void A_grid_has_100_steps_of_one_ratio_and_ends_deeper_where_rows_outnumber_columns() =>
        Gen.Select(LinearCase.Gen("logistic", new LinearKinds { MostColumns = 40 }), Gen.Bool).Sample((c, frequency) =>
        {
            if (frequency)
                c = c with { Weights = [.. c.Weights.Select(Math.Ceiling)] };
            var sample = c.Of(frequency ? WeightKind.Frequency : WeightKind.Importance);
            double rows = frequency ? c.Weights.Sum() : c.Weights.Count(s => s > 0), ratio = rows >= c.Columns ? 1e-4 : 1e-2;
            var settings = new LinearPathFitter(c.Loss, c.Penalty).Settings(sample);
            Assert.Equal(100, settings.Length);
            Assert.All(settings, setting => Assert.Equal(Knob.Lambda, setting.Knob));
            Assert.Equal(LambdaGrid.Largest(new Problem(sample, c.Loss, c.Penalty)), settings[0].Value);
            for (int k = 1; k < 100; k++)
                Assert.Equal(Math.Pow(ratio, 1 / 99.0), settings[k].Value / settings[k - 1].Value, 1e-12);
        });

    [Fact]
    public void Free_constant_and_left_out_columns_don_t_count_and_factors_divide()
    {
        double[] y = [1, 2, 4, 3, 7, 5], a = [1, 2, 3, 4, 5, 6], b = [2, 1, 2, 1, 5, 3], constant = [7, 7, 7, 7, 7, 7];
        double Of(double[] columns, params double[] factors) =>
            LambdaGrid.Largest(new Problem(Sample.Of(Design.Dense(columns, 6), y), Loss.Squared, Penalty.L2.With([.. factors])));
        double first = Of(a, 1), second = Of(b, 1);
        Assert.Equal(Math.Max(first, second), Of([.. a, .. b], 1, 1), 1e-9);
        Assert.Equal(second, Of([.. a, .. b], double.PositiveInfinity, 1), 1e-9);
        Assert.Equal(Math.Max(first / 4, second / 0.5), Of([.. a, .. b, .. constant], 4, 0.5, 1), 1e-9);
        Assert.True(Of([.. a, .. b], 0, 1) < second);
        Assert.Equal(1, Of(constant, 1));
    }

    [Fact]
    public void A_grid_goes_on_at_its_own_step_and_ends_at_the_lowest_share()
    {
        var settings = new LambdaGrid().Of(new Problem(Sample.Of(Design.Dense([1, 2, 3, 4], 4), [0, 1, 0, 1]), Loss.Logistic, Penalty.L2));
        double first = settings[0].Value, step = settings[1].Value / first;
        while (LambdaGrid.Below(settings) is { } next)
        {
            Assert.Equal(step, next.Value / settings[^1].Value, 1e-9);
            settings = settings.Add(next);
            Assert.True(settings.Length < 300);
        }

        Assert.Equal(199, settings.Length);
        Assert.Equal(LambdaGrid.LowestShare, settings[^1].Value / first, 1e-15);
        Assert.Null(LambdaGrid.Below([Strength.Lambda(1).Setting]));
    }

    [Fact]
    public void What_is_no_grid_and_no_option_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LambdaGrid { Count = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LambdaGrid { Ratio = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { Tolerance = 9.9e-16 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { Tolerance = double.NaN });
        Assert.Equal(1e-15, new FitOptions { Tolerance = 1e-15 }.Tolerance);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { MaxIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { Threads = 0 });
    }
}
