using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ridgeline.Numerics;

/// <summary>
/// Products of many columns with many, packed in strips of eight: for each row the numbers of the strip's columns side by side. A tile of eight columns against
/// sixteen then keeps 128 sums in registers, reads 24 numbers a row and never sums across a vector (Goto and van de Geijn 2008).
/// </summary>
internal static class StripKernels
{
    /// <summary>Columns of a strip.</summary>
    public const int Width = 8;

    /// <summary>Rows that are packed at a time, so that a strip stays in the first cache level.</summary>
    public const int Depth = 256;

    private const int Together = 32; // right strips that stay in the second cache level while the left ones go by
    private const int Alignment = 64;

    /// <summary>Room for so many columns of so many rows. What is in it lasts as long as the span: should the array move, the next call's begins elsewhere.</summary>
    /// <param name="scratch">What it lies in; grows where it is too small.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="depth">Rows.</param>
    public static Span<double> Room(ref double[] scratch, int columns, int depth)
    {
        int length = (columns + Width - 1) / Width * Width * depth;
        if (scratch.Length < length + Width)
            scratch = new double[length + Width];
        nint beyond = Marshal.UnsafeAddrOfPinnedArrayElement(scratch, 0) & (Alignment - 1); // should the array move, vectors cross cache lines: slower, no less right
        return scratch.AsSpan(beyond == 0 ? 0 : (int)((Alignment - beyond) / sizeof(double)), length);
    }

    /// <summary>Where a column's number of a row lies.</summary>
    public static int At(int column, int row, int depth) => column / Width * Width * depth + row * Width + column % Width;

