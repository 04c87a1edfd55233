using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>What one column holds.</summary>
/// <param name="Kind">Numbers, texts or dates.</param>
/// <param name="Role">The part that it plays, and why.</param>
/// <param name="Missing">How many rows are missing.</param>
/// <param name="MissingShare">The same as a share of all rows.</param>
/// <param name="Distinct">How many different values there are.</param>
/// <param name="Top">The most frequent values, at most <see cref="MostTop"/>; empty for numbers and dates of many values.</param>
/// <param name="Numbers">Of numbers that aren't all missing: their size.</param>
/// <param name="Dates">Of dates that aren't all missing: the first and the last.</param>
public sealed record ColumnDescription(
    ColumnKind Kind, AssignedRole Role, int Missing, double MissingShare, int Distinct, ImmutableArray<ValueCount> Top, NumberSummary? Numbers, DateSpan? Dates)
{
    /// <summary>How many of the most frequent values are named.</summary>
    public const int MostTop = 5;

    /// <summary>The column's name.</summary>
    public string Name => Role.Column;

    /// <summary>Describes a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="role">The part that it plays.</param>
    public static ColumnDescription Of(Column column, AssignedRole role)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(role);
        double share = column.MissingCount / (double)column.Rows;
        switch (column)
        {
            case TextColumn texts:
                int[] counts = new int[texts.Levels.Length];
                foreach (int code in texts.Codes)
                    if (code >= 0)
                        counts[code]++;
                var present = counts.Select((count, code) => new ValueCount(texts.Levels[code], count)).Where(level => level.Rows > 0).ToArray();
                return new ColumnDescription(column.Kind, role, column.MissingCount, share, present.Length, Frequent(present), null, null);
            case NumberColumn numbers:
                double[] sorted = [.. numbers.Values];
                Array.Sort(sorted);
                sorted = sorted[column.MissingCount..]; // NaN sorts first
                var values = Runs(sorted, value => value == 0 ? "0" : value.ToString("R"));
                return new ColumnDescription(column.Kind, role, column.MissingCount, share, values.Distinct, values.Top, NumberSummary.Of(sorted), null);
            case DateColumn dates:
                long[] ticks = [.. dates.Ticks];
                Array.Sort(ticks);
                ticks = ticks[column.MissingCount..]; // what stands for missing is less than any date
                var days = Runs(ticks, tick => DateColumn.Text(new DateTime(tick)));
                return new ColumnDescription(column.Kind, role, column.MissingCount, share, days.Distinct, days.Top, null, ticks.Length > 0 ? new DateSpan(new DateTime(ticks[0]), new DateTime(ticks[^1])) : null);
            default:
                throw new ArgumentException($"column '{column.Name}' is of no known kind", nameof(column));
        }
    }

    /// <summary>How many different values, and the most frequent ones where there are few.</summary>
    private static (int Distinct, ImmutableArray<ValueCount> Top) Runs<T>(T[] sorted, Func<T, string> text)
        where T : IEquatable<T>
    {
        int distinct = 0;
        for (int k = 0; k < sorted.Length; k++)
            distinct += k == 0 || !sorted[k].Equals(sorted[k - 1]) ? 1 : 0;
        if (distinct > ColumnFacts.MostFew)
            return (distinct, []);
        return (distinct, Frequent([.. sorted.CountBy(value => value).Select(pair => new ValueCount(text(pair.Key), pair.Value))]));
    }

    private static ImmutableArray<ValueCount> Frequent(ValueCount[] values) => [.. values.OrderByDescending(value => value.Rows).Take(MostTop)]; // a stable order
}

/// <summary>A value and how many rows have it.</summary>
/// <param name="Value">As text.</param>
/// <param name="Rows">How many.</param>
public sealed record ValueCount(string Value, int Rows);

/// <summary>The first and the last of some dates.</summary>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
public sealed record DateSpan(DateTime First, DateTime Last);

/// <summary>The size of some numbers.</summary>
/// <param name="Least">The least one.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Largest">The largest one.</param>
/// <param name="StandardDeviation">√(Σ(x − mean)²/n).</param>
public sealed record NumberSummary(double Least, double Mean, double Median, double Largest, double StandardDeviation)
{
    /// <summary>The size of numbers in ascending order; null if there are none.</summary>
    internal static NumberSummary? Of(ReadOnlySpan<double> sorted)
    {
        int n = sorted.Length;
        if (n == 0)
            return null;
        double mean = 0, squares = 0;
        foreach (double value in sorted)
            mean += value / n; // numbers near the largest have no sum
        foreach (double value in sorted)
            squares += (value - mean) * (value - mean);
        return new NumberSummary(sorted[0], mean, sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2, sorted[^1], Math.Sqrt(squares / n));
    }
}
