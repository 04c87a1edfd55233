using System.Buffers;

namespace Ridgeline.Recipes;

/// <summary>
/// Quantiles of the rows with weight that aren't missing: the smallest x with F(x) ≥ q, F(x) the share of weight at or below x, and halfway to the next x where F(x) = q
/// (definition 2 of Hyndman and Fan 1996).
/// </summary>
/// <remarks>Of the usual definitions this one alone stays the same when every row comes twice or all weights are scaled. A share counts as equal within 1e-10, far below what one row weighs.</remarks>
internal static class WeightedQuantiles
{
    private const double Tie = 1e-10;

    /// <summary>The quantiles at <paramref name="shares"/>; 0 where there is no row.</summary>
    /// <param name="values">A number per row; NaN where it is missing.</param>
    /// <param name="weights">The rows' weights.</param>
    /// <param name="shares">q, 0 … 1.</param>
    public static double[] Of(ReadOnlySpan<double> values, in RowWeights weights, params ReadOnlySpan<double> shares)
    {
        double[] x = ArrayPool<double>.Shared.Rent(values.Length), w = ArrayPool<double>.Shared.Rent(values.Length);
        int count = 0;
        double total = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row];
            if (weight == 0 || double.IsNaN(values[row]))
                continue;
            x[count] = values[row];
            w[count++] = weight;
            total += weight;
        }

        var quantiles = new double[shares.Length];
        for (int k = 0; k < shares.Length && count > 0; k++)
            quantiles[k] = One(x.AsSpan(0, count), w.AsSpan(0, count), total, shares[k]);
        ArrayPool<double>.Shared.Return(x);
        ArrayPool<double>.Shared.Return(w);
        return quantiles;
    }

    /// <summary>Narrows the numbers down to the one that is sought, in about 3n steps (Hoare's selection, by weights).</summary>
    private static double One(Span<double> x, Span<double> w, double total, double share)
    {
        double sought = share * total, slack = Tie * total, below = 0;
        int from = 0, to = x.Length;
        while (true)
        {
            double pivot = Pivot(x[from..to]);
            var (less, lessWeight, equal, equalWeight) = Partition(x[from..to], w[from..to], pivot);
            if (less > 0 && below + lessWeight >= sought - slack)
            {
                to = from + less;
                continue;
            }

            double upTo = below + lessWeight + equalWeight;
            if (upTo >= sought - slack || from + less + equal == to)
                return upTo <= sought + slack && Next(x, pivot) is { } next ? pivot + (next - pivot) / 2 : pivot;
            below = upTo;
            from += less + equal;
        }
    }

    /// <summary>The median of nine numbers, or of all where they are few: of sorted and of saw-like numbers near the middle.</summary>
    private static double Pivot(ReadOnlySpan<double> x)
    {
        int step = x.Length / 8;
        return step == 0
            ? x[x.Length / 2]
            : Middle(Middle(x[0], x[step], x[2 * step]), Middle(x[3 * step], x[4 * step], x[5 * step]), Middle(x[6 * step], x[7 * step], x[^1]));
    }

    private static double Middle(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Puts the numbers below the pivot first, then those equal to it.</summary>
    private static (int Less, double LessWeight, int Equal, double EqualWeight) Partition(Span<double> x, Span<double> w, double pivot)
    {
        int less = 0, at = 0, greater = x.Length;
        double lessWeight = 0, equalWeight = 0;
        while (at < greater)
        {
            if (x[at] < pivot)
            {
                lessWeight += w[at];
                Swap(x, w, less++, at++);
            }
            else if (x[at] > pivot)
            {
                Swap(x, w, at, --greater);
            }
            else
            {
                equalWeight += w[at++];
            }
        }

        return (less, lessWeight, greater - less, equalWeight);
    }

    private static void Swap(Span<double> x, Span<double> w, int a, int b)
    {
        (x[a], x[b]) = (x[b], x[a]);
        (w[a], w[b]) = (w[b], w[a]);
    }

    /// <summary>The smallest number above <paramref name="value"/>; null where there is none.</summary>
    private static double? Next(ReadOnlySpan<double> x, double value)
    {
        double next = double.PositiveInfinity;
        foreach (double other in x)
            if (other > value && other < next)
                next = other;
        return double.IsInfinity(next) ? null : next;
    }
}
