using System.Data;
using DuckDB.NET.Data;

namespace Ridgeline.Tables.Tests;

/// <summary>Tables from objects and from data readers.</summary>
public sealed class ObjectTableTests
{
    private enum Colour
    {
        Red,
        Green,
    }

    private record Base(int First);

    private sealed record Row(int First, double Number, float? Float, decimal Decimal, long? Long, ulong Unsigned, Half Half, Int128 Huge, bool Flag, bool? MaybeFlag, string? Text, Colour Colour, Colour? MaybeColour, DateTime Time, DateOnly? Day) : Base(First)
    {
        public int Computed => First * 2;

        public string this[int index] => $"{index}";

        public static int Shared => 1;

        public int WriteOnly
        {
            set => _ = value;
        }

        internal int Hidden => 3;
    }

    private readonly record struct Point(double X, double? Y, string Name);

    private sealed record WithList(int A, List<int> Items);

    private sealed record Infinite(double A);

    [Fact]
    public void Public_properties_are_columns_in_their_order()
    {
        var table = Table.From(
        [
            new Row(1, 2.5, 0.5f, 1.1m, 7, ulong.MaxValue, (Half)0.5, (Int128)1 << 100, true, false, "x", Colour.Green, Colour.Red, new DateTime(2026, 11, 28, 9, 30, 0), new DateOnly(2026, 11, 28)),
            new Row(-1, double.NaN, null, -1.1m, null, 0, Half.NaN, -1, false, null, null, Colour.Red, null, DateTime.MinValue, null),
        ]);
        Assert.Equal("Row", table.Source);
        ReferenceText.AssertEqual(ReferenceText.Of(new Table("t",
        [
            new NumberColumn("First", [1, -1]), new NumberColumn("Number", [2.5, double.NaN]), new NumberColumn("Float", [0.5, double.NaN]), new NumberColumn("Decimal", [1.1, -1.1]), new NumberColumn("Long", [7, double.NaN]),
            new NumberColumn("Unsigned", [ulong.MaxValue, 0]), new NumberColumn("Half", [0.5, double.NaN]), new NumberColumn("Huge", [Math.Pow(2, 100), -1]), new TextColumn("Flag", ["true", "false"]), new TextColumn("MaybeFlag", ["false", null]),
            new TextColumn("Text", ["x", null]), new TextColumn("Colour", ["Green", "Red"]), new TextColumn("MaybeColour", ["Red", null]), new DateColumn("Time", [new DateTime(2026, 11, 28, 9, 30, 0), DateTime.MinValue]), new DateColumn("Day", [new DateTime(2026, 11, 28), null]),
            new NumberColumn("Computed", [2, -2]),
        ])), [.. ReferenceText.Of(table).OrderBy(column => column.Name == "First" ? 0 : 1)]);
    }

    [Fact]
    public void Structs_and_anonymous_objects_are_rows_too()
    {
        var points = Table.From(Enumerable.Range(0, 1000).Select(i => new Point(i, i % 2 == 0 ? null : i / 2.0, $"p{i % 3}")));
        Assert.Equal((1000, 500), (points.Rows, points["Y"].MissingCount));
        Assert.Equal(["p0", "p1", "p2"], ((TextColumn)points["Name"]).Levels);
        Assert.Equal([1.0, 2.0], Table.From(new[] { new { A = 1 }, new { A = 2 } }).Numbers("A").Values.ToArray());
    }

    [Fact]
    public void What_can_t_be_a_column_is_named()
    {
        Assert.Contains("WithList: property 'Items' is of type System.Collections.Generic.List`1[System.Int32]; numbers, booleans, strings", Refused(() => Table.From([new WithList(1, [])])));
        Assert.Equal("Infinite: row 2, column 'A': Infinity is not a finite number", Refused(() => Table.From([new Infinite(1), new Infinite(double.PositiveInfinity)])));
        Assert.Equal("Infinite: there are no rows", Refused(() => Table.From(Array.Empty<Infinite>())));
        Assert.Equal("Infinite: row 2 is null; an object a row is needed", Refused(() => Table.From([new Infinite(1), null!])));
        Assert.Equal("Object: has no public properties, which would be the columns", Refused(() => Table.From([new object()])));
        Assert.StartsWith("Int32: ", Refused(() => Table.From([1, 2])));
    }

