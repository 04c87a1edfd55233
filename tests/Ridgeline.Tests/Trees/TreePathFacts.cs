using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

public sealed class TreePathFacts
{
    private static readonly FitOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void The_alphas_to_try_are_0_the_geometric_means_of_neighbours_and_infinity_a_setting_a_tree() => TreeCase.Any.Sample(c =>
    {
        var path = new PruningPath(c.Tree);
        var settings = new TreePathFitter(c.Options).Settings(c.Sample);
        double[] alphas = [.. path.Alphas];
        double[] between = alphas.Length == 1 ? [0] : [double.PositiveInfinity, .. alphas.Zip(alphas.Skip(1), (a, b) => Math.Sqrt(a * b)).Reverse()];
        Assert.Equal(between.Length, settings.Length);
        foreach (var (expected, found) in between.Zip(settings))
        {
            Assert.Equal(Knob.Alpha, found.Knob);
            Assert.Equal(expected, found.Value, 1e-12);
        }

        var points = new TreePathFitter(c.Options).Fit([c.Sample], settings, OneThread)[0].Points;
        Assert.Equal(path.Trees.Select(tree => tree.Leaves).Reverse(), points.Select(point => point.Model.Leaves));
    });

    [Fact]
    public void The_depths_to_try_are_all_up_to_that_of_the_whole_tree_and_infinity_is_its() => TreeCase.Any.Sample(c =>
    {
        var tree = c.Tree;
        var settings = new TreePathFitter(c.Options, Knob.Depth).Settings(c.Sample);
        Assert.Equal([.. Enumerable.Range(0, tree.Depth).Select(depth => (double)depth), double.PositiveInfinity], settings.Select(setting => setting.Value));
        var points = new TreePathFitter(c.Options, Knob.Depth).Fit([c.Sample], settings, OneThread)[0].Points;
        foreach (var point in points)
            Assert.Equal(TreeCase.Bits((c with { Options = c.Options with { MaxDepth = (int)Math.Min(point.Setting.Value, int.MaxValue) } }).Tree), TreeCase.Bits(point.Model));
    });

    [Fact]
    public void A_path_gives_the_pruned_trees_of_each_resample() => TreeCase.Any.Sample(c =>
    {
        double[] weights = [.. c.Weights.Select((weight, i) => i % 4 == 1 ? 0 : weight)];
        if (weights.Sum() == 0)
            return;
        var resample = c.Sample.Reweighted(weights);
        var fitter = new TreePathFitter(c.Options);
        var settings = fitter.Settings(c.Sample);
        var paths = fitter.Fit([c.Sample, resample], settings, OneThread);
        var own = new PruningPath(new TreePathFitter(c.Options).Fit([c.Sample, resample], [new Setting(Knob.Alpha, 0)], OneThread)[1].Points[0].Model);
        foreach (var point in paths[1].Points)
            Assert.Equal(TreeCase.Bits(own.At(point.Setting.Value)), TreeCase.Bits(point.Model));
        double[] links = new double[c.Rows * paths[1].Points[0].Model.Outputs * settings.Length], alone = new double[links.Length / settings.Length];
        fitter.Link(c.Design, [], [.. paths[1].Points.Select(point => point.Model)], links);
        for (int k = 0; k < settings.Length; k++)
        {
            paths[1].Points[k].Model.Link(c.Design, alone);
            Assert.Equal(alone, links.AsSpan(k * alone.Length, alone.Length).ToArray());
        }
    });

    [Fact]
    public void A_grid_can_be_thinned_to_settings_that_lie_evenly_among_all() => Gen.Select(TreeCase.Any, Gen.Int[2, 6]).Sample((c, most) =>
    {
        foreach (var knob in new[] { Knob.Alpha, Knob.Depth })
        {
            var all = new TreePathFitter(c.Options, knob).Settings(c.Sample);
            var some = new TreePathFitter(c.Options, knob) { MaxSettings = most }.Settings(c.Sample);
            Assert.Equal(Math.Min(most, all.Length), some.Length);
            Assert.Subset(all.ToHashSet(), some.ToHashSet());
            Assert.Equal((all[0], all[^1]), (some[0], some[^1]));
            Assert.Equal(some.Length, some.Distinct().Count());
        }
    });

