using System.IO.Compression;
using System.Text;

namespace Ridgeline.Tables.Tests;

/// <summary>What stands around the text: files and folders, compression, encodings, data that are no text, and what is very large.</summary>
public sealed class TextFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_can_t_be_read_are_named()
    {
        Assert.Equal($"{In("absent.csv")}: there is no such file; a text file is needed", Refused(In("absent.csv")));
        Assert.Equal($"{In("a/b/absent.csv")}: there is no such file; a text file is needed", Refused(In("a/b/absent.csv")));
        Assert.StartsWith($"{_folder}: is a folder", Refused(_folder));
        Assert.Equal("'' is no file name; a text file is needed", Refused(""));
        Assert.Equal("'a\0b' is no file name; a text file is needed", Refused("a\0b"));
    }

    [Theory]
    [InlineData("x.csv", "a,b\n1,2\n")]
    [InlineData("x.txt", "a,b\n1,2\n")]
    [InlineData("x.CSV", "a,b\n1,2\n")]
    [InlineData("x.tsv", "a\tb\n1\t2\n")]
    [InlineData("x.TAB", "a\tb\n1\t2\n")]
    [InlineData("x.csv.gz", "a,b\n1,2\n")]
    [InlineData("x.tsv.GZ", "a\tb\n1\t2\n")]
    public void The_name_says_what_separates_cells_and_what_is_compressed(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var table = CsvFile.Read(Write(name, name.EndsWith("gz", StringComparison.OrdinalIgnoreCase) ? Compressed(bytes) : bytes));
        Assert.Equal([1, 2], table.Columns.Select(column => table.Numbers(column.Name).Values[0]));
    }

    [Fact]
    public void Compressed_data_that_end_early_are_refused_wherever_they_end()
    {
        byte[] whole = Compressed(Encoding.UTF8.GetBytes($"a,b\n{string.Concat(Enumerable.Range(0, 30_000).Select(k => $"{k * 7919 % 10007},{k}\n"))}"));
        Assert.Equal(30_000, CsvFile.Read(Write("x.csv.gz", whole)).Rows);
        foreach (int length in Enumerable.Range(0, 30).SelectMany(k => new[] { whole.Length - 1 - k, 1 + k, 1 + whole.Length * k / 31 }))
            Assert.Equal($"{In("x.csv.gz")}: is no gzip data, as its name says, or is damaged or cut off", Refused(Write("x.csv.gz", whole[..length])));
        Assert.EndsWith("is empty; a header with the columns' names is needed", Refused(Write("x.csv.gz", [])));
        Assert.EndsWith("damaged or cut off", Refused(Write("x.csv.gz", "a,b\n1,2\n"u8.ToArray())));
        whole[whole.Length / 2] ^= 1;
        Assert.NotEmpty(Refused(Write("x.csv.gz", whole)));
    }

    [Fact]
    public void Compressed_data_that_were_joined_are_read_as_one_and_checked_to_their_end()
    {
        byte[] first = Compressed("a,b\n1,2\n"u8.ToArray()), second = Compressed("3,4\n5,6\n"u8.ToArray());
        Assert.Equal([1, 3, 5], CsvFile.Read(Write("x.csv.gz", [.. first, .. second])).Numbers("a").Values);
        Assert.Equal([1, 3, 5], CsvFile.Read(Write("x.csv.gz", [.. first, .. second, .. Compressed([])])).Numbers("a").Values);
        for (int cut = 1; cut < second.Length; cut++)
            Assert.EndsWith("damaged or cut off", Refused(Write("x.csv.gz", [.. first, .. second[..^cut]])));
    }

    [Fact]
    public void Data_that_are_no_text_are_called_what_they_are()
    {
        Assert.Equal($"{In("x.csv")}: is no text but gzip data; call it by a name that ends in .gz", Refused(Write("x.csv", Compressed("a\n1\n"u8.ToArray()))));
        Assert.Contains("a PNG image", Refused(Write("x.csv", [0x89, .. "PNG\r\n\x1a\n"u8])));
        Assert.Contains("a zip archive, as .xlsx files are", Refused(Write("x.csv", [.. "PK\x03\x04"u8, 20, 0])));
        Assert.Contains("Parquet", Refused(Write("x.csv", [.. "PAR1"u8, 21, 4])));
        Assert.Equal($"{In("x.csv")}: line 2, after '1,': byte 0xE2 is not UTF-8 text; text in UTF-8 is needed, or its encoding said (latin1 for example)", Refused(Write("x.csv", [.. "a,b\n1,"u8, 0xe2, 0x28, 0xa1, 10])));
        Assert.Contains("row 1 (line 2), column 'b': holds a NUL character", Refused(Write("x.csv", "a,b\n1,\0\n"u8.ToArray())));
        Assert.Contains("column 1: holds a NUL character: this is no text file, or one in UTF-16 whose encoding has to be said", Refused(Write("x.csv", new UnicodeEncoding(false, false).GetBytes("a,b\n1,2\n"))));
    }

    [Fact]
    public void Encodings_are_read_where_they_are_marked_or_asked_for()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true), new UTF32Encoding(true, true) })
        {
            string path = Write("x.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("ü,🚀\n1,日本\n")]);
            foreach (var options in new ReadOptions[] { new(), new() { Encoding = encoding } })
                Assert.Equal("ü=1 🚀=日本", string.Join(' ', CsvFile.Read(path, options).Columns.Select(column => $"{column.Name}={column.Text(0)}")));
            Assert.EndsWith($"begins with the mark of {encoding.WebName.ToUpperInvariant()}; it can't be ISO-8859-1 text", Refused(path, new() { Encoding = Encoding.Latin1 }));
            var unmarked = Write("y.csv", encoding.GetBytes("ü,🚀\n1,日本\n"));
            Assert.Equal("ü", CsvFile.Read(unmarked, new() { Encoding = encoding }).Columns[0].Name);
        }

        Assert.Equal("ü", CsvFile.Read(Write("x.csv", [0xfc, 10, 49, 10]), new() { Encoding = Encoding.Latin1 }).Columns[0].Name);
        Assert.Contains("line 1, at its beginning: byte 0xFC is not UTF-8 text", Refused(Write("x.csv", [0xfc, 10, 49, 10])));
        Assert.Contains("is not US-ASCII text; its own encoding has to be said", Refused(Write("x.csv", [0xfc, 10, 49, 10]), new() { Encoding = Encoding.ASCII }));
        Assert.Contains("line 2, after '1': byte 0x0A is not UTF-16 text", Refused(Write("x.csv", [0xff, 0xfe, 97, 0, 10, 0, 49, 0, 10])));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_found_far_behind()
    {
        string rows = string.Concat(Enumerable.Range(0, 200_000).Select(k => $"{k},ü\r\n"));
        Assert.Contains("line 200002, after 'x': byte 0xFF is not UTF-8 text", Refused(Write("x.csv", [.. Encoding.UTF8.GetBytes($"a,b\r\n{rows}x"), 0xff, 10])));
        Assert.Contains("line 200002, after 'x': byte 0xC3 is not UTF-8 text", Refused(Write("x.csv", [.. Encoding.UTF8.GetBytes($"a,b\r\n{rows}x"), 0xc3])));
    }

    [Fact]
    public void Lines_and_cells_of_ten_megabytes_are_read()
    {
        const int length = 10_000_000;
        string cell = new('x', length), quotes = new('"', length), digits = new('7', length);
        Assert.Equal(cell, CsvFile.Read(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n{cell},1\n")))["a"].Text(0));
        Assert.Equal(quotes[..(length / 2)], CsvFile.Read(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n\"{quotes}\",1\n")))["a"].Text(0));
        Assert.Equal(0.7777777777777778, CsvFile.Read(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n0.{digits},1\n"))).Numbers("a").Values[0]);
        Assert.Equal(7.777777777777778, CsvFile.Read(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n{digits}e-9999999,1\n"))).Numbers("a").Values[0]);
        Assert.Equal(1_000_000, CsvFile.Read(Write("x.csv", Encoding.UTF8.GetBytes($"{string.Join(',', Enumerable.Range(0, 1_000_000))}\n{string.Join(',', Enumerable.Range(0, 1_000_000))}\n"))).Columns.Length);
        Assert.Contains("row 1 (line 2) has 1 cell where the header has 2", Refused(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n{cell}\n"))));
        Assert.True(Refused(Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n{cell}\"y\",{cell}\"\n"))).Length < 1000);
    }

    [Fact]
    public void A_row_that_never_ends_is_refused_fast()
    {
        string path = Write("x.csv", Encoding.UTF8.GetBytes($"a,b\n1,2\n3,\"4\n{string.Concat(Enumerable.Repeat("5,6\n", 6_000_000))}"));
        Assert.Equal($"{path}: row 2 or one soon after it has more than 16777215 characters; rows are shorter, unless a quote is opened in it that is never closed", Refused(path));
    }

    [Fact]
    public void A_reading_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => CsvFile.Read(Write("x.csv", "a\n1\n"u8.ToArray()), stop: stop.Token));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    private static string Refused(string path, ReadOptions? options = null) => Assert.Throws<DataException>(() => CsvFile.Read(path, options)).Message;
}
