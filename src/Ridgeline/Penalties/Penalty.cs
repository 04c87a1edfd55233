using System.Collections.Immutable;

namespace Ridgeline.Penalties;

/// <summary>
/// P over all coefficients, with a factor κⱼ for each: Σⱼ κⱼ·Pⱼ(wⱼ·tⱼ). κ = 0: the column is free; κ = ∞: it is left out. It never sees y, and never λ but as an argument.
/// </summary>
public abstract class Penalty
{
    private protected Penalty(string name, double l1Ratio, ImmutableArray<double> factors)
    {
        if (!factors.IsDefault)
            for (int j = 0; j < factors.Length; j++)
                if (!(factors[j] >= 0))
                    throw new ArgumentOutOfRangeException(nameof(factors), factors[j], $"penalty factor {j + 1} must be 0 (free), a positive number, or infinity (left out)");
        (Name, L1Ratio, Factors) = (name, l1Ratio, factors);
    }

    /// <summary>½ Σⱼ wⱼ².</summary>
    public static Penalty L2 { get; } = new BlockPenalty<L2Penalty>("l2", 0, default, default);

    /// <summary>The penalty's name, as in files.</summary>
    public string Name { get; }

    /// <summary>r, the share of the L1 norm.</summary>
    public double L1Ratio { get; }

    /// <summary>κ, a factor per column; default: all 1.</summary>
    public ImmutableArray<double> Factors { get; }

    /// <summary>κⱼ.</summary>
    /// <param name="j">A coefficient of the p × K.</param>
    public double Factor(int j) => Factors.IsDefault ? 1 : Factors[j % Factors.Length];

    /// <summary>λκⱼ; ∞ for a column that is left out, whatever λ.</summary>
    /// <param name="j">A coefficient of the p × K.</param>
    /// <param name="lambda">λ ≥ 0.</param>
    public double Weight(int j, double lambda) => double.IsPositiveInfinity(Factor(j)) ? double.PositiveInfinity : lambda * Factor(j);

    /// <summary>The same penalty with a factor for each column.</summary>
    /// <param name="factors">κ ≥ 0 per column; 0 = free, ∞ = left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative or NaN.</exception>
    public abstract Penalty With(ImmutableArray<double> factors);

    /// <summary>Whether P has a second derivative everywhere, as Newton's method needs.</summary>
    public abstract bool IsSmooth { get; }

    /// <summary>λ Σⱼ κⱼ·Pⱼ(wⱼ) over columns with λκⱼ &gt; 0.</summary>
    /// <param name="w">The coefficients on the scale that the penalty sees, p × K.</param>
    /// <param name="lambda">λ ≥ 0.</param>
    public abstract double Sum(ReadOnlySpan<double> w, double lambda);

    /// <summary>Σⱼ (λκⱼPⱼ)*(uⱼ) over columns with 0 &lt; λκⱼ &lt; ∞.</summary>
    /// <param name="u">A number per coefficient.</param>
    /// <param name="lambda">λ ≥ 0.</param>
    public abstract double ConjugateSum(ReadOnlySpan<double> u, double lambda);

    /// <summary>The largest distance from −gradientⱼ to λκⱼ·∂Pⱼ(wⱼ).</summary>
    /// <param name="w">The coefficients.</param>
    /// <param name="gradient">The mean loss's gradient.</param>
    /// <param name="lambda">λ ≥ 0.</param>
    public abstract double MaxViolation(ReadOnlySpan<double> w, ReadOnlySpan<double> gradient, double lambda);
}
