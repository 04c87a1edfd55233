using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// XC and XᵀR of many right-hand sides, X read once for all and never copied: five of them at a time keep twenty sums in registers, which no wider load can starve. Every number is summed in an order
/// of its own, over columns or over rows, whatever is computed beside it and wherever a range ends.
/// </summary>
internal static class BatchKernels
{
    /// <summary>Rows taken together: a range of rows starts at a multiple.</summary>
    public const int TileRows = 32;

    /// <summary>Columns taken together: a range of columns starts at a multiple.</summary>
    public const int TileColumns = 4;

    /// <summary>Right-hand sides taken together; of fewer each is taken alone, at half the speed.</summary>
    public const int Together = 5;

    private const int Lanes = 8;
    private const int MostSides = 256; // listed on the stack
    private const int ColumnGroup = 128; // whose tile stays in the first cache level
    private const int RowBlock = 2048;   // which the right-hand sides stay in the second level for

    /// <summary>targets[b][i] = Σⱼ X[i, j]·coefficients[b][j] for the rows from <paramref name="first"/> up to <paramref name="end"/>.</summary>
    /// <param name="x">X, column after column.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">All columns.</param>
    /// <param name="first">The first row, a multiple of <see cref="TileRows"/>.</param>
    /// <param name="end">One past the last row.</param>
    /// <param name="coefficients">A number a column, of each right-hand side.</param>
    /// <param name="targets">A number a row, of each.</param>
    /// <param name="count">How many right-hand sides.</param>
    public static void Combine(double[] x, int rows, ReadOnlySpan<int> columns, int first, int end, double[][] coefficients, double[][] targets, int count)
    {
        int whole = first + (end - first) / TileRows * TileRows;
        for (int b = 0; b < count; b++)
            targets[b].AsSpan(first, end - first).Clear();
        for (int row = first; row < whole; row += TileRows)
        {
            for (int from = 0; from < columns.Length; from += ColumnGroup)
            {
                var group = columns.Slice(from, Math.Min(ColumnGroup, columns.Length - from));
                int b = 0;
                ref double tile = ref At(x, row);
                for (; b + Together <= count; b += Together)
                    CombineFive(
                        ref tile, rows, group,
                        ref At(coefficients[b], from), ref At(coefficients[b + 1], from), ref At(coefficients[b + 2], from), ref At(coefficients[b + 3], from), ref At(coefficients[b + 4], from),
                        ref At(targets[b], row), ref At(targets[b + 1], row), ref At(targets[b + 2], row), ref At(targets[b + 3], row), ref At(targets[b + 4], row));
                for (; b < count; b++)
                    CombineOne(ref tile, rows, group, ref At(coefficients[b], from), ref At(targets[b], row));
            }
        }

        for (int b = 0; b < count && whole < end; b++)
            CombineRest(x, rows, columns, whole, coefficients[b], targets[b].AsSpan(whole, end - whole));
    }

