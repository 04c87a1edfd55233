using System.Text.Json;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Cli.Tests;

/// <summary>ridgeline compare as a user runs it, and what predict writes for a spreadsheet.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private static readonly Lazy<StudyResult> One = new(() => Made(seed: 1)), Other = new(() => Made(seed: 2));
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_stand_for_their_results_and_what_changed_fits_80_columns()
    {
        Write("before", One.Value);
        Write("after", Other.Value);
        var run = _folder.Run("compare", "before", "after/results.json");
        Assert.Equal((0, ""), (run.Code, run.Error));
        foreach (string said in new[] { "From before/results.json to after/results.json", "The same data in other folds", "Options", "Honest score", "Test set" })
            Assert.Contains(said, run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.DoesNotContain('\u001b', run.Output);
        var root = JsonDocument.Parse(_folder.Run("compare", "before", "after", "--json").Output).RootElement;
        var seed = root.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("what").GetString() == "seed");
        Assert.Equal((1, 2), (seed.GetProperty("before").GetInt32(), seed.GetProperty("after").GetInt32()));
        Assert.Contains("Nothing changed.", _folder.Run("compare", "before", "before").Output);
    }

    [Fact]
    public void A_build_server_gets_no_escapes_in_its_files()
    {
        Write("before", One.Value);
        Write("after", Other.Value);
        var run = _folder.RunOnBuildServer("compare", "before", "after");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void What_is_no_results_file_is_refused_by_name()
    {
        Write("study", One.Value);
        var model = _folder.Run("compare", "study/model.json", "study");
        Assert.Equal(3, model.Code);
        Assert.Contains("study/model.json: is a model file; a results.json is needed", model.Error);
        var absent = _folder.Run("compare", "study", "nowhere/results.json");
        Assert.Equal(3, absent.Code);
        Assert.Contains("nowhere/results.json: there is no such file", absent.Error);
        _folder.Write("text.json", "hello");
        Assert.Contains("text.json: isn't JSON", _folder.Run("compare", "text.json", "study").Error);
        _folder.Write("newer.json", "{\"format\":\"ridgeline-results\",\"version\":9}");
        Assert.Contains("newer.json: holds results of version 9; this program compares version 1", _folder.Run("compare", "newer.json", "study").Error);
        Assert.Equal(2, _folder.Run("compare", "study").Code);
        Assert.Contains("results.json of a study, or the folder", _folder.RunHelp("compare"));
    }

    [Fact]
    public void Predictions_hold_nothing_that_a_spreadsheet_runs()
    {
        _folder.Write("m.json", """
            {"format":"ridgeline-model","version":1,"target":"t","penalty":"l1","lambda":0.1,"C":null,"rows":7,"columns":["x"],"loss":"multinomial","classes":["=1+1","-2","+x"],"intercept":[0,0,0],"coefficients":[[1],[0],[-1]],
             "norm":1.5,"means":[0],"scales":[1],"certificate":{"primal":0.5,"dual":0.4,"nullObjective":0.6,"relativeGap":0.1,"kktViolation":1e-17,"iterations":3,"passes":12,"status":"converged"} }
            """);
        _folder.Write("new.csv", "x\n1\n-1\n");
        var run = _folder.Run("predict", "m.json", "new.csv");
        Assert.True(run.Code == 0, run.Error);
        string[] lines = run.Output.Split('\n');
        Assert.Equal("prediction,probability_=1+1,probability_-2,probability_+x", lines[0]);
        Assert.StartsWith("'=1+1,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("'+x,", lines[2], StringComparison.Ordinal);
    }

    private void Write(string name, StudyResult study) => StudyFolder.Write(_folder.PathOf(name), study, plots: false, (stream, table) => CsvFile.Write(stream, table));

    private static StudyResult Made(ulong seed)
    {
        double[] a = [.. Enumerable.Range(0, 90).Select(i => i * 37 % 90 / 10.0)];
        var table = new Table("made", [new NumberColumn("a", a), new NumberColumn("b", [.. a.Select(Math.Sin)]), new NumberColumn("y", [.. a.Select((value, i) => value + 2 * Math.Sin(i * i))])]);
        return Study.Of(table, "y").With(new StudyOptions { Families = [Family.Linear], Quick = true, Folds = new TableFolds { Count = 3, Seed = seed } }).Run();
    }
}
