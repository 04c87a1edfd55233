using System.Globalization;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline cv as a user runs it: its numbers are the library's, glmnet's and scikit-learn's, and every option does what it says.</summary>
public sealed class CvCommandTests : IDisposable
{
    private static readonly string Reference = Path.Combine(AppContext.BaseDirectory, "Reference");
    private static readonly string BreastCancer = Path.Combine(Reference, "data", "breast_cancer.csv");
    private static readonly string Diabetes = Path.Combine(Reference, "data", "diabetes_raw.csv");
    private static readonly string Iris = Path.Combine(Reference, "data", "iris.csv");
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_fold_of_the_article_s_grid_search_has_its_score()
    {
        var article = Golden("seed_article");
        int[] rows = [.. article.GetProperty("split").GetProperty("train_rows").EnumerateArray().Select(row => row.GetInt32())];
        string[] lines = File.ReadAllLines(BreastCancer);
        int[] folds = [.. article.GetProperty("folds").GetProperty("cv5_stratified_shuffle").EnumerateArray().Select(fold => fold.GetInt32())];
        _folder.Write("train.csv", $"{lines[0]},fold\n" + string.Concat(rows.Zip(folds, (row, fold) => $"{lines[row + 1]},{fold}\n")));

        foreach (var search in article.GetProperty("grid_search").EnumerateArray())
        {
            var (score, sign, tolerance) = search.GetProperty("scoring").GetString() switch
            {
                "roc_auc" => ("roc-auc", 1.0, 1e-12),
                "accuracy" => ("accuracy", 1.0, 1e-12),
                _ => ("log-loss", -1.0, 1e-8),
            };
            var asked = search.GetProperty("rows").EnumerateArray().OrderBy(row => row.GetProperty("C").GetDouble()).ToArray();
            string c = string.Join(',', asked.Select(row => row.GetProperty("C").GetRawText()));
            string[] arguments = ["train.csv", "--target", "target", "--C", c, "--l1-ratio", "0", "--fold-column", "fold", "--score", score, "--tolerance", "1e-14"];
            var root = Json(arguments);
            var points = Points(root);
            Assert.Equal(asked.Length, points.Length);
            for (int k = 0; k < asked.Length; k++)
            {
                double[] exact = Numbers(asked[k].GetProperty("exact"), "per_fold");
                Assert.Equal(exact, Numbers(points[k], "scores").Select(value => sign * value), (a, b) => Math.Abs(a - b) <= tolerance);
                Assert.Equal(exact.Average(), sign * root.GetProperty("gridSearch").GetProperty("mean")[k].GetDouble(), tolerance);
                Assert.Equal(Deviation(exact), root.GetProperty("gridSearch").GetProperty("deviation")[k].GetDouble(), tolerance);
            }

            double best = search.GetProperty("best_C_from_exact").GetDouble();
            Assert.Equal(best, root.GetProperty("gridSearch").GetProperty("bestC").GetDouble());
            string text = Text(arguments);
            Assert.Contains($"Best C = {best}, score {sign * search.GetProperty("best_score_from_exact").GetDouble():F3}"[..^1], text);
            foreach (var row in asked)
                Assert.Contains($"C = {row.GetProperty("C").GetDouble()}: ", text);
        }
    }

