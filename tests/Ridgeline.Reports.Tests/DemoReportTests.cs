using System.Text;
using System.Text.Json;
using Ridgeline.Demos;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

public sealed class DemoReportTests
{
    private static readonly Demo Made = new(
        "wide", "Far more columns than rows", 3, "y = 1 + 2·x1 + noise of standard deviation 0.5", ["80 rows to learn from."],
        new DemoTable("errors are mean squares", ["truth", "least squares", "ridge (L2)"],
        [
            new DemoRow("λ, by cross-validation", [double.NaN, 0, 0.012345]), new DemoRow("error, rows learned from", [0.25, 1.7e-25, 0.31]), new DemoRow("non-zeros of the 1294", [0, 1294, 12.5]),
        ]),
        new Claim("A penalty [shrinks] weights.", [new Finding("the norm is 0.3 under L2, 2.5 without", "it must be less", true), new Finding("the error is 3 under L2, 2 without", "it must be less", false)]),
        "Weight costs something.");

    [Fact]
    public void It_reads_from_the_truth_to_the_verdict_and_why() => Assert.Equal("""

        Far more columns than rows (wide)
        Truth: y = 1 + 2·x1 + noise of standard deviation 0.5
        80 rows to learn from.

         errors are mean squares  truth least squares ridge (L2)
        ─────────────────────────────────────────────────────────
         λ, by cross-validation                     0     0.0123
         error, rows learned from  0.25             0       0.31
         non-zeros of the 1294        0          1294       12.5

        Claim: A penalty [shrinks] weights.
        Not borne out here: the error is 3 under L2, 2 without (it must be less).
        Why: Weight costs something.

        """.ReplaceLineEndings("\n"), Written(console => DemoConsole.Write(console, Made)));

    [Fact]
    public void The_summary_counts_and_names_what_is_not_borne_out()
    {
        var holds = Made with { Name = "sparse", Claim = Made.Claim with { Findings = [Made.Claim.Findings[0]] } };
        Assert.Equal("\n1 of 2 claims borne out with seed 3; not wide. --seed N draws other data.\n", Written(console => DemoConsole.WriteSummary(console, [Made, holds])));
        Assert.Equal("\n1 of 1 claim borne out with seed 3. --seed N draws other data.\n", Written(console => DemoConsole.WriteSummary(console, [holds])));
    }

    [Fact]
    public void A_mark_stands_behind_its_row() =>
        Assert.Contains(" λ = 1     2 chosen\n", Written(console => DemoConsole.Write(console, Made with { Table = new DemoTable("", ["bias²"], [new DemoRow("λ = 1", [2], "chosen"), new DemoRow("λ = 2", [3])]) })));

    [Theory]
    [InlineData("wide")]
    [InlineData("correlated")]
    [InlineData("sparse")]
    [InlineData("network")]
    [InlineData("bias-variance")]
    public void No_line_of_any_is_wider_than_80_and_no_cell_is_cut(string name)
    {
        var demo = Demonstrations.Run(name, new DemoOptions { Seed = 1 }, TestContext.Current.CancellationToken);
        string text = Written(console => DemoConsole.Write(console, demo));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        foreach (string title in demo.Table.Rows.Select(row => row.Title))
            Assert.Contains(text.Split('\n'), line => line.Contains(title));
        string header = text.Split('\n').Single(line => demo.Table.Columns.All(line.Contains));
        Assert.DoesNotContain('…', header);
        foreach (string said in new[] { demo.Formula, demo.Claim.Statement, demo.Claim.Verdict, demo.Why })
            Assert.Contains(Words(said), Words(text));
    }

    [Fact]
    public void Json_has_all_of_it_with_full_precision()
    {
        using var stream = new MemoryStream();
        DemoJson.Write(stream, [Made]);
        var root = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
        Assert.Equal((1, 0), (root.GetProperty("claims").GetInt32(), root.GetProperty("borneOut").GetInt32()));
        var demo = root.GetProperty("demos")[0];
        Assert.Equal(("wide", Made.Title, 3UL, Made.Formula, Made.Why, Made.Claim.Statement, false), (
            demo.GetProperty("name").GetString(), demo.GetProperty("title").GetString(), demo.GetProperty("seed").GetUInt64(), demo.GetProperty("truth").GetString(),
            demo.GetProperty("why").GetString(), demo.GetProperty("claim").GetString(), demo.GetProperty("borneOut").GetBoolean()));
        Assert.Equal(Made.Simulated, demo.GetProperty("simulated").EnumerateArray().Select(line => line.GetString()!));
        Assert.Equal(Made.Table.Columns, demo.GetProperty("table").GetProperty("columns").EnumerateArray().Select(title => title.GetString()!));
        foreach (var (row, json) in Made.Table.Rows.Zip(demo.GetProperty("table").GetProperty("rows").EnumerateArray()))
            Assert.Equal(row.Values, json.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()));
        foreach (var (finding, json) in Made.Claim.Findings.Zip(demo.GetProperty("findings").EnumerateArray()))
            Assert.Equal(finding, new Finding(json.GetProperty("numbers").GetString()!, json.GetProperty("criterion").GetString()!, json.GetProperty("holds").GetBoolean()));
    }

    private static string Words(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string Written(Action<TestConsole> write)
    {
        using var console = new TestConsole().Width(80);
        write(console);
        return string.Join('\n', console.Output.Split('\n').Select(line => line.TrimEnd()));
    }
}