    /// <summary>targets[b][i] += Σ_a X[i, columns[a]]·coefficients[b][a].</summary>
    /// <param name="x">X, column after column.</param>
    /// <param name="stride">The distance between columns.</param>
    /// <param name="columns">Which columns, m of them.</param>
    /// <param name="coefficients">m numbers of each right-hand side, one every <paramref name="coefficientStride"/>.</param>
    /// <param name="coefficientStride">See there.</param>
    /// <param name="rows">n.</param>
    /// <param name="targets">n numbers of each, one every <paramref name="targetStride"/>.</param>
    /// <param name="targetStride">See there.</param>
    /// <param name="count">How many right-hand sides.</param>
    public static void AddCombinations(
        double[] x, int stride, ReadOnlySpan<int> columns, ReadOnlySpan<double> coefficients, int coefficientStride, int rows, Span<double> targets, int targetStride, int count)
    {
        int whole = rows / TileRows * TileRows;
        nint m = coefficientStride, n = targetStride;
        ref double c = ref MemoryMarshal.GetReference(coefficients), t = ref MemoryMarshal.GetReference(targets);
        for (int row = 0; row < whole; row += TileRows)
        {
            for (int from = 0; from < columns.Length; from += ColumnGroup)
            {
                var group = columns.Slice(from, Math.Min(ColumnGroup, columns.Length - from));
                int b = 0;
                ref double tile = ref At(x, row);
                for (; b + Together <= count; b += Together)
                {
                    ref double own = ref Unsafe.Add(ref c, b * m + from), to = ref Unsafe.Add(ref t, b * n + row);
                    CombineFive(
                        ref tile, stride, group, ref own, ref Unsafe.Add(ref own, m), ref Unsafe.Add(ref own, 2 * m), ref Unsafe.Add(ref own, 3 * m), ref Unsafe.Add(ref own, 4 * m),
                        ref to, ref Unsafe.Add(ref to, n), ref Unsafe.Add(ref to, 2 * n), ref Unsafe.Add(ref to, 3 * n), ref Unsafe.Add(ref to, 4 * n));
                }

                for (; b < count; b++)
                    CombineOne(ref tile, stride, group, ref Unsafe.Add(ref c, b * m + from), ref Unsafe.Add(ref t, b * n + row));
            }
        }

        for (int b = 0; b < count && whole < rows; b++)
            CombineRest(x, stride, columns, whole, coefficients.Slice(b * coefficientStride, columns.Length), targets.Slice(b * targetStride + whole, rows - whole));
    }

    /// <summary>The rows from <paramref name="first"/> on that don't fill a tile, in a tile filled with zeros.</summary>
    private static void CombineRest(double[] x, int rows, ReadOnlySpan<int> columns, int first, ReadOnlySpan<double> coefficients, Span<double> target)
    {
        const int Group = 8;
        ReadOnlySpan<int> places = [0, 1, 2, 3, 4, 5, 6, 7];
        Span<double> tile = stackalloc double[Group * TileRows], sums = stackalloc double[TileRows];
        tile.Clear();
        sums.Clear();
        target.CopyTo(sums);
        for (int from = 0; from < columns.Length; from += Group)
        {
            int size = Math.Min(Group, columns.Length - from);
            for (int a = 0; a < size; a++)
                x.AsSpan(columns[from + a] * rows + first, target.Length).CopyTo(tile[(a * TileRows)..]);
            CombineOne(ref MemoryMarshal.GetReference(tile), TileRows, places[..size], ref Unsafe.AsRef(in coefficients[from]), ref MemoryMarshal.GetReference(sums));
        }

        sums[..target.Length].CopyTo(target);
    }

