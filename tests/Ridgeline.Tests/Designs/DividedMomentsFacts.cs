using CsCheck;
using Ridgeline.Designs;

namespace Ridgeline.Tests.Designs;

/// <summary>Means and scales of the samples without each part, found for all of them together, are those of their weights.</summary>
public sealed class DividedMomentsFacts
{
    private static readonly Gen<(double[] X, double[] Weights, int[] Parts)> Rows =
        Gen.Select(
            Gen.Select(Gen.OneOf(Gen.Double[-3, 3], Gen.Const(2.5)), Gen.Int[0, 3], Gen.Int[0, 2]).Array[6, 40],
            Gen.OneOf(Gen.Const(0.0), Gen.Const(1e3), Gen.Const(-1e9)), Gen.OneOf(Gen.Const(1.0), Gen.Const(1e-6), Gen.Const(1e-160), Gen.Const(1e170)), Gen.Bool)
            .Select((rows, origin, unit, weighted) => (
                rows.Select(r => origin + unit * r.Item1).ToArray(), rows.Select(r => weighted ? r.Item2 : 1.0).ToArray(), rows.Select(r => r.Item3).ToArray()))
            .Where(c => Enumerable.Range(0, 3).All(left => c.Item2.Where((s, i) => s > 0 && c.Item3[i] != left).Count() >= 2));

    [Fact]
    public void Each_sample_has_the_means_and_scales_of_its_own_weights() => Rows.Sample(c =>
    {
        var sample = Sample.Of(Design.Dense(c.X, c.X.Length), new double[c.X.Length], c.Weights);
        var division = new Division(sample, c.Parts);
        for (int left = 0; left < division.Parts; left++)
        {
            var own = division.Without(left);
            var alone = DesignView.Of(sample.Design, own.Weights);
            double size = c.X.Max(Math.Abs);
            Assert.Equal(alone.Means[0], own.View.Means[0], 4e-15 * size);
            Assert.Equal(alone.Scales[0], own.View.Scales[0], 1e-12 * alone.Scales[0] + 1e-15 * size);
            Assert.Equal(alone.IsConstant(0), own.View.IsConstant(0));
            Assert.Equal(alone.PenaltyScales[0], own.View.PenaltyScales[0], 1e-12 * alone.PenaltyScales[0] + 1e-15 * size);
        }
    }, iter: 2000);

    [Fact]
    public void A_number_in_the_part_left_out_counts_for_nothing() => Gen.Select(Rows, Gen.OneOf(Gen.Const(1e3), Gen.Const(-1e12), Gen.Const(1e150))).Sample((c, other) =>
    {
        double[] changed = [.. c.X.Select((x, i) => c.Parts[i] == 1 ? other : x)];
        DesignView View(double[] x) => new Division(Sample.Of(Design.Dense(x, x.Length), new double[x.Length], c.Weights), c.Parts).Without(1).View;
        Assert.Equal(View(c.X).Scales[0], View(changed).Scales[0], 1e-12 * View(c.X).Scales[0] + 1e-15 * changed.Max(Math.Abs));
    });

    [Fact]
    public void A_column_that_varies_in_one_part_only_is_constant_without_it()
    {
        double[] x = [0.1, 0.1, 0.1, 0.1, 0.7, 0.1, 0.1, 0.1];
        var division = new Division(Sample.Of(Design.Dense(x, 8), new double[8]), [0, 1, 2, 0, 1, 2, 0, 1]);
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(left => division.Without(left).View.IsConstant(0)));
        Assert.Equal(0.1, division.Without(1).View.Means[0]);
    }
}
