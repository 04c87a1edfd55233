using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

public sealed class DecisionTreeTests
{
    private static readonly FitOptions OneThread = new() { Threads = 1 };

    private static readonly Gen<(double[][] X, double[] Y, double[] Weights)> Problems =
        Gen.Select(Gen.ULong, Gen.Int[2, 40], Gen.Int[1, 4], Gen.Int[2, 3], Gen.Int[2, 50]).Select((seed, rows, columns, classes, levels) =>
        {
            var random = new Ridgeline.Numerics.RandomStream(seed);
            double[][] x = [.. Enumerable.Range(0, columns).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextBelow(levels) / 3.0).ToArray())];
            double[] y = [.. Enumerable.Range(0, rows).Select(_ => (double)random.NextBelow(classes))];
            double[] weights = [.. Enumerable.Range(0, rows).Select(i => i == 0 ? 1.0 : random.NextBelow(4))];
            return (x, y, weights);
        });

    [Fact]
    public void An_unconstrained_tree_is_right_on_every_row_that_differs_from_the_others_classes() => Problems.Sample(p =>
    {
        var sample = Of(p.X, p.Y, p.Weights);
        var tree = Grow(sample);
        for (int i = 0; i < p.Y.Length; i++)
        {
            if (p.Weights[i] == 0)
                continue;
            var leaf = tree.Nodes[tree.LeafOf(sample.Design, i)];
            bool alone = Enumerable.Range(0, p.Y.Length).All(k => p.Weights[k] == 0 || p.Y[k] == p.Y[i] || p.X.Any(column => column[k] != column[i]));
            Assert.True(leaf.ClassWeights[(int)p.Y[i]] > 0);
            if (alone)
                Assert.Equal(leaf.Weight, leaf.ClassWeights[(int)p.Y[i]]);
        }
    });

    [Fact]
    public void The_first_split_is_the_best_of_all_splits() => Problems.Sample(p =>
    {
        var root = Grow(Of(p.X, p.Y, p.Weights), depth: 1).Nodes[0];
        double best = double.NegativeInfinity;
        foreach (double[] column in p.X)
            foreach (double threshold in column)
                best = Math.Max(best, Quality(p, column, threshold));
        if (root.IsLeaf)
            Assert.True(double.IsNegativeInfinity(best) || root.Impurity <= 0);
        else
            Assert.Equal(best, Quality(p, p.X[root.Column], root.Threshold), 1e-9 * (1 + Math.Abs(best)));
    });

    [Fact]
    public void Weight_2_is_the_row_twice_weight_0_is_no_row_and_their_order_is_nothing() => Problems.Sample(p =>
    {
        int[] copies = [.. Enumerable.Range(0, p.Y.Length).SelectMany(i => Enumerable.Repeat(i, (int)p.Weights[i])).Reverse()];
        double[] y = [.. copies.Select(i => p.Y[i])];
        if (y.Max() < p.Y.Max())
            return; // the number of classes would differ
        var frequency = Sample.Of(Design.Dense(p.X.SelectMany(column => column).ToArray(), p.Y.Length), p.Y, p.Weights, WeightKind.Frequency);
        var repeated = Of([.. p.X.Select(column => copies.Select(i => column[i]).ToArray())], y, null);
        foreach (int minLeafRows in new[] { 1, 2, 3 })
            Assert.Equal(Shape(Grow(repeated, minLeafRows: minLeafRows)), Shape(Grow(frequency, minLeafRows: minLeafRows)));
    });

    [Fact]
    public void A_path_over_depth_is_what_growing_to_each_depth_gives() => Problems.Sample(p =>
    {
        var sample = Of(p.X, p.Y, p.Weights);
        ImmutableArray<Setting> settings = [.. new[] { 0, 1, 2, 3, double.PositiveInfinity }.Select(d => new Setting(Knob.Depth, d))];
        var points = new TreePathFitter(knob: Knob.Depth).Fit([sample], settings, OneThread, null, CancellationToken.None)[0].Points;
        foreach (var point in points)
            Assert.Equal(Shape(Grow(sample, point.Setting.Value)).Order(), Shape(point.Model).Order());
    });

    [Fact]
    public void A_column_far_from_zero_is_split_where_it_should_be()
    {
        double[] x = [.. Enumerable.Range(0, 10).Select(i => 1e9 + i / 8.0)], y = [.. Enumerable.Range(0, 10).Select(i => i < 4 ? 0.0 : 1)];
        var root = Grow(Of([x], y, null)).Nodes[0];
        Assert.Equal(1e9 + 3.5 / 8, root.Threshold);
    }

    [Fact]
    public void On_the_articles_folds_it_remembers_every_row_and_is_as_right_on_others_as_recorded()
    {
        var article = ReferenceData.Golden("seed_article").RootElement;
        var table = ReferenceData.Table("breast_cancer");
        var weights = new double[569];
        int[] foldOf = [.. Enumerable.Repeat(Resamples.None, 569)];
        int[] train = [.. article.GetProperty("split").GetProperty("train_rows").EnumerateArray().Select(row => row.GetInt32())];
        int at = 0;
        foreach (var fold in article.GetProperty("folds").GetProperty("cv5_stratified_noshuffle").EnumerateArray())
            (weights[train[at]], foldOf[train[at++]]) = (1, fold.GetInt32());
        var sample = Sample.Of(Design.Of(table, article.GetProperty("x_columns").EnumerateArray().Select(c => c.GetString()!)), table.Numbers("target").Values, weights);
        var point = CrossValidation.Run(new TreePathFitter(knob: Knob.Depth), sample, Resamples.Given([.. foldOf]), [new Setting(Knob.Depth, double.PositiveInfinity)], [Score.Accuracy], OneThread).Curves[0].Points[0];
        double[] range = [.. article.GetProperty("tree").GetProperty("range").GetProperty("cv_mean").EnumerateArray().Select(v => v.GetDouble())];
        Assert.Equal(1, point.Train);
        Assert.InRange(point.PerFold.Average(), range[0] - 0.01, range[1] + 0.01);
    }

    [Fact]
    public void What_is_no_class_or_no_depth_is_refused()
    {
        var sample = Of([[1, 2]], [0, 0.5], null);
        Assert.Throws<ArgumentException>(() => Grow(sample));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grow(Of([[1, 2]], [0, 1], null), depth: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grow(Of([[1, 2]], [0, 1], null), depth: 1.5));
    }

    private static DecisionTree Grow(Sample sample, double depth = double.PositiveInfinity, int minLeafRows = 1) =>
        new TreePathFitter(new TreeOptions { MinSamplesLeaf = minLeafRows }, Knob.Depth).Fit([sample], [new Setting(Knob.Depth, depth)], OneThread, null, CancellationToken.None)[0].Points[0].Model;

    private static Sample Of(double[][] x, double[] y, double[]? weights) => Sample.Of(Design.Dense(x.SelectMany(column => column).ToArray(), y.Length), y, weights);

    private static IEnumerable<string> Shape(DecisionTree tree) => tree.Nodes.Select(node => $"{node.Depth} {node.Column} {node.Threshold} {string.Join(' ', node.ClassWeights)}");

    private static double Quality((double[][] X, double[] Y, double[] Weights) p, double[] column, double threshold)
    {
        double Side(bool left)
        {
            var rows = Enumerable.Range(0, p.Y.Length).Where(i => column[i] <= threshold == left);
            double total = rows.Sum(i => p.Weights[i]);
            return rows.GroupBy(i => p.Y[i]).Sum(group => Math.Pow(group.Sum(i => p.Weights[i]), 2)) / total;
        }

        return Side(true) + Side(false) is var quality && double.IsNaN(quality) ? double.NegativeInfinity : quality;
    }
}
