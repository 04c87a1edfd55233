using System.Text.Json;
using Ridgeline.Objectives;

namespace Ridgeline.Tests.Paths;

/// <summary>A case of a scikit-learn golden: a problem, one setting and the exact solution there.</summary>
internal sealed record SklearnCase(GoldenProblem Problem, Setting Setting, GoldenFit Exact, double Objective)
{
    public static SklearnCase Of(string golden, string id)
    {
        var c = GoldenReader.Case(golden, id);
        return golden == "sklearn_linear" ? Linear(c) : Logistic(c);
    }

    /// <summary>Our λ.</summary>
    public double Lambda => Strength.Of(Setting).LambdaOn(Problem.Sample());

    /// <summary>Ridge ‖y−Xw−b‖² + α‖w‖² is λ = α/Σs; Lasso's and ElasticNet's α is λ.</summary>
    private static SklearnCase Linear(JsonElement c)
    {
        string data = GoldenReader.Text(c, "data")!, model = GoldenReader.Text(c, "model")!;
        var parameters = c.GetProperty("params");
        double[] x = GoldenReader.Columns(c, data), y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!);
        double[]? weights = c.TryGetProperty("sample_weight", out _) ? GoldenReader.RuledWeights(y.Length) : null;
        double alpha = GoldenReader.Number(parameters.GetProperty("alpha"));
        bool isRidge = model is "Ridge" or "LinearRegression";
        var problem = new GoldenProblem(
            "gaussian", 1, x, y, weights, intercept: GoldenReader.Flag(parameters, "fit_intercept", true),
            l1Ratio: isRidge ? 0 : GoldenReader.Number(parameters, "l1_ratio", 1),
            lower: GoldenReader.Flag(parameters, "positive", false) ? new double[x.Length / y.Length] : null);
        return new SklearnCase(problem, Strength.Lambda(isRidge ? alpha / (weights?.Sum() ?? y.Length) : alpha).Setting, Fit(c), ObjectiveOf(c));
    }

    /// <summary>C Σ sᵢℓᵢ + R(w): the same C here.</summary>
    private static SklearnCase Logistic(JsonElement c)
    {
        string data = GoldenReader.Text(c, "data")!, id = GoldenReader.Id(c);
        var parameters = c.GetProperty("params");
        string[]? classes = c.TryGetProperty("classes", out _) ? GoldenReader.Texts(c, "classes") : null;
        double[] y = GoldenReader.Target(data, GoldenReader.Text(c, "y")!, classes), x = GoldenReader.Columns(c, data);
        if (GoldenReader.Text(c, "x_transform") != "none")
            x = GoldenReader.Scaled(x, y.Length);
        string? penalty = GoldenReader.Text(parameters, "penalty");
        double l1Ratio = penalty switch { "l1" => 1, "elasticnet" => GoldenReader.Number(parameters.GetProperty("l1_ratio")), _ => 0 };
        var setting = Strength.C(penalty is null ? double.PositiveInfinity : GoldenReader.Number(parameters.GetProperty("C"))).Setting;
        if (GoldenReader.Text(parameters, "solver") == "liblinear")
            return PenalisedIntercept(x, y, l1Ratio, setting, Fit(c), ObjectiveOf(c));

        double[]? weights = id.EndsWith("_weights", StringComparison.Ordinal) ? GoldenReader.RuledWeights(y.Length) : null;
        if (GoldenReader.Text(parameters, "class_weight") == "balanced")
            weights = [.. y.Select(label => y.Length / (2.0 * y.Count(other => other == label)))];
        var problem = new GoldenProblem(
            classes is null ? "binomial" : "multinomial", classes?.Length ?? 1, x, y, weights, l1Ratio: l1Ratio, intercept: GoldenReader.Flag(parameters, "fit_intercept", true));
        return new SklearnCase(problem, setting, Fit(c), ObjectiveOf(c));
    }

    /// <summary>
    /// liblinear penalises the intercept as the coefficient of a column of ones. Constant columns take no part here; but turning a row's signs, x → −x and
    /// y → 1 − y, leaves its logistic loss as it is, so every second row is turned and the column of ones isn't constant any more.
    /// </summary>
    public static SklearnCase PenalisedIntercept(double[] x, double[] y, double l1Ratio, Setting setting, GoldenFit exact, double objective)
    {
        int rows = y.Length;
        double[] all = [.. x.Concat(Enumerable.Repeat(1.0, rows)).Select((value, at) => at % rows % 2 == 0 ? value : -value)];
        double[] turned = [.. y.Select((value, i) => i % 2 == 0 ? value : 1 - value)];
        return new SklearnCase(
            new GoldenProblem("binomial", 1, all, turned, intercept: false, l1Ratio: l1Ratio), setting, new GoldenFit([.. exact.W, .. exact.B], [0]), objective);
    }

    private static GoldenFit Fit(JsonElement c) =>
        new(GoldenReader.Numbers(c.GetProperty("exact"), "coef")!, GoldenReader.Numbers(c.GetProperty("exact"), "intercept")!);

    private static double ObjectiveOf(JsonElement c) => GoldenReader.Number(c.GetProperty("exact").GetProperty("objective_mean_scale"));
}
