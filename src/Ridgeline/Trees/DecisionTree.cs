using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;

namespace Ridgeline.Trees;

/// <summary>One node of a tree.</summary>
/// <param name="Column">The column that is asked, or −1 in a leaf.</param>
/// <param name="Threshold">Rows with x ≤ threshold go left; on the column's original scale. NaN in a leaf.</param>
/// <param name="Left">The left child's position, or −1.</param>
/// <param name="Right">The right child's position, or −1.</param>
/// <param name="Depth">The number of questions above it.</param>
/// <param name="ClassWeights">The weight of each class among the rows that reached it.</param>
public readonly record struct TreeNode(int Column, double Threshold, int Left, int Right, int Depth, ImmutableArray<double> ClassWeights)
{
    /// <summary>Whether it asks nothing.</summary>
    public bool IsLeaf => Column < 0;

    /// <summary>Σ of the class weights.</summary>
    public double Weight => ClassWeights.Sum();

    /// <summary>Gini: 1 − Σ pₖ² over the classes' shares.</summary>
    public double Impurity
    {
        get
        {
            double weight = Weight;
            return 1 - ClassWeights.Sum(w => w / weight * (w / weight));
        }
    }
}

/// <summary>A classification tree. It gives the class shares of the leaf that a row falls into.</summary>
public sealed class DecisionTree : IModel
{
    internal DecisionTree(ImmutableArray<TreeNode> nodes, int columns) => (Nodes, Columns) = (nodes, columns);

    /// <summary>The nodes, the root first and every child after its parent.</summary>
    public ImmutableArray<TreeNode> Nodes { get; }

    /// <summary>p, the columns of the design it was grown on.</summary>
    public int Columns { get; }

    /// <summary>The number of leaves.</summary>
    public int Leaves => Nodes.Count(node => node.IsLeaf);

    /// <summary>The most questions that a row is asked.</summary>
    public int Depth => Nodes.Max(node => node.Depth);

    /// <summary>1 for two classes, else their number.</summary>
    public int Outputs => Classes == 2 ? 1 : Classes;

    int IModel.Complexity => Leaves;

    private int Classes => Nodes[0].ClassWeights.Length;

    /// <inheritdoc/>
    /// <remarks>A tree has no link: these are the shares themselves.</remarks>
    /// <exception cref="ArgumentException">The design has another number of columns.</exception>
    public void Link(Design design, Span<double> target) => Link(design, [], target);

    /// <summary>The same for some rows (all if none are named).</summary>
    internal void Link(Design design, ReadOnlySpan<int> rows, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (design.Columns != Columns)
            throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the tree {Columns}", nameof(design));
        int found = rows.IsEmpty ? design.Rows : rows.Length;
        for (int i = 0; i < found; i++)
        {
            var leaf = Nodes[LeafOf(design, rows.IsEmpty ? i : rows[i])];
            double weight = leaf.Weight;
            for (int k = 0; k < Outputs; k++)
                target[k * found + i] = leaf.ClassWeights[Classes == 2 ? 1 : k] / weight;
        }
    }

    /// <inheritdoc/>
    public void Mean(ReadOnlySpan<double> link, Span<double> target) => link.CopyTo(target);

    /// <summary>The position of the leaf that a row falls into.</summary>
    /// <param name="design">The rows.</param>
    /// <param name="row">Which of them.</param>
    public int LeafOf(Design design, int row)
    {
        ArgumentNullException.ThrowIfNull(design);
        int at = 0;
        while (!Nodes[at].IsLeaf)
            at = design[row, Nodes[at].Column] + design.Shift(Nodes[at].Column) <= Nodes[at].Threshold ? Nodes[at].Left : Nodes[at].Right;
        return at;
    }

    /// <summary>The same tree with every node at <paramref name="depth"/> made a leaf: greedy growth would have given it, had it stopped there.</summary>
    /// <param name="depth">0 keeps the root alone; ∞ everything.</param>
    public DecisionTree TruncatedAt(double depth)
    {
        if (depth >= Depth)
            return this;
        var kept = ImmutableArray.CreateBuilder<TreeNode>();
        var newPosition = new int[Nodes.Length];
        for (int at = 0; at < Nodes.Length; at++)
            if (Nodes[at].Depth <= depth)
            {
                newPosition[at] = kept.Count;
                kept.Add(Nodes[at].Depth < depth ? Nodes[at] : new TreeNode(-1, double.NaN, -1, -1, Nodes[at].Depth, Nodes[at].ClassWeights));
            }

        for (int at = 0; at < kept.Count; at++)
            if (!kept[at].IsLeaf)
                kept[at] = kept[at] with { Left = newPosition[kept[at].Left], Right = newPosition[kept[at].Right] };
        return new DecisionTree(kept.ToImmutable(), Columns);
    }
}
