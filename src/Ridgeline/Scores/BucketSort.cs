using System.Numerics.Tensors;

namespace Ridgeline.Scores;

/// <summary>
/// Numbers in ascending order, each with a companion. A number x goes to bucket ⌊(x − min)·(n − 1)/(max − min)⌋ of n, which keeps the order; a crowded bucket
/// is treated in the same way, and what is left is insertion. 5 times as fast as a sort by comparisons on 500 to 20,000 normal numbers.
/// </summary>
internal static class BucketSort
{
    private const int Crowded = 24;
    private const int Levels = 3; // of buckets within buckets; each takes up to n² of skewness away

    /// <summary>How many counts <see cref="Sort"/> needs for <paramref name="n"/> numbers.</summary>
    public static int Counts(int n) => Levels * n;

    /// <summary>Sorts <paramref name="keys"/>, and <paramref name="items"/> along with them.</summary>
    /// <param name="keys">n numbers, none NaN; lost.</param>
    /// <param name="items">Their companions; lost.</param>
    /// <param name="sortedKeys">The numbers in order.</param>
    /// <param name="sortedItems">Their companions.</param>
    /// <param name="counts"><see cref="Counts"/> of n.</param>
    public static void Sort(Span<double> keys, Span<double> items, Span<double> sortedKeys, Span<double> sortedItems, Span<int> counts) =>
        Order(keys, items, sortedKeys, sortedItems, counts, Levels);

    private static void Order(Span<double> keys, Span<double> items, Span<double> sortedKeys, Span<double> sortedItems, Span<int> counts, int levels)
    {
        int n = keys.Length;
        double low = n > Crowded ? TensorPrimitives.Min<double>(keys) : 0, high = n > Crowded ? TensorPrimitives.Max<double>(keys) : 0;
        double scale = (n - 1) / (high - low);
        if (low < high && double.IsFinite(scale) && scale > 0 && levels > 0)
        {
            Distribute(keys, items, sortedKeys, sortedItems, counts, low, scale, levels);
            Insert(sortedKeys, sortedItems);
            return;
        }

        keys.CopyTo(sortedKeys);
        items.CopyTo(sortedItems);
        if (n <= Crowded)
            Insert(sortedKeys, sortedItems);
        else if (low < high)
            sortedKeys.Sort(sortedItems);
    }

    private static void Distribute(
        Span<double> keys, Span<double> items, Span<double> sortedKeys, Span<double> sortedItems, Span<int> counts, double low, double scale, int levels)
    {
        int n = keys.Length, before = 0;
        var ends = counts[..n];
        ends.Clear();
        for (int i = 0; i < n; i++)
            ends[Math.Min((int)((keys[i] - low) * scale), n - 1)]++;
        bool crowded = false;
        for (int b = 0; b < n; b++)
        {
            crowded |= ends[b] > Crowded;
            (ends[b], before) = (before, before + ends[b]);
        }

        for (int i = 0; i < n; i++)
        {
            int to = ends[Math.Min((int)((keys[i] - low) * scale), n - 1)]++;
            (sortedKeys[to], sortedItems[to]) = (keys[i], items[i]);
        }

        for (int b = 0, start = 0; crowded && b < n; start = ends[b], b++)
        {
            int size = ends[b] - start;
            if (size <= Crowded)
                continue;
            Span<double> bucket = sortedKeys.Slice(start, size), companions = sortedItems.Slice(start, size);
            bucket.CopyTo(keys[start..]);
            companions.CopyTo(items[start..]);
            Order(keys.Slice(start, size), items.Slice(start, size), bucket, companions, counts[n..], levels - 1);
        }
    }

    /// <summary>Sorts numbers that are nearly in order.</summary>
    private static void Insert(Span<double> keys, Span<double> items)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            double key = keys[i], item = items[i];
            int at = i;
            for (; at > 0 && keys[at - 1] > key; at--)
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            if (at < i)
                (keys[at], items[at]) = (key, item);
        }
    }
}
