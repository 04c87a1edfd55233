namespace Ridgeline.Scores;

/// <summary>−Σ sᵢ·log P(class i)/Σ sᵢ, probabilities kept at least 2.2e-16 away from 0 and 1 (one wrong certainty would otherwise make it infinite).</summary>
internal sealed class LogLoss : Score
{
    private const double Closest = 2.220446049250313e-16; // 2⁻⁵²

    public LogLoss() : base("log-loss", "log loss", higherIsBetter: false)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            double p = Math.Clamp(mean[i], Closest, 1 - Closest);
            sum -= weights[i] * Math.Log(y[i] == 1 ? p : 1 - p);
            total += weights[i];
        }

        return total > 0 ? sum / total : double.NaN;
    }
}
