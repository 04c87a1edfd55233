using CsCheck;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Penalties;

/// <summary>What holds for every elastic net: r from ridge to lasso, factors, limits on either side, both or none.</summary>
public sealed class PenaltyFacts
{
    private static readonly Gen<double> Limits = Gen.OneOf(Gen.Const(double.PositiveInfinity), Gen.Const(0.0), Gen.Double[0.1, 3]);

    private static readonly Gen<ElasticNetPenalty> Formulas =
        Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]), Gen.Double[0.2, 3], Limits, Limits)
            .Select((ratio, factor, lower, upper) => new ElasticNetPenalty(ratio, [factor], [-lower], [upper]));

    [Fact]
    public void Prox_beats_a_grid_and_satisfies_its_own_optimality() => Gen.Select(Formulas, Gen.Double[-3, 3], Gen.Double[0.01, 3]).Sample((penalty, v, t) =>
    {
        double Cost(double x) => 0.5 * (x - v) * (x - v) + t * penalty.Value(0, x);
        double prox = penalty.Prox(0, v, t);
        for (double x = -4; x <= 4; x += 0.01)
            Assert.True(Cost(prox) <= Cost(x) + 1e-12);
        Assert.Equal(0, penalty.Violation(0, prox, prox - v, t), 1e-12);
    });

    [Fact]
    public void A_point_that_violates_nothing_is_the_prox_of_a_step_from_it() => Gen.Select(Formulas, Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[0.01, 3]).Sample((penalty, w, gradient, lambda) =>
    {
        double inside = Math.Clamp(w, penalty.Lower(0), penalty.Upper(0));
        double moved = Math.Abs(penalty.Prox(0, inside - gradient, lambda) - inside);
        Assert.True(moved <= penalty.Violation(0, inside, gradient, lambda) + 1e-12);
        if (penalty.Violation(0, inside, gradient, lambda) > 1e-9)
            Assert.True(moved > 0);
    });

    [Fact]
    public void The_conjugate_bounds_from_above_and_is_reached() => Gen.Select(Formulas, Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[0.01, 3]).Sample((penalty, u, w, lambda) =>
    {
        double conjugate = penalty.Conjugate(0, u, lambda), best = double.NegativeInfinity;
        Assert.True(conjugate >= u * w - lambda * penalty.Value(0, w) - 1e-12);
        for (double x = -400; x <= 400; x += 0.05)
            best = Math.Max(best, u * x - lambda * penalty.Value(0, x));
        foreach (double limit in new[] { penalty.Lower(0), penalty.Upper(0) })
            if (double.IsFinite(limit))
                best = Math.Max(best, u * limit - lambda * penalty.Value(0, limit));
        Assert.True(conjugate >= best - 1e-12);
        if (lambda * penalty.Factor(0) * (1 - penalty.L1Ratio) > 0.01) // else its maximum may lie beyond the grid
            Assert.InRange(conjugate, best - 1e-12, best + 1e-2);
    });

    [Fact]
    public void A_free_coefficient_costs_nothing_and_one_left_out_is_zero()
    {
        var free = new ElasticNetPenalty(0.5, [0], [double.NegativeInfinity], [double.PositiveInfinity]);
        Assert.Equal(0, free.Value(0, 7));
        Assert.Equal(7, free.Prox(0, 7, 1));
        Assert.Equal(double.PositiveInfinity, free.Conjugate(0, 1e-9, 1));
        var left = new ElasticNetPenalty(0.5, [double.PositiveInfinity], [double.NegativeInfinity], [double.PositiveInfinity]);
        Assert.Equal(0, left.Prox(0, 7, 1));
        Assert.Equal(0, left.Violation(0, 0, 7, 1));
        Assert.Equal(0, left.Conjugate(0, 7, 1));
    }

    [Fact]
    public void Ratios_factors_and_limits_out_of_range_are_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.ElasticNet(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.ElasticNet(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L2.With([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L2.With([double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L1.Within([0.5], default));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L1.Within(default, [-0.5]));
        Assert.Same(Penalty.L1, Penalty.ElasticNet(1));
        Assert.Same(Penalty.L2, Penalty.ElasticNet(0));
    }
}
