using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

public sealed class TestSplitFacts
{
    private static readonly Gen<(ResamplingCase Case, double Fraction)> Cases = Gen.Select(ResamplingCase.Cases, Gen.Double[0.1, 0.9]);

    [Fact]
    public void A_test_set_has_the_share_asked_for_and_each_class_its_share_of_it() => Cases.Sample((c, fraction) =>
    {
        bool[] isTest = [.. TestSplit.Stratified(c.Sample, fraction, c.Seed).IsTest];
        Assert.Equal(Size(c, fraction), isTest.Count(test => test));
        foreach (double y in new[] { 0.0, 1.0, 2.0 })
        {
            int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0 && c.Sample.Target[i] == y)];
            Assert.InRange(rows.Count(i => isTest[i]), Math.Floor(fraction * rows.Length), Math.Ceiling(fraction * rows.Length) + 1e-9);
        }
    });

    [Fact]
    public void A_random_test_set_has_the_share_asked_for() => Cases.Sample((c, fraction) =>
    {
        var split = TestSplit.Random(c.Sample, fraction, c.Seed);
        Assert.Equal(Size(c, fraction), split.IsTest.Count(test => test));
        AreBothSides(c, split);
    });

    [Fact]
    public void A_grouped_test_set_is_whole_groups_within_half_a_group_of_the_share_asked_for() => Cases.Sample((c, fraction) =>
    {
        var split = TestSplit.Grouped(c.Sample, c.Groups, fraction, c.Seed);
        AreBothSides(c, split);
        var groups = Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0).GroupBy(i => c.Groups[i]).ToArray();
        Assert.All(groups, group => Assert.Single(group.Select(i => split.IsTest[i]).Distinct()));
        double[] sizes = [.. groups.Select(group => group.Sum(c.Size))], tested = [.. groups.Select(group => group.Sum(i => split.IsTest[i] ? c.Size(i) : 0))];
        bool oneOnASide = tested.Count(size => size > 0) is var number && (number == 1 || number == groups.Length - 1);
        Assert.True(oneOnASide || Math.Abs(tested.Sum() - fraction * sizes.Sum()) <= sizes.Max() / 2 + 1e-9);
    });

    [Fact]
    public void A_seed_gives_the_same_test_set_again_and_another_seed_another()
    {
        var c = ResamplingCase.Of(1, 5, 60, WeightKind.Importance);
        foreach (var split in new Func<ulong, TestSplit>[]
        {
            seed => TestSplit.Stratified(c.Sample, 0.25, seed), seed => TestSplit.Random(c.Sample, 0.25, seed), seed => TestSplit.Grouped(c.Sample, c.Groups, 0.25, seed),
        })
        {
            Assert.Equal(split(3).IsTest, split(3).IsTest);
            Assert.NotEqual(split(3).IsTest, split(4).IsTest);
        }
    }

    private static int Size(ResamplingCase c, double fraction) => (int)Math.Round(fraction * c.Sample.RowsWithWeight, MidpointRounding.AwayFromZero);

    /// <summary>Every row with a weight is on one side, and both sides have rows.</summary>
    private static void AreBothSides(ResamplingCase c, TestSplit split)
    {
        double[] training = split.TrainingWeights(c.Sample), test = split.TestWeights(c.Sample);
        for (int i = 0; i < c.Rows; i++)
        {
            Assert.Equal(c.Sample.Weights[i], training[i] + test[i]);
            Assert.True(training[i] == 0 || test[i] == 0);
        }

        Assert.True(training.Sum() > 0 && test.Sum() > 0);
    }
}
