using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

public sealed class ResamplingTests
{
    private static readonly Gen<(Sample Sample, int Folds, ulong Seed)> Cases =
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 5], Gen.ULong).Select((folds, moreZeros, moreOnes, unused, seed) =>
        {
            double[] y = [.. Enumerable.Repeat(0.0, folds + moreZeros), .. Enumerable.Repeat(1.0, folds + moreOnes), .. Enumerable.Repeat(1.0, unused)];
            double[] weights = [.. Enumerable.Repeat(1.0, y.Length - unused), .. Enumerable.Repeat(0.0, unused)];
            return (Sample.Of(Design.Dense([.. Enumerable.Range(0, y.Length).Select(i => (double)i)], y.Length), y, weights), folds, seed);
        });

    [Fact]
    public void Stratified_folds_share_every_class_evenly_and_leave_out_rows_without_weight() => Cases.Sample(c =>
    {
        var folds = Folds.Stratified(c.Sample, c.Folds, c.Seed);
        for (int i = 0; i < c.Sample.Design.Rows; i++)
            Assert.Equal(c.Sample.Weights[i] == 0, folds.FoldOf[i] == Folds.None);
        foreach (double y in new[] { 0.0, 1.0 })
        {
            int[] counts = [.. Enumerable.Range(0, c.Folds).Select(k => Enumerable.Range(0, c.Sample.Design.Rows).Count(i => folds.FoldOf[i] == k && c.Sample.Target[i] == y))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        int[] sizes = [.. Enumerable.Range(0, c.Folds).Select(k => folds.FoldOf.Count(f => f == k))];
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    });

    [Fact]
    public void A_seed_gives_the_same_folds_again_and_another_seed_others()
    {
        var sample = Sample.Of(Design.Dense([.. Enumerable.Range(0, 60).Select(i => (double)i)], 60), [.. Enumerable.Range(0, 60).Select(i => i % 2.0)]);
        Assert.Equal(Folds.Stratified(sample, 5, 3).FoldOf, Folds.Stratified(sample, 5, 3).FoldOf);
        Assert.NotEqual(Folds.Stratified(sample, 5, 3).FoldOf, Folds.Stratified(sample, 5, 4).FoldOf);
        Assert.Equal(TestSplit.Stratified(sample, 0.25, 3).IsTest, TestSplit.Stratified(sample, 0.25, 3).IsTest);
    }

    [Fact]
    public void A_fold_and_its_training_rows_are_all_rows_once() => Cases.Sample(c =>
    {
        var folds = Folds.Stratified(c.Sample, c.Folds, c.Seed);
        for (int k = 0; k < folds.Count; k++)
        {
            double[] training = folds.TrainingWeights(c.Sample, k), heldOut = folds.HeldOutWeights(c.Sample, k);
            for (int i = 0; i < training.Length; i++)
            {
                Assert.Equal(c.Sample.Weights[i], training[i] + heldOut[i]);
                Assert.True(training[i] == 0 || heldOut[i] == 0);
            }
        }
    });

    [Fact]
    public void A_test_set_has_the_share_asked_for_and_each_class_its_share_of_it() =>
        Gen.Select(Cases, Gen.Double[0.1, 0.9]).Sample((c, fraction) =>
        {
            double[] weights = [.. Enumerable.Repeat(1.0, c.Sample.Design.Rows)];
            var all = c.Sample.Reweighted(weights);
            int n = all.Design.Rows, size = (int)Math.Round(fraction * n, MidpointRounding.AwayFromZero);
            if (size < 1 || size >= n)
                return;
            var split = TestSplit.Stratified(all, fraction, c.Seed);
            Assert.Equal(size, split.IsTest.Count(test => test));
            foreach (double y in new[] { 0.0, 1.0 })
            {
                int rows = Enumerable.Range(0, n).Count(i => all.Target[i] == y), tested = Enumerable.Range(0, n).Count(i => all.Target[i] == y && split.IsTest[i]);
                Assert.InRange(tested, Math.Floor(fraction * rows), Math.Ceiling(fraction * rows) + 1e-9);
            }
        });

    [Fact]
    public void Too_few_rows_of_a_class_are_refused()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4, 5], 5), [0, 0, 0, 1, 1]);
        Assert.Contains("2 rows, fewer than the 3 folds", Assert.Throws<ArgumentException>(() => Folds.Stratified(sample, 3, 0)).Message);
        Assert.Throws<ArgumentException>(() => Folds.Given([0, 0, 2]));
        Assert.Throws<ArgumentException>(() => Folds.Given([0, 0]));
    }
}
