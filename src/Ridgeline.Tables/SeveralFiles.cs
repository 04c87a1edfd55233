using System.Collections.Immutable;
using Ridgeline.Tables.Duck;

namespace Ridgeline.Tables;

/// <summary>Files of any format, one or several of the same columns.</summary>
internal static class SeveralFiles
{
    /// <summary>All rows of all files, in the order of the files.</summary>
    /// <param name="source">What the files are called together.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="stop">Interrupts.</param>
    public static Table Read(string source, ImmutableArray<string> files, ReadOptions options, CancellationToken stop)
    {
        if (files.All(file => DataFile.FormatOf(file) == DataFormat.Parquet))
            return ParquetTable.Read(source, files, options, stop);
        if (files is [var only])
            return ReadOne(only, options, stop);
        Table[] tables = [.. files.Select(file => ReadOne(file, options, stop))];
        foreach (var table in tables.Skip(1))
            SameColumns.Check(table.Source, table.Columns.Select(column => column.Name), tables[0].Source, [.. tables[0].Columns.Select(column => column.Name)]);
        var kinds = options.Kinds;
        foreach (var column in tables[0].Columns)
            kinds = kinds.SetItem(column.Name, CommonKind(column.Name, tables));
        for (int k = 0; k < tables.Length; k++)
            if (tables[k].Columns.Any(column => column.Kind != kinds[column.Name] && !IsEmpty(column)))
                tables[k] = ReadOne(files[k], options with { Kinds = kinds }, stop);
        return TableParts.Joined(source, tables, kinds, options.Apart);
    }

    /// <summary>Tables of at most so many rows, of the kinds that the first has.</summary>
    /// <param name="files">The files.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="most">How many rows.</param>
    /// <param name="stop">Interrupts.</param>
    public static IEnumerable<Table> Chunks(ImmutableArray<string> files, ReadOptions options, int most, CancellationToken stop)
    {
        Table? first = null;
        foreach (string file in files)
            foreach (var table in ChunksOfOne(file, options, most, stop))
            {
                if (first is null)
                {
                    first = table;
                    options = options with { Kinds = options.Kinds.SetItems(table.Columns.Select(column => KeyValuePair.Create(column.Name, column.Kind))) };
                    yield return table;
                    continue;
                }

                SameColumns.Check(file, table.Columns.Select(column => column.Name), first.Source, [.. first.Columns.Select(column => column.Name)]);
                yield return first.Columns.Select(column => column.Name).SequenceEqual(table.Columns.Select(column => column.Name), StringComparer.Ordinal)
                    ? table
                    : new Table(table.Source, [.. first.Columns.Select(column => table[column.Name])]) { FirstRow = table.FirstRow };
            }
    }

    private static Table ReadOne(string file, ReadOptions options, CancellationToken stop)
    {
        switch (DataFile.FormatOf(file))
        {
            case DataFormat.Parquet:
                return ParquetTable.Read(file, [file], options, stop);
            case DataFormat.Json:
                using (var reading = JsonFile.Open(file, options, stop))
                    return reading.Read();
            case DataFormat.Sparse:
                return SparseTable.Of(file, SvmLightFile.Read(file, stop: stop));
            default:
                return CsvFile.Read(file, options, stop);
        }
    }

    private static IEnumerable<Table> ChunksOfOne(string file, ReadOptions options, int most, CancellationToken stop)
    {
        switch (DataFile.FormatOf(file))
        {
            case DataFormat.Text:
                return CsvFile.Chunks(file, options, most, stop);
            case DataFormat.Sparse:
                return SparseTable.Of(file, SvmLightFile.Read(file, stop: stop)).Parts(most);
            case DataFormat.Parquet:
                return Parts(() => DuckReading.OfParquet(file, options, stop), most);
            default:
                return Parts(() => JsonFile.Open(file, options, stop), most);
        }
    }

    private static IEnumerable<Table> Parts(Func<DuckReading> open, int most)
    {
        using var reading = open();
        foreach (var table in reading.Chunks(most))
            yield return table;
    }

    /// <summary>The kind that a column is of in all files where it has values; texts where they differ.</summary>
    private static ColumnKind CommonKind(string name, Table[] tables)
    {
        ColumnKind[] kinds = [.. tables.Select(table => table[name]).Where(column => !IsEmpty(column)).Select(column => column.Kind).Distinct()];
        return kinds switch
        {
            [] => ColumnKind.Number,
            [var kind] => kind,
            _ => ColumnKind.Text,
        };
    }

    private static bool IsEmpty(Column column) => column.MissingCount == column.Rows;
}
