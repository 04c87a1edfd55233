using System.Buffers;
using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Ridgeline.Designs;

/// <summary>
/// Rows of another design, in an order of their own and perhaps repeated, some columns in another order than the rest: what models say of shuffled columns, without a
/// copy of X. It is made to be predicted from; whoever fits on it pays for looking up every number.
/// </summary>
internal sealed class RearrangedDesign : Design
{
    private readonly Design _of;
    private readonly int[] _rows;
    private readonly int[] _others;
    private readonly bool[] _isOther;

    /// <summary>Row i is row <paramref name="rows"/>[i] of <paramref name="of"/>, but in <paramref name="columns"/> row <paramref name="others"/>[i].</summary>
    public RearrangedDesign(Design of, int[] rows, ReadOnlySpan<int> columns, int[] others) : base(rows.Length, of.Names)
    {
        (_of, _rows, _others, _isOther) = (of, rows, others, new bool[of.Columns]);
        foreach (int j in columns)
            _isOther[j] = true;
    }

    public override double Shift(int j) => _of.Shift(j);

    public override double this[int i, int j] => _of[From(j)[i], j];

    public override ImmutableArray<string> Levels(int j) => _of.Levels(j);

    public override bool HasGaps(int j) => _of.HasGaps(j);

    public override double Dot(int j, ReadOnlySpan<double> r)
    {
        double sum = 0;
        for (int i = 0; i < Rows; i++)
            sum += this[i, j] * r[i];
        return sum;
    }

    public override void AddColumn(int j, double a, Span<double> target)
    {
        for (int i = 0; i < Rows; i++)
            target[i] += a * this[i, j];
    }

    public override void ScaleColumn(int j, ReadOnlySpan<double> d, Span<double> target)
    {
        for (int i = 0; i < Rows; i++)
            target[i] = d[i] * this[i, j];
    }

    public override int NonZeros(int j, Span<int> rows, Span<double> values)
    {
        int count = 0;
        for (int i = 0; i < Rows; i++)
            if (this[i, j] + Shift(j) is var x && x != 0)
                (rows[count], values[count++]) = (i, x);
        return count;
    }

    internal override void CopyRows(int j, int row, Span<double> target)
    {
        target.Clear();
        if (target.Length > 0)
            _of.AddCombinations([j], [1], 1, From(j).AsSpan(row, target.Length), target);
    }

    internal override long Entries => (long)Rows * Columns;

    internal override int EntriesOf(int j) => Rows;

    internal override void Products(ReadOnlySpan<int> columns, ReadOnlySpan<double> r, int count, Span<double> target, ref double[] scratch)
    {
        for (int a = 0; a < columns.Length; a++)
            for (int b = 0; b < count; b++)
                target[a * count + b] = Dot(columns[a], r.Slice(b * Rows, Rows));
    }

    internal override void AddColumns(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        for (int a = 0; a < columns.Length; a++)
            AddColumn(columns[a], coefficients[a], target);
    }

    internal override void AddCombinations(ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, int count, ReadOnlySpan<int> rows, Span<double> target)
    {
        int[] places = ArrayPool<int>.Shared.Rent(Math.Max(1, columns.Length));
        double[] own = ArrayPool<double>.Shared.Rent(Math.Max(1, columns.Length * count));
        foreach (bool other in (ReadOnlySpan<bool>)[false, true])
        {
            int found = 0;
            for (int a = 0; a < columns.Length; a++)
                if (_isOther[columns[a]] == other)
                {
                    coefficients.Slice(a * count, count).CopyTo(own.AsSpan(found * count));
                    places[found++] = columns[a];
                }

            if (found > 0)
                _of.AddCombinations(places.AsSpan(0, found), own.AsSpan(0, found * count), count, Picked(other ? _others : _rows, rows), target);
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<double>.Shared.Return(own);
    }

    internal override void Gram(
        ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> target, int targetStride, ref double[] scratch)
    {
        var room = Room(ref scratch, (long)Rows * columns.Length);
        for (int a = 0; a < columns.Length; a++)
        {
            var column = room.Slice(a * Rows, Rows);
            CopyRows(columns[a], 0, column);
            TensorPrimitives.Subtract(column, means[a], column);
            TensorPrimitives.Multiply(column, roots, column);
            for (int b = 0; b <= a; b++)
                target[b * targetStride + a] = target[a * targetStride + b] = TensorPrimitives.Dot<double>(column, room.Slice(b * Rows, Rows)) / (scales[a] * scales[b]);
        }
    }

    internal override void Kernel(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<double> roots, ReadOnlySpan<double> means, ReadOnlySpan<double> divisors, Span<double> target, int targetStride)
    {
        for (int a = 0; a < rows.Length; a++)
            for (int b = 0; b <= a; b++)
            {
                double sum = 0;
                for (int k = 0; k < columns.Length; k++)
                    sum += (this[rows[a], columns[k]] - means[k]) * (this[rows[b], columns[k]] - means[k]) / divisors[k];
                target[a * targetStride + b] = roots[a] * sum * roots[b];
            }
    }

    internal override (double Mean, double Scale) Moments(int j, ReadOnlySpan<double> weights)
    {
        double first = double.NaN;
        for (int i = 0; i < Rows; i++)
            if (weights.IsEmpty || weights[i] > 0)
            {
                if (double.IsNaN(first))
                    first = this[i, j];
                else if (this[i, j] != first)
                    return CarefulMoments(j, weights);
            }

        return (first, 0);
    }

    private int[] From(int j) => _isOther[j] ? _others : _rows;

    private static int[] Picked(int[] from, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            return from;
        var picked = new int[rows.Length];
        for (int i = 0; i < picked.Length; i++)
            picked[i] = from[rows[i]];
        return picked;
    }
}
