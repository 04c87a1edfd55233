using System.Text;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>What is written reads back equal.</summary>
public sealed class CsvWritingFacts
{
    private static readonly Gen<string> Nasty = Gen.OneOf(
        Gen.String[Gen.Char["ab \",\t\r\n'ßλ;|.-1e\u00a0\ufeff\u2028#"], 0, 8], Gen.OneOf("", "\"", "\"\"", " ", "1", "-0", "1e5", "NA", "2026-11-28", "true", "日本語 🚀", "\r", "\n", "\r\n", "=1+1", "\ufeff"), Gen.String.Where(IsWritable));
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double.Where(double.IsFinite), Gen.Double[-1e6, 1e6], Gen.Int[-5, 5].Select(i => (double)i), Gen.OneOf(-0.0, double.MaxValue, double.MinValue, double.Epsilon, 1e22, 0.1));
    private static readonly Gen<DateTime> Date = Gen.OneOf(Gen.DateTime.Select(date => new DateTime(date.Ticks)), Gen.DateTime.Select(date => new DateTime(date.Date.Ticks)), Gen.OneOf(DateTime.MinValue, new DateTime(DateTime.MaxValue.Ticks)));

    private static readonly Gen<Table> Tables = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[0, 2].Array[5], Nasty.Array[65], Number.Array[60], Date.Array[60], Gen.Int[0, 5].Array[60]).Select((columns, rows, kinds, texts, numbers, dates, gaps) =>
        new Table("t", [.. Enumerable.Range(0, columns).Select(j => Column($"{texts[60 + j]}{j}", kinds[j], Enumerable.Range(j * rows, rows), k => texts[k], k => numbers[k], k => dates[k], k => gaps[k] == 0))]));

    private static readonly Gen<ReadOptions> Options = Gen.Select(Gen.OneOf<char?>(null, ',', ';', '\t', '|', ' ', '.'), Gen.OneOf('.', ',', '·'), Gen.OneOf<char?>(null, '\'', ' ', '\u202f'), Gen.OneOf<Encoding?>(null, Encoding.UTF8, Encoding.Unicode, Encoding.UTF32))
        .Select((delimiter, point, thousands, encoding) => new ReadOptions { Delimiter = delimiter, Decimal = point, Thousands = thousands, Encoding = encoding });

    [Fact]
    public void A_table_reads_back_equal_where_its_kinds_are_said() => Gen.Select(Tables, Options).Sample((table, options) =>
    {
        var kinds = options with { Kinds = options.Kinds.AddRange(table.Columns.Select(column => KeyValuePair.Create(column.Name, column.Kind))) };
        ReferenceText.AssertEqual(ReferenceText.Of(table), ReferenceText.Of(Again(table, kinds)));
    }, iter: 1000);

    [Fact]
    public void Without_its_kinds_it_has_the_same_cells() => Gen.Select(Tables, Options).Sample((table, options) =>
    {
        var read = Again(table, options);
        foreach (var column in table.Columns)
            for (int row = 0; row < table.Rows; row++)
            {
                var again = read[column.Name];
                if (column is NumberColumn or DateColumn || again is TextColumn)
                    Assert.Equal((column.IsMissing(row), column.Text(row)), (again.IsMissing(row), again.Text(row)));
                else // texts that all look like numbers or dates
                    Assert.True(again.IsMissing(row) ? column.Text(row).Length == 0 : again.Kind == ColumnKind.Number || DateTime.TryParse(column.Text(row), out _), column.Text(row));
            }
    }, iter: 1000);

    [Theory]
    [InlineData("a,b\n1.5,x\n,\n-0,\"\"\n")]
    [InlineData("a\n1\n\n3\n")]
    [InlineData("a\nx\n\n\"\"\n")]
    [InlineData("a,\"b \"\n2026-11-28,\" x\"\n2026-11-28T09:30:00.5,\"x,\"\n")]
    public void Text_as_it_is_written_is_written_so_again(string text)
    {
        using var stream = new MemoryStream();
        CsvFile.Write(stream, CsvFile.Parse(new StringReader(text), "t"));
        Assert.Equal(text, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void What_no_text_file_can_hold_is_refused_with_its_place()
    {
        Assert.Equal("t: row 2, column 'a': holds a NUL character, which no text file can", Refused("\0"));
        Assert.Equal("t: row 2, column 'a': 'x\ud800' has the character U+D800, which UTF-8 can't hold; it is half of a pair", Refused("x\ud800"));
        Assert.Equal("t: row 2, column 'a': 'λ' has the character U+03BB, which ISO-8859-1 can't hold; UTF-8 holds all", Refused("λ", Encoding.Latin1));
    }

    private static string Refused(string text, Encoding? encoding = null) =>
        Assert.Throws<DataException>(() => CsvFile.Write(Stream.Null, new Table("t", [new TextColumn("a", ["x", text])]), new ReadOptions { Encoding = encoding })).Message;

    private static bool IsWritable(string text) => !text.Contains('\0') && !text.Any(char.IsSurrogate);

    private static Column Column(string name, int kind, IEnumerable<int> cells, Func<int, string> text, Func<int, double> number, Func<int, DateTime> date, Func<int, bool> isMissing) => kind switch
    {
        0 => new NumberColumn(name, [.. cells.Select(k => isMissing(k) ? double.NaN : number(k))]),
        1 => new DateColumn(name, cells.Select(k => isMissing(k) ? null : (DateTime?)date(k))),
        _ => new TextColumn(name, cells.Select(k => isMissing(k) ? null : text(k))),
    };

    /// <summary>The table, written to a file and read again.</summary>
    private static Table Again(Table table, ReadOptions options)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(path))
                CsvFile.Write(stream, table, options);
            return CsvFile.Read(path, options);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
