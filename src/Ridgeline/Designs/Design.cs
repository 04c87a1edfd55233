using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Designs;

/// <summary>
/// X: the rows × columns of numbers that every resample shares. It is held once, never copied and never changed.
/// </summary>
/// <remarks>
/// A column may be stored shifted, x − <see cref="Shift"/>: where its mean is far from zero the products below would cancel.
/// Every member speaks of the stored column; the intercept absorbs the shift.
/// </remarks>
public abstract class Design
{
    private protected Design(int rows, ImmutableArray<string> names) => (Rows, Names) = (rows, names);

    /// <summary>n, the number of rows.</summary>
    public int Rows { get; }

    /// <summary>p, the number of columns.</summary>
    public int Columns => Names.Length;

    /// <summary>The columns' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What was subtracted from column <paramref name="j"/> when it was stored.</summary>
    /// <param name="j">0 … p − 1.</param>
    public abstract double Shift(int j);

    /// <summary>The stored value of row <paramref name="i"/>, column <paramref name="j"/>.</summary>
    /// <param name="i">0 … n − 1.</param>
    /// <param name="j">0 … p − 1.</param>
    public abstract double this[int i, int j] { get; }

    /// <summary>xⱼᵀ·r.</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="r">A number per row.</param>
    public abstract double Dot(int j, ReadOnlySpan<double> r);

    /// <summary>target += a·xⱼ.</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="a">A factor.</param>
    /// <param name="target">A number per row.</param>
    public abstract void AddColumn(int j, double a, Span<double> target);

    /// <summary>target = d ∘ xⱼ, row by row.</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="d">A factor per row.</param>
    /// <param name="target">A number per row.</param>
    public abstract void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target);

    /// <summary>A dense design of number columns of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which of its columns, in this order.</param>
    /// <exception cref="DataException">A column is missing or a cell of it is not a finite number.</exception>
    public static Design Of(Table table, IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        var numbers = columns.Select(table.Numbers).ToArray();
        var values = new double[(long)table.Rows * numbers.Length];
        for (int j = 0; j < numbers.Length; j++)
            numbers[j].Values.CopyTo(values, j * table.Rows);
        return DenseDesign.TakingOver(values, table.Rows, [.. numbers.Select(column => column.Name)]);
    }

    /// <summary>A dense design of a copy of <paramref name="columnMajor"/>.</summary>
    /// <param name="columnMajor">n·p finite numbers, column after column.</param>
    /// <param name="rows">n.</param>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <exception cref="ArgumentException">The length isn't n·p, or a number is not finite.</exception>
    public static Design Dense(ReadOnlySpan<double> columnMajor, int rows, ImmutableArray<string> names = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        int columns = columnMajor.Length / rows;
        names = names.IsDefault ? [.. Enumerable.Range(1, columns).Select(j => $"x{j}")] : names;
        if (columnMajor.Length != (long)rows * names.Length)
            throw new ArgumentException($"{columnMajor.Length} numbers are not {rows} rows of {names.Length} columns", nameof(columnMajor));
        for (int k = 0; k < columnMajor.Length; k++)
            if (!double.IsFinite(columnMajor[k]))
                throw new ArgumentException($"row {k % rows + 1}, column '{names[k / rows]}': {columnMajor[k]} is not a finite number", nameof(columnMajor));
        return DenseDesign.TakingOver(columnMajor.ToArray(), rows, names);
    }
}
