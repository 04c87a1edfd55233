using CsCheck;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Penalties;

/// <summary>What holds for every penalty.</summary>
public sealed class PenaltyFacts
{
    public static TheoryData<string> Names => ["l2"];

    private static IPenalty Formula(string name) => name switch
    {
        "l2" => new L2Penalty(),
        _ => throw new ArgumentException(name),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Prox_beats_a_grid_and_satisfies_its_own_optimality(string name) => Gen.Select(Gen.Double[-3, 3], Gen.Double[0.01, 3]).Sample((v, t) =>
    {
        var penalty = Formula(name);
        double Cost(double x) => 0.5 * (x - v) * (x - v) + t * penalty.Value(0, x);
        double prox = penalty.Prox(0, v, t);
        for (double x = -4; x <= 4; x += 0.01)
            Assert.True(Cost(prox) <= Cost(x) + 1e-12);
        Assert.Equal(0, penalty.Violation(0, prox, prox - v, t), 1e-12);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_conjugate_bounds_from_above_and_is_reached(string name) => Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[0.01, 3]).Sample((u, w, lambda) =>
    {
        var penalty = Formula(name);
        double conjugate = penalty.Conjugate(0, u, lambda), best = double.NegativeInfinity;
        Assert.True(conjugate >= u * w - lambda * penalty.Value(0, w) - 1e-12);
        for (double x = -400; x <= 400; x += 0.05)
            best = Math.Max(best, u * x - lambda * penalty.Value(0, x));
        Assert.Equal(best, conjugate, 1e-2);
    });

    [Fact]
    public void Factors_scale_free_and_leave_out()
    {
        var penalty = Penalty.L2.With([2, 0, double.PositiveInfinity]);
        Assert.Equal(0.5 * 2 * 9 * 0.1, penalty.Sum([3, 5, 0], 0.1), 1e-15);
        Assert.Equal(16 / (2 * 0.2), penalty.ConjugateSum([4, 7, 7], 0.1), 1e-12);
        Assert.Equal(double.PositiveInfinity, penalty.Weight(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L2.With([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Penalty.L2.With([double.NaN]));
    }
}
