using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>Tables from Apache Arrow's record batches, and back.</summary>
public sealed class ArrowTests
{
    private static readonly Gen<Table> Tables = Gen.Select(Gen.Int[1, 40], Gen.Double.Where(value => !double.IsInfinity(value)).Array[40], Gen.String[0, 5].Null().Array[40], Gen.Long[0, DateTime.MaxValue.Ticks / 10].Nullable().Array[40], Gen.Int[0, 3_000_000].Nullable().Array[40]).Select((rows, numbers, texts, micros, days) => new Table("t",
    [
        new NumberColumn("n", numbers.AsSpan(0, rows)), new TextColumn("t", texts.Take(rows).Select(text => text?.Replace('\ud83d', 'x').Select(c => char.IsSurrogate(c) ? 'y' : c).Aggregate("", (all, c) => all + c))),
        new DateColumn("d", micros.Take(rows).Select(micro => micro is { } given ? new DateTime(given * 10) : (DateTime?)null)), new DateColumn("e", days.Take(rows).Select(day => day is { } given ? new DateTime(1, 1, 1).AddDays(given) : (DateTime?)null)),
    ]));

    [Fact]
    public void A_table_comes_back_equal_from_its_batches_also_through_a_stream() => Gen.Select(Tables, Gen.Int[1, 50]).Sample((table, rows) =>
    {
        RecordBatch[] batches = [.. table.ToRecordBatches(rows)];
        Assert.Equal((table.Rows + rows - 1) / rows, batches.Length);
        var expected = ReferenceText.Of(table);
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.From(batches)));
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batches[0].Schema, leaveOpen: true))
        {
            foreach (var batch in batches)
                writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream);
        var read = new List<RecordBatch>();
        while (reader.ReadNextRecordBatch() is { } batch)
            read.Add(batch);
        ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.From(read)));
        if (batches.Length > 1) // slices of an array begin within it
            ReferenceText.AssertEqual(expected, ReferenceText.Of(Table.From(table.ToRecordBatches(table.Rows).SelectMany(all => Enumerable.Range(0, batches.Length).Select(k => all.Slice(k * rows, Math.Min(rows, table.Rows - (k * rows))))))));
    }, iter: 100);

    [Fact]
    public void Types_of_every_size_are_read()
    {
        var moment = new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);
        (string Name, IArrowArray Array, string?[] Texts)[] columns =
        [
            ("int8", new Int8Array.Builder().Append(-128).AppendNull().Build(), ["-128", null]),
            ("int16", new Int16Array.Builder().Append(-32768).AppendNull().Build(), ["-32768", null]),
            ("int32", new Int32Array.Builder().Append(int.MinValue).AppendNull().Build(), ["-2147483648", null]),
            ("int64", new Int64Array.Builder().Append(1L << 60).AppendNull().Build(), ["1.152921504606847E+18", null]),
            ("uint8", new UInt8Array.Builder().Append(255).AppendNull().Build(), ["255", null]),
            ("uint16", new UInt16Array.Builder().Append(65535).AppendNull().Build(), ["65535", null]),
            ("uint32", new UInt32Array.Builder().Append(uint.MaxValue).AppendNull().Build(), ["4294967295", null]),
            ("uint64", new UInt64Array.Builder().Append(1UL << 63).AppendNull().Build(), ["9.223372036854776E+18", null]),
            ("half", new HalfFloatArray.Builder().Append((Half)0.5).Append(Half.NaN).Build(), ["0.5", null]),
            ("float", new FloatArray.Builder().Append(0.25f).AppendNull().Build(), ["0.25", null]),
            ("double", new DoubleArray.Builder().Append(0.1).Append(double.NaN).Build(), ["0.1", null]),
            ("decimal32", new Decimal32Array.Builder(new Decimal32Type(9, 2)).Append(-1234567.89m).AppendNull().Build(), ["-1234567.89", null]),
            ("decimal64", new Decimal64Array.Builder(new Decimal64Type(18, 4)).Append(12345678901234.5678m).AppendNull().Build(), ["12345678901234.568", null]),
            ("decimal128", new Decimal128Array.Builder(new Decimal128Type(38, 10)).Append("-1234567890123456789.0123456789").AppendNull().Build(), ["-1.2345678901234568E+18", null]),
            ("decimal256", new Decimal256Array.Builder(new Decimal256Type(76, 3)).Append("-12345678901234567890123456789012345678901234.567").AppendNull().Build(), ["-1.2345678901234568E+43", null]),
            ("bool", new BooleanArray.Builder().Append(true).AppendNull().Build(), ["true", null]),
            ("string", new StringArray.Builder().Append("ß").AppendNull().Build(), ["ß", null]),
            ("view", new StringViewArray.Builder().Append("longer than twelve bytes").AppendNull().Build(), ["longer than twelve bytes", null]),
            ("dictionary", new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).AppendNull().Build(), new StringArray.Builder().Append("a").Append("b").Build()), ["b", null]),
            ("date32", new Date32Array.Builder().Append(new DateTime(1969, 12, 31)).AppendNull().Build(), ["1969-12-31", null]),
            ("date64", new Date64Array.Builder().Append(new DateTime(2026, 11, 28)).AppendNull().Build(), ["2026-11-28", null]),
            ("seconds", new TimestampArray.Builder(TimeUnit.Second).Append(moment).AppendNull().Build(), ["2026-11-28T09:30:00", null]),
            ("millis", new TimestampArray.Builder(TimeUnit.Millisecond).Append(moment.AddMilliseconds(5)).AppendNull().Build(), ["2026-11-28T09:30:00.005", null]),
            ("micros", new TimestampArray.Builder(TimeUnit.Microsecond).Append(moment.AddTicks(10)).AppendNull().Build(), ["2026-11-28T09:30:00.000001", null]),
            ("nanos", new TimestampArray.Builder(TimeUnit.Nanosecond).Append(moment.AddTicks(1)).AppendNull().Build(), ["2026-11-28T09:30:00.0000001", null]),
            ("zone", new TimestampArray.Builder(new TimestampType(TimeUnit.Second, "+02:00")).Append(moment.ToOffset(TimeSpan.FromHours(2))).AppendNull().Build(), ["2026-11-28T09:30:00", null]),
            ("time32", new Time32Array.Builder(new Time32Type(TimeUnit.Millisecond)).Append(1500).AppendNull().Build(), ["1.5", null]),
            ("time64", new Time64Array.Builder(new Time64Type(TimeUnit.Nanosecond)).Append(2_500_000_000).AppendNull().Build(), ["2.5", null]),
            ("nothing", new NullArray(2), [null, null]),
        ];
        var schema = new Schema(columns.Select(column => new Field(column.Name, column.Array.Data.DataType, nullable: true)), null);
        var batch = new RecordBatch(schema, columns.Select(column => column.Array), 2);
        var table = Table.From([batch]);
        Assert.Equal(columns.Select(column => (column.Name, column.Texts[0], column.Texts[1])), table.Columns.Select(column => (column.Name, Cell(column, 0), Cell(column, 1))));
        Assert.Equal(4, Table.From([batch, batch]).Rows);
    }

    [Fact]
    public void What_can_t_be_a_column_is_named()
    {
        Assert.Contains("record batches: column 'b' is of type binary; numbers, booleans, strings", Refused([Batch(("b", new BinaryArray.Builder().Append([1]).Build()))]));
        Assert.Contains("column 'l' is of type list", Refused([Batch(("l", new ListArray.Builder(Int8Type.Default).Append().Build()))]));
        Assert.Contains("column 'i' is of type duration", Refused([Batch(("i", new DurationArray.Builder(DurationType.Second).Append(1L).Build()))]));
        Assert.Contains("column 'n' is of type dictionary", Refused([Batch(("n", new DictionaryArray(new DictionaryType(Int8Type.Default, Int8Type.Default, false), new Int8Array.Builder().Append(0).Build(), new Int8Array.Builder().Append(0).Build())))]));
        Assert.Contains("record batches: row 2, column 'a': Infinity is not a finite number", Refused([Batch(("a", new DoubleArray.Builder().Append(1).Build())), Batch(("a", new DoubleArray.Builder().Append(double.PositiveInfinity).Build()))]));
        Assert.Contains("record batches: there are none", Refused([]));
        Assert.Contains("record batches: there are no rows", Refused([Batch(("a", new DoubleArray.Builder().Build()))]));
        Assert.Contains("record batch 2: lacks 'a', which record batch 1 has", Refused([Batch(("a", new DoubleArray.Builder().Append(1).Build())), Batch(("b", new DoubleArray.Builder().Append(1).Build()))]));
        Assert.Contains("record batch 2: column 'a' holds texts where record batch 1 has numbers", Refused([Batch(("a", new DoubleArray.Builder().Append(1).Build())), Batch(("a", new StringArray.Builder().Append("x").Build()))]));
        Assert.Contains("record batches: row 1, column 'd': a date outside the years 1 to 9999", Refused([Batch(("d", new TimestampArray.Builder(TimeUnit.Second).AppendRange([new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)]).Build() is var good ? new TimestampArray((TimestampType)good.Data.DataType, new ArrowBuffer(BitConverter.GetBytes(long.MaxValue / 2)), ArrowBuffer.Empty, 1, 0, 0) : good))]));
    }

    [Fact]
    public void Times_of_100_ns_go_as_far_as_nanoseconds_do()
    {
        Table Of(DateTime date) => new("t", [new DateColumn("d", [date, new DateTime(2026, 11, 28).AddTicks(1)])]);
        ReferenceText.AssertEqual(ReferenceText.Of(Of(new DateTime(2262, 4, 11))), ReferenceText.Of(Table.From(Of(new DateTime(2262, 4, 11)).ToRecordBatches())));
        Assert.Equal(
            "t: row 1, column 'd': 2262-04-12 can't be told in nanoseconds, which other rows need; dates from 1677-09-22 to 2262-04-11 can",
            Assert.Throws<DataException>(() => Of(new DateTime(2262, 4, 12)).ToRecordBatches().Count()).Message);
    }

    private static RecordBatch Batch(params (string Name, IArrowArray Array)[] columns) =>
        new(new Schema(columns.Select(column => new Field(column.Name, column.Array.Data.DataType, nullable: true)), null), columns.Select(column => column.Array), columns[0].Array.Length);

    private static string Refused(RecordBatch[] batches) => Assert.Throws<DataException>(() => Table.From(batches)).Message;

    private static string? Cell(Column column, int row) => column.IsMissing(row) ? null : column.Text(row);
}
