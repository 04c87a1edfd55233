using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// A = RᵀR for a symmetric positive definite A whose rows and columns come and go: columns enter by one forward substitution for all of them, and
/// leave by Givens rotations of the rows below (Golub and Van Loan 2013, §6.5). R is upper triangular, held row after row. Two right-hand sides go
/// along, already forward substituted, so that a solution costs one back substitution.
/// </summary>
internal sealed class UpdatableCholesky
{
    /// <summary>The least <see cref="RankTolerance"/>: below it a pivot is rounding.</summary>
    public const double LeastRankTolerance = 1e-13;

    /// <summary>A pivot below this share of its diagonal counts as zero: the column is a combination of those before it.</summary>
    public double RankTolerance { get; set; } = LeastRankTolerance;

    private readonly BlockedCholesky _blocked = new();
    private double[] _r = [];
    private double[] _first = [], _second = []; // R⁻ᵀ times the two right-hand sides
    private double[] _scratch = [];
    private int _stride;

    /// <summary>The order of A.</summary>
    public int Size { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Size = 0;

    /// <summary>Forgets everything, and gives its memory back.</summary>
    public void Release()
    {
        (Size, _stride) = (0, 0);
        (_r, _first, _second, _scratch) = ([], [], [], []);
        _blocked.Release();
    }

    /// <summary>Sets the two right-hand sides afresh.</summary>
    public void SetRight(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        Reserve(Size);
        first.CopyTo(_first);
        second.CopyTo(_second);
        ForwardSolve(_first.AsSpan(0, Size));
        ForwardSolve(_second.AsSpan(0, Size));
    }

    /// <summary>Adds rows and columns at the end of A, each unless it depends on those before it.</summary>
    /// <param name="columns">For each its column of A above the new ones, one every <paramref name="stride"/> numbers, with room behind it for as many numbers as there are new ones; overwritten.</param>
    /// <param name="stride">See there.</param>
    /// <param name="corner">A among the new ones, row after row.</param>
    /// <param name="first">Their entries of the first right-hand side.</param>
    /// <param name="second">Of the second.</param>
    /// <param name="accepted">Which were added.</param>
    /// <returns>How many.</returns>
    public int Append(Span<double> columns, int stride, ReadOnlySpan<double> corner, ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<bool> accepted)
    {
        int before = Size, count = first.Length, added = 0;
        Reserve(before + count);
        ForwardSolve(columns, stride, count);
        for (int b = 0; b < count; b++)
        {
            var own = columns.Slice(b * stride, before + added);
            for (int a = 0, at = 0; a < b; a++)
            {
                if (!accepted[a])
                    continue;
                int length = before + at++;
                own[length] = (corner[b * count + a] - TensorPrimitives.Dot<double>(own[..length], columns.Slice(a * stride, length))) / _r[length * _stride + length];
            }

            double diagonal = corner[b * count + b], rest = diagonal - TensorPrimitives.SumOfSquares<double>(own);
            accepted[b] = rest > RankTolerance * diagonal && double.IsFinite(rest);
            if (!accepted[b])
                continue;
            double pivot = Math.Sqrt(rest);
            for (int i = 0; i < own.Length; i++)
                _r[i * _stride + own.Length] = own[i];
            _r[own.Length * _stride + own.Length] = pivot;
            _first[own.Length] = (first[b] - TensorPrimitives.Dot<double>(own, _first.AsSpan(0, own.Length))) / pivot;
            _second[own.Length] = (second[b] - TensorPrimitives.Dot<double>(own, _second.AsSpan(0, own.Length))) / pivot;
            added++;
        }

        Size += added;
        return added;
    }

    /// <summary>Takes row and column <paramref name="index"/> out of A.</summary>
    public void Remove(int index)
    {
        int last = Size - 1;
        for (int i = 0; i < index; i++)
            Row(i, index + 1, Size).CopyTo(Row(i, index, last));
        double waitingFirst = _first[index], waitingSecond = _second[index];
        for (int i = index; i < last; i++)
        {
            // Without the column that leaves, the row below has an entry left of its diagonal: a rotation with the row above brings it to zero.
            // What the rotation leaves of the row above is the row above of the next one; it waits in _scratch, one place to the right.
            var upper = i == index ? Row(i, i + 1, Size) : _scratch.AsSpan(1, last - i);
            var lower = Row(i + 1, i + 1, Size);
            double length = double.Hypot(upper[0], lower[0]), cos = upper[0] / length, sin = lower[0] / length;
            Rotate(upper, lower, cos, sin, Row(i, i, last), _scratch);
            (_first[i], waitingFirst) = (cos * waitingFirst + sin * _first[i + 1], cos * _first[i + 1] - sin * waitingFirst);
            (_second[i], waitingSecond) = (cos * waitingSecond + sin * _second[i + 1], cos * _second[i + 1] - sin * waitingSecond);
        }

        Size = last;
    }

    /// <summary>x with A·x = the first right-hand side − <paramref name="share"/> × the second.</summary>
    public void SolveRight(double share, Span<double> target)
    {
        TensorPrimitives.MultiplyAdd(_second.AsSpan(0, Size), -share, _first.AsSpan(0, Size), target);
        BackSolve(target);
    }

    /// <summary>Solves A·x = b.</summary>
    /// <param name="target">b on entry, x on return.</param>
    public void Solve(Span<double> target)
    {
        ForwardSolve(target);
        BackSolve(target);
    }

    /// <summary>Factors A afresh; false, and the factor is empty, if a column depends on those before it. The right-hand sides are to be set again.</summary>
    /// <param name="size">The order of A.</param>
    /// <param name="fill">Writes A's row i from its diagonal on.</param>
    public bool Factor(int size, Action<int, Span<double>> fill)
    {
        Size = 0;
        Reserve(size);
        Size = size;
        for (int i = 0; i < size; i++)
            fill(i, Row(i, i, size));
        Span<double> least = _scratch.AsSpan(0, size);
        for (int i = 0; i < size; i++)
            least[i] = RankTolerance * R(i, i);
        if (_blocked.Factor(_r, _stride, size, least))
            return true;
        Size = 0;
        return false;
    }

    private void ForwardSolve(Span<double> target) => ForwardSolve(target, target.Length, 1);

    /// <summary>Solves Rᵀ·x = b for several b, one every <paramref name="stride"/> numbers; four rows of R at a time, each read once for all of them.</summary>
    private void ForwardSolve(Span<double> targets, int stride, int count)
    {
        int i = 0;
        for (; i + 4 <= Size; i += 4)
        {
            double r00 = R(i, i), r01 = R(i, i + 1), r02 = R(i, i + 2), r03 = R(i, i + 3), r11 = R(i + 1, i + 1), r12 = R(i + 1, i + 2), r13 = R(i + 1, i + 3);
            double r22 = R(i + 2, i + 2), r23 = R(i + 2, i + 3), r33 = R(i + 3, i + 3);
            ReadOnlySpan<double> row0 = Row(i, i + 4, Size), row1 = Row(i + 1, i + 4, Size), row2 = Row(i + 2, i + 4, Size), row3 = Row(i + 3, i + 4, Size);
            for (int b = 0; b < count; b++)
            {
                var target = targets.Slice(b * stride, Size);
                double x0 = target[i] / r00, x1 = (target[i + 1] - r01 * x0) / r11, x2 = (target[i + 2] - r02 * x0 - r12 * x1) / r22;
                double x3 = (target[i + 3] - r03 * x0 - r13 * x1 - r23 * x2) / r33;
                (target[i], target[i + 1], target[i + 2], target[i + 3]) = (x0, x1, x2, x3);
                ColumnKernels.AddFourColumns(row0, row1, row2, row3, -x0, -x1, -x2, -x3, target[(i + 4)..]);
            }
        }

        for (; i < Size; i++)
            for (int b = 0; b < count; b++)
            {
                var target = targets.Slice(b * stride, Size);
                double x = target[i] /= R(i, i);
                for (int j = i + 1; j < Size; j++)
                    target[j] -= x * R(i, j);
            }
    }

    /// <summary>Solves R·x = b, four rows of R at a time.</summary>
    private void BackSolve(Span<double> target)
    {
        int i = Size;
        for (; i % 4 != 0; i--)
            target[i - 1] = (target[i - 1] - TensorPrimitives.Dot<double>(Row(i - 1, i, Size), target[i..Size])) / R(i - 1, i - 1);
        Span<double> sums = stackalloc double[4];
        for (i -= 4; i >= 0; i -= 4)
        {
            sums.Clear();
            Span<nint> rows = [i * (nint)_stride + i + 4, (i + 1) * (nint)_stride + i + 4, (i + 2) * (nint)_stride + i + 4, (i + 3) * (nint)_stride + i + 4];
            ColumnKernels.AddProducts(rows, _r, target[(i + 4)..Size], Size, 1, Size - i - 4, sums);
            double x3 = (target[i + 3] - sums[3]) / R(i + 3, i + 3), x2 = (target[i + 2] - sums[2] - R(i + 2, i + 3) * x3) / R(i + 2, i + 2);
            double x1 = (target[i + 1] - sums[1] - R(i + 1, i + 2) * x2 - R(i + 1, i + 3) * x3) / R(i + 1, i + 1);
            target[i] = (target[i] - sums[0] - R(i, i + 1) * x1 - R(i, i + 2) * x2 - R(i, i + 3) * x3) / R(i, i);
            (target[i + 1], target[i + 2], target[i + 3]) = (x1, x2, x3);
        }
    }

    /// <summary>Rᵢᵢ: what of column i the ones before it don't explain.</summary>
    public double Pivot(int i) => R(i, i);

    private double R(int i, int j) => _r[i * _stride + j];

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
        if (size <= _stride)
            return;
        int stride = Math.Max(size, Math.Max(64, 2 * _stride)) / 8 * 8 + 8;
        var grown = new double[(long)stride * stride];
        for (int i = 0; i < Size; i++)
            Row(i, i, Size).CopyTo(grown.AsSpan(i * stride + i));
        (_r, _stride) = (grown, stride);
        Array.Resize(ref _first, stride);
        Array.Resize(ref _second, stride);
        _scratch = new double[stride + 8];
    }
}
