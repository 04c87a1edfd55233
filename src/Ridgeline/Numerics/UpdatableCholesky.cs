using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// A = RᵀR for a symmetric positive definite A whose rows and columns come and go: a column enters by one forward substitution, and leaves by
/// Givens rotations of the rows below it (Golub and Van Loan 2013, §6.5). R is upper triangular, held row after row.
/// </summary>
internal sealed class UpdatableCholesky
{
    /// <summary>A pivot below this share of its diagonal counts as zero: the column is a combination of those before it.</summary>
    public const double RankTolerance = 1e-13;

    private const int Block = 48;

    private double[] _r = [];
    private double[] _column = [];
    private int _stride;

    /// <summary>The order of A.</summary>
    public int Size { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Size = 0;

    /// <summary>Adds a last row and column to A; false, and nothing is added, if it depends on those before it.</summary>
    /// <param name="column">A's new column above its diagonal; overwritten.</param>
    /// <param name="diagonal">A's new diagonal entry.</param>
    public bool Append(Span<double> column, double diagonal)
    {
        Reserve(Size + 1);
        ForwardSolve(column);
        double rest = diagonal - TensorPrimitives.SumOfSquares<double>(column);
        if (!(rest > RankTolerance * diagonal) || !double.IsFinite(rest))
            return false;
        for (int i = 0; i < Size; i++)
            _r[i * _stride + Size] = column[i];
        _r[Size * _stride + Size] = Math.Sqrt(rest);
        Size++;
        return true;
    }

    /// <summary>Takes row and column <paramref name="index"/> out of A.</summary>
    public void Remove(int index)
    {
        int last = Size - 1;
        for (int i = 0; i < index; i++)
            Row(i, index + 1, Size).CopyTo(Row(i, index, last));
        for (int i = index; i < last; i++)
        {
            // Without the column that leaves, the row below has an entry left of its diagonal: a rotation with the row above brings it to zero.
            // What the rotation leaves of the row above is the row above of the next one; it waits in _column, one place to the right.
            var upper = i == index ? Row(i, i + 1, Size) : _column.AsSpan(1, last - i);
            var lower = Row(i + 1, i + 1, Size);
            double length = double.Hypot(upper[0], lower[0]);
            Rotate(upper, lower, upper[0] / length, lower[0] / length, Row(i, i, last), _column);
        }

        Size = last;
    }

    /// <summary>Solves RᵀR·x = b.</summary>
    /// <param name="target">b on entry, x on return.</param>
    public void Solve(Span<double> target)
    {
        ForwardSolve(target);
        BackSolve(target);
    }

    /// <summary>Solves R·x = b.</summary>
    /// <param name="target">b on entry, x on return.</param>
    public void BackSolve(Span<double> target)
    {
        for (int i = Size - 1; i >= 0; i--)
            target[i] = (target[i] - TensorPrimitives.Dot<double>(Row(i, i + 1, Size), target[(i + 1)..Size])) / _r[i * _stride + i];
    }

    /// <summary>Solves Rᵀ·x = b.</summary>
    private void ForwardSolve(Span<double> target)
    {
        for (int i = 0; i < Size; i++)
        {
            double x = target[i] /= _r[i * _stride + i];
            if (x != 0)
                TensorPrimitives.MultiplyAdd(Row(i, i + 1, Size), -x, target[(i + 1)..Size], target[(i + 1)..Size]);
        }
    }

    /// <summary>Factors A afresh; false, and the factor is empty, if a column depends on those before it.</summary>
    /// <param name="size">The order of A.</param>
    /// <param name="fill">Writes A's row i from its diagonal on.</param>
    public bool Factor(int size, Action<int, Span<double>> fill)
    {
        Size = 0;
        Reserve(size);
        Size = size;
        for (int i = 0; i < size; i++)
            fill(i, Row(i, i, size));
        Span<double> diagonal = _column.AsSpan(0, size);
        for (int i = 0; i < size; i++)
            diagonal[i] = _r[i * _stride + i];
        for (int from = 0; from < size; from += Block)
        {
            int to = Math.Min(size, from + Block);
            SubtractEarlier(from, to);
            for (int i = from; i < to; i++)
            {
                double rest = _r[i * _stride + i];
                if (!(rest > RankTolerance * diagonal[i]) || !double.IsFinite(rest))
                {
                    Size = 0;
                    return false;
                }

                var row = Row(i, i, size);
                TensorPrimitives.Divide(row, Math.Sqrt(rest), row);
                for (int k = i + 1; k < to; k++)
                    TensorPrimitives.MultiplyAdd(Row(i, k, size), -_r[i * _stride + k], Row(k, k, size), Row(k, k, size));
            }
        }

        return true;
    }

    /// <summary>Rows from … to − 1, from their diagonal on: what the rows before them take away. Four rows and sixteen columns at a time stay in registers.</summary>
    private void SubtractEarlier(int from, int to)
    {
        int i = from;
        if (Vector512.IsHardwareAccelerated && from > 0)
        {
            ref double r = ref MemoryMarshal.GetArrayDataReference(_r);
            for (; i + 4 <= to; i += 4)
            {
                int j = i;
                for (; j + 16 <= Size; j += 16)
                    SubtractTile(ref r, from, i, j);
                for (int row = i; row < i + 4; row++)
                    SubtractTail(from, row, Math.Max(row, j));
            }
        }

        for (; i < to; i++)
            SubtractTail(from, i, i);
    }

    private void SubtractTile(ref double r, int before, int i, int j)
    {
        Vector512<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        nuint stride = (nuint)_stride, left = (nuint)i, right = (nuint)j;
        for (int t = 0; t < before; t++, left += stride, right += stride)
        {
            Vector512<double> b0 = Vector512.LoadUnsafe(ref r, right), b1 = Vector512.LoadUnsafe(ref r, right + 8);
            var a = Vector512.Create(Unsafe.Add(ref r, left));
            s00 = Vector512.FusedMultiplyAdd(a, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(a, b1, s01);
            a = Vector512.Create(Unsafe.Add(ref r, left + 1));
            s10 = Vector512.FusedMultiplyAdd(a, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(a, b1, s11);
            a = Vector512.Create(Unsafe.Add(ref r, left + 2));
            s20 = Vector512.FusedMultiplyAdd(a, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(a, b1, s21);
            a = Vector512.Create(Unsafe.Add(ref r, left + 3));
            s30 = Vector512.FusedMultiplyAdd(a, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(a, b1, s31);
        }

        // Entries left of the diagonal are written too; they are never read.
        nuint at = (nuint)i * stride + (nuint)j;
        Subtract(ref r, at, s00, s01);
        Subtract(ref r, at + stride, s10, s11);
        Subtract(ref r, at + 2 * stride, s20, s21);
        Subtract(ref r, at + 3 * stride, s30, s31);
    }

    private static void Subtract(ref double r, nuint at, Vector512<double> s0, Vector512<double> s1)
    {
        (Vector512.LoadUnsafe(ref r, at) - s0).StoreUnsafe(ref r, at);
        (Vector512.LoadUnsafe(ref r, at + 8) - s1).StoreUnsafe(ref r, at + 8);
    }

    private void SubtractTail(int before, int row, int column)
    {
        var target = Row(row, column, Size);
        for (int t = 0; t < before; t++)
            TensorPrimitives.MultiplyAdd(Row(t, column, Size), -_r[t * _stride + row], target, target);
    }

    private Span<double> Row(int i, int from, int to) => _r.AsSpan(i * _stride + from, to - from);

    /// <summary>kept = cos·upper + sin·lower, rest = cos·lower − sin·upper. Both may lie one place left of the upper row.</summary>
    private static void Rotate(ReadOnlySpan<double> upper, ReadOnlySpan<double> lower, double cos, double sin, Span<double> kept, Span<double> rest)
    {
        int k = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref double pu = ref MemoryMarshal.GetReference(upper), pl = ref MemoryMarshal.GetReference(lower), pk = ref MemoryMarshal.GetReference(kept), pr = ref MemoryMarshal.GetReference(rest);
            for (; k + 8 <= upper.Length; k += 8)
            {
                Vector512<double> u = Vector512.LoadUnsafe(ref pu, (nuint)k), l = Vector512.LoadUnsafe(ref pl, (nuint)k);
                (u * cos + l * sin).StoreUnsafe(ref pk, (nuint)k);
                (l * cos - u * sin).StoreUnsafe(ref pr, (nuint)k);
            }
        }

        for (; k < upper.Length; k++)
        {
            double u = upper[k], l = lower[k];
            kept[k] = cos * u + sin * l;
            rest[k] = cos * l - sin * u;
        }
    }

    private void Reserve(int size)
    {
        if (_column.Length < size + 1)
            _column = new double[2 * size + 64];
        if (size <= _stride)
            return;
        int stride = Math.Max(size, Math.Max(64, _stride * 3 / 2)) / 8 * 8 + 8;
        var grown = new double[(long)stride * stride];
        for (int i = 0; i < Size; i++)
            Row(i, i, Size).CopyTo(grown.AsSpan(i * stride + i));
        (_r, _stride) = (grown, stride);
    }
}
