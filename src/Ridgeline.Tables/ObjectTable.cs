using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables;

/// <summary>Objects into a table: a column a public property, a row an object.</summary>
internal static class ObjectTable
{
    /// <summary>Reads objects.</summary>
    /// <param name="rows">The objects.</param>
    /// <typeparam name="T">What says the columns.</typeparam>
    public static Table Read<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        string source = typeof(T).Name;
        PropertyInfo[] properties = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsReadable).OrderBy(Depth)];
        if (properties.Length == 0)
            throw new DataException($"{source}: has no public properties, which would be the columns");
        var columns = properties.Select(property => PropertyColumn<T>.Of(property, source)).ToArray();
        try
        {
            int row = 0;
            foreach (var item in rows)
            {
                row++;
                if (item is null)
                    throw new DataException($"{source}: row {row} is null; an object a row is needed");
                foreach (var column in columns)
                    column.Add(item, row);
            }

            return TableCells.ToTable(source, [.. columns.Select(column => column.Cells)], []);
        }
        finally
        {
            foreach (var column in columns)
                column.Cells.Dispose();
        }
    }

    private static bool IsReadable(PropertyInfo property) => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0;

    /// <summary>How many types stand above the one that declares it: what is inherited comes first.</summary>
    private static int Depth(PropertyInfo property)
    {
        int depth = 0;
        for (var type = property.DeclaringType?.BaseType; type is not null; type = type.BaseType)
            depth++;
        return depth;
    }
}

/// <summary>A property's column as objects come.</summary>
internal sealed class PropertyColumn<T>(ColumnCells cells, Action<T, int> add)
{
    private delegate TValue OfStruct<out TValue>(ref T row);

    /// <summary>The cells.</summary>
    public ColumnCells Cells { get; } = cells;

    /// <summary>Adds an object's value.</summary>
    /// <param name="item">The object.</param>
    /// <param name="row">Its number from 1, for messages.</param>
    public void Add(T item, int row) => add(item, row);

    /// <summary>The column of a property.</summary>
    /// <exception cref="DataException">It is of a type that isn't read.</exception>
    public static PropertyColumn<T> Of(PropertyInfo property, string source)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum
            ? Texts(property, row => property.GetValue(row)?.ToString())
            : Numbers(property, source) ?? Dates(property) ?? Texts(property)
            ?? throw new DataException($"{source}: property '{property.Name}' is of type {property.PropertyType}; numbers, booleans, strings, enumerations, DateTime, DateOnly, and these or nothing (int?) are read");
    }

    private static PropertyColumn<T>? Numbers(PropertyInfo property, string source) =>
        Number<double>(property, source, value => value) ?? Number<float>(property, source, value => value) ?? Number<decimal>(property, source, value => (double)value)
        ?? Number<int>(property, source, value => value) ?? Number<long>(property, source, value => value) ?? Number<short>(property, source, value => value)
        ?? Number<sbyte>(property, source, value => value) ?? Number<byte>(property, source, value => value) ?? Number<ushort>(property, source, value => value)
        ?? Number<uint>(property, source, value => value) ?? Number<ulong>(property, source, value => value) ?? Number<Int128>(property, source, value => (double)value)
        ?? Number<UInt128>(property, source, value => (double)value) ?? Number<Half>(property, source, value => (double)value);

    private static PropertyColumn<T>? Number<TValue>(PropertyInfo property, string source, Func<TValue, double> convert)
        where TValue : struct
    {
        var cells = new NumberCells(property.Name);
        return Adding<TValue>(property, cells, (value, row) =>
            cells.Values.Add(value is { } given ? ReaderTable.Finite(convert(given), source, property.Name, row) : double.NaN));
    }

    private static PropertyColumn<T>? Dates(PropertyInfo property)
    {
        var cells = new DateCells(property.Name);
        return Adding<DateTime>(property, cells, (value, _) => cells.Ticks.Add(value?.Ticks ?? DateColumn.Missing))
            ?? Adding<DateOnly>(property, cells, (value, _) => cells.Ticks.Add(value?.ToDateTime(TimeOnly.MinValue).Ticks ?? DateColumn.Missing));
    }

    private static PropertyColumn<T>? Texts(PropertyInfo property)
    {
        var cells = new TextCells(property.Name);
        return property.PropertyType == typeof(string)
            ? Texts(property, Getter<string?>(property))
            : Adding<bool>(property, cells, (value, _) => cells.Add(value switch { null => null, true => "true", false => "false" }));
    }

    private static PropertyColumn<T> Texts(PropertyInfo property, Func<T, string?> get)
    {
        var cells = new TextCells(property.Name);
        return new PropertyColumn<T>(cells, (item, _) => cells.Add(get(item)));
    }

    /// <summary>What adds a property's values, if it is of that type or of that or nothing.</summary>
    private static PropertyColumn<T>? Adding<TValue>(PropertyInfo property, ColumnCells cells, Action<TValue?, int> add)
        where TValue : struct
    {
        if (property.PropertyType == typeof(TValue))
        {
            var get = Getter<TValue>(property);
            return new PropertyColumn<T>(cells, (item, row) => add(get(item), row));
        }

        if (property.PropertyType != typeof(TValue?))
            return null;
        var getOrNothing = Getter<TValue?>(property);
        return new PropertyColumn<T>(cells, (item, row) => add(getOrNothing(item), row));
    }

    /// <summary>A property's getter without a box; of a struct it takes its object by reference.</summary>
    private static Func<T, TValue> Getter<TValue>(PropertyInfo property)
    {
        if (!typeof(T).IsValueType)
            return property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        var get = property.GetMethod!.CreateDelegate<OfStruct<TValue>>();
        return row => get(ref row);
    }
}
