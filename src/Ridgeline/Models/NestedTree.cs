using Ridgeline.Designs;

namespace Ridgeline.Models;

/// <summary>A model that predicts the same for all rows of a cell, whose cells come from a hierarchy that the models of its path share.</summary>
internal interface INestedModel : IModel
{
    /// <summary>The hierarchy.</summary>
    NestedTree Nested { get; }

    /// <summary>Which of its levels the model is: the lower, the more cells.</summary>
    int Level { get; }
}

/// <summary>
/// Nested partitions of all rows: at level ℓ a cell is divided into its two children where its own level is above ℓ. No cell has a higher level than its parent, so the cells
/// of a level are made of those of any lower one. A model of a path is one level: a number, however many nodes the tree has.
/// </summary>
internal sealed class NestedTree
{
    /// <summary>The level of what is never divided.</summary>
    public const int Leaf = int.MinValue;

    private readonly int[] _levels;
    private readonly Lazy<int[]> _byLevel;

    /// <summary>Levels of the nodes of a tree; leaves have <see cref="Leaf"/>.</summary>
    public NestedTree(TreeArrays nodes, int[] levels)
    {
        (Nodes, _levels) = (nodes, levels);
        _byLevel = new(Ordered);
    }

    /// <summary>The tree with every division made at level 0.</summary>
    public static NestedTree Whole(TreeArrays nodes)
    {
        var levels = new int[nodes.Count];
        for (int at = 0; at < levels.Length; at++)
            levels[at] = nodes.Column[at] < 0 ? Leaf : 1;
        return new NestedTree(nodes, levels);
    }

    /// <summary>The tree by depth: at level −d nothing at depth d or below is divided.</summary>
    public static NestedTree ByDepth(TreeArrays nodes)
    {
        var levels = new int[nodes.Count];
        for (int at = 0; at < levels.Length; at++)
            levels[at] = nodes.Column[at] < 0 ? Leaf : -nodes.Depth[at];
        return new NestedTree(nodes, levels);
    }

    public TreeArrays Nodes { get; }

    public int Count => _levels.Length;

    /// <summary>Of each cell: it is divided at every level below.</summary>
    public ReadOnlySpan<int> Levels => _levels;

    /// <summary>The cells that are ever divided, those of higher levels first and parents before children.</summary>
    public ReadOnlySpan<int> ByLevel => _byLevel.Value;

    /// <summary>The numbers that a cell predicts: 1, or a number a class where there are more than two.</summary>
    public int Outputs => Nodes.Classes > 2 ? Nodes.Classes : 1;

    public bool IsDivided(int cell, int level) => _levels[cell] > level;

    /// <summary>How many cells a level has.</summary>
    public int CellsAt(int level)
    {
        int[] order = _byLevel.Value;
        int from = 0, to = order.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            (from, to) = _levels[order[middle]] > level ? (middle + 1, to) : (from, middle);
        }

        return from + 1;
    }

    /// <summary>Output <paramref name="k"/> of a cell: the share of a class (of the second where there are two), or the number predicted.</summary>
    public double Prediction(int cell, int k)
    {
        var values = Nodes.Values(cell);
        return Nodes.Classes switch
        {
            0 => values[0],
            <= 2 => values[^1] / Nodes.WeightOf(cell),
            _ => values[k] / Nodes.WeightOf(cell),
        };
    }

    /// <summary>target = for each cell the cell of a level that it is part of; those above it are themselves.</summary>
    public void CellsOf(int level, Span<int> target)
    {
        var parents = Nodes.Parent;
        for (int at = 0; at < Count; at++)
        {
            int parent = parents[at];
            target[at] = parent < 0 || IsDivided(target[parent], level) ? at : target[parent];
        }
    }

    /// <summary>target = the cell of each row at a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="design">The rows' design.</param>
    /// <param name="rows">Which rows; empty: all.</param>
    /// <param name="target">A cell a row.</param>
    public void Place(int level, Design design, ReadOnlySpan<int> rows, Span<int> target)
    {
        if (design.Columns != Nodes.Columns)
            throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the tree {Nodes.Columns}", nameof(design));
        int count = rows.IsEmpty ? design.Rows : rows.Length;
        if (design is not DenseDesign dense)
        {
            for (int i = 0; i < count; i++)
                target[i] = CellOf(level, design, rows.IsEmpty ? i : rows[i]);
            return;
        }

        var columns = Nodes.Column;
        var right = Nodes.Right;
        var shifts = new double[design.Columns];
        for (int j = 0; j < shifts.Length; j++)
            shifts[j] = dense.Shift(j);
        ReadOnlySpan<double> values = dense.Values;
        for (int i = 0; i < count; i++)
        {
            int at = 0, row = rows.IsEmpty ? i : rows[i];
            while (_levels[at] > level)
            {
                int j = columns[at];
                at = Nodes.GoesLeft(at, values[j * design.Rows + row] + shifts[j]) ? at + 1 : right[at];
            }

            target[i] = at;
        }
    }

    /// <summary>The cell of one row at a level.</summary>
    public int CellOf(int level, Design design, int row)
    {
        int at = 0;
        while (_levels[at] > level)
        {
            int j = Nodes.Column[at];
            at = Nodes.GoesLeft(at, design[row, j] + design.Shift(j)) ? at + 1 : Nodes.Right[at];
        }

        return at;
    }

    private int[] Ordered()
    {
        int[] order = [.. Enumerable.Range(0, Count).Where(at => _levels[at] != Leaf)];
        var keys = new long[order.Length];
        for (int at = 0; at < order.Length; at++)
            keys[at] = ((long)~_levels[order[at]] << 32) | (uint)order[at]; // ~ turns the order round
        Array.Sort(keys, order);
        return order;
    }
}
