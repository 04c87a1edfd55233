using System.Collections.Immutable;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables;

/// <summary>Tables of the same columns into one.</summary>
internal static class TableParts
{
    /// <summary>The rows of tables one after the other, the numbers side by side.</summary>
    /// <param name="source">What they are called together.</param>
    /// <param name="tables">The tables; the first says the order of the columns.</param>
    /// <param name="kinds">The kind of each column; one without a value may be of any.</param>
    /// <param name="apart">Columns of numbers that don't stand beside the others.</param>
    public static Table Joined(string source, IReadOnlyList<Table> tables, ImmutableDictionary<string, ColumnKind> kinds, ImmutableArray<string> apart)
    {
        ColumnCells[] cells = [.. tables[0].Columns.Select(column => ColumnCells.Of(column.Name, kinds[column.Name]))];
        foreach (var table in tables)
            foreach (var column in cells)
                Append(table[column.Name], column);
        return TableCells.ToTable(source, cells, apart);
    }

    private static void Append(Column column, ColumnCells cells)
    {
        switch (cells)
        {
            case NumberCells numbers:
                numbers.Values.AddRange(column is NumberColumn { Values: var values } ? values : Filled(column.Rows, double.NaN));
                break;
            case DateCells dates:
                dates.Ticks.AddRange(column is DateColumn { Ticks: var ticks } ? ticks : Filled(column.Rows, DateColumn.Missing));
                break;
            default:
                var texts = (TextCells)cells;
                texts.Codes.AddRange(column is TextColumn own ? CodesIn(texts.Levels, own) : Filled(column.Rows, -1));
                break;
        }
    }

    private static int[] CodesIn(TextLevels levels, TextColumn column)
    {
        int[] places = [.. Enumerable.Repeat(-1, column.Levels.Length)], codes = column.Codes.ToArray();
        foreach (ref int code in codes.AsSpan())
            if (code >= 0)
                code = places[code] < 0 ? places[code] = levels.CodeOf(column.Levels[code]) : places[code];
        return codes;
    }

    private static T[] Filled<T>(int rows, T value)
    {
        var array = new T[rows];
        Array.Fill(array, value);
        return array;
    }
}
