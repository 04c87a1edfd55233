using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>−Σ sᵢ·log P(class i)/Σ sᵢ, probabilities kept at least 2.2e-16 away from 0 and 1 (one wrong certainty would otherwise make it infinite). A share y of one output counts as −y·log p − (1 − y)·log(1 − p).</summary>
internal sealed class LogLoss : Score
{
    private const double Closest = 2.220446049250313e-16; // 2⁻⁵²

    public LogLoss() : base("log-loss", "log loss", ScoreNeeds.Probabilities, higherIsBetter: false)
    {
    }

    internal override bool IsMeanOfRows => true;

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        int n = y.Length, outputs = Outputs(y, mean);
        if (outputs > 1 && !AreCodes(y, weights, outputs))
            return double.NaN;
        double sum = 0, total = 0;
        for (int i = 0; i < n; i++)
        {
            if (!(weights[i] > 0))
                continue;
            sum -= weights[i] * (outputs == 1 ? LogLikelihood(y[i], Kept(mean[i])) : Math.Log(Kept(mean[(int)y[i] * n + i])));
            total += weights[i];
        }

        return total > 0 ? sum / total : double.NaN;
    }

    /// <summary>The mean loss itself, where nothing is kept away from 0: larger than <see cref="Value"/> if a row is wrong by |η| &gt; 36.</summary>
    internal override double FromMeanLoss(Loss loss, double meanLoss, double saturated) => HasProbabilities(loss) ? meanLoss : double.NaN;

    private static double Kept(double p) => Math.Clamp(p, Closest, 1 - Closest);

    private static double LogLikelihood(double y, double p) => y switch
    {
        1 => Math.Log(p),
        0 => Math.Log(1 - p),
        > 0 and < 1 => y * Math.Log(p) + (1 - y) * Math.Log(1 - p),
        _ => double.NaN,
    };
}
