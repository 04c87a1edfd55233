using CsCheck;
using Ridgeline.Stability;

namespace Ridgeline.Tests.Stability;

public sealed class SelectionBoundFacts
{
    private static readonly Gen<(int P, int Q, int Pairs, double Threshold)> Cases =
        from p in Gen.Int[1, 400]
        from q in Gen.Int[0, p]
        from pairs in Gen.Int[2, 60]
        from steps in Gen.Int[pairs + 1, 2 * pairs]
        select (p, q, pairs, steps / (2.0 * pairs));

    // R's optimize doesn't look at the ends of its interval, where the largest tail can be: stabs' r-concave bounds are up to 0.5% below the largest at small q, 6% at a threshold of 1. The same
    // formulas in R with the ends looked at (uniroot to 1e-14, optimize to 1e-10) give
    [Theory]
    [InlineData(1, 0.6, 0.00699340466)]
    [InlineData(2, 0.6, 0.0334498982)]
    [InlineData(3, 0.6, 0.0869331968)]
    [InlineData(10, 0.6, 1.14133944)]
    [InlineData(30, 0.6, 16.2497505)]
    [InlineData(10, 0.5, 2.48455712)]
    [InlineData(10, 0.61, 1.00586409)]
    [InlineData(10, 0.62, 0.897175955)]
    [InlineData(10, 1, 0.00549060811)]
    public void R_concave_bounds_are_the_largest(int q, double threshold, double expected) =>
        Assert.Equal(1, SelectionBound.Of(100, q, 50, threshold, BoundAssumption.RConcave).Expected / expected, 1e-8);

    // stabsel_parameters of R's stabs 0.6, as its tests print them (github.com/hofnerb/stabs, tests/regtest-inference.Rout.save): p = 100, cutoff 0.6, B = 50
    [Theory]
    [InlineData(1, 0.05, 0.02631579, 0.006971364)]
    [InlineData(2, 0.2, 0.1052632, 0.03342845)]
    [InlineData(3, 0.45, 0.2368421, 0.08691176)]
    [InlineData(4, 0.8, 0.4210526, 0.1637231)]
    [InlineData(5, 1.25, 0.6578947, 0.2605329)]
    [InlineData(6, 1.8, 0.9473684, 0.3820466)]
    [InlineData(7, 2.45, 1.289474, 0.5295188)]
    [InlineData(8, 3.2, 1.684211, 0.7042719)]
    [InlineData(9, 4.05, 2.131579, 0.9077127)]
    [InlineData(10, 5, 2.631579, 1.141338)]
    public void Bounds_are_those_of_stabs(int q, double none, double unimodal, double concave)
    {
        Assert.Equal(none, SelectionBound.Of(100, q, 50, 0.6, BoundAssumption.None).Expected, 1e-12);
        Assert.Equal(unimodal, SelectionBound.Of(100, q, 50, 0.6, BoundAssumption.Unimodal).Expected, 6e-7 * Math.Max(1, unimodal));
        Assert.InRange(SelectionBound.Of(100, q, 50, 0.6, BoundAssumption.RConcave).Expected / concave, 1 - 1e-6, 1.005);
    }

    // the same file: other thresholds of q = 10, down to one half
    [Theory]
    [InlineData(30, 0.6, 16.24975)]
    [InlineData(10, 0.5, 2.484542)]
    [InlineData(10, 0.61, 1.005863)]
    [InlineData(10, 0.62, 0.8971682)]
    public void R_concave_bounds_are_those_of_stabs(int q, double threshold, double expected) =>
        Assert.InRange(SelectionBound.Of(100, q, 50, threshold, BoundAssumption.RConcave).Expected / expected, 1 - 1e-6, 1.00001);

    // the same file: p = 200, B = 50, bound 0.2
    [Fact]
    public void The_third_number_is_the_one_of_stabs()
    {
        Assert.Equal((6, 0.174), Rounded(SelectionBound.OfThreshold(200, 0.6, 50, 0.2, BoundAssumption.RConcave)));
        Assert.Equal(3, SelectionBound.OfThreshold(200, 0.6, 50, 0.2, BoundAssumption.Unimodal).Selected);
        Assert.Equal((0.62, 0.196), (SelectionBound.OfSelected(200, 7, 50, 0.2, BoundAssumption.RConcave).Threshold, Math.Round(SelectionBound.OfSelected(200, 7, 50, 0.2, BoundAssumption.RConcave).Expected, 3)));
        Assert.Equal(0.81, SelectionBound.OfSelected(200, 7, 50, 0.2, BoundAssumption.Unimodal).Threshold);

        static (double, double) Rounded(SelectionBound bound) => (bound.Selected, Math.Round(bound.Expected, 3));
    }

