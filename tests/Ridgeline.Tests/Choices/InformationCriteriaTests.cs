using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tests.Paths;
using Ridgeline.Tests.Solvers;

namespace Ridgeline.Tests.Choices;

/// <summary>Degrees of freedom and information criteria, against goldens and dense matrices.</summary>
public sealed class InformationCriteriaTests
{
    private static readonly FitOptions Options = new() { Tolerance = 1e-13, Threads = 1 };

    public static TheoryData<string> Ridges => GoldenReader.Ids("edf_ic");

    public static TheoryData<string> Lassos => GoldenReader.Ids("sklearn_paths", c => GoldenReader.Id(c).StartsWith("lassolarsic_", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Ridges))]
    public void Ridge_has_the_goldens_degrees_of_freedom_leverages_and_criteria(string id)
    {
        var c = GoldenReader.Case("edf_ic", id);
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        var sample = Sample.Of(Design.Dense(x, y.Length), y);
        JsonElement[] rows = [.. c.GetProperty("rows").EnumerateArray().OrderByDescending(row => Of(row, "lam"))];
        var path = Path(sample, Penalty.L2, [.. rows.Select(row => Strength.C(1 / Of(row, "lam")).Setting)]);
        var curve = InformationCriteria.Of(sample, Loss.Squared, Penalty.L2, path);
        var degrees = DegreesOfFreedom.Of(sample, Loss.Squared, Penalty.L2, path);
        var curvatures = new PathCurvatures(sample, Loss.Squared, Penalty.L2, path);
        double[] g = new double[y.Length];
        for (int k = 0; k < rows.Length; k++)
        {
            var point = curve.Points[k];
            Near(Of(rows[k], "edf_with_intercept"), degrees[k], 1e-9);
            Near(Of(rows[k], "edf_without_intercept"), degrees[k] - 1, 1e-9);
            Assert.Equal(degrees[k], point.DegreesOfFreedom);
            Near(Of(rows[k], "rss"), point.Deviance, 1e-9);
            Near(Of(rows[k], "gcv"), point.Gcv, 1e-9);
            double n = y.Length, uncounted = 1 - (degrees[k] - 1) / n;
            Near(Of(rows[k], "gcv_without_intercept_count"), point.Deviance / n / (uncounted * uncounted), 1e-9);
            if (rows[k].GetProperty("sigma2_hat").ValueKind != JsonValueKind.Null)
                Near(Of(rows[k], "sigma2_hat"), point.Deviance / (n - degrees[k]), 1e-9);
            Near(Of(rows[k], "aic_gaussian_profile"), point.Aic, 1e-9);
            Near(Of(rows[k], "bic_gaussian_profile"), point.Bic, 1e-9);
            Assert.Equal(point.Bic, point.Ebic); // all columns are chosen
            if (rows[k].GetProperty("aicc_gaussian_profile").ValueKind == JsonValueKind.Null)
                Assert.True(double.IsNaN(point.Aicc));
            else
                Near(Of(rows[k], "aicc_gaussian_profile"), point.Aicc, 1e-9);
            curvatures.Take(k);
            curvatures.Leverages.Rows(g);
            double[] first = GoldenReader.Numbers(rows[k], "leverage_first5")!;
            for (int i = 0; i < first.Length; i++)
                Near(first[i], curvatures.D[i] * g[i], 1e-9);
            double sum = 0;
            for (int i = 0; i < g.Length; i++)
                sum += curvatures.D[i] * g[i];
            Near(Of(rows[k], "leverage_sum"), sum, 1e-9);
            double[] coefficients = GoldenReader.Numbers(rows[k], "coef_standardised")!;
            for (int j = 0; j < coefficients.Length; j++)
                Near(coefficients[j], path.Points[k].Model.Coefficients[j] * sample.View.PenaltyScales[j], 1e-6);
        }
    }

    /// <summary>Trap 19: MASS counts no intercept and divides by (n − df)² alone.</summary>
    [Theory, MemberData(nameof(Ridges))]
    public void Gcv_without_the_intercept_is_that_of_lm_ridge(string id)
    {
        var c = GoldenReader.Case("edf_ic", id);
        if (!c.TryGetProperty("mass_lm_ridge", out var mass))
            return;
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!), gcv = GoldenReader.Numbers(mass, "gcv")!;
        double[] lambdas = [.. c.GetProperty("rows").EnumerateArray().Select(row => Of(row, "lam"))];
        var sample = Sample.Of(Design.Dense(x, y.Length), y);
        for (int k = 0; k < lambdas.Length; k++)
        {
            var point = LeaveOneOut.Ridge(sample, Penalty.L2, [Strength.C(1 / lambdas[k]).Setting]).Points[0];
            double n = y.Length, rss = point.Gcv * Math.Pow(1 - point.DegreesOfFreedom / n, 2) * n;
            Near(gcv[k], rss / Math.Pow(n - point.DegreesOfFreedom + 1, 2), 1e-9);
        }
    }

    /// <summary>Trap 17: the full least-squares noise variance, and no intercept among the degrees of freedom.</summary>
    [Theory, MemberData(nameof(Lassos))]
    public void A_known_variance_gives_the_criteria_of_LassoLarsIC(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        if (GoldenReader.Text(c, "x_transform") is not null)
            x = GoldenReader.Scaled(x, y.Length);
        double[] alphas = GoldenReader.Numbers(c, "alphas_knots")!, criteria = GoldenReader.Numbers(c, "criterion_from_exact_solutions")!;
        var sample = Sample.Of(Design.Dense(x, y.Length), y, standardize: false);
        double variance = InformationCriteria.NoiseVariance(sample);
        Near(GoldenReader.Number(c.GetProperty("noise_variance")), variance, 1e-9);
        var path = Path(sample, Penalty.L1, [.. alphas.Select(alpha => Strength.Lambda(alpha).Setting)]);
        var curve = InformationCriteria.Of(sample, Loss.Squared, Penalty.L1, path, new InformationOptions { NoiseVariance = variance });
        bool aic = id.EndsWith("_aic", StringComparison.Ordinal);
        double perColumn = aic ? 2 : Math.Log(y.Length);
        for (int k = 0; k < criteria.Length; k++)
        {
            // at a knot a coefficient is just on its way to or from 0: the golden counts from 1e-9 on
            int faint = path.Points[k].Model.Coefficients.Count(w => w != 0 && Math.Abs(w) <= 1e-9);
            Near(criteria[k], (aic ? curve.Points[k].Aic : curve.Points[k].Bic) - perColumn * (1 + faint), 1e-8);
        }
    }

    [Fact]
    public void Degrees_of_freedom_are_the_trace_of_the_dense_hat_matrix() => Cases.Sample((c, r) =>
    {
        var path = c.Fitter(5, 1e-2).Fit([c.Sample], c.Fitter(5, 1e-2).Settings(c.Sample), new FitOptions { Tolerance = 1e-9, Threads = 1 }, null, CancellationToken.None)[0];
        var degrees = DegreesOfFreedom.Of(c.Sample, c.Loss, c.Penalty, path);
        for (int k = 0; k < degrees.Length; k++)
        {
            var dense = new DenseSteps(c, path.Points[k]);
            if (dense.IsSingular)
                continue;
            Assert.Equal(dense.DegreesOfFreedom, degrees[k], 1e-7 * (1 + degrees[k]));
            if (r == 1)
                Assert.Equal(dense.Support.Length + (c.Intercept ? 1 : 0), degrees[k], 1e-12);
            Assert.InRange(degrees[k], 0, c.Sample.RowsWithWeight + 1e-9);
        }
    }, iter: 150);

    [Fact]
    public void Every_criterion_is_its_formula_and_scaling_importance_weights_changes_none() => Cases.Sample((c, r) =>
    {
        var path = c.Fitter(4, 1e-1).Fit([c.Sample], c.Fitter(4, 1e-1).Settings(c.Sample), new FitOptions { Tolerance = 1e-9, Threads = 1 }, null, CancellationToken.None)[0];
        var options = new InformationOptions { NoiseVariance = 2, Gamma = 0.5 };
        var curve = InformationCriteria.Of(c.Sample, c.Loss, c.Penalty, path, options);
        var scaled = c with { Weights = [.. c.Weights.Select(weight => 3 * weight)] };
        var other = InformationCriteria.Of(scaled.Sample, c.Loss, c.Penalty, path, options);
        double n = c.Sample.RowsWithWeight;
        int choosable = Enumerable.Range(0, c.Columns).Count(j => c.TakesPart(j) && c.Factor(j) > 0);
        for (int k = 0; k < curve.Points.Length; k++)
        {
            var point = curve.Points[k];
            double saturated = c.Loss.SaturatedSum(c.Y, c.Weights) / c.Weights.Sum(), df = point.DegreesOfFreedom;
            double deviance = 2 * n * (c.MeanLoss(c.Eta(path.Points[k].Model)) - saturated);
            Assert.Equal(deviance, point.Deviance, 1e-9 * (1 + Math.Abs(deviance)));
            double fit = c.Loss.Name == "squared" ? n * Math.Log(4 * Math.PI) + deviance / 2 : deviance, slack = 1e-9 * (1 + Math.Abs(fit));
            int chosen = Enumerable.Range(0, c.Columns).Count(j => c.TakesPart(j) && c.Factor(j) > 0 && path.Points[k].Model.Coefficients[j] != 0);
            double choices = Enumerable.Range(1, chosen).Sum(j => Math.Log(choosable - chosen + j) - Math.Log(j));
            Assert.Equal(fit + 2 * df, point.Aic, slack);
            Assert.Equal(fit + Math.Log(n) * df, point.Bic, slack);
            Assert.Equal(point.Bic + choices, point.Ebic, slack);
            if (n > df + 1.1)
                Assert.Equal(point.Aic + 2 * df * (df + 1) / (n - df - 1), point.Aicc, slack * (1 + n));
            Assert.Equal(point.Aic, other.Points[k].Aic, 1e-7 * (1 + Math.Abs(point.Aic)));
        }
    }, iter: 100);

    [Fact]
    public void The_best_is_the_first_of_the_smallest_and_never_one_that_does_not_exist() => Gen.Int[0, 4].Array[1, 12].Sample(values =>
    {
        double[] numbers = [.. values.Select(value => value == 4 ? double.NaN : value)];
        var curve = new InformationCurve([.. numbers.Select((value, k) => new InformationPoint(new Setting(Knob.Lambda, 100 - k), k, 1, value, value, value, value, value))]);
        double smallest = numbers.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Min();
        foreach (var criterion in Enum.GetValues<InformationCriterion>())
            Assert.Equal(double.IsNaN(smallest) ? null : Array.IndexOf(numbers, smallest), curve.Best(criterion));
    });

    [Fact]
    public void A_model_whose_curvatures_overflow_has_no_criteria_and_is_not_trusted()
    {
        foreach (int columns in new[] { 2, 5 })
        {
            double[] x = [.. Enumerable.Range(0, 4 * columns).Select(i => Math.Cos(i))];
            var sample = Sample.Of(Design.Dense(x, 4), [1, 2, 3, 4]);
            var model = new LinearModel(Loss.Poisson, [.. Enumerable.Repeat(1.0, columns)], [1000], 1);
            var path = new ModelPath<LinearModel>([new PathPoint<LinearModel>(Strength.Lambda(1).Setting, model, null)]);
            var point = InformationCriteria.Of(sample, Loss.Poisson, Penalty.L2, path).Points[0];
            Assert.False(double.IsFinite(point.Aic) || double.IsFinite(point.Gcv));
            Assert.False(LeaveOneOut.Approximate(sample, Loss.Poisson, Penalty.L2, path).Points[0].IsTrusted);
        }
    }

    [Fact]
    public void Several_outputs_and_other_columns_are_refused()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4, 0, 1], 3), [0, 1, 2]);
        Assert.Throws<ArgumentException>(() => DegreesOfFreedom.Of(sample, Loss.Multinomial(3), Penalty.L2, new ModelPath<LinearModel>([])));
        var path = new ModelPath<LinearModel>([new PathPoint<LinearModel>(Strength.Lambda(1).Setting, new LinearModel(Loss.Squared, [1.0], [0], 1), null)]);
        Assert.Throws<ArgumentException>(() => InformationCriteria.Of(sample, Loss.Squared, Penalty.L2, path));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InformationOptions { Gamma = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InformationOptions { NoiseVariance = 0 });
    }

    internal static Gen<(EngineCase Case, double L1Ratio)> Cases { get; } = Gen.Select(
        Gen.Int[0, 2].Select(at => at == 0 ? "squared" : at == 1 ? "logistic" : "poisson"), Gen.Int[0, 2].Select(at => at / 2.0), Gen.Bool).SelectMany((loss, ratio, sparse) =>
        new EngineCases(loss, ratio, sparse) { MostRows = 30, MostColumns = 40, Odd = false, Limits = loss == "squared" }.Gen.Select(c => (c, ratio)));

    private static ModelPath<LinearModel> Path(Sample sample, Penalty penalty, ImmutableArray<Setting> settings) =>
        new LinearPathFitter(Loss.Squared, penalty).Fit([sample], settings, Options, null, CancellationToken.None)[0];

    private static double Of(JsonElement row, string name) => GoldenReader.Number(row.GetProperty(name));

    private static void Near(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Abs(expected));
}
