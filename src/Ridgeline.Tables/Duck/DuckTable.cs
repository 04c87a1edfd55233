using System.Collections.Immutable;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>The rows of a query into tables.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Kinds">What columns are read as, by name; others as their type says.</param>
/// <param name="Apart">Columns of numbers that don't stand beside the others.</param>
internal sealed record DuckTable(string Source, ImmutableArray<DuckColumn> Columns, ImmutableDictionary<string, ColumnKind> Kinds, ImmutableArray<string> Apart)
{
    /// <summary>All rows; how many isn't known before.</summary>
    public Table Read(DuckRows rows)
    {
        ColumnCells[] cells = NewCells();
        try
        {
            var fills = FillsOf(cells);
            while (rows.Next())
                for (int j = 0; j < fills.Length; j++)
                    fills[j].Take(rows.Part(j));
            return TableCells.ToTable(Source, cells, Apart);
        }
        finally
        {
            foreach (var column in cells)
                column.Dispose();
        }
    }

    /// <summary>Tables of at most so many rows.</summary>
    public IEnumerable<Table> Chunks(DuckRows rows, int most)
    {
        ColumnCells[] cells = NewCells();
        try
        {
            var fills = FillsOf(cells);
            int taken = 0;
            long before = 0; // rows in the tables handed over
            while (rows.Next())
                for (int from = 0; from < rows.Count;)
                {
                    if (taken == most)
                    {
                        yield return TableCells.ToTable(Source, cells, Apart, before);
                        before += taken;
                        (cells, taken) = (NewCells(), 0);
                        fills = FillsOf(cells);
                    }

                    int count = Math.Min(rows.Count - from, most - taken);
                    for (int j = 0; j < fills.Length; j++)
                        fills[j].Take(rows.Part(j).Slice(from, count));
                    from += count;
                    taken += count;
                }

            yield return TableCells.ToTable(Source, cells, Apart, before);
        }
        finally
        {
            foreach (var column in cells)
                column.Dispose();
        }
    }

    private ColumnCells[] NewCells() => [.. Columns.Select(column => ColumnCells.Of(column.Name, column.Kind(Kinds)))];

    private IColumnFill[] FillsOf(ColumnCells[] cells) => [.. Columns.Select((column, j) => column.Fill(new CellSource(Source, column.Name), cells[j]))];
}