    [Fact]
    public void More_is_assumed_for_a_smaller_bound_and_a_higher_threshold_or_fewer_selected_make_it_no_larger() => Cases.Sample(c =>
    {
        foreach (var assumption in Enum.GetValues<BoundAssumption>())
        {
            double expected = SelectionBound.Of(c.P, c.Q, c.Pairs, c.Threshold, assumption).Expected;
            Assert.InRange(expected, 0, Math.Min(c.P, SelectionBound.Of(c.P, c.Q, c.Pairs, c.Threshold, BoundAssumption.None).Expected));
            if (c.Threshold < 1)
                Assert.InRange(SelectionBound.Of(c.P, c.Q, c.Pairs, c.Threshold + 0.5 / c.Pairs, assumption).Expected, 0, expected * (1 + 1e-7));
            if (c.Q > 0)
                Assert.InRange(SelectionBound.Of(c.P, c.Q - 1, c.Pairs, c.Threshold, assumption).Expected, 0, expected * (1 + 1e-7));
        }
    }, iter: 100);

    [Fact]
    public void Of_two_numbers_the_third_is_the_first_that_keeps_to_the_bound() => Gen.Select(Cases, Gen.Double[0.01, 5]).Sample((c, expected) =>
    {
        foreach (var assumption in new[] { BoundAssumption.None, BoundAssumption.Unimodal })
        {
            if (SelectionBound.Of(c.P, c.Q, c.Pairs, 1, assumption).Expected <= expected)
            {
                var found = SelectionBound.OfSelected(c.P, c.Q, c.Pairs, expected, assumption);
                Assert.True(found.Expected <= expected);
                if (found.Threshold > 0.5 + 0.75 / c.Pairs)
                    Assert.True(SelectionBound.Of(c.P, c.Q, c.Pairs, found.Threshold - 0.5 / c.Pairs, assumption).Expected > expected);
            }
            else
            {
                Assert.Throws<ArgumentException>(() => SelectionBound.OfSelected(c.P, c.Q, c.Pairs, expected, assumption));
            }

            if (SelectionBound.Of(c.P, 1, c.Pairs, c.Threshold, assumption).Expected > expected)
            {
                Assert.Throws<ArgumentException>(() => SelectionBound.OfThreshold(c.P, c.Threshold, c.Pairs, expected, assumption));
                continue;
            }

            var bound = SelectionBound.OfThreshold(c.P, c.Threshold, c.Pairs, expected, assumption);
            Assert.True(bound.Expected <= expected);
            if (bound.Selected < c.P)
                Assert.True(SelectionBound.Of(c.P, bound.Selected + 1, c.Pairs, c.Threshold, assumption).Expected > expected);
        }
    });

    [Fact]
    public void A_concave_tail_is_above_that_of_every_concave_distribution_with_the_mean() =>
        (from steps in Gen.Int[3, 20] from power in Gen.Int[1, 2].Select(half => 2 * half) from shape in Gen.Double[-3, 3] from last in Gen.Int[2, 20] from t in Gen.Int[1, 20] select (steps, power, shape, Math.Min(last, steps), Math.Min(t, steps))).Sample(c =>
        {
            // f ∝ (a + i)^(−s) on 0 … k is r-concave: its tail can't be above the most
            var (steps, power, shape, last, t) = c;
            double[] f = [.. Enumerable.Range(0, last + 1).Select(i => Math.Pow(Math.Exp(shape) + i, -power))];
            double mean = f.Select((value, i) => i * value).Sum() / f.Sum() / steps;
            Assert.True(new ConcaveTail(mean, steps, power).AtLeast(t) >= f[Math.Min(t, last + 1)..].Sum() / f.Sum() - 1e-9);
        });

    [Fact]
    public void Numbers_outside_their_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionBound.Of(0, 0, 50, 0.8, BoundAssumption.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionBound.Of(10, 11, 50, 0.8, BoundAssumption.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionBound.Of(10, 1, 50, 0.5, BoundAssumption.Unimodal));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionBound.Of(10, 1, 50, 1.1, BoundAssumption.RConcave));
        Assert.Throws<ArgumentOutOfRangeException>(() => SelectionBound.OfSelected(10, 1, 50, 0, BoundAssumption.None));
    }
}
