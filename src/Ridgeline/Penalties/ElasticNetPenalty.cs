namespace Ridgeline.Penalties;

/// <summary>κⱼ(r·|w| + (1−r)/2·w²) with lowerⱼ ≤ w ≤ upperⱼ (Zou and Hastie 2005). r = 1 is L1 (the lasso), r = 0 is L2 (ridge); κ = 0 leaves w free, κ = ∞ leaves it out.</summary>
public readonly struct ElasticNetPenalty : IPenalty
{
    private readonly double[] _factors;
    private readonly double[] _lower;
    private readonly double[] _upper;

    /// <summary>An elastic net over coefficients on the scale that the penalty sees.</summary>
    /// <param name="l1Ratio">r, 0 … 1.</param>
    /// <param name="factors">κ ≥ 0 per coefficient.</param>
    /// <param name="lower">The lower limits, ≤ 0.</param>
    /// <param name="upper">The upper limits, ≥ 0.</param>
    internal ElasticNetPenalty(double l1Ratio, double[] factors, double[] lower, double[] upper) =>
        (L1Ratio, _factors, _lower, _upper) = (l1Ratio, factors, lower, upper);

    /// <summary>r.</summary>
    public double L1Ratio { get; }

    /// <summary>κⱼ(r·|w| + (1−r)/2·w²); +∞ outside the limits.</summary>
    public double Value(int j, double w) =>
        w < _lower[j] || w > _upper[j] ? double.PositiveInfinity : w == 0 ? 0 : _factors[j] * (L1Ratio * Math.Abs(w) + 0.5 * (1 - L1Ratio) * w * w);

    /// <summary>v shrunk by t·κⱼ·r toward 0, divided by 1 + t·κⱼ(1−r), brought between the limits.</summary>
    public double Prox(int j, double v, double t)
    {
        if (double.IsPositiveInfinity(_factors[j]))
            return 0;
        double shrunk = Math.CopySign(Math.Max(0, Math.Abs(v) - t * _factors[j] * L1Ratio), v);
        return Math.Clamp(shrunk / (1 + t * _factors[j] * (1 - L1Ratio)), _lower[j], _upper[j]);
    }

    /// <summary>The distance from −gradient to λ·∂Pⱼ(w); at a limit every push against it is allowed.</summary>
    public double Violation(int j, double w, double gradient, double lambda)
    {
        if (double.IsPositiveInfinity(_factors[j]))
            return 0;
        double l1 = L1(j, lambda), push = -gradient - L2(j, lambda) * w;
        double from = w <= _lower[j] ? double.NegativeInfinity : w > 0 ? l1 : -l1;
        double to = w >= _upper[j] ? double.PositiveInfinity : w < 0 ? -l1 : l1;
        return Math.Max(0, Math.Max(from - push, push - to));
    }

    /// <summary>sup over lowerⱼ ≤ w ≤ upperⱼ of u·w − λPⱼ(w): (|u| − λκr)₊²/(2λκ(1−r)) where no limit binds.</summary>
    public double Conjugate(int j, double u, double lambda)
    {
        if (double.IsPositiveInfinity(_factors[j]))
            return 0;
        double l1 = L1(j, lambda), l2 = L2(j, lambda), excess = Math.Abs(u) - l1;
        if (!(excess > 0))
            return double.IsNaN(excess) ? excess : 0;
        double limit = u > 0 ? _upper[j] : -_lower[j];
        double w = Math.Min(excess / l2, limit);
        return w == 0 ? 0 : double.IsPositiveInfinity(w) ? w : excess * w - 0.5 * l2 * w * w;
    }

    /// <summary>λκⱼr.</summary>
    internal double L1(int j, double lambda) => lambda * _factors[j] * L1Ratio;

    /// <summary>λκⱼ(1−r).</summary>
    internal double L2(int j, double lambda) => lambda * _factors[j] * (1 - L1Ratio);

    internal double Factor(int j) => _factors[j];

    internal double Lower(int j) => _lower[j];

    internal double Upper(int j) => _upper[j];
}
