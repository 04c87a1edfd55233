using System.Text;
using CsCheck;

namespace Ridgeline.Tables.Tests;

public sealed class CsvFileTests
{
    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("a,b\r\n1,x\r\n2,y")]
    [InlineData("a,b\r1,x\r2,y\r")]
    [InlineData("a,b\n\n1,x\n\n2,y\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"x\"\n 2 ,y\n")]
    public void Line_ends_quotes_and_blank_lines_are_read_as_they_are_meant(string text)
    {
        var table = CsvFile.Parse(new StringReader(text), "t");
        Assert.Equal([1.0, 2], Assert.IsType<NumberColumn>(table["a"]).Values);
        Assert.Equal(["x", "y"], Assert.IsType<TextColumn>(table["b"]).Values);
    }

    [Theory]
    [InlineData("", "t: is empty")]
    [InlineData("\n\n", "t: is empty")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("a,a\n1,2\n", "columns 1 and 2 are both called 'a'")]
    [InlineData("a,\n1,2\n", "row 1 (line 2): column 2 has no name in the header, but the cell '2'")]
    [InlineData("a,,b\n1,2,3\n", "column 2 has no name in the header (line 1)")]
    [InlineData(",a\n1,2\n", "column 1 has no name in the header (line 1)")]
    [InlineData("\n\na,\" \"\n1,2\n", "column 2 has no name in the header (line 3)")]
    [InlineData("a,b\n1,2\n1,2,3\n", "row 2 (line 3) has 3 cells where the header has 2")]
    [InlineData("a,b\n1\n", "row 1 (line 2) has 1 cell where the header has 2")]
    [InlineData("a;b\n1,5;2\n", "row 1 (line 2) has 2 cells where the header has 1; the header looks like it is separated by ';', where commas are needed")]
    [InlineData("a\tb\n1,5\t2\n", "the header looks like it is separated by tabs")]
    [InlineData("a,b\n1,x\"y\n", "row 1 (line 2), column 'b': a quote stands inside a cell that doesn't begin with one")]
    [InlineData("a,b\n5\" pipe,6\" pipe\n", "row 1 (line 2), column 'a': a quote stands inside a cell that doesn't begin with one")]
    [InlineData("a,b\n1,\"x\ny\"\n2,\"xy\n3,z\n", "row 2 (line 4), column 'b': a quote is opened that is never closed")]
    [InlineData("a,b\n1,\"x\" \n", "row 1 (line 2), column 'b': ' ' stands behind a closing quote")]
    [InlineData("a,b\n1,\"x\"y\"\"\n", "row 1 (line 2), column 'b': 'y\"\"' stands behind a closing quote")]
    [InlineData("a,\"b\n1,2\n", "the header (line 1), column 2: a quote is opened that is never closed")]
    [InlineData("a,b\n\"x\r\ny\rz\n\",\0\n", "row 1 (line 5), column 'b': holds a NUL character: this is no text file")]
    [InlineData("a,b\0\n1,2\n", "the header (line 1), column 2: holds a NUL character")]
    public void What_is_no_table_is_refused_with_its_place(string text, string said)
    {
        string message = Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader(text), "t")).Message;
        Assert.StartsWith("t: ", message);
        Assert.Contains(said, message);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Line_ends_at_a_buffer_s_edge_are_read(string end)
    {
        for (int length = 4000; length < 4200; length++)
            Assert.Equal("y", CsvFile.Parse(new StringReader($"a,b{end}{new string('x', length)},1{end}y,2{end}"), "t")["a"].Text(1));
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Blank_lines_stay_where_they_are(string end)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, $"a{end}{string.Concat(Enumerable.Range(0, 100_000).Select(k => $"{k}{end}{end}"))}");
        var values = CsvFile.Read(path)["a"];
        Assert.Equal(Enumerable.Range(0, 200_000).Select(row => row % 2 == 0 ? $"{row / 2}" : ""), Enumerable.Range(0, values.Rows).Select(values.Text));
        File.Delete(path);
    }

    [Fact]
    public void An_error_names_the_line_whatever_the_lines_before_end_in() => Gen.Select(Gen.OneOf("x", "\"x\"", "\"\r\"", "\"\n\n\"", "\"\r\n\"\"\"", "\"\r\r\n\n\r\"", "x\"\"y").Array[0, 30], Gen.OneOf("\r", "\n", "\r\n").Array[32], Gen.Int[0, 3].Array[31], Gen.Int[1, 20_000])
        .Sample((cells, ends, blank, length) =>
        {
            string before = $"{new string('h', length)},b{ends[31]}{string.Concat(cells.Select((cell, k) => $"{cell},1{ends[k]}{(blank[k] == 0 ? ends[k] : "")}"))}";
            int line = before.Replace("\r\n", "\n").Count(c => c is '\r' or '\n') + 1;
            var options = new ReadOptions { Kinds = new ReadOptions().Kinds.Add("b", ColumnKind.Number) };
            string message = Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader($"{before}\"\n\",bad\n"), "t", options)).Message;
            Assert.StartsWith($"t: row {cells.Length + 1} (line {line + 1}), column 'b': 'bad' is not a number", message);
            message = Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader($"{before}x\n"), "t", options)).Message;
            Assert.Equal($"t: row {cells.Length + 1} (line {line}) has 1 cell where the header has 2", message);
        }, iter: 500);

    [Theory]
    [InlineData("a,b\n1\n", '\t', "is separated by commas, where tabs are needed")]
    [InlineData("a\tb\n1;2\n", ';', "is separated by tabs, where ';' are needed")]
    public void Another_delimiter_in_the_header_is_seen(string text, char delimiter, string said) =>
        Assert.Contains(said, Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader($"{text}1{delimiter}2\n"), "t", new ReadOptions { Delimiter = delimiter })).Message);

    [Fact]
    public void A_reader_s_own_trouble_with_its_encoding_is_told() =>
        Assert.Equal("t: is no text in its encoding", Assert.Throws<DataException>(() => CsvFile.Parse(new StreamReader(new MemoryStream([0xfc]), new UTF8Encoding(false, true)), "t")).Message);

    [Fact]
    public void A_hundred_thousand_columns_are_read()
    {
        string header = string.Join(',', Enumerable.Range(0, 100_000).Select(j => $"c{j}")), row = string.Join(',', Enumerable.Range(0, 100_000));
        Assert.Equal(99_999, CsvFile.Parse(new StringReader($"{header}\n{row}\n"), "t").Numbers("c99999").Values[0]);
    }

    [Fact]
    public void A_cell_of_ten_megabytes_is_read()
    {
        string cell = new('x', 10_000_000);
        Assert.Equal(cell, CsvFile.Parse(new StringReader($"a,b\n{cell},1\n"), "t")["a"].Text(0));
    }

    [Fact]
    public void The_bundled_data_are_the_reference_data()
    {
        var table = BundledData.BreastCancer();
        Assert.Equal((569, 31), (table.Rows, table.Columns.Length));
        Assert.Equal([212, 357], ClassTarget.Of("t", table[BundledData.BreastCancerTarget]).Counts());
        using var stream = typeof(BundledData).Assembly.GetManifestResourceStream("breast_cancer.csv")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.Equal(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", "data", "breast_cancer.csv")), copy.ToArray());
    }
}
