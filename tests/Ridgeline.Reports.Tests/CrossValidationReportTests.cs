using System.Text;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class CrossValidationReportTests
{
    [Theory]
    [InlineData("two")]
    [InlineData("many")]
    [InlineData("numbers")]
    public void No_line_is_wider_than_80_and_both_choices_are_marked(string kind)
    {
        var run = TableCrossValidation.Run(Simulated(kind), "y");
        string text = Written(run);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        string[] marked = [.. text.Split('\n').Where(line => line.TrimEnd().EndsWith(" best", StringComparison.Ordinal) || line.Contains("1 SE"))];
        Assert.Equal(run.Curve.Best == run.Curve.OneStandardError ? 1 : 2, marked.Length);
        Assert.Equal(run.Curve.Points.Length, text.Split('\n').Count(line => line.Contains(" ± ") && char.IsDigit(line.TrimStart()[0])));
        Assert.Contains(run.Honest!.Sentence[..12], text);
    }

    [Fact]
    public void Json_has_every_number_to_the_last_digit_beside_the_path_s_own()
    {
        var run = TableCrossValidation.Run(Simulated("numbers"), "y", new TableCrossValidationOptions { Folds = new TableFolds { Count = 4, Repeats = 2 } });
        var root = Json(run);
        foreach (var property in PathOf(run.Path).EnumerateObject().Where(property => property.Name != "path"))
            Assert.True(JsonElement.DeepEquals(property.Value, root.GetProperty(property.Name)), property.Name);
        var points = root.GetProperty("path").EnumerateArray().ToArray();
        foreach (var (point, json) in run.Curve.Points.Zip(points))
        {
            Assert.Equal(point.Mean, json.GetProperty("mean").GetDouble());
            Assert.Equal(point.PerFold, json.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble()));
            Assert.Equal(9, json.GetProperty("foldsConverged").GetInt32() + 1);
        }

        Assert.Equal((run.Curve.Best, run.Curve.OneStandardError), (root.GetProperty("best").GetInt32(), root.GetProperty("oneStandardError").GetInt32()));
        Assert.Equal(run.Honest!.Lower, root.GetProperty("honest").GetProperty("lower").GetDouble());
        Assert.False(root.TryGetProperty("gridSearch", out _));
        Assert.False(root.TryGetProperty("nested", out _));
    }

    [Fact]
    public void A_grid_of_C_is_told_as_a_grid_search_tells_it()
    {
        var run = TableCrossValidation.Run(Simulated("two"), "y", new TableCrossValidationOptions { Path = new TablePathOptions { Settings = [Strength.C(1).Setting, Strength.C(0.1).Setting] }, Score = "roc-auc" });
        string text = Written(run);
        foreach (int at in new[] { 0, 1 })
        {
            var scores = run.Curve.Points[at].PerFold;
            double mean = scores.Average(), deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / scores.Length);
            Assert.Equal((mean, deviation), run.GridSearch(at));
            Assert.Matches($@"C = {run.Curve.Points[at].Setting.Value}: {mean:F2}\d* ± {deviation:F1}"[..^2], text);
        }

        Assert.Equal(run.Curve.Points[run.GridSearchBest].Setting.Value, Json(run).GetProperty("gridSearch").GetProperty("bestC").GetDouble());
    }

    [Fact]
    public void Fits_cut_short_are_counted_and_marked()
    {
        var run = TableCrossValidation.Run(Simulated("two"), "y", new TableCrossValidationOptions { Path = new TablePathOptions { Fitting = new FitOptions { MaxIterations = 1, Tolerance = 1e-13 } }, Honest = null });
        Assert.InRange(run.MissedCount, 1, run.FitCount);
        string text = Written(run);
        Assert.Contains($"{run.MissedCount} of {run.FitCount} fits didn't converge", text);
        Assert.Contains("not converged", text);
        Assert.DoesNotContain("honest", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(run.MissedCount, Json(run).GetProperty("notConverged").GetInt32());
    }

    [Fact]
    public void A_fit_says_what_was_chosen_and_where_it_is()
    {
        var run = TableCrossValidation.Run(Simulated("many"), "y", new TableCrossValidationOptions { Rule = ChoiceRule.OneStandardError });
        using var console = new TestConsole().Width(80);
        FitConsole.Write(console, run.Path, run.Chosen, run, "m.json");
        Assert.All(console.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        foreach (string said in new[] { "Chosen: λ = ", "Written to m.json", "search says", "converged" })
            Assert.Contains(said, console.Output);
        using var stream = new MemoryStream();
        FitJson.Write(stream, run.Path, run.Chosen, run, "m.json");
        var model = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("model");
        Assert.Equal(run.Path.ModelAt(run.Chosen).Linear!.Lambda, model.GetProperty("lambda").GetDouble());
        Assert.Equal("m.json", model.GetProperty("file").GetString());
    }

    private static string Written(TableCrossValidation run)
    {
        using var console = new TestConsole().Width(80);
        CrossValidationConsole.Write(console, run);
        return console.Output;
    }

    private static JsonElement Json(TableCrossValidation run)
    {
        using var stream = new MemoryStream();
        CrossValidationJson.Write(stream, run);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }

    private static JsonElement PathOf(TablePath path)
    {
        using var stream = new MemoryStream();
        PathJson.Write(stream, path);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static Table Simulated(string kind)
    {
        double[] a = [.. Enumerable.Range(0, 120).Select(i => i * 37 % 120 / 10.0)], b = [.. Enumerable.Range(0, 120).Select(i => i * 53 % 97 / 10.0)];
        double[] real = [.. Enumerable.Range(0, 120).Select(i => a[i] + 3 * Math.Sin(i * i) + 0.1)];
        double Of(double value) => kind switch { "two" => value > 6 ? 1 : 0, "many" => Math.Clamp(Math.Floor(value / 4), 0, 2), _ => value };
        return new Table("simulated", [new NumberColumn("a", [.. a]), new NumberColumn("b", [.. b]), new NumberColumn("y", [.. real.Select(Of)])]);
    }
}
