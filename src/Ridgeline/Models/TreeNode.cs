using System.Collections.Immutable;

namespace Ridgeline.Models;

/// <summary>One node of a tree.</summary>
/// <param name="Column">The column that is asked, or −1 in a leaf.</param>
/// <param name="Threshold">Rows with x ≤ threshold go left, on the column's original scale; ∞: all that aren't missing. NaN in a leaf, and where levels are asked.</param>
/// <param name="Left">The left child's position, or −1.</param>
/// <param name="Right">The right child's position, or −1.</param>
/// <param name="Depth">The number of questions above it.</param>
public readonly record struct TreeNode(int Column, double Threshold, int Left, int Right, int Depth)
{
    /// <summary>Whether it asks nothing.</summary>
    public bool IsLeaf => Column < 0;

    /// <summary>The codes of the levels that go left; empty where a threshold is asked.</summary>
    public required ImmutableArray<int> LeftLevels { get; init; }

    /// <summary>Whether rows that miss the column, or have a level that no row had here, go left.</summary>
    public bool MissingGoesLeft { get; init; }

    /// <summary>Whether rows missed the column here when the tree was grown: if not, they go where more weight went.</summary>
    public bool MissingSeen { get; init; }

    /// <summary>Σs of the rows that reached it.</summary>
    public double Weight { get; init; }

    /// <summary>The weight of each class among them; empty in a tree of numbers.</summary>
    public required ImmutableArray<double> ClassWeights { get; init; }

    /// <summary>What it predicts in a tree of numbers: their weighted mean, or their median where the absolute error was minimised; NaN in a tree of classes.</summary>
    public double Value { get; init; }

    /// <summary>The impurity of these rows: Gini, entropy in bits, or the mean squared or absolute error, as the tree was grown by.</summary>
    public double Impurity { get; init; }

    /// <summary>(W·impurity − that of both children)/W of the root: what its question lowers the tree's impurity by. 0 in a leaf.</summary>
    public double Improvement { get; init; }
}
