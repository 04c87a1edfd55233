using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

/// <summary>Every way to divide some rows, and what each lowers weight × impurity by, from the definitions.</summary>
internal static class BruteSplits
{
    /// <summary>The largest decrease; −∞ where no division is allowed.</summary>
    public static double Best(TreeCase c, int[] rows)
    {
        double best = double.NegativeInfinity, own = Impure(c, rows);
        for (int j = 0; j < c.X.Length; j++)
            foreach (var left in Divisions(c, rows, j))
            {
                int[] l = [.. rows.Where(left.Contains)], r = [.. rows.Where(i => !left.Contains(i))];
                if (Samples(c, l) >= c.Options.MinSamplesLeaf && Samples(c, r) >= c.Options.MinSamplesLeaf)
                    best = Math.Max(best, own - Impure(c, l) - Impure(c, r));
            }

        return best;
    }

    public static double Samples(TreeCase c, int[] rows) => c.Kind == WeightKind.Frequency ? rows.Sum(i => c.Weights[i]) : rows.Length;

    /// <summary>Weight × impurity.</summary>
    public static double Impure(TreeCase c, int[] rows)
    {
        double total = rows.Sum(i => c.Weights[i]);
        if (rows.Length == 0)
            return 0;
        if (c.IsOfClasses)
        {
            double[] shares = [.. Enumerable.Range(0, c.Classes).Select(k => rows.Where(i => c.Y[i] == k).Sum(i => c.Weights[i]) / total)];
            return total * (c.Options.Criterion == SplitCriterion.Gini ? 1 - shares.Sum(p => p * p) : -shares.Where(p => p > 0).Sum(p => p * Math.Log2(p)));
        }

        if (c.Options.Criterion == SplitCriterion.AbsoluteError)
            return rows.Min(k => rows.Sum(i => c.Weights[i] * Math.Abs(c.Y[i] - c.Y[k]))); // a median minimises it, and is one of them
        double mean = rows.Sum(i => c.Weights[i] * c.Y[i]) / total;
        return rows.Sum(i => c.Weights[i] * (c.Y[i] - mean) * (c.Y[i] - mean));
    }

    /// <summary>The rows of a case that come to each node of its tree.</summary>
    public static int[][] RowsOf(TreeCase c, DecisionTree tree)
    {
        var rows = new List<int>[tree.Nodes.Length];
        for (int at = 0; at < rows.Length; at++)
            rows[at] = [];
        for (int i = 0; i < c.Rows; i++)
        {
            if (c.Weights[i] == 0)
                continue;
            int at = 0;
            while (true)
            {
                rows[at].Add(i);
                var node = tree.Nodes[at];
                if (node.IsLeaf)
                    break;
                double x = c.X[node.Column][i];
                bool left = double.IsNaN(x) ? node.MissingGoesLeft : node.LeftLevels.IsEmpty ? x <= node.Threshold : node.LeftLevels.Contains((int)x);
                at = left ? node.Left : node.Right;
            }
        }

        return [.. rows.Select(own => own.ToArray())];
    }

    private static IEnumerable<HashSet<int>> Divisions(TreeCase c, int[] rows, int j)
    {
        double[] values = [.. rows.Select(i => c.X[j][i]).Where(x => !double.IsNaN(x)).Distinct().Order()];
        int[] missing = [.. rows.Where(i => double.IsNaN(c.X[j][i]))];
        foreach (var lefts in c.Levels[j].IsDefaultOrEmpty ? values.Select(t => values.Where(x => x <= t)) : Sets(c, values))
        {
            int[] left = [.. rows.Where(i => lefts.Contains(c.X[j][i]))];
            yield return [.. left];
            yield return [.. left, .. missing];
        }
    }

    /// <summary>All sets of levels where the best of them is found; else each level, and all.</summary>
    private static IEnumerable<IEnumerable<double>> Sets(TreeCase c, double[] values) => c.Classes == 2 || c.Options.Criterion == SplitCriterion.SquaredError
        ? Enumerable.Range(1, (1 << values.Length) - 1).Select(set => values.Where((_, at) => (set >> at & 1) != 0))
        : [.. values.Select(x => new[] { x }), values];
}
