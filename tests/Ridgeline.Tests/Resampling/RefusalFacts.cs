using Ridgeline.Designs;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

/// <summary>What is refused says what would do.</summary>
public sealed class RefusalFacts
{
    private static readonly Sample Five = ResamplingCase.Sampled([0, 0, 0, 1, 1], [1, 1, 1, 1, 1]);
    private static readonly Sample OneOfThree = ResamplingCase.Sampled([0, 1, 0], [0, 1, 0]);

    public static TheoryData<string, string> Refused => new(Refusals.Select(refusal => (refusal.Key, refusal.Value.Message)));

    private static Dictionary<string, (Action Call, string Message)> Refusals { get; } = new()
    {
        ["rows"] = (() => Resamples.KFold(Five, 6, 0), "5 rows with a weight, too few for 6 folds; use at most 5 folds, or more rows"),
        ["one row"] = (() => Resamples.KFold(OneOfThree, 2, 0), "1 row with a weight, too few for 2 folds; at least 2 rows are needed"),
        ["class"] = (() => Resamples.Stratified(Five, 3, 0), "class 1 has 2 rows, fewer than the 3 folds; use at most 2 folds, or folds that aren't stratified"),
        ["class of one"] = (() => Resamples.Stratified(ResamplingCase.Sampled([0, 0, 1], [1, 1, 1]), 2, 0), "class 1 has 1 row, fewer than the 2 folds; use more rows of it, or folds that aren't stratified"),
        ["class in groups"] = (() => Resamples.StratifiedGrouped(Five, [1, 2, 3, 4, 5], 3, 0), "class 1 has 2 rows, fewer than the 3 folds"),
        ["groups"] = (() => Resamples.Grouped(Five, [7, 7, 8, 8, 8], 3, 0), "2 groups with a weight, too few for 3 folds; use at most 2 folds, or more groups"),
        ["groups and classes"] = (() => Resamples.StratifiedGrouped(Five, [7, 7, 8, 8, 8], 3, 0), "2 groups with a weight, too few for 3 folds"),
        ["labels"] = (() => Resamples.Grouped(Five, [7, 8], 2, 0), "2 group labels for 5 rows; every row needs one"),
        ["one left"] = (() => Resamples.LeaveOneOut(OneOfThree), "1 row with a weight, too few for leaving one out; at least 2 rows are needed"),
        ["one drawn"] = (() => Resamples.Bootstrap(Five, 10, 0, [1, 1, 1, 1, 1]), "1 group with a weight, too few for a bootstrap; at least 2 groups are needed"),
        ["one halved"] = (() => Resamples.HalfSamples(OneOfThree, 10, 0), "1 row with a weight, too few for half samples; at least 2 rows are needed"),
        ["time"] = (() => Resamples.TimeOrdered(Five, 5), "5 rows with a weight can't be 5 folds in time order: 6 are needed; use at most 4 folds"),
        ["gap"] = (() => Resamples.TimeOrdered(Five, 2, 3), "a gap of 3 rows leaves the first fold nothing to train on: 3 rows come before it; use a gap of at most 2, or fewer folds"),
        ["fraction"] = (() => Resamples.ShuffleSplit(Five, 2, 1.5, 0), "the held-out fraction must be between 0 and 1"),
        ["no number"] = (() => Resamples.ShuffleSplit(Five, 2, double.NaN, 0), "the held-out fraction must be between 0 and 1"),
        ["empty side"] = (() => Resamples.ShuffleSplit(Five, 2, 0.05, 0), "a held-out fraction of 0.05 leaves 0 of 5 rows for the held-out side and 5 to learn from; use a fraction from 0.2 to 0.8"),
        ["empty training side"] = (() => Resamples.ShuffleSplit(Five, 2, 0.95, 0), "leaves 5 of 5 rows for the held-out side and 0 to learn from; use a fraction from 0.2 to 0.8"),
        ["empty fold"] = (() => Resamples.Given([0, 0, 2]), "fold 1 has no rows, but fold 2 has; folds are numbered from 0 without gaps"),
        ["one fold"] = (() => Resamples.Given([0, 0, -1]), "the rows are in 1 fold; at least two folds are needed, numbered 0, 1, …"),
        ["no fold"] = (() => Resamples.Given(default), "the rows are in 0 folds; at least two folds are needed, numbered 0, 1, …"),
        ["number"] = (() => Resamples.Given([0, 1, -2]), "row 3 is in fold -2; a fold's number is at least 0, or -1 for a row in no fold"),
        ["split group"] = (() => Resamples.Given([-1, 0, 1, 0, 1], [9, 8, 9, 9, 9]), "group 9 is in two folds: row 3 is in fold 1, row 4 in fold 0; a group's rows belong in one fold"),
        ["labels of given folds"] = (() => Resamples.Given([0, 1], [9]), "1 group label for 2 rows; every row needs one"),
        ["no repeat"] = (() => Resamples.GivenRepeats([]), "no repeat is given; at least one is needed"),
        ["another K"] = (() => Resamples.GivenRepeats([[0, 1, 1], [0, 1, 2]]), "repeat 2 has 3 folds where the first has 2; every repeat needs as many"),
        ["another n"] = (() => Resamples.GivenRepeats([[0, 1, 1], [0, 1]]), "repeat 2 has 2 rows where the first has 3; every repeat divides the same rows"),
        ["other rows"] = (() => Resamples.GivenRepeats([[0, 1, 1], [0, 1, -1]]), "row 3 is in a fold of one of repeats 1 and 2 but not of the other"),
        ["split group in a repeat"] = (() => Resamples.GivenRepeats([[0, 0, 1], [0, 1, 1]], [4, 4, 5]), "group 4 is in two folds: row 1 is in fold 0, row 2 in fold 1"),
        ["another sample"] = (() => Resamples.KFold(Five, 2, 0).TrainingWeights(OneOfThree, 0), "2 folds of 5 rows for a sample of 3"),
        ["test fraction"] = (() => TestSplit.Random(Five, 0, 0), "the test fraction must be between 0 and 1"),
        ["empty test"] = (() => TestSplit.Random(Five, 0.05, 0), "a test fraction of 0.05 leaves 0 of 5 rows for the test side and 5 to learn from"),
        ["empty stratified test"] = (() => TestSplit.Stratified(OneOfThree, 0.5, 0), "leaves 1 of 1 row for the test side and 0 to learn from; at least 2 rows are needed"),
        ["test of one group"] = (() => TestSplit.Grouped(Five, [1, 1, 1, 1, 1], 0.5, 0), "1 group can't be divided; at least 2 groups are needed, or a test set without groups"),
        ["split of another sample"] = (() => TestSplit.Random(Five, 0.4, 0).TestWeights(OneOfThree), "a test split of 5 rows for a sample of 3"),
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_refusal_says_what_would_do(string name, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(Refusals[name].Call).Message);

    [Fact]
    public void Counts_that_are_no_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.KFold(Five, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.KFold(Five, 2, 0, repeats: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.TimeOrdered(Five, 2, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.ShuffleSplit(Five, 0, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.KFold(Five, 2, 0).TrainingWeights(Five, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.KFold(Five, 2, 0).FoldOf(1).Length);
    }
}
