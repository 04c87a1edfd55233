using System.Text.Json;
using Ridgeline.Models;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline fit as a user runs it: the model that it writes is the path's at the strength given or chosen, and predicts.</summary>
public sealed class FitCommandTests : IDisposable
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Reference", "data");
    private static readonly string Diabetes = Path.Combine(Data, "diabetes_raw.csv");
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("best")]
    [InlineData("1se")]
    public void What_is_chosen_is_what_cv_marks(string rule)
    {
        var cv = Json("cv", Diabetes, "--target", "target", "--folds", "5", "--l1-ratio", "0.7");
        var marked = cv.GetProperty("path")[cv.GetProperty(rule == "best" ? "best" : "oneStandardError").GetInt32()];
        var fit = Json("fit", Diabetes, "--target", "target", "--folds", "5", "--l1-ratio", "0.7", "--choose", rule, "-o", "m.json");
        Assert.Equal(rule, fit.GetProperty("rule").GetString());
        var model = fit.GetProperty("model");
        foreach (string name in new[] { "lambda", "intercept", "mean", "standardError", "trainMean" })
            Assert.Equal(marked.GetProperty(name).GetDouble(), model.GetProperty(name).GetDouble());
        Assert.Equal(marked.GetProperty("coefficients").GetRawText(), model.GetProperty("coefficients").GetRawText());
        Assert.Equal("m.json", model.GetProperty("file").GetString());
        Assert.Equal(marked.GetProperty("lambda").GetDouble(), JsonDocument.Parse(_folder.Read("m.json")).RootElement.GetProperty("lambda").GetDouble());
        Assert.Equal(marked.GetProperty("mean").GetDouble(), fit.GetProperty("honest").GetProperty("search").GetDouble(), 1e-9 * marked.GetProperty("mean").GetDouble());
    }

    [Fact]
    public void One_standard_error_is_the_default_and_the_text_says_what_and_how_good()
    {
        string text = Text("fit", Diabetes, "--target", "target", "--lambda-count", "30");
        foreach (string said in new[] { "Held out: 10 folds, seed 42", "Chosen: λ = ", "the strongest within one standard error of the best of ", "The best: λ = ", "Of the one-standard-error choice, mean squared error: search says", "of 10 columns have a coefficient", "The fit converged", "Written to model.json", "ridgeline predict model.json DATA.csv" })
            Assert.Contains(said, text);
        Assert.Equal(["model.json"], _folder.Written());
    }

    [Theory]
    [InlineData("squared", "prediction")]
    [InlineData("logistic", "prediction,probability_0,probability_1")]
    [InlineData("multinomial", "prediction,probability_0,probability_1")]
    [InlineData("poisson", "prediction")]
    [InlineData("huber", "prediction")]
    [InlineData("squared-hinge", "prediction,decision")]
    public void A_model_of_every_loss_is_written_and_predicts_at_the_strength_given(string loss, string header)
    {
        _folder.Write("d.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7 % 11},{i * 5 % 13},{i * 3 % 7 % 2}\n")));
        var fit = Json("fit", "d.csv", "--target", "y", "--loss", loss, "--lambda", "0.02", "-o", "m.json");
        var point = Json("path", "d.csv", "--target", "y", "--loss", loss, "--lambda", "0.02").GetProperty("path")[0];
        Assert.True(JsonElement.DeepEquals(point.GetProperty("coefficients"), fit.GetProperty("model").GetProperty("coefficients")));
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("rule").ValueKind);
        var predicted = _folder.Run("predict", "m.json", "d.csv");
        Assert.True(predicted.Code == 0, predicted.Error);
        Assert.Equal(header, predicted.Output.Split('\n')[0]);
        Assert.Equal(62, predicted.Output.Split('\n').Length);
    }

    [Fact]
    public void A_C_is_a_lambda_by_another_name_and_a_folder_is_made()
    {
        Assert.Contains("(C = 0.01), as asked for", Text("fit", Diabetes, "--target", "target", "--C", "0.01", "-o", "sub/m.json"));
        var model = JsonDocument.Parse(_folder.Read("sub/m.json")).RootElement;
        Assert.Equal(1 / (0.01 * 442), model.GetProperty("lambda").GetDouble());
        Assert.Equal("l1", model.GetProperty("penalty").GetString());
        Text("fit", Diabetes, "--target", "target", "--C", "inf", "--l1-ratio", "0", "-o", "sub/m.json");
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(_folder.Read("sub/m.json")).RootElement.GetProperty("C").ValueKind);
    }

    [Fact]
    public void The_offset_of_the_rows_predicted_is_added()
    {
        _folder.Write("d.csv", "x,o,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 5},{i % 7 * 2 + i % 5 + i % 2 * 0.1}\n")));
        Assert.Contains("which needs the offset 'o' too", Text("fit", "d.csv", "--target", "y", "--offset-column", "o", "--lambda", "0", "-o", "m.json", "--loss", "squared"));
        _folder.Write("new.csv", "o,x\n0,3\n100,3\n");
        double[] predicted = [.. _folder.Run("predict", "m.json", "new.csv").Output.Trim().Split('\n').Skip(1).Select(double.Parse)];
        Assert.Equal(100, predicted[1] - predicted[0], 1e-9);
        Assert.Equal("o", Load("m.json").OffsetColumn);
        _folder.Write("without.csv", "x\n3\n");
        var refused = _folder.Run("predict", "m.json", "without.csv");
        Assert.Equal(3, refused.Code);
        Assert.Contains("the model needs the column 'o'", refused.Error);
    }

    [Fact]
    public void Help_names_every_option_of_fit()
    {
        string help = _folder.RunHelp("fit");
        foreach (string option in new[] { "--lambda", "--C", "--choose", "best|1se", "--folds", "--score", "-o", "--json", "--penalty-factor", "[default: 1se]", "[default: model.json]" })
            Assert.Contains(option, help);
    }

    private Model Load(string name)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, _folder.Read(name));
        var model = Model.Load(file);
        File.Delete(file);
        return model;
    }

    private JsonElement Json(params string[] arguments)
    {
        var run = _folder.Run([.. arguments, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private string Text(params string[] arguments)
    {
        var run = _folder.Run(arguments);
        Assert.True(run.Code == 0, run.Error);
        return string.Join(' ', run.Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }
}
