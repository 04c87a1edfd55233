using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Trees;

/// <summary>
/// Grows a classification tree greedily and exactly (CART, Breiman et al. 1984): of all columns and thresholds the split that lowers the weighted Gini impurity most,
/// until nodes are pure or can't be split. Ties go to the first column, then to the lowest threshold.
/// </summary>
/// <remarks>Every column is sorted once; a node is the same stretch of each column's order, and a split partitions that stretch stably.</remarks>
internal sealed class TreeGrower
{
    /// <summary>A split must beat the one before it by more than this share of the node's weight, so that rounding breaks no tie.</summary>
    private const double Rounding = 1e-12;

    private readonly int _classes;
    private readonly double _minLeafRows;
    private readonly double[][] _values;  // a column: its values in the rows that take part
    private readonly int[][] _order;      // a column: those rows by rising value, node by node
    private readonly int[] _class;
    private readonly double[] _weights;
    private readonly double[] _counts;    // how many rows a row is: its weight if that is a frequency, else 1
    private readonly bool[] _goesLeft;
    private readonly int[] _spare;

    public TreeGrower(Sample sample, int classes, int minLeafRows)
    {
        (_classes, _minLeafRows) = (classes, minLeafRows);
        int[] rows = [.. Enumerable.Range(0, sample.Rows).Where(i => sample.Weights[i] > 0)];
        _class = [.. rows.Select(i => (int)sample.Target[i])];
        _weights = [.. rows.Select(i => sample.Weights[i])];
        _counts = sample.WeightKind == WeightKind.Frequency ? _weights : [.. rows.Select(_ => 1.0)];
        (_goesLeft, _spare) = (new bool[rows.Length], new int[rows.Length]);
        (_values, _order) = (new double[sample.Design.Columns][], new int[sample.Design.Columns][]);
        for (int j = 0; j < _values.Length; j++)
        {
            double shift = sample.Design.Shift(j);
            _values[j] = [.. rows.Select(i => sample.Design[i, j] + shift)];
            _order[j] = [.. Enumerable.Range(0, rows.Length)];
            Array.Sort([.. _values[j]], _order[j]);
        }
    }

    /// <summary>The tree.</summary>
    /// <param name="maxDepth">No question is asked at this depth or below; ∞: grow until nothing can be split.</param>
    /// <param name="stop">Asked at every node.</param>
    public DecisionTree Grow(double maxDepth, CancellationToken stop = default)
    {
        var nodes = ImmutableArray.CreateBuilder<TreeNode>();
        var open = new Stack<(int Node, int Start, int End)>();
        nodes.Add(Leaf(0, _weights.Length, depth: 0));
        open.Push((0, 0, _weights.Length));
        while (open.TryPop(out var node))
        {
            stop.ThrowIfCancellationRequested();
            var here = nodes[node.Node];
            if (here.Depth >= maxDepth || IsPure(here) || BestSplit(node.Start, node.End, here) is not { } split)
                continue;
            int middle = Partition(node.Start, node.End, split);
            nodes[node.Node] = here with { Column = split.Column, Threshold = split.Threshold, Left = nodes.Count, Right = nodes.Count + 1 };
            nodes.Add(Leaf(node.Start, middle, here.Depth + 1));
            nodes.Add(Leaf(middle, node.End, here.Depth + 1));
            open.Push((nodes.Count - 1, middle, node.End));
            open.Push((nodes.Count - 2, node.Start, middle));
        }

        return new DecisionTree(nodes.ToImmutable(), _values.Length);
    }

    private TreeNode Leaf(int start, int end, int depth)
    {
        var weights = new double[_classes];
        for (int at = start; at < end; at++)
        {
            int row = _order.Length > 0 ? _order[0][at] : at;
            weights[_class[row]] += _weights[row];
        }

        return new TreeNode(-1, double.NaN, -1, -1, depth, [.. weights]);
    }

    private static bool IsPure(TreeNode node) => node.ClassWeights.Count(weight => weight > 0) <= 1;

    /// <summary>The split with the largest Σₖ Lₖ²/ΣL + Σₖ Rₖ²/ΣR, which is the largest drop of impurity; null if no column varies.</summary>
    private (int Column, double Threshold)? BestSplit(int start, int end, TreeNode node)
    {
        double total = node.Weight, rows = 0, best = double.NegativeInfinity;
        for (int at = start; at < end; at++)
            rows += _counts[_order.Length > 0 ? _order[0][at] : at];
        (int Column, double Threshold)? found = null;
        Span<double> left = _classes <= 64 ? stackalloc double[_classes] : new double[_classes];
        Span<double> right = _classes <= 64 ? stackalloc double[_classes] : new double[_classes];
        for (int j = 0; j < _values.Length; j++)
        {
            var order = _order[j];
            var values = _values[j];
            left.Clear();
            node.ClassWeights.CopyTo(right);
            double leftWeight = 0, leftRows = 0, leftSquares = 0, rightSquares = 0;
            foreach (double weight in right)
                rightSquares += weight * weight;
            for (int at = start; at < end - 1; at++)
            {
                int row = order[at], k = _class[row];
                double weight = _weights[row];
                leftSquares += weight * (2 * left[k] + weight);
                rightSquares -= weight * (2 * right[k] - weight);
                left[k] += weight;
                right[k] -= weight;
                leftWeight += weight;
                leftRows += _counts[row];
                double value = values[row], next = values[order[at + 1]];
                if (value == next || leftRows < _minLeafRows || rows - leftRows < _minLeafRows)
                    continue;
                double quality = leftSquares / leftWeight + rightSquares / (total - leftWeight);
                if (quality > best + Rounding * total)
                    (best, found) = (quality, (j, Between(value, next)));
            }
        }

        return found;
    }

    /// <summary>The middle of two neighbouring values, at least the lower and below the upper whatever the rounding.</summary>
    private static double Between(double low, double high)
    {
        double middle = 0.5 * low + 0.5 * high;
        return middle >= low && middle < high ? middle : low;
    }

    private int Partition(int start, int end, (int Column, double Threshold) split)
    {
        var values = _values[split.Column];
        int leftRows = 0;
        for (int at = start; at < end; at++)
        {
            int row = _order[split.Column][at];
            _goesLeft[row] = values[row] <= split.Threshold;
            leftRows += _goesLeft[row] ? 1 : 0;
        }

        foreach (int[] order in _order)
        {
            int toLeft = start, toSpare = 0;
            for (int at = start; at < end; at++)
                if (_goesLeft[order[at]])
                    order[toLeft++] = order[at];
                else
                    _spare[toSpare++] = order[at];
            Array.Copy(_spare, 0, order, toLeft, toSpare);
        }

        return start + leftRows;
    }
}
