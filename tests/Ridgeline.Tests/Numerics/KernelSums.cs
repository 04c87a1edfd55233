using Ridgeline.Numerics;

namespace Ridgeline.Tests.Numerics;

/// <summary>Numbers for kernels, and sums written out beside the size of their terms.</summary>
internal static class KernelSums
{
    private const double Guard = -1.25; // stands around every target

    public static double[] Drawn(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextUniform() - 2)];

    public static double[] Guarded(RandomStream random, int count) => [Guard, .. Drawn(random, count), Guard];

    public static void Add(double[] sums, double[] sizes, int at, double term)
    {
        sums[at] += term;
        sizes[at] += Math.Abs(term);
    }

    public static void Near(double[] expected, double[] sizes, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
            Assert.True(Math.Abs(expected[k] - actual[k]) <= 1e-14 * (sizes[k] + (sizes[k] > 0 ? Math.Abs(expected[k]) : 0)), $"{k}: {actual[k]:R}, not {expected[k]:R}");
    }
}
