using System.Runtime.CompilerServices;
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

    private double[] _left = [], _square = []; // R's rows above the squares on its diagonal, negated; those squares, negated too, their diagonals inverted
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
                    square[a * Width + k] = -r[(first + k) * stride + first + a];
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

    /// <summary>xᵀc of every x in strips.</summary>
    /// <param name="strips">x, as solved.</param>
    /// <param name="count">Strips.</param>
    /// <param name="c">A number an unknown, as many as an x has.</param>
    /// <param name="target">A number an x.</param>
    public static void Products(ReadOnlySpan<double> strips, int count, ReadOnlySpan<double> c, Span<double> target)
    {
        const int Unrolled = 4; // a length is a multiple
        ref double x = ref MemoryMarshal.GetReference(strips), p = ref MemoryMarshal.GetReference(c), t = ref MemoryMarshal.GetReference(target);
        for (int b = 0; b < count; b++)
        {
            ref double own = ref Unsafe.Add(ref x, (nint)b * Width * c.Length);
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint k = 0; k < c.Length; k += Unrolled)
            {
                nuint at = (nuint)(k * Width);
                s0 += Vector512.LoadUnsafe(ref own, at) * Unsafe.Add(ref p, k);
                s1 += Vector512.LoadUnsafe(ref own, at + Width) * Unsafe.Add(ref p, k + 1);
                s2 += Vector512.LoadUnsafe(ref own, at + 2 * Width) * Unsafe.Add(ref p, k + 2);
                s3 += Vector512.LoadUnsafe(ref own, at + 3 * Width) * Unsafe.Add(ref p, k + 3);
            }

            ((s0 + s1) + (s2 + s3)).StoreUnsafe(ref t, (nuint)(b * Width));
        }
    }

    /// <summary>Forward substitution with a square of R in registers: an unknown is taken from all after it as soon as it is known.</summary>
    private static void SolveSquare(ReadOnlySpan<double> square, ReadOnlySpan<double> tile, int stride, Span<double> x, Span<double> squares)
    {
        ref double px = ref MemoryMarshal.GetReference(x), pt = ref MemoryMarshal.GetReference(tile), s = ref MemoryMarshal.GetReference(square);
        nuint step = (nuint)stride;
        Vector512<double> x0 = Load(ref px, ref pt, 0, step), x1 = Load(ref px, ref pt, 1, step), x2 = Load(ref px, ref pt, 2, step), x3 = Load(ref px, ref pt, 3, step);
        Vector512<double> x4 = Load(ref px, ref pt, 4, step), x5 = Load(ref px, ref pt, 5, step), x6 = Load(ref px, ref pt, 6, step), x7 = Load(ref px, ref pt, 7, step);
        x0 *= s;
        x1 = Less(x1, x0, ref s, 8) * Unsafe.Add(ref s, 9);
        x2 = Less(x2, x0, ref s, 16);
        x3 = Less(x3, x0, ref s, 24);
        x4 = Less(x4, x0, ref s, 32);
        x5 = Less(x5, x0, ref s, 40);
        x6 = Less(x6, x0, ref s, 48);
        x7 = Less(x7, x0, ref s, 56);
        x2 = Less(x2, x1, ref s, 17) * Unsafe.Add(ref s, 18);
        x3 = Less(x3, x1, ref s, 25);
        x4 = Less(x4, x1, ref s, 33);
        x5 = Less(x5, x1, ref s, 41);
        x6 = Less(x6, x1, ref s, 49);
        x7 = Less(x7, x1, ref s, 57);
        x3 = Less(x3, x2, ref s, 26) * Unsafe.Add(ref s, 27);
        x4 = Less(x4, x2, ref s, 34);
        x5 = Less(x5, x2, ref s, 42);
        x6 = Less(x6, x2, ref s, 50);
        x7 = Less(x7, x2, ref s, 58);
        x4 = Less(x4, x3, ref s, 35) * Unsafe.Add(ref s, 36);
        x5 = Less(x5, x3, ref s, 43);
        x6 = Less(x6, x3, ref s, 51);
        x7 = Less(x7, x3, ref s, 59);
        x5 = Less(x5, x4, ref s, 44) * Unsafe.Add(ref s, 45);
        x6 = Less(x6, x4, ref s, 52);
        x7 = Less(x7, x4, ref s, 60);
        x6 = Less(x6, x5, ref s, 53) * Unsafe.Add(ref s, 54);
        x7 = Less(x7, x5, ref s, 61);
        x7 = Less(x7, x6, ref s, 62) * Unsafe.Add(ref s, 63);
        x0.StoreUnsafe(ref px);
        x1.StoreUnsafe(ref px, Width);
        x2.StoreUnsafe(ref px, 2 * Width);
        x3.StoreUnsafe(ref px, 3 * Width);
        x4.StoreUnsafe(ref px, 4 * Width);
        x5.StoreUnsafe(ref px, 5 * Width);
        x6.StoreUnsafe(ref px, 6 * Width);
        x7.StoreUnsafe(ref px, 7 * Width);
        ref double total = ref MemoryMarshal.GetReference(squares);
        (Vector512.LoadUnsafe(ref total) + (((x0 * x0 + x1 * x1) + (x2 * x2 + x3 * x3)) + ((x4 * x4 + x5 * x5) + (x6 * x6 + x7 * x7)))).StoreUnsafe(ref total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double x, ref double tile, nuint row, nuint stride) =>
        Vector512.LoadUnsafe(ref x, row * Width) + Vector512.LoadUnsafe(ref tile, row * stride);

    /// <summary>x − s·known, s negated as it is stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Less(Vector512<double> x, Vector512<double> known, ref double s, nint at) =>
        Vector512.MultiplyAddEstimate(known, Vector512.Create(Unsafe.Add(ref s, at)), x);
}
