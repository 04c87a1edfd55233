using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Paths;

/// <summary>scikit-learn's paths: grids, every knot of the lasso, information criteria, leave-one-out and folds, each as one walk over λ.</summary>
public sealed class SklearnPathGoldenTests
{
    private static readonly FitOptions Options = new() { Tolerance = 1e-12, Threads = 1 };

    public static TheoryData<string> Grids => Of("enet_path_");

    public static TheoryData<string> Knots => Of("lars_knots_");

    public static TheoryData<string> Criteria => Of("lassolarsic_");

    public static TheoryData<string> LeaveOneOut => Of("ridgecv_");

    public static TheoryData<string> Folds => Of("enetcv_");

    [Theory, MemberData(nameof(Grids))]
    public void A_path_and_its_grid_are_scikit_learns(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        var problem = Problem(c, centred: true);
        double[] alphas = GoldenReader.Numbers(c, "alphas")!;
        var settings = new LinearPathFitter(problem.Loss, problem.Penalty, new LambdaGrid { Count = alphas.Length, Ratio = GoldenReader.Number(c.GetProperty("eps")) }).Settings(problem.Sample());
        Assert.Equal(alphas, settings.Select(setting => setting.Value), (a, b) => Math.Abs(a - b) <= 1e-10 * a);
        int[] index = [.. c.GetProperty("index").EnumerateArray().Select(value => value.GetInt32())];
        foreach (bool sparse in new[] { false, true })
            AreExact(problem, problem.Fit(alphas.Select(alpha => Strength.Lambda(alpha).Setting), Options, sparse), index, c.GetProperty("coefs_exact"));
    }

    [Theory, MemberData(nameof(Knots))]
    public void The_path_goes_through_every_knot_of_the_lasso(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        var problem = Problem(c, centred: true);
        double[] alphas = GoldenReader.Numbers(c, "alphas")!;
        foreach (bool sparse in new[] { false, true })
            AreExact(problem, problem.Fit(alphas.Select(alpha => Strength.Lambda(alpha).Setting), Options, sparse), [.. Enumerable.Range(0, alphas.Length)], c.GetProperty("coefs_by_knot"));
    }

    [Theory, MemberData(nameof(Criteria))]
    public void Information_criteria_along_the_knots_are_scikit_learns(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        var problem = Problem(c, centred: false);
        double[] alphas = GoldenReader.Numbers(c, "alphas_knots")!, criteria = GoldenReader.Numbers(c, "criterion")!, exact = GoldenReader.Numbers(c, "criterion_from_exact_solutions")!;
        double variance = GoldenReader.Number(c.GetProperty("noise_variance")), n = problem.Rows;
        double perColumn = id.EndsWith("_aic", StringComparison.Ordinal) ? 2 : Math.Log(n);
        var points = problem.Fit(alphas.Select(alpha => Strength.Lambda(alpha).Setting), Options);
        double[] ours = [.. points.Select(point =>
        {
            // at a knot a coefficient is just on its way to or from 0: the golden counts from 1e-9 on
            var fit = GoldenFit.Of(point.Model);
            return n * Math.Log(2 * Math.PI * variance) + 2 * n * problem.MeanLoss(fit) / variance + perColumn * fit.W.Count(w => Math.Abs(w) > 1e-9);
        })];
        for (int k = 0; k < alphas.Length; k++)
            Assert.Equal(k < exact.Length ? exact[k] : criteria[k], ours[k], 1e-8 * Math.Abs(ours[k]));
        int best = Array.IndexOf(ours, ours.Min());
        Assert.Equal(GoldenReader.Number(c.GetProperty("alpha_selected")), alphas[best], 1e-12 * alphas[0]);
        AreExact(problem, [points[best]], [0], JsonSerializer.SerializeToElement(new[] { GoldenReader.Numbers(c, "coef") }));
    }

    [Theory, MemberData(nameof(LeaveOneOut))]
    public void Leaving_each_row_out_by_its_weight_gives_scikit_learns_errors(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        var problem = Problem(c, centred: false, l1Ratio: 0);
        double[] alphas = GoldenReader.Numbers(c, "alphas")!, expected = GoldenReader.Numbers(c, "loo_mse_bruteforce")!, rows = GoldenReader.Numbers(c, "loo_sqerr_per_row_at_best")!;
        ImmutableArray<Setting> settings = [.. alphas.Select(alpha => Strength.C(1 / alpha).Setting)]; // ‖y − Xw − b‖² + α‖w‖²: the same C in every resample
        var sample = problem.Sample();
        var paths = new LinearPathFitter(problem.Loss, problem.Penalty).Fit(
            [.. Enumerable.Range(0, problem.Rows).Select(i => sample.Reweighted([.. Enumerable.Range(0, problem.Rows).Select(k => k == i ? 0.0 : 1)]))], settings, Options, null, CancellationToken.None);
        double best = GoldenReader.Number(c.GetProperty("best_alpha"));
        var errors = new double[alphas.Length];
        for (int a = 0; a < alphas.Length; a++)
            for (int i = 0; i < problem.Rows; i++)
            {
                double error = SquaredError(problem, paths[i].Points.Single(point => point.Setting == settings[a]), i);
                errors[a] += error / problem.Rows;
                if (alphas[a] == best)
                    Assert.Equal(rows[i], error, 1e-8 * errors.Max() + 1e-8 * error);
            }

        Assert.Equal(expected, errors, (a, b) => Math.Abs(a - b) <= 1e-8 * a);
        Assert.Equal(best, alphas[Array.IndexOf(errors, errors.Min())]);
    }

