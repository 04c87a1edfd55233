using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>
/// Many linear combinations of the same columns: tiles of sixteen rows, packed column after column, against eight combinations at a time keep sixteen sums in
/// registers. Each sum runs over the columns in their order, whatever is combined beside it.
/// </summary>
internal static class CombinationKernels
{
    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 16;

    /// <summary>Combinations taken together.</summary>
    public const int Together = 8;

    private const int Lanes = 8;

    /// <summary>sums[b][i] += Σ_a coefficients[a][b]·tile[a][i] for one tile and eight combinations.</summary>
    /// <param name="tile">Sixteen numbers a column.</param>
    /// <param name="coefficients">A row a column, one every <paramref name="stride"/> numbers; eight of each count.</param>
    /// <param name="stride">See there.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="sums">Eight times sixteen numbers.</param>
    public static void Add(ReadOnlySpan<double> tile, ReadOnlySpan<double> coefficients, int stride, int columns, Span<double> sums)
    {
        ref double x = ref MemoryMarshal.GetReference(tile), c = ref MemoryMarshal.GetReference(coefficients), s = ref MemoryMarshal.GetReference(sums);
        Vector512<double> s0 = At(ref s, 0), s1 = At(ref s, 2), s2 = At(ref s, 4), s3 = At(ref s, 6), s4 = At(ref s, 8), s5 = At(ref s, 10), s6 = At(ref s, 12), s7 = At(ref s, 14);
        Vector512<double> t0 = At(ref s, 1), t1 = At(ref s, 3), t2 = At(ref s, 5), t3 = At(ref s, 7), t4 = At(ref s, 9), t5 = At(ref s, 11), t6 = At(ref s, 13), t7 = At(ref s, 15);
        for (int a = 0; a < columns; a++)
        {
            Vector512<double> low = Vector512.LoadUnsafe(ref x), high = Vector512.LoadUnsafe(ref x, Lanes), w = Vector512.Create(c);
            s0 = Vector512.FusedMultiplyAdd(low, w, s0);
            t0 = Vector512.FusedMultiplyAdd(high, w, t0);
            w = Vector512.Create(Unsafe.Add(ref c, 1));
            s1 = Vector512.FusedMultiplyAdd(low, w, s1);
            t1 = Vector512.FusedMultiplyAdd(high, w, t1);
            w = Vector512.Create(Unsafe.Add(ref c, 2));
            s2 = Vector512.FusedMultiplyAdd(low, w, s2);
            t2 = Vector512.FusedMultiplyAdd(high, w, t2);
            w = Vector512.Create(Unsafe.Add(ref c, 3));
            s3 = Vector512.FusedMultiplyAdd(low, w, s3);
            t3 = Vector512.FusedMultiplyAdd(high, w, t3);
            w = Vector512.Create(Unsafe.Add(ref c, 4));
            s4 = Vector512.FusedMultiplyAdd(low, w, s4);
            t4 = Vector512.FusedMultiplyAdd(high, w, t4);
            w = Vector512.Create(Unsafe.Add(ref c, 5));
            s5 = Vector512.FusedMultiplyAdd(low, w, s5);
            t5 = Vector512.FusedMultiplyAdd(high, w, t5);
            w = Vector512.Create(Unsafe.Add(ref c, 6));
            s6 = Vector512.FusedMultiplyAdd(low, w, s6);
            t6 = Vector512.FusedMultiplyAdd(high, w, t6);
            w = Vector512.Create(Unsafe.Add(ref c, 7));
            s7 = Vector512.FusedMultiplyAdd(low, w, s7);
            t7 = Vector512.FusedMultiplyAdd(high, w, t7);
            x = ref Unsafe.Add(ref x, TileRows);
            c = ref Unsafe.Add(ref c, stride);
        }

        Put(ref s, 0, s0, t0);
        Put(ref s, 1, s1, t1);
        Put(ref s, 2, s2, t2);
        Put(ref s, 3, s3, t3);
        Put(ref s, 4, s4, t4);
        Put(ref s, 5, s5, t5);
        Put(ref s, 6, s6, t6);
        Put(ref s, 7, s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> At(ref double s, nuint vector) => Vector512.LoadUnsafe(ref s, vector * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref double s, nuint combination, Vector512<double> low, Vector512<double> high)
    {
        low.StoreUnsafe(ref s, combination * TileRows);
        high.StoreUnsafe(ref s, combination * TileRows + Lanes);
    }
}
