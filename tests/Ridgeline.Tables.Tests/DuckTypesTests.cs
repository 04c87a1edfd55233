using System.Globalization;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>What becomes of each type that DuckDB has.</summary>
public sealed class DuckTypesTests
{
    [Theory]
    [InlineData("tinyint", "-128", -128)]
    [InlineData("smallint", "-32768", -32768)]
    [InlineData("integer", "-2147483648", -2147483648)]
    [InlineData("bigint", "-9223372036854775808", -9223372036854775808.0)]
    [InlineData("bigint", "9007199254740993", 9007199254740992)]
    [InlineData("hugeint", "-170141183460469231731687303715884105728", -1.7014118346046923e38)]
    [InlineData("hugeint", "18446744073709551617", 18446744073709551616.0)]
    [InlineData("utinyint", "255", 255)]
    [InlineData("usmallint", "65535", 65535)]
    [InlineData("uinteger", "4294967295", 4294967295)]
    [InlineData("ubigint", "18446744073709551615", 18446744073709551615.0)]
    [InlineData("uhugeint", "340282366920938463463374607431768211455", 3.4028236692093846e38)]
    [InlineData("float", "0.1", 0.10000000149011612)]
    [InlineData("double", "'-0.0'", -0.0)]
    [InlineData("double", "5e-324", 5e-324)]
    [InlineData("decimal(4, 1)", "-999.9", -999.9)]
    [InlineData("decimal(9, 4)", "12345.6789", 12345.6789)]
    [InlineData("decimal(18, 3)", "123456789012345.678", 123456789012345.678)]
    [InlineData("decimal(38, 10)", "1234567890123456789012345678.0123456789", 1234567890123456789012345678.0123456789)]
    [InlineData("decimal(38, 37)", "0.1234567890123456789012345678901234567", 0.1234567890123456789012345678901234567)]
    [InlineData("time", "'23:59:59.123456'", 86399.123456)]
    [InlineData("time_ns", "'00:00:00.000000001'", 1e-9)]
    public void Numbers_are_the_nearest_doubles_and_null_is_missing(string type, string literal, double value)
    {
        var column = Assert.IsType<NumberColumn>(Query($"select x from (values (({literal})::{type}), (null)) t(x)"));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(column.Values[0]));
        Assert.Equal((true, 1), (column.IsMissing(1), column.MissingCount));
    }

    [Theory]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "false", "false")]
    [InlineData("varchar", "''", "")]
    [InlineData("varchar", "'twelve bytes'", "twelve bytes")]
    [InlineData("varchar", "'thirteen byte'", "thirteen byte")]
    [InlineData("varchar", "'ß 漢 🎈 it''s'", "ß 漢 🎈 it's")]
    [InlineData("varchar", "'NaN'", "NaN")]
    [InlineData("uuid", "'550E8400-E29B-41D4-A716-446655440000'", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("uuid", "'ffffffff-ffff-ffff-ffff-ffffffffffff'", "ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("enum('b', 'a''a')", "'a''a'", "a'a")]
    [InlineData("json", "'{\"a\": 1}'", "{\"a\": 1}")]
    public void Texts_are_as_they_are_and_null_is_missing(string type, string literal, string text)
    {
        var column = Assert.IsType<TextColumn>(Query($"select x from (values ({literal}::{type}), (null), ({literal}::{type})) t(x)"));
        Assert.Equal([text, null, text], column.Values);
        Assert.Equal([text], column.Levels);
    }

    [Theory]
    [InlineData("date", "'2026-11-28'", "2026-11-28")]
    [InlineData("date", "'0001-01-01'", "0001-01-01")]
    [InlineData("date", "'9999-12-31'", "9999-12-31")]
    [InlineData("timestamp", "'2026-11-28 09:30:00.123456'", "2026-11-28T09:30:00.123456")]
    [InlineData("timestamp_s", "'1969-12-31 23:59:59'", "1969-12-31T23:59:59")]
    [InlineData("timestamp_ms", "'1969-12-31 23:59:59.999'", "1969-12-31T23:59:59.999")]
    [InlineData("timestamp_ns", "'2026-11-28 09:30:00.123456789'", "2026-11-28T09:30:00.1234567")]
    [InlineData("timestamp_ns", "'1969-12-31 23:59:59.999999999'", "1969-12-31T23:59:59.9999999")]
    [InlineData("timestamptz", "'2026-11-28 09:30:00+02'", "2026-11-28T07:30:00")]
    public void Dates_are_cut_to_ticks_and_taken_in_UTC(string type, string literal, string text)
    {
        var column = Assert.IsType<DateColumn>(Query($"select x from (values ({literal}::{type}), (null)) t(x)"));
        Assert.Equal(text, column.Text(0));
        Assert.True(column.IsMissing(1));
    }

    [Theory]
    [InlineData("'inf'::double", "row 1, column 'x': Infinity is not a finite number")]
    [InlineData("'-inf'::float", "row 1, column 'x': -Infinity is not a finite number")]
    [InlineData("'infinity'::date", "row 1, column 'x': an infinite date; dates from 0001-01-01 to 9999-12-31 are needed")]
    [InlineData("'-infinity'::timestamp", "row 1, column 'x': an infinite date")]
    [InlineData("'0044-03-15 (BC)'::date", "row 1, column 'x': a date outside the years 1 to 9999")]
    [InlineData("'10000-01-01'::date", "row 1, column 'x': a date outside the years 1 to 9999")]
    [InlineData("'294000-01-01 00:00:00'::timestamp", "row 1, column 'x': a date outside the years 1 to 9999")]
    [InlineData("interval 3 day", "column 'x' is of type INTERVAL; numbers, booleans, texts, dates and times of day are read")]
    [InlineData("'ab'::blob", "column 'x' is of type BLOB;")]
    [InlineData("[1, 2]", "column 'x' is of type INTEGER[];")]
    [InlineData("array_value(1, 2)", "column 'x' is of type INTEGER[2];")]
    [InlineData("{a: 1, b: 'x'}", "column 'x' is of type STRUCT(a INTEGER, b VARCHAR);")]
    [InlineData("map {'a': 1}", "column 'x' is of type MAP(VARCHAR, INTEGER);")]
    [InlineData("1::union(n integer, t varchar)", "column 'x' is of type UNION(n INTEGER, t VARCHAR);")]
    [InlineData("'101'::bit", "column 'x' is of type BIT;")]
    [InlineData("'12:00:00+01'::timetz", "column 'x' is of type TIME WITH TIME ZONE;")]
    [InlineData("'12'::bignum", "column 'x' is of type BIGNUM;")]
    [InlineData("1::variant", "column 'x' is of type VARIANT;")]
    public void What_can_t_be_a_cell_is_refused(string literal, string said) =>
        Assert.Contains(said, Assert.Throws<DataException>(() => Query($"select {literal} as x")).Message);

    [Fact]
    public void NaN_and_nothing_at_all_are_missing_numbers()
    {
        Assert.Equal(2, Assert.IsType<NumberColumn>(Query("select x from (values ('nan'::double), (null)) t(x)")).MissingCount);
        Assert.Equal(1, Assert.IsType<NumberColumn>(Query("select null as x")).MissingCount);
    }

    [Fact]
    public void Constants_and_dictionaries_among_a_query_s_vectors_are_read_in_every_row()
    {
        using var folder = new TestFolder();
        string file = folder.Copy("d.parquet", "select i as a, case i % 4 when 0 then null else 'level ' || (i % 4) end as b, 7 as c, 'same' as d from range(10000) s(i)");
        foreach (var table in new[] { Table.Query(database: null, $"select 5 as k, null as n, 'x' as t, true as f, date '2026-11-28' as day, 1.5 as e, * from '{file}' where a % 3 <> 0"), Table.Query(database: null, $"select * from (select 5 as k, null as n, 'x' as t, true as f, date '2026-11-28' as day, 1.5 as e), '{file}' where a % 3 <> 0 order by a") })
        {
            int[] rows = [.. Enumerable.Range(0, 10000).Where(i => i % 3 != 0)];
            Assert.Equal(rows.Select(i => (double)i), table.Numbers("a").Values.ToArray());
            Assert.Equal(rows.Select(i => i % 4 == 0 ? null : $"level {i % 4}"), ((TextColumn)table["b"]).Values);
            Assert.All(new[] { ("k", "5"), ("t", "x"), ("f", "true"), ("day", "2026-11-28"), ("e", "1.5"), ("c", "7"), ("d", "same") }, pair => Assert.All(Enumerable.Range(0, rows.Length), row => Assert.Equal(pair.Item2, table[pair.Item1].Text(row))));
            Assert.Equal(rows.Length, table["n"].MissingCount);
        }

        Assert.Equal(["7"], Enumerable.Range(0, 10000).Select(Table.Read(file)["c"].Text).Distinct());
    }

    [Fact]
    public void A_row_is_named_by_its_place_in_all_rows() =>
        Assert.Contains("row 100001, column 'x'", Assert.Throws<DataException>(() => Query("select case range when 100000 then 'inf'::double else range end as x from range(200000)")).Message);

    [Theory]
    [InlineData("9007199254740993::bigint", ColumnKind.Text, "9007199254740993")]
    [InlineData("170141183460469231731687303715884105727::hugeint", ColumnKind.Text, "170141183460469231731687303715884105727")]
    [InlineData("1.50::decimal(9, 2)", ColumnKind.Text, "1.5")]
    [InlineData("0.1::double", ColumnKind.Text, "0.1")]
    [InlineData("'2026-11-28'::date", ColumnKind.Text, "2026-11-28")]
    [InlineData("'2026-11-28 09:30:00.5'::timestamp", ColumnKind.Text, "2026-11-28T09:30:00.5")]
    [InlineData("' 1.5e3 '", ColumnKind.Number, "1500")]
    [InlineData("'2026-11-28 09:30'", ColumnKind.Date, "2026-11-28T09:30:00")]
    [InlineData("'7'::enum('7', 'x')", ColumnKind.Number, "7")]
    [InlineData("true", ColumnKind.Text, "true")]
    public void A_kind_that_is_asked_for_is_had(string literal, ColumnKind kind, string text)
    {
        var column = Query($"select x from (values ({literal}), (null)) t(x)", kind);
        Assert.Equal((kind, text, true), (column.Kind, column.Text(0), column.IsMissing(1)));
    }

    [Theory]
    [InlineData("'abc'", ColumnKind.Number, "row 1, column 'x': 'abc' is not a finite number; a number such as 12.5 or 3e-4 is needed here")]
    [InlineData("'NaN'", ColumnKind.Number, "'NaN' is not a finite number")]
    [InlineData("'1e999'", ColumnKind.Number, "'1e999' is not a finite number")]
    [InlineData("true", ColumnKind.Number, "'true' is not a finite number")]
    [InlineData("'2026-11-28'::date", ColumnKind.Number, "'2026-11-28' is not a finite number")]
    [InlineData("20261128", ColumnKind.Date, "row 1, column 'x': '20261128' is no date; a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed")]
    [InlineData("'28.11.2026'", ColumnKind.Date, "'28.11.2026' is no date")]
    [InlineData("'2026-02-29'", ColumnKind.Date, "'2026-02-29' is no date")]
    public void A_cell_that_doesn_t_fit_the_kind_asked_for_is_named(string literal, ColumnKind kind, string said) =>
        Assert.Contains(said, Assert.Throws<DataException>(() => Query($"select {literal} as x", kind)).Message);

    [Fact]
    public void Decimals_are_the_doubles_nearest_to_what_is_written() => Gen.Select(Gen.Long, Gen.Int[1, 18], Gen.Int[0, 18]).Where(t => t.Item3 <= t.Item2).Array[20].Sample(cases =>
    {
        string[] texts = [.. cases.Select(t => Digits(t.Item1, t.Item2, t.Item3))];
        var table = Table.Query(database: null, $"select {string.Join(", ", texts.Select((text, i) => $"'{text}'::decimal({cases[i].Item2}, {cases[i].Item3}) as x{i}, '{text}'::decimal(38, 18) as w{i}"))}");
        Assert.Equal(texts.SelectMany(text => Enumerable.Repeat(double.Parse(text, CultureInfo.InvariantCulture), 2)), table.Columns.Select(column => ((NumberColumn)column).Values[0]));
    }, iter: 20, threads: 1);

    [Fact]
    public void Texts_of_all_lengths_keep_their_levels_apart()
    {
        string[] texts = [.. Enumerable.Range(0, 40).SelectMany(length => new[] { new string('a', length), new string('a', length) + "b", new string('\u00e9', length) + "\u00df" })];
        using var folder = new TestFolder();
        folder.Write("d.csv", $"i,t\n{string.Concat(Enumerable.Range(0, 6000).Select(i => $"{i},\"{texts[i * 31 % texts.Length]}\"\n"))}");
        string file = folder.Copy("d.parquet", $"from read_csv('{folder["d.csv"]}', header = true, columns = {{i: 'integer', t: 'varchar'}}, nullstr = 'none')", "(row_group_size 2048)");
        var column = (TextColumn)Table.Read(file)["t"];
        Assert.Equal(Enumerable.Range(0, 6000).Select(i => texts[i * 31 % texts.Length]), column.Values);
        Assert.Equal(column.Values.Distinct(), column.Levels);
    }

    [Fact]
    public void Row_groups_are_read_in_their_order_whatever_their_number()
    {
        using var folder = new TestFolder();
        string Rows(string from, string options) => folder.Copy($"{Guid.NewGuid()}.parquet", $"select i as a, case when i % 7 = 0 then null else 'u' || (i * 7919 % 1013) end as b, i / 3 as c, timestamp '2020-01-01' + interval (i) minute as d, case when i % 5 = 0 then null else i end as e from range({from}) s(i)", options);
        var whole = ReferenceText.Of(Table.Read(Rows("20000", "")));
        ReferenceText.AssertEqual(whole, ReferenceText.Of(Table.Read(Rows("20000", "(row_group_size 2048)"))));
        Assert.Equal(Enumerable.Range(0, 20000).Select(i => (object?)BitConverter.DoubleToInt64Bits(i)), whole[0].Cells);
        folder.Copy("parts/1.parquet", "select i as a from range(5000) s(i)", "(row_group_size 2048)");
        folder.Copy("parts/2.parquet", "select i as a, from range(5000, 5001) s(i)");
        folder.Copy("parts/3.parquet", "select i as a from range(0) s(i)");
        folder.Copy("parts/4.parquet", "select i::double as a from range(5001, 12000) s(i)", "(row_group_size 2048)");
        Assert.Equal(Enumerable.Range(0, 12000).Select(i => (double)i), Table.Read(folder["parts/*.parquet"]).Numbers("a").Values.ToArray());
    }

    [Fact]
    public void Numbers_stand_side_by_side_but_for_those_apart()
    {
        using var folder = new TestFolder();
        folder.Copy("d.parquet", "select 'x' as t, i as a, i * 2 as y, i * 3 as b from range(10) s(i)");
        folder.Copy("d.jsonl", "select 'x' as t, i as a, i * 2 as y, i * 3 as b from range(10) s(i)", "(format json)");
        var options = new ReadOptions { Apart = ["y", "absent"] };
        foreach (var table in new[] { Table.Read(folder["d.parquet"], options), Table.Read(folder["d.jsonl"], options), Table.Query(database: null, $"from '{folder["d.parquet"]}'", options), Table.Chunks(folder["d.parquet"], options).Single() })
        {
            ref readonly double first = ref table.Numbers("a").Values[0];
            Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(in System.Runtime.CompilerServices.Unsafe.Add(ref System.Runtime.CompilerServices.Unsafe.AsRef(in first), 10), in table.Numbers("b").Values[0]));
            Assert.Equal(["t", "a", "y", "b"], table.Columns.Select(column => column.Name));
        }
    }

    [Fact]
    public void A_file_with_a_column_called_like_the_row_number_is_read()
    {
        using var folder = new TestFolder();
        string file = folder.Copy("d.parquet", "select 5000 - i as \"File_Row_Number\", i as b from range(5000) s(i)", "(row_group_size 2048)");
        var table = Table.Read(file);
        Assert.Equal((5000.0, 1.0), (table.Numbers("File_Row_Number").Values[0], table.Numbers("File_Row_Number").Values[4999]));
    }

    [Fact]
    public void Folders_called_like_values_are_no_columns()
    {
        using var folder = new TestFolder();
        folder.Copy("year=2025/d.parquet", "select 1 as a");
        folder.Copy("year=2026/d.parquet", "select 2 as a");
        var table = Table.Read(folder["*/d.parquet"]);
        Assert.Equal(["a"], table.Columns.Select(column => column.Name));
        Assert.Equal([1, 2], table.Numbers("a").Values.ToArray());
    }

    private static Column Query(string sql, ColumnKind? kind = null) =>
        Table.Query(database: null, sql, kind is { } wanted ? new ReadOptions { Kinds = new ReadOptions().Kinds.Add("x", wanted) } : null).Columns[0];

    private static string Digits(long seed, int width, int scale)
    {
        string digits = Math.Abs(seed % 999_999_999_999_999_999).ToString(CultureInfo.InvariantCulture).PadLeft(width, '3')[..width];
        return $"{(seed < 0 ? "-" : "")}{(scale == width ? "0" : digits[..(width - scale)])}.{(scale == 0 ? "0" : digits[(width - scale)..])}";
    }
}
