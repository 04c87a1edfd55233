using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// R⁻ᵀx for many x packed in strips of eight, eight rows of R at a time: what the earlier unknowns take from them is a product of strips, the rest a forward
/// substitution in registers (Golub and Van Loan 2013, §3.1.4).
/// </summary>
internal sealed class TriangularStrips
{
    private const int Width = StripKernels.Width;
    private const int Depth = 128; // unknowns of a product: the strip of R stays in the first cache level

    private double[] _left = [], _square = []; // R's rows above the squares on its diagonal, negated; those squares, their diagonals inverted
    private double[] _tile = [];
    private int _size;

    /// <summary>m, up to a multiple of eight: the numbers of an x.</summary>
    public static int LengthOf(int size) => (size + Width - 1) / Width * Width;

    /// <summary>Takes in R.</summary>
    /// <param name="r">Its upper triangle, row after row.</param>
    /// <param name="stride">The distance between rows.</param>
    /// <param name="size">m.</param>
    public void Take(ReadOnlySpan<double> r, int stride, int size)
    {
        _size = size;
        int blocks = LengthOf(size) / Width;
        int length = blocks * (blocks - 1) / 2 * Width * Width;
        if (_left.Length < length)
            _left = new double[length];
        var left = _left.AsSpan();
        if (_square.Length < blocks * Width * Width)
            _square = new double[blocks * Width * Width];
        for (int block = 0, at = 0; block < blocks; block++)
        {
            int first = block * Width, width = Math.Min(Width, size - first);
            for (int k = 0; k < first; k++, at += Width)
            {
                left.Slice(at, Width).Clear();
                for (int a = 0; a < width; a++)
                    left[at + a] = -r[k * stride + first + a];
            }

            var square = _square.AsSpan(block * Width * Width, Width * Width);
            square.Clear();
            for (int a = 0; a < width; a++)
            {
                for (int k = 0; k < a; k++)
                    square[a * Width + k] = r[(first + k) * stride + first + a];
                square[a * Width + a] = 1 / r[(first + a) * stride + first + a];
            }

            for (int a = width; a < Width; a++)
                square[a * Width + a] = 1;
        }
    }

    /// <summary>Overwrites every x by R⁻ᵀx.</summary>
    /// <param name="strips">x, in strips of eight; unknown k of vector b at (b/8)·8·length + 8k + b mod 8, length that of <see cref="LengthOf"/>.</param>
    /// <param name="count">Strips.</param>
    /// <param name="from">Unknowns before this one, a multiple of eight, are 0 in every x.</param>
    /// <param name="squares">‖R⁻ᵀx‖² of each, from its unknown <paramref name="from"/> on.</param>
    public void Solve(Span<double> strips, int count, int from, Span<double> squares)
    {
        int length = LengthOf(_size), span = count * Width;
        if (_tile.Length < Width * span)
            _tile = new double[Width * span];
        squares[..span].Clear();
        for (int first = from; first < _size; first += Width)
        {
            var tile = _tile.AsSpan(0, Width * span);
            tile.Clear();
            int before = first / Width * (first / Width - 1) / 2 * Width * Width; // numbers of the blocks before
            for (int k = from; k < first; k += Depth)
            {
                int depth = Math.Min(Depth, first - k);
                StripKernels.AddRows(_left.AsSpan(before + k * Width, depth * Width), strips[(k * Width)..], count, Width * length, depth, tile, span);
            }

            for (int b = 0; b < count; b++)
                SolveSquare(_square.AsSpan(first * Width, Width * Width), tile[(b * Width)..], span, strips[(b * Width * length + first * Width)..], squares[(b * Width)..]);
        }
    }

    private static void SolveSquare(ReadOnlySpan<double> square, ReadOnlySpan<double> tile, int stride, Span<double> x, Span<double> squares)
    {
        ref double px = ref MemoryMarshal.GetReference(x), pt = ref MemoryMarshal.GetReference(tile);
        var sum = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(squares));
        for (int a = 0; a < Width; a++)
        {
            var own = Vector512.LoadUnsafe(ref px, (nuint)(a * Width)) + Vector512.LoadUnsafe(ref pt, (nuint)(a * stride));
            for (int k = 0; k < a; k++)
                own -= Vector512.Create(square[a * Width + k]) * Vector512.LoadUnsafe(ref px, (nuint)(k * Width));
            own *= Vector512.Create(square[a * Width + a]);
            own.StoreUnsafe(ref px, (nuint)(a * Width));
            sum += own * own;
        }

        sum.StoreUnsafe(ref MemoryMarshal.GetReference(squares));
    }
}
