using System.Collections.Immutable;

namespace Ridgeline.Tables;

/// <summary>Sparse rows as a table, in which zeros are numbers like others: the target, the groups if there are any, and the columns of the design.</summary>
internal static class SparseTable
{
    private const long MostNumbers = 1 << 28; // 2 GB

    /// <summary>The table of what a file holds.</summary>
    /// <exception cref="DataException">It would be larger than 2 GB.</exception>
    public static Table Of(string path, SvmLightData data)
    {
        int rows = data.Design.Rows, columns = data.Design.Columns;
        if ((long)rows * columns > MostNumbers)
            throw new DataException($"{path}: {rows} rows of {columns} columns are too many for a table, where zeros take room too; SvmLightFile.Read gives them as a sparse design, in code");
        var table = ImmutableArray.CreateBuilder<Column>(columns + 2);
        table.Add(NumberColumn.Adopt("target", data.Target.AsMemory()));
        if (!data.Groups.IsEmpty)
            table.Add(new NumberColumn("qid", [.. data.Groups.Select(group => (double)group)]));
        var block = new double[rows * columns];
        for (int j = 0; j < columns; j++)
        {
            var column = block.AsMemory(j * rows, rows);
            column.Span.Fill(data.Design.Shift(j));
            data.Design.AddColumn(j, 1, column.Span);
            table.Add(NumberColumn.Adopt(data.Design.Names[j], column));
        }

        return new Table(path, table.ToImmutable());
    }

    /// <summary>Tables of at most so many rows; where they are several, each is called by its first row besides.</summary>
    public static IEnumerable<Table> Parts(this Table table, int most)
    {
        for (int from = 0; from < table.Rows; from += Math.Min(most, table.Rows - from))
        {
            int count = Math.Min(most, table.Rows - from);
            yield return new Table(count == table.Rows ? table.Source : $"{table.Source} from row {from + 1} on", [.. table.Columns.Select(column => (Column)new NumberColumn(column.Name, ((NumberColumn)column).Values.Slice(from, count)))]);
        }
    }
}
