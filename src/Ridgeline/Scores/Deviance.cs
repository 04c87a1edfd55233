using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>2·(Σ sᵢ·ℓ(yᵢ, ηᵢ) − Σ sᵢ·inf ℓ(yᵢ, ·))/Σ sᵢ of one loss. It sees η alone, so that no probability is clipped; NaN where the loss doesn't allow y.</summary>
internal sealed class Deviance : Score
{
    private const double Rounding = 1e-15;

    private readonly Loss _loss;

    public Deviance(string name, Loss loss) : base(name, "deviance", ScoreNeeds.Links, higherIsBetter: false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _loss = loss;
    }

    internal override bool IsMeanOfRows => true;

    internal override Loss DevianceOf => _loss;

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights) => Value(_loss, y, link, weights);

    public override bool Suits(Loss loss) => IsSame(_loss, loss);

    internal override double FromMeanLoss(Loss loss, double meanLoss, double saturated) => IsSame(_loss, loss) ? Of(meanLoss, saturated) : double.NaN;

    /// <summary>2·(mean loss − saturated mean loss); 0 where the two agree to rounding.</summary>
    internal static double Of(double meanLoss, double saturated)
    {
        double above = meanLoss - saturated;
        return double.IsFinite(above) && above <= Rounding * (Math.Abs(meanLoss) + Math.Abs(saturated)) ? 0 : 2 * above;
    }

    /// <summary>The deviance of predictions on the link's scale.</summary>
    internal static double Value(Loss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> weights)
    {
        if (link.Length != y.Length * loss.Outputs || weights.Length != y.Length)
            throw new ArgumentException($"{y.Length} targets of {loss.Outputs} outputs, but {link.Length} numbers in the link and {weights.Length} weights", nameof(link));
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        return total > 0 && loss.Allows(y, weights) ? Of(loss.Sum(y, link, weights) / total, loss.SaturatedSum(y, weights) / total) : double.NaN;
    }

    /// <summary>Whether two losses are the same formula.</summary>
    internal static bool IsSame(Loss one, Loss other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return one.Name == other.Name && one.Outputs == other.Outputs && one.Delta == other.Delta;
    }

    /// <summary>Why a score of <paramref name="own"/> doesn't suit <paramref name="other"/>.</summary>
    internal static string Mismatch(string score, Loss own, Loss other) => $"this {score} is of the {Described(own)}, not of the {Described(other)}";

    private protected override string WhyNot(Loss loss) => Mismatch(Name, _loss, loss);

    private static string Described(Loss loss) =>
        loss.Delta is { } delta ? $"{loss.Name} loss with δ = {delta}" : loss.Outputs > 1 ? $"{loss.Name} loss of {loss.Outputs} classes" : $"{loss.Name} loss";
}
