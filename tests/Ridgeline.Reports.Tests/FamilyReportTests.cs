using System.Text.Json;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

/// <summary>Paths, cross-validations and fits of trees and networks.</summary>
public sealed class FamilyReportTests
{
    public static TheoryData<string, Knob> Knobs =>
        new(from kind in new[] { "two", "many", "numbers" } from knob in Enum.GetValues<Knob>() where knob.Family() != Family.Linear select (kind, knob));

    [Theory]
    [MemberData(nameof(Knobs))]
    public void No_line_is_wider_than_80_and_both_choices_and_the_ends_are_shown(string kind, Knob knob)
    {
        var run = Run(kind, knob);
        string text = Written(console => CrossValidationConsole.Write(console, run));
        string[] rows = [.. text[..text.IndexOf("\nBest", StringComparison.Ordinal)].Split('\n').Where(line => line.Contains(" ± ") && (char.IsDigit(line.TrimStart()[0]) || line.TrimStart()[0] == '∞'))];
        Assert.InRange(rows.Length, Math.Min(run.Curve.Points.Length, 30), Math.Min(run.Curve.Points.Length, 40));
        Assert.Equal(run.Curve.Best == run.Curve.OneStandardError ? 1 : 2, rows.Count(row => row.TrimEnd().EndsWith("best", StringComparison.Ordinal) || row.Contains("1 SE")));
        foreach (var point in new[] { run.Curve.Points[0], run.Curve.Points[^1] })
            Assert.Contains(rows, row => row.TrimStart().StartsWith(double.IsInfinity(point.Setting.Value) ? "∞" : point.Setting.Value.ToString("G4"), StringComparison.Ordinal));
        Assert.DoesNotContain("converged", text.Replace("called converged", ""));
        Written(console => PathConsole.Write(console, run.Path));
        Written(console => FitConsole.Write(console, run.Path, run.Chosen, run, "m.json"));
        Written(console => FitConsole.Write(console, run.Path, run.Chosen, run, "m.json", rules: true));
    }

    [Theory]
    [MemberData(nameof(Knobs))]
    public void Json_has_every_setting_and_score_and_no_word_of_certificates(string kind, Knob knob)
    {
        var run = Run(kind, knob);
        var root = Json(stream => CrossValidationJson.Write(stream, run));
        Assert.Equal((knob.Family().Name(), knob.Name()), (root.GetProperty("family").GetString(), root.GetProperty("knob").GetString()));
        var points = root.GetProperty("path").EnumerateArray().ToArray();
        Assert.Equal(run.Curve.Points.Select(point => point.Mean), points.Select(point => point.GetProperty("mean").GetDouble()));
        string key = knob.Family() == Family.Tree ? "leaves" : "parameters";
        Assert.Equal(run.Path.Path.Points.Select(point => point.Model.Complexity), points.Select(point => point.GetProperty(key).GetInt32()));
        foreach (string linear in new[] { "lambda", "status", "relativeGap", "foldsConverged" })
            Assert.False(points[0].TryGetProperty(linear, out _));
        Assert.Equal(run.Path.Path.Points.Length, Json(stream => PathJson.Write(stream, run.Path)).GetProperty("path").GetArrayLength());
        var model = Json(stream => FitJson.Write(stream, run.Path, run.Chosen, run, "m.json")).GetProperty("model");
        Assert.Equal(run.Path.Path.Points[run.Chosen].Model.Complexity, model.GetProperty(key).GetInt32());
    }

    [Fact]
    public void A_long_pruning_path_is_shown_in_part_and_says_so()
    {
        var run = TableCrossValidation.Run(Simulated("numbers", 400), "y", new TableCrossValidationOptions { Path = new TablePathOptions { Family = Family.Tree }, Folds = new TableFolds { Count = 4 }, Honest = null });
        Assert.InRange(run.Curve.Points.Length, 100, 400);
        string text = Written(console => CrossValidationConsole.Write(console, run));
        Assert.Matches($@"\d+ of {run.Curve.Points.Length} settings are shown, \d+ between them are not; --json has all\.", text);
        Assert.Equal(run.Curve.Points.Length, Json(stream => CrossValidationJson.Write(stream, run)).GetProperty("path").GetArrayLength());
    }

    [Fact]
    public void A_large_tree_is_written_to_a_limit_and_the_rest_is_counted()
    {
        var path = TablePath.Fit(Simulated("numbers", 400), "y", new TablePathOptions { Family = Family.Tree, Settings = [new Setting(Knob.Alpha, 0)] });
        string text = Written(console => FitConsole.Write(console, path, 0, null, "m.json"));
        Assert.Contains("lines more, which --json has", text);
        Assert.InRange(text.Split('\n').Length, 40, 70);
    }

    private static TableCrossValidation Run(string kind, Knob knob) => TableCrossValidation.Run(Simulated(kind, 60), "y", new TableCrossValidationOptions
    {
        Path = knob.Family() == Family.Network ? new TablePathOptions { Family = Family.Network, Knob = knob, Network = Network.Layers(5) with { Epochs = 4 } } : new TablePathOptions { Family = knob.Family(), Knob = knob },
        Folds = new TableFolds { Count = 3 },
    });

    [Fact]
    public void A_standard_error_that_is_rounding_counts_as_none_and_one_that_isn_t_is_shown()
    {
        var run = Run("two", Knob.Depth);
        string Of(double error) => Written(console => CrossValidationConsole.Write(console, run with
        {
            Search = run.Search with { Curves = [run.Curve with { Points = [.. run.Curve.Points.Select(point => point with { Mean = 0.462098, StandardError = error })] }] },
        }));
        Assert.Contains("0.4621 ± 0.0000", Of(3.7e-17));
        Assert.Contains("0.462098 ± 3.7E-7", Of(3.7e-7));
    }

    private static string Written(Action<TestConsole> write)
    {
        using var console = new TestConsole().Width(80);
        write(console);
        Assert.All(console.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        return console.Output;
    }

    private static JsonElement Json(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static Table Simulated(string kind, int rows)
    {
        double[] a = [.. Enumerable.Range(0, rows).Select(i => i * 37 % rows / 10.0)], b = [.. Enumerable.Range(0, rows).Select(i => i * 53 % 97 / 10.0)];
        string[] town = [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? "a town with a rather long name" : i % 3 == 1 ? "Ulm" : "Kiel")];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Of(a[i] * 60 / rows + (i % 3) + Math.Sin(i * i), i))];
        double Of(double value, int i) => kind switch { "two" => value > 4 ? 1 : 0, "many" => i < 9 ? i % 3 : Math.Clamp(Math.Floor(value / 3), 0, 2), _ => value };
        return new Table("simulated", [new NumberColumn("a", [.. a]), new NumberColumn("b", [.. b]), new TextColumn("town", town), new NumberColumn("y", [.. y])]);
    }
}
