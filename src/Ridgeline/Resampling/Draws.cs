using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>How often each row is drawn: 0 = held out, −1 = neither. Units are drawn whole.</summary>
internal static class Draws
{
    /// <summary>Held out are the <paramref name="size"/> rows from number <paramref name="start"/> of those with a weight, drawn the rows before the gap before them.</summary>
    public static void After(int[] rank, int start, int size, int gap, Span<int> times)
    {
        for (int i = 0; i < times.Length; i++)
            times[i] = rank[i] < 0 || rank[i] >= start + size ? Resamples.None : rank[i] >= start ? 0 : rank[i] < start - gap ? 1 : Resamples.None;
    }

    /// <summary>The units at places <paramref name="from"/> to <paramref name="to"/> of a random order are drawn, the others held out.</summary>
    public static void Subset(Units units, RandomStream random, int from, int to, Span<int> times)
    {
        var drawn = new int[units.Count];
        foreach (int unit in units.Shuffled(random).AsSpan(from..to))
            drawn[unit] = 1;
        Spread(units, drawn, times);
    }

    /// <summary>The first or the second ⌊n/2⌋ units of a random order.</summary>
    public static void Half(Units units, RandomStream random, bool second, Span<int> times)
    {
        int half = units.Count / 2;
        Subset(units, random, second ? half : 0, second ? 2 * half : half, times);
    }

    /// <summary>As many units as there are, with replacement.</summary>
    public static void WithReplacement(Units units, RandomStream random, Span<int> times)
    {
        var drawn = new int[units.Count];
        for (int k = 0; k < drawn.Length; k++)
            drawn[random.NextBelow(drawn.Length)]++;
        Spread(units, drawn, times);
    }

    private static void Spread(Units units, int[] drawn, Span<int> times)
    {
        for (int i = 0; i < times.Length; i++)
            times[i] = units.Of[i] < 0 ? Resamples.None : drawn[units.Of[i]];
    }
}
