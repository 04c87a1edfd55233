using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Solvers;

/// <summary>Fits without a penalty: whether an optimum exists, and which.</summary>
public sealed class SeparationTests
{
    private static readonly Setting Free = Strength.C(double.PositiveInfinity).Setting;

    private static readonly Gen<double> Tolerances = Gen.OneOf(Gen.Const(1e-3), Gen.Const(1e-6), Gen.Const(1e-10));

    /// <summary>Points that both classes have, and points of either class.</summary>
    private static readonly Gen<(double[][] Rows, double[] Y)> Overlapping =
        Gen.Select(Gen.ULong, Gen.Int[1, 4], Gen.Int[0, 300]).Select((seed, columns, more) =>
        {
            var random = new RandomStream(seed);
            double[] Point() => [.. Enumerable.Range(0, columns).Select(_ => random.NextUniform() * 4 - 2)];
            double[][] both = [.. Enumerable.Range(0, columns + 2).Select(_ => Point())], single = [.. Enumerable.Range(0, more).Select(_ => Point())];
            double[][] rows = [.. both, .. both, .. single];
            return (rows, rows.Select((row, i) => i < both.Length ? 0.0 : i < 2 * both.Length ? 1 : random.NextUniform() < 1 / (1 + Math.Exp(-2 * row[0])) ? 1 : 0).ToArray());
        });

    [Fact]
    public void Overlapping_classes_have_an_optimum_that_is_the_limit_of_small_penalties() => Gen.Select(Overlapping, Tolerances).Sample((c, tolerance) =>
    {
        var point = Fit(c.Rows, c.Y, tolerance, Free);
        Assert.True(point.Certificate!.Value.Converged, $"{point.Certificate}");
        var exact = Fit(c.Rows, c.Y, 1e-10, Free).Model;
        var limit = Fit(c.Rows, c.Y, 1e-10, Strength.Lambda(1e-10).Setting).Model;
        for (int j = 0; j < exact.Coefficients.Length; j++)
            Assert.Equal(limit.Coefficients[j], exact.Coefficients[j], 1e-6 * (1 + Math.Abs(limit.Coefficients[j])));
        Assert.Equal(limit.Intercepts[0], exact.Intercepts[0], 1e-6 * (1 + Math.Abs(limit.Intercepts[0])));
    });

    [Fact]
    public void Classes_on_two_sides_of_a_plane_are_separable() => Gen.Select(Gen.ULong, Gen.Int[1, 4], Gen.Int[6, 40], Tolerances, Gen.Bool).Sample((seed, columns, n, tolerance, path) =>
    {
        var random = new RandomStream(seed);
        double[] direction = [.. Enumerable.Range(0, columns).Select(_ => random.NextUniform() - 0.5)];
        double[][] rows = [.. Enumerable.Range(0, n).Select(_ => (double[])[.. Enumerable.Range(0, columns).Select(_ => random.NextUniform() * 4 - 2)])];
        double[] sides = [.. rows.Select(row => row.Zip(direction, (x, d) => x * d).Sum())];
        double middle = sides.Order().ElementAt(n / 2);
        double[] y = [.. sides.Select(side => side < middle ? 0.0 : 1)];
        var point = Fit(rows, y, tolerance, path ? [Strength.C(1).Setting, Strength.C(1e4).Setting, Free] : [Free]);
        Separable(point);
    });

    [Fact]
    public void A_dummy_that_only_one_class_has_separates() => Gen.Select(Overlapping, Gen.Int[1, 5], Gen.Bool, Tolerances, Gen.Bool).Sample((c, members, positive, tolerance, path) =>
    {
        double[][] rows = [.. c.Rows.Select(row => (double[])[.. row, 0]), .. c.Rows.Take(members).Select(row => (double[])[.. row, 1])];
        double[] y = [.. c.Y, .. c.Rows.Take(members).Select(_ => positive ? 1.0 : 0)];
        var point = Fit(rows, y, tolerance, path ? [Strength.C(1).Setting, Strength.C(1e4).Setting, Free] : [Free]);
        Separable(point);
    });

    [Fact]
    public void Classes_that_meet_in_one_point_are_separable() => Gen.Select(Gen.Int[1, 10], Gen.Int[1, 10], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Double[-100, 100], Tolerances)
        .Sample((left, right, zeros, ones, where, tolerance) =>
        {
            double[][] rows = [.. Enumerable.Range(1, left).Select(k => new[] { where - k }), .. Enumerable.Range(0, zeros + ones).Select(_ => new[] { where }), .. Enumerable.Range(1, right).Select(k => new[] { where + k })];
            double[] y = [.. Enumerable.Repeat(0.0, left + zeros), .. Enumerable.Repeat(1.0, ones + right)];
            Separable(Fit(rows, y, tolerance, Free));
        });

