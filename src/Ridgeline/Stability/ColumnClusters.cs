using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Recipes;

namespace Ridgeline.Stability;

/// <summary>
/// Columns that go together, as units of which any member will do: joined by single links, so that no column of one cluster has a correlation above the threshold, of either
/// sign, with a column of another. The correlations are those of all rows with a weight, under their weights; y has no say.
/// </summary>
public static class ColumnClusters
{
    private const int Block = 16; // columns at a time

    /// <summary>The clusters of a design's columns; a column that goes with no other is one by itself, and so is a constant one.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="correlation">The |correlation| above which columns are joined, in (0, 1).</param>
    /// <param name="groups">Units to begin with, such as the columns that come from one column of a table; default: every column by itself.</param>
    /// <param name="stop">Asked between blocks of columns.</param>
    /// <returns>Clusters in the order of their first columns. One of several units is called after the first of them and how many more there are.</returns>
    /// <exception cref="ArgumentException">A column is in two groups or isn't there, or the design isn't one of numbers.</exception>
    public static ImmutableArray<ColumnGroup> Of(Sample sample, double correlation, ImmutableArray<ColumnGroup> groups = default, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (correlation is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "the correlation above which columns are joined must be between 0 and 1");
        sample.Design.NeedNumbers("a correlation");
        var units = Whole(sample.Design, groups);
        var unitOf = new int[sample.Design.Columns];
        for (int u = 0; u < units.Length; u++)
            foreach (int j in units[u].Columns)
                unitOf[j] = u;
        int[] parent = [.. Enumerable.Range(0, units.Length)];
        Link(sample, correlation, (one, other) => Join(parent, unitOf[one], unitOf[other]), stop);
        return
        [
            .. Enumerable.Range(0, units.Length).GroupBy(u => Root(parent, u)).Select(cluster => Joined([.. cluster.Select(u => units[u])], correlation)).OrderBy(cluster => cluster.Columns[0]),
        ];
    }

    /// <summary>The groups, and every column that is in none by itself, in the order of their first columns.</summary>
    /// <exception cref="ArgumentException">A column is in two groups or isn't there, or a group is empty.</exception>
    internal static ImmutableArray<ColumnGroup> Whole(Design design, ImmutableArray<ColumnGroup> groups)
    {
        if (groups.IsDefault)
            return ColumnGroup.Each(design);
        var owner = new string?[design.Columns];
        foreach (var group in groups)
        {
            if (group.Columns.IsDefaultOrEmpty)
                throw new ArgumentException($"the group '{group.Name}' has no column", nameof(groups));
            foreach (int j in group.Columns)
            {
                if (j < 0 || j >= design.Columns)
                    throw new ArgumentException($"the group '{group.Name}' has column {j}; the design's are 0 to {design.Columns - 1}", nameof(groups));
                if (owner[j] is { } other)
                    throw new ArgumentException($"the column '{design.Names[j]}' is in the group '{group.Name}' and in '{other}'; a column belongs to one", nameof(groups));
                owner[j] = group.Name;
            }
        }

        return [.. groups.Concat(Enumerable.Range(0, design.Columns).Where(j => owner[j] is null).Select(j => new ColumnGroup(design.Names[j], [j]))).OrderBy(group => group.Columns[0])];
    }

    private static void Link(Sample sample, double correlation, Action<int, int> join, CancellationToken stop)
    {
        var design = sample.Design;
        var view = DesignView.Of(design, sample.Weights); // its own means, whether an intercept is fitted or not
        int[] varying = [.. Enumerable.Range(0, design.Columns).Where(j => !view.IsConstant(j))];
        double[] scaled = new double[Block * sample.Rows], products = new double[varying.Length * Block], scratch = [];
        for (int from = 0; from < varying.Length; from += Block)
        {
            stop.ThrowIfCancellationRequested();
            int count = Math.Min(Block, varying.Length - from);
            for (int b = 0; b < count; b++) // s∘z/Σs of a column, whose sum is 0: the other column needs no centring
            {
                var own = scaled.AsSpan(b * sample.Rows, sample.Rows);
                own.Fill(-view.StoredMeans[varying[from + b]]);
                design.AddColumn(varying[from + b], 1, own);
                TensorPrimitives.Multiply(own, sample.Weights, own);
                TensorPrimitives.Multiply(own, 1 / (sample.WeightSum * view.Scales[varying[from + b]]), own);
            }

            var others = varying.AsSpan(from);
            design.Products(others, scaled.AsSpan(0, count * sample.Rows), count, products.AsSpan(0, others.Length * count), ref scratch);
            for (int a = 0; a < others.Length; a++)
                for (int b = 0; b < count && b < a; b++)
                    if (Math.Abs(products[a * count + b] / view.Scales[others[a]]) > correlation)
                        join(others[b], others[a]);
        }
    }

    private static ColumnGroup Joined(ColumnGroup[] members, double correlation) => members.Length == 1 ? members[0] : new ColumnGroup(
        string.Create(CultureInfo.InvariantCulture, $"{members[0].Name} and {members.Length - 1} more with |r| > {correlation:0.###}"), [.. members.SelectMany(group => group.Columns).Order()]);

    private static void Join(int[] parent, int one, int other)
    {
        int root = Root(parent, one), joined = Root(parent, other);
        parent[Math.Max(root, joined)] = Math.Min(root, joined);
    }

    private static int Root(int[] parent, int at)
    {
        while (parent[at] != at)
            at = parent[at] = parent[parent[at]];
        return at;
    }
}
