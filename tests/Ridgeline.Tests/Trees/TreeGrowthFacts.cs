using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

public sealed class TreeGrowthFacts
{
    [Fact]
    public void Every_split_is_the_best_of_all_and_every_leaf_can_not_be_divided() => TreeCase.Any.Sample(c =>
    {
        var tree = c.Tree;
        int[][] rowsOf = BruteSplits.RowsOf(c, tree);
        double all = rowsOf[0].Sum(i => c.Weights[i]);
        for (int at = 0; at < tree.Nodes.Length; at++)
        {
            var node = tree.Nodes[at];
            int[] rows = rowsOf[at];
            double scale = 1e-9 * (1 + BruteSplits.Impure(c, rowsOf[0]));
            Assert.Equal(rows.Sum(i => c.Weights[i]), node.Weight, 1e-9 * all);
            Assert.Equal(BruteSplits.Impure(c, rows), node.Weight * node.Impurity, scale);
            if (!node.IsLeaf)
            {
                Assert.Equal(BruteSplits.Best(c, rows), node.Improvement * all, scale);
                Assert.Equal(rows.Any(i => double.IsNaN(c.X[node.Column][i])), node.MissingSeen);
            }
            else if (rows.Select(i => c.Y[i]).Distinct().Count() > 1 && BruteSplits.Samples(c, rows) >= 2)
                Assert.Equal(double.NegativeInfinity, BruteSplits.Best(c, rows));
        }
    }, iter: 1000);

    [Fact]
    public void A_leaf_predicts_shares_or_the_mean_or_the_median_of_its_rows() => TreeCase.Any.Sample(c =>
    {
        var tree = c.Tree;
        int[][] rowsOf = BruteSplits.RowsOf(c, tree);
        var design = c.Design;
        double[] link = new double[c.Rows * tree.Outputs];
        tree.Link(design, link);
        for (int i = 0; i < c.Rows; i++)
        {
            if (c.Weights[i] == 0)
                continue;
            int leaf = tree.LeafOf(design, i);
            int[] rows = rowsOf[leaf];
            Assert.Contains(i, rows);
            double total = rows.Sum(k => c.Weights[k]), own = link[i];
            if (c.IsOfClasses)
                for (int k = 0; k < tree.Outputs; k++)
                    Assert.Equal(rows.Where(r => c.Y[r] == (tree.Outputs == 1 ? 1 : k)).Sum(r => c.Weights[r]) / total, link[k * c.Rows + i], 1e-12);
            else if (c.Options.Criterion == SplitCriterion.SquaredError)
                Assert.Equal(rows.Sum(k => c.Weights[k] * c.Y[k]) / total, own, 1e-12 * (1 + Math.Abs(own)));
            else
                Assert.Equal(BruteSplits.Impure(c, rows), rows.Sum(k => c.Weights[k] * Math.Abs(c.Y[k] - own)), 1e-9);
        }
    });

    [Fact]
    public void The_order_of_the_rows_changes_no_bit() => TreeCase.Any.Sample(c => Assert.Equal(TreeCase.Bits(c.Tree), TreeCase.Bits(c.Taking(c.Shuffled()).Tree)), iter: 500);

