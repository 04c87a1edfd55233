using CsCheck;
using DuckDB.NET.Data;

namespace Ridgeline.Tables.Tests;

/// <summary>Any table that DuckDB writes reads back with equal values, from every kind of file.</summary>
public sealed class RoundTripFacts : IDisposable
{
    private const int MostColumns = 6, MostRows = 30;
    private static readonly string[] NastyTexts = ["", " ", "NULL", "null", "NaN", "inf", "1", "2026-11-28", "true", "a,b", "a\"b", "\"", "'", "a\nb", "a\r\nb", "\r", "\t", " x ", "ß", "漢字", "🎈", "#x", "{\"a\":1}", "[1]", "\\n", "\\", "550e8400-e29b-41d4-a716-446655440000", "12:30:00", new('x', 300)];
    private static readonly Gen<string> Text = Gen.OneOf(Gen.OneOf<string>(NastyTexts), Gen.String[Gen.Char["ab \",\r\n'ßλ;\\漢"], 0, 20]);
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Double.Where(double.IsFinite), Gen.Int[-5, 5].Select(i => (double)i), Gen.OneOf<double>(0, double.MaxValue, double.Epsilon, 9007199254740993, 0.1))
        .Select(value => value + 0.0); // -0 is 0 in a dictionary that DuckDB writes
    private static readonly Gen<DateTime> Date = Gen.Select(Gen.Int[0, 3_650_000], Gen.OneOf(Gen.Const(0L), Gen.Long[0, 86_400_000_000 - 1])).Select((day, micros) => new DateTime(1, 1, 1).AddDays(day).AddTicks(micros * 10));
    private static readonly Gen<string> Name = Gen.OneOf(Gen.OneOf<string>("a", "a b", "a\"b", "a'b", "a,b", "ß", "漢", "C1", "x_1", "json", "file_row_number", "filename", "select", "a\nb", "%s", "*"), Gen.String[Gen.Char["ab\"', ßλ_1"], 1, 6]).Where(name => !string.IsNullOrWhiteSpace(name));

    private static readonly Gen<Table> Tables = Gen.Select(Gen.Int[1, MostColumns], Gen.Int[1, MostRows], Gen.Enum<ColumnKind>().Array[MostColumns], Name.Array[MostColumns], Gen.Int[0, 3], Gen.Int.Array[MostRows * MostColumns]).SelectMany((columns, rows, kinds, names, missing, draws) =>
        Gen.Select(Text.Array[MostRows * MostColumns], Number.Array[MostRows * MostColumns], Date.Array[MostRows * MostColumns]).Select((texts, numbers, dates) =>
        {
            bool IsMissing(int at) => missing > 0 && draws[at] % 4 < missing;
            string[] unique = [.. names.Take(columns).Select((name, j) => names.Take(j).Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name}#{j}" : name)];
            return new Table("t", [.. Enumerable.Range(0, columns).Select(j => kinds[j] switch
            {
                ColumnKind.Number => (Column)new NumberColumn(unique[j], [.. Enumerable.Range(j * MostRows, rows).Select(at => IsMissing(at) ? double.NaN : numbers[at])]),
                ColumnKind.Date => new DateColumn(unique[j], Enumerable.Range(j * MostRows, rows).Select(at => IsMissing(at) ? (DateTime?)null : dates[at])),
                _ => new TextColumn(unique[j], Enumerable.Range(j * MostRows, rows).Select(at => IsMissing(at) ? null : texts[at])),
            })]);
        }));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parquet_reads_back_as_it_was() => Tables.Sample(table =>
    {
        string file = Written(table, "parquet", "(format parquet, row_group_size 2048)");
        var kinds = Expected(table, asParquet: true);
        ReferenceText.AssertEqual(kinds, ReferenceText.Of(Table.Read(file)));
        ReferenceText.AssertEqual(kinds, Joined(Table.Chunks(file, rows: 7)));
        ReferenceText.AssertEqual(kinds, ReferenceText.Of(Table.Query(database: null, $"select * from {TestFolder.Quoted(file)}")));
        using var batches = new Batches(table.ToRecordBatches(7));
        ReferenceText.AssertEqual(kinds, ReferenceText.Of(Table.From(batches.All)));
    }, iter: 40, threads: 1);

    /// <summary>A column of texts that are all dates is one of dates in a file of JSON, and one without a value one of numbers; microseconds are all that DuckDB writes.</summary>
    [Fact]
    public void Json_reads_back_as_it_was() => Tables.Sample(table =>
    {
        string file = Written(table, "jsonl", "(format json)"), array = Written(table, "json", "(format json, array true)");
        var expected = Expected(table, asParquet: false);
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.Read(file)));
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.Read(array)));
        ReferenceText.AssertEqual(expected, Joined(Table.Chunks(file, rows: 7)));
    }, iter: 40, threads: 1);

    /// <summary>DuckDB writes an empty text as "" and a missing cell as nothing, and reads both as missing; here they stay apart. What looks like a number or date is one, if all of a column does.</summary>
    [Fact]
    public void Csv_reads_back_as_it_was() => Tables.Sample(table =>
    {
        string file = Written(table, "csv", "(format csv, header true)");
        var kinds = table.Columns.ToDictionary(column => column.Name, column => column.Kind).Aggregate(new ReadOptions().Kinds, (all, pair) => all.Add(pair.Key, pair.Value));
        ReferenceText.AssertEqual(ReferenceText.Of(table), ReferenceText.Of(Table.Read(file, new ReadOptions { Kinds = kinds })));
        ReferenceText.AssertEqual(ReferenceText.Of(table), Joined(Table.Chunks(file, new ReadOptions { Kinds = kinds }, rows: 7)));
    }, iter: 40, threads: 1);

    /// <summary>The table's columns as they are read: microseconds, and for JSON the kind that all its values are of.</summary>
    private static List<(string Name, ColumnKind Kind, object?[] Cells)> Expected(Table table, bool asParquet) => [.. ReferenceText.Of(table).Select(column =>
        asParquet || column.Kind == ColumnKind.Number && column.Cells.Any(cell => cell is not null) ? column
        : column.Cells.All(cell => cell is null) ? (column.Name, ColumnKind.Number, column.Cells)
        : column.Kind == ColumnKind.Text && column.Cells.All(cell => cell is null or "2026-11-28") ? (column.Name, ColumnKind.Date, [.. column.Cells.Select(cell => cell is null ? null : (object)new DateTime(2026, 11, 28).Ticks)])
        : column)];

    private static List<(string Name, ColumnKind Kind, object?[] Cells)> Joined(IEnumerable<Table> chunks)
    {
        var parts = chunks.Select(ReferenceText.Of).ToList();
        return [.. parts[0].Select((column, j) => (column.Name, column.Kind, parts.SelectMany(part => part[j].Cells).ToArray()))];
    }

    /// <summary>The table in a file that DuckDB writes.</summary>
    private string Written(Table table, string extension, string options)
    {
        string file = _folder[$"t.{extension}"];
        File.Delete(file);
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using (var create = connection.CreateCommand())
        {
            create.CommandText = $"create table t ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name.Replace("\"", "\"\"")}\" {(column.Kind switch { ColumnKind.Number => "double", ColumnKind.Date => "timestamp", _ => "varchar" })}"))})";
            create.ExecuteNonQuery();
        }

        using (var appender = connection.CreateAppender("t"))
            for (int row = 0; row < table.Rows; row++)
            {
                var cells = appender.CreateRow();
                foreach (var column in table.Columns)
                {
                    if (column.IsMissing(row))
                        cells.AppendNullValue();
                    else if (column is NumberColumn numbers)
                        cells.AppendValue(numbers.Values[row]);
                    else if (column is DateColumn dates)
                        cells.AppendValue(dates[row]);
                    else
                        cells.AppendValue(column.Text(row));
                }

                cells.EndRow();
            }

        using var copy = connection.CreateCommand();
        copy.CommandText = $"copy t to {TestFolder.Quoted(file)} {options}";
        copy.ExecuteNonQuery();
        return file;
    }

    private sealed class Batches(IEnumerable<Apache.Arrow.RecordBatch> batches) : IDisposable
    {
        public Apache.Arrow.RecordBatch[] All { get; } = [.. batches];

        public void Dispose()
        {
            foreach (var batch in All)
                batch.Dispose();
        }
    }
}
