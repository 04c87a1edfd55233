using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>What one number predicted for one number costs.</summary>
internal interface IRowCost
{
    /// <summary>The cost, at least 0.</summary>
    double Of(double y, double mean);
}

/// <summary>Σ sᵢ·cost(yᵢ, ŷᵢ)/Σ sᵢ.</summary>
internal sealed class RowMean<TCost> : Score
    where TCost : struct, IRowCost
{
    private readonly TCost _cost;
    private readonly Loss? _deviance;

    /// <param name="name">The score's name.</param>
    /// <param name="title">Its name for people.</param>
    /// <param name="cost">The cost.</param>
    /// <param name="deviance">The loss whose deviance it is; null if there is none.</param>
    public RowMean(string name, string title, TCost cost, Loss? deviance = null) : base(name, title, ScoreNeeds.Values, higherIsBetter: false) =>
        (_cost, _deviance) = (cost, deviance);

    internal override bool IsMeanOfRows => true;

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        var cost = _cost;
        double sum = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (!(weights[i] > 0))
                continue;
            sum += weights[i] * cost.Of(y[i], mean[i]);
            total += weights[i];
        }

        return total > 0 ? sum / total : double.NaN;
    }

    internal override double FromMeanLoss(Loss loss, double meanLoss, double saturated) =>
        ReferenceEquals(loss, _deviance) ? Scores.Deviance.Of(meanLoss, saturated) : double.NaN;
}
