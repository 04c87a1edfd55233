namespace Ridgeline.Numerics;

/// <summary>Sorts items by rising keys; equal keys leave their items in the order in which they came. Digit by digit, the least significant first: 6 passes over 64 bits, fewer where keys agree.</summary>
internal sealed class StableSort
{
    private const int FewDigits = 4096, Insertion = 48; // below these lengths: bytes as digits, and no digits at all

    private readonly int[] _counts = new int[64 << 8];
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
            Insert(keys, items);
            return;
        }

        if (_keys.Length < keys.Length)
            (_keys, _items) = (new ulong[keys.Length], new int[keys.Length]);
        int bits = keys.Length < FewDigits ? 8 : 11, bins = 1 << bits, digits = (64 + bits - 1) / bits;
        Count(keys, bits, digits);
        Span<ulong> from = keys, to = _keys.AsSpan(0, keys.Length);
        Span<int> fromItems = items, toItems = _items.AsSpan(0, keys.Length);
        for (int digit = 0; digit < digits; digit++)
        {
            var counts = _counts.AsSpan(digit * bins, bins);
            int shift = digit * bits, mask = bins - 1;
            if (counts[(int)(keys[0] >> shift) & mask] == keys.Length)
                continue; // all agree
            int start = 0;
            for (int b = 0; b < bins; b++)
                (counts[b], start) = (start, start + counts[b]);
            for (int i = 0; i < from.Length; i++)
            {
                int place = counts[(int)(from[i] >> shift) & mask]++;
                to[place] = from[i];
                toItems[place] = fromItems[i];
            }

            Span<ulong> sorted = to;
            Span<int> sortedItems = toItems;
            to = from;
            toItems = fromItems;
            from = sorted;
            fromItems = sortedItems;
        }

        if (from != keys)
        {
            from.CopyTo(keys);
            fromItems.CopyTo(items);
        }
    }

    private void Count(ReadOnlySpan<ulong> keys, int bits, int digits)
    {
        int bins = 1 << bits, mask = bins - 1;
        _counts.AsSpan(0, digits * bins).Clear();
        foreach (ulong key in keys)
            for (int digit = 0; digit < digits; digit++)
                _counts[digit * bins + ((int)(key >> (digit * bits)) & mask)]++;
    }

    private static void Insert(Span<ulong> keys, Span<int> items)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            (ulong key, int item, int at) = (keys[i], items[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            (keys[at], items[at]) = (key, item);
        }
    }
}
