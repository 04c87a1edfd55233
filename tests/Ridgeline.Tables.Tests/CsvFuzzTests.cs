using System.IO.Compression;
using System.Text;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>Damaged files end in a table or a <see cref="DataException"/>: no other exception, no hang, and no cell other than a slow and simple parser reads.</summary>
public sealed class CsvFuzzTests
{
    private const int Most = 1500; // bytes of an input that is mutated

    /// <summary>2,000 inputs, or 100,000 where RIDGELINE_SLOW=1 asks for all.</summary>
    private static readonly int Inputs = Environment.GetEnvironmentVariable("RIDGELINE_SLOW") == "1" ? 100_000 : 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly byte[][] Seeds =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Reference", "data", "messy")).Order(StringComparer.Ordinal).Select(path => File.ReadAllBytes(path)).Select(bytes => bytes.Length > Most ? bytes[..Most] : bytes),
        .. new[]
        {
            "x,y,d\n1,2.5,2026-11-28\n-3e4,,2026-11-28T09:30:00.5\n\"1,000\",\"\",\n", "a\n1\n\n3\n", "a;b\n1,5;x\n2,25;\"y;z\"\n", "n,t\n0.1,1e400\n123456789012345678901234567890,nan\n-0,inf\n4.9e-324,NA\n",
            "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n,\"q\"\"q\"\r\n", "t\tu\n1'234\t 5 \n12'345.5\t\t\n".Replace("\t\t", "\t"),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Injected = ["\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "\n\n", "\0", " ", "-", ".", "e", "1", "0", "NA", "nan", "\ufeff", "é", "🚀", "1e999", "2026-02-29", "T09:30", "'"];

    private static readonly Gen<byte[]> Splices = Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Int[0, Seeds.Length - 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 3])
        .Select((first, second, cut, from, how) => how > 0 ? Seeds[first] : (byte[])[.. Seeds[first][..(int)(cut * Seeds[first].Length)], .. Seeds[second][(int)(from * Seeds[second].Length)..]]);

    private static readonly Gen<(int How, double At, byte Value, int Injected)> Mutation = Gen.Select(Gen.Int[0, 6], Gen.Double[0, 1], Gen.Byte, Gen.Int[0, Injected.Length - 1]);

    private static readonly Gen<byte[]> Bytes = Gen.Select(Splices, Mutation.Array[0, 4]).Select((bytes, mutations) => mutations.Aggregate(bytes, Mutated));

    private static readonly Gen<ReadOptions> Options = Gen.Select(Gen.OneOf<char?>(null, null, null, ';', '\t'), Gen.OneOf('.', '.', ','), Gen.OneOf<char?>(null, null, ',', '.', '\''), Gen.Bool)
        .Select((delimiter, point, thousands, hasMissing) => new ReadOptions { Delimiter = delimiter, Decimal = point, Thousands = thousands == point ? null : thousands, Missing = hasMissing ? ["NA", "nan", "?", "-3e4"] : [] });

    [Fact]
    public void Damaged_files_end_in_the_right_table_or_a_clear_error()
    {
        string folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;
        int tables = 0, refused = 0;
        try
        {
            Gen.Select(Bytes, Options, Gen.Int[0, 9]).Sample((bytes, options, ending) =>
            {
                string path = Path.Combine(folder, $"{Guid.NewGuid()}.{(ending == 0 ? "tsv" : ending == 1 ? "csv.gz" : "csv")}");
                File.WriteAllBytes(path, ending == 1 ? Compressed(bytes) : bytes);
                var reading = Task.Run(() => Outcome(path, options));
                Assert.True(reading.Wait(Patience), "it hangs");
                var (table, message) = reading.Result;
                File.Delete(path);
                Interlocked.Increment(ref table is null ? ref refused : ref tables);
                var expected = Decoded(bytes) is { } text ? ReferenceText.Read(text, options.Delimiter ?? (ending == 0 ? '\t' : ','), options.Decimal, options.Thousands, [.. options.Missing]) : null;
                if (table is not null)
                    ReferenceText.AssertEqual(expected ?? throw new InvalidOperationException("a table was read where there is none"), ReferenceText.Of(table));
                else
                    Assert.True(expected is null || message.Contains("is no text but"), message);
                if (message.Length > 0)
                    Assert.StartsWith($"{path}: ", message);
            }, iter: Inputs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{tables} tables, {refused} refusals");
        Assert.True(tables > Inputs / 10 && refused > Inputs / 10, $"{tables} tables and {refused} refusals say little");
    }

    private static (Table? Table, string Message) Outcome(string path, ReadOptions options)
    {
        try
        {
            var table = CsvFile.Read(path, options);
            Assert.Equal(table.Rows, CsvFile.Chunks(path, options, 3).Sum(chunk => chunk.Rows));
            return (table, "");
        }
        catch (DataException error)
        {
            return (null, error.Message);
        }
    }

    private static byte[] Mutated(byte[] bytes, (int How, double At, byte Value, int Injected) mutation)
    {
        int at = (int)(mutation.At * bytes.Length), next = Math.Min(at + 1 + mutation.Value % 8, bytes.Length);
        return mutation.How switch
        {
            0 => [.. bytes[..at], mutation.Value, .. bytes[Math.Min(at + 1, bytes.Length)..]],
            1 => [.. bytes[..at], mutation.Value, .. bytes[at..]],
            2 => [.. bytes[..at], .. bytes[next..]],
            3 => mutation.Value < 64 ? bytes[..at] : [.. bytes[..at], .. bytes[next..]],
            4 => [.. bytes[..at], .. bytes[at..next], .. bytes[at..]],
            _ => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Injected[mutation.Injected]), .. bytes[at..]],
        };
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>The text; null: the bytes are none.</summary>
    private static string? Decoded(byte[] bytes)
    {
        var (encoding, mark) = bytes switch
        {
            [0xff, 0xfe, 0, 0, ..] => ((Encoding)new UTF32Encoding(false, false, true), 4),
            [0, 0, 0xfe, 0xff, ..] => (new UTF32Encoding(true, false, true), 4),
            [0xff, 0xfe, ..] => (new UnicodeEncoding(false, false, true), 2),
            [0xfe, 0xff, ..] => (new UnicodeEncoding(true, false, true), 2),
            [0xef, 0xbb, 0xbf, ..] => (new UTF8Encoding(false, true), 3),
            _ => (new UTF8Encoding(false, true), 0),
        };
        try
        {
            return encoding.GetString(bytes, mark, bytes.Length - mark);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
