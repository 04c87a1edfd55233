using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Numerics;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables;

/// <summary>The rows of a data reader, whatever it reads from.</summary>
internal static class ReaderTable
{
    /// <summary>Reads what is left of a result.</summary>
    public static Table Read(DbDataReader reader, string source, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = ImmutableArray.CreateBuilder<ColumnCells>(reader.FieldCount);
        try
        {
            Action<int>[] read = [.. Enumerable.Range(0, reader.FieldCount).Select(at => Cell(reader, source, at, columns))];
            for (int row = 1; reader.Read(); row++)
            {
                stop.ThrowIfCancellationRequested();
                foreach (var cell in read)
                    cell(row);
            }

            return TableCells.ToTable(source, columns.ToImmutable(), []);
        }
        finally
        {
            foreach (var column in columns)
                column.Dispose();
        }
    }

    /// <summary>The rows of a query.</summary>
    public static Table Query(DbConnection connection, string sql)
    {
        ArgumentNullException.ThrowIfNull(connection);
        string source = $"query '{Wording.Shortened(sql, most: 60)}'";
        try
        {
            if (connection.State == ConnectionState.Closed)
                connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // That it runs the caller's own SQL is the point.
            command.CommandText = sql;
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            return Read(reader, source, CancellationToken.None);
        }
        catch (DbException error)
        {
            throw new DataException($"{source}: {error.Message}", error);
        }
    }

    /// <summary>What reads a column's cell of the row at hand, into cells of its kind.</summary>
    private static Action<int> Cell(DbDataReader reader, string source, int at, ImmutableArray<ColumnCells>.Builder columns)
    {
        string name = reader.GetName(at);
        var type = reader.GetFieldType(at);
        if (NumberOf(reader, at, type) is { } number)
        {
            var cells = new NumberCells(name);
            columns.Add(cells);
            return row => cells.Values.Add(reader.IsDBNull(at) ? double.NaN : Finite(number(), source, name, row));
        }

        if (TextOf(reader, at, type) is { } text)
        {
            var cells = new TextCells(name);
            columns.Add(cells);
            return _ => cells.Add(reader.IsDBNull(at) ? null : text());
        }

        if (DateOf(reader, at, type) is { } date)
        {
            var cells = new DateCells(name);
            columns.Add(cells);
            return _ => cells.Ticks.Add(reader.IsDBNull(at) ? DateColumn.Missing : date());
        }

        throw new DataException($"{source}: column '{name}' holds {type}: numbers, booleans, texts, dates and times of day are read; leave it out of the query, or convert it there");
    }

    private static Func<double>? NumberOf(DbDataReader reader, int at, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => () => reader.GetByte(at),
        TypeCode.SByte => () => reader.GetFieldValue<sbyte>(at),
        TypeCode.Int16 => () => reader.GetInt16(at),
        TypeCode.UInt16 => () => reader.GetFieldValue<ushort>(at),
        TypeCode.Int32 => () => reader.GetInt32(at),
        TypeCode.UInt32 => () => reader.GetFieldValue<uint>(at),
        TypeCode.Int64 => () => reader.GetInt64(at),
        TypeCode.UInt64 => () => reader.GetFieldValue<ulong>(at),
        TypeCode.Single => () => reader.GetFloat(at),
        TypeCode.Double => () => reader.GetDouble(at),
        TypeCode.Decimal => () => (double)reader.GetDecimal(at),
        _ when type == typeof(BigInteger) => () => (double)reader.GetFieldValue<BigInteger>(at),
        _ when type == typeof(TimeOnly) => () => reader.GetFieldValue<TimeOnly>(at).ToTimeSpan().TotalSeconds,
        _ => null,
    };

    private static Func<string>? TextOf(DbDataReader reader, int at, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => () => reader.GetString(at),
        TypeCode.Boolean => () => reader.GetBoolean(at) ? "true" : "false",
        _ when type == typeof(Guid) => () => reader.GetGuid(at).ToString(),
        _ => null,
    };

    private static Func<long>? DateOf(DbDataReader reader, int at, Type type) => type switch
    {
        _ when type == typeof(DateTime) => () => reader.GetDateTime(at).Ticks,
        _ when type == typeof(DateTimeOffset) => () => reader.GetFieldValue<DateTimeOffset>(at).UtcTicks,
        _ when type == typeof(DateOnly) => () => reader.GetFieldValue<DateOnly>(at).ToDateTime(TimeOnly.MinValue).Ticks,
        _ => null,
    };

    /// <summary>A number that may be missing but not infinite.</summary>
    internal static double Finite(double value, string source, string name, int row) => !double.IsInfinity(value)
        ? value
        : throw new DataException($"{source}: row {row}, column '{name}': {value} is not a finite number");
}