    [Fact]
    public void Weight_0_is_no_row() => TreeCase.Any.Where(c => c.Taking([.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)]).Classes == c.Classes).Sample(c =>
        Assert.Equal(TreeCase.Bits(c.Tree), TreeCase.Bits(c.Taking([.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)]).Tree)), iter: 500);

    [Fact]
    public void Frequency_2_is_the_row_twice() => TreeCase.Any.Where(c => c.Kind == WeightKind.Frequency).Sample(c =>
    {
        int[] copies = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)c.Weights[i]))];
        var twice = c.Taking(copies, [.. copies.Select(_ => 1.0)]);
        if (twice.Classes != c.Classes)
            return;
        Same(c.Tree, twice.Tree);
    }, iter: 300);

    [Fact]
    public void Scaling_importance_weights_scales_weights_alone() => Gen.Select(TreeCase.Any, Gen.OneOf(Gen.Const(0.25), Gen.Const(3.0))).Where((c, _) => c.Kind == WeightKind.Importance).Sample((c, scale) =>
        Same(c.Tree, (c with { Weights = [.. c.Weights.Select(weight => scale * weight)] }).Tree, scale), iter: 300);

    [Fact]
    public void Extraordinary_importance_weights_change_no_question() => Gen.Select(TreeCase.Any, Gen.OneOf(Gen.Const(-660), Gen.Const(-283), Gen.Const(256), Gen.Const(515))).Where((c, _) => c.Kind == WeightKind.Importance).Sample((c, power) =>
    {
        var (tree, scaled) = (c.Tree, (c with { Weights = [.. c.Weights.Select(weight => Math.ScaleB(weight, power))] }).Tree);
        Assert.Equal(tree.Nodes.Select(Asked), scaled.Nodes.Select(Asked));
        Assert.Equal(tree.Nodes.Select(node => (Math.ScaleB(node.Weight, power), node.Impurity)), scaled.Nodes.Select(node => (node.Weight, node.Impurity)));
    });

    [Fact]
    public void Extraordinary_targets_change_no_question_and_those_that_cannot_be_squared_are_refused() =>
        Gen.Select(TreeCase.Any, Gen.OneOf(Gen.Const(-480), Gen.Const(-300), Gen.Const(300), Gen.Const(480))).Where((c, _) => !c.IsOfClasses && c.Y.Max(Math.Abs) is > 1e-3 and < 1e5).Sample((c, power) =>
        {
            var scaled = c with { Y = [.. c.Y.Select(y => Math.ScaleB(y, power))] };
            Assert.Equal(c.Tree.Nodes.Select(Asked), scaled.Tree.Nodes.Select(Asked));
            Assert.Contains("to be squared", Assert.Throws<ArgumentException>(() => (c with { Y = [.. c.Y.Select(y => Math.ScaleB(y, 2 * power))] }).Tree).Message);
        });

    [Fact]
    public void Weights_and_targets_of_any_size_give_the_same_tree_and_path() =>
        Gen.Select(TreeCase.Any, Gen.OneOf(Gen.Const(-664), Gen.Const(-283), Gen.Const(0), Gen.Const(256), Gen.Const(515)), Gen.OneOf(Gen.Const(-495), Gen.Const(-332), Gen.Const(0), Gen.Const(332), Gen.Const(494))).Where((c, _, _) => c.Kind == WeightKind.Importance && c.Y.Max(Math.Abs) is > 0.2 and < 10).Sample((c, weights, targets) =>
        {
            double s = Math.ScaleB(1, weights), y = Math.ScaleB(1, targets); // powers of two: others round, and rounding decides where two splits tie
            double unit = c.IsOfClasses ? 1 : y, square = c.Options.Criterion == SplitCriterion.SquaredError ? unit * unit : unit;
            var (tree, scaled) = (c.Tree, (c with { Weights = [.. c.Weights.Select(weight => s * weight)], Y = [.. c.Y.Select(own => unit * own)] }).Tree);
            Assert.Equal(tree.Nodes.Select(Asked), scaled.Nodes.Select(Asked));
            foreach (var (a, b) in tree.Nodes.Zip(scaled.Nodes))
            {
                Assert.Equal(a.Weight, b.Weight / s, 1e-12 * (1 + a.Weight));
                Assert.Equal(a.Impurity, b.Impurity / square, 1e-12 * (1 + a.Impurity));
                Assert.Equal(a.Improvement, b.Improvement / square, 1e-11 * (1 + tree.Nodes[0].Impurity));
                if (!c.IsOfClasses)
                    Assert.Equal(a.Value, b.Value / unit, 1e-12 * (1 + Math.Abs(a.Value)));
                foreach (var (v, w) in a.ClassWeights.Zip(b.ClassWeights))
                    Assert.Equal(v, w / s, 1e-12 * (1 + v));
            }

            var (path, other) = (new PruningPath(tree), new PruningPath(scaled));
            Assert.Equal(path.Trees.Select(own => own.Leaves), other.Trees.Select(own => own.Leaves));
            foreach (var (a, b) in path.Alphas.Zip(other.Alphas))
                Assert.Equal(a, b / square, 1e-11 * (1 + tree.Nodes[0].Impurity));
        }, iter: 1000);

    [Fact]
    public void A_median_between_two_targets_is_their_mean_whatever_the_unit_of_weights() => Gen.Select(Gen.Int[1, 40], Gen.Double[0.01, 1]).Sample((half, unit) =>
    {
        double[] weights = [.. Enumerable.Range(0, half).Select(i => unit * (1 + i % 3))], y = [.. Enumerable.Range(0, 2 * half)];
        var tree = TreePathFitter.Grow(
            Sample.Of(Design.Dense([.. y], y.Length), y, [.. weights, .. weights.Reverse()]), new TreeOptions { Criterion = SplitCriterion.AbsoluteError, MaxDepth = 0 });
        Assert.Equal(half - 0.5, tree.Nodes[0].Value);
    });

    [Fact]
    public void A_decrease_that_is_asked_for_is_one_of_the_targets_unit() => TreeCase.Any.Where(c => c.Options.Criterion == SplitCriterion.SquaredError && c.Y.Max(Math.Abs) is > 1e-3).Sample(c =>
    {
        double least = 0.03 * c.Tree.Nodes[0].Impurity;
        var (held, scaled) = (c with { Options = c.Options with { MinImpurityDecrease = least } }, c with { Y = [.. c.Y.Select(y => Math.ScaleB(y, 480))], Options = c.Options with { MinImpurityDecrease = Math.ScaleB(least, 960) } });
        Assert.Equal(held.Tree.Nodes.Select(Asked), scaled.Tree.Nodes.Select(Asked));
    }, iter: 300);

    private static (int Column, double Threshold, int Left, int Right, int Depth) Asked(TreeNode node) => (node.Column, node.Threshold, node.Left, node.Right, node.Depth);

    [Fact]
    public void The_order_of_the_columns_changes_nothing_where_no_two_splits_tie() => Gen.ULong.Sample(seed =>
    {
        const int Rows = 60, Columns = 5;
        var random = new Ridgeline.Numerics.RandomStream(seed);
        double[][] x = [.. Enumerable.Range(0, Columns).Select(_ => Enumerable.Range(0, Rows).Select(_ => random.NextUniform()).ToArray())];
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => x[1][i] + 0.5 * x[3][i] + random.NextUniform())], weights = [.. y.Select(_ => 0.5 + random.NextUniform())];
        var options = new TreeOptions { Criterion = SplitCriterion.SquaredError, MinSamplesLeaf = 8 };
        var tree = TreePathFitter.Grow(Sample.Of(Design.Dense(x.SelectMany(column => column).ToArray(), Rows), y, weights), options);
        var turned = TreePathFitter.Grow(Sample.Of(Design.Dense(x.Reverse().SelectMany(column => column).ToArray(), Rows), y, weights), options);
        Assert.Equal(tree.Nodes.Select(node => node.IsLeaf ? node.Weight : node.Threshold), turned.Nodes.Select(node => node.IsLeaf ? node.Weight : node.Threshold));
        Assert.Equal(tree.Nodes.Select(node => node.IsLeaf ? -1 : node.Column), turned.Nodes.Select(node => node.IsLeaf ? -1 : Columns - 1 - node.Column));
        Assert.Equal(tree.Nodes.Select(node => node.Value), turned.Nodes.Select(node => node.Value));
    }, iter: 30);

    [Fact]
    public void Sparse_columns_give_the_tree_of_the_same_numbers_in_dense_ones() => TreeCase.Any.Where(c => c.Levels.All(own => own.IsDefaultOrEmpty) && !c.X.Any(column => column.Any(double.IsNaN))).Sample(c =>
    {
        List<double> values = [];
        List<int> indices = [], starts = [0];
        foreach (double[] column in c.X)
        {
            for (int i = 0; i < c.Rows; i++)
                if (column[i] != 0)
                {
                    values.Add(column[i]);
                    indices.Add(i);
                }

            starts.Add(values.Count);
        }

        var sparse = Design.Sparse([.. values], [.. indices], [.. starts], c.Rows);
        var tree = TreePathFitter.Grow(Sample.Of(sparse, c.Y, c.Weights, c.Kind), c.Options);
        Same(c.Tree, tree);
        double[] link = new double[c.Rows * tree.Outputs], other = new double[link.Length];
        tree.Link(sparse, link);
        tree.Link(c.Design, other);
        Assert.Equal(other, link);
    }, iter: 300);

    [Fact]
    public void Depth_leaves_and_impurity_decrease_hold_it_back() => Gen.Select(TreeCase.Any, Gen.Int[0, 4], Gen.Int[1, 6], Gen.Double[0, 0.2]).Sample((c, depth, leaves, decrease) =>
    {
        var shallow = (c with { Options = c.Options with { MaxDepth = depth } }).Tree;
        Assert.InRange(shallow.Depth, 0, depth);
        var few = (c with { Options = c.Options with { MaxLeaves = leaves } }).Tree;
        Assert.Equal(Math.Min(leaves, c.Tree.Leaves), few.Leaves);
        var strict = (c with { Options = c.Options with { MinImpurityDecrease = decrease } }).Tree;
        Assert.All(strict.Nodes, node => Assert.True(node.IsLeaf || node.Improvement >= decrease - 1e-9));
        var split = (c with { Options = c.Options with { MinSamplesSplit = 5 } }).Tree;
        Assert.All(split.Nodes, node => Assert.True(node.IsLeaf || c.Kind == WeightKind.Importance || node.Weight >= 5));
    }, iter: 300);

    [Fact]
    public void Few_leaves_are_those_of_the_splits_that_lower_most() => TreeCase.Any.Sample(c =>
    {
        var grown = c.Tree;
        var open = new List<int> { 0 };
        for (int leaves = 1; leaves < 6; leaves++)
        {
            var few = (c with { Options = c.Options with { MaxLeaves = leaves } }).Tree;
            double lowered = grown.Nodes[0].Impurity - open.Sum(at => grown.Nodes[at].Weight * grown.Nodes[at].Impurity) / grown.Nodes[0].Weight;
            Assert.Equal(lowered, few.ImpurityDecreases.Sum(), 1e-9 * (1 + lowered));
            var best = open.Where(at => !grown.Nodes[at].IsLeaf).OrderByDescending(at => grown.Nodes[at].Improvement).ThenBy(at => at).FirstOrDefault(-1);
            if (best < 0)
                break;
            open.Remove(best);
            open.AddRange([grown.Nodes[best].Left, grown.Nodes[best].Right]);
        }
    }, iter: 200);

    [Fact]
    public void Threads_and_company_change_no_bit() => TreeCase.Any.Sample(c =>
    {
        var sample = c.Sample;
        double[] others = [.. c.Weights.Select((weight, i) => i % 3 == 1 ? 0 : weight)];
        if (others.Sum() == 0)
            return;
        Sample[] resamples = [sample, sample.Reweighted(others), sample];
        foreach (var knob in new[] { Knob.Alpha, Knob.Depth })
        {
            var settings = new TreePathFitter(c.Options, knob).Settings(sample);
            string[] Walked(int threads, params Sample[] own) =>
                [.. new TreePathFitter(c.Options, knob).Fit(own, settings, new FitOptions { Threads = threads }).SelectMany(path => path.Points.Select(point => TreeCase.Bits(point.Model)))];
            string[] one = Walked(1, resamples);
            Assert.Equal(one, Walked(2, resamples));
            Assert.Equal(one, resamples.SelectMany(own => Walked(1, own)));
        }
    }, iter: 60);

    /// <summary>The same questions, and the same numbers to rounding.</summary>
    private static void Same(DecisionTree one, DecisionTree other, double scale = 1)
    {
        Assert.Equal(one.Nodes.Length, other.Nodes.Length);
        foreach (var (a, b) in one.Nodes.Zip(other.Nodes))
        {
            Assert.Equal((a.Column, a.Left, a.Right, a.Depth, a.MissingGoesLeft, a.MissingSeen), (b.Column, b.Left, b.Right, b.Depth, b.MissingGoesLeft, b.MissingSeen));
            Assert.Equal(a.Threshold, b.Threshold);
            Assert.Equal(a.LeftLevels.AsSpan(), b.LeftLevels.AsSpan());
            Assert.Equal(scale * a.Weight, b.Weight, 1e-12 * (1 + b.Weight));
            Assert.Equal(a.Impurity, b.Impurity, 1e-12 * (1 + b.Impurity));
            Assert.Equal(a.ClassWeights.Length, b.ClassWeights.Length);
            if (a.ClassWeights.IsEmpty)
                Assert.Equal(a.Value, b.Value, 1e-12 * (1 + Math.Abs(b.Value)));
            foreach (var (v, w) in a.ClassWeights.Zip(b.ClassWeights))
                Assert.Equal(scale * v, w, 1e-12 * (1 + w));
        }
    }
}