    [Fact]
    public void A_row_without_weight_neither_separates_nor_joins()
    {
        double[][] rows = [[0], [1], [2], [3], [10]];
        Separable(Fit(rows, [0, 0, 1, 1, 0], 1e-6, [Free], [1, 1, 1, 1, 0]));
        Assert.True(Fit(rows, [0, 1, 0, 1, 0], 1e-6, [Free], [1, 1, 1, 1, 0]).Certificate!.Value.Converged);
    }

    [Fact]
    public void A_penalty_makes_an_optimum_where_none_was() => Gen.Double[-8, 2].Sample(power =>
    {
        double[][] rows = [[0], [1], [2], [3], [10]];
        var point = Fit(rows, [0, 0, 1, 1, 1], 1e-10, Strength.Lambda(Math.Pow(10, power)).Setting);
        Assert.True(point.Certificate!.Value.Converged, $"{point.Certificate}");
        Assert.InRange(point.Certificate.Value.RelativeGap!.Value, -1e-13, 1e-10);
    });

    [Fact]
    public void One_class_alone_is_separable_at_every_strength() => Gen.Select(Gen.Double[-5, 5].Array[3, 20], Gen.Bool, Gen.Double[-6, 3]).Sample((x, positive, power) =>
    {
        double[][] rows = [.. x.Select(value => new[] { value })];
        double[] y = [.. x.Select(_ => positive ? 1.0 : 0)];
        Separable(Fit(rows, y, 1e-6, Strength.Lambda(Math.Pow(10, power)).Setting));
        Separable(Fit(rows, y, 1e-6, Free));
    });

    [Fact]
    public void A_free_column_that_separates_does_so_at_every_strength()
    {
        double[] x = [0, 1, 2, 3, 4, 5], z = [3, 1, 2, 5, 2, 4];
        var sample = Sample.Of(Design.Dense([.. x, .. z], 6), [0, 0, 0, 1, 1, 1]);
        foreach (var setting in new[] { Free, Strength.Lambda(1).Setting })
            Separable(new LinearPathFitter(Loss.Logistic, Penalty.L2.With([0, 1])).Fit([sample], [setting], new FitOptions(), null, CancellationToken.None)[0].Points[0]);
    }

    [Fact]
    public void A_repeated_column_leaves_the_predictions_of_a_fit_without_penalty_alone() => Gen.Select(Overlapping, Gen.OneOf(Gen.Const("squared"), Gen.Const("logistic")), Gen.Double[-3, 3].Where(a => Math.Abs(a) > 0.1)).Sample((c, loss, factor) =>
    {
        double[][] wider = [.. c.Rows.Select(row => (double[])[.. row, factor * row[0] + 1])];
        PathPoint<LinearModel> point = Fit(c.Rows, c.Y, 1e-10, [Free], null, loss), other = Fit(wider, c.Y, 1e-10, [Free], null, loss);
        Assert.True(other.Certificate!.Value.Converged, $"{other.Certificate}");
        double[] expected = new double[c.Y.Length], actual = new double[c.Y.Length];
        point.Model.Link(Columns(c.Rows), expected);
        other.Model.Link(Columns(wider), actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-6 * (1 + Math.Abs(expected[i])));
    });

    private static void Separable(PathPoint<LinearModel> point)
    {
        Assert.True(point.Certificate!.Value.Status == FitStatus.Separable, $"{point.Certificate}");
        Assert.False(point.Certificate.Value.Converged);
        Assert.Null(point.Certificate.Value.RelativeGap);
        Assert.All(point.Model.Coefficients, w => Assert.True(double.IsFinite(w)));
    }

    private static PathPoint<LinearModel> Fit(double[][] rows, double[] y, double tolerance, params Setting[] settings) => Fit(rows, y, tolerance, settings, null);

    private static PathPoint<LinearModel> Fit(double[][] rows, double[] y, double tolerance, Setting[] settings, double[]? weights, string loss = "logistic") =>
        new LinearPathFitter(Loss.Named(loss), Penalty.L2)
            .Fit([Sample.Of(Columns(rows), y, weights)], [.. settings], new FitOptions { Tolerance = tolerance, Threads = 1 }, null, CancellationToken.None)[0].Points[^1];

    private static Design Columns(double[][] rows) =>
        Design.Dense([.. Enumerable.Range(0, rows[0].Length).SelectMany(j => rows.Select(row => row[j]))], rows.Length);
}
