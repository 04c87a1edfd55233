using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Ridgeline.Designs;

namespace Ridgeline.Tables.Tests;

public sealed class SvmLightTests
{
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double.Where(double.IsFinite), Gen.Double[-10, 10], Gen.Int[-3, 3].Select(i => (double)i));

    private static readonly Gen<SvmLightData> Data = Gen.Select(Gen.Int[1, 8], Gen.Int[1, 6], Number.Array[48], Gen.Bool.Array[48], Number.Array[8], Gen.Long.Array[8], Gen.Int[0, 3]).Select((rows, columns, values, filled, target, groups, kind) =>
    {
        int[][] places = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Where(i => filled[j * 8 + i]).ToArray())];
        int[] starts = [0, .. places.Select((_, j) => places[..(j + 1)].Sum(each => each.Length))];
        var design = Design.Sparse([.. places.SelectMany((each, j) => each.Select(i => values[j * 8 + i]))], [.. places.SelectMany(each => each)], starts, rows);
        return new SvmLightData(design, [.. target[..rows]], kind > 1 ? [.. groups[..rows]] : [], kind % 2 == 1);
    });

    [Fact]
    public void What_is_written_reads_back_equal() => Data.Sample(data =>
    {
        using var stream = new MemoryStream();
        SvmLightFile.Write(stream, data);
        var read = SvmLightFile.Parse(new StringReader(Encoding.UTF8.GetString(stream.ToArray())), "t", new SvmLightOptions { IsZeroBased = data.IsZeroBased, Columns = data.Design.Columns });
        Assert.Equal(data.Target.Select(BitConverter.DoubleToInt64Bits), read.Target.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(data.Groups, read.Groups);
        Assert.Equal(Cells(data.Design), Cells(read.Design));
        Assert.Equal(data.IsZeroBased ? "x0" : "x1", read.Design.Names[0]);
    });

    [Fact]
    public void A_dense_design_is_written_like_a_sparse_one()
    {
        using var stream = new MemoryStream();
        SvmLightFile.Write(stream, new SvmLightData(Design.Dense([0, 1.5, 100, 101], 2), [-1, 1], []));
        Assert.Equal("-1 2:100\n1 1:1.5 2:101\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("+1 1:0.5 3:2\n-1 2:1e-3\n")]
    [InlineData("# made by hand\n\n1 1:.5  3:2 # the first\r\n-1\t2:0.001\t3:0")]
    [InlineData("\r1 1:0.5 3:2\r\r-1 2:0.001\r#\r")]
    public void Lines_comments_and_blanks_are_read_as_they_are_meant(string text)
    {
        var data = Parse(text);
        Assert.Equal([1, -1], data.Target);
        Assert.Equal(["x1", "x2", "x3"], data.Design.Names);
        Assert.Equal([0.5, 0, 0, 0.001, 2, 0], Cells(data.Design));
        Assert.Empty(data.Groups);
        Assert.False(data.IsZeroBased);
    }

    [Fact]
    public void Indices_begin_at_zero_where_that_is_said_or_one_occurs()
    {
        var data = Parse("1 1:5\n2 0:6 2:7\n");
        Assert.True(data.IsZeroBased);
        Assert.Equal(["x0", "x1", "x2"], data.Design.Names);
        Assert.Equal([0, 6, 5, 0, 0, 7], Cells(data.Design));
        Assert.Equal(["x0", "x1"], Parse("1 1:5\n", new() { IsZeroBased = true }).Design.Names);
        Assert.Equal(5, Parse("1 1:5\n", new() { Columns = 5 }).Design.Columns);
        Assert.Equal([3, -4], Parse("1 qid:3 1:5\n0 qid:-4\n").Groups);
    }

    [Theory]
    [InlineData("", "there are no rows; a line is a target and then index:value, such as 1 3:0.5 7:2")]
    [InlineData("# nothing\n", "there are no rows; a line is a target and then index:value, such as 1 3:0.5 7:2")]
    [InlineData("1 1:2\nyes 1:2\n", "line 2, 'yes': is no target; a finite number is needed")]
    [InlineData("1 1:2\n\n1:2\n", "line 3, '1:2': a target is needed before it; a line is a target and then index:value, such as 1 3:0.5 7:2")]
    [InlineData("1,2 1:2\n", "line 1, '1,2': several targets are in one line; one finite number is needed")]
    [InlineData("nan 1:2\n", "line 1, 'nan': is no target; a finite number is needed")]
    [InlineData("1 1:2 3\n", "line 1, '3': is no index:value, such as 3:0.5")]
    [InlineData("1 :2\n", "line 1, ':2': is no index:value, such as 3:0.5")]
    [InlineData("1 -1:2\n", "line 1, '-1:2': is no index:value, such as 3:0.5")]
    [InlineData("1 1:2\r\n1 1:x\r\n", "line 2, '1:x': the value is no finite number")]
    [InlineData("1 1:inf\n", "line 1, '1:inf': the value is no finite number")]
    [InlineData("1 1:\n", "line 1, '1:': the value is no finite number")]
    [InlineData("1 2:1 1:1\n", "line 1, '1:1': the index comes after 2; indices rise within a line")]
    [InlineData("1 2:1 2:1\n", "line 1, '2:1': the index 2 stands twice in this line")]
    [InlineData("1 16777217:1\n", "line 1, '16777217:1': the index is above 16777216; if it is meant, the number of columns has to be said")]
    [InlineData("1 99999999999:1\n", "line 1, '99999999999:1': the index is above 16777216; if it is meant, the number of columns has to be said")]
    [InlineData("1 qid:1 1:1\n1 1:1\n", "line 2: has no qid:, but lines before it have; all or none need one")]
    [InlineData("1 1:1\n1 qid:1 1:1\n", "line 2, 'qid:1': lines before this one have no qid:; all or none need one")]
    [InlineData("1 qid:a\n", "line 1, 'qid:a': is no group; a whole number is needed, such as qid:3")]
    [InlineData("1 1:1 qid:1\n", "line 1, 'qid:1': stands behind an index; it stands right behind the target")]
    public void What_is_no_such_text_is_refused_with_its_place(string text, string said) =>
        Assert.Equal($"t: {said}", Assert.Throws<DataException>(() => Parse(text)).Message);

    [Fact]
    public void Indices_outside_of_what_was_said_are_refused()
    {
        Assert.Equal("t: line 1, '0:1': the index is 0, but the first column's is 1", Refused("1 0:1\n", new() { IsZeroBased = false }));
        Assert.Equal("t: line 1, '4:1': the index is above 3, the largest of 3 columns", Refused("1 4:1\n", new() { Columns = 3 }));
        Assert.Equal("t: line 1, '3:1': the index is above 2, the largest of 3 columns", Refused("1 3:1\n", new() { Columns = 3, IsZeroBased = true }));
        Assert.Equal("t: the largest index is 3; it is 2 at most of 3 columns", Refused("1 3:1\n1 0:1\n", new() { Columns = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SvmLightOptions { Columns = 0 });
    }

    [Fact]
    public void Data_that_don_t_fit_together_are_not_written()
    {
        var design = Design.Dense([1, 2], 2);
        Assert.Throws<ArgumentException>(() => SvmLightFile.Write(Stream.Null, new SvmLightData(design, [1], [])));
        Assert.Throws<ArgumentException>(() => SvmLightFile.Write(Stream.Null, new SvmLightData(design, [1, 2], [1])));
        Assert.Throws<ArgumentException>(() => SvmLightFile.Write(Stream.Null, new SvmLightData(design, [1, double.NaN], [])));
    }

    [Fact]
    public void A_million_entries_are_read_as_they_were_written()
    {
        var text = new StringBuilder();
        for (int row = 0; row < 10_000; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row % 2}");
            for (int k = 0; k < 100; k++)
                text.Append(CultureInfo.InvariantCulture, $" {1 + (row + 997 * k) % 1000 + 1000 * k}:{(row * 31 + k) % 977 / 8.0 + 0.125}");
            text.Append('\n');
        }

        string path = Path.GetTempFileName();
        File.WriteAllText(path, text.ToString());
        var clock = Stopwatch.StartNew();
        var data = SvmLightFile.Read(path);
        Assert.True(clock.ElapsedMilliseconds < 5000, $"{clock.ElapsedMilliseconds} ms");
        Assert.Equal((10_000, 100_000), (data.Design.Rows, data.Design.Columns));
        using (var stream = File.Create(path))
            SvmLightFile.Write(stream, data);
        Assert.Equal(text.ToString(), File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public void Damaged_text_ends_in_data_or_a_clear_error() => Gen.Select(Gen.OneOf("1 1:0.5 3:2\n-1 2:1e-3 # x\n", "1 qid:2 0:1\r\n2 qid:2 1:2\r\n", "1 1:1 2:2 3:3 4:4\n0\n1 100:5\n"), Gen.Select(Gen.Int[0, 60], Gen.Int[0, 2], Gen.Char["0123456789:. \n\r#qid-+e,\0\"é"]).Array[1, 5])
        .Sample((text, changes) =>
        {
            foreach (var (at, how, value) in changes)
                text = at >= text.Length ? text[..(at % (text.Length + 1))] + value : how == 0 ? text.Remove(at, 1) : how == 1 ? text.Insert(at, value.ToString()) : text[..at];
            try
            {
                var data = Parse(text);
                Assert.Equal(data.Design.Rows, data.Target.Length);
                var lines = text.Split('\r', '\n').Select(line => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(tokens => tokens.Length > 0).ToArray();
                Assert.Equal(lines.Length, data.Design.Rows);
                for (int row = 0; row < lines.Length; row++)
                {
                    Assert.Equal(ReferenceNumber.Parse(lines[row][0]), data.Target[row]);
                    var entries = lines[row].Skip(1).Where(token => !token.StartsWith("qid:", StringComparison.Ordinal)).Select(token => token.Split(':')).ToDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture) - (data.IsZeroBased ? 0 : 1), parts => ReferenceNumber.Parse(parts[1])!.Value);
                    Assert.Equal(Enumerable.Range(0, Math.Min(data.Design.Columns, 2000)).Select(j => entries.GetValueOrDefault(j)), Enumerable.Range(0, Math.Min(data.Design.Columns, 2000)).Select(j => data.Design[row, j]));
                }
            }
            catch (DataException error)
            {
                Assert.StartsWith("t: ", error.Message);
            }
        }, iter: 2000);

    private static SvmLightData Parse(string text, SvmLightOptions? options = null) => SvmLightFile.Parse(new StringReader(text), "t", options);

    private static string Refused(string text, SvmLightOptions options) => Assert.Throws<DataException>(() => Parse(text, options)).Message;

    private static ImmutableArray<double> Cells(Design design) =>
        [.. Enumerable.Range(0, design.Columns).SelectMany(j => Enumerable.Range(0, design.Rows).Select(i => design[i, j] + design.Shift(j)))];
}
