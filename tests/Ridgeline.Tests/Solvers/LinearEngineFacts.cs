using CsCheck;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Solvers;

/// <summary>What holds for every loss, L1 ratio and design: certificates and optimality, against the objective written out.</summary>
public sealed class LinearEngineFacts
{
    internal static readonly Gen<double> Tolerances = Gen.OneOf(Gen.Const(1e-6), Gen.Const(1e-10));

    public static TheoryData<string, double, bool> Automatic => All;

    public static TheoryData<string, double, bool> Explicit => All;

    public static TheoryData<string, double, bool> All => Combined(["squared", "logistic", "multinomial", "poisson", "huber", "squared-hinge"], [0, 0.5, 1]);

    internal static TheoryData<string, double, bool> Combined(string[] losses, double[] ratios)
    {
        var data = new TheoryData<string, double, bool>();
        foreach (string loss in losses)
            foreach (double ratio in ratios)
            {
                data.Add(loss, ratio, false);
                data.Add(loss, ratio, true);
            }

        return data;
    }

    [Theory]
    [MemberData(nameof(Automatic))]
    public void Every_point_of_an_automatic_path_is_certified_and_optimal(string loss, double ratio, bool sparse) =>
        Gen.Select(new EngineCases(loss, ratio, sparse).Gen, Tolerances).Sample((c, tolerance) =>
        {
            var settings = c.Fitter(12, null).Settings(c.Sample);
            var points = c.Fit(settings, tolerance);
            Assert.Equal(settings, points.Select(point => point.Setting));
            if (loss == "logistic" && points.All(point => point.Certificate!.Value is { Status: FitStatus.Separable, NullObjective: double.NaN }))
                return; // free columns separate the classes: no λ has an optimum
            foreach (var point in points)
                Optimal(c, point, tolerance);
        }, iter: 40);

