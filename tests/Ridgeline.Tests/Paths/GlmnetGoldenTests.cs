using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Paths;

/// <summary>Every path of glmnet's goldens, through dense and through sparse columns, against the exact solutions and against glmnet's own numbers.</summary>
public sealed class GlmnetGoldenTests
{
    private const double Tolerance = 1e-13; // a deviance ratio isn't stationary at the optimum as the objective is: it is right to 1e-7 only where the gap is far smaller
    private static readonly ConcurrentDictionary<(string, string), GlmnetCase> Read = new();
    private static readonly ConcurrentDictionary<(GlmnetCase, bool), ImmutableArray<PathPoint<LinearModel>>> Fitted = new();

    public static TheoryData<string, string> Cases => Matching((_, _) => true);

    public static TheoryData<string, string> AutomaticCases => Matching((golden, id) => Of(golden, id).IsAutomatic);

    [Theory, MemberData(nameof(Cases))]
    public void Every_lambda_is_certified_and_stationary(string golden, string id) => Everywhere(golden, id, (c, k, point) =>
    {
        double kkt = c.Problem.KktResidual(GoldenFit.Of(point.Model), c.Lambda(k)) / c.Problem.SlopeScale();
        var certificate = point.Certificate!.Value;
        Assert.True(certificate.Converged && certificate.RelativeGap <= Tolerance, $"gap {certificate.RelativeGap}, {certificate}");
        Assert.True(kkt <= (c.Problem.Family == "gaussian" ? 1e-12 : 1e-6), $"KKT residual {kkt}, {certificate}");
    });

    [Theory, MemberData(nameof(Cases))]
    public void The_objective_is_nowhere_worse_than_at_the_exact_solution(string golden, string id) => WhereExact(golden, id, (c, exact, point) =>
    {
        double lambda = c.Lambda(exact.Index), ours = c.Problem.Objective(GoldenFit.Of(point.Model), lambda), theirs = c.Problem.Objective(exact.Fit, lambda);
        Assert.Equal(exact.Objective, theirs, 1e-12 * Math.Abs(exact.Objective)); // the conversion is right
        Assert.True(ours - theirs <= 1e-12 * point.Certificate!.Value.NullObjective, $"{ours} is worse than {theirs} by {ours - theirs}");
        Assert.Equal(theirs, point.Certificate.Value.Primal, 1e-11 * point.Certificate.Value.NullObjective);
    });

    [Theory, MemberData(nameof(Cases))]
    public void The_coefficients_are_the_exact_ones(string golden, string id) => WhereExact(golden, id, (c, exact, point) =>
    {
        double largest = Math.Max(c.Problem.Largest(exact.Fit), 1e-6 * c.Points.Max(p => c.Problem.Largest(p.Fit)));
        var (w, b) = c.Problem.Distances(exact.Fit, GoldenFit.Of(point.Model));
        Assert.True(w <= 1e-6 * largest, $"a coefficient is off by {w} sd units, {w / largest} of the largest");
        Assert.True(b <= 1e-6 * Math.Max(largest, c.Problem.LargestIntercept(exact.Fit)), $"the intercept of centred columns is off by {b}");
    });

    [Theory, MemberData(nameof(Cases))]
    public void The_deviance_ratios_and_the_numbers_of_columns_are_glmnets(string golden, string id) => Everywhere(golden, id, (c, k, point) =>
    {
        if (!c.IsPeersModel(k))
            return;
        Assert.Equal(c.DevianceRatios[k], point.Model.DevianceRatio, 1e-7);
        Assert.Equal(c.NonZeros[k], point.Model.NonZeros);
    });

    [Theory, MemberData(nameof(Cases))]
    public void The_deviance_ratio_is_the_written_out_one(string golden, string id) => WhereExact(golden, id, (c, exact, point) =>
    {
        double saturated = c.Problem.SaturatedLoss(), nullLoss = c.NullDeviance + saturated;
        Assert.Equal((nullLoss - c.Problem.MeanLoss(exact.Fit)) / c.NullDeviance, point.Model.DevianceRatio, 1e-7);
    });

