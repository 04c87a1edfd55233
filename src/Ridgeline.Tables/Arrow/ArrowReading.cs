using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Arrow;

/// <summary>Record batches of Apache Arrow into a table.</summary>
internal static class ArrowReading
{
    private const string Source = "record batches";

    /// <summary>Reads batches of the same columns, in any order.</summary>
    public static Table Read(IEnumerable<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ColumnCells[]? cells = null;
        try
        {
            int number = 0;
            foreach (var batch in batches)
            {
                number++;
                var fields = batch.Schema.FieldsList;
                cells ??= [.. fields.Select(field => ColumnCells.Of(field.Name, KindOf(field)))];
                ImmutableArray<string> names = [.. cells.Select(column => column.Name)];
                SameColumns.Check($"record batch {number}", fields.Select(field => field.Name), "record batch 1", names);
                for (int j = 0; j < fields.Count; j++)
                    Append(batch.Column(j), fields[j], cells[names.IndexOf(fields[j].Name)], number);
            }

            return cells is null ? throw new DataException($"{Source}: there are none") : TableCells.ToTable(Source, cells, []);
        }
        finally
        {
            foreach (var column in cells ?? [])
                column.Dispose();
        }
    }

    private static ColumnKind KindOf(Field field) => field.DataType.TypeId switch
    {
        ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64 or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
            or ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double or ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256
            or ArrowTypeId.Time32 or ArrowTypeId.Time64 or ArrowTypeId.Null => ColumnKind.Number,
        ArrowTypeId.Boolean or ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => ColumnKind.Text,
        ArrowTypeId.Dictionary when ((DictionaryType)field.DataType).ValueType.TypeId is ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => ColumnKind.Text,
        ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp => ColumnKind.Date,
        _ => throw new DataException($"{Source}: column '{field.Name}' is of type {field.DataType.Name}; numbers, booleans, strings, dictionaries of strings, dates, timestamps and times of day are read: leave it out"),
    };

    private static void Append(IArrowArray array, Field field, ColumnCells cells, int batch)
    {
        if (KindOf(field) is var kind && ColumnCells.KindOf(cells) != kind)
            throw new DataException($"record batch {batch}: column '{field.Name}' holds {SameColumns.Plural(kind)} where record batch 1 has {SameColumns.Plural(ColumnCells.KindOf(cells))}; the same kind is needed in all batches");
        var source = new CellSource(Source, field.Name);
        switch (cells)
        {
            case NumberCells numbers:
                Take(array, new ListFill<double>(Numbers(field.DataType, source), numbers.Values), cells.Count);
                break;
            case DateCells dates:
                Take(array, new ListFill<long>(Dates(field.DataType, source), dates.Ticks), cells.Count);
                break;
            default:
                Append(array, (TextCells)cells);
                break;
        }
    }

    /// <summary>Takes all rows of an array whose values lie side by side.</summary>
    private static unsafe void Take(IArrowArray array, IColumnFill fill, long row)
    {
        var buffers = array.Data.Buffers;
        using var validity = Pinned(array.NullCount == 0 || buffers.Length == 0 ? null : buffers[0]);
        using var values = Pinned(buffers.Length < 2 ? null : buffers[1]);
        fill.Take(new VectorPart(values.Pointer, validity.Pointer, array.Offset, array.Length, row));
    }

    private static MemoryHandle Pinned(ArrowBuffer? buffer) => buffer is { IsEmpty: false } given ? given.Memory.Pin() : default;

    private static CellReader<double> Numbers(IArrowType type, CellSource source) => type switch
    {
        Int8Type => new NumberReader<sbyte>(source),
        Int16Type => new NumberReader<short>(source),
        Int32Type => new NumberReader<int>(source),
        Int64Type => new NumberReader<long>(source),
        UInt8Type => new NumberReader<byte>(source),
        UInt16Type => new NumberReader<ushort>(source),
        UInt32Type => new NumberReader<uint>(source),
        UInt64Type => new NumberReader<ulong>(source),
        HalfFloatType => new NumberReader<Half>(source),
        FloatType => new NumberReader<float>(source),
        DoubleType => new NumberReader<double>(source),
        Decimal32Type { Scale: var scale } => new DecimalReader<int>(scale),
        Decimal64Type { Scale: var scale } => new DecimalReader<long>(scale),
        Decimal128Type { Scale: var scale } => new DecimalReader<Int128>(scale),
        Decimal256Type { Scale: var scale } => new WideDecimalReader(scale),
        Time32Type { Unit: var unit } => new TimeReader<int>(PerSecond(unit)),
        Time64Type { Unit: var unit } => new TimeReader<long>(PerSecond(unit)),
        _ => new NothingReader(),
    };

    private static CellReader<long> Dates(IArrowType type, CellSource source) => type switch
    {
        Date32Type => new DayReader(source),
        TimestampType { Unit: TimeUnit.Second } => new InstantReader(source, TimeSpan.TicksPerSecond),
        TimestampType { Unit: TimeUnit.Microsecond } => new InstantReader(source, TimeSpan.TicksPerMicrosecond),
        TimestampType { Unit: TimeUnit.Nanosecond } => new InstantReader(source, ticks: 1, units: TimeSpan.NanosecondsPerTick),
        _ => new InstantReader(source, TimeSpan.TicksPerMillisecond),
    };

    private static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    private static void Append(IArrowArray array, TextCells cells)
    {
        var levels = cells.Levels;
        if (array is DictionaryArray dictionary)
        {
            int[] codes = [.. Enumerable.Repeat(int.MinValue, dictionary.Dictionary.Length)]; // of values not met yet
            foreach (int place in Places(dictionary))
            {
                if (place >= 0 && codes[place] == int.MinValue)
                    codes[place] = CodeOf(dictionary.Dictionary, place, levels);
                cells.Codes.Add(place < 0 ? -1 : codes[place]);
            }

            return;
        }

        for (int i = 0; i < array.Length; i++)
            cells.Codes.Add(CodeOf(array, i, levels));
    }

    private static int CodeOf(IArrowArray array, int i, TextLevels levels) => array.IsNull(i) ? -1 : array switch
    {
        BooleanArray booleans => levels.CodeOf(booleans.GetValue(i) == true ? "true"u8 : "false"u8),
        BinaryArray strings => levels.CodeOf(strings.GetBytes(i)),
        LargeBinaryArray strings => levels.CodeOf(strings.GetBytes(i)),
        _ => levels.CodeOf(((BinaryViewArray)array).GetBytes(i)),
    };

    /// <summary>Where in its dictionary each row's value stands; −1 where it is missing.</summary>
    private static IEnumerable<int> Places(DictionaryArray dictionary) => dictionary.Indices switch
    {
        Int8Array places => Places(places),
        Int16Array places => Places(places),
        Int32Array places => Places(places),
        Int64Array places => Places(places),
        UInt8Array places => Places(places),
        UInt16Array places => Places(places),
        UInt32Array places => Places(places),
        _ => Places((UInt64Array)dictionary.Indices),
    };

    private static IEnumerable<int> Places<T>(PrimitiveArray<T> places)
        where T : struct, IBinaryInteger<T>
    {
        for (int i = 0; i < places.Length; i++)
            yield return places.IsNull(i) ? -1 : int.CreateChecked(places.Values[i]);
    }
}
