using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Numerics;

/// <summary>Weighted sums over rows, eight rows at a time; a sum has one order, whatever the machine's vectors.</summary>
internal static class RowSums
{
    private const int Lanes = 8;

    /// <summary>Σ wx².</summary>
    public static double Squares(ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
    {
        var sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + Lanes <= x.Length; i += Lanes)
        {
            var own = At(x, i);
            sums += At(weights, i) * own * own;
        }

        double sum = Vector512.Sum(sums);
        for (; i < x.Length; i++)
            sum += weights[i] * x[i] * x[i];
        return sum;
    }

    /// <summary>Σ wd(x − y)².</summary>
    public static double Squares(ReadOnlySpan<double> weights, ReadOnlySpan<double> d, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + Lanes <= x.Length; i += Lanes)
        {
            var change = At(x, i) - At(y, i);
            sums += At(weights, i) * At(d, i) * change * change;
        }

        double sum = Vector512.Sum(sums);
        for (; i < x.Length; i++)
            sum += weights[i] * d[i] * (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }

    /// <summary>Σ w(x − y)(a + b), without rows of weight 0, where x may run off.</summary>
    public static double Products(ReadOnlySpan<double> weights, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + Lanes <= x.Length; i += Lanes)
        {
            var w = At(weights, i);
            sums += Vector512.ConditionalSelect(Vector512.Equals(w, default), default, w * (At(x, i) - At(y, i)) * (At(a, i) + At(b, i)));
        }

        double sum = Vector512.Sum(sums);
        for (; i < x.Length; i++)
            sum += weights[i] == 0 ? 0 : weights[i] * (x[i] - y[i]) * (a[i] + b[i]);
        return sum;
    }

    /// <summary>Σ w|x − y|.</summary>
    public static double Distance(ReadOnlySpan<double> weights, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + Lanes <= x.Length; i += Lanes)
            sums += At(weights, i) * Vector512.Abs(At(x, i) - At(y, i));
        double sum = Vector512.Sum(sums);
        for (; i < x.Length; i++)
            sum += weights[i] * Math.Abs(x[i] - y[i]);
        return sum;
    }

    /// <summary>Σ w·max(x, 0) and Σ w·max(−x, 0).</summary>
    public static (double Positive, double Negative) Signs(ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
    {
        Vector512<double> positives = default, negatives = default;
        int i = 0;
        for (; i + Lanes <= x.Length; i += Lanes)
        {
            Vector512<double> w = At(weights, i), own = At(x, i);
            positives += w * Vector512.Max(own, default);
            negatives += w * Vector512.Max(-own, default);
        }

        double positive = Vector512.Sum(positives), negative = Vector512.Sum(negatives);
        for (; i < x.Length; i++)
        {
            positive += weights[i] * Math.Max(0, x[i]);
            negative -= weights[i] * Math.Min(0, x[i]);
        }

        return (positive, negative);
    }

    private static Vector512<double> At(ReadOnlySpan<double> values, int at) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
}
