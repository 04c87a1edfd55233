using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Ridgeline.Tables.Arrow;

/// <summary>A table into record batches of Apache Arrow.</summary>
internal static class ArrowWriting
{
    /// <summary>Batches of at most so many rows.</summary>
    public static IEnumerable<RecordBatch> Batches(Table table, int rowsPerBatch)
    {
        Func<int, int, IArrowArray>[] parts = [.. table.Columns.Select(column => PartsOf(table.Source, column))];
        Schema? schema = null;
        for (int from = 0; from < table.Rows; from += Math.Min(rowsPerBatch, table.Rows - from))
        {
            int count = Math.Min(rowsPerBatch, table.Rows - from);
            IArrowArray[] arrays = [.. parts.Select(part => part(from, count))];
            schema ??= new Schema(table.Columns.Select((column, j) => new Field(column.Name, arrays[j].Data.DataType, nullable: column.MissingCount > 0)), metadata: null);
            yield return new RecordBatch(schema, arrays, count);
        }
    }

    /// <summary>What makes an array of some rows of a column.</summary>
    private static Func<int, int, IArrowArray> PartsOf(string source, Column column) => column switch
    {
        NumberColumn numbers => (from, count) => new DoubleArray(Values(column, from, numbers.Values.Slice(from, count), DoubleType.Default)),
        TextColumn texts => TextParts(texts),
        _ => DateParts(source, (DateColumn)column),
    };

    /// <summary>Codes, with the levels as their dictionary.</summary>
    private static Func<int, int, IArrowArray> TextParts(TextColumn column)
    {
        byte[][] levels = [.. column.Levels.Select(Encoding.UTF8.GetBytes)];
        int[] ends = new int[levels.Length + 1];
        for (int code = 0; code < levels.Length; code++)
            ends[code + 1] = checked(ends[code] + levels[code].Length);
        var dictionary = new StringArray(levels.Length, Buffer<int>(ends), new ArrowBuffer(levels.SelectMany(level => level).ToArray()), ArrowBuffer.Empty, nullCount: 0, offset: 0);
        var type = new DictionaryType(Int32Type.Default, StringType.Default, ordered: false);
        return (from, count) => new DictionaryArray(type, new Int32Array(Values(column, from, column.Codes.Slice(from, count), Int32Type.Default)), dictionary);
    }

    /// <summary>Days where there are no times of day, else microseconds, or nanoseconds where a time is finer.</summary>
    private static Func<int, int, IArrowArray> DateParts(string source, DateColumn column)
    {
        if (!column.HasTimes)
            return (from, count) => new Date32Array(Values<int>(column, from, Counted(column, from, count, ticks => (int)(ticks / TimeSpan.TicksPerDay)), Date32Type.Default));
        bool isFine = false;
        foreach (long ticks in column.Ticks)
            isFine |= ticks != DateColumn.Missing && ticks % TimeSpan.TicksPerMicrosecond != 0;
        var type = new TimestampType(isFine ? TimeUnit.Nanosecond : TimeUnit.Microsecond, (string?)null);
        const long Most = long.MaxValue / TimeSpan.NanosecondsPerTick;
        for (int row = 0; isFine && row < column.Rows; row++)
            if (!column.IsMissing(row) && Math.Abs(column.Ticks[row] - DateTime.UnixEpoch.Ticks) > Most)
                throw new DataException($"{source}: row {row + 1}, column '{column.Name}': {column.Text(row)} can't be told in nanoseconds, which other rows need; dates from 1677-09-22 to 2262-04-11 can");
        return (from, count) => new TimestampArray(Values<long>(column, from, Counted(column, from, count, ticks => isFine ? ticks * TimeSpan.NanosecondsPerTick : ticks / TimeSpan.TicksPerMicrosecond), type));
    }

    /// <summary>What dates are since 1970; 0 where one is missing.</summary>
    private static T[] Counted<T>(DateColumn column, int from, int count, Func<long, T> convert)
        where T : unmanaged
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
            if (!column.IsMissing(from + i))
                values[i] = convert(column.Ticks[from + i] - DateTime.UnixEpoch.Ticks);
        return values;
    }

    /// <summary>Values and the bits that say which are there.</summary>
    private static ArrayData Values<T>(Column column, int from, ReadOnlySpan<T> values, IArrowType type)
        where T : unmanaged
    {
        var bits = column.MissingCount == 0 ? [] : new byte[(values.Length + 7) / 8];
        int missing = 0;
        for (int i = 0; bits.Length > 0 && i < values.Length; i++)
        {
            if (column.IsMissing(from + i))
                missing++;
            else
                bits[i >> 3] |= (byte)(1 << (i & 7));
        }

        return new ArrayData(type, values.Length, missing, offset: 0, [new ArrowBuffer(bits), Buffer(values)]);
    }

    private static ArrowBuffer Buffer<T>(ReadOnlySpan<T> values)
        where T : unmanaged => new(MemoryMarshal.AsBytes(values).ToArray());
}
