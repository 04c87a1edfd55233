namespace Ridgeline.Tables.Cells;

/// <summary>Days since 1970 as ticks.</summary>
internal sealed class DayReader(CellSource source) : CellReader<long>
{
    public override void Read(VectorPart part, Span<long> target)
    {
        var days = part.Values<int>();
        for (int i = 0; i < days.Length; i++)
            target[i] = part.IsMissing(i) ? DateColumn.Missing : Instants.Ticks(source, part.Row + i, days[i] * (Int128)TimeSpan.TicksPerDay, isInfinite: days[i] is int.MaxValue or -int.MaxValue);
    }
}

/// <summary>Instants since 1970 as ticks; what is finer than a tick of 100 ns is cut off.</summary>
/// <param name="source">The column.</param>
/// <param name="ticks">How many ticks a unit has.</param>
/// <param name="units">How many units a tick has.</param>
internal sealed class InstantReader(CellSource source, long ticks, long units = 1) : CellReader<long>
{
    public override void Read(VectorPart part, Span<long> target)
    {
        var values = part.Values<long>();
        for (int i = 0; i < values.Length; i++)
            target[i] = part.IsMissing(i) ? DateColumn.Missing : Instants.Ticks(source, part.Row + i, values[i] * (Int128)ticks / units - (values[i] % units < 0 ? 1 : 0), isInfinite: values[i] is long.MaxValue or -long.MaxValue);
    }
}

/// <summary>What dates have in common.</summary>
internal static class Instants
{
    /// <summary>The ticks of a date so many after 1970, which must be one that a column of dates can hold.</summary>
    public static long Ticks(CellSource source, long row, Int128 since1970, bool isInfinite)
    {
        var ticks = since1970 + DateTime.UnixEpoch.Ticks;
        if (isInfinite || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw source.Wrong(row, $"{(isInfinite ? "an infinite date" : "a date outside the years 1 to 9999")}; dates from 0001-01-01 to 9999-12-31 are needed");
        return (long)ticks;
    }
}
