namespace Ridgeline.Losses;

/// <summary>δ of Huber's loss from the data: 1.345·1.4826·median |y − median y|, 95 % as efficient as least squares where errors are normal (Huber 1981).</summary>
public static class HuberDelta
{
    private const double Efficiency = 1.345;
    private const double NormalScale = 1.4826;

    /// <summary>δ of a target. Where more than half the weight lies on one value, the mean absolute deviation stands in for the median's; 1 where y is constant.</summary>
    /// <param name="y">n targets.</param>
    /// <param name="weights">n weights; rows with weight 0 don't count.</param>
    public static double Of(ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        double centre = Median(y, weights), total = 0, sum = 0;
        var deviations = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            deviations[i] = Math.Abs(y[i] - centre);
            (total, sum) = weights[i] > 0 ? (total + weights[i], sum + weights[i] * deviations[i]) : (total, sum);
        }

        double median = Median(deviations, weights);
        return median > 0 ? Efficiency * NormalScale * median : sum > 0 ? Efficiency * sum / total : 1;
    }

    /// <summary>The smallest value with at least half the weight at or below it; the mean of it and the next where it is exactly half.</summary>
    internal static double Median(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var ordered = new List<(double Value, double Weight)>(values.Length);
        double total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            ordered.Add((values[i], weights[i]));
            total += weights[i];
        }

        ordered.Sort();
        double below = 0;
        for (int k = 0; k < ordered.Count; k++)
        {
            below += ordered[k].Weight;
            if (Math.Abs(below - 0.5 * total) <= 1e-12 * total && k + 1 < ordered.Count)
                return 0.5 * (ordered[k].Value + ordered[k + 1].Value);
            if (below > 0.5 * total)
                return ordered[k].Value;
        }

        return double.NaN;
    }
}
