using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Penalties;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline diagnose as a user runs it: every part is there with its numbers, for every family, and what can't be had is told.</summary>
public sealed class DiagnoseCommandTests : IDisposable
{
    private static readonly string Reference = Path.Combine(AppContext.BaseDirectory, "Reference", "data");
    private static readonly string Diabetes = Path.Combine(Reference, "diabetes_raw.csv");
    private static readonly string Birthwt = Path.Combine(Reference, "birthwt.csv");
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_part_has_its_question_and_fits_80_columns()
    {
        var run = _folder.Run("diagnose", Diabetes, "--target", "target", "--draws", "20", "--shuffles", "5", "--folds", "5");
        Assert.Equal(0, run.Code);
        foreach (string title in new[]
        {
            "Does it overfit?", "Does it learn anything, or would it learn shuffled targets as well?", "How many parameters is it worth?", "Bias or variance? (squared error, 20 bootstrap draws)",
            "More data, or more regularization?", "Which columns would it choose again?", "How far do its coefficients spread?", "Which columns does it live on?", "Does anything leak?",
            "What would suit these data?",
        })
            Assert.Contains($"\n{title}\n", run.Output.ReplaceLineEndings("\n"));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Fact]
    public void The_verdict_and_the_bootstrap_are_the_library_s()
    {
        var root = Json(Diabetes, "--target", "target", "--l1-ratio", "0", "--at", "0.5", "--folds", "5", "--only", "bias-variance,degrees-of-freedom", "--draws", "30");
        var run = TableDiagnosis.Run(
            CsvFile.Read(Diabetes), "target",
            new TableDiagnosisOptions
            {
                Search = new TableCrossValidationOptions { Path = new TablePathOptions { Linear = new LinearOptions { L1Ratio = 0 } }, Folds = new TableFolds { Count = 5 }, Honest = null },
                At = Strength.Lambda(0.5).Setting,
                Parts = [DiagnosisPart.BiasVariance, DiagnosisPart.DegreesOfFreedom],
                Draws = 30,
            },
            stop: TestContext.Current.CancellationToken);
        var (verdict, own) = (root.GetProperty("verdict"), FitVerdict.Of(run.Search.Curve, run.At));
        Assert.Equal(0.5, root.GetProperty("model").GetProperty("lambda").GetDouble());
        Assert.True(root.GetProperty("model").GetProperty("given").GetBoolean());
        Assert.Equal(own.Sentence, verdict.GetProperty("sentence").GetString());
        Assert.Equal(own.Gap.StandardError, verdict.GetProperty("gap").GetProperty("standardError").GetDouble());
        Assert.Equal(own.MoreComplex!.Difference.P, verdict.GetProperty("moreComplex").GetProperty("difference").GetProperty("p").GetDouble());
        Assert.Equal(run.BiasVariance!.Points.Select(point => point.Variance), root.GetProperty("biasVariance").GetProperty("points").EnumerateArray().Select(point => point.GetProperty("variance").GetDouble()));
        double formula = DegreesOfFreedom.Of(run.Search.Path.Sample, Loss.Squared, Penalty.L2, new([run.Search.Path.Path.Points[run.At].Of((Models.LinearModel)run.Search.Path.Path.Points[run.At].Model)]))[0];
        Assert.Equal(formula, root.GetProperty("degreesOfFreedom").GetProperty("value").GetDouble());
        Assert.False(root.TryGetProperty("leaks", out _));
    }