    [Theory, MemberData(nameof(AutomaticCases))]
    public void The_automatic_grid_is_glmnets(string golden, string id)
    {
        var c = Of(golden, id);
        foreach (bool sparse in new[] { false, true })
        {
            var settings = new LinearPathFitter(c.Problem.Loss, c.Problem.Penalty, new LambdaGrid { Count = c.Count, Ratio = c.Ratio }).Settings(c.Problem.Sample(sparse));
            Assert.Equal(c.Count, settings.Length);
            // λ_max·max(r, 0.001) is the largest gradient on both sides, whatever unit λ has
            double unit = Math.Max(c.Alpha, 1e-3) / Math.Max(c.Problem.L1Ratio, 1e-3);
            for (int k = 0; k < c.Lambdas.Length; k++)
                Assert.Equal(c.Lambdas[k] * unit, settings[k].Value, 1e-10 * settings[k].Value);
        }
    }

    [Theory, MemberData(nameof(AutomaticCases))]
    public void The_path_ends_where_glmnets_ends(string golden, string id)
    {
        var c = Of(golden, id);
        var options = new FitOptions { Tolerance = Tolerance, Threads = 1, StopWhenSaturated = c.StopsEarly };
        foreach (bool sparse in new[] { false, true })
            Assert.Equal(c.Lambdas.Length, c.Problem.Fit(c.WholeGrid().Select(lambda => Strength.Lambda(lambda).Setting), options, sparse).Length);
    }

    private static void Everywhere(string golden, string id, Action<GlmnetCase, int, PathPoint<LinearModel>> fact)
    {
        var c = Of(golden, id);
        foreach (bool sparse in new[] { false, true })
        {
            var points = Fit(c, sparse);
            Assert.Equal(c.Lambdas.Length, points.Length);
            for (int k = 0; k < points.Length; k++)
                Check($"{id}, {(sparse ? "sparse" : "dense")}, λ[{k}] = {c.Lambda(k)}", () => fact(c, k, points[k]));
        }
    }

    private static void WhereExact(string golden, string id, Action<GlmnetCase, GoldenPoint, PathPoint<LinearModel>> fact)
    {
        var c = Of(golden, id);
        foreach (bool sparse in new[] { false, true })
            foreach (var exact in c.Points)
                Check($"{id}, {(sparse ? "sparse" : "dense")}, λ[{exact.Index}] = {c.Lambda(exact.Index)}", () => fact(c, exact, Fit(c, sparse)[exact.Index]));
    }

    private static void Check(string where, Action fact)
    {
        try
        {
            fact();
        }
        catch (Xunit.Sdk.XunitException error)
        {
            Assert.Fail($"{where}: {error.Message}");
        }
    }

    private static ImmutableArray<PathPoint<LinearModel>> Fit(GlmnetCase c, bool sparse) => Fitted.GetOrAdd((c, sparse), key => key.Item1.Problem.Fit(
        Enumerable.Range(0, c.Lambdas.Length).Select(k => Strength.Lambda(c.Lambda(k)).Setting), new FitOptions { Tolerance = Tolerance, Threads = 1 }, sparse));

    private static GlmnetCase Of(string golden, string id) => Read.GetOrAdd((golden, id), key => new GlmnetCase(key.Item1, key.Item2));

    private static TheoryData<string, string> Matching(Func<string, string, bool> which)
    {
        var data = new TheoryData<string, string>();
        foreach (string golden in GlmnetCase.Goldens)
            foreach (var c in GoldenReader.Cases(golden).Where(GlmnetCase.IsOurs))
                if (which(golden, GoldenReader.Id(c)))
                    data.Add(golden, GoldenReader.Id(c));
        return data;
    }
}