    [Theory]
    [MemberData(nameof(Explicit))]
    public void Every_point_of_an_explicit_list_is_certified_and_optimal(string loss, double ratio, bool sparse) =>
        Gen.Select(new EngineCases(loss, ratio, sparse) { Overlapping = true, MostColumns = 12 }.Gen, Tolerances, Gen.Double[-7, 1].Array[1, 4], Gen.Bool).Sample((c, tolerance, powers, free) =>
        {
            double[] lambdas = [.. powers.Select(power => Math.Pow(10, power)), .. free ? [0.0] : Array.Empty<double>(), Math.Pow(10, powers[0])];
            var points = c.Fit([.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)], tolerance);
            Assert.Equal(lambdas.Distinct().OrderDescending(), points.Select(point => point.Setting.Value));
            foreach (var point in points)
                Optimal(c, point, tolerance);
        }, iter: 40);

    [Theory]
    [InlineData("squared", 0)]
    [InlineData("squared", 1)]
    [InlineData("logistic", 0.5)]
    public void Without_a_penalty_a_fit_converges_or_is_separable(string loss, double ratio) =>
        Gen.Select(Gen.Bool.SelectMany(sparse => new EngineCases(loss, ratio, sparse) { Factors = false, Limits = false, MostColumns = 20 }.Gen), Tolerances).Sample((c, tolerance) =>
        {
            var point = c.Fit(0, tolerance);
            if (point.Certificate!.Value.Status != FitStatus.Separable)
                Optimal(c, point, tolerance);
            else
                Assert.Equal("logistic", loss);
        });

    internal static void Certified(EngineCase c, PathPoint<LinearModel> point, double tolerance)
    {
        var certificate = point.Certificate!.Value;
        Assert.True(certificate.Converged, $"{certificate} at {point.Setting}");
        if (certificate.RelativeGap is { } gap)
            Assert.True(gap >= -1e-13 && gap <= tolerance, $"a gap of {gap}: {certificate} at {point.Setting}");
        else
            Assert.True(HasEqualities(c, point.Setting.Value), $"no gap: {certificate} at {point.Setting}");
    }

    /// <summary>Whether a column that nothing penalises or limits may cost the dual point.</summary>
    private static bool HasEqualities(EngineCase c, double lambda) =>
        Enumerable.Range(0, c.Columns).Any(j => c.TakesPart(j) && lambda * c.Factor(j) == 0);

    /// <summary>
    /// A certified point whose objective is what it says, and where no coefficient alone can lower it by more than the gap: on each a proximal step is
    /// tried, which is where its optimality condition would send it. Limits hold exactly; constant and left-out columns are at 0.
    /// </summary>
    internal static void Optimal(EngineCase c, PathPoint<LinearModel> point, double tolerance)
    {
        Certified(c, point, tolerance);
        var certificate = point.Certificate!.Value;
        double lambda = point.Setting.Value, objective = c.Objective(point.Model, lambda), rounding = 1e-13 * (certificate.NullObjective + Math.Abs(objective));
        Assert.True(Math.Abs(objective - certificate.Primal) <= 10 * rounding, $"the objective is {objective}, said to be {certificate.Primal}: {certificate} at {point.Setting}, {c}");
        double[] w = [.. point.Model.Coefficients], b = [.. point.Model.Intercepts], scales = c.PenaltyScales();
        double[] eta = c.Eta(w, b);
        double allowed = tolerance * certificate.NullObjective + rounding;
        var (violation, noise) = Violation(c, w, eta, lambda, scales);
        Assert.True(violation <= certificate.KktViolation + noise, $"the optimality conditions are missed by {violation}, said to be {certificate.KktViolation}, rounding {noise:g2}, at {point.Setting}");
        for (int k = 0; k < c.Outputs; k++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                int at = k * c.Columns + j;
                Assert.True(w[at] >= c.LowerOf(j) && w[at] <= c.UpperOf(j), $"w{at} = {w[at]:r} is outside {c.LowerOf(j):r} … {c.UpperOf(j):r}");
                if (!c.TakesPart(j))
                {
                    Assert.Equal(0, w[at]);
                    continue;
                }

                double before = w[at];
                w[at] = ProximalStep(c, k, j, before, eta, lambda, scales[j]);
                double after = c.Objective(w, b, lambda);
                Assert.True(after >= objective - allowed, $"w{at} = {w[at]:r} instead of {before:r} lowers the objective by {objective - after:g3}, allowed {allowed:g3} at {lambda}");
                w[at] = before;
            }

            if (!c.Intercept)
            {
                Assert.Equal(0, b[k]);
                continue;
            }

            double intercept = b[k];
            b[k] = Unpenalised(c, k, intercept, eta);
            double moved = c.Objective(w, b, lambda);
            Assert.True(moved >= objective - allowed, $"b{k} = {b[k]:r} instead of {intercept:r} lowers the objective by {objective - moved:g3}, allowed {allowed:g3} at {lambda}");
            b[k] = intercept;
        }
    }

    /// <summary>By how much −gradient is outside of what penalty and limits hold at a coefficient, the largest on the penalty's scale; and what rounding may make of it.</summary>
    private static (double Violation, double Noise) Violation(EngineCase c, double[] w, double[] eta, double lambda, double[] scales)
    {
        double worst = 0, noise = 0, total = c.Weights.Sum();
        int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)];
        for (int k = 0; k < c.Outputs; k++)
        {
            double[] slopes = [.. rows.Select(i => c.Weights[i] / total * c.SlopeAt(i, k, eta).Slope)];
            for (int j = 0; j < c.Columns; j++)
            {
                if (!c.TakesPart(j))
                    continue;
                double own = w[k * c.Columns + j], mean = c.Intercept ? rows.Sum(i => c.Weights[i] / total * c.X[j * c.Rows + i]) : 0;
                double l1 = lambda * c.Factor(j) * c.L1Ratio, pull = -lambda * c.Factor(j) * (1 - c.L1Ratio) * own * scales[j], size = Math.Abs(pull);
                for (int a = 0; a < rows.Length; a++)
                {
                    pull -= slopes[a] * (c.X[j * c.Rows + rows[a]] - mean) / scales[j];
                    size += c.Weights[rows[a]] / total * (1 + Math.Abs(eta[k * c.Rows + rows[a]])) * (Math.Abs(c.X[j * c.Rows + rows[a]]) + Math.Abs(mean)) / scales[j];
                }

                double least = own > 0 ? l1 : -l1, most = own < 0 ? -l1 : l1;
                worst = Math.Max(worst, Math.Max(own <= c.LowerOf(j) ? 0 : least - pull, own >= c.UpperOf(j) ? 0 : pull - most));
                noise = Math.Max(noise, 1e-13 * size);
            }
        }

        return (worst, noise);
    }

    private static double ProximalStep(EngineCase c, int k, int j, double w, double[] eta, double lambda, double scale)
    {
        double gradient = 0, curvature = 0, total = c.Weights.Sum();
        for (int i = 0; i < c.Rows; i++)
        {
            if (c.Weights[i] == 0)
                continue;
            var (slope, bend) = c.SlopeAt(i, k, eta);
            double z = c.X[j * c.Rows + i];
            (gradient, curvature) = (gradient + c.Weights[i] * slope * z / total, curvature + c.Weights[i] * bend * z * z / total);
        }

        double l1 = lambda * c.Factor(j) * c.L1Ratio * scale, l2 = lambda * c.Factor(j) * (1 - c.L1Ratio) * scale * scale, v = curvature * w - gradient;
        if (curvature + l2 == 0)
            return w;
        return Math.Clamp(Math.CopySign(Math.Max(0, Math.Abs(v) - l1), v) / (curvature + l2), c.LowerOf(j), c.UpperOf(j));
    }

    private static double Unpenalised(EngineCase c, int k, double b, double[] eta)
    {
        double gradient = 0, curvature = 0;
        for (int i = 0; i < c.Rows; i++)
        {
            if (c.Weights[i] == 0)
                continue;
            var (slope, bend) = c.SlopeAt(i, k, eta);
            (gradient, curvature) = (gradient + c.Weights[i] * slope, curvature + c.Weights[i] * bend);
        }

        return b - gradient / curvature;
    }
}
