using System.Collections.Immutable;
using System.Globalization;

namespace Ridgeline.Penalties;

/// <summary>
/// P(w) = Σⱼ κⱼ(r·|wⱼtⱼ| + (1−r)/2·(wⱼtⱼ)²) with lowerⱼ ≤ wⱼ ≤ upperⱼ: what is asked for, whatever the data. It never sees y, and λ is never part of it.
/// </summary>
public sealed class Penalty
{
    private Penalty(string name, double l1Ratio, ImmutableArray<double> factors, ImmutableArray<double> lower, ImmutableArray<double> upper) =>
        (Name, L1Ratio, Factors, Lower, Upper) = (name, l1Ratio, factors, lower, upper);

    /// <summary>Σⱼ |wⱼ|: the lasso.</summary>
    public static Penalty L1 { get; } = new("l1", 1, default, default, default);

    /// <summary>½ Σⱼ wⱼ²: ridge.</summary>
    public static Penalty L2 { get; } = new("l2", 0, default, default, default);

    /// <summary>r Σⱼ |wⱼ| + (1−r)/2 Σⱼ wⱼ².</summary>
    /// <param name="l1Ratio">r, 0 … 1; 1 is <see cref="L1"/>, 0 is <see cref="L2"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">r is outside 0 … 1.</exception>
    public static Penalty ElasticNet(double l1Ratio) => l1Ratio switch
    {
        1 => L1,
        0 => L2,
        > 0 and < 1 => new Penalty("elastic-net", l1Ratio, default, default, default),
        _ => throw new ArgumentOutOfRangeException(nameof(l1Ratio), l1Ratio, "the L1 ratio must be between 0 (ridge) and 1 (lasso)"),
    };

    /// <summary>l1, l2 or elastic-net, as in files.</summary>
    public string Name { get; }

    /// <summary>r, the share of the L1 norm.</summary>
    public double L1Ratio { get; }

    /// <summary>κ, a factor per column; default: all 1.</summary>
    public ImmutableArray<double> Factors { get; }

    /// <summary>The lower limit of each column's coefficient on its original scale, ≤ 0; default: none.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>The upper limit of each column's coefficient on its original scale, ≥ 0; default: none.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>κⱼ.</summary>
    /// <param name="j">The column.</param>
    public double Factor(int j) => Factors.IsDefault ? 1 : Factors[j];

    /// <summary>The lower limit of column <paramref name="j"/>, −∞ if there is none.</summary>
    internal double LowerLimit(int j) => Lower.IsDefault ? double.NegativeInfinity : Lower[j];

    /// <summary>The upper limit of column <paramref name="j"/>, +∞ if there is none.</summary>
    internal double UpperLimit(int j) => Upper.IsDefault ? double.PositiveInfinity : Upper[j];

    /// <summary>The same penalty with a factor for each column.</summary>
    /// <param name="factors">κ ≥ 0 per column, used as given; 0 = free, ∞ = left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative or NaN.</exception>
    public Penalty With(ImmutableArray<double> factors)
    {
        for (int j = 0; !factors.IsDefault && j < factors.Length; j++)
            if (!(factors[j] >= 0))
                throw new ArgumentOutOfRangeException(nameof(factors), factors[j], $"penalty factor {j + 1} must be 0 (free), a positive number, or infinity (left out)");
        return new Penalty(Name, L1Ratio, factors, Lower, Upper);
    }

    /// <summary>The same penalty with limits for each column's coefficient, on its original scale.</summary>
    /// <param name="lower">≤ 0 or −∞ per column; default: none.</param>
    /// <param name="upper">≥ 0 or +∞ per column; default: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair of limits doesn't contain 0.</exception>
    public Penalty Within(ImmutableArray<double> lower, ImmutableArray<double> upper)
    {
        for (int j = 0; !lower.IsDefault && j < lower.Length; j++)
            if (!(lower[j] <= 0))
                throw new ArgumentOutOfRangeException(nameof(lower), lower[j], string.Create(CultureInfo.InvariantCulture, $"lower limit {j + 1} must be at most 0: limits contain 0"));
        for (int j = 0; !upper.IsDefault && j < upper.Length; j++)
            if (!(upper[j] >= 0))
                throw new ArgumentOutOfRangeException(nameof(upper), upper[j], string.Create(CultureInfo.InvariantCulture, $"upper limit {j + 1} must be at least 0: limits contain 0"));
        return new Penalty(Name, L1Ratio, Factors, lower, upper);
    }

    /// <summary>The same factors and limits for a penalty over other columns, or none.</summary>
    internal bool FitsColumns(int columns) =>
        (Factors.IsDefault || Factors.Length == columns) && (Lower.IsDefault || Lower.Length == columns) && (Upper.IsDefault || Upper.Length == columns);
}
