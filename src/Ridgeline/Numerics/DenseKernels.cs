using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ridgeline.Numerics;

/// <summary>
/// Products of matrices that lie row after row, in float or double. A tile of eight rows by two vectors keeps sixteen sums in registers (four by two where there are
/// fewer registers); an entry is summed over the depth in one chain of fused steps, so its bits depend neither on the tile nor on the vectors' width.
/// </summary>
/// <remarks>Goto, van de Geijn: <i>Anatomy of high-performance matrix multiplication</i> (TOMS 34, 2008), §4.</remarks>
internal static class DenseKernels
{
    private const int Block = 8; // rows and columns that are transposed together
    private const int PanelBytes = 32 * 1024; // of the right matrix, which stay in the first cache level while the left one goes by

    /// <summary>target[i, j] = start[i·startStride + j] + Σₗ left[i·row + l·step]·right[l, j]. With row and step exchanged the left matrix is read as its transpose.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="left">Entry (i, l) lies at i·row + l·step.</param>
    /// <param name="row">See there.</param>
    /// <param name="step">See there.</param>
    /// <param name="right">depth × columns, a row every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">See there.</param>
    /// <param name="start">What the sums begin with; empty: 0.</param>
    /// <param name="startStride">0: one row for all.</param>
    /// <param name="target">rows × columns, a row every <paramref name="targetStride"/> numbers; may be <paramref name="start"/>.</param>
    /// <param name="targetStride">See there.</param>
    /// <param name="rows">Rows of left and target.</param>
    /// <param name="depth">Columns of left, rows of right.</param>
    /// <param name="columns">Columns of right and target.</param>
    public static void Multiply<T>(
        ReadOnlySpan<T> left, int row, int step, ReadOnlySpan<T> right, int stride, ReadOnlySpan<T> start, int startStride, Span<T> target, int targetStride, int rows, int depth, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<Vector512<T>, T>(left, row, step, right, stride, start, startStride, target, targetStride, rows, depth, columns);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<Vector256<T>, T>(left, row, step, right, stride, start, startStride, target, targetStride, rows, depth, columns);
        else
            Multiply<Vector128<T>, T>(left, row, step, right, stride, start, startStride, target, targetStride, rows, depth, columns);
    }

