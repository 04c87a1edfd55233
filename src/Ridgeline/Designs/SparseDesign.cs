using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Designs;

/// <summary>Compressed sparse columns: of each column the rows that aren't zero, in order, and their values. Never centred, never shifted.</summary>
internal sealed class SparseDesign : Design
{
    private readonly double[] _values;
    private readonly int[] _rowIndices;
    private readonly int[] _columnStarts;

    public SparseDesign(double[] values, int[] rowIndices, int[] columnStarts, int rows, ImmutableArray<string> names) : base(rows, names) =>
        (_values, _rowIndices, _columnStarts) = (values, rowIndices, columnStarts);

    public override double Shift(int j) => 0;

    public override double this[int i, int j]
    {
        get
        {
            int at = RowsOf(j).BinarySearch(i);
            return at < 0 ? 0 : Values(j)[at];
        }
    }

    // Row indices were checked when the design was made, and vectors by their length here: the loops below check no bounds.

    public override double Dot(int j, ReadOnlySpan<double> r)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(r.Length, Rows);
        ReadOnlySpan<double> values = Values(j);
        ref double x = ref MemoryMarshal.GetReference(values), right = ref MemoryMarshal.GetReference(r);
        ref int row = ref MemoryMarshal.GetReference(RowsOf(j));
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int k = 0;
        for (; k + 4 <= values.Length; k += 4)
        {
            s0 += Unsafe.Add(ref x, k) * Unsafe.Add(ref right, Unsafe.Add(ref row, k));
            s1 += Unsafe.Add(ref x, k + 1) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 1));
            s2 += Unsafe.Add(ref x, k + 2) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 2));
            s3 += Unsafe.Add(ref x, k + 3) * Unsafe.Add(ref right, Unsafe.Add(ref row, k + 3));
        }

        for (; k < values.Length; k++)
            s0 += Unsafe.Add(ref x, k) * Unsafe.Add(ref right, Unsafe.Add(ref row, k));
        return s0 + s1 + (s2 + s3);
    }

    public override void AddColumn(int j, double a, Span<double> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Rows);
        ReadOnlySpan<double> values = Values(j);
        ref double x = ref MemoryMarshal.GetReference(values), t = ref MemoryMarshal.GetReference(target);
        ref int row = ref MemoryMarshal.GetReference(RowsOf(j));
        for (int k = 0; k < values.Length; k++)
            Unsafe.Add(ref t, Unsafe.Add(ref row, k)) += a * Unsafe.Add(ref x, k);
    }

    /// <summary>target += a·d ∘ xⱼ.</summary>
    public void AddScaledColumn(int j, double a, ReadOnlySpan<double> d, Span<double> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(d.Length, Rows);
        ReadOnlySpan<double> values = Values(j);
        ref double x = ref MemoryMarshal.GetReference(values), t = ref MemoryMarshal.GetReference(target), scale = ref MemoryMarshal.GetReference(d);
        ref int row = ref MemoryMarshal.GetReference(RowsOf(j));
        for (int k = 0; k < values.Length; k++)
        {
            int i = Unsafe.Add(ref row, k);
            Unsafe.Add(ref t, i) += a * Unsafe.Add(ref x, k) * Unsafe.Add(ref scale, i);
        }
    }

    public override void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target)
    {
        target.Clear();
        ReadOnlySpan<double> values = Values(j);
        ReadOnlySpan<int> rows = RowsOf(j);
        for (int k = 0; k < rows.Length; k++)
            target[rows[k]] = d[rows[k]] * values[k];
    }

    public override int NonZeros(int j, Span<int> rows, Span<double> values)
    {
        int count = 0;
        for (int k = _columnStarts[j]; k < _columnStarts[j + 1]; k++)
            if (_values[k] != 0)
                (rows[count], values[count++]) = (_rowIndices[k], _values[k]);
        return count;
    }

    /// <summary>The values of column <paramref name="j"/> that aren't zero.</summary>
    public ReadOnlySpan<double> Values(int j) => _values.AsSpan(_columnStarts[j], _columnStarts[j + 1] - _columnStarts[j]);

    /// <summary>The rows in which column <paramref name="j"/> isn't zero.</summary>
    public ReadOnlySpan<int> RowsOf(int j) => _rowIndices.AsSpan(_columnStarts[j], _columnStarts[j + 1] - _columnStarts[j]);

    internal override void CopyRows(int j, int row, Span<double> target)
    {
        target.Clear();
        ReadOnlySpan<int> rows = RowsOf(j);
        ReadOnlySpan<double> values = Values(j);
        int at = rows.BinarySearch(row);
        for (at = at < 0 ? ~at : at; at < rows.Length && rows[at] < row + target.Length; at++)
            target[rows[at] - row] = values[at];
    }

    internal override long Entries => _values.Length;

    internal override int EntriesOf(int j) => _columnStarts[j + 1] - _columnStarts[j];

    internal override void Products(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int count, Span<double> target, ref double[] scratch)
    {
        if (count == 1)
        {
            for (int a = 0; a < columns.Length; a++)
                target[a] = Dot(columns[a], r);
            return;
        }

        var rowMajor = Room(ref scratch, (long)Rows * count); // a row's right-hand sides side by side: one cache line an entry
        for (int b = 0; b < count; b++)
            for (int i = 0; i < Rows; i++)
                rowMajor[i * count + b] = r[b * Rows + i];
        ref double right = ref MemoryMarshal.GetReference(rowMajor);
        for (int a = 0; a < columns.Length; a++)
        {
            ReadOnlySpan<double> values = Values(columns[a]);
            ReadOnlySpan<int> rows = RowsOf(columns[a]);
            var sums = target.Slice(a * count, count);
            if (count == Vector512<double>.Count && Vector512.IsHardwareAccelerated)
            {
                var total = Vector512<double>.Zero;
                for (int k = 0; k < rows.Length; k++)
                    total = Vector512.FusedMultiplyAdd(Vector512.Create(values[k]), Vector512.LoadUnsafe(ref right, (nuint)rows[k] * 8), total);
                total.CopyTo(sums);
                continue;
            }

            sums.Clear();
            for (int k = 0; k < rows.Length; k++)
            {
                var row = rowMajor.Slice(rows[k] * count, count);
                for (int b = 0; b < row.Length; b++)
                    sums[b] += values[k] * row[b];
            }
        }
    }

    internal override void AddColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        for (int a = 0; a < columns.Length; a++)
            AddColumn(columns[a], coefficients[a], target);
    }

    internal override void AddCombinations(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, int count, ReadOnlySpan<int> rows, Span<double> target)
    {
        int found = rows.IsEmpty ? Rows : rows.Length;
        int[] places = ArrayPool<int>.Shared.Rent(Rows), before = ArrayPool<int>.Shared.Rent(found); // a row's last place, and of each place the row's one before it
        places.AsSpan(0, Rows).Fill(-1);
        for (int i = 0; i < found; i++)
        {
            ref int place = ref places[rows.IsEmpty ? i : rows[i]];
            (before[i], place) = (place, i);
        }

        for (int a = 0; a < columns.Length; a++)
        {
            var own = coefficients.Slice(a * count, count);
            ReadOnlySpan<int> filled = RowsOf(columns[a]);
            ReadOnlySpan<double> values = Values(columns[a]);
            for (int k = 0; k < filled.Length; k++)
                for (int at = places[filled[k]]; at >= 0; at = before[at])
                    for (int b = 0; b < own.Length; b++)
                        target[b * found + at] += own[b] * values[k];
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<int>.Shared.Return(before);
    }

    internal override void Gram(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> target, int targetStride, ref double[] scratch)
    {
        // (x − m)ᵀH(x' − m') = xᵀHx' − m·h'x' − m'·h'x + m·m'·Σh: a sparse column is never far from its mean in standard deviations, unless it is nearly constant.
        var room = Room(ref scratch, 2L * Rows + columns.Length);
        Span<double> h = room[..Rows], spread = room.Slice(Rows, Rows), sums = room[(2 * Rows)..];
        spread.Clear();
        double total = 0;
        for (int i = 0; i < Rows; i++)
            total += h[i] = roots[i] * roots[i];
        for (int a = 0; a < columns.Length; a++)
            sums[a] = Dot(columns[a], h);
        for (int a = 0; a < columns.Length; a++)
        {
            ReadOnlySpan<int> rows = RowsOf(columns[a]);
            ReadOnlySpan<double> values = Values(columns[a]);
            for (int k = 0; k < rows.Length; k++)
                spread[rows[k]] = h[rows[k]] * values[k];
            for (int b = 0; b <= a; b++)
            {
                double cross = Dot(columns[b], spread) - means[a] * sums[b] - means[b] * sums[a] + means[a] * means[b] * total;
                target[b * targetStride + a] = target[a * targetStride + b] = cross / (scales[a] * scales[b]);
            }

            foreach (int row in rows)
                spread[row] = 0;
        }
    }

    internal override void Kernel(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> divisors, Span<double> target, int targetStride)
    {
        // Σⱼ (x − m)(x' − m)/d = Σⱼ xx'/d − u − u' + Σⱼ m²/d with u = Σⱼ xm/d
        var places = new int[Rows];
        Array.Fill(places, -1);
        for (int a = 0; a < rows.Length; a++)
        {
            places[rows[a]] = a;
            target.Slice(a * targetStride, rows.Length).Clear();
        }

        double total = 0;
        var sums = new double[rows.Length];
        for (int k = 0; k < columns.Length; k++)
        {
            ReadOnlySpan<int> inside = RowsOf(columns[k]);
            ReadOnlySpan<double> values = Values(columns[k]);
            total += means[k] * means[k] / divisors[k];
            for (int e = 0; e < inside.Length; e++)
            {
                int a = places[inside[e]];
                if (a < 0)
                    continue;
                double value = values[e] / divisors[k];
                sums[a] += value * means[k];
                var row = target.Slice(a * targetStride, rows.Length);
                for (int f = 0; f <= e; f++)
                    if (places[inside[f]] is >= 0 and var b)
                        row[b] += value * values[f]; // rows rise, so b ≤ a
            }
        }

        for (int a = 0; a < rows.Length; a++)
            for (int b = 0; b <= a; b++)
                target[a * targetStride + b] = roots[a] * roots[b] * (target[a * targetStride + b] - sums[a] - sums[b] + total);
    }

    internal override (double Mean, double Scale) Moments(int j, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<double> values = Values(j);
        ReadOnlySpan<int> rows = RowsOf(j);
        double total = TotalWeight(weights), inside = 0, sum = 0, squares = 0, lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        for (int k = 0; k < rows.Length; k++)
        {
            double w = weights.IsEmpty ? 1 : weights[rows[k]];
            if (w == 0)
                continue;
            inside += w;
            sum += w * values[k];
            (lowest, highest) = (Math.Min(lowest, values[k]), Math.Max(highest, values[k]));
        }

        if (HasZeros(rows, weights))
            (lowest, highest) = (Math.Min(lowest, 0), Math.Max(highest, 0));
        if (lowest >= highest)
            return (lowest, 0);
        double mean = sum / total, widest = Math.Max(highest - mean, mean - lowest);
        for (int k = 0; k < rows.Length; k++)
        {
            double d = (values[k] - mean) / widest;
            squares += (weights.IsEmpty ? 1 : weights[rows[k]]) * d * d;
        }

        double rest = Math.Max(0, total - inside);
        return (mean, widest * Math.Sqrt((squares + rest * (mean / widest) * (mean / widest)) / total));
    }

    /// <summary>Whether a row with weight is zero in this column.</summary>
    private bool HasZeros(ReadOnlySpan<int> rows, ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
            return rows.Length < Rows;
        int at = 0;
        for (int i = 0; i < Rows; i++)
        {
            if (at < rows.Length && rows[at] == i)
                at++;
            else if (weights[i] > 0)
                return true;
        }

        return false;
    }

    private double TotalWeight(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
            return Rows;
        double total = 0;
        foreach (double w in weights)
            total += w;
        return total;
    }
}