    private static void CombineFive(
        ref double first, nint stride, ReadOnlySpan<int> columns, ref double c0, ref double c1, ref double c2, ref double c3, ref double c4, ref double t0, ref double t1, ref double t2, ref double t3, ref double t4)
    {
        Vector512<double> s00 = Load(ref t0, 0), s01 = Load(ref t0, 8), s02 = Load(ref t0, 16), s03 = Load(ref t0, 24);
        Vector512<double> s10 = Load(ref t1, 0), s11 = Load(ref t1, 8), s12 = Load(ref t1, 16), s13 = Load(ref t1, 24);
        Vector512<double> s20 = Load(ref t2, 0), s21 = Load(ref t2, 8), s22 = Load(ref t2, 16), s23 = Load(ref t2, 24);
        Vector512<double> s30 = Load(ref t3, 0), s31 = Load(ref t3, 8), s32 = Load(ref t3, 16), s33 = Load(ref t3, 24);
        Vector512<double> s40 = Load(ref t4, 0), s41 = Load(ref t4, 8), s42 = Load(ref t4, 16), s43 = Load(ref t4, 24);
        for (int a = 0; a < columns.Length; a++)
        {
            ref double x = ref Unsafe.Add(ref first, columns[a] * stride);
            Vector512<double> x0 = Load(ref x, 0), x1 = Load(ref x, 8), x2 = Load(ref x, 16), x3 = Load(ref x, 24), c = Vector512.Create(Unsafe.Add(ref c0, a));
            s00 = Vector512.FusedMultiplyAdd(x0, c, s00);
            s01 = Vector512.FusedMultiplyAdd(x1, c, s01);
            s02 = Vector512.FusedMultiplyAdd(x2, c, s02);
            s03 = Vector512.FusedMultiplyAdd(x3, c, s03);
            c = Vector512.Create(Unsafe.Add(ref c1, a));
            s10 = Vector512.FusedMultiplyAdd(x0, c, s10);
            s11 = Vector512.FusedMultiplyAdd(x1, c, s11);
            s12 = Vector512.FusedMultiplyAdd(x2, c, s12);
            s13 = Vector512.FusedMultiplyAdd(x3, c, s13);
            c = Vector512.Create(Unsafe.Add(ref c2, a));
            s20 = Vector512.FusedMultiplyAdd(x0, c, s20);
            s21 = Vector512.FusedMultiplyAdd(x1, c, s21);
            s22 = Vector512.FusedMultiplyAdd(x2, c, s22);
            s23 = Vector512.FusedMultiplyAdd(x3, c, s23);
            c = Vector512.Create(Unsafe.Add(ref c3, a));
            s30 = Vector512.FusedMultiplyAdd(x0, c, s30);
            s31 = Vector512.FusedMultiplyAdd(x1, c, s31);
            s32 = Vector512.FusedMultiplyAdd(x2, c, s32);
            s33 = Vector512.FusedMultiplyAdd(x3, c, s33);
            c = Vector512.Create(Unsafe.Add(ref c4, a));
            s40 = Vector512.FusedMultiplyAdd(x0, c, s40);
            s41 = Vector512.FusedMultiplyAdd(x1, c, s41);
            s42 = Vector512.FusedMultiplyAdd(x2, c, s42);
            s43 = Vector512.FusedMultiplyAdd(x3, c, s43);
        }

        Store(ref t0, s00, s01, s02, s03);
        Store(ref t1, s10, s11, s12, s13);
        Store(ref t2, s20, s21, s22, s23);
        Store(ref t3, s30, s31, s32, s33);
        Store(ref t4, s40, s41, s42, s43);
    }

    private static void CombineOne(ref double first, nint stride, ReadOnlySpan<int> columns, ref double coefficients, ref double t)
    {
        Vector512<double> s0 = Load(ref t, 0), s1 = Load(ref t, 8), s2 = Load(ref t, 16), s3 = Load(ref t, 24);
        for (int a = 0; a < columns.Length; a++)
        {
            ref double x = ref Unsafe.Add(ref first, columns[a] * stride);
            var c = Vector512.Create(Unsafe.Add(ref coefficients, a));
            s0 = Vector512.FusedMultiplyAdd(Load(ref x, 0), c, s0);
            s1 = Vector512.FusedMultiplyAdd(Load(ref x, 8), c, s1);
            s2 = Vector512.FusedMultiplyAdd(Load(ref x, 16), c, s2);
            s3 = Vector512.FusedMultiplyAdd(Load(ref x, 24), c, s3);
        }

        Store(ref t, s0, s1, s2, s3);
    }

