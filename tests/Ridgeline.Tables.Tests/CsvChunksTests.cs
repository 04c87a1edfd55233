using System.Runtime.InteropServices;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>Kinds, and tables of a bounded number of rows.</summary>
public sealed class CsvChunksTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Chunks_are_the_table_in_pieces_of_the_same_kinds() => Gen.Select(Gen.OneOf("1", "", "2.5", "x", "\"\"", "2026-11-28", "NA", "-3").Array[1, 40], Gen.Int[0, 3], Gen.Int[1, 12]).Sample((cells, same, most) =>
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, $"a,b,c\n{string.Concat(cells.Select((cell, k) => $"{k},{cell},{cells[same % cells.Length]}\n"))}");
        var whole = CsvFile.Read(path);
        var chunks = CsvFile.Chunks(path, rows: most).ToArray();
        File.Delete(path);
        Assert.Equal(cells.Chunk(most).Select(chunk => chunk.Length), chunks.Select(chunk => chunk.Rows));
        Assert.Equal(Enumerable.Range(0, chunks.Length).Select(k => (path, (long)k * most)), chunks.Select(chunk => (chunk.Source, chunk.FirstRow)));
        ReferenceText.AssertEqual(ReferenceText.Of(whole), [.. whole.Columns.Select((column, j) => (column.Name, column.Kind, chunks.SelectMany(chunk => ReferenceText.Of(chunk)[j].Cells).ToArray()))]);
        Assert.All(chunks, chunk => Assert.Equal(whole.Columns.Select(column => column.Kind), chunk.Columns.Select(column => column.Kind)));
    }, threads: 1);

    [Fact]
    public void A_file_whose_kinds_are_all_said_is_read_once_and_as_far_as_is_asked_for()
    {
        File.WriteAllText(_path, $"a,b\n{string.Concat(Enumerable.Range(0, 100_000).Select(k => $"{k},{k}\n"))}x,y,z\n");
        var kinds = new ReadOptions { Kinds = new ReadOptions().Kinds.Add("a", ColumnKind.Number).Add("b", ColumnKind.Text).Add("absent", ColumnKind.Date) };
        var first = CsvFile.Chunks(_path, kinds, 10).First();
        Assert.Equal((ColumnKind.Number, ColumnKind.Text, 10), (first["a"].Kind, first["b"].Kind, first.Rows));
        Assert.Contains("row 100001 (line 100002) has 3 cells", Assert.Throws<DataException>(() => CsvFile.Chunks(_path, kinds, 10).Last()).Message);
        Assert.Contains("row 100001 (line 100002) has 3 cells", Assert.Throws<DataException>(() => CsvFile.Chunks(_path, rows: 10).First()).Message);
    }

    [Fact]
    public void A_file_without_rows_is_refused_in_chunks_too()
    {
        File.WriteAllText(_path, "a,b\n");
        Assert.Equal($"{_path}: there are no rows under the header", Assert.Throws<DataException>(() => CsvFile.Chunks(_path).Count()).Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n2,x y\n", "b", ColumnKind.Number, "row 2 (line 3), column 'b': 'x y' is not a number; a number such as 12.5 or 3e-4 is needed")]
    [InlineData("a,b\n1,2\n2,NaN\n", "b", ColumnKind.Number, "row 2 (line 3), column 'b': 'NaN' is not a finite number; a number such as 12.5 or 3e-4 is needed, or 'NaN' among what is missing")]
    [InlineData("a,b\n1,2\n2,-1e400\n", "b", ColumnKind.Number, "row 2 (line 3), column 'b': '-1e400' is beyond the largest number, 1.7976931348623157e308")]
    [InlineData("a,b\n\"x\ny\",2026-11-28\nz,28.11.2026\n", "b", ColumnKind.Date, "row 2 (line 4), column 'b': '28.11.2026' is not a date; a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed")]
    [InlineData("a,b\n1,2026-02-29\n", "b", ColumnKind.Date, "row 1 (line 2), column 'b': '2026-02-29' is not a date; a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed")]
    public void A_cell_that_is_not_of_the_kind_asked_for_is_named(string text, string column, ColumnKind kind, string said) =>
        Assert.Equal($"t: {said}", Assert.Throws<DataException>(() => CsvFile.Parse(new StringReader(text), "t", new ReadOptions { Kinds = new ReadOptions().Kinds.Add(column, kind) })).Message);

    [Fact]
    public void A_number_error_shows_the_marks_that_were_asked_for() =>
        Assert.EndsWith("'1.5' is not a number; a number such as 1'234,5 is needed", Assert.Throws<DataException>(() =>
            CsvFile.Parse(new StringReader("a;b\n1;1.5\n"), "t", new ReadOptions { Delimiter = ';', Decimal = ',', Thousands = '\'', Kinds = new ReadOptions().Kinds.Add("b", ColumnKind.Number) })).Message);

    [Fact]
    public void The_kind_asked_for_decides_what_a_cell_is()
    {
        var options = new ReadOptions { Kinds = new ReadOptions().Kinds.Add("b", ColumnKind.Text).Add("c", ColumnKind.Date) };
        var table = CsvFile.Parse(new StringReader("a,b,c\n1,007,\n2,\"\",\"\"\n3,,\n"), "t", options);
        Assert.Equal(["007", "", null], Assert.IsType<TextColumn>(table["b"]).Values);
        Assert.Equal(3, Assert.IsType<DateColumn>(table["c"]).MissingCount);
    }

    [Theory]
    [InlineData("\n\n1\nx\n", ",,1,x")] // numbers that turn out to be texts
    [InlineData("\n\"\"\n\nx\n", ",[],,x")] // an empty text among what is missing
    [InlineData("2026-11-28\n1\n\"\"\n", "2026-11-28,1,[]")]
    [InlineData("1\n2026-11-28\n", "1,2026-11-28")]
    [InlineData("\"\"\n\"\"\nx\n", "[],[],x")]
    public void Texts_that_began_otherwise_are_all_there(string cells, string expected)
    {
        string rows = string.Concat(cells.TrimEnd('\n').Split('\n').Select((cell, k) => $"{k},{cell}\n"));
        var texts = Assert.IsType<TextColumn>(CsvFile.Parse(new StringReader($"k,a\n{rows}"), "t")["a"]);
        Assert.Equal(expected, string.Join(',', texts.Values.Select(text => text is "" ? "[]" : text)));
    }

    [Fact]
    public void Columns_of_numbers_stand_side_by_side_but_those_set_apart()
    {
        var table = CsvFile.Parse(new StringReader("x,t,y,z,w\n1,a,2,3,4\n5,b,6,7,8\n"), "t", new ReadOptions { Apart = ["y", "absent"] });
        ref readonly double first = ref table.Numbers("x").Values[0];
        Assert.Equal([1, 5, 3, 7, 4, 8], MemoryMarshal.CreateReadOnlySpan(in first, 6));
        Assert.Equal([2, 6], table.Numbers("y").Values);
    }

    [Fact]
    public void Missing_markers_are_those_asked_for()
    {
        const string text = "a,b,c\n1,x,-999\n-999,NA,5\n NA ,\" NA \",6\n-999.0,,7\n";
        var table = CsvFile.Parse(new StringReader(text), "t", new ReadOptions { Missing = ["NA", "-999"] });
        Assert.Equal([1, double.NaN, double.NaN, -999], Assert.IsType<NumberColumn>(table["a"]).Values);
        Assert.Equal(["x", null, null, null], Assert.IsType<TextColumn>(table["b"]).Values);
        Assert.Equal([double.NaN, 5, 6, 7], Assert.IsType<NumberColumn>(table["c"]).Values);
        var empty = CsvFile.Parse(new StringReader("a,b\n1,\"\"\n2,x\n3,\" \"\n"), "t", new ReadOptions { Missing = [""] });
        Assert.Equal([null, "x", null], Assert.IsType<TextColumn>(empty["b"]).Values);
    }

    [Fact]
    public void Options_that_can_t_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadOptions { Delimiter = '"' });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadOptions { Delimiter = 'ß' });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadOptions { Decimal = '0' });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReadOptions { Thousands = '-' });
        Assert.Throws<ArgumentException>(() => CsvFile.Parse(new StringReader("a\n1\n"), "t", new ReadOptions { Thousands = '.' }));
        Assert.Throws<ArgumentOutOfRangeException>(() => CsvFile.Chunks(_path, rows: 0));
    }
}