    [Theory, MemberData(nameof(Folds))]
    public void The_errors_of_every_fold_and_alpha_are_scikit_learns(string id)
    {
        var c = GoldenReader.Case("sklearn_paths", id);
        var problem = Problem(c, centred: false);
        double[] alphas = GoldenReader.Numbers(c, "alphas")!, folds = GoldenReader.Numbers(c, "fold_of_row")!, expected = GoldenReader.Numbers(c, "mse_path_alpha_by_fold")!;
        var fitter = new LinearPathFitter(problem.Loss, problem.Penalty, new LambdaGrid { Count = alphas.Length, Ratio = GoldenReader.Number(c.GetProperty("eps")) });
        var sample = problem.Sample();
        var settings = fitter.Settings(sample);
        Assert.Equal(alphas, settings.Select(setting => setting.Value), (a, b) => Math.Abs(a - b) <= 1e-10 * a);
        var paths = fitter.Fit([.. Enumerable.Range(0, 5).Select(fold => sample.Reweighted([.. folds.Select(of => of == fold ? 0.0 : 1)])), sample], settings, Options, null, CancellationToken.None);
        var means = new double[alphas.Length];
        for (int k = 0; k < alphas.Length; k++)
            for (int fold = 0; fold < 5; fold++)
            {
                int[] heldOut = [.. Enumerable.Range(0, problem.Rows).Where(i => folds[i] == fold)];
                double error = heldOut.Average(i => SquaredError(problem, paths[fold].Points[k], i));
                means[k] += error / 5;
                Assert.Equal(expected[k * 5 + fold], error, 1e-8 * error);
            }

        int best = Array.IndexOf(means, means.Min());
        Assert.Equal(GoldenReader.Number(c.GetProperty("alpha")), alphas[best], 1e-12 * alphas[0]);
        AreExact(problem, [paths[5].Points[best]], [0], JsonSerializer.SerializeToElement(new[] { GoldenReader.Numbers(c, "coef") }));
    }

    private static void AreExact(GoldenProblem problem, ImmutableArray<PathPoint<LinearModel>> points, int[] index, JsonElement coefficients)
    {
        double[][] exact = [.. coefficients.EnumerateArray().Select(row => row.EnumerateArray().Select(GoldenReader.Number).ToArray())];
        double largest = exact.Max(w => problem.Largest(new GoldenFit(w, [0])));
        for (int q = 0; q < index.Length; q++)
        {
            var fit = GoldenFit.Of(points[index[q]].Model);
            double lambda = points[index[q]].Setting.Value, kkt = problem.KktResidual(fit, lambda) / problem.SlopeScale();
            double off = problem.Distances(new GoldenFit(exact[q], fit.B), fit).W;
            string where = $"λ[{index[q]}] = {lambda}: off by {off} sd units, KKT residual {kkt}, {points[index[q]].Certificate}";
            Assert.True(points[index[q]].Certificate!.Value.Converged && kkt <= 1e-12, where);
            Assert.True(off <= 1e-8 * largest, where);
        }
    }

    private static double SquaredError(GoldenProblem problem, PathPoint<LinearModel> point, int row)
    {
        double eta = point.Model.Intercepts[0];
        for (int j = 0; j < problem.Columns; j++)
            eta += point.Model.Coefficients[j] * problem.X[j * problem.Rows + row];
        return (problem.Y[row] - eta) * (problem.Y[row] - eta);
    }

    /// <summary>The case's columns, scaled where it says so; with y centred there is no intercept.</summary>
    private static GoldenProblem Problem(JsonElement c, bool centred, double? l1Ratio = null)
    {
        string data = GoldenReader.Text(c, "data")!;
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        if (GoldenReader.Text(c, "x_transform") is not null)
            x = GoldenReader.Scaled(x, y.Length);
        double mean = centred ? y.Average() : 0;
        return new GoldenProblem("gaussian", 1, x, [.. y.Select(value => value - mean)], intercept: !centred, l1Ratio: l1Ratio ?? GoldenReader.Number(c, "l1_ratio", 1));
    }

    private static TheoryData<string> Of(string kind) => GoldenReader.Ids("sklearn_paths", c => GoldenReader.Id(c).StartsWith(kind, StringComparison.Ordinal));
}
