using System.Numerics;
using System.Runtime.InteropServices;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>What is learned from a column under weights, over the rows with weight that aren't missing. Rows without weight are passed over: whatever they hold, not a bit changes.</summary>
internal static class Weighted
{
    /// <summary>The mean and the 1/n standard deviation; (0, 0) where there is no row, and exactly 0 for the second where all rows are equal.</summary>
    public static (double Mean, double Scale) Moments(ReadOnlySpan<double> values, in RowWeights weights)
    {
        double origin = double.NaN, sum = 0, total = 0, widest = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row], x = values[row];
            if (weight == 0 || double.IsNaN(x))
                continue;
            if (total == 0)
                origin = x;
            sum += weight * (x - origin);
            total += weight;
            widest = Math.Max(widest, Math.Abs(x - origin));
        }

        if (widest == 0)
            return total == 0 ? (0, 0) : (origin, 0);
        double mean = origin + sum / total, squares = 0, rest = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row], x = values[row];
            if (weight == 0 || double.IsNaN(x))
                continue;
            double d = (x - mean) / widest; // so that squares neither overflow nor vanish
            squares += weight * d * d;
            rest += weight * d;
        }

        rest /= total; // what rounding left of the mean (Chan, Golub, LeVeque 1983, eq. 1.7)
        return (mean + rest * widest, widest * Math.Sqrt(Math.Max(0, squares / total - rest * rest)));
    }

    /// <summary>Two weights that differ by this share of them are equal: sums of the same weights in another order may differ so.</summary>
    public const double Tie = 1e-12;

    /// <summary>The number with the most weight, the smallest of several; 0 where there is none.</summary>
    public static double Mode(ReadOnlySpan<double> values, in RowWeights weights)
    {
        var sums = new Dictionary<double, double>();
        for (int row = 0; row < values.Length; row++)
            if (weights[row] > 0 && !double.IsNaN(values[row]))
                CollectionsMarshal.GetValueRefOrAddDefault(sums, values[row] + 0.0, out _) += weights[row];
        double mode = 0, most = 0;
        foreach (var (value, weight) in sums)
            if (weight > most * (1 + Tie) || (weight >= most * (1 - Tie) && value < mode))
                (mode, most) = (value, weight);
        return mode;
    }

    /// <summary>The smallest and the largest number; (∞, -∞) where there is none.</summary>
    public static (double Lowest, double Highest) Range(ReadOnlySpan<double> values, in RowWeights weights)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        int row = 0;
        var all = weights.Span;
        Vector<double> low = new(lowest), high = new(highest);
        for (; row <= values.Length - Vector<double>.Count; row += Vector<double>.Count)
        {
            var x = new Vector<double>(values[row..]);
            var counts = Vector.Equals(x, x); // NaN isn't
            if (!all.IsEmpty)
                counts &= Vector.GreaterThan(new Vector<double>(all[row..]), Vector<double>.Zero);
            low = Vector.Min(low, Vector.ConditionalSelect(counts, x, low));
            high = Vector.Max(high, Vector.ConditionalSelect(counts, x, high));
        }

        for (int lane = 0; lane < Vector<double>.Count; lane++)
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        for (; row < values.Length; row++)
            if (weights[row] > 0 && !double.IsNaN(values[row]))
                (lowest, highest) = (Math.Min(lowest, values[row]), Math.Max(highest, values[row]));
        return (lowest, highest);
    }

    /// <summary>Refuses learned numbers that aren't finite: a column too large to be squared.</summary>
    public static void MustBeFinite(Frame frame, Feature column, params ReadOnlySpan<double> learned)
    {
        foreach (double number in learned)
            if (!double.IsFinite(number))
                throw new DataException($"{frame.Source}: column '{column.Name}' is too large to learn from: its numbers or their squares overflow; take logarithms, or fewer powers");
    }
}
