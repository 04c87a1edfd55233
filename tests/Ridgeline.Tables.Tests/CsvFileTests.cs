using System.Text;
using CsCheck;

namespace Ridgeline.Tables.Tests;

public sealed class CsvFileTests
{
    /// <summary>A text cell that can't be taken for a number, and isn't all of a row (a wholly blank line is skipped).</summary>
    private static readonly Gen<string> Text = Gen.String[Gen.Char["ab \",\r\n'ßλ;"], 0, 8].Select(text => $"t{text}");
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Double.Where(double.IsFinite), Gen.Int[-5, 5].Select(i => (double)i));

    private static readonly Gen<Table> Tables = Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Bool.Array[5], Text.Array[60], Number.Array[60], Text.Array[5]).Select((columns, rows, isText, texts, numbers, names) =>
        new Table("t", [.. Enumerable.Range(0, columns).Select(j => isText[j]
            ? (Column)new TextColumn($"{names[j]}{j}", [.. texts.Skip(j * rows).Take(rows)])
            : new NumberColumn($"{names[j]}{j}", [.. numbers.Skip(j * rows).Take(rows)]))]));

    [Fact]
    public void What_is_written_reads_back_equal() => Tables.Sample(table =>
    {
        using var stream = new MemoryStream();
        CsvFile.Write(stream, table);
        var read = CsvFile.Parse(new StringReader(Encoding.UTF8.GetString(stream.ToArray())), "t");
        Assert.Equal(table.Columns.Select(c => (c.Name, c.GetType())), read.Columns.Select(c => (c.Name, c.GetType())));
        for (int j = 0; j < table.Columns.Length; j++)
            Assert.Equal(Enumerable.Range(0, table.Rows).Select(table.Columns[j].Text), Enumerable.Range(0, read.Rows).Select(read.Columns[j].Text));
    });

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
    [InlineData("a,\n1,2\n", "column 2 has no name")]
    [InlineData("a,b\n1,2\n1,2,3\n", "row 2 (line 3) has 3 cells where the header has 2")]
    [InlineData("a,b\n1\n", "row 1 (line 2) has 1 cell where the header has 2")]
    [InlineData("a;b\n1,5;2\n", "row 1 (line 2) has 2 cells where the header has 1; the header looks like it is separated by ';', where commas are needed")]
    [InlineData("a\tb\n1,5\t2\n", "the header looks like it is separated by tabs")]
    [InlineData("a,b\n1,x\"y\n", "row 1 (up to line 2)")]
    [InlineData("a,b\n1,\"xy\n2,z\n", "row 1")]
    [InlineData("a,b\n1,\0\n", "NUL")]
    public void What_is_no_table_is_refused_with_its_place(string text, string said)
    {
        string message = Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader(text), "t")).Message;
        Assert.StartsWith("t: ", message);
        Assert.Contains(said, message);
    }

    [Fact]
    public void Files_that_can_t_be_read_are_named()
    {
        string folder = Directory.CreateTempSubdirectory("ridgeline-").FullName, absent = Path.Combine(folder, "absent.csv"), latin = Path.Combine(folder, "latin.csv"), bom = Path.Combine(folder, "bom.csv");
        Assert.StartsWith($"{absent}: there is no such file", Refused(absent));
        Assert.StartsWith($"{folder}: is a folder", Refused(folder));
        File.WriteAllBytes(latin, [(byte)'a', (byte)'\n', 0xe9, (byte)'\n']);
        Assert.StartsWith($"{latin}: ", Refused(latin));
        Assert.Contains("UTF-8", Refused(latin));
        File.WriteAllText(latin, "a\n1\n", Encoding.Unicode);
        Assert.Contains("UTF-8", Refused(latin));
        File.WriteAllText(bom, "a\n1\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(1, CsvFile.Read(bom).Numbers("a").Values[0]);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("x\ry")]
    [InlineData("\r")]
    [InlineData("x\r\ny")]
    [InlineData("")]
    [InlineData(" ")]
    public void A_cell_alone_in_its_row_reads_back_as_it_was(string cell)
    {
        using var stream = new MemoryStream();
        CsvFile.Write(stream, new Table("t", [new TextColumn("a", [cell, "x"])]));
        Assert.Equal([cell, "x"], Assert.IsType<TextColumn>(CsvFile.Parse(new StringReader(Encoding.UTF8.GetString(stream.ToArray())), "t")["a"]).Values);
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

    private static string Refused(string path) => Assert.Throws<DataException>(() => CsvFile.Read(path)).Message;
}
