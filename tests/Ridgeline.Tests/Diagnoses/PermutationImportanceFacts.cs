using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class PermutationImportanceFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };
    private static readonly Gen<ChoiceCase> Cases = ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson);

    [Fact]
    public void The_drop_is_that_of_predictions_of_a_copy_with_the_columns_shuffled() => Gen.Select(Cases, Gen.ULong).Sample((c, seed) =>
    {
        var sample = c.Weighted;
        IModel model = Lasso(c).Fit([sample], [Strength.Lambda(0.05).Setting], Fit)[0].Points[0].Model;
        ImmutableArray<ColumnGroup> groups = [new("pair", [0, 2]), new("one", [1])];
        foreach (var score in c.Scores)
        {
            var found = PermutationImportance.Of(model, sample, score, options: new PermutationOptions { Groups = groups, Repeats = 3, Seed = seed, Threads = 1 });
            for (int g = 0; g < groups.Length; g++)
            {
                Assert.Equal(groups[g], found[g].Group);
                for (int repeat = 0; repeat < 3; repeat++)
                {
                    // repeat r is the r-th of the seed's orders: stream 33 + 2¹²·r
                    int[] order = [.. Enumerable.Range(0, c.Rows)];
                    new RandomStream(seed, 33 + ((ulong)repeat << 12)).Shuffle(order.AsSpan());
                    double[] x = [.. c.X];
                    foreach (int j in groups[g].Columns)
                        for (int i = 0; i < c.Rows; i++)
                            x[j * c.Rows + i] = c.X[j * c.Rows + order[i]];
                    double whole = Slow(model, c.X, c, score), shuffled = Slow(model, x, c, score);
                    if (double.IsNaN(whole)) // a class that no row has
                        continue;
                    Assert.Equal(score.HigherIsBetter ? whole - shuffled : shuffled - whole, found[g].Drops[repeat], 1e-9 * (1 + Math.Abs(whole)));
                }

                if (double.IsNaN(found[g].Mean))
                    continue;
                Assert.Equal(found[g].Drops.Average(), found[g].Mean, 1e-12 * (1 + Math.Abs(found[g].Mean)));
                double spread = Math.Sqrt(found[g].Drops.Sum(drop => Math.Pow(drop - found[g].Mean, 2)) / 2);
                Assert.Equal(spread, found[g].StandardDeviation, 1e-9 * (1 + spread));
            }
        }
    }, iter: 40);

    [Fact]
    public void A_column_that_is_not_used_has_exactly_0_and_one_that_is_used_has_not() => Cases.Sample(c =>
    {
        var path = Lasso(c).Fit([c.Weighted], Lasso(c).Settings(c.Weighted)[..40], Fit)[0];
        foreach (var model in path.Points.Select(point => point.Model).Where((_, k) => k % 13 == 0))
        {
            var found = PermutationImportance.Of(model, c.Weighted, Score.Deviance(c.Loss), options: new PermutationOptions { Repeats = 2 });
            Assert.Equal(c.Columns, found.Length);
            for (int j = 0; j < c.Columns; j++)
            {
                bool used = Enumerable.Range(0, model.Outputs).Any(k => model.Coefficients[k * c.Columns + j] != 0);
                Assert.Equal(used, found[j].Drops.Any(drop => drop != 0));
                Assert.Equal(used, found[j].Mean != 0);
            }
        }
    }, iter: 30);

    [Fact]
    public void A_tree_depends_on_the_columns_that_it_asks_alone() => ChoiceCase.Any(Loss.Logistic, Loss.Multinomial(3)).Sample(c =>
    {
        var tree = new TreePathFitter(knob: Knob.Depth).Fit([c.Sample], [new Setting(Knob.Depth, 2)], Fit)[0].Points[0].Model;
        foreach (var found in PermutationImportance.Of(tree, c.Sample, Score.Brier, options: new PermutationOptions { Repeats = 2 }))
            if (!tree.Nodes.Any(node => !node.IsLeaf && node.Column == found.Group.Columns[0]))
                Assert.All(found.Drops, drop => Assert.Equal(0, drop));
        Assert.Contains(PermutationImportance.Of(tree, c.Sample, Score.Brier), found => tree.Leaves == 1 || found.Mean > 0);
    }, iter: 30);

    [Fact]
    public void A_network_sees_shuffled_columns_as_it_would_a_copy_and_never_a_constant_one() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3)).Sample(c =>
    {
        double[] x = [.. c.X.Select((value, at) => at < c.Rows ? 3 : value)]; // the first column is constant
        var sample = Sample.Of(Design.Dense(x, c.Rows), c.Y);
        var network = new NetworkPathFitter(Network.Layers(4), c.Loss, Knob.Epochs).Fit([sample], [new Setting(Knob.Epochs, 3)], Fit)[0].Points[0].Model;
        var found = PermutationImportance.Of(network, sample, Score.Deviance(c.Loss), options: new PermutationOptions { Repeats = 1, Threads = 1 });
        Assert.Equal(0, found[0].Mean);
        int[] order = [.. Enumerable.Range(0, c.Rows)];
        new RandomStream(0, 33).Shuffle(order.AsSpan());
        double Deviance(double[] columns)
        {
            double[] link = new double[c.Rows * network.Outputs], mean = new double[link.Length];
            network.Link(Design.Dense(columns, c.Rows), link);
            network.Mean(link, mean);
            return Score.Deviance(c.Loss).Value(c.Y, link, mean, sample.Weights);
        }

        for (int j = 1; j < c.Columns; j++)
        {
            double[] shuffled = [.. x];
            for (int i = 0; i < c.Rows; i++)
                shuffled[j * c.Rows + i] = x[j * c.Rows + order[i]];
            Assert.Equal(Deviance(shuffled) - Deviance(x), found[j].Mean, 1e-5 * (1 + Deviance(x)));
        }
    }, iter: 15);

    [Fact]
    public void Nothing_depends_on_the_threads_nor_on_how_many_repeats_and_groups_there_are() => Gen.Select(Cases, Gen.ULong).Sample((c, seed) =>
    {
        var folds = c.Folds(c.Sample, 3);
        ImmutableArray<double> Drops(int repeats, int threads, ImmutableArray<ColumnGroup> groups, int group) => PermutationImportance.OfHeldOut(
            Lasso(c), c.Sample, folds, Strength.Lambda(0.05).Setting, Score.Deviance(c.Loss), Fit, new PermutationOptions { Repeats = repeats, Seed = seed, Threads = threads, Groups = groups })[group].Drops;
        var once = Drops(4, 1, default, 2);
        Assert.Equal(once, Drops(4, 3, default, 2));
        var longer = Drops(6, 2, [new ColumnGroup("it", [2])], 0);
        for (int k = 0; k < 3; k++)
            Assert.Equal(once.AsSpan(k * 4, 4), longer.AsSpan(k * 6, 4));
    }, iter: 15);

    [Fact]
    public void Held_out_importances_are_those_of_each_folds_model_on_its_own_rows() => Cases.Sample(c =>
    {
        var sample = c.Weighted;
        var folds = c.Folds(sample, 3);
        var setting = Strength.Lambda(0.02).Setting;
        var options = new PermutationOptions { Repeats = 1, Threads = 1 };
        var found = PermutationImportance.OfHeldOut(Lasso(c), sample, folds, setting, Score.Deviance(c.Loss), Fit, options);
        for (int j = 0; j < c.Columns; j++)
        {
            double mean = 0, total = 0;
            for (int k = 0; k < 3; k++)
            {
                double weight = folds.HeldOutWeights(sample, k).Sum();
                (mean, total) = (mean + weight * found[j].Drops[k], total + weight);
            }

            Assert.Equal(mean / total, found[j].Mean, 1e-12 * (1 + Math.Abs(found[j].Mean)));
        }

        double[] held = folds.HeldOutWeights(sample, 0);
        IModel model = Lasso(c).Fit(folds.TrainingSamples(sample), [setting], Fit)[0].Points[0].Model;
        var first = PermutationImportance.Of(model, sample, Score.Deviance(c.Loss), held, options); // resample 0 has the orders of a model by itself
        for (int j = 0; j < c.Columns; j++)
            Assert.Equal(first[j].Drops[0], found[j].Drops[0]);
    }, iter: 20);

    [Fact]
    public void A_frequency_of_2_is_the_row_twice_and_rows_without_weight_are_absent() => Cases.Sample(c =>
    {
        double[] frequencies = [.. c.Frequencies.Select((f, i) => i % 5 == 4 ? 0 : f)];
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)frequencies[i]))];
        var several = Sample.Of(c.Design, c.Y, frequencies, WeightKind.Frequency);
        var copies = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))], rows.Length), [.. rows.Select(i => c.Y[i])]);
        var model = Lasso(c).Fit([several], [Strength.Lambda(0.02).Setting], Fit)[0].Points[0].Model;
        var options = new PermutationOptions { Repeats = 2 };
        var one = PermutationImportance.Of(model, several, Score.Deviance(c.Loss), options: options);
        var two = PermutationImportance.Of(model, copies, Score.Deviance(c.Loss), options: options);
        for (int j = 0; j < c.Columns; j++)
            for (int at = 0; at < 2; at++)
                Assert.Equal(two[j].Drops[at], one[j].Drops[at], 1e-12 * (1 + Math.Abs(one[j].Drops[at])));
    }, iter: 30);

    [Fact]
    public void Scaling_importance_weights_changes_nothing() => Cases.Sample(c =>
    {
        var sample = c.Weighted;
        var model = Lasso(c).Fit([sample], [Strength.Lambda(0.02).Setting], Fit)[0].Points[0].Model;
        var once = PermutationImportance.Of(model, sample, Score.Deviance(c.Loss));
        var scaled = PermutationImportance.Of(model, sample, Score.Deviance(c.Loss), [.. c.Weights.Select(weight => 4 * weight)]);
        Assert.Equal(once.Select(found => found.Mean), scaled.Select(found => found.Mean));
    }, iter: 20);

    [Fact]
    public void Columns_that_one_column_of_the_table_gave_are_shuffled_together()
    {
        var table = new Table("people", [new TextColumn("town", ["a", "b", "c", "a"]), new NumberColumn("age", [1, 2, 3, 5]), new NumberColumn("income", [4, 1, 2, 2]), new NumberColumn("height", [1, 0, 1, 3])]);
        var plain = ColumnGroup.Of(new Recipe().OneHot(Columns.Texts).Learn(table));
        Assert.Equal(["town", "age", "income", "height"], plain.Select(group => group.Name));
        Assert.Equal([3, 1, 1, 1], plain.Select(group => group.Columns.Length));
        Assert.Equal([0, 1, 2, 3, 4, 5], plain.SelectMany(group => group.Columns));
        var learned = new Recipe().Drop(Columns.Texts).Interactions(Columns.Named("age"), Columns.Named("income")).Learn(table);
        var joined = ColumnGroup.Of(learned);
        Assert.Equal(["age, income", "height"], joined.Select(group => group.Name));
        Assert.Equal(learned.Columns.Select((_, j) => j), joined.SelectMany(group => group.Columns).Order());
        Assert.Equal(["height"], joined[1].Columns.Select(j => learned.Columns[j]));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4], 4), [1, 2, 3, 5]);
        var model = new LinearModel(Loss.Squared, [1.0], [0], 1);
        Assert.Contains("group 'two' has column 1", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(model, sample, Score.Mse, options: new() { Groups = [new("two", [1])] })).Message);
        Assert.Throws<ArgumentException>(() => PermutationImportance.Of(model, sample, Score.Mse, [1, 1]));
        Assert.Throws<ArgumentException>(() => PermutationImportance.Of(model, sample, Score.Mse, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => PermutationImportance.OfHeldOut(new LinearPathFitter(Loss.Squared, Penalty.L2), sample, Resamples.KFold(sample, 2, 1), Strength.Lambda(1).Setting, Score.LogLoss, Fit));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationOptions { Repeats = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationOptions { Threads = 0 });
        Assert.True(double.IsNaN(PermutationImportance.Of(model, sample, Score.Mse, options: new() { Repeats = 1 })[0].StandardDeviation));
    }

    private static LinearPathFitter Lasso(ChoiceCase c) => new(c.Loss, Penalty.L1);

    /// <summary>The score of a dense copy's predictions.</summary>
    private static double Slow(IModel model, double[] x, ChoiceCase c, Score score)
    {
        double[] link = new double[c.Rows * model.Outputs], mean = new double[link.Length];
        model.Link(Design.Dense(x, c.Rows), link);
        for (int at = 0; at < link.Length; at++)
            link[at] += c.Offset[at % c.Rows];
        model.Mean(link, mean);
        return score.Value(c.Y, link, mean, c.Weights);
    }
}
