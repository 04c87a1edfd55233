using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Compare.Cv;

/// <summary>How many additions and multiplications a second one core does in registers: no computation of so many takes less time. Known with 512-bit vectors alone.</summary>
internal static class ArithmeticRate
{
    private const int Chains = 12; // independent of each other: more than what two units are in the midst of
    private const int Rounds = 4_000_000;

    public static double? Measure()
    {
        if (!Vector512.IsHardwareAccelerated)
            return null;
        double fastest = double.PositiveInfinity, sum = 0;
        for (int k = 0; k < 7; k++)
        {
            var watch = Stopwatch.StartNew();
            sum += Chained();
            fastest = Math.Min(fastest, watch.Elapsed.TotalSeconds);
        }

        if (!double.IsFinite(sum)) // and so the sum is needed
            throw new InvalidOperationException("the sums aren't finite");
        return 2.0 * Chains * Rounds * Vector512<double>.Count / fastest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Chained()
    {
        Vector512<double> m = Vector512.Create(0.999), c = Vector512.Create(0.001);
        Vector512<double> x0 = c, x1 = c, x2 = c, x3 = c, x4 = c, x5 = c, x6 = c, x7 = c, x8 = c, x9 = c, xa = c, xb = c;
        for (int round = 0; round < Rounds; round++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, m, c);
            x1 = Vector512.FusedMultiplyAdd(x1, m, c);
            x2 = Vector512.FusedMultiplyAdd(x2, m, c);
            x3 = Vector512.FusedMultiplyAdd(x3, m, c);
            x4 = Vector512.FusedMultiplyAdd(x4, m, c);
            x5 = Vector512.FusedMultiplyAdd(x5, m, c);
            x6 = Vector512.FusedMultiplyAdd(x6, m, c);
            x7 = Vector512.FusedMultiplyAdd(x7, m, c);
            x8 = Vector512.FusedMultiplyAdd(x8, m, c);
            x9 = Vector512.FusedMultiplyAdd(x9, m, c);
            xa = Vector512.FusedMultiplyAdd(xa, m, c);
            xb = Vector512.FusedMultiplyAdd(xb, m, c);
        }

        return Vector512.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + xa + xb);
    }
}
