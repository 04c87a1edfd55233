namespace Ridgeline.Scores;

/// <summary>
/// Σ_b |Σ_{i∈b} sᵢ(aᵢ − pᵢ)|/Σ sᵢ over 15 bins ((b − 1)/15, b/15] of p (0 is in the first): p = P(y = 1) and a = y of two classes (Naeini et al. 2015); of
/// several p is the largest probability and a whether its class came (Guo et al. 2017, eq. 3).
/// </summary>
internal sealed class CalibrationError : Score
{
    private const int Bins = 15;

    public CalibrationError() : base("calibration-error", "calibration error", ScoreNeeds.Probabilities, higherIsBetter: false)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean);
        if (!AreCodes(y, weights, Math.Max(outputs, 2)))
            return double.NaN;
        Span<double> excess = stackalloc double[Bins];
        excess.Clear();
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(weights[i] > 0))
                continue;
            int label = outputs <= 2 ? 1 : LabelScore.Largest(mean, i, n);
            double p = label < 0 ? double.NaN : mean[(outputs == 1 ? 0 : label) * n + i];
            if (double.IsNaN(p))
                return double.NaN;
            excess[Math.Clamp((int)Math.Ceiling(p * Bins) - 1, 0, Bins - 1)] += weights[i] * ((y[i] == label ? 1 : 0) - p);
            total += weights[i];
        }

        double sum = 0;
        foreach (double e in excess)
            sum += Math.Abs(e);
        return total > 0 ? sum / total : double.NaN;
    }
}
