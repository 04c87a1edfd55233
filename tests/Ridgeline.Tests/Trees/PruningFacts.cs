using CsCheck;
using Ridgeline.Models;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

public sealed class PruningFacts
{
    private static readonly Gen<TreeCase> Small = TreeCase.Any.Select(c => c with { Options = c.Options with { MaxLeaves = 8 } });

    [Fact]
    public void At_every_alpha_it_is_the_smallest_of_all_subtrees_that_cost_least() => Small.Sample(c =>
    {
        var tree = c.Tree;
        var path = new PruningPath(tree);
        var all = Subtrees(tree, 0).ToArray();
        double scale = 1e-9 * (1 + tree.Nodes[0].Impurity);
        foreach (double alpha in path.Alphas.Concat(path.Alphas.Zip(path.Alphas.Skip(1), (a, b) => 0.5 * (a + b))).Concat(path.Alphas.Select(a => 0.7 * a)).Append(2 * path.Alphas[^1]).Append(double.PositiveInfinity))
        {
            if (!path.Alphas.Contains(alpha) && path.Alphas.Any(own => Math.Abs(own - alpha) < 1e-9))
                continue; // so close to where the tree changes that rounding decides
            var pruned = path.At(alpha);
            double risk = Risk(pruned);
            if (double.IsPositiveInfinity(alpha))
            {
                Assert.Equal(1, pruned.Leaves);
                continue;
            }

            double least = all.Min(subtree => subtree.Risk + alpha * subtree.Leaves);
            Assert.Equal(least, risk + alpha * pruned.Leaves, scale);
            int Smallest(double tie) => all.Where(subtree => subtree.Risk + alpha * subtree.Leaves <= least + tie * (1 + tree.Nodes[0].Impurity)).Min(subtree => subtree.Leaves);
            Assert.InRange(pruned.Leaves, Smallest(1e-10), Smallest(1e-14)); // the same but where a question saves next to nothing, and α that are as good as equal are one
        }
    }, iter: 500);

    [Fact]
    public void Its_trees_are_nested_and_lose_leaves_as_alpha_rises() => TreeCase.Any.Sample(c =>
    {
        var tree = c.Tree;
        var path = new PruningPath(tree);
        Assert.Equal(0, path.Alphas[0]);
        Assert.Equal(path.Alphas.Length, path.Trees.Length);
        Assert.Equal(1, path.Trees[^1].Leaves);
        var larger = Questions(tree);
        for (int k = 0; k < path.Alphas.Length; k++)
        {
            var pruned = path.At(path.Alphas[k]);
            Assert.Equal((path.Alphas[k], pruned.Leaves), (path.Trees[k].Alpha, path.Trees[k].Leaves));
            Assert.Equal(Risk(pruned), path.Trees[k].Impurity, 1e-12 * (1 + tree.Nodes[0].Impurity));
            var own = Questions(pruned);
            Assert.Subset(larger, own);
            Assert.True(k == 0 || (own.Count < larger.Count && path.Alphas[k] > path.Alphas[k - 1]));
            larger = own;
            Assert.Equal(pruned.Leaves, pruned.Nodes.Count(node => node.IsLeaf));
            Assert.Equal(pruned.Nodes.Max(node => node.Depth), pruned.Depth);
            Assert.Equal(TreeCase.Bits(pruned), TreeCase.Bits(new PruningPath(pruned).At(0)));
        }
    });

    [Fact]
    public void What_saves_nothing_is_gone_at_0()
    {
        double[] x1 = [0, 0, 1, 1], x2 = [0, 1, 0, 1], y = [0, 1, 1, 0];
        var sample = Ridgeline.Designs.Sample.Of(Ridgeline.Designs.Design.Dense([.. x1, .. x2], 4), y);
        var path = new PruningPath(TreePathFitter.Grow(sample));
        Assert.Equal(4, path.Trees[0].Leaves); // exclusive or: the first question alone saves nothing, its branch does
        Assert.Equal([0, 0.5 / 3], path.Alphas);
        y = [1, 1, 0, 0];
        var noise = TreePathFitter.Grow(Ridgeline.Designs.Sample.Of(Ridgeline.Designs.Design.Dense([0, 1, 0, 1], 4), y));
        Assert.Equal(2, noise.Leaves);
        Assert.Equal(1, new PruningPath(noise).Trees[0].Leaves);
        Assert.Equal([0], new PruningPath(noise).Alphas);
    }

    [Fact]
    public void An_alpha_below_0_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruningPath(TreeCase.Drawn(1, 20, 2, SplitCriterion.Gini).Tree).At(-1));

    private static double Risk(DecisionTree tree) => tree.Nodes.Where(node => node.IsLeaf).Sum(node => node.Weight * node.Impurity) / tree.Nodes[0].Weight;

    /// <summary>The questions of a tree, each with the way to it.</summary>
    private static HashSet<string> Questions(DecisionTree tree)
    {
        var asked = new HashSet<string>();
        var ways = new string[tree.Nodes.Length];
        ways[0] = "";
        for (int at = 0; at < ways.Length; at++)
            if (!tree.Nodes[at].IsLeaf)
            {
                var node = tree.Nodes[at];
                asked.Add($"{ways[at]}: {node.Column} {node.Threshold} {string.Join(',', node.LeftLevels)}");
                (ways[node.Left], ways[node.Right]) = (ways[at] + "l", ways[at] + "r");
            }

        return asked;
    }

    /// <summary>R and the leaves of every subtree with the same root.</summary>
    private static IEnumerable<(double Risk, int Leaves)> Subtrees(DecisionTree tree, int at)
    {
        var node = tree.Nodes[at];
        yield return (node.Weight * node.Impurity / tree.Nodes[0].Weight, 1);
        if (node.IsLeaf)
            yield break;
        foreach (var left in Subtrees(tree, node.Left))
            foreach (var right in Subtrees(tree, node.Right))
                yield return (left.Risk + right.Risk, left.Leaves + right.Leaves);
    }
}
