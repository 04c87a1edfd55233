using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class PermutationNullFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };
    private static readonly Setting Weak = Strength.Lambda(0.05).Setting;

    [Fact]
    public void A_shuffle_is_cross_validation_of_the_other_rows_columns() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson).Sample(c =>
    {
        // the target stays with its weight, offset and fold, so that the same is had by leaving all of them and giving each row the columns of another
        var sample = c.Weighted;
        var folds = c.Folds(sample, 3, repeats: 2);
        var found = PermutationNull.Of(new LinearPathFitter(c.Loss, Penalty.L2), sample, folds, Weak, Score.Deviance(c.Loss), Fit, new ShuffleOptions { Shuffles = 2, Seed = c.Seed });
        int[] order = new ShuffledTargets(sample, folds, new ShuffleOptions { Seed = c.Seed }).Order(1), whence = new int[c.Rows];
        for (int i = 0; i < c.Rows; i++)
            whence[order[i]] = i;
        var columns = Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => whence.Select(i => c.X[j * c.Rows + i]))], c.Rows);
        var run = CrossValidation.Run(new LinearPathFitter(c.Loss, Penalty.L2), Sample.Of(columns, c.Y, c.Weights, offset: c.Offset), folds, [Weak], [Score.Deviance(c.Loss)], Fit);
        Assert.Equal(run.Curves[0].Points[0].Mean, found.ShuffledHeldOut[1], 1e-5 * (1 + Math.Abs(found.ShuffledHeldOut[1])));
        var own = CrossValidation.Run(new LinearPathFitter(c.Loss, Penalty.L2), sample, folds, [Weak], [Score.Deviance(c.Loss)], Fit);
        Assert.Equal(own.Curves[0].Points[0].Mean, found.HeldOut);
        Assert.Equal(FitVerdict.Of(own, 0).Train, found.Train);
    }, iter: 20);

    [Fact]
    public void Nothing_depends_on_the_threads_nor_on_how_many_shuffles_there_are() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Gen.ULong).Sample((c, seed) =>
    {
        PermutationNull Of(int shuffles, int threads) => PermutationNull.Of(
            new LinearPathFitter(c.Loss, Penalty.L2), c.Sample, c.Folds(c.Sample, 3), Weak, Score.Deviance(c.Loss), Fit with { Threads = threads }, new ShuffleOptions { Shuffles = shuffles, Seed = seed });
        var once = Of(4, 1);
        Assert.Equal(once.ShuffledHeldOut, Of(4, 3).ShuffledHeldOut);
        Assert.Equal(once.ShuffledTrain, Of(6, 2).ShuffledTrain[..4]);
    }, iter: 10);

    [Fact]
    public void The_p_value_counts_the_shuffles_that_are_as_good() => Gen.Select(Gen.Int[0, 5].Array[1, 20], Gen.Int[0, 5], Gen.Bool).Sample((shuffled, own, higher) =>
    {
        var found = new PermutationNull(Weak, higher ? Score.Accuracy : Score.LogLoss, own, own, [.. shuffled.Select(v => (double)v)], [.. shuffled.Select(v => (double)v)], ShuffledUnits.Rows);
        Assert.Equal((1.0 + shuffled.Count(v => higher ? v >= own : v <= own)) / (1 + shuffled.Length), found.P, 1e-12);
        Assert.Contains($"p = {found.P:G2}", found.Sentence, StringComparison.Ordinal);
    });

    [Fact]
    public void A_constant_model_is_as_good_under_every_shuffle_and_memorises_nothing() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson).Sample(c =>
    {
        // uneven weights, so that sums in another order differ in their last bits
        var sample = Sample.Of(c.Design, c.Y, [.. c.X.Take(c.Rows).Select(Math.Exp)], offset: c.Offset);
        var found = PermutationNull.Of(new LinearPathFitter(c.Loss, Penalty.L1), sample, c.Folds(sample, 3), Strength.Lambda(1e3).Setting, Score.Deviance(c.Loss), Fit);
        Assert.Equal(1, found.P);
        Assert.Equal(found.Train, found.Constant, 1e-9 * Math.Abs(found.Train));
        Assert.Equal(double.NaN, found.MemorisedShare);
        Assert.Contains("19 of 19 shuffles", found.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("learns from", found.Sentence, StringComparison.Ordinal);
    }, iter: 20);

    [Fact]
    public void What_is_memorised_is_a_share_of_what_is_over_a_constant() => Gen.Select(Gen.Double[0, 2], Gen.Double[0, 2].Array[1, 5], Gen.Double[0, 2], Gen.Bool).Sample((train, shuffled, constant, higher) =>
    {
        var found = new PermutationNull(Weak, higher ? Score.R2 : Score.Mse, train, 1, [.. shuffled], [.. shuffled], ShuffledUnits.Rows) { Constant = constant };
        double over = higher ? train - constant : constant - train, share = Math.Clamp((shuffled.Average() - constant) / (train - constant), 0, 1);
        Assert.Equal(over > 1e-12 * Math.Max(train, constant) ? share : double.NaN, found.MemorisedShare);
        Assert.Equal(double.IsNaN(found.MemorisedShare), !found.Sentence.Contains("learns from", StringComparison.Ordinal));
        Assert.Equal(double.NaN, (found with { Constant = double.NaN }).MemorisedShare);
    });

    [Fact]
    public void Where_there_is_nothing_to_learn_the_p_value_is_uniform() =>
        Calibration.AtMost(0.1, 1000, "a permutation p-value of at most 10 % of nothing", seed =>
        {
            var random = new RandomStream(seed, 1);
            double[] x = ChoiceCase.Normals(random, 40 * 3), y = [.. Enumerable.Range(0, 40).Select(_ => (double)random.NextBelow(2))];
            y[0] = 1 - (y[1] = 1);
            y[2] = 1 - (y[3] = 1);
            var sample = Sample.Of(Design.Dense(x, 40), y);
            return PermutationNull.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, Resamples.Stratified(sample, 2, seed), Weak, Score.LogLoss, Fit, new ShuffleOptions { Shuffles = 9, Seed = seed }).P <= 0.1;
        });

    [Fact]
    public void What_is_there_is_found_and_a_whole_tree_knows_any_target_by_heart()
    {
        var c = new ChoiceCase(Loss.Logistic, 120, 6, 2, 5);
        var folds = c.Folds(c.Sample, 4);
        var linear = PermutationNull.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), c.Sample, folds, Weak, Score.LogLoss, Fit);
        Assert.Equal(0.05, linear.P, 1e-12);
        Assert.InRange(linear.MemorisedShare, 0, 0.4);
        var tree = PermutationNull.Of(new TreePathFitter(), c.Sample, folds, new Setting(Knob.Alpha, 0), Score.Accuracy, Fit);
        Assert.All(tree.ShuffledTrain, train => Assert.Equal(1, train));
        Assert.Equal(1, tree.MemorisedShare, 1e-12);
        Assert.InRange(tree.Chance, 0.4, 0.6);
        Assert.Contains("100", tree.Sentence, StringComparison.Ordinal);
        var network = PermutationNull.Of(
            new NetworkPathFitter(Network.Layers(4), Loss.Logistic, Knob.Epochs), c.Sample, folds, new Setting(Knob.Epochs, 5), Score.LogLoss, Fit, new ShuffleOptions { Shuffles = 3 });
        Assert.Equal(0.25, network.P, 1e-12);
    }

    [Fact]
    public void Groups_of_one_size_are_shuffled_whole_and_others_stay_in_pieces_that_follow_each_other() => Gen.Select(ChoiceCase.Any(Loss.Squared), Gen.Bool).Sample((c, even) =>
    {
        int[] groups = [.. Enumerable.Range(0, c.Rows).Select(i => even ? i % 4 : i * i % 7 % 4)];
        double[] weights = [.. groups.Select((g, i) => i >= c.Rows / 4 * 4 ? 0.0 : 1)];
        var sample = Sample.Of(c.Design, c.Y, weights);
        var targets = new ShuffledTargets(sample, Resamples.Grouped(sample, groups, 2, c.Seed), new ShuffleOptions { Seed = c.Seed });
        Assert.Equal(ShuffledUnits.Groups, targets.Units);
        int[] order = targets.Order(3);
        Assert.Equal(Enumerable.Range(0, c.Rows), order.Order());
        for (int i = 0; i < c.Rows; i++)
            if (weights[i] == 0)
                Assert.Equal(i, order[i]);
            else if (even)
                Assert.Equal(groups[order[i % 4]], groups[order[i]]);
        int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => weights[i] > 0).GroupBy(i => groups[i]).SelectMany(group => group)];
        int pieces = 1 + Enumerable.Range(1, rows.Length - 1).Count(at => groups[order[rows[at]]] != groups[order[rows[at - 1]]]);
        Assert.Equal(groups.Where((_, i) => weights[i] > 0).Distinct().Count(), pieces);
    }, iter: 30);

    [Fact]
    public void Targets_in_time_go_round()
    {
        var c = new ChoiceCase(Loss.Squared, 30, 5, 1, 3);
        var sample = Sample.Of(c.Design, c.Y);
        var folds = Resamples.TimeOrdered(sample, 3);
        var targets = new ShuffledTargets(sample, folds, new ShuffleOptions { Shuffles = 29 });
        int[] shifts = [.. Enumerable.Range(0, 29).Select(b => targets.Order(b)[0])];
        Assert.Equal(Enumerable.Range(1, 29), shifts.Order());
        for (int b = 0; b < 29; b++)
            Assert.Equal(Enumerable.Range(0, 30).Select(i => (i + shifts[b]) % 30), targets.Order(b));
        Assert.Equal(ShuffledUnits.Time, PermutationNull.Of(new LinearPathFitter(Loss.Squared, Penalty.L2), sample, folds, Weak, Score.Mse, Fit, new ShuffleOptions { Shuffles = 2 }).Units);
        Assert.Throws<ArgumentException>(() => new ShuffledTargets(sample, folds, new ShuffleOptions { Shuffles = 30 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShuffleOptions { Shuffles = 0 });
    }

    [Fact]
    public void Bootstrap_draws_and_leave_one_out_are_shuffled_too()
    {
        var c = new ChoiceCase(Loss.Squared, 30, 5, 1, 3);
        foreach (var resamples in new[] { Resamples.Bootstrap(c.Weighted, 5, 1), Resamples.LeaveOneOut(c.Weighted), Resamples.HalfSamples(c.Weighted, 4, 1) })
            Assert.Equal(0.25, PermutationNull.Of(new LinearPathFitter(Loss.Squared, Penalty.L2), c.Weighted, resamples, Weak, Score.Mse, Fit, new ShuffleOptions { Shuffles = 3 }).P, 1e-12);
    }
}
