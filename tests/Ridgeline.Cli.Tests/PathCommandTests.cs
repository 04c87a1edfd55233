using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline path as a user runs it: its numbers are the library's, and every option does what it says.</summary>
public sealed class PathCommandTests : IDisposable
{
    private static readonly string BreastCancer = Path.Combine(AppContext.BaseDirectory, "Reference", "data", "breast_cancer.csv");
    private static readonly string Iris = Path.Combine(AppContext.BaseDirectory, "Reference", "data", "iris.csv");
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_automatic_path_of_breast_cancer_has_the_library_s_numbers_to_the_last_digit()
    {
        var table = CsvFile.Read(BreastCancer);
        string[] columns = [.. table.Columns.Select(column => column.Name).Where(name => name != "target")];
        var sample = Sample.Of(Design.Of(table, columns), table.Numbers("target").Values);
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L1);
        var points = fitter.Fit([sample], fitter.Settings(sample), new FitOptions { StopWhenSaturated = true }, null, TestContext.Current.CancellationToken)[0].Points;

        var root = Json(BreastCancer, "--target", "target");
        Assert.Equal("logistic", root.GetProperty("loss").GetString());
        Assert.Equal(1, root.GetProperty("l1Ratio").GetDouble());
        Assert.Equal(["0", "1"], Texts(root, "classes"));
        Assert.Equal("1", root.GetProperty("positive").GetString());
        Assert.Equal(columns, Texts(root, "columns"));
        var path = Points(root);
        Assert.Equal(points.Length, path.Length);
        for (int k = 0; k < path.Length; k++)
        {
            var (model, certificate, json) = (points[k].Model, points[k].Certificate!.Value, path[k]);
            Assert.Equal(points[k].Setting.Value, json.GetProperty("lambda").GetDouble());
            Assert.Equal(1 / (points[k].Setting.Value * 569), json.GetProperty("C").GetDouble());
            Assert.Equal(model.Intercepts[0], json.GetProperty("intercept").GetDouble());
            Assert.Equal(model.Coefficients, Coefficients(json));
            Assert.Equal(model.NonZeros, json.GetProperty("nonZeros").GetInt32());
            Assert.Equal(Math.Max(0, model.DevianceRatio), json.GetProperty("devianceRatio").GetDouble());
            Assert.Equal(model.Norm, json.GetProperty("norm").GetDouble());
            Assert.Equal(Math.Max(0, certificate.RelativeGap!.Value), json.GetProperty("relativeGap").GetDouble());
            Assert.Equal(certificate.KktViolation, json.GetProperty("kktViolation").GetDouble());
            Assert.Equal(certificate.Iterations, json.GetProperty("iterations").GetInt32());
            Assert.True(json.GetProperty("converged").GetBoolean());
            Assert.Equal("converged", json.GetProperty("status").GetString());
        }
    }

    [Fact]
    public void Explicit_lambdas_come_in_any_order_and_are_answered_strongest_first_and_once()
    {
        string[] same = [Json(BreastCancer, "--target", "target", "--lambda", "0.001,0.1,0.01,0.1", "--l1-ratio", "0.5").GetRawText(),
            Json(BreastCancer, "--target", "target", "--lambda", "0.1,0.01,0.001", "--l1-ratio", "0.5").GetRawText()];
        Assert.Equal(same[0], same[1]);
        var root = JsonDocument.Parse(same[0]).RootElement;
        Assert.Equal([0.1, 0.01, 0.001], Points(root).Select(point => point.GetProperty("lambda").GetDouble()));
        Assert.False(root.GetProperty("automatic").GetBoolean());

        _folder.Write("lambdas.txt", "0.001\n\n0.1, 0.01,\n0.1\n");
        Assert.Equal(same[0], Json(BreastCancer, "--target", "target", "--lambda-file", "lambdas.txt", "--l1-ratio", "0.5").GetRawText());
    }

    [Fact]
    public void A_lambda_of_0_is_answered_and_what_is_not_finite_is_null()
    {
        var point = Points(Json(BreastCancer, "--target", "target", "--lambda", "0")).Single();
        Assert.Equal("separable", point.GetProperty("status").GetString());
        Assert.False(point.GetProperty("converged").GetBoolean());
        Assert.Equal(JsonValueKind.Null, point.GetProperty("C").ValueKind);
        Assert.Equal(JsonValueKind.Null, point.GetProperty("norm").ValueKind);
        Assert.Contains("separable", _folder.Run("path", BreastCancer, "--target", "target", "--lambda", "0").Output);
    }

    [Fact]
    public void C_is_lambda_by_another_name()
    {
        double lambda = 1 / (2.0 * 569);
        var byC = Points(Json(BreastCancer, "--target", "target", "--C", "2,inf,0.5"));
        Assert.Equal([0.5, 2, null], byC.Select(point => Nullable(point, "C")));
        Assert.Equal([1 / (0.5 * 569), lambda, 0], byC.Select(point => point.GetProperty("lambda").GetDouble()));
        _folder.Write("unlike.csv", "x,y,w\n1,3,2\n2,5,2\n3,6,4\n4,9,2\n");
        var weighted = Points(Json("unlike.csv", "--target", "y", "--loss", "squared", "--weights-column", "w", "--C", "1,∞"));
        Assert.Equal(0.1, weighted[0].GetProperty("lambda").GetDouble(), 1e-15);
        Assert.Equal(Coefficients(Points(Json("unlike.csv", "--target", "y", "--loss", "squared", "--weights-column", "w", "--lambda", "0"))[0]), Coefficients(weighted[1]));
    }

    [Fact]
    public void Iris_is_multinomial_with_a_list_a_class()
    {
        var root = Json(Iris, "--target", "species", "--lambda", "0.1,0.01");
        Assert.Equal("multinomial", root.GetProperty("loss").GetString());
        Assert.Equal(["setosa", "versicolor", "virginica"], Texts(root, "classes"));
        Assert.False(root.TryGetProperty("positive", out _));
        foreach (var point in Points(root))
        {
            double[] intercepts = [.. point.GetProperty("intercept").EnumerateArray().Select(b => b.GetDouble())];
            double[][] coefficients = [.. point.GetProperty("coefficients").EnumerateArray().Select(one => one.EnumerateArray().Select(w => w.GetDouble()).ToArray())];
            Assert.Equal(3, intercepts.Length);
            Assert.Equal(0, intercepts.Sum(), 1e-9);
            Assert.Equal([4, 4, 4], coefficients.Select(one => one.Length));
            Assert.Equal(Enumerable.Range(0, 4).Count(j => coefficients.Any(one => one[j] != 0)), point.GetProperty("nonZeros").GetInt32());
            Assert.True(point.GetProperty("converged").GetBoolean());
        }

        Assert.Contains("3 classes: setosa, versicolor, virginica", _folder.Run("path", Iris, "--target", "species", "--lambda", "0.1").Output);
    }

    [Fact]
    public void The_loss_follows_from_the_target_and_classes_sort_as_numbers_only_if_all_are()
    {
        _folder.Write("d.csv", "x,two,three,bool,real,mixed,wide\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{i * 7 % 11},{(i % 3 == 0 ? 10 : 9)},{i % 3 * 5},{(i % 4 < 2 ? "true" : "false")},{i / 4.0},{(i % 2 == 0 ? "10" : i % 3 == 0 ? "9" : "b")},{i}\n")));
        _folder.Write("two.csv", Only("x", "two"));
        _folder.Write("three.csv", Only("x", "three"));
        _folder.Write("bool.csv", Only("x", "bool"));
        _folder.Write("real.csv", Only("x", "real"));
        _folder.Write("mixed.csv", Only("x", "mixed"));
        _folder.Write("wide.csv", Only("x", "wide"));
        Assert.Equal(("logistic", "9,10"), LossAndClasses("two"));
        Assert.Equal(("multinomial", "0,5,10"), LossAndClasses("three"));
        Assert.Equal(("logistic", "false,true"), LossAndClasses("bool"));
        Assert.Equal(("squared", ""), LossAndClasses("real"));
        Assert.Equal(("multinomial", "10,9,b"), LossAndClasses("mixed"));
        Assert.Equal(("squared", ""), LossAndClasses("wide"));

        string Only(string one, string other)
        {
            string[][] lines = [.. _folder.Read("d.csv").TrimEnd().Split('\n').Select(line => line.Split(','))];
            int a = Array.IndexOf(lines[0], one), b = Array.IndexOf(lines[0], other);
            return string.Concat(lines.Select(line => $"{line[a]},{line[b]}\n"));
        }

        (string, string) LossAndClasses(string column)
        {
            var root = Json($"{column}.csv", "--target", column, "--lambda", "0.1");
            return (root.GetProperty("loss").GetString()!, root.TryGetProperty("classes", out _) ? string.Join(',', Texts(root, "classes")) : "");
        }
    }

    [Fact]
    public void Text_is_classes_even_with_a_row_each_and_true_is_TRUE()
    {
        _folder.Write("rows.csv", "x,y\n1,one\n2,two\n3,three\n");
        var rows = Json("rows.csv", "--target", "y", "--lambda", "0.1");
        Assert.Equal("multinomial", rows.GetProperty("loss").GetString());
        Assert.Equal(["one", "three", "two"], Texts(rows, "classes"));

        _folder.Write("bool.csv", "x,y\n1,true\n2,FALSE\n4,TRUE\n3,false\n5,True\n");
        var booleans = Json("bool.csv", "--target", "y", "--lambda", "0.1");
        Assert.Equal("logistic", booleans.GetProperty("loss").GetString());
        Assert.Equal(["FALSE", "true"], Texts(booleans, "classes"));
        Assert.Equal("true", Json("bool.csv", "--target", "y", "--lambda", "0.1", "--positive", "True").GetProperty("positive").GetString());

        _folder.Write("case.csv", "x,y\n1,yes\n2,no\n4,Yes\n3,no\n");
        Assert.Contains("Beware: Yes, yes differ in letter case only", Text("case.csv", "--target", "y", "--lambda", "0.1"));
    }

    [Fact]
    public void A_rate_is_no_count_and_yet_a_target_of_poisson()
    {
        _folder.Write("d.csv", "x,y\n1,2.5\n2,0\n4,7.25\n3,1\n");
        Assert.Equal("poisson", Json("d.csv", "--target", "y", "--loss", "poisson", "--lambda", "0.1").GetProperty("loss").GetString());
    }

    [Theory]
    [InlineData("x,y\n1,2.5\n2,2.5\n3,2.5\n", "the target is the same in every row, and all coefficients are 0")]
    [InlineData("x,y\n-1,0.5\n1,0.5\n-1,1.5\n1,1.5\n", "the share of the deviance explained is 0 at every λ, and all coefficients are 0")]
    public void That_no_column_helps_is_said(string data, string why)
    {
        _folder.Write("d.csv", data);
        Assert.Contains($"No column helps: {why}.", Text("d.csv", "--target", "y"));
        Assert.True(Json("d.csv", "--target", "y").GetProperty("nothingExplained").GetBoolean());
        _folder.Write("helps.csv", "x,y\n1,1\n2,2.5\n4,3.5\n3,3\n");
        Assert.False(Json("helps.csv", "--target", "y").GetProperty("nothingExplained").GetBoolean());
        Assert.DoesNotContain("No column helps", Text("helps.csv", "--target", "y"));
    }

    [Fact]
    public void One_of_anything_is_singular()
    {
        _folder.Write("d.csv", "x,y\n1,1.5\n2,\n");
        string text = Text("d.csv", "--target", "y", "--lambda", "2,1", "--role", "x=number");
        Assert.Contains("1 of 2 rows", text);
        Assert.Contains(", 1 column,", text);
        Assert.Contains("1 row has no target and is left out", text);
        Assert.Contains("Both fits converged", text);
    }

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("poisson")]
    [InlineData("huber")]
    [InlineData("squared-hinge")]
    public void Every_loss_can_be_asked_for(string loss)
    {
        string target = loss is "squared" or "poisson" or "huber" ? "count" : "half";
        _folder.Write("d.csv", "a,b," + target + "\n" + string.Concat(Enumerable.Range(0, 50).Select(i =>
            $"{i * 7 % 11},{i * 5 % 13},{(target == "count" ? i * 7 % 11 / 2 + i % 2 : i * 7 % 11 + i % 4 > 6 ? "high" : "low")}\n")));
        var root = Json("d.csv", "--target", target, "--loss", loss, "--lambda-count", "20");
        Assert.Equal(loss, root.GetProperty("loss").GetString());
        Assert.Equal(target == "half", root.TryGetProperty("classes", out _));
        Assert.Equal(loss == "huber", root.TryGetProperty("delta", out var delta) && delta.GetDouble() > 0);
        var path = Points(root);
        Assert.Equal(0, path[0].GetProperty("nonZeros").GetInt32());
        Assert.True(path[^1].GetProperty("nonZeros").GetInt32() > 0);
        Assert.All(path, point => Assert.Equal("converged", point.GetProperty("status").GetString()));
    }

    [Fact]
    public void Huber_s_delta_is_1345_thousandths_of_the_robust_deviation_unless_given()
    {
        _folder.Write("d.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 41).Select(i => $"{i * 7 % 11},{i * i * 0.1:R}\n")));
        double[] y = [.. Enumerable.Range(0, 41).Select(i => i * i * 0.1)];
        double deviation = y.Select(value => Math.Abs(value - y[20])).Order().ElementAt(20);
        Assert.Equal(1.345 * 1.4826 * deviation, Json("d.csv", "--target", "y", "--loss", "huber", "--lambda", "1").GetProperty("delta").GetDouble(), 1e-12);
        Assert.Equal(2.5, Json("d.csv", "--target", "y", "--loss", "huber", "--lambda", "1", "--delta", "2.5").GetProperty("delta").GetDouble());
        Assert.Contains("huber (δ = 2.5)", _folder.Run("path", "d.csv", "--target", "y", "--loss", "huber", "--lambda", "1", "--delta", "2.5").Output);
    }

    [Fact]
    public void Weights_and_offset_are_left_out_of_the_columns_and_do_what_they_say()
    {
        int[] weights = [1, 2, 0, 3];
        _folder.Write("weighted.csv", "w,a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{weights[i % 4]},{Row(i)}\n")));
        _folder.Write("repeated.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat(Row(i) + "\n", weights[i % 4]))));
        var frequency = Json("weighted.csv", "--target", "y", "--loss", "squared", "--weights-column", "w", "--frequency-weights", "--lambda-count", "10");
        Assert.Equal(["a", "b"], Texts(frequency, "columns"));
        Assert.Equal(30, frequency.GetProperty("rows").GetInt32());
        Assert.Equal("frequency", frequency.GetProperty("weights").GetString());
        Same(Json("repeated.csv", "--target", "y", "--loss", "squared", "--lambda-count", "10"), frequency);

        _folder.Write("offset.csv", "a,b,o,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 11},{i * 5 % 13},{i % 3 * 100},{i % 3 * 100 + Value(i):R}\n")));
        _folder.Write("without.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 11},{i * 5 % 13},{Value(i):R}\n")));
        var offset = Json("offset.csv", "--target", "y", "--loss", "squared", "--offset-column", "o", "--lambda-count", "10");
        Assert.Equal(["a", "b"], Texts(offset, "columns"));
        Same(Json("without.csv", "--target", "y", "--loss", "squared", "--lambda-count", "10"), offset);

        static double Value(int i) => 0.3 * (i * 7 % 11) - 0.2 * (i * 5 % 13) + i * 3 % 7 / 8.0;
        static string Row(int i) => $"{i * 7 % 11},{i * 5 % 13},{Value(i):R}";
        static void Same(JsonElement expected, JsonElement actual)
        {
            var (one, other) = (Points(expected), Points(actual));
            Assert.Equal(one.Length, other.Length);
            for (int k = 0; k < one.Length; k++)
                foreach (var (a, b) in Coefficients(one[k]).Append(one[k].GetProperty("intercept").GetDouble()).Zip(Coefficients(other[k]).Append(other[k].GetProperty("intercept").GetDouble())))
                    Assert.Equal(a, b, 1e-4); // both certified to a gap of 1e-6
        }
    }

    [Fact]
    public void Factors_and_limits_hold_and_the_name_ends_at_the_last_equals_sign()
    {
        _folder.Write("d.csv", "a,b,c=d,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i * 7 % 11},{i * 5 % 13},{i * 3 % 17},{2 * (i * 7 % 11) + i * 5 % 13 - (i * 3 % 17) + i % 5 / 4.0:R}\n")));
        var path = Points(Json("d.csv", "--target", "y", "--loss", "squared", "--lambda-count", "30", "--no-early-stop",
            "--penalty-factor", "a=0", "--penalty-factor", "b=inf", "--lower", "c=d=-0.25", "--upper", "a=1.5"));
        Assert.Equal(30, path.Length);
        foreach (var point in path)
        {
            double[] w = Coefficients(point);
            Assert.InRange(w[0], 0.5, 1.5);
            Assert.Equal(0, w[1]);
            Assert.InRange(w[2], -0.25, 0);
        }

        Assert.Equal(1.5, Coefficients(path[^1])[0]);
        Assert.Equal(-0.25, Coefficients(path[^1])[2]);
    }

    [Fact]
    public void The_positive_class_is_the_one_named()
    {
        _folder.Write("d.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 11},{(i * 7 % 11 + i % 4 > 6 ? "no" : "yes")}\n")));
        var (second, first) = (Json("d.csv", "--target", "y", "--lambda", "0.05"), Json("d.csv", "--target", "y", "--lambda", "0.05", "--positive", "no"));
        Assert.Equal(["no", "yes"], Texts(second, "classes"));
        Assert.Equal(["yes", "no"], Texts(first, "classes"));
        Assert.Equal("no", first.GetProperty("positive").GetString());
        Assert.Equal(Coefficients(Points(second)[0])[0], -Coefficients(Points(first)[0])[0], 1e-6);
        var none = _folder.Run("path", "d.csv", "--target", "y", "--positive", "maybe");
        Assert.Equal(3, none.Code);
        Assert.Contains("'maybe' is not a class of column 'y'; the classes are 'no', 'yes'", none.Error);
        Assert.Equal("0", Json(BreastCancer, "--target", "target", "--lambda", "0.05", "--positive", "0.0").GetProperty("positive").GetString());
    }

    [Fact]
    public void An_automatic_path_may_end_early_and_need_not()
    {
        _folder.Write("d.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7 % 11},{i * 5 % 13},{3 * (i * 7 % 11) + i * 5 % 13 + i % 7 / 1000.0:R}\n")));
        string[] arguments = ["d.csv", "--target", "y", "--loss", "squared"];
        var (early, whole) = (Json(arguments), Json([.. arguments, "--no-early-stop"]));
        Assert.True(early.GetProperty("endedEarly").GetBoolean());
        Assert.InRange(Points(early).Length, 5, 99);
        Assert.False(whole.GetProperty("endedEarly").GetBoolean());
        Assert.Equal(100, Points(whole).Length);
        Assert.Equal(Points(early).Select(point => point.GetRawText()), Points(whole).Take(Points(early).Length).Select(point => point.GetRawText()));
        Assert.Contains($"ended early, after {Points(early).Length} of 100 λ", Text(arguments));
        Assert.Contains("to the end of its grid of 100 λ", Text([.. arguments, "--no-early-stop"]));
        string lambdas = string.Join(',', Points(whole).Select(point => point.GetProperty("lambda").GetRawText()));
        Assert.Equal(100, Points(Json([.. arguments, "--lambda", lambdas])).Length);
    }

    [Fact]
    public void The_grid_s_count_and_ratio_are_the_user_s()
    {
        var path = Points(Json(BreastCancer, "--target", "target", "--lambda-count", "7", "--lambda-min-ratio", "0.01"));
        Assert.Equal(7, path.Length);
        Assert.Equal(0.01, path[^1].GetProperty("lambda").GetDouble() / path[0].GetProperty("lambda").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_fit_cut_short_has_its_status_and_the_program_still_succeeds()
    {
        string[] arguments = [BreastCancer, "--target", "target", "--lambda", "0.01,0.001", "--max-iterations", "1"];
        var last = Points(Json(arguments))[^1];
        Assert.Equal("iterationLimit", last.GetProperty("status").GetString());
        Assert.False(last.GetProperty("converged").GetBoolean());
        Assert.Contains("Not converged: λ = ", Text(arguments));
        string table = _folder.Run(["path", .. arguments]).Output;
        Assert.Matches(@"(?m)^ +0\.001 +1\.757 .* iteration limit *$", table); // in one line of 80 characters
        Assert.Contains("A higher --max-iterations lets such a fit go on", table);
    }

    [Fact]
    public void The_table_names_data_classes_and_how_it_ended_in_80_columns()
    {
        string text = _folder.Run("path", BreastCancer, "--target", "target", "--lambda-count", "10").Output;
        Assert.DoesNotContain('\u001b', text);
        Assert.All(text.Split('\n').Skip(2), line => Assert.InRange(line.TrimEnd().Length, 0, 80)); // the first line has a path in it that may not break
        foreach (string said in new[] { "569 rows", "30 columns", "Loss logistic", "λ", "C", "non-zeros", "dev. ratio", "‖w‖", "gap", "status", "All 10 fits converged" })
            Assert.Contains(said, text);
    }

    [Fact]
    public void Without_an_intercept_or_standardisation_it_is_said_and_done()
    {
        var root = Json(BreastCancer, "--target", "target", "--lambda", "0.01", "--no-intercept", "--no-standardize");
        Assert.Equal(0, Points(root)[0].GetProperty("intercept").GetDouble());
        Assert.False(root.GetProperty("standardize").GetBoolean());
        string text = Text(BreastCancer, "--target", "target", "--lambda", "0.01", "--no-intercept", "--no-standardize");
        Assert.Contains("raw columns, no intercept", text);
    }

    [Fact]
    public void An_interrupt_ends_a_path_with_130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "interrupts are sent with kill");
        _folder.Write("big.csv", "y," + string.Join(",", Enumerable.Range(0, 300).Select(j => $"x{j}")) + "\n"
            + string.Concat(Enumerable.Range(0, 1500).Select(i => $"{i * 7919 % 13 % 2}," + string.Join(",", Enumerable.Range(0, 300).Select(j => (i * (j + 3) * 7907 % 1009).ToString())) + "\n")));
        Assert.Equal(130, _folder.Interrupted("path", "big.csv", "--target", "y", "--lambda-count", "10000", "--lambda-min-ratio", "1e-8", "--no-early-stop"));
        Assert.Equal(["big.csv"], _folder.Written());
    }

    private JsonElement Json(params string[] arguments)
    {
        var run = _folder.Run(["path", .. arguments, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private string Text(params string[] arguments)
    {
        var run = _folder.Run(["path", .. arguments]);
        Assert.True(run.Code == 0, run.Error);
        return run.Output.ReplaceLineEndings(" ").Replace("  ", " ");
    }

    private static JsonElement[] Points(JsonElement root) => [.. root.GetProperty("path").EnumerateArray()];

    private static double[] Coefficients(JsonElement point) => [.. point.GetProperty("coefficients").EnumerateArray().Select(w => w.GetDouble())];

    private static string[] Texts(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static double? Nullable(JsonElement point, string name) => point.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
