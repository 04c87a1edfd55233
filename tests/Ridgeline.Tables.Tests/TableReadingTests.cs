namespace Ridgeline.Tables.Tests;

/// <summary>Which files are read, how several become one table, and what is said of those that can't be.</summary>
public sealed class TableReadingTests(TableReadingTests.BadFiles bad) : IClassFixture<TableReadingTests.BadFiles>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d.csv", "")]
    [InlineData("d.TSV", "(delim '\t')")]
    [InlineData("d.tab", "(delim '\t')")]
    [InlineData("d.txt", "")]
    [InlineData("d.csv.gz", "(compression gzip)")]
    [InlineData("d.parquet", "(format parquet)")]
    [InlineData("d.json", "(format json)")]
    [InlineData("d.jsonl", "(format json)")]
    [InlineData("d.ndjson", "(format json)")]
    [InlineData("d.JSONL.GZ", "(format json, compression gzip)")]
    [InlineData("d.json.gz", "(format json, array true, compression gzip)")]
    [InlineData("array.json", "(format json, array true)")]
    [InlineData("no_extension", "(format parquet)")]
    [InlineData("it's [1] *?.parquet", "(format parquet)")]
    [InlineData("it's [1] *?.json", "(format json)")]
    public void A_file_is_read_by_its_extension(string name, string options)
    {
        _folder.Copy("other.parquet", "select 1 as z");
        string path = _folder.Copy("x/rows", "select i as a, 'u' || (i % 3) as b, date '2026-11-28' + i::int as c from range(2500) s(i)", options);
        File.Move(path, path = _folder[name]);
        var table = Table.Read(path);
        Assert.Equal(["a", "b", "c"], table.Columns.Select(column => column.Name));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => (double)i), table.Numbers("a").Values.ToArray());
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"u{i % 3}"), ((TextColumn)table["b"]).Values);
        Assert.Equal(new DateTime(2026, 11, 28).AddDays(2499), ((DateColumn)table["c"])[2499]);
        ReferenceText.AssertEqual(ReferenceText.Of(table), ChunkRows(Table.Chunks(path, rows: 1000)));
    }

    [Theory]
    [InlineData("d.xlsx", "files that end in .xlsx aren't read; a file that ends in .csv, .tsv, ")]
    [InlineData("d.parquet.gz", "files that end in .parquet.gz aren't read")]
    [InlineData("d.gz", "files that end in .gz aren't read")]
    [InlineData("plain", "has no extension that says what it holds; a file that ends in .csv, ")]
    [InlineData("absent.parquet", "there is no such file; a file that ends in")]
    [InlineData("absent*.csv", "no file matches this pattern")]
    [InlineData("folder.csv", "is a folder; a file is needed, or a pattern such as ")]
    [InlineData("text.parquet", "is no Parquet file: it doesn't begin with the letters PAR1")]
    [InlineData("empty.parquet", "is no Parquet file")]
    [InlineData("short.parquet", "Invalid Input Error: ")]
    [InlineData("cut.parquet", "Invalid Input Error: No magic bytes found at end of file")]
    [InlineData("none.parquet", "there are no rows")]
    [InlineData("none.json", "objects are needed, one a line or in an array")]
    [InlineData("empty.json", "objects are needed, one a line or in an array")]
    [InlineData("numbers.json", "objects are needed, one a line or in an array")]
    [InlineData("mixed.jsonl", "objects are needed, one a line or in an array")]
    [InlineData("nothing.jsonl", "objects are needed, one a line or in an array")]
    [InlineData("cut.json", "Malformed JSON")]
    [InlineData("twice.json", "duplicate key \"a\"")]
    [InlineData("case.json", "the keys 'A' differ from others in letter case only; every column needs a name of its own")]
    [InlineData("unnamed.json", "an object has a key that is empty; every column needs a name")]
    [InlineData("infinite.json", "row 2, column 'a': Infinity is not a finite number")]
    [InlineData("infinite.parquet", "row 2601, column 'b': -Infinity is not a finite number")]
    [InlineData("nested.json", "column 'b' is of type STRUCT(x BIGINT); numbers, booleans, texts, dates and times of day are read: leave it out by a query, select * exclude (\"b\") from '")]
    [InlineData("nested.parquet", "column 'b' is of type INTEGER[]; numbers, booleans, texts, dates and times of day are read: leave it out by a query, select * exclude (\"b\") from '")]
    [InlineData("sometimes.json", "row 2, column 'a': '{\"x\":1}' holds several values; one value a cell is needed")]
    public void What_can_t_be_read_is_named_and_what_would_do(string name, string said)
    {
        string path = bad.Folder[name], message = Assert.Throws<DataException>(() => Table.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message);
        Assert.Contains(said, message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(message, Assert.Throws<DataException>(() => Table.Chunks(path, rows: 7).Count()).Message);
    }

    [Fact]
    public void A_damaged_Parquet_file_is_refused_or_read_but_never_a_crash()
    {
        byte[] good = File.ReadAllBytes(_folder.Copy("good.parquet", "select i as a, 'text ' || (i % 50) as b, i / 7 as c from range(5000) s(i)"));
        int refused = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] damaged = [.. good];
            for (int k = 0; k < 1 + seed % 4; k++)
                damaged[(seed * 7919 + k * 104_729) % damaged.Length] ^= (byte)(1 + (seed + k) % 255);
            File.WriteAllBytes(_folder["bad.parquet"], damaged);
            try
            {
                Table.Read(_folder["bad.parquet"]);
            }
            catch (DataException error)
            {
                refused++;
                Assert.StartsWith(_folder["bad.parquet"], error.Message);
            }
        }

        Assert.InRange(refused, 1, 60);
    }

    [Theory]
    [InlineData("part-*.csv")]
    [InlineData("part-?.csv")]
    [InlineData("*/part-*.parquet")]
    [InlineData("**/part-*.parquet")]
    [InlineData("[[]/part-*.jsonl")]
    [InlineData("any/*")]
    public void Files_of_a_pattern_are_one_table_in_the_order_of_their_names(string pattern)
    {
        string folder = pattern.Contains('[') ? "[[]/" : pattern.StartsWith("any", StringComparison.Ordinal) ? "any/" : pattern.Contains('/') ? "deep/" : "", extension = pattern[^1] == '*' ? ".csv" : Path.GetExtension(pattern);
        string format = extension switch { ".csv" => "(header)", ".jsonl" => "(format json)", _ => "(format parquet)" };
        foreach (int part in new[] { 2, 0, 1 }) // columns in another order in the middle one
            _folder.Copy($"{folder}part-{part}{extension}", part == 1 ? "select 'm' as b, 10 + i as a from range(3) s(i)" : $"select {part * 10} + i as a, 't{part}' as b from range(3) s(i)", format);
        _folder.Write($"{folder}.part-9{extension}", "hidden");
        var table = Table.Read(_folder[pattern]);
        Assert.Equal(_folder[pattern], table.Source);
        Assert.Equal([0.0, 1, 2, 10, 11, 12, 20, 21, 22], table.Numbers("a").Values.ToArray());
        Assert.Equal(["t0", "t0", "t0", "m", "m", "m", "t2", "t2", "t2"], ((TextColumn)table["b"]).Values);
        ReferenceText.AssertEqual(ReferenceText.Of(table), ChunkRows(Table.Chunks(_folder[pattern], rows: 2)));
    }

    [Theory]
    [InlineData("select 1 as a", "lacks 'b', which ")]
    [InlineData("select 1 as a, 'x' as b, 2 as c", "has 'c', which ")]
    [InlineData("select 1 as a, 'x' as B", "lacks 'b', which ")]
    public void Files_that_differ_in_their_columns_are_named(string query, string said)
    {
        foreach (var (extension, options) in new[] { ("csv", "(header)"), ("parquet", ""), ("jsonl", "(format json)") })
        {
            _folder.Copy($"1.{extension}", "select 1 as a, 'x' as b", options);
            _folder.Copy($"2.{extension}", query, options);
            foreach (var read in new Func<string, object>[] { path => Table.Read(path), path => Table.Chunks(path).Count() })
            {
                string message = Assert.Throws<DataException>(() => read(_folder[$"*.{extension}"])).Message;
                Assert.StartsWith($"{_folder[$"2.{extension}"]}: {said}{_folder[$"1.{extension}"]} ", message);
            }
        }
    }

    [Fact]
    public void Sparse_rows_are_read_as_a_table_of_their_target_and_columns()
    {
        var table = Table.Read(_folder.Write("d.svm", "1 qid:7 1:0.5 3:-2\n-1 qid:8 2:1e3\n"));
        Assert.Equal(["target", "qid", "x1", "x2", "x3"], table.Columns.Select(column => column.Name));
        Assert.Equal([1.0, -1, 7, 8, 0.5, 0, 0, 1000, -2, 0], table.Columns.SelectMany(column => ((NumberColumn)column).Values.ToArray()));
        ReferenceText.AssertEqual(ReferenceText.Of(table), ChunkRows(Table.Chunks(_folder["d.svm"], rows: 1)));
        _folder.Write("wide.svm", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i} {i + 1}:1 16777216:1\n")));
        Assert.Contains("100 rows of 16777216 columns are too many for a table", Assert.Throws<DataException>(() => Table.Read(_folder["wide.svm"])).Message);
    }

    [Fact]
    public void Parquet_files_of_other_kinds_are_refused_and_of_other_sizes_are_not()
    {
        _folder.Copy("1.parquet", "select 1::tinyint as a");
        _folder.Copy("2.parquet", "select 2.5::decimal(5, 2) as a");
        _folder.Copy("3.parquet", "select 3::hugeint as a");
        Assert.Equal([1, 2.5, 3], Table.Read(_folder["*.parquet"]).Numbers("a").Values.ToArray());
        _folder.Copy("4.parquet", "select 'four' as a");
        Assert.Equal(
            $"{_folder["4.parquet"]}: column 'a' holds texts where {_folder["1.parquet"]} has numbers; the same kind is needed in all files",
            Assert.Throws<DataException>(() => Table.Read(_folder["*.parquet"])).Message);
        Assert.Equal(["1", "2.5", "3", "four"], ((TextColumn)Table.Read(_folder["*.parquet"], new ReadOptions { Kinds = new ReadOptions().Kinds.Add("a", ColumnKind.Text) })["a"]).Values);
    }

    [Fact]
    public void Text_files_are_of_the_kind_that_all_their_cells_are()
    {
        _folder.Write("1.csv", "a,b,c\n1.50,,2026-11-28\n");
        _folder.Write("2.csv", "a,b,c\nx,2026-11-28,\n");
        _folder.Write("3.csv", "a,b,c\n,,2026-11-30\n");
        var table = Table.Read(_folder["*.csv"]);
        Assert.Equal(["1.50", "x", null], ((TextColumn)table["a"]).Values);
        Assert.Equal([null, new DateTime(2026, 11, 28), null], Enumerable.Range(0, 3).Select(row => ((DateColumn)table["b"])[row]));
        Assert.Equal([new DateTime(2026, 11, 28), null, new DateTime(2026, 11, 30)], Enumerable.Range(0, 3).Select(row => ((DateColumn)table["c"])[row]));
    }

    [Fact]
    public void Json_is_of_the_kind_that_all_its_values_are_and_text_stays_as_it_is()
    {
        _folder.Write("d.jsonl", """
            {"n":1,"big":12345678901234567890123,"d":"2026-11-28","t":"2026-11-28T09:30","u":"550E8400-E29B-41D4-A716-446655440000","time":"12:30:00","us":"11-28-2026","b":true,"mix":1,"none":null,"e":"","quote \"'":"\"x\""}
            {"n":2.5,"big":-1,"d":null,"t":"2026-11-28 09:30:00.1234567","u":"550E8400-E29B-41D4-A716-446655440001","time":"12:30:01","us":"11-29-2026","b":false,"mix":"s","none":null,"e":"é"}

            {"n":null,"d":"0999-02-01","late":"here","mix":true}
            """);
        var table = Table.Read(_folder["d.jsonl"]);
        ReferenceText.AssertEqual(ReferenceText.Of(table), ReferenceText.Of(new Table("t",
        [
            new NumberColumn("n", [1, 2.5, double.NaN]), new NumberColumn("big", [12345678901234567890123.0, -1, double.NaN]),
            new DateColumn("d", [new DateTime(2026, 11, 28), null, new DateTime(999, 2, 1)]), new DateColumn("t", [new DateTime(2026, 11, 28, 9, 30, 0), new DateTime(2026, 11, 28, 9, 30, 0).AddTicks(1234567), null]),
            new TextColumn("u", ["550E8400-E29B-41D4-A716-446655440000", "550E8400-E29B-41D4-A716-446655440001", null]), new TextColumn("time", ["12:30:00", "12:30:01", null]),
            new TextColumn("us", ["11-28-2026", "11-29-2026", null]), new TextColumn("b", ["true", "false", null]), new TextColumn("mix", ["1", "s", "true"]),
            new NumberColumn("none", [double.NaN, double.NaN, double.NaN]), new TextColumn("e", ["", "é", null]), new TextColumn("quote \"'", ["\"x\"", null, null]), new TextColumn("late", [null, null, "here"]),
        ])));
        Assert.Equal(ColumnKind.Text, Table.Read(_folder["d.jsonl"], new ReadOptions { Kinds = new ReadOptions().Kinds.Add("d", ColumnKind.Text) })["d"].Kind);
    }

    [Fact]
    public void A_row_that_comes_late_in_a_file_of_Json_counts_for_the_kinds()
    {
        File.WriteAllLines(_folder["d.jsonl"], Enumerable.Range(0, 50_000).Select(i => i == 49_999 ? "{\"a\":\"x\",\"b\":0.5}" : "{\"a\":1}"));
        var table = Table.Read(_folder["d.jsonl"]);
        Assert.Equal(["1", "x"], ((TextColumn)table["a"]).Levels);
        Assert.Equal((49_999, 0.5), (table["b"].MissingCount, ((NumberColumn)table["b"]).Values[^1]));
    }

    [Fact]
    public void Reading_stops_when_it_is_told_to()
    {
        _folder.Copy("d.parquet", "select i as a from range(300000) s(i)");
        _folder.Copy("d.jsonl", "select i as a from range(3000) s(i)", "(format json)");
        using var source = new CancellationTokenSource();
        using var chunks = Table.Chunks(_folder["d.parquet"], rows: 1000, stop: source.Token).GetEnumerator();
        Assert.True(chunks.MoveNext());
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => { while (chunks.MoveNext()) { } });
        foreach (string file in new[] { "d.parquet", "d.jsonl" })
            Assert.ThrowsAny<OperationCanceledException>(() => Table.Read(_folder[file], stop: source.Token));
        using var later = new CancellationTokenSource(millisecondsDelay: 50);
        Assert.ThrowsAny<OperationCanceledException>(() => Table.Query(database: null, "select sum(a.range * b.range) as s from range(1000000) a, range(1000000) b", stop: later.Token));
    }

    /// <summary>Chunks as one table's columns.</summary>
    private static List<(string Name, ColumnKind Kind, object?[] Cells)> ChunkRows(IEnumerable<Table> chunks)
    {
        var parts = chunks.Select(ReferenceText.Of).ToList();
        return [.. parts[0].Select((column, j) => (column.Name, column.Kind, parts.SelectMany(part => part[j].Cells).ToArray()))];
    }

    /// <summary>Files that can't be read.</summary>
    public sealed class BadFiles : IDisposable
    {
        public BadFiles()
        {
            Directory.CreateDirectory(Folder["folder.csv"]);
            Folder.Copy("d.parquet", "select 1 as a");
            foreach (string copy in new[] { "d.xlsx", "d.parquet.gz", "d.gz" })
                File.Copy(Folder["d.parquet"], Folder[copy]);
            Folder.Write("plain", "a\n1\n");
            Folder.Write("text.parquet", "a\n1\n");
            Folder.Write("empty.parquet", "");
            Folder.Write("short.parquet", "PAR1");
            File.WriteAllBytes(Folder["cut.parquet"], File.ReadAllBytes(Folder["d.parquet"])[..^20]);
            Folder.Copy("none.parquet", "select 1 as a limit 0");
            Folder.Copy("infinite.parquet", "select i as a, case i when 2600 then '-inf'::double when 2700 then 'inf'::double else 'nan'::double end as b from range(3000) s(i)");
            Folder.Copy("nested.parquet", "select 1 as a, [1, 2] as b");
            foreach (var (json, content) in new (string, string)[]
            {
                ("none.json", "[]"), ("empty.json", ""), ("numbers.json", "[1,2]"), ("mixed.jsonl", "{\"a\":1}\n\"x\"\n"), ("nothing.jsonl", "{}\n{}\n"), ("cut.json", "[{\"a\":1},{\"a\""), ("twice.json", "{\"a\":1,\"a\":2}"),
                ("case.json", "{\"a\":1,\"A\":2}"), ("unnamed.json", "{\"\":1}"), ("infinite.json", "{\"a\":1.5}\n{\"a\":1e999}"), ("nested.json", "{\"a\":1,\"b\":{\"x\":1}}"), ("sometimes.json", "{\"a\":1}\n{\"a\":{\"x\":1}}\n"),
            })
                Folder.Write(json, content);
        }

        internal TestFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