    [Fact]
    public void A_tree_that_memorises_overfits_and_what_gives_the_target_away_is_priced()
    {
        var tree = Json(Birthwt, "--target", "low", "--role", "bwt=ignore", "--role", "race=category", "--family", "tree", "--at", "0", "--only", "degrees-of-freedom,stability");
        Assert.Equal("overfits", tree.GetProperty("verdict").GetProperty("verdict").GetString());
        Assert.True(tree.GetProperty("degreesOfFreedom").GetProperty("value").GetDouble() > 100);
        Assert.Equal("perturbation", tree.GetProperty("degreesOfFreedom").GetProperty("way").GetString());
        Assert.Equal(8, tree.GetProperty("selection").GetProperty("columns").GetArrayLength());

        var leaks = Json(Birthwt, "--target", "low", "--only", "leaks").GetProperty("leaks").EnumerateArray().ToArray();
        var telling = Assert.Single(leaks, leak => leak.GetProperty("kind").GetString() == "tellingColumn");
        Assert.Equal("bwt", telling.GetProperty("columns")[0].GetString());
        Assert.True(telling.GetProperty("price").GetProperty("price").GetDouble() > 0.5);
        Assert.True(telling.GetProperty("price").GetProperty("real").GetBoolean());
    }

    [Fact]
    public void A_tree_that_is_sure_of_every_row_has_no_targets_to_draw_and_fit_says_so_without_a_file()
    {
        var run = _folder.Run("fit", Birthwt, "--target", "low", "--role", "bwt=ignore", "--role", "race=category", "--family", "tree", "--alpha", "0", "--degrees-of-freedom", "10");
        Assert.Equal(3, run.Code);
        Assert.Contains("column 'low': degrees of freedom can't be told of this model: no targets can be drawn", run.Error);
        Assert.Empty(_folder.Written());
    }

    [Fact]
    public void A_network_is_diagnosed_too_and_what_it_lacks_is_told()
    {
        var run = _folder.Run("diagnose", Path.Combine(Reference, "synth_nonlinear.csv"), "--target", "y", "--role", "f_true=ignore", "--role", "y_bin=ignore", "--family", "network", "--layers", "8", "--knob", "epochs",
            "--epochs", "2,8", "--folds", "3", "--draws", "3", "--shuffles", "2", "--only", "shuffled,stability,bias-variance,importance");
        Assert.Equal(0, run.Code);
        string words = string.Join(' ', run.Output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(" epochs has a mean squared error of ", words);
        Assert.Contains("stability: a network has no coefficients that could be 0, so it selects no columns", words);
        Assert.Contains("bias-variance: of 3 draws no row was left out", words);
    }

    [Theory]
    [InlineData("--at 1e-3.5: best, 1se or a number is needed", "--at", "1e-3.5")]
    [InlineData("--at -1: a lambda must be a finite number of at least 0", "--at", "-1")]
    [InlineData("--at 1.5: a dropout must be a number of at least 0 and below 1", "--family", "network", "--at", "1.5")]
    [InlineData("--only verdict: 'verdict' is no part of a diagnosis; shuffled, degrees-of-freedom, bias-variance, learning, stability, importance, leaks, advice are, separated by commas without spaces", "--only", "verdict")]
    [InlineData("--draws 1: a whole number from 2 to 5000 is needed", "--draws", "1")]
    [InlineData("--shuffles 0: a whole number from 1 to 4096 is needed", "--shuffles", "0")]
    public void Wrong_input_is_told_with_what_would_be_accepted(string message, params string[] arguments)
    {
        var run = _folder.Run(["diagnose", Diabetes, "--target", "target", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains($"ridgeline: {message}", run.Error);
    }

    [Fact]
    public void An_interrupt_ends_it_at_once_with_130() => Assert.Equal(130, _folder.Interrupted("diagnose", Diabetes, "--target", "target", "--draws", "4999"));

    [Fact]
    public void Help_names_the_parts()
    {
        string help = _folder.RunHelp("diagnose");
        foreach (var part in DiagnosisParts.All)
            Assert.Contains(part.Name(), help);
        Assert.Contains("--at best|1se|V", help);
    }

    private JsonElement Json(params string[] arguments)
    {
        var run = _folder.Run(["diagnose", .. arguments, "--json"]);
        Assert.Equal(0, run.Code);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
