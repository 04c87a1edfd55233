using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

/// <summary>What holds for every kind of resample.</summary>
public sealed class ResamplesFacts
{
    public static TheoryData<string> All => ResamplingCase.All;

    public static TheoryData<string> Seeded => [.. ResamplingCase.Seeded];

    public static TheoryData<string> Partitions => [.. ResamplingCase.Partitions];

    public static TheoryData<string> WholeGroups => [.. ResamplingCase.WholeGroups];

    [Theory, MemberData(nameof(All))]
    public void A_row_trains_as_often_as_it_is_drawn_or_is_held_out_and_rows_without_weight_do_neither(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        var resamples = c.Make(kind);
        Assert.Equal(c.Rows, resamples.Rows);
        for (int k = 0; k < resamples.Count; k++)
        {
            double[] training = resamples.TrainingWeights(c.Sample, k), heldOut = resamples.HeldOutWeights(c.Sample, k);
            for (int i = 0; i < c.Rows; i++)
            {
                double weight = c.Sample.Weights[i];
                Assert.True(training[i] == 0 || heldOut[i] == 0);
                Assert.True(heldOut[i] == 0 || heldOut[i] == weight);
                Assert.Equal(weight == 0 ? 0 : Math.Round(training[i] / weight) * weight, training[i], 1e-12);
                Assert.True(kind.StartsWith("bootstrap", StringComparison.Ordinal) || training[i] <= weight);
                Assert.True(kind is "time-ordered" or "half samples" || weight == 0 || training[i] + heldOut[i] > 0);
            }

            Assert.Contains(training, weight => weight > 0);
            Assert.True(kind.StartsWith("bootstrap", StringComparison.Ordinal) || heldOut.Any(weight => weight > 0));
        }
    });

    [Theory, MemberData(nameof(All))]
    public void The_same_call_gives_the_same_rows_again(string kind) =>
        ResamplingCase.Cases.Sample(c => Assert.Equal(Weights(c, c.Make(kind)), Weights(c, c.Make(kind))));

    [Theory, MemberData(nameof(Seeded))]
    public void Another_seed_and_another_repeat_or_draw_give_other_rows(string kind)
    {
        var c = ResamplingCase.Of(3, 4, 60, WeightKind.Importance);
        var one = Weights(c, c.Make(kind));
        Assert.NotEqual(one, Weights(c, (c with { Seed = 4 }).Make(kind)));
        Assert.NotEqual(one[0], one[one.Length / 2]);
    }

    [Theory, MemberData(nameof(Seeded))]
    public void A_longer_run_begins_like_a_shorter_one(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        var shorter = Weights(c, c.Make(kind, 3));
        Assert.Equal(shorter, Weights(c, c.Make(kind, 5))[..shorter.Length]);
    });

    [Theory, MemberData(nameof(All))]
    public void Scaling_importance_weights_moves_no_row(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        if (c.Sample.WeightKind == WeightKind.Frequency)
            return;
        var scaled = c with { Sample = c.Sample.Reweighted([.. c.Sample.Weights.ToArray().Select(weight => 1024 * weight)]) };
        Assert.Equal(Weights(c, c.Make(kind)), Weights(c, scaled.Make(kind)));
    });

    [Theory, MemberData(nameof(All))]
    public void A_partition_says_so_and_others_have_no_folds(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        var resamples = c.Make(kind);
        Assert.Equal(ResamplingCase.Partitions.Contains(kind), resamples.IsPartition);
        Assert.Equal(kind == "time-ordered", resamples.IsTimeOrdered);
        Assert.Equal(ResamplingCase.WholeGroups.Contains(kind), !resamples.Groups.IsDefault);
        if (!resamples.IsPartition)
            Assert.Contains("divide no rows into folds", Assert.Throws<InvalidOperationException>(() => resamples.FoldOf(0).Length).Message);
    });

    [Theory, MemberData(nameof(Partitions))]
    public void A_partition_holds_every_row_with_a_weight_out_once_a_repeat(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        var resamples = c.Make(kind);
        int folds = resamples.Count / resamples.Repeats;
        for (int i = 0; i < c.Rows; i++)
            for (int repeat = 0; repeat < resamples.Repeats; repeat++)
            {
                int[] holding = [.. Enumerable.Range(0, resamples.Count).Where(k => resamples.RepeatOf(k) == repeat && resamples.HeldOutWeights(c.Sample, k)[i] > 0)];
                int fold = resamples.FoldOf(repeat)[i];
                Assert.Equal(c.Sample.Weights[i] > 0 ? [repeat * folds + fold] : [], holding);
                Assert.Equal(c.Sample.Weights[i] == 0, fold == Resamples.None);
            }
    }, iter: 20);

    [Theory, MemberData(nameof(WholeGroups))]
    public void Groups_are_never_split(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        var resamples = c.Make(kind);
        Assert.Equal(c.Groups, resamples.Groups);
        for (int k = 0; k < resamples.Count; k++)
        {
            double[] training = resamples.TrainingWeights(c.Sample, k);
            foreach (var group in Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0).GroupBy(i => c.Groups[i]))
                Assert.Single(group.Select(i => Math.Round(training[i] / c.Sample.Weights[i])).Distinct());
        }
    });

    [Theory, InlineData("grouped"), InlineData("stratified grouped"), InlineData("bootstrap of groups")]
    public void A_row_of_frequency_2_is_the_row_twice(string kind) => ResamplingCase.Cases.Sample(c =>
    {
        if (c.Sample.WeightKind == WeightKind.Importance)
            return;
        var (sample, groups, rowOf) = c.Expanded();
        Resamples once = c.Make(kind), twice = new ResamplingCase(sample, groups, c.Count, c.Seed).Make(kind);
        for (int k = 0; k < once.Count; k++)
        {
            var summed = new double[c.Rows];
            double[] expanded = twice.TrainingWeights(sample, k);
            for (int j = 0; j < rowOf.Length; j++)
                summed[rowOf[j]] += expanded[j];
            Assert.Equal(once.TrainingWeights(c.Sample, k), summed);
        }
    });

    [Fact]
    public void What_they_are_is_said_in_words()
    {
        var c = ResamplingCase.Of(1, 5, 20, WeightKind.Importance);
        Assert.Equal(
            ["5 folds", "5 folds, stratified", "5 folds, grouped", "5 folds, stratified, grouped", "leave one out", "2 folds, given, grouped", "2 folds, given", "5 folds in time order, gap of 1 row",
                "1 shuffle split holding out 30 %", "1 bootstrap draw", "1 bootstrap draw of groups", "1 half sample"],
            All.Select(kind => c.Make(kind, 1).Kind));
        Assert.Equal("5 folds × 3 repeats, stratified", c.Make("stratified", 3).Kind);
        Assert.Equal("100 bootstrap draws", c.Make("bootstrap", 100).Kind);
    }

    private static double[][] Weights(ResamplingCase c, Resamples resamples) =>
        [.. Enumerable.Range(0, resamples.Count).SelectMany(k => new[] { resamples.TrainingWeights(c.Sample, k), resamples.HeldOutWeights(c.Sample, k) })];
}
