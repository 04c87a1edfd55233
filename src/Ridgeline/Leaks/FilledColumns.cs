using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>Columns whose gaps were filled in with a number learned from all rows: one value that many rows have where all others are nearly all different, and that is the mean or median of these to rounding.</summary>
internal static class FilledColumns
{
    private const int FewestFilled = 3, FewestOthers = 20;
    private const double LeastDistinct = 0.5, MostLuck = 1e-3;
    private const int MostTimesNext = 3; // how much more often it is there than the next most frequent

    public static IEnumerable<Leak> Find(LeakRows rows, CancellationToken stop)
    {
        var names = new List<string>();
        var evidence = new List<string>();
        var filled = new SortedSet<int>();
        int cells = 0;
        foreach (var column in rows.Learned.OfType<NumberColumn>().Where(column => rows.Roles[column.Name].Role == ColumnRole.Number))
        {
            stop.ThrowIfCancellationRequested();
            if (Of(column) is not var (value, what))
                continue;
            int[] own = [.. rows.Present.Where(row => column.Values[row] == value)];
            names.Add(column.Name);
            evidence.Add($"{own.Length} cells of column '{column.Name}' are {value:R}, the {what} of all others");
            filled.UnionWith(own);
            cells += own.Length;
        }

        if (names.Count == 0)
            return [];
        return
        [
            new Leak(
                LeakKind.AlreadyImputed, true, [.. names], [.. filled], cells, 0,
                $"Already filled in: {string.Join("; ", evidence.Take(3))}{(evidence.Count > 3 ? "; …" : "")}.",
                "Held-out rows had their say in what was filled in. Their targets didn't, so the score is hardly better for it; but that the cell was missing, which may tell something, is lost.",
                "Leave the cells missing: they are filled in within each fold here, with a column that says which were."),
        ];
    }

    private static (double Value, string What)? Of(NumberColumn column)
    {
        double[] values = [.. column.Values.ToArray().Where(value => !double.IsNaN(value))];
        if (values.Length < FewestOthers + FewestFilled)
            return null;
        var counts = values.CountBy(value => value).OrderByDescending(pair => pair.Value).Take(2).ToArray();
        if (counts.Length < 2 || counts[0].Value < FewestFilled || counts[0].Value < MostTimesNext * counts[1].Value)
            return null;
        double filled = counts[0].Key;
        double[] others = [.. values.Where(value => value != filled).Order()];
        if (others.Length < FewestOthers || others.Distinct().Count() < LeastDistinct * others.Length)
            return null;
        double mean = others.Average(), sd = Math.Sqrt(others.Sum(value => (value - mean) * (value - mean)) / others.Length), unit = ScaledColumns.Unit(others);
        double tolerance = 1e-9 * Math.Max(sd, Math.Abs(mean)) + 0.5 * ScaledColumns.Unit([filled]);
        if (Math.Abs(filled - mean) <= tolerance && tolerance / sd <= MostLuck)
            return (filled, "mean");
        double below = others[(others.Length - 1) / 2], above = others[others.Length / 2];
        return Math.Abs(filled - (below / 2 + above / 2)) <= tolerance && unit / sd <= 0.1 ? (filled, "median") : null;
    }
}
