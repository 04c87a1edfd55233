using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// A = RᵀR for a symmetric positive definite A in place, its upper triangle row after row: 64 rows at a time, eight of them in registers, and what they take
/// from the rows below as products of strips (Golub and Van Loan 2013, §4.2.9).
/// </summary>
internal sealed class BlockedCholesky
{
    private const int Block = 64;
    private const int Width = StripKernels.Width;
    private const int Length = Width * Block; // of a strip

    private double[] _leftRoom = [], _rightRoom = [];

    /// <summary>Gives the memory back.</summary>
    public void Release() => (_leftRoom, _rightRoom) = ([], []);

    /// <summary>Overwrites A with R; false, and A is spoiled, if a column depends on those before it.</summary>
    /// <param name="a">A's upper triangle, with room for rows up to the next multiple of eight; what is left of the diagonal and beyond the last column may be overwritten.</param>
    /// <param name="stride">The distance between rows, a multiple of eight.</param>
    /// <param name="size">The order of A.</param>
    /// <param name="least">The least a pivot's square may be, of each column.</param>
    public bool Factor(Span<double> a, int stride, int size, ReadOnlySpan<double> least)
    {
        Span<double> left = StripKernels.Room(ref _leftRoom, size, Block), right = StripKernels.Room(ref _rightRoom, size, Block); // −R and R, packed
        for (int from = 0; from < size; from += Block)
        {
            int strips = (size - from + Width - 1) / Width, rows = Math.Min(Block, size - from);
            for (int done = 0; done < rows; done += Width)
            {
                int strip = done / Width, first = from + done;
                var own = a[(first * stride + first)..];
                if (done > 0)
                    StripKernels.AddRows(left.Slice(strip * Length, Length), right[(strip * Length)..], strips - strip, Length, done, own, stride);
                if (!FactorSquare(own, stride, Math.Min(Width, size - first), least[first..]))
                    return false;
                for (int b = strip + 1; b < strips; b++)
                    SolveSquare(own, (b - strip) * Width, stride, left[(b * Length + done * Width)..], right[(b * Length + done * Width)..]);
            }

            for (int strip = Block / Width; strip < strips; strip++)
                StripKernels.AddRows(
                    left.Slice(strip * Length, Length), right[(strip * Length)..], strips - strip, Length, Block, a[((from + strip * Width) * (stride + 1))..], stride);
        }

        return true;
    }

    /// <summary>The factor of the square at the diagonal.</summary>
    private static bool FactorSquare(Span<double> a, int stride, int size, ReadOnlySpan<double> least)
    {
        for (int i = 0; i < size; i++)
        {
            double rest = a[i * stride + i];
            if (!(rest > least[i]) || !double.IsFinite(rest))
                return false;
            double pivot = a[i * stride + i] = Math.Sqrt(rest);
            for (int j = i + 1; j < size; j++)
                a[i * stride + j] /= pivot;
            for (int k = i + 1; k < size; k++)
                for (int j = k; j < size; j++)
                    a[k * stride + j] -= a[i * stride + k] * a[i * stride + j];
        }

        return true;
    }

    /// <summary>Eight columns of R right of a square, from what is left of A there: forward substitution with the square's factor.</summary>
    private static void SolveSquare(Span<double> a, int column, int stride, Span<double> left, Span<double> right)
    {
        ref double target = ref a[column], negated = ref MemoryMarshal.GetReference(left), packed = ref MemoryMarshal.GetReference(right);
        for (int i = 0; i < Width; i++)
        {
            var x = Vector512.LoadUnsafe(ref target, (nuint)(i * stride));
            for (int k = 0; k < i; k++)
                x = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref negated, (nuint)(k * Width)), Vector512.Create(a[k * stride + i]), x);
            x /= Vector512.Create(a[i * stride + i]);
            x.StoreUnsafe(ref target, (nuint)(i * stride));
            x.StoreUnsafe(ref packed, (nuint)(i * Width));
            (-x).StoreUnsafe(ref negated, (nuint)(i * Width));
        }
    }
}
