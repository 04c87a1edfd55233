using System.Globalization;

namespace Ridgeline.Tables;

/// <summary>A column of numbers: each finite, or NaN where it is missing.</summary>
public sealed class NumberColumn : Column
{
    /// <summary>A column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A value per row, which are copied: finite, or NaN where it is missing.</param>
    /// <exception cref="DataException">A value is infinite.</exception>
    public NumberColumn(string name, ReadOnlySpan<double> values) : this(name, values.ToArray().AsMemory())
    {
    }

    private NumberColumn(string name, ReadOnlyMemory<double> values) : base(name)
    {
        Memory = values;
        var span = values.Span;
        int missing = 0;
        for (int row = 0; row < span.Length; row++)
        {
            if (double.IsFinite(span[row]))
                continue;
            if (!double.IsNaN(span[row]))
                throw new DataException($"row {row + 1}, column '{name}': {span[row].ToString(CultureInfo.InvariantCulture)} is not a finite number");
            missing++;
        }

        MissingCount = missing;
    }

    /// <summary>A column that takes over <paramref name="values"/> without a copy: nobody else may write to them any more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">A value per row: finite, or NaN where it is missing. Columns that follow each other in one array become a design without a copy.</param>
    /// <exception cref="DataException">A value is infinite.</exception>
    public static NumberColumn Adopt(string name, ReadOnlyMemory<double> values) => new(name, values);

    /// <summary>A value per row; NaN where it is missing.</summary>
    public ReadOnlySpan<double> Values => Memory.Span;

    /// <summary>Where they are.</summary>
    internal ReadOnlyMemory<double> Memory { get; }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Number;

    /// <inheritdoc/>
    public override int Rows => Memory.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsMissing(row) ? "" : Values[row].ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Column Renamed(string name) => new NumberColumn(name, Memory);

    internal override Column Take(ReadOnlySpan<int> rows)
    {
        var values = Values;
        var taken = new double[rows.Length];
        for (int at = 0; at < taken.Length; at++)
            taken[at] = values[rows[at]];
        return new NumberColumn(Name, taken.AsMemory());
    }

    private protected override Column? Joined(Column other) => other is NumberColumn numbers ? new NumberColumn(Name, (double[])[.. Values, .. numbers.Values]) : null;
}
