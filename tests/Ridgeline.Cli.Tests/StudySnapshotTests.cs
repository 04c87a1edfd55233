using Ridgeline.Reports;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console.Testing;

namespace Ridgeline.Cli.Tests;

/// <summary>What a study says at 80 and at 160 columns: looked at, and kept.</summary>
public sealed class StudySnapshotTests
{
    private static readonly string[] Files = ["out/report.html", "out/model.json", "out/results.json", "out/predictions.csv"];

    [Theory]
    [InlineData("breast_cancer", "target", false)]
    [InlineData("breast_cancer", "target", true)]
    [InlineData("diabetes_raw", "target", false)]
    [InlineData("diabetes_raw", "target", true)]
    [InlineData("iris", "species", false)]
    [InlineData("iris", "species", true)]
    [InlineData("birthwt", "low", false)]
    [InlineData("birthwt", "low", true)]
    public void A_study_says_what_it_said(string data, string target, bool quick)
    {
        var options = new StudyOptions { Quick = quick };
        if (data == "birthwt")
            options = options with { Roles = options.Roles.Add("bwt", ColumnRole.Ignore).Add("race", ColumnRole.Category) };
        using var reader = new StreamReader(Path.Combine(AppContext.BaseDirectory, "Reference", "data", $"{data}.csv"));
        var table = CsvFile.Parse(reader, $"{data}.csv");
        if (data == "iris")
        {
            // 50, 45 and 40 rows of the classes, and no draws: where classes are equally frequent, rounding says which one a model without columns predicts.
            table = table.Take([.. Enumerable.Range(0, 95), .. Enumerable.Range(100, 40)]);
            options = options with { Parts = [.. options.Parts.Where(part => part != DiagnosisPart.BiasVariance)] };
        }

        var study = Study.Of(table, target).With(options).Run(stop: TestContext.Current.CancellationToken);
        foreach (int width in new[] { 80, 160 })
            Snapshot.Check($"study-{data}{(quick ? "-quick" : "")}-{width}", Text(study, width));
    }

    /// <summary>The text; no line of it is longer than the console, no word of it is broken, and it has no escapes.</summary>
    private static string Text(StudyResult study, int width)
    {
        using var console = new TestConsole().Width(width);
        StudyConsole.Write(console, study, Files);
        Assert.All(console.Lines, line => Assert.InRange(line.Length, 0, width));
        Assert.DoesNotContain('\u001b', console.Output);
        using var wide = new TestConsole().Width(100_000);
        StudyConsole.Write(wide, study, Files);
        var words = Words(wide.Output);
        Assert.All(Words(console.Output), word => Assert.Contains(word, words));
        return console.Output;
    }

    private static HashSet<string> Words(string text) => [.. text.Split([' ', '\n', '\u2500'], StringSplitOptions.RemoveEmptyEntries)];
}
