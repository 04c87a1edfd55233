using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Solvers;

/// <summary>
/// Problems that are the same problem have the same grid and the same objective. Two fits of a gap of 1e-12 may differ in their coefficients where these
/// hardly matter; each is therefore held against the other's objective, and where the loss is strongly convex against its fitted values.
/// </summary>
public sealed class LinearEngineEqualityFacts
{
    private const double Tolerance = 1e-12;

    public static TheoryData<string, double, bool> All => LinearEngineFacts.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Dense_is_sparse(string loss, double ratio, bool sparse) => Cases(loss, ratio, sparse).Sample(c => Same(c, c with { Sparse = !sparse }), iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_without_weight_is_absent(string loss, double ratio, bool sparse) => Cases(loss, ratio, sparse).Sample(c =>
    {
        int[] kept = [.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)];
        Same(c, c.Picked(kept, [.. kept.Select(i => c.Weights[i])]));
    }, iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void Frequency_weight_2_is_the_row_twice(string loss, double ratio, bool sparse) => Cases(loss, ratio, sparse).Sample(c =>
    {
        var whole = c with { Weights = [.. c.Weights.Select(s => Math.Ceiling(s))] };
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)whole.Weights[i]))];
        var twice = whole.Picked(rows, [.. rows.Select(_ => 1.0)]);
        Near(whole.Fitter(8, null).Settings(whole.Of(WeightKind.Frequency)), twice.Fitter(8, null).Settings(twice.Of(WeightKind.Frequency)));
        Same(whole, twice);
    }, iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void The_scale_of_importance_weights_changes_nothing(string loss, double ratio, bool sparse) => Gen.Select(Cases(loss, ratio, sparse), Gen.Double[-6, 6]).Sample((c, power) =>
        Same(c, c with { Weights = [.. c.Weights.Select(s => s * Math.Pow(10, power))] }), iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void Permuting_columns_permutes_the_coefficients(string loss, double ratio, bool sparse) => Gen.Select(Cases(loss, ratio, sparse), Gen.ULong).Sample((c, seed) =>
    {
        int[] order = [.. Enumerable.Range(0, c.Columns)];
        new RandomStream(seed).Shuffle<int>(order);
        Same(c, c.WithColumns(order), (model, k, j) => model.Coefficients[k * c.Columns + Array.IndexOf(order, j)]);
    }, iter: 25);

    public static TheoryData<string, double, bool> OfResiduals => LinearEngineFacts.Combined(["squared", "huber"], [0, 0.5, 1]);

    [Theory]
    [MemberData(nameof(OfResiduals))]
    public void A_target_or_an_offset_far_from_zero_moves_the_intercept_alone(string loss, double ratio, bool sparse) =>
        Gen.Select(Cases(loss, ratio, sparse), Gen.Double[0, 8], Gen.Double[0, 6]).Sample((c, power, offsetPower) =>
        {
            double moved = Math.Pow(10, power), offset = c.Offset.Length > 0 ? Math.Pow(10, offsetPower) : 0, lost = 1e-15 * (moved + offset);
            c = c with { Intercept = true };
            var far = c with { Y = [.. c.Y.Select(y => y + moved)], Offset = [.. c.Offset.Select(o => o + offset)] };
            var settings = far.Fitter().Settings(far.Sample);
            var (near, points) = (c.Fit(settings, 1e-10), far.Fit(settings, 1e-10));
            for (int k = 0; k < settings.Length; k++)
            {
                Assert.True(points[k].Certificate!.Value.Converged, $"{points[k].Certificate} at {settings[k]}");
                var (model, certificate) = (points[k].Model, near[k].Certificate!.Value);
                double there = c.Objective([.. model.Coefficients], [model.Intercepts[0] + offset - moved], settings[k].Value);
                Assert.InRange(there - certificate.Primal, double.NegativeInfinity, 3e-10 * certificate.NullObjective + 10 * lost * (1 + certificate.NullObjective));
            }
        }, iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void Warm_is_cold(string loss, double ratio, bool sparse) => Cases(loss, ratio, sparse).Sample(c =>
    {
        foreach (var point in c.Fit(c.Fitter().Settings(c.Sample), Tolerance))
            Same(c, point, c.Fit([point.Setting], Tolerance)[0], null);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(All))]
    public void From_the_largest_lambda_on_no_penalised_coefficient_is_there(string loss, double ratio, bool sparse) => (new EngineCases(loss, ratio, sparse) { Limits = false }).Gen.Sample(c =>
    {
        if (ratio == 0)
            return;
        var largest = c.Fitter().Settings(c.Sample)[0];
        var points = c.Fit([largest, Strength.Lambda(1.5 * largest.Value).Setting], 1e-10);
        foreach (var point in points)
            for (int a = 0; a < point.Model.Coefficients.Length; a++)
                if (c.Factor(a % c.Columns) > 0)
                    Assert.Equal(0, point.Model.Coefficients[a]);
        Assert.Equal(points[0].Certificate!.Value.NullObjective, c.Objective(points[0].Model, 0) - Saturated(c), 1e-12 * (1 + Math.Abs(points[0].Certificate!.Value.Primal)));
    }, iter: 40);

    [Theory]
    [MemberData(nameof(All))]
    public void A_limit_that_doesn_t_bind_changes_nothing(string loss, double ratio, bool sparse) =>
        Gen.Select((new EngineCases(loss, ratio, sparse) { Limits = false, MostColumns = 30 }).Gen, Gen.Double[0.5, 9]).Sample((c, power) =>
        {
            double largest = c.Fit(c.Fitter().Settings(c.Sample), Tolerance).Max(point => point.Model.Coefficients.Max(Math.Abs));
            double limit = (1 + largest) * Math.Pow(10, power);
            Same(c, c with { Lower = [.. Enumerable.Repeat(-limit, c.Columns)], Upper = [.. Enumerable.Repeat(limit, c.Columns)] });
        }, iter: 25);

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_and_company_don_t_change_a_bit(string loss, double ratio, bool sparse) => Cases(loss, ratio, sparse).Sample(c =>
    {
        var sample = c.Sample;
        var settings = c.Fitter().Settings(sample);
        Sample[] resamples = [sample, sample.Reweighted([.. c.Weights.Select((s, i) => s * (1 + i % 3))]), sample.Reweighted([.. c.Weights.Select((s, i) => s * (1 + i % 5))])];
        ModelPath<LinearModel> Path(IReadOnlyList<Sample> samples, int at, int threads) =>
            c.Fitter().Fit(samples, settings, new FitOptions { Threads = threads }, null, CancellationToken.None)[at];
        for (int k = 0; k < resamples.Length; k++)
        {
            var alone = Path([resamples[k]], 0, 1).Points;
            foreach (var other in new[] { Path(resamples, k, 1).Points, Path(resamples, k, 4).Points })
                for (int m = 0; m < alone.Length; m++)
                {
                    Assert.Equal(alone[m].Model.Coefficients, other[m].Model.Coefficients);
                    Assert.Equal(alone[m].Model.Intercepts, other[m].Model.Intercepts);
                    Assert.Equal(alone[m].Certificate, other[m].Certificate);
                }
        }
    }, iter: 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lasso_path_scales_with_its_target(bool sparse) => Gen.Select(Cases("squared", 1, sparse), Gen.Double[-3, 3]).Sample((c, power) =>
    {
        double factor = Math.Pow(10, power);
        ImmutableArray<double> Scaled(ImmutableArray<double> limits) => limits.IsDefault ? default : [.. limits.Select(limit => factor * limit)];
        var scaled = c with { Y = [.. c.Y.Select(y => factor * y)], Offset = [.. c.Offset.Select(o => factor * o)], Lower = Scaled(c.Lower), Upper = Scaled(c.Upper) };
        ImmutableArray<Setting> settings = c.Fitter().Settings(c.Sample), others = scaled.Fitter().Settings(scaled.Sample);
        if (settings[0].Value == 1 && others[0].Value == 1)
            return; // no column pulls, as none is penalised or all that are repeat a free one: the grid starts at 1, whatever the target
        var (points, scaledPoints) = (c.Fit(settings, Tolerance), scaled.Fit(others, Tolerance));
        for (int k = 0; k < settings.Length; k++)
        {
            Assert.Equal(settings[k].Value, others[k].Value / factor, 1e-12 * settings[k].Value);
            double allowed = (Left(points[k]) + Left(scaledPoints[k])) * points[k].Certificate!.Value.NullObjective;
            double[] w = [.. scaledPoints[k].Model.Coefficients.Select(v => v / factor)], b = [.. scaledPoints[k].Model.Intercepts.Select(v => v / factor)];
            Assert.Equal(points[k].Certificate!.Value.Primal, c.Objective(w, b, settings[k].Value), allowed);
        }
    }, iter: 60);

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("poisson")]
    [InlineData("huber")]
    [InlineData("squared-hinge")]
    public void Repeated_columns_leave_a_lasso_s_objective_and_predictions_alone(string loss) =>
        Gen.Bool.SelectMany(sparse => new EngineCases(loss, 1, sparse) { Limits = false, MostColumns = 30 }.Gen).Sample(c =>
        {
            var doubled = c.WithColumns([.. Enumerable.Range(0, c.Columns), .. Enumerable.Range(0, c.Columns)]);
            var settings = c.Fitter().Settings(c.Sample);
            var (points, others) = (c.Fit(settings, Tolerance), doubled.Fit(settings, Tolerance));
            for (int k = 0; k < settings.Length; k++)
                Same(c, points[k], others[k], (model, output, j) => model.Coefficients[output * 2 * c.Columns + j] + model.Coefficients[output * 2 * c.Columns + c.Columns + j]);
        }, iter: 40);

    [Fact]
    public void The_elastic_net_of_ratio_1_is_the_lasso_and_of_ratio_0_ridge()
    {
        Assert.Same(Penalty.L1, Penalty.ElasticNet(1));
        Assert.Same(Penalty.L2, Penalty.ElasticNet(0));
    }

    private static Gen<EngineCase> Cases(string loss, double ratio, bool sparse) => new EngineCases(loss, ratio, sparse) { MostColumns = 30 }.Gen;

    private static double Saturated(EngineCase c)
    {
        double[] v = [.. c.Weights.Select(s => s / c.Weights.Sum())];
        return c.Loss.SaturatedSum(c.Y, v);
    }

    private static void Same(EngineCase a, EngineCase b, Func<LinearModel, int, int, double>? coefficient = null)
    {
        ImmutableArray<Setting> settings = a.Fitter().Settings(a.Sample), others = b.Fitter().Settings(b.Sample);
        Near(settings, others);
        var (points, otherPoints) = (a.Fit(settings, Tolerance), b.Fit(settings, Tolerance));
        for (int k = 0; k < settings.Length; k++)
            Same(a, points[k], otherPoints[k], coefficient);
    }

    /// <summary>The gap: 1e-12 where rounding lets it, at most 1e-9.</summary>
    private static double Left(PathPoint<LinearModel> point)
    {
        var certificate = point.Certificate!.Value;
        Assert.True(certificate.Status != FitStatus.Separable && (certificate.RelativeGap is { } gap ? gap <= 1e-9 : certificate.Converged), $"{certificate} at {point.Setting}");
        return Math.Max(Tolerance, certificate.RelativeGap ?? 1e-10);
    }

    private static void Near(ImmutableArray<Setting> settings, ImmutableArray<Setting> others)
    {
        for (int k = 0; k < settings.Length; k++)
            Assert.Equal(settings[k].Value, others[k].Value, 1e-11 * settings[k].Value + 1e-12); // where no column pulls, λ_max is rounding, over 0.001 for ridge
    }

    /// <summary>The second point, its coefficients brought to the first problem's columns, has the first's objective to what two gaps leave.</summary>
    private static void Same(EngineCase a, PathPoint<LinearModel> one, PathPoint<LinearModel> two, Func<LinearModel, int, int, double>? coefficient)
    {
        double left = Math.Max(Left(one), Left(two));
        double lambda = one.Setting.Value, nothing = one.Certificate!.Value.NullObjective, primal = one.Certificate.Value.Primal;
        double rounding = 2e-14 * (nothing + Math.Abs(primal));
        double[] w = [.. one.Model.Coefficients];
        if (coefficient is not null)
            w = [.. Enumerable.Range(0, w.Length).Select(at => coefficient(two.Model, at / a.Columns, at % a.Columns))];
        else
            w = [.. two.Model.Coefficients];
        double other = a.Objective(w, two.Model.Intercepts, lambda);
        Assert.True(Math.Abs(primal - other) <= left * nothing + rounding, $"the objectives are {primal:r} and {other:r} at λ = {lambda:g4}, null {nothing:g4}");
        Assert.Equal(nothing, two.Certificate!.Value.NullObjective, 1e-12 * (nothing + Math.Abs(primal)));
        if (a.Loss.Name != "squared")
            return;
        double[] first = a.Eta(one.Model), second = a.Eta(w, two.Model.Intercepts);
        double squares = Enumerable.Range(0, a.Rows).Sum(i => a.Weights[i] * Math.Pow(first[i] - second[i], 2)) / a.Weights.Sum();
        Assert.True(squares <= 8 * (left * nothing + rounding), $"the fitted values differ by {Math.Sqrt(squares):g3}"); // ½‖η − η*‖² ≤ gap, twice
    }
}
