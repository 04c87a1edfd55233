using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Paths;

/// <summary>Every single fit of scikit-learn's goldens, and the article's three penalties, against the exact solutions; through dense and through sparse columns.</summary>
public sealed class SklearnGoldenTests
{
    public static TheoryData<string> Linear => GoldenReader.Ids("sklearn_linear");

    public static TheoryData<string> Logistic => GoldenReader.Ids("sklearn_logistic");

    [Theory, MemberData(nameof(Linear))]
    public void Linear_fits_are_exact(string id) => IsExact(SklearnCase.Of("sklearn_linear", id), 1e-12);

    [Theory, MemberData(nameof(Logistic))]
    public void Logistic_fits_are_exact(string id)
    {
        var c = SklearnCase.Of("sklearn_logistic", id);
        IsExact(c, c.Problem.Outputs > 1 ? 1e-14 : 1e-13); // the softmax of the digits is so flat in its intercepts that a gap of 2e-14 is 2e-6 there
    }

    [Theory]
    [InlineData(0, "l2")]
    [InlineData(1, "l1_liblinear")]
    [InlineData(2, "elasticnet_saga")]
    public void The_articles_three_penalties_are_exact(int row, string penalty)
    {
        var article = ReferenceData.Golden("seed_article").RootElement;
        var golden = article.GetProperty("three_types")[row];
        Assert.Equal(penalty, GoldenReader.Text(golden, "penalty"));
        var exact = golden.GetProperty("exact");
        double[] z = GoldenReader.Numbers(exact, "coef")!, b = GoldenReader.Numbers(exact, "intercept")!;
        double objective = GoldenReader.Number(exact.GetProperty("objective_mean_scale"));
        double[] x = GoldenReader.Columns(article, "breast_cancer"), y = GoldenReader.Target("breast_cancer", "target");
        int rows = y.Length;
        int[] train = [.. article.GetProperty("split").GetProperty("train_rows").EnumerateArray().Select(value => value.GetInt32())];
        var setting = Strength.C(1).Setting;
        SklearnCase problem;
        if (penalty == "l1_liblinear")
        {
            double[] trained = [.. Enumerable.Range(0, z.Length).SelectMany(j => train.Select(i => x[j * rows + i]))];
            problem = SklearnCase.PenalisedIntercept(GoldenReader.Scaled(trained, train.Length), [.. train.Select(i => y[i])], 1, setting, new GoldenFit(z, b), objective);
        }
        else
        {
            // the test's rows have weight 0, and the library standardises by what is left
            double[] means = GoldenReader.Numbers(article.GetProperty("scaler"), "mean")!, scales = GoldenReader.Numbers(article.GetProperty("scaler"), "scale")!;
            double[] w = [.. z.Select((value, j) => value / scales[j])], weights = new double[rows];
            foreach (int i in train)
                weights[i] = 1;
            problem = new SklearnCase(
                new GoldenProblem("binomial", 1, x, y, weights, standardize: true, l1Ratio: penalty == "l2" ? 0 : 0.5), setting,
                new GoldenFit(w, [b[0] - w.Select((value, j) => value * means[j]).Sum()]), objective);
        }

        var fit = IsExact(problem, 1e-13);
        Assert.Equal(golden.GetProperty("exact_nonzero").GetInt32(), fit.W.Take(z.Length).Count(value => value != 0));
    }

    private static GoldenFit IsExact(SklearnCase c, double tolerance)
    {
        var problem = c.Problem;
        GoldenFit fit = c.Exact;
        Assert.Equal(c.Objective, problem.Objective(c.Exact, c.Lambda), 1e-12 * Math.Abs(c.Objective)); // the conversion is right
        foreach (bool sparse in new[] { true, false })
        {
            var point = problem.Fit([c.Setting], new FitOptions { Tolerance = tolerance, Threads = 1 }, sparse)[0];
            var certificate = point.Certificate!.Value;
            fit = GoldenFit.Of(point.Model);
            double kkt = problem.KktResidual(fit, c.Lambda) / problem.SlopeScale(), worse = problem.Objective(fit, c.Lambda) - c.Objective;
            var (w, b) = problem.Distances(c.Exact, fit);
            double largest = problem.Largest(c.Exact);
            string where = $"{(sparse ? "sparse" : "dense")}, gap {certificate.RelativeGap}, KKT residual {kkt}, worse by {worse}, off by {w} of {largest} sd units, {b} in the intercept: {certificate}";
            Assert.True(certificate.Converged && certificate.RelativeGap <= tolerance, where);
            Assert.True(worse <= 1e-12 * certificate.NullObjective, where);
            Assert.True(kkt <= (problem.Family == "gaussian" ? 1e-12 : 1e-6), where);
            Assert.True(w <= 1e-6 * largest && b <= 1e-6 * Math.Max(largest, problem.LargestIntercept(c.Exact)), where);
        }

        return fit;
    }
}