    /// <summary>strip[i·8 + k] = rootsᵢ·(x_k[i] − means_k); 0 for the columns that a last strip lacks.</summary>
    /// <param name="values">X.</param>
    /// <param name="starts">Where in it each column's first row lies, at most eight.</param>
    /// <param name="means">A number each.</param>
    /// <param name="roots">A number a row; so many rows are packed.</param>
    /// <param name="strip">Where to.</param>
    public static void Pack(ReadOnlySpan<double> values, ReadOnlySpan<nint> starts, ReadOnlySpan<double> means, ReadOnlySpan<double> roots, Span<double> strip)
    {
        int i = 0;
        if (Avx512F.IsSupported && starts.Length == Width)
            for (; i + Width <= roots.Length; i += Width)
                PackSquare(values, starts, means, Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(roots), (nuint)i), i, ref strip[i * Width]);
        if (starts.Length < Width)
            strip[..(roots.Length * Width)].Clear();
        for (int k = 0; k < starts.Length; k++)
        {
            var column = values.Slice((int)starts[k], roots.Length);
            for (int row = i; row < roots.Length; row++)
                strip[row * Width + k] = roots[row] * (column[row] - means[k]);
        }
    }

    /// <summary>The lower triangle of target[a, b] += Σᵢ left[a][i]·right[b][i], where the products are symmetric. Squares of eight on the diagonal are filled whole.</summary>
    /// <param name="left">The left columns' strips.</param>
    /// <param name="right">The right columns'.</param>
    /// <param name="columns">How many there are of each.</param>
    /// <param name="depth">Rows; a strip follows the one before.</param>
    /// <param name="target">Row after row, one every <paramref name="targetStride"/> numbers.</param>
    /// <param name="targetStride">See there.</param>
    public static void AddLower(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int columns, int depth, Span<double> target, int targetStride)
    {
        int strips = (columns + Width - 1) / Width, whole = columns / Width, length = Width * depth;
        Span<double> edge = stackalloc double[Width * Width];
        for (int first = 0; first < strips; first += Together)
            for (int a = first; a < strips; a++)
            {
                int last = Math.Min(a + 1, first + Together);
                if (a < whole)
                {
                    AddRows(left.Slice(a * length, length), right[(first * length)..], last - first, length, depth, target[(a * Width * targetStride + first * Width)..], targetStride);
                    continue;
                }

                for (int b = first; b < last; b++)
                {
                    edge.Clear();
                    AddRows(left.Slice(a * length, length), right[(b * length)..], 1, length, depth, edge, Width);
                    for (int row = a * Width; row < columns; row++)
                        for (int column = b * Width; column < Math.Min(columns, (b + 1) * Width); column++)
                            target[row * targetStride + column] += edge[(row - a * Width) * Width + column - b * Width];
                }
            }
    }

    /// <summary>Eight rows of target[a, b] += Σᵢ left[a][i]·right[b][i] for whole strips.</summary>
    /// <param name="left">One strip.</param>
    /// <param name="right">So many, one every <paramref name="length"/> numbers.</param>
    /// <param name="strips">How many.</param>
    /// <param name="length">See there.</param>
    /// <param name="depth">Rows of the strips that count.</param>
    /// <param name="target">Row after row, one every <paramref name="targetStride"/> numbers.</param>
    /// <param name="targetStride">See there.</param>
    public static void AddRows(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int strips, int length, int depth, Span<double> target, int targetStride)
    {
        ref readonly double x = ref MemoryMarshal.GetReference(left);
        int b = 0;
        for (; Vector512.IsHardwareAccelerated && b + 2 <= strips; b += 2)
            AddTwo(in x, in right[b * length], in right[(b + 1) * length], depth, ref target[b * Width], targetStride);
        for (; b < strips; b++)
            AddOne(in x, in right[b * length], depth, ref target[b * Width], targetStride);
    }

    /// <summary>Eight columns against sixteen.</summary>
    private static void AddTwo(in double left, in double right, in double further, int depth, ref double target, nint stride)
    {
        ref double x = ref Unsafe.AsRef(in left), r0 = ref Unsafe.AsRef(in right), r1 = ref Unsafe.AsRef(in further);
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        Vector512<double> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default, t5 = default, t6 = default, t7 = default;
        nuint end = (nuint)depth * Width;
        for (nuint i = 0; i < end; i += Width)
        {
            Vector512<double> b0 = Vector512.LoadUnsafe(ref r0, i), b1 = Vector512.LoadUnsafe(ref r1, i), a = Vector512.Create(Unsafe.Add(ref x, i));
            s0 = Vector512.FusedMultiplyAdd(b0, a, s0);
            t0 = Vector512.FusedMultiplyAdd(b1, a, t0);
            a = Vector512.Create(Unsafe.Add(ref x, i + 1));
            s1 = Vector512.FusedMultiplyAdd(b0, a, s1);
            t1 = Vector512.FusedMultiplyAdd(b1, a, t1);
            a = Vector512.Create(Unsafe.Add(ref x, i + 2));
            s2 = Vector512.FusedMultiplyAdd(b0, a, s2);
            t2 = Vector512.FusedMultiplyAdd(b1, a, t2);
            a = Vector512.Create(Unsafe.Add(ref x, i + 3));
            s3 = Vector512.FusedMultiplyAdd(b0, a, s3);
            t3 = Vector512.FusedMultiplyAdd(b1, a, t3);
            a = Vector512.Create(Unsafe.Add(ref x, i + 4));
            s4 = Vector512.FusedMultiplyAdd(b0, a, s4);
            t4 = Vector512.FusedMultiplyAdd(b1, a, t4);
            a = Vector512.Create(Unsafe.Add(ref x, i + 5));
            s5 = Vector512.FusedMultiplyAdd(b0, a, s5);
            t5 = Vector512.FusedMultiplyAdd(b1, a, t5);
            a = Vector512.Create(Unsafe.Add(ref x, i + 6));
            s6 = Vector512.FusedMultiplyAdd(b0, a, s6);
            t6 = Vector512.FusedMultiplyAdd(b1, a, t6);
            a = Vector512.Create(Unsafe.Add(ref x, i + 7));
            s7 = Vector512.FusedMultiplyAdd(b0, a, s7);
            t7 = Vector512.FusedMultiplyAdd(b1, a, t7);
        }

        AddRow(ref target, s0, t0);
        AddRow(ref Unsafe.Add(ref target, stride), s1, t1);
        AddRow(ref Unsafe.Add(ref target, 2 * stride), s2, t2);
        AddRow(ref Unsafe.Add(ref target, 3 * stride), s3, t3);
        AddRow(ref Unsafe.Add(ref target, 4 * stride), s4, t4);
        AddRow(ref Unsafe.Add(ref target, 5 * stride), s5, t5);
        AddRow(ref Unsafe.Add(ref target, 6 * stride), s6, t6);
        AddRow(ref Unsafe.Add(ref target, 7 * stride), s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref double target, Vector512<double> s, Vector512<double> t)
    {
        AddRow(ref target, s);
        AddRow(ref Unsafe.Add(ref target, Width), t);
    }

    /// <summary>Eight columns against eight.</summary>
    private static void AddOne(in double left, in double right, int depth, ref double target, nint stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            AddSquare(in left, in right, depth, ref target, stride);
            return;
        }

        AddHalf(in left, in right, depth, ref target, stride);
        AddHalf(in Unsafe.Add(ref Unsafe.AsRef(in left), Width / 2), in right, depth, ref Unsafe.Add(ref target, Width / 2 * stride), stride);
    }

    private static void AddSquare(in double left, in double right, int depth, ref double target, nint stride)
    {
        ref double x = ref Unsafe.AsRef(in left), r = ref Unsafe.AsRef(in right);
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint end = (nuint)depth * Width;
        for (nuint i = 0; i < end; i += Width)
        {
            var b = Vector512.LoadUnsafe(ref r, i);
            s0 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i)), s0);
            s1 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 1)), s1);
            s2 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 2)), s2);
            s3 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 3)), s3);
            s4 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 4)), s4);
            s5 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 5)), s5);
            s6 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 6)), s6);
            s7 = Vector512.FusedMultiplyAdd(b, Vector512.Create(Unsafe.Add(ref x, i + 7)), s7);
        }

        AddRow(ref target, s0);
        AddRow(ref Unsafe.Add(ref target, stride), s1);
        AddRow(ref Unsafe.Add(ref target, 2 * stride), s2);
        AddRow(ref Unsafe.Add(ref target, 3 * stride), s3);
        AddRow(ref Unsafe.Add(ref target, 4 * stride), s4);
        AddRow(ref Unsafe.Add(ref target, 5 * stride), s5);
        AddRow(ref Unsafe.Add(ref target, 6 * stride), s6);
        AddRow(ref Unsafe.Add(ref target, 7 * stride), s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref double target, Vector512<double> s) => (Vector512.LoadUnsafe(ref target) + s).StoreUnsafe(ref target);

    /// <summary>The same by narrower vectors, four rows of the target.</summary>
    private static void AddHalf(in double left, in double right, int depth, ref double target, nint stride)
    {
        const int Half = Width / 2;
        ref double x = ref Unsafe.AsRef(in left), r = ref Unsafe.AsRef(in right);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        nuint end = (nuint)depth * Width;
        for (nuint i = 0; i < end; i += Width)
        {
            Vector256<double> b0 = Vector256.LoadUnsafe(ref r, i), b1 = Vector256.LoadUnsafe(ref r, i + Half), a = Vector256.Create(Unsafe.Add(ref x, i));
            s0 = Vector256.MultiplyAddEstimate(b0, a, s0);
            t0 = Vector256.MultiplyAddEstimate(b1, a, t0);
            a = Vector256.Create(Unsafe.Add(ref x, i + 1));
            s1 = Vector256.MultiplyAddEstimate(b0, a, s1);
            t1 = Vector256.MultiplyAddEstimate(b1, a, t1);
            a = Vector256.Create(Unsafe.Add(ref x, i + 2));
            s2 = Vector256.MultiplyAddEstimate(b0, a, s2);
            t2 = Vector256.MultiplyAddEstimate(b1, a, t2);
            a = Vector256.Create(Unsafe.Add(ref x, i + 3));
            s3 = Vector256.MultiplyAddEstimate(b0, a, s3);
            t3 = Vector256.MultiplyAddEstimate(b1, a, t3);
        }

        AddRow(ref target, s0, t0);
        AddRow(ref Unsafe.Add(ref target, stride), s1, t1);
        AddRow(ref Unsafe.Add(ref target, 2 * stride), s2, t2);
        AddRow(ref Unsafe.Add(ref target, 3 * stride), s3, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref double target, Vector256<double> s, Vector256<double> t)
    {
        (Vector256.LoadUnsafe(ref target) + s).StoreUnsafe(ref target);
        (Vector256.LoadUnsafe(ref target, Width / 2) + t).StoreUnsafe(ref target, Width / 2);
    }

    /// <summary>Eight rows of eight columns, transposed in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PackSquare(ReadOnlySpan<double> values, ReadOnlySpan<nint> starts, ReadOnlySpan<double> means, Vector512<double> roots, int row, ref double strip)
    {
        const byte Even = 0x88, Odd = 0xDD; // of two vectors' quarters
        ref double x = ref Unsafe.Add(ref MemoryMarshal.GetReference(values), row);
        Vector512<double> c0 = Part(ref x, starts[0], means[0], roots), c1 = Part(ref x, starts[1], means[1], roots), c2 = Part(ref x, starts[2], means[2], roots);
        Vector512<double> c3 = Part(ref x, starts[3], means[3], roots), c4 = Part(ref x, starts[4], means[4], roots), c5 = Part(ref x, starts[5], means[5], roots);
        Vector512<double> c6 = Part(ref x, starts[6], means[6], roots), c7 = Part(ref x, starts[7], means[7], roots);
        Vector512<double> p01 = Avx512F.UnpackLow(c0, c1), q01 = Avx512F.UnpackHigh(c0, c1), p23 = Avx512F.UnpackLow(c2, c3), q23 = Avx512F.UnpackHigh(c2, c3); // even rows' pairs, odd rows'
        Vector512<double> p45 = Avx512F.UnpackLow(c4, c5), q45 = Avx512F.UnpackHigh(c4, c5), p67 = Avx512F.UnpackLow(c6, c7), q67 = Avx512F.UnpackHigh(c6, c7);
        Vector512<double> lower = Avx512F.Shuffle4x128(p01, p23, Even), upper = Avx512F.Shuffle4x128(p45, p67, Even); // rows 0 and 4
        Avx512F.Shuffle4x128(lower, upper, Even).StoreUnsafe(ref strip);
        Avx512F.Shuffle4x128(lower, upper, Odd).StoreUnsafe(ref strip, 4 * Width);
        (lower, upper) = (Avx512F.Shuffle4x128(q01, q23, Even), Avx512F.Shuffle4x128(q45, q67, Even)); // 1 and 5
        Avx512F.Shuffle4x128(lower, upper, Even).StoreUnsafe(ref strip, Width);
        Avx512F.Shuffle4x128(lower, upper, Odd).StoreUnsafe(ref strip, 5 * Width);
        (lower, upper) = (Avx512F.Shuffle4x128(p01, p23, Odd), Avx512F.Shuffle4x128(p45, p67, Odd)); // 2 and 6
        Avx512F.Shuffle4x128(lower, upper, Even).StoreUnsafe(ref strip, 2 * Width);
        Avx512F.Shuffle4x128(lower, upper, Odd).StoreUnsafe(ref strip, 6 * Width);
        (lower, upper) = (Avx512F.Shuffle4x128(q01, q23, Odd), Avx512F.Shuffle4x128(q45, q67, Odd)); // 3 and 7
        Avx512F.Shuffle4x128(lower, upper, Even).StoreUnsafe(ref strip, 3 * Width);
        Avx512F.Shuffle4x128(lower, upper, Odd).StoreUnsafe(ref strip, 7 * Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Part(ref double x, nint start, double mean, Vector512<double> roots) =>
        (Vector512.LoadUnsafe(ref Unsafe.Add(ref x, start)) - Vector512.Create(mean)) * roots;
}
