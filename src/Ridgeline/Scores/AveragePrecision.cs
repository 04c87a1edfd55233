namespace Ridgeline.Scores;

/// <summary>
/// Σₖ (Rₖ − Rₖ₋₁)·Pₖ over the distinct values of the link, the highest first, R the share of positives at or above and P the share of positives among what is: no
/// interpolation. NaN without a positive, where recall is 0/0. Several classes: the mean over classes, each ranked by its probability against all others.
/// </summary>
internal sealed class AveragePrecision : Score
{
    public AveragePrecision() : base("average-precision", "average precision", ScoreNeeds.Ranks, higherIsBetter: true)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean);
        if (!AreCodes(y, weights, Math.Max(outputs, 2)))
            return double.NaN;
        if (outputs <= 2)
            return Against(outputs == 1 ? link : mean.Slice(n, n), y, 1, weights);
        double sum = 0;
        for (int k = 0; k < outputs; k++)
            sum += Against(mean.Slice(k * n, n), y, k, weights);
        return sum / outputs;
    }

    private static double Against(ReadOnlySpan<double> keys, ReadOnlySpan<double> y, int positive, ReadOnlySpan<double> weights)
    {
        using var ranking = Ranking.Of(keys, y, positive, weights);
        return ranking.AveragePrecision();
    }
}
