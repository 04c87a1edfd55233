using System.Text;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class StudyReportTests
{
    private static readonly StudyOptions LittleWork = new() { Work = 2e8 };
    private static readonly Lazy<StudyResult> Overlapping = new(() => Study.Run(Simulated(noise: 3), "y", LittleWork));
    private static readonly Lazy<StudyResult> Separable = new(() => Study.Run(Simulated(noise: 0), "y", LittleWork));

    [Fact]
    public void Probabilities_near_the_share_of_a_class_are_told_where_the_order_alone_chose()
    {
        var study = Overlapping.Value;
        Assert.Equal(Scores.Score.RocAuc, study.Score);
        var said = study.Probabilities!;
        Assert.InRange(said.Share, said.Least, said.Largest);
        study = study with { Chosen = study.Linear };
        string With(double least, double largest) => string.Join(' ', Written(study with { Probabilities = new ProbabilityRange(least, 0.5, largest) }, 160).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("ROC AUC looks at the order alone: this model's probabilities lie within 0.05 of 0.500", With(0.45, 0.52));
        Assert.DoesNotContain("looks at the order alone", With(0.45, 0.9));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal_and_every_question_has_its_heading(int width)
    {
        string text = Written(Overlapping.Value, width);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        foreach (string heading in new[] { "The data", "Does it overfit?", "How much regularization?", "Which family?", "The model" })
            Assert.Contains(heading, text);
        Assert.Contains("1 SE", text);
        Assert.Contains("All ", text);
        Assert.Contains("certified", text);
    }

    [Fact]
    public void Separable_classes_are_marked_and_their_norm_is_infinite()
    {
        string text = Written(Separable.Value, 100);
        Assert.Contains("separable", text);
        Assert.Contains("∞", text);
        Assert.Equal(JsonValueKind.Null, Json(Separable.Value).GetProperty("regularization").GetProperty("unpenalised").GetProperty("norm").ValueKind);
        Assert.Equal("separable", Json(Separable.Value).GetProperty("regularization").GetProperty("unpenalised").GetProperty("status").GetString());
    }

    [Fact]
    public void Fits_cut_short_are_counted_with_their_gap()
    {
        string text = Written(Study.Run(Simulated(noise: 3), "y", new StudyOptions { Fitting = new FitOptions { Tolerance = 1e-10, MaxIterations = 1 } }), 120);
        Assert.Contains("not converged, gap ", text);
        Assert.Contains("penalised fits are not converged; the largest gap is", text);
    }

    [Fact]
    public void Json_has_the_study_to_the_last_digit()
    {
        var study = Overlapping.Value;
        var root = Json(study);
        var rows = root.GetProperty("regularization").GetProperty("lambdaPath").GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(study.LambdaPath.Rows.Length, rows.Length);
        for (int k = 0; k < rows.Length; k++)
        {
            Assert.Equal(study.LambdaPath.Rows[k].Lambda, rows[k].GetProperty("lambda").GetDouble());
            Assert.Equal(study.LambdaPath.Rows[k].Shown.Mean, rows[k].GetProperty("cvAuc").GetDouble());
            Assert.Equal(k == study.LambdaPath.Best, rows[k].GetProperty("isBest").GetBoolean());
            Assert.Equal(k == study.LambdaPath.OneStandardError, rows[k].GetProperty("isOneStandardError").GetBoolean());
        }

        var linear = Study.Run(Simulated(noise: 3), "y", new StudyOptions { Families = [Family.Linear] });
        Assert.Equal(((LinearModel)linear.Chosen.Fitted).Coefficients[0], Json(linear).GetProperty("model").GetProperty("coefficients").GetProperty("a").GetDouble());
        Assert.Equal(study.Overfit.Gap.Memorises, root.GetProperty("overfit").GetProperty("memorises").GetBoolean());
        Assert.Equal("m.json", root.GetProperty("model").GetProperty("file").GetString());
    }

    [Theory]
    [InlineData("two", Family.Tree, "the exact minimal cost-complexity subtree")]
    [InlineData("many", Family.Tree, "leaves")]
    [InlineData("numbers", Family.Tree, "α = ")]
    [InlineData("two", Family.Network, "no certificate: a network, gradient norm")]
    [InlineData("many", Family.Network, "dropout = ")]
    [InlineData("numbers", Family.Network, "params")]
    public void Each_family_is_handed_over_in_its_own_words_beside_the_linear_choice(string kind, Family family, string said)
    {
        var study = Study.Run(Simulated(noise: 3, kind), "y", LittleWork with { Families = [family] });
        string text = Written(study, 80);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        string words = string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(said, words);
        Assert.Contains($"The {family.Name()} is handed over: no other family was studied.", words);
        Assert.Contains("The linear model at λ = ", words);
        var model = Json(study).GetProperty("model");
        Assert.Equal(family.Name(), model.GetProperty("family").GetString());
        Assert.False(model.TryGetProperty("relativeGap", out _));
        Assert.True(model.TryGetProperty("linearTestScores", out _));
    }

    [Fact]
    public void Json_has_every_family_to_the_last_digit()
    {
        var study = Overlapping.Value;
        var root = Json(study).GetProperty("families");
        Assert.Equal(study.FamilyChoice.Sentence, root.GetProperty("sentence").GetString());
        foreach (var (family, json) in study.Families.Zip(root.GetProperty("compared").EnumerateArray()))
        {
            Assert.Equal((family.Family.Name(), family.Best, family.OneStandardError), (json.GetProperty("family").GetString(), json.GetProperty("best").GetInt32(), json.GetProperty("oneStandardError").GetInt32()));
            Assert.Equal(family.Rows.Select(row => row.Score.Mean), json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("cvScore").GetDouble()));
            Assert.Equal(family.Rows.Select(row => row.Complexity), json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("complexity").GetInt32()));
        }
    }

    [Fact]
    public void Hostile_names_are_printed_as_they_are()
    {
        var table = Simulated(noise: 3);
        var hostile = new Table("[red]x[/]", [new NumberColumn("[bold]a", ((NumberColumn)table["a"]).Values), table["b"], new NumberColumn("y", ((NumberColumn)table["y"]).Values)]);
        string text = Written(Study.Run(hostile, "y", LittleWork), 100);
        Assert.Contains("[red]x[/]", text);
    }

    [Theory]
    [InlineData("numbers", "‖w‖", "α", "CV R²", "CV mse", "Linear regression that no penalty holds back")]
    [InlineData("many", "acc.", "C", "CV log loss", "3 classes: 0 (", "Multinomial regression")]
    public void Numbers_and_many_classes_have_the_same_sections_in_their_own_words(string kind, params string[] said)
    {
        var study = Study.Run(Simulated(noise: 3, kind), "y", new StudyOptions { Families = [Family.Linear] });
        string text = Written(study, 80);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        foreach (string words in said.Concat(["The data", "Does it overfit?", "How much regularization?", "The model", "1 SE", "certified"]))
            Assert.Contains(words, text);
        Assert.DoesNotContain("ROC AUC", kind == "numbers" ? text : "");

        var root = Json(study);
        string shown = kind == "numbers" ? "R2" : "Accuracy";
        foreach (var (row, json) in study.CSweep.Rows.Zip(root.GetProperty("regularization").GetProperty("cSweep").GetProperty("rows").EnumerateArray()))
        {
            Assert.Equal(row.Shown.Mean, json.GetProperty($"cv{shown}").GetDouble());
            Assert.Equal(kind == "numbers", json.TryGetProperty("alpha", out _));
        }

        var model = root.GetProperty("model");
        Assert.Equal(kind == "numbers" ? JsonValueKind.Number : JsonValueKind.Object, model.GetProperty("intercept").ValueKind);
        var coefficients = kind == "numbers" ? model.GetProperty("coefficients") : model.GetProperty("coefficients").GetProperty("2");
        Assert.Equal(((LinearModel)study.Chosen.Fitted).Coefficients[^1], coefficients.GetProperty("b").GetDouble());
        Assert.Equal(kind == "numbers", root.GetProperty("data").TryGetProperty("numbers", out _));
        Assert.Equal(study.Score.Name, root.GetProperty("regularization").GetProperty("score").GetString());
    }

    private static string Written(StudyResult study, int width)
    {
        using var console = new TestConsole().Width(width);
        StudyConsole.Write(console, study, "m.json");
        return console.Output;
    }

    private static JsonElement Json(StudyResult study)
    {
        using var stream = new MemoryStream();
        StudyJson.Write(stream, study, "m.json");
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }

    private static Table Simulated(double noise, string kind = "two")
    {
        double[] a = [.. Enumerable.Range(0, 120).Select(i => i * 37 % 120 / 10.0)], b = [.. Enumerable.Range(0, 120).Select(i => i * 53 % 97 / 10.0)];
        double[] y = [.. Enumerable.Range(0, 120).Select(i => Of(a[i] + noise * Math.Sin(i * i)))];
        double Of(double value) => kind switch { "two" => value > 6 ? 1 : 0, "many" => Math.Clamp(Math.Floor(value / 4), 0, 2), _ => value };
        return new Table("simulated", [new NumberColumn("a", [.. a]), new NumberColumn("b", [.. b]), new NumberColumn("y", [.. y])]);
    }
}
