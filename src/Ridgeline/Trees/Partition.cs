using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ridgeline.Trees;

/// <summary>
/// Divides rows in two, those that go left first, each side in the order in which it was. Nothing branches on the side: it can't be foretold. A tree is grown by the time that these
/// loops would be compiled again.
/// </summary>
internal static class Partition
{
    /// <summary>Of entries; the lower half of each is its row.</summary>
    /// <param name="entries">What is divided.</param>
    /// <param name="goesLeft">Of each row 1 or 0.</param>
    /// <param name="spare">As much room.</param>
    /// <returns>How many go left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Stable(Span<ulong> entries, byte[] goesLeft, ulong[] spare)
    {
        ref ulong entry = ref MemoryMarshal.GetReference(entries), other = ref MemoryMarshal.GetArrayDataReference(spare);
        ref byte side = ref MemoryMarshal.GetArrayDataReference(goesLeft);
        ArgumentOutOfRangeException.ThrowIfLessThan(spare.Length, entries.Length);
        nint left = 0, count = entries.Length;
        for (nint at = 0; at < count; at++)
        {
            ulong here = Unsafe.Add(ref entry, at);
            Unsafe.Add(ref entry, left) = here;
            Unsafe.Add(ref other, at - left) = here;
            left += Unsafe.Add(ref side, (nint)(uint)here);
        }

        spare.AsSpan(0, (int)(count - left)).CopyTo(entries[(int)left..]);
        return (int)left;
    }

    /// <summary>The same of rows.</summary>
    public static int Stable(Span<int> rows, byte[] goesLeft, int[] spare)
    {
        int left = 0;
        for (int at = 0; at < rows.Length; at++)
        {
            int row = rows[at];
            rows[left] = row;
            spare[at - left] = row;
            left += goesLeft[row];
        }

        spare.AsSpan(0, rows.Length - left).CopyTo(rows[left..]);
        return left;
    }

    /// <summary>Keeps the entries of one side alone, at the beginning.</summary>
    /// <returns>How many they are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Keep(Span<ulong> entries, byte[] goesLeft, int kept)
    {
        ref ulong entry = ref MemoryMarshal.GetReference(entries);
        ref byte side = ref MemoryMarshal.GetArrayDataReference(goesLeft);
        int flip = kept ^ 1;
        nint count = 0, length = entries.Length;
        for (nint at = 0; at < length; at++)
        {
            ulong here = Unsafe.Add(ref entry, at);
            Unsafe.Add(ref entry, count) = here;
            count += Unsafe.Add(ref side, (nint)(uint)here) ^ flip;
        }

        return (int)count;
    }
}
