using System.Collections.Immutable;
using Ridgeline.Models;

namespace Ridgeline.Trees;

/// <summary>A pruned tree of a path.</summary>
/// <param name="Alpha">The smallest α at which it is the tree; the first has 0.</param>
/// <param name="Impurity">R(T) = Σ over its leaves of weight share × impurity.</param>
/// <param name="Leaves">Its number of leaves, |T|.</param>
public readonly record struct PrunedTree(double Alpha, double Impurity, int Leaves);

/// <summary>
/// Minimal cost-complexity pruning (Breiman et al. 1984, §3.3): for every α ≥ 0 the smallest of the subtrees with the same root that minimise R(T) + α·|T|. They are nested, and change
/// at finitely many α.
/// </summary>
/// <remarks>
/// R is the share of the weight × the impurity that the tree was grown by: α is scikit-learn's ccp_alpha, and of squared errors rpart's cp × that of the root. (rpart prunes trees of
/// classes by their errors instead.) α that rounding alone can set apart are one, as are those of 0: the first tree is the smallest that is as pure as the grown one.
/// </remarks>
public sealed class PruningPath
{
    private const double Close = 1e-10, Rounding = 1e-14; // of α, and of R of the root

    private readonly NestedTree _nested;
    private readonly Lazy<ImmutableArray<PrunedTree>> _trees;

    /// <summary>The path of a tree.</summary>
    /// <param name="tree">Any tree; nothing is pruned of it but what it has.</param>
    public PruningPath(DecisionTree tree) : this(Own(tree))
    {
    }

    internal PruningPath(TreeArrays nodes)
    {
        var links = new WeakestLinks(nodes);
        int[] levels = new int[nodes.Count];
        var alphas = ImmutableArray.CreateBuilder<double>();
        alphas.Add(0);
        int[] order = [.. Enumerable.Range(0, nodes.Count).Where(at => nodes.Column[at] >= 0)];
        double[] keys = Array.ConvertAll(order, at => links.Alphas[at]);
        Array.Sort(keys, order);
        double from = 0, rounding = Rounding * links.Risk(0);
        for (int k = 0; k < order.Length; k++)
        {
            if (keys[k] > from + Close * from + rounding)
            {
                alphas.Add(keys[k]);
                from = keys[k];
            }

            levels[order[k]] = alphas.Count - 1;
            if (alphas.Count > 1)
                alphas[^1] = keys[k];
        }

        for (int at = 0; at < levels.Length; at++)
            if (nodes.Column[at] < 0)
                levels[at] = NestedTree.Leaf;
        (_nested, Alphas) = (new NestedTree(nodes, levels), alphas.ToImmutable());
        _trees = new(Described);
    }

    /// <summary>The α at which the tree changes, rising: at Alphas[k] and above, and below Alphas[k + 1], it is tree k. The first is 0, the last leaves the root.</summary>
    public ImmutableArray<double> Alphas { get; }

    /// <summary>The trees, the largest first.</summary>
    public ImmutableArray<PrunedTree> Trees => _trees.Value;

    /// <summary>The smallest subtree that minimises R(T) + α·|T|.</summary>
    /// <param name="alpha">α ≥ 0, ∞ for the root.</param>
    /// <exception cref="ArgumentOutOfRangeException">It isn't.</exception>
    public DecisionTree At(double alpha) => new(_nested, LevelAt(alpha));

    /// <summary>The trees as levels: k is tree k.</summary>
    internal NestedTree Nested => _nested;

    internal int LevelAt(double alpha)
    {
        if (!(alpha >= 0))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α must be at least 0");
        int at = Alphas.BinarySearch(alpha);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>The α to try where folds choose: one for each tree, between its neighbours' (rpart's): 0, the geometric means √(αₖ·αₖ₊₁), and ∞; the simplest first.</summary>
    internal ImmutableArray<double> Between()
    {
        int last = Alphas.Length - 1;
        var between = ImmutableArray.CreateBuilder<double>(last + 1);
        between.Add(last > 0 ? double.PositiveInfinity : 0);
        for (int k = last - 1; k >= 0; k--)
            between.Add(Math.Sqrt(Alphas[k]) * Math.Sqrt(Alphas[k + 1]));
        return between.MoveToImmutable();
    }

    private static TreeArrays Own(DecisionTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        INestedModel model = tree;
        return tree.Grown.Cut(at => model.Nested.IsDivided(at, model.Level));
    }

    private ImmutableArray<PrunedTree> Described()
    {
        var nodes = _nested.Nodes;
        var risk = new NestedSum(_nested, 1, (cell, worth) => worth[0] = nodes.Risk(cell));
        var trees = new PrunedTree[Alphas.Length];
        for (int k = trees.Length - 1; k >= 0; k--)
            trees[k] = new PrunedTree(Alphas[k], risk.At(k)[0], _nested.CellsAt(k));
        return [.. trees];
    }
}