    [Fact]
    public void Held_out_classes_count()
    {
        double[] y = [0, 1, 2, 0, 1, 0];
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4, 5, 6], 6), y);
        var path = new TreePathFitter().Fit([sample, sample.Reweighted([1, 1, 0, 1, 1, 1])], [new Setting(Knob.Alpha, 0)], OneThread);
        Assert.All(path, own => Assert.Equal(3, own.Points[0].Model.Outputs));
    }

    [Fact]
    public void What_can_not_be_divided_is_a_root()
    {
        Assert.Equal(1, TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2, 3], 3), [0, 0, 0])).Leaves);
        Assert.Equal(1, TreePathFitter.Grow(Sample.Of(Design.Dense([7, 7, 7], 3), [0, 1, 0])).Leaves);
        Assert.Equal(1, TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2, 3], 3), [0, 1, 0]), new TreeOptions { MinSamplesLeaf = 4 }).Leaves);
        Assert.Equal(1, TreePathFitter.Grow(Sample.Of(Design.OfCells([double.NaN, double.NaN, double.NaN], 3), [0, 1, 0])).Leaves);
        Assert.Equal(1, TreePathFitter.Grow(Sample.Of(Design.Dense([1], 1), [1])).Leaves);
        foreach (var knob in new[] { Knob.Alpha, Knob.Depth })
            Assert.Single(new TreePathFitter(knob: knob).Settings(Sample.Of(Design.Dense([7, 7, 7], 3), [0, 1, 0])));
        Assert.Equal([1.0, 1, 1], Enumerable.Range(0, 3).Select(i => Linked(TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2, 3], 3), [1, 1, 1])), i)));

        static double Linked(DecisionTree tree, int row)
        {
            double[] link = new double[3];
            tree.Link(Design.Dense([1, 2, 3], 3), link);
            return link[row];
        }
    }

    [Fact]
    public void What_is_no_target_no_knob_or_no_setting_is_refused()
    {
        var sample = Sample.Of(Design.Dense([1, 2], 2), [0, 1]);
        Assert.Throws<ArgumentException>(() => TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2], 2), [0, -1])));
        Assert.Throws<ArgumentException>(() => TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2], 2), [0, 0.5])));
        Assert.Throws<ArgumentException>(() => TreePathFitter.Grow(Sample.Of(Design.Dense([1, 2], 2), [0, 1], offset: [1, 1])));
        Assert.Throws<ArgumentException>(() => new TreePathFitter().Fit([sample], [new Setting(Knob.Depth, 1)], OneThread));
        Assert.ThrowsAny<ArgumentException>(() => new TreePathFitter().Fit([sample], [new Setting(Knob.Alpha, -1)], OneThread));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TreePathFitter(knob: Knob.Lambda));
        Assert.Throws<ArgumentException>(() => TreePathFitter.Grow(sample).LeafOf(Design.Dense([1, 2, 3, 4], 2), 0));
        Assert.Throws<ArgumentException>(() => TreePathFitter.Grow(sample).Link(Design.Dense([1, 2, 3, 4], 2), new double[2]));
    }

    [Fact]
    public void A_missing_row_goes_where_more_weight_went_if_none_was_missing_before()
    {
        double[] x = [1, 2, 3, 4, 5], y = [0, 0, 1, 1, 1];
        var tree = TreePathFitter.Grow(Sample.Of(Design.OfCells([.. x], 5), y));
        Assert.Equal((2.5, false, false), (tree.Nodes[0].Threshold, tree.Nodes[0].MissingGoesLeft, tree.Nodes[0].MissingSeen));
        double[] link = new double[1];
        tree.Link(Design.OfCells([double.NaN], 1), link);
        Assert.Equal(1, link[0]);
        Assert.True(TreePathFitter.Grow(Sample.Of(Design.OfCells([.. x], 5), y, [5, 1, 1, 1, 1])).Nodes[0].MissingGoesLeft);
    }

    [Fact]
    public void Growing_deeper_allocates_nodes_alone()
    {
        const int Rows = 3000, Columns = 8, OfNode = 600; // bytes; arrays that double, open nodes
        var random = new RandomStream(3);
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.NextUniform())], y = [.. Enumerable.Range(0, Rows).Select(_ => (double)random.NextBelow(2))];
        double[] numbers = [.. y.Select(_ => random.NextUniform())];
        foreach (var criterion in Enum.GetValues<SplitCriterion>())
        {
            var sample = Sample.Of(Design.Dense(x, Rows), criterion is SplitCriterion.Gini or SplitCriterion.Entropy ? y : numbers);
            var columns = new SortedColumns(sample.Design, sample.Target, 1);
            (long shallow, _) = Bytes(2);
            (long deep, int nodes) = Bytes(int.MaxValue);
            Assert.True(nodes > 1000);
            Assert.InRange(deep - shallow, 0, (long)OfNode * nodes);

            (long Bytes, int Nodes) Bytes(int depth)
            {
                long least = long.MaxValue;
                int count = 0;
                for (int time = 0; time < 2; time++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    count = new TreeGrower(sample, columns, criterion is SplitCriterion.Gini or SplitCriterion.Entropy ? 2 : 0, new TreeOptions { Criterion = criterion }).Grow(depth, CancellationToken.None).Count;
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                }

                return (least, count);
            }
        }
    }
}
