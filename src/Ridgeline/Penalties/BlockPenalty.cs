using System.Collections.Immutable;

namespace Ridgeline.Penalties;

/// <summary>The vector kernels of a penalty, specialised for <typeparamref name="TPenalty"/>.</summary>
internal sealed class BlockPenalty<TPenalty> : Penalty
    where TPenalty : struct, IPenalty
{
    private readonly TPenalty _penalty;

    public BlockPenalty(string name, double l1Ratio, TPenalty penalty, ImmutableArray<double> factors) : base(name, l1Ratio, factors) => _penalty = penalty;

    public override bool IsSmooth => L1Ratio == 0;

    public override Penalty With(ImmutableArray<double> factors) => new BlockPenalty<TPenalty>(Name, L1Ratio, _penalty, factors);

    public override double Sum(ReadOnlySpan<double> w, double lambda)
    {
        double sum = 0;
        for (int j = 0; j < w.Length; j++)
            if (w[j] != 0)
                sum += Weight(j, lambda) * _penalty.Value(j, w[j]);
        return sum;
    }

    public override double ConjugateSum(ReadOnlySpan<double> u, double lambda)
    {
        double sum = 0;
        for (int j = 0; j < u.Length; j++)
            if (Weight(j, lambda) is > 0 and < double.PositiveInfinity)
                sum += _penalty.Conjugate(j, u[j], Weight(j, lambda));
        return sum;
    }

    public override double MaxViolation(ReadOnlySpan<double> w, ReadOnlySpan<double> gradient, double lambda)
    {
        double worst = 0;
        for (int j = 0; j < w.Length; j++)
            if (Weight(j, lambda) < double.PositiveInfinity)
                worst = Math.Max(worst, _penalty.Violation(j, w[j], gradient[j], Weight(j, lambda)));
        return worst;
    }
}
