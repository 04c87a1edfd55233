using CsCheck;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

/// <summary>What draws and time-ordered folds are beside what every resample is.</summary>
public sealed class DrawFacts
{
    [Fact]
    public void Time_ordered_folds_train_on_all_that_comes_before_the_gap_and_hold_out_what_comes_after() =>
        Gen.Select(ResamplingCase.Cases, Gen.Int[0, 5]).Sample((c, gap) =>
        {
            int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0)];
            int size = rows.Length / (c.Count + 1), first = rows.Length - c.Count * size;
            if (gap >= first)
                return;
            var folds = Resamples.TimeOrdered(c.Sample, c.Count, gap);
            Assert.Equal((c.Count, 1), (folds.Count, folds.Repeats));
            for (int k = 0; k < c.Count; k++)
            {
                int start = first + k * size;
                Assert.Equal(rows[..(start - gap)], Positive(folds.TrainingWeights(c.Sample, k)));
                Assert.Equal(rows[start..(start + size)], Positive(folds.HeldOutWeights(c.Sample, k)));
            }
        });

    [Fact]
    public void Time_ordered_folds_of_eleven_rows()
    {
        var sample = ResamplingCase.Sampled(11);
        var folds = Resamples.TimeOrdered(sample, 3, gap: 1);
        Assert.Equal([0, 1, 2, 3], Positive(folds.TrainingWeights(sample, 0)));
        Assert.Equal([5, 6], Positive(folds.HeldOutWeights(sample, 0)));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Positive(folds.TrainingWeights(sample, 2)));
        Assert.Equal([9, 10], Positive(folds.HeldOutWeights(sample, 2)));
    }

    [Fact]
    public void A_bootstrap_draw_is_n_rows_each_as_likely_and_leaves_out_a_share_of_1_over_e()
    {
        const int n = 1000, draws = 400;
        var sample = ResamplingCase.Sampled(n);
        var bootstrap = Resamples.Bootstrap(sample, draws, 5);
        double heldOut = 0;
        var drawn = new double[n];
        for (int b = 0; b < draws; b++)
        {
            double[] training = bootstrap.TrainingWeights(sample, b);
            Assert.Equal(n, training.Sum());
            heldOut += bootstrap.HeldOutWeights(sample, b).Sum() / n / draws;
            for (int i = 0; i < n; i++)
                drawn[i] += training[i];
        }

        // The share held out in one draw has sd √((e⁻¹ − 2e⁻²)/n) ≈ 0.0099, its mean over 400 draws 0.0005; a row's count over all draws has sd 20.
        Assert.InRange(heldOut, Math.Exp(-1) - 0.0025, Math.Exp(-1) + 0.0025);
        Assert.All(drawn, count => Assert.InRange(count, draws - 110, draws + 110));
        Assert.InRange(drawn.Sum(count => (count - draws) * (count - draws)) / n / draws, 0.8, 1.2);
    }

    [Fact]
    public void A_bootstrap_of_groups_draws_as_many_as_there_are() => ResamplingCase.Cases.Sample(c =>
    {
        var bootstrap = c.Make("bootstrap of groups");
        int[] first = [.. Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0).GroupBy(i => c.Groups[i]).Select(group => group.First())];
        double[] training = bootstrap.TrainingWeights(c.Sample, 1);
        Assert.Equal(first.Length, first.Sum(i => Math.Round(training[i] / c.Sample.Weights[i])));
    });

    [Fact]
    public void Half_samples_come_in_complementary_pairs() => ResamplingCase.Cases.Sample(c =>
    {
        var halves = c.Make("half samples", 6);
        for (int b = 0; b < 6; b += 2)
        {
            int[] one = Positive(halves.TrainingWeights(c.Sample, b)), other = Positive(halves.TrainingWeights(c.Sample, b + 1));
            Assert.Equal(c.Sample.RowsWithWeight / 2, one.Length);
            Assert.Equal(c.Sample.RowsWithWeight / 2, other.Length);
            Assert.Empty(one.Intersect(other));
            Assert.Equal(c.Sample.RowsWithWeight - one.Length, Positive(halves.HeldOutWeights(c.Sample, b)).Length);
        }
    });

    [Fact]
    public void A_shuffle_split_holds_out_the_share_asked_for() => Gen.Select(ResamplingCase.Cases, Gen.Double[0.1, 0.9]).Sample((c, fraction) =>
    {
        int rows = c.Sample.RowsWithWeight, heldOut = (int)Math.Round(fraction * rows, MidpointRounding.AwayFromZero);
        var splits = Resamples.ShuffleSplit(c.Sample, 3, fraction, c.Seed);
        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(heldOut, Positive(splits.HeldOutWeights(c.Sample, k)).Length);
            Assert.Equal(rows - heldOut, Positive(splits.TrainingWeights(c.Sample, k)).Length);
        }
    });

    private static int[] Positive(double[] weights) => [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
}
