using CsCheck;
using Ridgeline.Losses;

namespace Ridgeline.Tests.Losses;

/// <summary>What holds for every loss, each with targets that it allows.</summary>
public sealed class LossFacts
{
    public static TheoryData<string> Names => ["squared", "logistic", "poisson", "huber", "squared-hinge"];

    private static Gen<(ILoss Formula, double Y, double Eta)> Cases(string name) => name switch
    {
        "squared" => Gen.Select(Gen.Double[-5, 5], Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new SquaredLoss(), y, eta)),
        "logistic" => Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Double[0, 1]), Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new LogisticLoss(), y, eta)),
        "poisson" => Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Int[0, 20].Select(y => (double)y), Gen.Double[0, 9]), Gen.Double[-30, 8]).Select((y, eta) => ((ILoss)new PoissonLoss(), y, eta)),
        "huber" => Gen.Select(Gen.Double[-5, 5], Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new HuberLoss(Delta), y, eta)),
        "squared-hinge" => Gen.Select(Gen.Bool, Gen.Double[-30, 30]).Select((y, eta) => ((ILoss)new SquaredHingeLoss(), y ? 1.0 : 0, eta)),
        _ => throw new ArgumentException(name),
    };

    private const double Delta = 1.3;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_and_its_conjugate_meet_at_the_slope(string name) => Cases(name).Sample(c =>
    {
        double slope = c.Formula.Slope(c.Y, c.Eta);
        double left = c.Formula.Value(c.Y, c.Eta) + c.Formula.Conjugate(c.Y, slope);
        Assert.True(Math.Abs(left - c.Eta * slope) <= 1e-12 * (1 + Math.Abs(c.Eta * slope) + Math.Abs(c.Formula.Value(c.Y, c.Eta))));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Elsewhere_the_two_never_fall_below_the_product(string name) => Gen.Select(Cases(name), Gen.Double[-2, 2]).Sample((c, s) =>
        Assert.True(c.Formula.Value(c.Y, c.Eta) + c.Formula.Conjugate(c.Y, s) >= c.Eta * s - 1e-12 * (1 + Math.Abs(c.Eta * s))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Slope_and_curvature_are_the_differences(string name) => Cases(name).Where(c => Math.Abs(c.Eta) < 6 && !IsNearKink(name, c.Y, c.Eta)).Sample(c =>
    {
        const double H = 1e-5;
        Assert.Equal((c.Formula.Value(c.Y, c.Eta + H) - c.Formula.Value(c.Y, c.Eta - H)) / (2 * H), c.Formula.Slope(c.Y, c.Eta), 1e-7);
        Assert.Equal((c.Formula.Slope(c.Y, c.Eta + H) - c.Formula.Slope(c.Y, c.Eta - H)) / (2 * H), c.Formula.Curvature(c.Y, c.Eta), 1e-7);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_each_row(string name) => Cases(name).Array[1, 20].Sample(cases =>
    {
        var loss = Loss.Named(name, delta: Delta);
        double[] y = [.. cases.Select(c => c.Y)], eta = [.. cases.Select(c => c.Eta)], values = new double[y.Length];
        loss.Values(y, eta, values);
        for (int i = 0; i < y.Length; i++)
            Assert.Equal(cases[i].Formula.Value(y[i], eta[i]), values[i], 1e-13 * (1 + Math.Abs(y[i] * eta[i]) + values[i]));
    });

    /// <summary>Where a slope has a kink, and differences meet both sides of it.</summary>
    private static bool IsNearKink(string name, double y, double eta) => name switch
    {
        "huber" => Math.Abs(Math.Abs(y - eta) - Delta) < 1e-4,
        "squared-hinge" => Math.Abs(1 - (2 * y - 1) * eta) < 1e-4,
        _ => false,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void No_curvature_is_above_the_largest(string name) => Cases(name).Sample(c => Assert.InRange(c.Formula.Curvature(c.Y, c.Eta), 0, c.Formula.MaxCurvature * (1 + 1e-15)));

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
        var loss = Loss.Named(name, delta: Delta);
        double[] y = [.. cases.Select(c => c.Y)], eta = [.. cases.Select(c => c.Eta)], weights = [.. cases.Select((_, i) => (double)(i % 3))];
        double[] slopes = new double[y.Length], curvatures = new double[y.Length], means = new double[y.Length];
        double sum = loss.Evaluate(y, eta, weights, slopes, curvatures);
        loss.Means(eta, means);
        Near(cases.Select(c => c.Formula.Slope(c.Y, c.Eta)), slopes);
        Near(cases.Select(c => c.Formula.Curvature(c.Y, c.Eta)), curvatures);
        Assert.Equal(cases.Select(c => c.Formula.Mean(c.Eta)), means);
        Assert.Equal(cases.Select((c, i) => weights[i] * c.Formula.Value(c.Y, c.Eta)).Sum(), sum, 1e-9);
        Assert.Equal(sum, loss.Sum(y, eta, weights));
        double[] exact = [.. cases.Select(c => c.Formula.Slope(c.Y, c.Eta))];
        Assert.Equal(cases.Select((c, i) => weights[i] * c.Formula.Conjugate(c.Y, exact[i])).Sum(), loss.ConjugateSum(y, exact, weights), 1e-9);
        loss.Slopes(y, eta, exact);
        Assert.Equal(slopes, exact);
        loss.Curvatures(y, eta, exact);
        Assert.Equal(curvatures, exact);
    });

    private static void Near(IEnumerable<double> expected, IReadOnlyList<double> actual)
    {
        foreach (var (x, y) in expected.Zip(actual))
            Assert.True(Math.Abs(x - y) <= 4e-15 * (1 + Math.Abs(x)), $"{x:R} and {y:R}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_without_weight_count_for_nothing(string name) => Cases(name).Array[17, 30].Sample(cases =>
    {
        var loss = Loss.Named(name, delta: Delta);
        double[] y = [.. cases.Select(c => c.Y)], eta = [.. cases.Select(c => c.Eta)], weights = [.. cases.Select((_, i) => (double)(i % 2))], slopes = new double[y.Length];
        double sum = loss.Evaluate(y, eta, weights, slopes, []), conjugate = loss.ConjugateSum(y, slopes, weights), size = 1; // of the terms, which may cancel
        for (int i = 1; i < y.Length; i += 2)
            size += Math.Abs(loss.Sum([y[i]], [eta[i]], [1])) + 2 * Math.Abs(y[i] * eta[i]);
        for (int i = 0; i < y.Length; i += 2)
            (y[i], eta[i], slopes[i]) = (-7, 1e5, double.NaN);
        Assert.Equal(sum, loss.Sum(y, eta, weights), 1e-14 * size);
        Assert.Equal(conjugate, loss.ConjugateSum(y, slopes, weights), 1e-14 * (1 + Math.Abs(conjugate)));
    });

    [Theory]
    [InlineData(800)]
    [InlineData(-800)]
    [InlineData(745)]
    [InlineData(-745)]
    [InlineData(40)]
    [InlineData(-40)]
    public void Eight_rows_at_an_extreme_are_one_row_at_it(double eta)
    {
        foreach (string name in new[] { "squared", "logistic", "poisson", "huber", "squared-hinge" })
            foreach (double y in new[] { 0.0, 1 })
            {
                var loss = Loss.Named(name, delta: Delta);
                double[] ys = [.. Enumerable.Repeat(y, 8)], etas = [.. Enumerable.Repeat(eta, 8)], one = [1], slopes = new double[8], slope = new double[1];
                double eight = loss.Evaluate(ys, etas, [.. Enumerable.Repeat(1.0, 8)], slopes, []), single = loss.Evaluate([y], [eta], one, slope, []);
                if (double.IsFinite(single))
                    Assert.InRange(eight / 8, single - 1e-14 * Math.Abs(single), single + 1e-14 * Math.Abs(single));
                else
                    Assert.Equal(single, eight);
                if (double.IsFinite(slope[0]))
                    Assert.InRange(slopes[3], slope[0] - 1e-14 * Math.Abs(slope[0]), slope[0] + 1e-14 * Math.Abs(slope[0]));
                double conjugate = loss.ConjugateSum([y], slope, one);
                Assert.Equal(conjugate, loss.ConjugateSum(ys, [.. Enumerable.Repeat(slope[0], 8)], [.. Enumerable.Repeat(0.125, 8)]), (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-13 * Math.Abs(a) + 1e-300);
            }
    }

    [Fact]
    public void Softmax_meets_its_conjugate_and_its_differences() => Gen.Select(Gen.Int[2, 5], Gen.Int[1, 12], Gen.ULong).Sample((classes, n, seed) =>
    {
        const double H = 1e-5;
        var random = new Ridgeline.Numerics.RandomStream(seed);
        var loss = Loss.Multinomial(classes);
        double[] y = [.. Enumerable.Range(0, n).Select(_ => (double)random.NextBelow(classes))], eta = [.. Enumerable.Range(0, n * classes).Select(_ => 12 * random.NextUniform() - 6)];
        double[] weights = [.. Enumerable.Range(0, n).Select(i => (double)(i % 3))], slopes = new double[n * classes], curvatures = new double[n * classes * classes], means = new double[n * classes];
        double value = loss.Evaluate(y, eta, weights, slopes, curvatures), product = 0;
        loss.Means(eta, means);
        for (int k = 0; k < classes; k++)
            for (int i = 0; i < n; i++)
            {
                product += weights[i] * eta[k * n + i] * slopes[k * n + i];
                Assert.Equal(means[k * n + i] - (y[i] == k ? 1 : 0), slopes[k * n + i], 1e-14);
                double[] up = [.. eta], above = new double[slopes.Length];
                up[k * n + i] += H;
                loss.Slopes(y, up, above);
                for (int l = 0; l < classes; l++)
                    Assert.Equal((above[l * n + i] - slopes[l * n + i]) / H, curvatures[(k * classes + l) * n + i], 1e-4);
                if (weights[i] > 0)
                    Assert.Equal((loss.Sum(y, up, weights) - value) / H, weights[i] * slopes[k * n + i], 1e-4);
            }

        Assert.Equal(product, value + loss.ConjugateSum(y, slopes, weights), 1e-11 * (1 + Math.Abs(value)));
        double[] other = [.. Enumerable.Range(0, n * classes).Select(_ => 6 * random.NextUniform())];
        double elsewhere = Enumerable.Range(0, n * classes).Sum(at => weights[at % n] * other[at] * slopes[at]);
        Assert.True(loss.Sum(y, other, weights) + loss.ConjugateSum(y, slopes, weights) >= elsewhere - 1e-11 * (1 + Math.Abs(elsewhere)));
        slopes[0] += 0.5;
        if (weights[0] > 0)
            Assert.Equal(double.PositiveInfinity, loss.ConjugateSum(y, slopes, weights));
    });

    [Fact]
    public void Two_classes_of_softmax_are_the_logistic_loss() => Gen.Select(Gen.Double[-20, 20], Gen.Bool).Sample((eta, y) =>
        Assert.Equal(Loss.Logistic.Sum([y ? 1 : 0], [eta], [1]), Loss.Multinomial(2).Sum([y ? 1 : 0], [0, eta], [1]), 1e-13 * (1 + Math.Abs(eta))));

    [Fact]
    public void Hubers_delta_counts_a_frequency_as_that_many_rows() => Gen.Select(Gen.Double[-5, 5].Array[1, 20], Gen.ULong).Sample((y, seed) =>
    {
        var random = new Ridgeline.Numerics.RandomStream(seed);
        double[] weights = [.. y.Select((_, i) => i == 0 ? 1.0 : random.NextBelow(4))];
        double[] repeated = [.. y.SelectMany((value, i) => Enumerable.Repeat(value, (int)weights[i]))];
        Assert.Equal(HuberDelta.Of(repeated, [.. repeated.Select(_ => 1.0)]), HuberDelta.Of(y, weights), 1e-12);
        Assert.True(HuberDelta.Of(y, weights) > 0);
    });

    [Fact]
    public void Hubers_delta_is_the_normal_efficient_one() =>
        Assert.Equal(1.345 * 1.4826 * 2, HuberDelta.Of([1, 3, 5, 7, 100], [1, 1, 1, 1, 1]), 1e-12);

    [Fact]
    public void A_loss_that_does_not_exist_or_lacks_its_number_is_named()
    {
        Assert.Contains("squared-hinge", Assert.Throws<ArgumentException>(() => Loss.Named("hinge")).Message);
        Assert.Contains("classes", Assert.Throws<ArgumentException>(() => Loss.Named("multinomial")).Message);
        Assert.Contains("δ", Assert.Throws<ArgumentException>(() => Loss.Named("huber")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Huber(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Multinomial(1));
    }

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