    [Fact]
    public void Diabetes_with_glmnet_s_folds_and_lambdas_has_its_means_and_errors()
    {
        int compared = 0;
        foreach (var peer in Golden("cvglmnet").GetProperty("cases").EnumerateArray())
        {
            var options = peer.GetProperty("options");
            // glmnet's ridge part is in units of sd(y), which differs from fold to fold: its lasso alone is ours at the same λ.
            if (!options.TryGetProperty("lambda", out _) || options.GetProperty("data").GetString() != "diabetes_raw" || options.GetProperty("alpha").GetDouble() != 1)
                continue;
            double[] weights = options.TryGetProperty("weights", out _) ? Numbers(options, "weights") : [.. Enumerable.Repeat(1.0, 442)];
            string[] lines = File.ReadAllLines(Diabetes);
            int[] folds = [.. options.GetProperty("foldid").EnumerateArray().Select(fold => fold.GetInt32())];
            _folder.Write("d.csv", $"{lines[0]},fold,weight\n" + string.Concat(lines.Skip(1).Select((line, i) => $"{line},{folds[i]},{weights[i].ToString("R", CultureInfo.InvariantCulture)}\n")));
            double[] lambdas = Numbers(peer, "lambda");
            var root = Json("d.csv", "--target", "target", "--fold-column", "fold", "--weights-column", "weight", "--score", options.GetProperty("cv").GetProperty("type.measure").GetString()!, "--lambda", string.Join(',', lambdas.Select(lambda => lambda.ToString("R", CultureInfo.InvariantCulture))), "--tolerance", "1e-12");
            double[] means = Numbers(peer, "cvm"), errors = Numbers(peer, "cvsd");
            Assert.Equal(means, Points(root).Select(point => point.GetProperty("mean").GetDouble()), (a, b) => Math.Abs(a - b) <= 1e-6 * a);
            Assert.Equal(errors, Points(root).Select(point => point.GetProperty("standardError").GetDouble()), (a, b) => Math.Abs(a - b) <= 1e-6 * a);
            compared++;
        }

        Assert.Equal(4, compared);
    }

    [Fact]
    public void The_numbers_are_the_library_s()
    {
        var table = CsvFile.Read(Diabetes);
        string[] columns = [.. table.Columns.Select(column => column.Name).Where(name => name != "target")];
        var sample = Sample.Of(Design.Of(table, columns), table.Numbers("target").Values);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.ElasticNet(0.5));
        var search = CrossValidation.Run(fitter, sample, Resamples.KFold(sample, 5, seed: 7, repeats: 2), default, [Score.Mae], new FitOptions { StopWhenSaturated = true }, null, TestContext.Current.CancellationToken);

        var root = Json(Diabetes, "--target", "target", "--l1-ratio", "0.5", "--folds", "5", "--repeats", "2", "--seed", "7", "--score", "mae");
        var (curve, points) = (search.Curves[0], Points(root));
        Assert.Equal(curve.Points.Length, points.Length);
        for (int k = 0; k < points.Length; k++)
        {
            Assert.Equal(search.Path.Points[k].Model.Coefficients, Numbers(points[k], "coefficients"));
            Assert.Equal(curve.Points[k].Mean, points[k].GetProperty("mean").GetDouble());
            Assert.Equal(curve.Points[k].StandardError, points[k].GetProperty("standardError").GetDouble());
            Assert.Equal(curve.Points[k].PerFold, Numbers(points[k], "scores"));
            Assert.Equal(curve.TrainOf(k), points[k].GetProperty("trainMean").GetDouble());
        }

