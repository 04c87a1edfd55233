using CsCheck;
using Ridgeline.Losses;

namespace Ridgeline.Tests.Losses;

/// <summary>What holds for every loss, each with targets that it allows.</summary>
public sealed class LossFacts
{
    public static TheoryData<string> Names => ["squared", "logistic"];

    private static Gen<(ILoss Formula, double Y, double Eta)> Cases(string name) => name switch
    {
        "squared" => Gen.Select(Gen.Double[-5, 5], Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new SquaredLoss(), y, eta)),
        "logistic" => Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]), Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new LogisticLoss(), y, eta)),
        _ => throw new ArgumentException(name),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_and_its_conjugate_meet_at_the_slope(string name) => Cases(name).Sample(c =>
    {
        double slope = c.Formula.Slope(c.Y, c.Eta);
        double left = c.Formula.Value(c.Y, c.Eta) + c.Formula.Conjugate(c.Y, slope);
        Assert.True(Math.Abs(left - c.Eta * slope) <= 1e-12 * (1 + Math.Abs(c.Eta * slope) + c.Formula.Value(c.Y, c.Eta)));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Elsewhere_the_two_never_fall_below_the_product(string name) => Gen.Select(Cases(name), Gen.Double[-2, 2]).Sample((c, s) =>
        Assert.True(c.Formula.Value(c.Y, c.Eta) + c.Formula.Conjugate(c.Y, s) >= c.Eta * s - 1e-12 * (1 + Math.Abs(c.Eta * s))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Slope_and_curvature_are_the_differences(string name) => Cases(name).Where(c => Math.Abs(c.Eta) < 10).Sample(c =>
    {
        const double H = 1e-5;
        Assert.Equal((c.Formula.Value(c.Y, c.Eta + H) - c.Formula.Value(c.Y, c.Eta - H)) / (2 * H), c.Formula.Slope(c.Y, c.Eta), 1e-7);
        Assert.Equal((c.Formula.Slope(c.Y, c.Eta + H) - c.Formula.Slope(c.Y, c.Eta - H)) / (2 * H), c.Formula.Curvature(c.Y, c.Eta), 1e-7);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void No_loss_is_below_the_saturated_one_and_it_never_rises_along_its_recession(string name) => Cases(name).Sample(c =>
    {
        Assert.True(c.Formula.Value(c.Y, c.Eta) >= c.Formula.Saturated(c.Y) - 1e-14);
        double direction = c.Formula.Recession(c.Y);
        if (direction != 0)
            Assert.True(c.Formula.Value(c.Y, c.Eta + direction) <= c.Formula.Value(c.Y, c.Eta));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernels_over_rows_are_the_formulas(string name) => Cases(name).Array[1, 30].Sample(cases =>
    {
        var loss = Loss.Named(name);
        double[] y = [.. cases.Select(c => c.Y)], eta = [.. cases.Select(c => c.Eta)], weights = [.. cases.Select((_, i) => (double)(i % 3))];
        double[] slopes = new double[y.Length], curvatures = new double[y.Length], means = new double[y.Length];
        loss.Slopes(y, eta, slopes);
        loss.Curvatures(y, eta, curvatures);
        loss.Means(eta, means);
        Assert.Equal(cases.Select(c => c.Formula.Slope(c.Y, c.Eta)), slopes);
        Assert.Equal(cases.Select(c => c.Formula.Curvature(c.Y, c.Eta)), curvatures);
        Assert.Equal(cases.Select(c => c.Formula.Mean(c.Eta)), means);
        Assert.Equal(cases.Select((c, i) => weights[i] * c.Formula.Value(c.Y, c.Eta)).Sum(), loss.Sum(y, eta, weights), 1e-9);
        Assert.Equal(cases.Select((c, i) => weights[i] * c.Formula.Conjugate(c.Y, slopes[i])).Sum(), loss.ConjugateSum(y, slopes, weights), 1e-9);
    });

    [Fact]
    public void The_logistic_loss_keeps_its_digits_at_both_ends()
    {
        var loss = new LogisticLoss();
        Assert.Equal(Math.Exp(-40), loss.Value(1, 40), 1e-30);
        Assert.Equal(-Math.Exp(-40), loss.Slope(1, 40), 1e-30);
        Assert.Equal(Math.Exp(-40), loss.Curvature(0, -40), 1e-30);
        Assert.Equal(700, loss.Value(0, 700));
        Assert.Equal(1, loss.Mean(700));
        Assert.Equal(0, loss.Conjugate(1, 0));
        Assert.Equal(double.PositiveInfinity, loss.Conjugate(1, 0.1));
        Assert.Equal(double.PositiveInfinity, loss.Conjugate(0, 1.1));
        Assert.False(loss.Allows(2));
    }
}