    [Fact]
    public void A_reader_of_any_provider_is_read_as_it_comes()
    {
        using var data = new DataTable();
        foreach (var (name, type) in new (string, Type)[]
        {
            ("byte", typeof(byte)), ("sbyte", typeof(sbyte)), ("short", typeof(short)), ("ushort", typeof(ushort)), ("int", typeof(int)), ("uint", typeof(uint)), ("long", typeof(long)), ("ulong", typeof(ulong)), ("float", typeof(float)),
            ("double", typeof(double)), ("decimal", typeof(decimal)), ("bool", typeof(bool)), ("string", typeof(string)), ("guid", typeof(Guid)), ("date", typeof(DateTime)), ("offset", typeof(DateTimeOffset)), ("day", typeof(DateOnly)), ("time", typeof(TimeOnly)),
        })
            data.Columns.Add(name, type);
        data.Rows.Add((byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul, 0.5f, 0.25, 1.1m, true, "x", Guid.Empty, new DateTime(2026, 11, 28), new DateTimeOffset(2026, 11, 28, 2, 0, 0, TimeSpan.FromHours(3)), new DateOnly(2026, 11, 28), new TimeOnly(0, 1, 30));
        data.Rows.Add([.. Enumerable.Repeat<object>(DBNull.Value, data.Columns.Count)]);
        using var reader = data.CreateDataReader();
        var table = Table.From(reader);
        Assert.Equal(["1", "-1", "-2", "2", "-3", "3", "-4", "4", "0.5", "0.25", "1.1", "true", "x", "00000000-0000-0000-0000-000000000000", "2026-11-28", "2026-11-27T23:00:00", "2026-11-28", "90"], table.Columns.Select(column => column.Text(0)));
        Assert.All(table.Columns, column => Assert.True(column.IsMissing(1)));
        Assert.Equal(18, table.Columns.Length);
    }

    [Fact]
    public void DuckDB_s_own_reader_gives_what_a_query_gives()
    {
        const string Sql = "select i as a, i::hugeint as h, i::decimal(9, 2) / 4 as d, i % 2 = 0 as b, 'u' || i as t, date '2026-11-28' + i::integer as day, timestamp '2026-11-28 09:30:00' as ts, case when i > 2 then i end as m, uuid '550e8400-e29b-41d4-a716-446655440000' as u from range(5) s(i)";
        using var connection = new DuckDBConnection("Data Source=:memory:");
        var expected = ReferenceText.Of(Table.Query(database: null, Sql));
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.Query(connection, Sql)));
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        using var reader = command.ExecuteReader();
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.From(reader)));
        Assert.StartsWith("query 'selec 1': ", Refused(() => Table.Query(connection, "selec 1")));
    }

    [Fact]
    public void What_a_reader_gives_that_can_t_be_a_cell_is_named()
    {
        using var data = new DataTable();
        data.Columns.Add("a", typeof(double));
        using (var none = data.CreateDataReader())
            Assert.Equal("data reader: there are no rows", Refused(() => Table.From(none)));
        data.Rows.Add(double.NaN);
        data.Rows.Add(double.NegativeInfinity);
        using (var infinite = data.CreateDataReader())
            Assert.Equal("data reader: row 2, column 'a': -Infinity is not a finite number", Refused(() => Table.From(infinite)));
        data.Columns.Add("b", typeof(byte[]));
        using var bytes = data.CreateDataReader();
        Assert.StartsWith("data reader: column 'b' holds System.Byte[]: numbers, booleans, texts, dates and times of day are read", Refused(() => Table.From(bytes)));
    }

    private static string Refused(Func<object> work) => Assert.Throws<DataException>(work).Message;
}
