using Ridgeline.Numerics;

namespace Ridgeline.Roles;

/// <summary>Some of many rows, spread evenly over them, and the same at every call.</summary>
internal static class RowSample
{
    /// <summary>At most <paramref name="most"/> of the numbers 0 … <paramref name="count"/> − 1, ascending: one drawn from each of so many equal parts.</summary>
    public static int[] Of(int count, int most)
    {
        if (count <= most)
            return [.. Enumerable.Range(0, count)];
        var random = new RandomStream(seed: 0);
        int[] drawn = new int[most];
        for (int k = 0; k < most; k++)
        {
            int from = (int)((long)k * count / most), to = (int)((k + 1L) * count / most);
            drawn[k] = from + random.NextBelow(to - from);
        }

        return drawn;
    }
}