    /// <summary>targets[b][a] = Σᵢ X[i, columns[a]]·right[b][i] for the positions a from <paramref name="first"/> up to <paramref name="end"/>.</summary>
    /// <param name="x">X, column after column.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">Which columns.</param>
    /// <param name="first">The first position.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="right">A number a row, of each right-hand side.</param>
    /// <param name="targets">A number a position, of each.</param>
    /// <param name="count">How many right-hand sides.</param>
    /// <param name="wanted">Of each position the right-hand sides that are wanted there, bit b mod 64 for b; others may be left at 0. All, if there are none.</param>
    public static void Multiply(double[] x, int rows, ReadOnlySpan<int> columns, int first, int end, double[][] right, double[][] targets, int count, ReadOnlySpan<ulong> wanted = default)
    {
        Span<int> sides = count <= MostSides ? stackalloc int[count] : new int[count];
        for (int b = 0; b < count; b++)
        {
            sides[b] = b;
            targets[b].AsSpan(first, end - first).Clear();
        }

        int taken = count;
        for (int at = first; at < end; at += TileColumns)
        {
            bool whole = at + TileColumns <= end;
            if (!wanted.IsEmpty)
                taken = Pick(wanted[at..Math.Min(end, at + TileColumns)], count, sides);
            for (int row = 0; row < rows; row += RowBlock)
            {
                int length = Math.Min(RowBlock, rows - row), b = 0;
                ref double x0 = ref At(x, (nint)columns[at] * rows + row);
                ref double x1 = ref At(x, (nint)columns[whole ? at + 1 : at] * rows + row), x2 = ref At(x, (nint)columns[whole ? at + 2 : at] * rows + row), x3 = ref At(x, (nint)columns[whole ? at + 3 : at] * rows + row);
                for (; b + Together <= taken && whole; b += Together)
                {
                    var (b0, b1, b2, b3, b4) = (sides[b], sides[b + 1], sides[b + 2], sides[b + 3], sides[b + 4]);
                    MultiplyFive(
                        ref x0, ref x1, ref x2, ref x3, length, ref At(right[b0], row), ref At(right[b1], row), ref At(right[b2], row), ref At(right[b3], row), ref At(right[b4], row),
                        ref At(targets[b0], at), ref At(targets[b1], at), ref At(targets[b2], at), ref At(targets[b3], at), ref At(targets[b4], at));
                }

                for (; b < taken; b++)
                {
                    int side = sides[b];
                    if (whole)
                        MultiplyOne(ref x0, ref x1, ref x2, ref x3, length, ref At(right[side], row), ref At(targets[side], at));
                    for (int a = at; a < end && !whole; a++)
                        targets[side][a] += Product(ref At(x, (nint)columns[a] * rows + row), ref At(right[side], row), length);
                }
            }
        }
    }

    /// <summary>Lists the right-hand sides that are wanted at any of the positions; returns how many they are.</summary>
    private static int Pick(ReadOnlySpan<ulong> wanted, int count, Span<int> sides)
    {
        ulong any = 0;
        foreach (ulong own in wanted)
            any |= own;
        int taken = 0;
        for (int b = 0; b < count; b++)
            if ((any >> b & 1) != 0)
                sides[taken++] = b;
        return taken;
    }

    private static void MultiplyFive(
        ref double x0, ref double x1, ref double x2, ref double x3, int rows, ref double r0, ref double r1, ref double r2, ref double r3, ref double r4, ref double t0, ref double t1, ref double t2, ref double t3, ref double t4)
    {
        Vector512<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<double> s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
        Vector512<double> s40 = default, s41 = default, s42 = default, s43 = default;
        nint i = 0, end = rows / Lanes * Lanes;
        for (; i < end; i += Lanes)
        {
            Vector512<double> a0 = Load(ref x0, i), a1 = Load(ref x1, i), a2 = Load(ref x2, i), a3 = Load(ref x3, i), r = Load(ref r0, i);
            s00 = Vector512.FusedMultiplyAdd(a0, r, s00);
            s01 = Vector512.FusedMultiplyAdd(a1, r, s01);
            s02 = Vector512.FusedMultiplyAdd(a2, r, s02);
            s03 = Vector512.FusedMultiplyAdd(a3, r, s03);
            r = Load(ref r1, i);
            s10 = Vector512.FusedMultiplyAdd(a0, r, s10);
            s11 = Vector512.FusedMultiplyAdd(a1, r, s11);
            s12 = Vector512.FusedMultiplyAdd(a2, r, s12);
            s13 = Vector512.FusedMultiplyAdd(a3, r, s13);
            r = Load(ref r2, i);
            s20 = Vector512.FusedMultiplyAdd(a0, r, s20);
            s21 = Vector512.FusedMultiplyAdd(a1, r, s21);
            s22 = Vector512.FusedMultiplyAdd(a2, r, s22);
            s23 = Vector512.FusedMultiplyAdd(a3, r, s23);
            r = Load(ref r3, i);
            s30 = Vector512.FusedMultiplyAdd(a0, r, s30);
            s31 = Vector512.FusedMultiplyAdd(a1, r, s31);
            s32 = Vector512.FusedMultiplyAdd(a2, r, s32);
            s33 = Vector512.FusedMultiplyAdd(a3, r, s33);
            r = Load(ref r4, i);
            s40 = Vector512.FusedMultiplyAdd(a0, r, s40);
            s41 = Vector512.FusedMultiplyAdd(a1, r, s41);
            s42 = Vector512.FusedMultiplyAdd(a2, r, s42);
            s43 = Vector512.FusedMultiplyAdd(a3, r, s43);
        }

        AddSums(s00, s01, s02, s03, ref x0, ref x1, ref x2, ref x3, ref r0, i, rows, ref t0);
        AddSums(s10, s11, s12, s13, ref x0, ref x1, ref x2, ref x3, ref r1, i, rows, ref t1);
        AddSums(s20, s21, s22, s23, ref x0, ref x1, ref x2, ref x3, ref r2, i, rows, ref t2);
        AddSums(s30, s31, s32, s33, ref x0, ref x1, ref x2, ref x3, ref r3, i, rows, ref t3);
        AddSums(s40, s41, s42, s43, ref x0, ref x1, ref x2, ref x3, ref r4, i, rows, ref t4);
    }

