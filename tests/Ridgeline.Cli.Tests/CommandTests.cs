using System.Text.Json;

namespace Ridgeline.Cli.Tests;

/// <summary>The built ridgeline, run as a process in an empty folder: what it prints, writes and returns.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Header = "a,b,y\n";
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Study_without_arguments_answers_the_question_on_the_bundled_data()
    {
        var run = _folder.Run("study", "--quick");
        Assert.Equal(0, run.Code);
        string[] answers = ["Does it overfit?", "How much?", "Which model?", "How sure?", "569 rows", "30 columns", "CC BY 4.0", "142 rows are set aside", "best", "1 SE", "The winner:", "Handed over:", "on 142 test rows", "Written"];
        foreach (string said in answers)
            Assert.Contains(said, run.Output.ReplaceLineEndings(" "));
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.Equal(["ridgeline-study"], _folder.Written());
        Assert.Equal(["model.json", "predictions.csv", "report.html", "results.json"], Directory.GetFileSystemEntries(_folder.PathOf("ridgeline-study")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Json_is_one_document_on_standard_output_and_nothing_else()
    {
        var run = _folder.Run("study", "--quick", "--families", "linear", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(_folder.Read("ridgeline-study/results.json"), run.Output.TrimEnd());
        var root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(569, root.GetProperty("data").GetProperty("rows").GetInt32());
        Assert.Equal(["lasso", "ridge"], root.GetProperty("paths").EnumerateArray().Select(path => path.GetProperty("name").GetString()));
        var settings = root.GetProperty("paths")[0].GetProperty("settings").EnumerateArray();
        Assert.All(settings, setting => Assert.True(setting.GetProperty("fit").GetProperty("relativeGap").GetDouble() <= 1e-8));
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void A_model_predicts_new_rows_and_only_those_columns_matter()
    {
        _folder.Write("train.csv", Rows(60));
        Assert.Equal(0, _folder.Run("fit", "train.csv", "--target", "y", "--lambda", "0.01", "-o", "model.json").Code);
        _folder.Write("new.csv", "extra,b,a\nhello,1,2\nhi,0.5,30\n");
        var run = _folder.Run("predict", "model.json", "new.csv");
        Assert.Equal(0, run.Code);
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal("prediction,probability_0,probability_1", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Equal(0, _folder.Run("predict", "model.json", "new.csv", "-o", "out.csv").Code);
        Assert.Equal(run.Output, _folder.Read("out.csv"));
        foreach (string input in new[] { "new.csv", "model.json" })
        {
            string before = _folder.Read(input);
            Assert.Equal(2, _folder.Run("predict", "model.json", "new.csv", "-o", "./" + input).Code);
            Assert.Equal(before, _folder.Read(input));
        }
    }

    [Theory]
    [InlineData("\"loss\": \"multinomial\", \"classes\": [\"a\", \"b\", \"c\"], \"intercept\": [0, 0, 0], \"coefficients\": [[1], [0], [0]]", "prediction,probability_a,probability_b,probability_c", "a,0.5761168847658291,0.21194155761708544,0.21194155761708544")]
    [InlineData("\"loss\": \"squared\", \"classes\": [], \"intercept\": 2, \"coefficients\": [1]", "prediction", "3")]
    [InlineData("\"loss\": \"squared-hinge\", \"classes\": [\"a\", \"b\"], \"intercept\": -3, \"coefficients\": [1]", "prediction,decision", "a,-2")]
    public void A_model_of_any_loss_predicts(string model, string header, string first)
    {
        _folder.Write("m.json", $$"""
            {"format":"ridgeline-model","version":1,"target":"t","penalty":"l1","lambda":0.1,"C":null,"rows":7,"columns":["x"],{{model}},"norm":1.5,"means":[0],"scales":[1],
             "certificate":{"primal":0.5,"dual":0.4,"nullObjective":0.6,"relativeGap":0.1,"kktViolation":1e-17,"iterations":3,"passes":12,"status":"converged"} }
            """);
        _folder.Write("new.csv", "x\n1\n2\n");
        var run = _folder.Run("predict", "m.json", "new.csv");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal([header, first], run.Output.Split('\n')[..2]);
    }

    [Fact]
    public void The_seed_and_the_threads_decide_as_they_say()
    {
        _folder.Write("d.csv", Rows(80));
        string Json(params string[] more) => _folder.Run(["study", "d.csv", "--target", "y", "--quick", "--json", .. more]).Output;
        Assert.Equal(Json("--threads", "1"), Json("--threads", "3"));
        Assert.NotEqual(Json("--seed", "1"), Json("--seed", "2"));
    }

    [Fact]
    public void What_was_found_is_printed_though_it_can_t_be_written()
    {
        _folder.Write("d.csv", Rows(60));
        string[] study = ["study", "d.csv", "--target", "y", "--quick", "--families", "linear"];
        Assert.Equal(0, _folder.Run([.. study, "--out", "s"]).Code);
        Directory.Delete(_folder.PathOf("s"), recursive: true);
        Directory.CreateDirectory(_folder.PathOf("s/report.html")); // a folder where a file is to be
        var run = _folder.Run([.. study, "--out", "s"]);
        Assert.Equal(4, run.Code);
        Assert.Contains("report.html", run.Error);
        Assert.Contains("Which model?", run.Output);
        Assert.DoesNotContain("Written", run.Output);
    }

    [Fact]
    public void A_test_file_and_a_refit_are_said()
    {
        _folder.Write("d.csv", Rows(80));
        _folder.Write("t.csv", Rows(40));
        var run = _folder.Run("study", "d.csv", "--target", "y", "--test", "t.csv", "--refit-all", "--score", "brier", "--quick");
        Assert.Equal(0, run.Code);
        string text = run.Output.ReplaceLineEndings(" ");
        Assert.Contains("The 40 rows of t.csv are the test set", text);
        Assert.Contains("Refitted on all 120 rows after the test", text);
        Assert.Contains("Honest Brier score", text);
    }

    [Fact]
    public void A_fit_cut_short_is_reported_as_not_converged()
    {
        var run = _folder.Run("study", "--families", "linear", "--quick", "--max-iterations", "1");
        Assert.Equal(0, run.Code);
        Assert.Contains("not converged", run.Output);
    }

    public static TheoryData<string, string, string[]> BadData => new()
    {
        { "missing target", Header + "1,2,0\n", ["d.csv", "'nope'", "'a', 'b', 'y'"] },
        { "one class", Header + "1,2,1\n3,4,1\n", ["d.csv", "'y'", "one class only"] },
        { "a third class of one row", Rows(30) + "1,2,5\n", ["d.csv", "class '5'", "'y'", "folds", "the squared loss, which takes the target as numbers"] },
        { "too few for the folds", Header + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},{i % 7},{(i < 3 ? 1 : 0)}\n")), ["d.csv", "class '1'", "'y'", "folds"] },
        { "text in a number column", Header + "1,2,0\n1,2.5,1\n3,3.5,0\n1,oops,1\n", ["d.csv", "row 4", "'b'", "'oops'", "missing", "category"] },
        { "NaN", Header + "1,2,0\n1.5,3,1\n2,2.5,1\nNaN,3,1\n", ["d.csv", "row 4", "'a'", "'NaN'"] },
        { "infinity", Header + "1,2,0\n1,2.5,1\n3,3.5,0\n1,∞,1\n", ["d.csv", "row 4", "'b'", "'∞'"] },
        { "inf", Header + "1,2,0\n1,2.5,1\n3,3.5,0\n1,Infinity,1\n", ["d.csv", "row 4", "'b'", "'Infinity'"] },
        { "no rows", Header, ["d.csv", "no rows"] },
        { "no columns", "y\n0\n1\n", ["d.csv", "no columns", "'y'"] },
        { "nothing but names", "id,y\nx1,0\nx2,1\n", ["no columns to learn from", "'id' (id: every row different, like an identifier)"] },
        { "semicolons", "a;b;y\n1;2;0\n", ["'y'", "separated by ';'"] },
        { "empty file", "", ["d.csv"] },
        { "duplicate headers", "a,a,y\n1,2,0\n", ["d.csv", "'a'"] },
        { "ragged row", Header + "1,2,0\n1,2\n", ["d.csv", "row 2", "2", "3"] },
    };

    [Theory]
    [MemberData(nameof(BadData))]
    public void Bad_data_are_refused_with_their_place_and_nothing_is_written(string why, string content, string[] named)
    {
        _folder.Write("d.csv", content);
        var run = _folder.Run("study", "d.csv", "--target", why == "missing target" ? "nope" : "y");
        Assert.Equal(3, run.Code);
        Assert.Empty(run.Output);
        foreach (string name in named)
            Assert.Contains(name, run.Error);
        Assert.Equal(["d.csv"], _folder.Written());
    }

    [Fact]
    public void A_model_refuses_data_that_lack_a_column_and_files_that_are_no_model()
    {
        _folder.Write("train.csv", Rows(60));
        Assert.Equal(0, _folder.Run("fit", "train.csv", "--target", "y", "--lambda", "0.01", "-o", "model.json").Code);
        _folder.Write("lacks.csv", "a\n1\n");
        var lacks = _folder.Run("predict", "model.json", "lacks.csv", "-o", "out.csv");
        Assert.Equal(3, lacks.Code);
        Assert.Contains("lacks.csv", lacks.Error);
        Assert.Contains("'b'", lacks.Error);
        Assert.Equal(3, _folder.Run("predict", "train.csv", "lacks.csv").Code);
        Assert.Equal(3, _folder.Run("predict", "absent.json", "lacks.csv").Code);
        Assert.Equal(3, _folder.Run("study", "absent.csv", "--target", "y").Code);
        Assert.DoesNotContain("out.csv", _folder.Written());
    }

    [Theory]
    [InlineData("study", "--folds", "1")]
    [InlineData("study", "--folds", "many")]
    [InlineData("study", "--test-fraction", "1.5")]
    [InlineData("study", "--score", "beauty")]
    [InlineData("study", "--nonsense")]
    [InlineData("study", "d.csv")]
    [InlineData("study", "d.csv", "--target")]
    [InlineData("study", "--seed", "-1")]
    [InlineData("predict", "model.json")]
    [InlineData("dance")]
    public void What_can_t_be_understood_is_usage(params string[] arguments)
    {
        var run = _folder.Run(arguments);
        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.StartsWith("ridgeline: ", run.Error);
        Assert.Empty(_folder.Written());
    }

    [Fact]
    public void An_option_that_doesn_t_exist_is_not_taken_for_the_data()
    {
        Assert.Contains("there is no option --lambda here", _folder.Run("study", "--lambda", "3").Error);
        Assert.Contains("there is no option --loss here", _folder.Run("predict", "--loss", "d.csv").Error);
        var run = _folder.Run("path", "d.csv", "--target", "y", "--lamda", "1");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("ridgeline: there is no option --lamda here; did you mean --lambda?\nridgeline --help", run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_folder_that_can_t_be_made_is_a_failed_write()
    {
        _folder.Write("file", "in the way");
        var run = _folder.Run("study", "--out", "file/sub");
        Assert.Equal(4, run.Code);
        Assert.Contains($"{_folder.PathOf("file")}: can't be written", run.Error, StringComparison.Ordinal);
        Assert.Equal("in the way", _folder.Read("file"));
    }

    [Fact]
    public void What_can_t_be_told_on_standard_error_changes_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a disk that is always full");
        var run = _folder.RunUnheard("study", "--quick", "--families", "linear");
        Assert.Equal(0, run.Code);
        Assert.Contains("Does it overfit?", run.Output);
        Assert.Equal(["model.json", "predictions.csv", "report.html", "results.json"], Directory.GetFileSystemEntries(_folder.PathOf("ridgeline-study")).Select(Path.GetFileName).Order());
        Assert.Equal((3, ""), _folder.RunUnheard("study", "absent.csv", "--target", "y"));
        Assert.Equal((2, ""), _folder.RunUnheard("study", "--nonsense"));
    }

    [Fact]
    public void Help_names_every_option()
    {
        string help = _folder.RunHelp("study");
        foreach (string option in new[] { "--target", "--score", "--seed", "--folds", "--test-fraction", "--test", "--refit-all", "--threads", "--out", "--json", "--max-iterations" })
            Assert.Contains(option, help);
        string all = _folder.Run("--help").Output;
        Assert.Contains("predict", all);
        Assert.Contains("path", all);
    }

    [Fact]
    public void An_interrupt_ends_a_study_at_once_with_130_and_no_file_but_what_is_kept()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "interrupts are sent with kill");
        WriteBig();
        Assert.Equal(130, _folder.Interrupted("study", "big.csv", "--target", "y"));
        Assert.Subset(new HashSet<string> { "big.csv", "ridgeline-study" }, _folder.Written().ToHashSet());
    }

    [Fact]
    public void Beside_a_document_what_was_not_written_is_told_on_standard_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "interrupts are sent with kill");
        Assert.Equal(0, _folder.Run("study", "--quick", "--families", "linear").Code);
        string before = _folder.Read("ridgeline-study/results.json");
        WriteBig();
        var run = _folder.InterruptedWith("study", "big.csv", "--target", "y", "--json");
        Assert.Equal(130, run.Code);
        Assert.False(JsonDocument.Parse(run.Output).RootElement.GetProperty("complete").GetBoolean());
        Assert.Contains("ridgeline: ridgeline-study holds a complete study, which one that was stopped doesn't replace: nothing was written", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Read("ridgeline-study/results.json"));
    }

    /// <summary>Data that take longer than an interrupt.</summary>
    private void WriteBig() =>
        _folder.Write("big.csv", "y," + string.Join(",", Enumerable.Range(0, 60).Select(j => $"x{j}")) + "\n"
            + string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i * 7919 % 13 % 2}," + string.Join(",", Enumerable.Range(0, 60).Select(j => (i * (j + 3) * 7907 % 1009).ToString())) + "\n")));

    private static string Rows(int rows) =>
        Header + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 10},{i * 7 % 11 / 2.0},{(i % 10 + i * 5 % 3 > 5 ? 1 : 0)}\n"));
}
