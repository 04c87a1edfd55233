using System.Collections.Immutable;

namespace Ridgeline.Choices;

/// <summary>What a target is, and so how another like it is drawn.</summary>
public enum DrawnTarget
{
    /// <summary>y + τε, ε standard normal.</summary>
    Numbers,

    /// <summary>A class from a row's probabilities.</summary>
    Classes,

    /// <summary>A Poisson count from a row's mean.</summary>
    Counts,
}

/// <summary>How targets are drawn anew.</summary>
public sealed record PerturbationOptions
{
    /// <summary>How often, at least 2; default 50. Draw b doesn't depend on how many there are.</summary>
    public int Draws
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two draws are needed for a standard error");
    } = 50;

    /// <summary>The seed of the draws; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the target is; default: what the family's loss is of. A family without a loss needs it said.</summary>
    public DrawnTarget? Target { get; init; }

    /// <summary>
    /// τ &gt; 0, the standard deviation of what is added to numbers; default: half of the fit's residual standard deviation. Ye (1998) has between a half and one noise σ: where
    /// the noise is known better than by residuals (a root of the best cross-validated squared error), half of that.
    /// </summary>
    public double? Noise
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the noise must be a finite number above 0");
    }

    /// <summary>
    /// What classes and counts are drawn from: P(y = 1) or the mean of each row, of several classes n × K probabilities, class after class; default: the fit's own. A model
    /// that memorises is sure of what it has seen, and then nothing is drawn otherwise: predictions of rows while they were held out are more honest.
    /// </summary>
    public ImmutableArray<double> Means { get; init; }
}