    private static void MultiplyOne(ref double x0, ref double x1, ref double x2, ref double x3, int rows, ref double right, ref double target)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        nint i = 0, end = rows / Lanes * Lanes;
        for (; i < end; i += Lanes)
        {
            var r = Load(ref right, i);
            s0 = Vector512.FusedMultiplyAdd(Load(ref x0, i), r, s0);
            s1 = Vector512.FusedMultiplyAdd(Load(ref x1, i), r, s1);
            s2 = Vector512.FusedMultiplyAdd(Load(ref x2, i), r, s2);
            s3 = Vector512.FusedMultiplyAdd(Load(ref x3, i), r, s3);
        }

        AddSums(s0, s1, s2, s3, ref x0, ref x1, ref x2, ref x3, ref right, i, rows, ref target);
    }

    /// <summary>xᵀr of one column, in the order of the others.</summary>
    private static double Product(ref double x, ref double r, int rows)
    {
        Vector512<double> s = default;
        nint i = 0, end = rows / Lanes * Lanes;
        for (; i < end; i += Lanes)
            s = Vector512.FusedMultiplyAdd(Load(ref x, i), Load(ref r, i), s);
        return Sum(s, ref x, ref r, i, rows);
    }

    /// <summary>Adds the sums of four columns, and the rows from <paramref name="i"/> on, to four numbers.</summary>
    private static void AddSums(
        Vector512<double> s0, Vector512<double> s1, Vector512<double> s2, Vector512<double> s3, ref double x0, ref double x1, ref double x2, ref double x3, ref double r, nint i, int rows, ref double t)
    {
        t += Sum(s0, ref x0, ref r, i, rows);
        Unsafe.Add(ref t, 1) += Sum(s1, ref x1, ref r, i, rows);
        Unsafe.Add(ref t, 2) += Sum(s2, ref x2, ref r, i, rows);
        Unsafe.Add(ref t, 3) += Sum(s3, ref x3, ref r, i, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector512<double> s, ref double x, ref double r, nint i, int rows)
    {
        Vector256<double> half = s.GetLower() + s.GetUpper();
        Vector128<double> quarter = half.GetLower() + half.GetUpper();
        double sum = quarter[0] + quarter[1];
        for (; i < rows; i++)
            sum = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i), Unsafe.Add(ref r, i), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double At(double[] values, nint at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double x, nint at) => Vector512.LoadUnsafe(ref x, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double t, Vector512<double> s0, Vector512<double> s1, Vector512<double> s2, Vector512<double> s3)
    {
        s0.StoreUnsafe(ref t);
        s1.StoreUnsafe(ref t, 8);
        s2.StoreUnsafe(ref t, 16);
        s3.StoreUnsafe(ref t, 24);
    }
}
