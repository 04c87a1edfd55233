using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    /// <summary>The names of column <paramref name="j"/>'s levels, where its numbers are their codes 0 … L − 1; empty where they are numbers.</summary>
    /// <param name="j">0 … p − 1.</param>
    public virtual ImmutableArray<string> Levels(int j) => [];

    /// <summary>Whether column <paramref name="j"/> has rows that are missing (NaN).</summary>
    /// <param name="j">0 … p − 1.</param>
    public virtual bool HasGaps(int j) => false;

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

    /// <summary>The rows of column <paramref name="j"/> that aren't zero, in order, and their values, as they were given (up to rounding, where the column is stored shifted).</summary>
    /// <param name="j">0 … p − 1.</param>
    /// <param name="rows">Room for n rows.</param>
    /// <param name="values">Room for n values.</param>
    /// <returns>How many they are.</returns>
    public abstract int NonZeros(int j, Span<int> rows, Span<double> values);

    /// <summary>target = the stored values of column <paramref name="j"/> from row <paramref name="row"/> on.</summary>
    internal abstract void CopyRows(int j, int row, Span<double> target);

    /// <summary>How many numbers are stored.</summary>
    internal abstract long Entries { get; }

    /// <summary>How many of them column <paramref name="j"/> has.</summary>
    internal abstract int EntriesOf(int j);

    /// <summary>The mean and 1/n standard deviation of each stored column under weights of 1, where they are known.</summary>
    internal (double Mean, double Scale)[]? Unweighted { get; private protected set; }

    /// <summary>target[a, b] = x_columns[a]ᵀ·r_b.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="r">Right-hand sides, n numbers each.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">A row of <paramref name="count"/> numbers a column.</param>
    /// <param name="scratch">Room to work in. The caller keeps it from call to call, so that only a call that needs more than any before it allocates.</param>
    internal abstract void Products(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int count, Span<double> target, ref double[] scratch);

    /// <summary>target += Σ coefficients[a]·x_columns[a].</summary>
    internal abstract void AddColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target);

    /// <summary>target[b·m + i] += Σ_a coefficients[a, b]·x_columns[a] of row i, for <paramref name="count"/> combinations b. A sum doesn't depend on the others.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="coefficients">A row of <paramref name="count"/> numbers a column.</param>
    /// <param name="count">How many combinations.</param>
    /// <param name="rows">Which rows, m of them, in any order, repeats too; empty: all n.</param>
    /// <param name="target">m numbers a combination.</param>
    internal abstract void AddCombinations(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, int count, ReadOnlySpan<int> rows, Span<double> target);

    /// <summary>target[a, b] = Σᵢ rootsᵢ²·(xᵢₐ − mₐ)(xᵢᵦ − mᵦ)/(tₐtᵦ), both triangles; <paramref name="scratch"/> as for the products.</summary>
    internal abstract void Gram(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> target, int targetStride, ref double[] scratch);

    /// <summary>The first <paramref name="length"/> numbers of <paramref name="scratch"/>, which grows where it must.</summary>
    private protected static Span<double> Room(ref double[] scratch, long length)
    {
        if (scratch.Length < length)
            scratch = new double[length];
        return scratch.AsSpan(0, (int)length);
    }

    /// <summary>The lower triangle of target[a, b] = Σⱼ rootₐ·(xₐⱼ − mⱼ)(xᵦⱼ − mⱼ)·rootᵦ/dⱼ over rows a and b.</summary>
    internal abstract void Kernel(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> divisors, Span<double> target, int targetStride);

    /// <summary>The weighted mean and 1/n standard deviation of a stored column; 0 for one that is constant where the weight is above 0. Empty weights are all 1.</summary>
    internal abstract (double Mean, double Scale) Moments(int j, ReadOnlySpan<double> weights);

    /// <summary>The same in two passes, scaled so that squares neither overflow nor vanish nor cancel.</summary>
    private protected (double Mean, double Scale) CarefulMoments(int j, ReadOnlySpan<double> weights)
    {
        double origin = 0, sum = 0, total = 0, widest = 0;
        bool seen = false;
        for (int i = 0; i < Rows; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i], x = this[i, j];
            if (weight == 0)
                continue;
            (origin, seen) = (seen ? origin : x, true);
            widest = Math.Max(widest, Math.Abs(x - origin));
            sum += weight * (x - origin);
            total += weight;
        }

        double mean = origin + sum / total, squares = 0, rest = 0;
        for (int i = 0; i < Rows; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i], difference = weight == 0 ? 0 : (this[i, j] - mean) / widest;
            squares += weight * difference * difference;
            rest += weight * difference;
        }

        rest /= total; // what rounding left of the mean (Chan, Golub, LeVeque 1983, eq. 1.7)
        return (mean + rest * widest, widest * Math.Sqrt(Math.Max(0, squares / total - rest * rest)));
    }

    /// <summary>A dense design of number columns of a table: without a copy where they are all of an array in its order, and none is far from zero.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which of its columns, in this order.</param>
    /// <exception cref="DataException">A column is missing, or a row of it is missing or no number.</exception>
    public static Design Of(Table table, IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        NumberColumn[] numbers = [.. columns.Select(table.Numbers)];
        ImmutableArray<string> names = [.. numbers.Select(column => column.Name)];
        if (BlockOf(numbers) is { } block)
            return DenseDesign.Over(block, table.Rows, names);
        var values = new double[(long)table.Rows * numbers.Length];
        for (int j = 0; j < numbers.Length; j++)
            numbers[j].Values.CopyTo(values.AsSpan(j * table.Rows));
        return DenseDesign.TakingOver(values, table.Rows, names);
    }

    /// <summary>The array that the columns are, one after the other and nothing else; null where they aren't.</summary>
    private static double[]? BlockOf(NumberColumn[] columns)
    {
        double[]? block = null;
        for (int j = 0; j < columns.Length; j++)
        {
            if (!MemoryMarshal.TryGetArray(columns[j].Memory, out var segment) || segment.Offset != (long)j * segment.Count || (block is not null && segment.Array != block))
                return null;
            block = segment.Array;
        }

        return block?.Length == (long)columns.Length * columns[0].Rows ? block : null;
    }

    /// <summary>A dense design of a copy of <paramref name="columnMajor"/>.</summary>
    /// <param name="columnMajor">n·p finite numbers, column after column.</param>
    /// <param name="rows">n.</param>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <exception cref="ArgumentException">The length isn't n·p, or a number is not finite.</exception>
    public static Design Dense(ReadOnlySpan<double> columnMajor, int rows, ImmutableArray<string> names = default) =>
        Adopt(columnMajor.ToArray(), rows, names);

    /// <summary>A dense design that takes over <paramref name="columnMajor"/> without a copy: nobody else may write to it any more, and a column far from zero is shifted in place.</summary>
    /// <param name="columnMajor">n·p finite numbers, column after column.</param>
    /// <param name="rows">n.</param>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <exception cref="ArgumentException">The length isn't n·p, or a number is not finite.</exception>
    public static Design Adopt(double[] columnMajor, int rows, ImmutableArray<string> names = default)
    {
        ArgumentNullException.ThrowIfNull(columnMajor);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        names = Named(names, columnMajor.Length / rows);
        if (columnMajor.Length != (long)rows * names.Length)
            throw new ArgumentException($"{Wording.Count(columnMajor.Length, "number")} can't be {Wording.Count(rows, "row")} of {Wording.Count(names.Length, "column")}", nameof(columnMajor));
        return DenseDesign.TakingOver(columnMajor, rows, names);
    }

    /// <summary>
    /// A dense design of cells as a table has them, for models that need neither complete numbers nor numbers at all (trees): NaN is a missing row, and a column with levels has
    /// their codes. It takes over <paramref name="columnMajor"/> without a copy: nobody else may write to it any more. Nothing is stored shifted.
    /// </summary>
    /// <param name="columnMajor">n·p numbers, column after column: finite or NaN.</param>
    /// <param name="rows">n.</param>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <param name="levels">For each column the names of its levels, empty for numbers; all columns are numbers if left out.</param>
    /// <exception cref="ArgumentException">The length isn't n·p, there aren't as many lists of levels as columns, a number is infinite, or a code is none of its column's.</exception>
    public static Design OfCells(double[] columnMajor, int rows, ImmutableArray<string> names = default, ImmutableArray<ImmutableArray<string>> levels = default)
    {
        ArgumentNullException.ThrowIfNull(columnMajor);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        names = Named(names, columnMajor.Length / rows);
        if (columnMajor.Length != (long)rows * names.Length)
            throw new ArgumentException($"{Wording.Count(columnMajor.Length, "number")} can't be {Wording.Count(rows, "row")} of {Wording.Count(names.Length, "column")}", nameof(columnMajor));
        if (!levels.IsDefault && levels.Length != names.Length)
            throw new ArgumentException($"there are levels of {Wording.Count(levels.Length, "column")}, but {Wording.Count(names.Length, "column")}", nameof(levels));
        return DenseDesign.TakingOverCells(columnMajor, rows, names, levels.IsDefault ? [.. names.Select(_ => ImmutableArray<string>.Empty)] : levels);
    }

    /// <summary>Refuses a design that isn't complete numbers.</summary>
    /// <param name="who">Who needs them: "a linear model".</param>
    /// <exception cref="ArgumentException">A column has gaps, or levels.</exception>
    internal void NeedNumbers(string who)
    {
        for (int j = 0; j < Columns; j++)
            if (!Levels(j).IsEmpty)
                throw new ArgumentException($"column '{Names[j]}' has codes of levels ({Wording.Listed(Levels(j), 6)}); {who} needs numbers: a recipe's OneHot makes them");
            else if (HasGaps(j))
                throw new ArgumentException($"column '{Names[j]}' has missing rows; {who} needs complete numbers: a recipe's Impute makes them");
    }

    /// <summary>A sparse design in compressed columns that takes over its arrays without a copy: nobody else may write to them any more.</summary>
    /// <param name="values">The finite numbers that aren't left out as zero, column after column.</param>
    /// <param name="rowIndices">The row of each, 0 … n − 1, rising within a column.</param>
    /// <param name="columnStarts">Where each column begins in the two, and the end: p + 1 numbers from 0 to their length.</param>
    /// <param name="rows">n.</param>
    /// <param name="names">The columns' names; x1, x2, … if left out.</param>
    /// <exception cref="ArgumentException">The arrays don't fit, a row is out of range or out of order, or a number is not finite.</exception>
    public static Design Sparse(double[] values, int[] rowIndices, int[] columnStarts, int rows, ImmutableArray<string> names = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rowIndices);
        ArgumentNullException.ThrowIfNull(columnStarts);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        names = Named(names, columnStarts.Length - 1);
        if (names.Length != columnStarts.Length - 1 || values.Length != rowIndices.Length || columnStarts[0] != 0 || columnStarts[^1] != values.Length)
            throw new ArgumentException($"{values.Length} numbers, {rowIndices.Length} rows of theirs and {columnStarts.Length} column starts are no compressed columns of {names.Length} names", nameof(columnStarts));
        for (int j = 0; j < names.Length; j++)
        {
            if (columnStarts[j + 1] < columnStarts[j])
                throw new ArgumentException($"column '{names[j]}' ends at {columnStarts[j + 1]}, before its start {columnStarts[j]}", nameof(columnStarts));
            int before = -1;
            for (int k = columnStarts[j]; k < columnStarts[j + 1]; before = rowIndices[k++])
            {
                if (rowIndices[k] <= before || rowIndices[k] >= rows)
                    throw new ArgumentException($"column '{names[j]}': row {rowIndices[k]} after row {before}; rows rise from 0 to {rows - 1}", nameof(rowIndices));
                if (!double.IsFinite(values[k]))
                    throw new ArgumentException($"row {rowIndices[k] + 1}, column '{names[j]}': {values[k]} is not a finite number", nameof(values));
            }
        }

        return new SparseDesign(values, rowIndices, columnStarts, rows, names);
    }

    private static ImmutableArray<string> Named(ImmutableArray<string> names, int columns) =>
        names.IsDefault ? [.. Enumerable.Range(1, columns).Select(j => $"x{j}")] : names;
}
