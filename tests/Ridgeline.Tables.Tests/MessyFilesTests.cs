using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ridgeline.Tables.Tests;

/// <summary>The files of Reference/data/messy: read as golden/messy_expected.json says, or refused with their place.</summary>
public sealed class MessyFilesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Reference");
    private static readonly JsonDocument Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden", "messy_expected.json")));

    [Theory]
    [InlineData("messy_birthwt.csv", ',', '.', ',')]
    [InlineData("euro_swiss.csv", ';', ',', '.')]
    public void A_whole_table_is_read_as_expected(string name, char delimiter, char point, char thousands)
    {
        var expected = Expected(name);
        string[] missing = expected.TryGetProperty("missing_tokens", out var tokens) ? [.. tokens.EnumerateArray().Select(token => token.GetString()!).Where(token => token.Length > 0)] : [];
        var table = CsvFile.Read(PathOf(name), new ReadOptions { Delimiter = delimiter, Decimal = point, Thousands = thousands, Missing = [.. missing] });
        Assert.Equal(expected.GetProperty("header").EnumerateArray().Select(header => header.GetString()), table.Columns.Select(column => column.Name));
        Assert.Equal(expected.GetProperty("n_rows").GetInt32(), table.Rows);
        foreach (var cells in expected.GetProperty("columns").EnumerateObject())
            Assert.Equal([.. cells.Value.EnumerateArray().Select(Cell)], Cells(table[cells.Name]));
    }

    [Fact]
    public void Dates_and_empty_texts_of_the_messy_table_are_what_they_are()
    {
        var table = CsvFile.Read(PathOf("messy_birthwt.csv"), new ReadOptions { Thousands = ',', Missing = ["NA", "N/A", "?"] });
        Assert.Equal(new DateTime(1986, 1, 1), Assert.IsType<DateColumn>(table["Visite"])[0]);
        var notes = Assert.IsType<TextColumn>(table["comment \"free\""]);
        Assert.Equal(("", 0), (notes[7], notes.MissingCount));
        Assert.IsType<NumberColumn>(table["birth weight, g"]);
        Assert.IsType<TextColumn>(CsvFile.Read(PathOf("messy_birthwt.csv"))["birth weight, g"]); // thousands weren't asked for
    }

    [Fact]
    public void Every_token_becomes_its_number_or_never_one()
    {
        var tokens = Expected("tokens.csv").GetProperty("tokens").EnumerateArray().ToArray();
        var read = Assert.IsType<TextColumn>(CsvFile.Read(PathOf("tokens.csv"))["token"]);
        Assert.Equal(tokens.Length, read.Rows);
        for (int row = 0; row < tokens.Length; row++)
        {
            string text = tokens[row].GetProperty("text").GetString()!;
            Assert.Equal(text.Length == 0 ? null : text, read[row]);
            var value = tokens[row].GetProperty("value");
            var alone = CsvFile.Parse(new StringReader($"row,token\n0,{(text.Contains(',') ? $"\"{text}\"" : text)}\n"), "t", new ReadOptions { Missing = ["NA", "nan"] })["token"];
            if (value.ValueKind == JsonValueKind.Null)
                Assert.True(alone.IsMissing(0));
            else if (value.ValueKind == JsonValueKind.Number || value.GetString() == "-0.0")
                Assert.Equal(BitConverter.DoubleToInt64Bits(Number(value)), BitConverter.DoubleToInt64Bits(Assert.IsType<NumberColumn>(alone).Values[0]));
            else
                Assert.Equal(text, Assert.IsType<TextColumn>(alone)[0]); // also what is beyond the largest double, and what isn't finite
        }
    }

    [Theory]
    [InlineData("blank_lines.csv", "a:1,3 b:2,4")]
    [InlineData("all_missing_col.csv", "a:1,2,3 b:,, y:0,1,0")]
    [InlineData("cr_only.csv", "a:1,3 b:2,4")]
    [InlineData("mixed_newlines.csv", "a:1,3,5 b:2,4,6")]
    [InlineData("tab.tsv", "a:1 b:2")]
    [InlineData("trailing_delimiter.csv", "a:1,3 b:2,4")] // the third column has no name and no cell
    [InlineData("quote_in_middle.csv", "a:1 b:x\"y\"z")]
    [InlineData("whitespace_header.csv", " a :1  b :2")]
    [InlineData("utf16le_bom.csv", "a:1 ü:2")]
    public void A_small_table_is_read_as_expected(string name, string expected)
    {
        Expected(name);
        Assert.Equal(expected, string.Join(' ', CsvFile.Read(PathOf(name)).Columns.Select(column => $"{column.Name}:{string.Join(',', Enumerable.Range(0, column.Rows).Select(column.Text))}")));
    }

    [Theory]
    [InlineData("ragged_short_row.csv", "row 2 (line 3) has 2 cells where the header has 3")]
    [InlineData("ragged_long_row.csv", "row 2 (line 3) has 3 cells where the header has 2")]
    [InlineData("unclosed_quote.csv", "row 1 (line 2), column 'b': a quote is opened that is never closed; a cell with quotes in it is written \"like \"\"this\"\"\"")]
    [InlineData("dup_header.csv", "columns 1 and 3 are both called 'a' (line 1); every column needs a name of its own")]
    [InlineData("empty_header.csv", "column 2 has no name in the header (line 1)")]
    [InlineData("header_only.csv", "there are no rows under the header")]
    [InlineData("empty.csv", "is empty; a header with the columns' names is needed")]
    [InlineData("latin1.csv", "line 1, after 'a,': byte 0xFC is not UTF-8 text; text in UTF-8 is needed, or its encoding said (latin1 for example)")]
    public void What_is_no_table_is_refused_with_its_place(string name, string said)
    {
        Expected(name);
        Assert.Equal($"{PathOf(name)}: {said}", Assert.Throws<DataException>(() => CsvFile.Read(PathOf(name))).Message);
    }

    [Fact]
    public void Another_encoding_is_read_where_it_is_asked_for() =>
        Assert.Equal(2, CsvFile.Read(PathOf("latin1.csv"), new ReadOptions { Encoding = Encoding.Latin1 }).Numbers("ü").Values[0]);

    [Fact]
    public void Every_messy_file_stands_in_the_golden_results() =>
        Assert.Equal(Golden.RootElement.GetProperty("cases").EnumerateArray().Select(each => each.GetProperty("id").GetString()!).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(Folder, "data", "messy")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    private static string PathOf(string name) => Path.Combine(Folder, "data", "messy", name);

    private static JsonElement Expected(string name) => Golden.RootElement.GetProperty("cases").EnumerateArray().Single(each => each.GetProperty("id").GetString() == name);

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static object? Cell(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString();

    private static object?[] Cells(Column column) =>
        [.. Enumerable.Range(0, column.Rows).Select(row => column.IsMissing(row) ? null : column is NumberColumn numbers ? (object)numbers.Values[row] : column.Text(row))];
}
