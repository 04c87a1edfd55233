using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Stability;
using Ridgeline.Tests.Resampling;

namespace Ridgeline.Tests.Stability;

public sealed class DrawnWeightsFacts
{
    private static readonly Gen<Sample> Samples =
        from rows in Gen.Int[4, 40]
        from classes in Gen.Int[1, 3]
        from codes in Gen.Int[0, 2].Array[rows]
        from times in Gen.Int[0, 3].Array[rows]
        where times.Sum() > 1
        select Sample.Of(Design.Dense([.. Enumerable.Range(0, rows).Select(i => (double)i)], rows), [.. codes.Select(code => (double)(code % classes))], [.. times.Select(f => (double)f)], WeightKind.Frequency);

    [Fact]
    public void Halves_share_no_copy_and_each_has_half_of_all_and_of_every_class() => Gen.Select(Samples, Gen.ULong, Gen.Bool).Sample((sample, seed, stratified) =>
    {
        var drawn = new DrawnWeights(sample, seed, [], stratified);
        int n = (int)sample.WeightSum;
        for (int pair = 0; pair < 3; pair++)
        {
            double[] one = drawn.Half(pair, second: false), other = drawn.Half(pair, second: true);
            for (int i = 0; i < one.Length; i++)
                Assert.InRange(one[i] + other[i], 0, sample.Weights[i]);
            if (!stratified)
            {
                Assert.Equal((n / 2, n / 2), ((int)one.Sum(), (int)other.Sum()));
                continue;
            }

            Assert.Equal(one.Sum(), other.Sum());
            foreach (double level in sample.Levels())
            {
                double of = Of(sample, sample.Weights.ToArray(), level);
                Assert.InRange(Of(sample, one, level), Math.Floor(of / 2), Math.Ceiling(of / 2));
                Assert.InRange(Of(sample, other, level), Math.Floor(of / 2), Math.Ceiling(of / 2));
            }
        }
    });

    [Fact]
    public void A_frequency_of_two_is_drawn_as_the_row_twice() => Gen.Select(Samples, Gen.ULong, Gen.Bool).Sample((sample, seed, stratified) =>
    {
        int[] rows = [.. Enumerable.Range(0, sample.Rows).SelectMany(i => Enumerable.Repeat(i, (int)sample.Weights[i]))];
        var twice = Sample.Of(Design.Dense([.. rows.Select(i => (double)i)], rows.Length), [.. rows.Select(i => sample.Target[i])]);
        DrawnWeights one = new(sample, seed, [], stratified), other = new(twice, seed, [], stratified);
        for (int draw = 0; draw < 3; draw++)
        {
            Assert.Equal(one.Half(draw, second: true), Summed(other.Half(draw, second: true)));
            Assert.Equal(one.WithReplacement(draw), Summed(other.WithReplacement(draw)));
            Assert.Equal(sample.WeightSum, one.WithReplacement(draw).Sum());
        }

        double[] Summed(double[] weights)
        {
            var target = new double[sample.Rows];
            for (int k = 0; k < rows.Length; k++)
                target[rows[k]] += weights[k];
            return target;
        }
    });

    [Fact]
    public void Groups_are_drawn_whole_and_weights_go_with_their_row() => ResamplingCase.Cases.Sample(c =>
    {
        if (Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0).Select(i => c.Groups[i]).Distinct().Count() is var groups && groups < 2)
            return;
        var drawn = new DrawnWeights(c.Sample, 7, c.Groups, stratified: true);
        foreach (double[] weights in new[] { drawn.Half(0, second: false), drawn.Half(0, second: true), drawn.WithReplacement(0) })
        {
            var times = Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0).GroupBy(i => c.Groups[i], i => Math.Round(weights[i] / c.Sample.Weights[i], 9)).ToArray();
            Assert.All(times, group => Assert.Single(group.Distinct()));
        }

        Assert.Equal(groups / 2, Enumerable.Range(0, c.Rows).Where(i => drawn.Half(0, second: false)[i] > 0).Select(i => c.Groups[i]).Distinct().Count());
    });

    [Fact]
    public void Every_row_is_as_likely_in_a_half_and_two_of_them_together_as_in_half_samples()
    {
        const int n = 9, pairs = 4000;
        var drawn = new DrawnWeights(ResamplingCase.Sampled(n), 3, [], stratified: false);
        double[] single = new double[n];
        double both = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            double[] half = drawn.Half(pair, second: pair % 2 == 0);
            for (int i = 0; i < n; i++)
                single[i] += half[i] / pairs;
            both += half[0] * half[5] / pairs;
        }

        Assert.All(single, share => Assert.InRange(share, 4.0 / 9 - 0.04, 4.0 / 9 + 0.04)); // sd 0.008
        Assert.InRange(both, 4.0 * 3 / 72 - 0.03, 4.0 * 3 / 72 + 0.03);                      // sd 0.006
    }

    private static double Of(Sample sample, double[] weights, double level) => Enumerable.Range(0, sample.Rows).Where(i => sample.Target[i] == level).Sum(i => weights[i]);
}
