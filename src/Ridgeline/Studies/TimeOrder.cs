using System.Collections.Immutable;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>Rows in the order of the column of times, if there is one; equal times stay as they are.</summary>
internal static class TimeOrder
{
    /// <summary>The rows in their order.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="roles">The part of each column, as far as it is given.</param>
    /// <exception cref="DataException">The column holds texts, or a row has no time.</exception>
    public static Table Of(Table table, IReadOnlyDictionary<string, ColumnRole> roles) => Of(table, roles, default).Table;

    /// <summary>The rows in their order, and a mark of each with them.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="roles">The part of each column, as far as it is given.</param>
    /// <param name="marks">A mark for each row; default: none.</param>
    /// <exception cref="DataException">The column holds texts, or a row has no time.</exception>
    public static (Table Table, ImmutableArray<bool> Marks) Of(Table table, IReadOnlyDictionary<string, ColumnRole> roles, ImmutableArray<bool> marks)
    {
        if (roles.FirstOrDefault(role => role.Value == ColumnRole.Time).Key is not { } name)
            return (table, marks);
        double[] times = table[name] switch
        {
            NumberColumn numbers => [.. numbers.Values],
            DateColumn dates => [.. dates.Ticks.ToArray().Select(tick => tick == DateColumn.Missing ? double.NaN : tick)],
            _ => throw new DataException($"{table.Source}: column '{name}' holds texts and can't be the rows' times; numbers or dates are needed"),
        };
        int missing = Array.FindIndex(times, double.IsNaN);
        if (missing >= 0)
            throw new DataException($"{table.Source}: row {missing + 1}, column '{name}': is empty; every row needs its time");
        int[] order = [.. Enumerable.Range(0, times.Length).OrderBy(row => times[row])];
        return order.AsSpan().SequenceEqual([.. Enumerable.Range(0, order.Length)]) ? (table, marks)
            : (table.Take(order), marks.IsDefault ? marks : [.. order.Select(row => marks[row])]);
    }
}