        Assert.Equal((curve.Best, curve.OneStandardError, search.Extended), (root.GetProperty("best").GetInt32(), root.GetProperty("oneStandardError").GetInt32(), root.GetProperty("extended").GetInt32()));
        Assert.Equal(2, root.GetProperty("timesBest").EnumerateArray().Sum(times => times.GetInt32()));
        Assert.Equal(search.Uncertainty().Tied, root.GetProperty("tied").EnumerateArray().Select(at => at.GetInt32()));
        Assert.Equal(11 * points.Length, root.GetProperty("fits").GetInt32());
        var honest = BiasCorrectedBootstrap.Run(search, sample, 7);
        Assert.Equal(honest.Honest, root.GetProperty("honest").GetProperty("honest").GetDouble());
        Assert.Equal(honest.Sentence, root.GetProperty("honest").GetProperty("sentence").GetString());
    }

    [Fact]
    public void The_text_names_folds_marks_choices_and_headline()
    {
        string text = Text(BreastCancer, "--target", "target", "--repeats", "2", "--folds", "5", "--score", "roc-auc", "--lambda-count", "20");
        foreach (string said in new[]
        {
            "Held out: 5 folds × 2 repeats, stratified, seed 42. Score: ROC AUC, the higher the better", "CV ROC AUC", " best ", " 1 SE ", "Best: λ = ", "One standard error: λ = ",
            "can't be told from the best", "Of 2 repeats the best was λ = ", "fits converged", "Of the best, ROC AUC: search says 0.9", "; honest 0.9", "1000 bootstrap draws",
        })
            Assert.Contains(said, text);
        Assert.All(_folder.Run("cv", BreastCancer, "--target", "target", "--lambda-count", "9").Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Fact]
    public void A_nested_search_is_one_without_each_fold()
    {
        var root = Json(Diabetes, "--target", "target", "--nested", "--folds", "4", "--lambda-count", "10");
        var nested = root.GetProperty("nested");
        Assert.Equal("nested", root.GetProperty("honest").GetProperty("method").GetString());
        Assert.Equal(nested.GetProperty("mean").GetDouble(), root.GetProperty("honest").GetProperty("honest").GetDouble());
        Assert.Equal(4, nested.GetProperty("chosen").GetArrayLength());
        Assert.Equal(4, nested.GetProperty("scores").GetArrayLength());
        Assert.Contains("made anew without each of the 4 folds", Text(Diabetes, "--target", "target", "--nested", "--folds", "4", "--lambda-count", "10"));

        string[] lines = File.ReadAllLines(Diabetes);
        _folder.Write("d.csv", $"{lines[0]},part\n" + string.Concat(lines.Skip(1).Select((line, i) => $"{line},{"abc"[i % 3]}\n")));
        Assert.Equal(3, Json("d.csv", "--target", "target", "--nested", "--fold-column", "part", "--lambda-count", "5").GetProperty("nested").GetProperty("chosen").GetArrayLength());
    }

    [Fact]
    public void Rows_in_time_order_are_predicted_from_those_before_and_the_bootstrap_says_why_not()
    {
        var root = Json(Diabetes, "--target", "target", "--time-ordered", "--folds", "4", "--gap", "3", "--lambda-count", "5");
        Assert.Equal("4 folds in time order, gap of 3 rows", root.GetProperty("folds").GetProperty("description").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("honest").ValueKind);
        Assert.Contains("can't be drawn anew", root.GetProperty("noHonest").GetString());
        Assert.Contains("No honest score: rows in time order can't be drawn anew", Text(Diabetes, "--target", "target", "--time-ordered", "--folds", "4", "--lambda-count", "5"));
        Assert.Equal(4, Json(Diabetes, "--target", "target", "--time-ordered", "--folds", "4", "--lambda-count", "5", "--nested").GetProperty("nested").GetProperty("chosen").GetArrayLength());
    }

    [Fact]
    public void Folds_and_groups_come_from_columns_that_are_not_learned_from()
    {
        string[] lines = File.ReadAllLines(Iris);
        _folder.Write("d.csv", $"{lines[0]},plot,part\n" + string.Concat(lines.Skip(1).Select((line, i) => $"{line},plot {i % 12},{i % 12 % 3}.0\n")));
        var given = Json("d.csv", "--target", "species", "--fold-column", "part", "--group-column", "plot", "--lambda-count", "5");
        Assert.Equal("3 folds, given by column 'part'; the 12 groups of column 'plot' stay whole", given.GetProperty("folds").GetProperty("description").GetString());
        Assert.Equal(["sepal_length", "sepal_width", "petal_length", "petal_width"], given.GetProperty("columns").EnumerateArray().Select(name => name.GetString()));
        var drawn = Json("d.csv", "--target", "species", "--group-column", "plot", "--lambda-count", "5", "--folds", "4", "--penalty-factor", "part=0", "--role", "part=number");
        Assert.Equal("4 folds, stratified, grouped, seed 42; the 12 groups of column 'plot' stay whole", drawn.GetProperty("folds").GetProperty("description").GetString());
        Assert.Equal(5, drawn.GetProperty("columns").GetArrayLength());
        var texts = Json(Iris, "--target", "petal_length", "--fold-column", "species", "--lambda-count", "5");
        Assert.Equal("3 folds, given by column 'species'", texts.GetProperty("folds").GetProperty("description").GetString());
    }

    [Fact]
    public void A_row_of_weight_0_needs_no_fold_and_a_C_stays_the_same_C_in_every_fold()
    {
        _folder.Write("d.csv", "x,f,w,y\n1,1,1,0.5\n2,1,1,1.5\n3,2,1,2\n4,2,1,4.5\n5,,0,99\n");
        var root = Json("d.csv", "--target", "y", "--fold-column", "f", "--weights-column", "w", "--C", "1", "--l1-ratio", "0", "--no-standardize");
        Assert.Equal(4, root.GetProperty("rows").GetInt32());
        // Fold 1 learns from (3, 2) and (4, 4.5) with λ = 1/(1·2): w = cov/(var + λ) = 0.625/(0.25 + 0.5), and predicts 3.25 + w·(x − 3.5); fold 2 likewise from (1, 0.5) and (2, 1.5).
        double w1 = 0.625 / 0.75, w2 = 0.25 / 0.75;
        double first = (Square(3.25 - 2.5 * w1 - 0.5) + Square(3.25 - 1.5 * w1 - 1.5)) / 2, second = (Square(1 + 1.5 * w2 - 2) + Square(1 + 2.5 * w2 - 4.5)) / 2;
        Assert.Equal([first, second], Numbers(Points(root)[0], "scores"), (a, b) => Math.Abs(a - b) <= 1e-9);
        static double Square(double x) => x * x;
    }

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("poisson")]
    [InlineData("huber")]
    [InlineData("squared-hinge")]
    public void Every_loss_has_its_default_score(string loss)
    {
        _folder.Write("d.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7 % 11},{i * 5 % 13},{(loss is "logistic" or "squared-hinge" ? i * 3 % 7 % 2 : i * 3 % 7 % 3)}\n")));
        string expected = loss switch { "poisson" => "poisson-deviance", "squared-hinge" => "accuracy", "squared" or "huber" => "mse", _ => "log-loss" };
        var root = Json("d.csv", "--target", "y", "--loss", loss, "--lambda-count", "4", "--folds", "3");
        Assert.Equal(expected, root.GetProperty("score").GetString());
        Assert.Equal("deviance-explained", Json("d.csv", "--target", "y", "--loss", loss, "--lambda-count", "4", "--folds", "3", "--score", "deviance-explained").GetProperty("score").GetString());
    }

    [Fact]
    public void Threads_change_no_byte_and_the_seed_does()
    {
        string Raw(params string[] more) => Json([BreastCancer, "--target", "target", "--lambda-count", "8", .. more]).GetRawText();
        Assert.Equal(Raw("--threads", "1"), Raw("--threads", "3"));
        Assert.NotEqual(Raw("--seed", "1"), Raw("--seed", "2"));
    }

    [Fact]
    public void A_score_that_a_fold_can_t_have_is_pooled_and_a_fold_without_a_class_is_separable()
    {
        _folder.Write("d.csv", "x,f,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i * 7 % 13},{i % 3},{(i % 3 == 0 && i % 2 == 0 ? "yes" : "no")}\n")));
        string text = Text("d.csv", "--target", "y", "--fold-column", "f", "--lambda-count", "5", "--score", "roc-auc");
        Assert.Contains("pooled", text);
        Assert.Contains("Pooled: a fold can't have this score", text);
        Assert.Contains("separable", text);
        Assert.Contains("5 of 20 fits didn't converge", text);
        var point = Points(Json("d.csv", "--target", "y", "--fold-column", "f", "--lambda-count", "5", "--score", "roc-auc"))[0];
        Assert.True(point.GetProperty("pooled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, point.GetProperty("standardError").ValueKind);
        Assert.Contains(point.GetProperty("scores").EnumerateArray(), score => score.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void Help_names_every_option_of_cv()
    {
        string help = _folder.RunHelp("cv");
        foreach (string option in new[] { "--target", "--loss", "--C", "--lambda-file", "--folds", "--fold-column", "--group-column", "--repeats", "--time-ordered", "--gap", "--seed", "--score", "--nested", "--threads", "--json", "from 2 to 10000" })
            Assert.Contains(option, help);
    }

    private JsonElement Json(params string[] arguments)
    {
        var run = _folder.Run(["cv", .. arguments, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private string Text(params string[] arguments)
    {
        var run = _folder.Run(["cv", .. arguments]);
        Assert.True(run.Code == 0, run.Error);
        return string.Join(' ', run.Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static JsonElement Golden(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Reference, "golden", $"{name}.json"))).RootElement;

    private static JsonElement[] Points(JsonElement root) => [.. root.GetProperty("path").EnumerateArray()];

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => (value - values.Average()) * (value - values.Average())));
}
