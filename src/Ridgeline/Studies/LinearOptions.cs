using System.Collections.Immutable;
using Ridgeline.Paths;

namespace Ridgeline.Studies;

/// <summary>What only a path of linear models has: its penalty, and its automatic grid.</summary>
public sealed record LinearOptions
{
    /// <summary>Huber's δ &gt; 0; null: what <see cref="Losses.HuberDelta"/> gives. Only for the huber loss.</summary>
    public double? Delta
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "δ must be a finite number above 0");
    }

    /// <summary>r of the penalty, 0 (ridge) … 1 (lasso); default 1.</summary>
    public double L1Ratio
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the L1 ratio must be between 0 (ridge) and 1 (lasso)");
    } = 1;

    /// <summary>The automatic grid.</summary>
    public LambdaGrid Grid { get; init; } = new();

    /// <summary>Whether the penalty acts on wⱼ·sdⱼ; default yes.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether an intercept is fitted; default yes.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>κ by column: 0 = free, ∞ = left out; columns not named have 1.</summary>
    public ImmutableSortedDictionary<string, double> PenaltyFactors { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The lower limit of a column's coefficient, ≤ 0; columns not named have none.</summary>
    public ImmutableSortedDictionary<string, double> Lower { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>The upper limit of a column's coefficient, ≥ 0; columns not named have none.</summary>
    public ImmutableSortedDictionary<string, double> Upper { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
}
