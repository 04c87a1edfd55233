using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>What the rules look at in a column: one pass over its rows.</summary>
internal sealed class ColumnFacts
{
    /// <summary>The most values of a column of numbers that are told one by one.</summary>
    public const int MostFew = 32;

    private const int MostCounted = 4096; // whole numbers so near each other have a counter each

    private ColumnFacts()
    {
    }

    /// <summary>Whether all rows that aren't missing are the same, and there are some.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>Of numbers: whether all are whole.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Of numbers: the least one.</summary>
    public double Least { get; private init; }

    /// <summary>Of numbers: the largest one.</summary>
    public double Largest { get; private init; }

    /// <summary>Of numbers: the row where the least is first.</summary>
    public int LeastRow { get; private init; }

    /// <summary>Of numbers: the row where the largest is first.</summary>
    public int LargestRow { get; private init; }

    /// <summary>Of numbers: the different ones, ascending, and how often each is there; default if there are more than <see cref="MostFew"/>.</summary>
    public ImmutableArray<(double Value, int Count)> Few { get; private init; }

    /// <summary>Of texts: how often each of the column's levels is there.</summary>
    public ImmutableArray<int> Counts { get; private init; } = [];

    /// <summary>Of texts: how many levels are there in some row.</summary>
    public int Levels { get; private init; }

    /// <summary>Of texts: how many rows have a text that no other row has.</summary>
    public int OwnRows { get; private init; }

    /// <summary>Of texts: whether all are false or true, in any letter case.</summary>
    public bool IsBoolean { get; private init; }

    /// <summary>The facts of a column.</summary>
    public static ColumnFacts Of(Column column) => column switch
    {
        NumberColumn numbers => OfNumbers(numbers),
        TextColumn texts => OfTexts(texts),
        DateColumn dates => OfDates(dates),
        _ => throw new ArgumentException($"column '{column.Name}' is of no known kind", nameof(column)),
    };

    private static ColumnFacts OfNumbers(NumberColumn column)
    {
        var values = column.Values;
        int leastRow = -1, largestRow = -1;
        bool isWhole = true;
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row];
            if (value < least)
                (least, leastRow) = (value, row);
            if (value > largest)
                (largest, largestRow) = (value, row);
            isWhole &= double.IsInteger(value) | double.IsNaN(value);
        }

        return new ColumnFacts
        {
            IsConstant = least == largest,
            IsWhole = isWhole,
            Least = least,
            Largest = largest,
            LeastRow = leastRow,
            LargestRow = largestRow,
            Few = isWhole && least <= largest && largest - least < MostCounted ? FewOfWhole(values, least, (int)(largest - least) + 1) : FewOf(values),
        };
    }

    private static ImmutableArray<(double Value, int Count)> FewOfWhole(ReadOnlySpan<double> values, double least, int range)
    {
        int[] counts = new int[range];
        foreach (double value in values)
            if (!double.IsNaN(value))
                counts[(int)(value - least)]++;
        return counts.Count(count => count > 0) > MostFew ? default : [.. counts.Select((count, at) => (least + at, count)).Where(value => value.count > 0)];
    }

    private static ImmutableArray<(double Value, int Count)> FewOf(ReadOnlySpan<double> values)
    {
        Span<double> few = stackalloc double[MostFew];
        Span<int> counts = stackalloc int[MostFew];
        int count = 0, at = 0;
        foreach (double value in values)
        {
            if (double.IsNaN(value))
                continue;
            if (at >= count || few[at] != value)
                at = few[..count].BinarySearch(value);
            if (at < 0)
            {
                if (count == MostFew)
                    return default;
                at = ~at;
                few[at..count].CopyTo(few[(at + 1)..]);
                counts[at..count].CopyTo(counts[(at + 1)..]);
                (few[at], counts[at]) = (value, 0);
                count++;
            }

            counts[at]++;
        }

        var all = ImmutableArray.CreateBuilder<(double, int)>(count);
        for (int k = 0; k < count; k++)
            all.Add((few[k], counts[k]));
        return all.MoveToImmutable();
    }

    private static ColumnFacts OfTexts(TextColumn column)
    {
        int[] counts = new int[column.Levels.Length];
        foreach (int code in column.Codes)
            if (code >= 0)
                counts[code]++;
        int levels = counts.Count(count => count > 0);
        return new ColumnFacts
        {
            IsConstant = levels == 1,
            Counts = ImmutableArray.Create(counts),
            Levels = levels,
            OwnRows = counts.Count(count => count == 1),
            IsBoolean = column.Levels.All(level => level.Equals("true", StringComparison.OrdinalIgnoreCase) || level.Equals("false", StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static ColumnFacts OfDates(DateColumn column)
    {
        var ticks = column.Ticks;
        int first = ticks.IndexOfAnyExcept(DateColumn.Missing);
        return new ColumnFacts { IsConstant = first >= 0 && ticks[first..].IndexOfAnyExcept(ticks[first], DateColumn.Missing) < 0 };
    }
}