    /// <summary>The same by vectors of a given width.</summary>
    internal static void Multiply<TVector, T>(
        ReadOnlySpan<T> left, int row, int step, ReadOnlySpan<T> right, int stride, ReadOnlySpan<T> start, int startStride, Span<T> target, int targetStride, int rows, int depth, int columns)
        where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> zeros = stackalloc T[2 * Vector512<T>.Count];
        zeros.Clear();
        int lanes = Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<T>(), most = PanelBytes / Unsafe.SizeOf<TVector>() / 2;
        ref T a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right), c = ref MemoryMarshal.GetReference(target);
        for (int from = 0; from == 0 || from < depth; from += most)
        {
            bool goesOn = from > 0, given = goesOn || !start.IsEmpty;
            ref T s = ref given ? ref goesOn ? ref c : ref MemoryMarshal.GetReference(start) : ref zeros[0];
            var shape = new TileShape(row, step, stride, !given ? 0 : goesOn ? targetStride : startStride, targetStride, Math.Min(most, depth - from));
            ref T own = ref Unsafe.Add(ref a, (nint)from * step), other = ref Unsafe.Add(ref b, (nint)from * stride);
            int j = 0;
            for (; j + 2 * lanes <= columns; j += 2 * lanes)
                TwoVectors<TVector, T>(shape, ref own, ref Unsafe.Add(ref other, j), ref Unsafe.Add(ref s, given ? j : 0), ref Unsafe.Add(ref c, j), rows);
            for (; j + lanes <= columns; j += lanes)
                OneVector<TVector, T>(shape, ref own, ref Unsafe.Add(ref other, j), ref Unsafe.Add(ref s, given ? j : 0), ref Unsafe.Add(ref c, j), rows);
            for (; j < columns; j++)
                OneColumn(shape, ref own, ref Unsafe.Add(ref other, j), ref Unsafe.Add(ref s, given ? j : 0), ref Unsafe.Add(ref c, j), rows);
        }
    }

    private static void TwoVectors<TVector, T>(in TileShape shape, ref T a, ref T b, ref T s, ref T c, int rows)
        where TVector : struct
        where T : unmanaged
    {
        int i = 0;
        if (Unsafe.SizeOf<TVector>() == Unsafe.SizeOf<Vector512<T>>())
            for (; i + 8 <= rows; i += 8)
                DenseTiles.EightByTwo<TVector, T>(shape, ref Unsafe.Add(ref a, i * shape.Row), ref b, ref Unsafe.Add(ref s, i * shape.StartStride), ref Unsafe.Add(ref c, i * shape.TargetStride));
        for (; i + 4 <= rows; i += 4)
            DenseTiles.FourByTwo<TVector, T>(shape, ref Unsafe.Add(ref a, i * shape.Row), ref b, ref Unsafe.Add(ref s, i * shape.StartStride), ref Unsafe.Add(ref c, i * shape.TargetStride));
        for (; i < rows; i++)
            DenseTiles.OneByTwo<TVector, T>(shape, ref Unsafe.Add(ref a, i * shape.Row), ref b, ref Unsafe.Add(ref s, i * shape.StartStride), ref Unsafe.Add(ref c, i * shape.TargetStride));
    }

    private static void OneVector<TVector, T>(in TileShape shape, ref T a, ref T b, ref T s, ref T c, int rows)
        where TVector : struct
        where T : unmanaged
    {
        int i = 0;
        for (; i + 8 <= rows; i += 8)
            DenseTiles.EightByOne<TVector, T>(shape, ref Unsafe.Add(ref a, i * shape.Row), ref b, ref Unsafe.Add(ref s, i * shape.StartStride), ref Unsafe.Add(ref c, i * shape.TargetStride));
        for (; i < rows; i++)
            DenseTiles.OneByOne<TVector, T>(shape, ref Unsafe.Add(ref a, i * shape.Row), ref b, ref Unsafe.Add(ref s, i * shape.StartStride), ref Unsafe.Add(ref c, i * shape.TargetStride));
    }

    private static void OneColumn<T>(in TileShape shape, ref T a, ref T b, ref T s, ref T c, int rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            T sum = Unsafe.Add(ref s, i * shape.StartStride);
            for (int l = 0; l < shape.Depth; l++)
                sum = T.FusedMultiplyAdd(Unsafe.Add(ref a, i * shape.Row + l * shape.Step), Unsafe.Add(ref b, l * shape.Stride), sum);
            Unsafe.Add(ref c, i * shape.TargetStride) = sum;
        }
    }

    /// <summary>target[k·targetStride + i] = start[k] + Σⱼ left[i, j]·right[k, j]: rows against rows, their products summed in lanes of 512 bits on every machine.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="left">rows × depth, a row every <paramref name="leftStride"/> numbers.</param>
    /// <param name="leftStride">See there.</param>
    /// <param name="right">count × depth, a row every <paramref name="rightStride"/> numbers.</param>
    /// <param name="rightStride">See there.</param>
    /// <param name="start">What each right row's sums begin with.</param>
    /// <param name="target">Right row after right row, one every <paramref name="targetStride"/> numbers.</param>
    /// <param name="targetStride">See there.</param>
    /// <param name="rows">Left rows.</param>
    /// <param name="depth">A multiple of <see cref="Lanes.Widest"/>: rows are padded with zeros.</param>
    /// <param name="count">Right rows.</param>
    public static void MultiplyRows<T>(
        ReadOnlySpan<T> left, int leftStride, ReadOnlySpan<T> right, int rightStride, ReadOnlySpan<T> start, Span<T> target, int targetStride, int rows, int depth, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int k = 0; k < count; k++)
        {
            ref T own = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), k * rightStride), to = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), k * targetStride);
            int i = 0;
            for (; i + 4 <= rows; i += 4)
                FourRows(ref Unsafe.Add(ref MemoryMarshal.GetReference(left), i * leftStride), leftStride, ref own, depth, start[k], ref Unsafe.Add(ref to, i));
            for (; i < rows; i++)
                Unsafe.Add(ref to, i) = start[k] + Lanes.Sum(Products(ref Unsafe.Add(ref MemoryMarshal.GetReference(left), i * leftStride), ref own, depth));
        }
    }

    private static void FourRows<T>(ref T left, nint stride, ref T right, int depth, T start, ref T target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint j = 0; j < depth; j += Vector512<T>.Count)
        {
            var r = Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref right, j));
            s0 = Lanes.MultiplyAdd(Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref left, j)), r, s0);
            s1 = Lanes.MultiplyAdd(Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref left, j + stride)), r, s1);
            s2 = Lanes.MultiplyAdd(Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref left, j + 2 * stride)), r, s2);
            s3 = Lanes.MultiplyAdd(Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref left, j + 3 * stride)), r, s3);
        }

        target = start + Lanes.Sum(s0);
        Unsafe.Add(ref target, 1) = start + Lanes.Sum(s1);
        Unsafe.Add(ref target, 2) = start + Lanes.Sum(s2);
        Unsafe.Add(ref target, 3) = start + Lanes.Sum(s3);
    }

    private static Vector512<T> Products<T>(ref T left, ref T right, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> sum = default;
        for (nint j = 0; j < depth; j += Vector512<T>.Count)
            sum = Lanes.MultiplyAdd(Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref left, j)), Lanes.Load<Vector512<T>, T>(ref Unsafe.Add(ref right, j)), sum);
        return sum;
    }

    /// <summary>target[j, i] = source[i, j].</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="source">rows × columns, a row every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">See there.</param>
    /// <param name="target">columns × rows, a row every <paramref name="targetStride"/> numbers.</param>
    /// <param name="targetStride">See there.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Its columns.</param>
    public static void Transpose<T>(ReadOnlySpan<T> source, int stride, Span<T> target, int targetStride, int rows, int columns)
        where T : unmanaged
    {
        for (int i = 0; i < rows; i += Block)
            for (int j = 0; j < columns; j += Block)
            {
                ref T from = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), (nint)i * stride + j), to = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), (nint)j * targetStride + i);
                if (typeof(T) == typeof(float) && Avx.IsSupported && i + Block <= rows && j + Block <= columns)
                    TransposeSquare(ref Unsafe.As<T, float>(ref from), stride, ref Unsafe.As<T, float>(ref to), targetStride);
                else
                    for (int column = 0; column < Math.Min(Block, columns - j); column++)
                        for (int row = 0; row < Math.Min(Block, rows - i); row++)
                            Unsafe.Add(ref to, (nint)column * targetStride + row) = Unsafe.Add(ref from, (nint)row * stride + column);
            }
    }

    /// <summary>Eight rows of eight: pairs of rows interleaved, then pairs of those, then halves exchanged.</summary>
    private static void TransposeSquare(ref float from, nint stride, ref float to, nint targetStride)
    {
        Vector256<float> r0 = Row(ref from, 0), r1 = Row(ref from, stride), r2 = Row(ref from, 2 * stride), r3 = Row(ref from, 3 * stride);
        Vector256<float> r4 = Row(ref from, 4 * stride), r5 = Row(ref from, 5 * stride), r6 = Row(ref from, 6 * stride), r7 = Row(ref from, 7 * stride);
        Vector256<double> p0 = Avx.UnpackLow(r0, r1).AsDouble(), p1 = Avx.UnpackHigh(r0, r1).AsDouble(), p2 = Avx.UnpackLow(r2, r3).AsDouble(), p3 = Avx.UnpackHigh(r2, r3).AsDouble();
        Vector256<double> p4 = Avx.UnpackLow(r4, r5).AsDouble(), p5 = Avx.UnpackHigh(r4, r5).AsDouble(), p6 = Avx.UnpackLow(r6, r7).AsDouble(), p7 = Avx.UnpackHigh(r6, r7).AsDouble();
        Exchange(Avx.UnpackLow(p0, p2), Avx.UnpackLow(p4, p6), ref to, 4 * targetStride);
        Exchange(Avx.UnpackHigh(p0, p2), Avx.UnpackHigh(p4, p6), ref Unsafe.Add(ref to, targetStride), 4 * targetStride);
        Exchange(Avx.UnpackLow(p1, p3), Avx.UnpackLow(p5, p7), ref Unsafe.Add(ref to, 2 * targetStride), 4 * targetStride);
        Exchange(Avx.UnpackHigh(p1, p3), Avx.UnpackHigh(p5, p7), ref Unsafe.Add(ref to, 3 * targetStride), 4 * targetStride);

        static Vector256<float> Row(ref float from, nint at) => Vector256.LoadUnsafe(ref Unsafe.Add(ref from, at));
        static void Exchange(Vector256<double> left, Vector256<double> right, ref float to, nint further)
        {
            Vector256.Create(left.GetLower(), right.GetLower()).AsSingle().StoreUnsafe(ref to);
            Vector256.Create(left.GetUpper(), right.GetUpper()).AsSingle().StoreUnsafe(ref Unsafe.Add(ref to, further));
        }
    }
}
