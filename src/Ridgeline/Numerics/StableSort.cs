using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ridgeline.Numerics;

/// <summary>
/// Sorts items by rising keys; equal keys leave their items in the order in which they came. By the three highest digits that differ, the least significant first; what they leave
/// in disorder is inserted, or, if that is much, sorted by all digits.
/// </summary>
internal sealed class StableSort
{
    private const int FewDigits = 4096, Insertion = 48; // below these lengths: bytes as digits, and no digits at all
    private const int Enough = 3;                       // digits that set nearly all numbers apart; the rest is inserted

    private readonly int[] _counts = new int[1 << 11];
    private ulong[] _keys = [];
    private int[] _items = [];

    /// <summary>The key of a number: rises as it does, one for both zeros; NaN has the largest.</summary>
    public static ulong KeyOf(double x)
    {
        if (double.IsNaN(x))
            return ulong.MaxValue;
        ulong bits = BitConverter.DoubleToUInt64Bits(x + 0.0); // −0 + 0 is 0
        return (long)bits < 0 ? ~bits : bits | (1UL << 63);
    }

    /// <summary>The number of a key; NaN of the largest.</summary>
    public static double NumberOf(ulong key) => BitConverter.UInt64BitsToDouble((long)key < 0 ? key & ~(1UL << 63) : ~key);

    /// <summary>Sorts both by the keys.</summary>
    public void Sort(Span<ulong> keys, Span<int> items)
    {
        if (keys.Length <= Insertion)
        {
            Insert(keys, items, long.MaxValue);
            return;
        }

        if (_keys.Length < keys.Length)
            (_keys, _items) = (new ulong[keys.Length], new int[keys.Length]);
        ulong differ = 0;
        foreach (ulong key in keys)
            differ |= key ^ keys[0];
        int digit = keys.Length < FewDigits ? 8 : 11, to = 64 - BitOperations.LeadingZeroCount(differ), from = Math.Max(0, to - Enough * digit);
        Sort(keys, items, from, to, digit);
        if (from > 0 && !Insert(keys, items, 2 * keys.Length))
            Sort(keys, items, 0, to, digit);
    }

    /// <summary>Sorts by some of the keys' bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // it has sorted most columns by the time that it would be compiled again
    private void Sort(Span<ulong> keys, Span<int> items, int from, int to, int digit)
    {
        int mask = (1 << digit) - 1;
        Span<int> counts = _counts.AsSpan(0, mask + 1);
        Span<ulong> here = keys, there = _keys.AsSpan(0, keys.Length);
        Span<int> itemsHere = items, itemsThere = _items.AsSpan(0, keys.Length);
        for (int shift = from; shift < to; shift += digit)
        {
            counts.Clear();
            foreach (ulong key in here)
                counts[(int)(key >> shift) & mask]++;
            if (counts[(int)(here[0] >> shift) & mask] == here.Length)
                continue; // all agree
            int start = 0;
            for (int b = 0; b < counts.Length; b++)
                (counts[b], start) = (start, start + counts[b]);
            for (int i = 0; i < here.Length; i++)
            {
                int place = counts[(int)(here[i] >> shift) & mask]++;
                there[place] = here[i];
                itemsThere[place] = itemsHere[i];
            }

            Span<ulong> sorted = there;
            Span<int> sortedItems = itemsThere;
            there = here;
            itemsThere = itemsHere;
            here = sorted;
            itemsHere = sortedItems;
        }

        if (here != keys)
        {
            here.CopyTo(keys);
            itemsHere.CopyTo(items);
        }
    }

    /// <summary>Sorts what is nearly sorted.</summary>
    /// <returns>Whether it took no more than so many steps; else it isn't sorted, but nothing is lost.</returns>
    private static bool Insert(Span<ulong> keys, Span<int> items, long steps)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            (ulong key, int item, int at) = (keys[i], items[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            (keys[at], items[at]) = (key, item);
            steps -= i - at;
            if (steps < 0)
                return false;
        }

        return true;
    }
}
