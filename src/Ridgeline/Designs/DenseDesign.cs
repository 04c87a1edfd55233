using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Numerics;

namespace Ridgeline.Designs;

/// <summary>Dense columns, one after the other in one array.</summary>
internal sealed class DenseDesign : Design
{
    /// <summary>Columns whose |mean| is above this many standard deviations are stored shifted by their mean.</summary>
    private const double FarFromZero = 8;

    private readonly double[] _values;
    private readonly double[] _shifts;

    private DenseDesign(double[] values, double[] shifts, int rows, ImmutableArray<string> names) : base(rows, names) =>
        (_values, _shifts) = (values, shifts);

    /// <summary>A design that keeps <paramref name="columnMajor"/>: nobody else may write to them any more.</summary>
    /// <exception cref="ArgumentException">A number is not finite; nothing was written then.</exception>
    public static DenseDesign TakingOver(double[] columnMajor, int rows, ImmutableArray<string> names)
    {
        var shifts = new double[names.Length];
        var design = new DenseDesign(columnMajor, shifts, rows, names);
        var unweighted = new (double Mean, double Scale)[names.Length];
        for (int j = 0; j < shifts.Length; j++)
        {
            unweighted[j] = design.Moments(j, []);
            if (double.IsFinite(unweighted[j].Mean) && double.IsFinite(unweighted[j].Scale)) // a number that isn't would leave neither so
                continue;
            int at = Array.FindIndex(columnMajor, j * rows, rows, x => !double.IsFinite(x));
            if (at >= 0)
                throw new ArgumentException($"row {at - j * rows + 1}, column '{names[j]}': {columnMajor[at]} is not a finite number", nameof(columnMajor));
        }

        for (int j = 0; j < shifts.Length; j++)
        {
            double mean = unweighted[j].Mean;
            if (!double.IsFinite(mean) || Math.Abs(mean) <= FarFromZero * unweighted[j].Scale)
                continue;
            shifts[j] = mean;
            var column = columnMajor.AsSpan(j * rows, rows);
            TensorPrimitives.Subtract(column, mean, column);
            unweighted[j] = design.Moments(j, []);
        }

        design.Unweighted = unweighted;
        return design;
    }

    public override double Shift(int j) => _shifts[j];

    public override double this[int i, int j] => _values[j * Rows + i];

    public override double Dot(int j, ReadOnlySpan<double> r) => TensorPrimitives.Dot(Stored(j), r);

    public override void AddColumn(int j, double a, Span<double> target) =>
        TensorPrimitives.MultiplyAdd(Stored(j), a, target, target);

    public override void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target) =>
        TensorPrimitives.Multiply(Stored(j), d, target);

    internal override void CopyRows(int j, int row, Span<double> target) => Part(j, row, target.Length).CopyTo(target);

    internal override long Entries => _values.Length;

    internal override int EntriesOf(int j) => Rows;

    internal override void Products(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int count, Span<double> target, ref double[] scratch)
    {
        const int Group = 256;
        target[..(columns.Length * count)].Clear();
        Span<nint> left = stackalloc nint[Group];
        for (int row = 0; row < Rows; row += ColumnKernels.RowBlock)
        {
            int length = Math.Min(ColumnKernels.RowBlock, Rows - row);
            for (int from = 0; from < columns.Length; from += Group)
            {
                int size = Math.Min(Group, columns.Length - from);
                for (int a = 0; a < size; a++)
                    left[a] = (nint)columns[from + a] * Rows + row;
                ColumnKernels.AddProducts(left[..size], _values, r[row..], Rows, count, length, target[(from * count)..]);
            }
        }
    }

    internal override void AddColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        const int Block = 1024;
        for (int row = 0; row < Rows; row += Block)
        {
            int length = Math.Min(Block, Rows - row), a = 0;
            var part = target.Slice(row, length);
            for (; a + 4 <= columns.Length; a += 4)
                ColumnKernels.AddFourColumns(
                    Part(columns[a], row, length), Part(columns[a + 1], row, length), Part(columns[a + 2], row, length), Part(columns[a + 3], row, length),
                    coefficients[a], coefficients[a + 1], coefficients[a + 2], coefficients[a + 3], part);
            for (; a < columns.Length; a++)
                TensorPrimitives.MultiplyAdd(Part(columns[a], row, length), coefficients[a], part, part);
        }
    }

    internal override void Gram(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> target, int targetStride, ref double[] scratch)
    {
        var panel = StripKernels.Room(ref scratch, columns.Length, StripKernels.Depth);
        Span<nint> starts = stackalloc nint[StripKernels.Width];
        for (int a = 0; a < columns.Length; a++)
            target.Slice(a * targetStride, columns.Length).Clear();
        for (int row = 0; row < Rows; row += StripKernels.Depth)
        {
            int depth = Math.Min(StripKernels.Depth, Rows - row);
            for (int a = 0; a < columns.Length; a += StripKernels.Width)
            {
                int width = Math.Min(StripKernels.Width, columns.Length - a);
                for (int k = 0; k < width; k++)
                    starts[k] = (nint)columns[a + k] * Rows + row;
                StripKernels.Pack(_values, starts[..width], means.Slice(a, width), roots.Slice(row, depth), panel[(a * depth)..]);
            }

            StripKernels.AddLower(panel, panel, columns.Length, depth, target, targetStride);
        }

        for (int a = 0; a < columns.Length; a++)
            for (int b = 0; b <= a; b++)
                target[b * targetStride + a] = target[a * targetStride + b] /= scales[a] * scales[b];
    }

    internal override void Kernel(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> divisors, Span<double> target, int targetStride)
    {
        double[] scratch = [];
        var panel = StripKernels.Room(ref scratch, rows.Length, StripKernels.Depth);
        for (int a = 0; a < rows.Length; a++)
            target.Slice(a * targetStride, rows.Length).Clear();
        for (int from = 0; from < columns.Length; from += StripKernels.Depth)
        {
            int depth = Math.Min(StripKernels.Depth, columns.Length - from);
            for (int k = 0; k < depth; k++)
            {
                var column = Stored(columns[from + k]);
                double mean = means[from + k], scale = 1 / Math.Sqrt(divisors[from + k]);
                for (int a = 0; a < rows.Length; a++)
                    panel[StripKernels.At(a, k, depth)] = (column[rows[a]] - mean) * (roots[a] * scale);
            }

            StripKernels.AddLower(panel, panel, rows.Length, depth, target, targetStride);
        }
    }

    internal override (double Mean, double Scale) Moments(int j, ReadOnlySpan<double> weights)
    {
        var column = Stored(j);
        int first = 0;
        while (!weights.IsEmpty && weights[first] == 0)
            first++;
        double origin = column[first];
        var (total, sum, squares, widest) = ColumnKernels.Moments(column, weights, origin);
        if (widest == 0 && sum == 0)
            return (origin, 0);
        double mean = sum / total, variance = squares / total - mean * mean;
        bool exact = widest is > 1e-140 and < 1e140 && variance > 1e-3 * mean * mean; // else squares vanish, overflow or cancel
        return exact ? (origin + mean, Math.Sqrt(variance)) : CarefulMoments(j, weights);
    }

    private ReadOnlySpan<double> Stored(int j) => _values.AsSpan(j * Rows, Rows);

    private ReadOnlySpan<double> Part(int j, int row, int length) => _values.AsSpan(j * Rows + row, length);
}
