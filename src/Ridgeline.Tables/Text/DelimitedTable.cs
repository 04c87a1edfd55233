using System.Collections.Immutable;

namespace Ridgeline.Tables;

/// <summary>Delimited text into tables.</summary>
/// <remarks>
/// A column is numbers (or dates) until a cell isn't. What it was up to there is then forgotten, and such columns alone are read once more, as texts:
/// no cell is kept for a kind that its column may turn out to have, so that memory goes to numbers, levels and codes alone.
/// </remarks>
internal static class DelimitedTable
{
    /// <summary>All rows.</summary>
    public static Table Read(TextSource source, TextFormat format, ReadOptions options, CancellationToken stop)
    {
        ColumnReader[] columns;
        int count = 0;
        using (var rows = new DelimitedRows(source, format, stop))
        {
            columns = Readers(rows.Header, format, Asked(options));
            for (; rows.Next(); count++)
            {
                if (count == Array.MaxLength)
                    throw new DataException($"{source.Name}: has more than {count} rows; it has to be read in chunks");
                Add(rows, columns);
            }
        }

        if (columns.Any(column => column.IsForgotten))
            ReadAgain(source, format, columns, count, stop);
        return Build(source.Name, columns, count, options.Apart);
    }

    /// <summary>Tables of at most <paramref name="most"/> rows; each kind is that of the column's cells in all of them.</summary>
    public static IEnumerable<Table> Chunks(TextSource source, TextFormat format, ReadOptions options, int most, CancellationToken stop)
    {
        ImmutableArray<ColumnKind> kinds = Kinds(source, format, options, stop);
        using var rows = new DelimitedRows(source, format, stop);
        if (rows.Header.Length != kinds.Length)
            throw Changed(source);
        bool isThere = rows.Next();
        for (long first = 1; isThere || first == 1; first += most)
        {
            var columns = Readers(rows.Header, format, (_, j) => kinds[j]);
            int count = 0;
            for (; isThere && count < most; count++)
            {
                Add(rows, columns);
                isThere = rows.Next();
            }

            yield return Build(source.Name, columns, count, options.Apart, first - 1);
        }
    }

    /// <summary>The kinds of all columns: read once from beginning to end, unless all were asked for.</summary>
    private static ImmutableArray<ColumnKind> Kinds(TextSource source, TextFormat format, ReadOptions options, CancellationToken stop)
    {
        using var rows = new DelimitedRows(source, format, stop);
        var columns = Readers(rows.Header, format, Asked(options), keeps: false);
        if (!rows.Header.All(options.Kinds.ContainsKey))
            while (rows.Next())
                Add(rows, columns);
        return [.. columns.Select(column => column.Kind)];
    }

    private static Func<string, int, ColumnKind?> Asked(ReadOptions options) => (name, _) => options.Kinds.TryGetValue(name, out var kind) ? kind : null;

    private static ColumnReader[] Readers(ImmutableArray<string> header, TextFormat format, Func<string, int, ColumnKind?> kind, bool keeps = true) =>
        [.. header.Select((name, j) => new ColumnReader(name, format, kind(name, j), keeps))];

    private static void Add(DelimitedRows rows, ColumnReader[] columns)
    {
        for (int j = 0; j < columns.Length; j++)
            if (columns[j].Add(rows[j]) is { } problem)
                throw rows.Refused(j, problem);
    }

    private static void ReadAgain(TextSource source, TextFormat format, ColumnReader[] columns, int count, CancellationToken stop)
    {
        using var rows = new DelimitedRows(source, format, stop);
        if (!rows.Header.AsSpan().SequenceEqual([.. columns.Select(column => column.Name)]))
            throw Changed(source);
        int[] forgotten = [.. Enumerable.Range(0, columns.Length).Where(j => columns[j].IsForgotten)];
        foreach (int j in forgotten)
            columns[j] = new ColumnReader(columns[j].Name, format, ColumnKind.Text);
        while (rows.Next())
            foreach (int j in forgotten)
                if (columns[j].Add(rows[j]) is { } problem)
                    throw rows.Refused(j, problem);
        if (rows.Row != count)
            throw Changed(source);
    }

    /// <summary>The columns, those of numbers that are learned from side by side in one array as far as arrays reach.</summary>
    private static Table Build(string name, ColumnReader[] readers, int rows, ImmutableArray<string> apart, long before = 0)
    {
        HashSet<string> alone = [.. apart];
        long together = (long)rows * readers.Count(reader => reader.Kind == ColumnKind.Number && !alone.Contains(reader.Name));
        var rest = together > Array.MaxLength ? default : GC.AllocateUninitializedArray<double>((int)together).AsMemory();
        var columns = ImmutableArray.CreateBuilder<Column>(readers.Length);
        foreach (var reader in readers)
        {
            if (reader.Kind != ColumnKind.Number)
            {
                columns.Add(reader.ToColumn());
                continue;
            }

            Memory<double> values;
            if (rest.IsEmpty || alone.Contains(reader.Name))
                values = GC.AllocateUninitializedArray<double>(rows);
            else
                (values, rest) = (rest[..rows], rest[rows..]);
            reader.MoveTo(values.Span);
            columns.Add(NumberColumn.Adopt(reader.Name, values));
        }

        return new Table(name, columns.DrainToImmutable()) { FirstRow = before };
    }

    private static DataException Changed(TextSource source) => new($"{source.Name}: changed while it was read");
}
