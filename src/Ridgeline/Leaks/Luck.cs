namespace Ridgeline.Leaks;

/// <summary>How likely it is that luck brings up what was found.</summary>
internal static class Luck
{
    /// <summary>P(N ≥ count) of a Poisson number with a mean.</summary>
    public static double OfAtLeast(int count, double mean)
    {
        if (count <= 0)
            return 1;
        if (mean > count)
            return 1; // more than half in any case
        double log = -mean + count * Math.Log(mean);
        for (int k = 2; k <= count; k++)
            log -= Math.Log(k);
        double term = Math.Exp(log), sum = 0;
        for (int k = count; term > sum * 1e-17; k++, term *= mean / k)
            sum += term;
        return Math.Min(1, sum);
    }

    /// <summary>Σ over groups of equal codes of m(m − 1)/2: how many pairs of rows agree.</summary>
    public static double Pairs(ReadOnlySpan<long> sorted)
    {
        double pairs = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to] == sorted[from]; to++)
            {
            }

            pairs += (to - from) * (to - from - 1.0) / 2;
        }

        return pairs;
    }

    /// <summary>All pairs of n rows.</summary>
    public static double AllPairs(int n) => n * (n - 1.0) / 2;
}
