using System.Collections.Immutable;
using System.Globalization;

namespace Ridgeline.Tables;

/// <summary>A named column of a <see cref="Table"/>.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>Row <paramref name="row"/> as text: numbers in the shortest form that reads back equal.</summary>
    /// <param name="row">0-based.</param>
    public abstract string Text(int row);

    internal abstract Column Append(Column other);
}

/// <summary>A column of finite numbers.</summary>
public sealed class NumberColumn : Column
{
    /// <summary>A column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A value per row, all finite.</param>
    /// <exception cref="DataException">A value is NaN or infinite.</exception>
    public NumberColumn(string name, ImmutableArray<double> values) : base(name)
    {
        for (int row = 0; row < values.Length; row++)
            if (!double.IsFinite(values[row]))
                throw new DataException($"row {row + 1}, column '{name}': {values[row].ToString(CultureInfo.InvariantCulture)} is not a finite number");
        Values = values;
    }

    /// <summary>A value per row.</summary>
    public ImmutableArray<double> Values { get; }

    /// <inheritdoc/>
    public override int Rows => Values.Length;

    /// <inheritdoc/>
    public override string Text(int row) => Values[row].ToString("R", CultureInfo.InvariantCulture);

    internal override Column Append(Column other) => other is NumberColumn numbers
        ? new NumberColumn(Name, Values.AddRange(numbers.Values))
        : new TextColumn(Name, [.. Texts(this), .. Texts(other)]);

    internal static IEnumerable<string> Texts(Column column) => Enumerable.Range(0, column.Rows).Select(column.Text);
}

/// <summary>A column of text: at least one cell is not a finite number.</summary>
public sealed class TextColumn : Column
{
    /// <summary>A column of text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A text per row.</param>
    public TextColumn(string name, ImmutableArray<string> values) : base(name) => Values = values;

    /// <summary>A text per row; an empty cell is the empty text.</summary>
    public ImmutableArray<string> Values { get; }

    /// <inheritdoc/>
    public override int Rows => Values.Length;

    /// <inheritdoc/>
    public override string Text(int row) => Values[row];

    internal override Column Append(Column other) => new TextColumn(Name, [.. Values, .. NumberColumn.Texts(other)]);
}
