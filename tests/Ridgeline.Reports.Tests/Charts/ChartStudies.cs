using Ridgeline.Objectives;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Tests.Charts;

/// <summary>Studies of every kind that charts are drawn of, each made once.</summary>
internal static class ChartStudies
{
    /// <summary>Names that columns may have and that no picture or sentence may take for more than names.</summary>
    public static readonly string[] Hostile = ["<script>alert(\"x\")</script>", "=HYPERLINK(\"http://x\";\"y\")", "a\r\nb \"q\" 'r' & <b>", new string('w', 300), "\u0001\uFFFE\uD83D\uDE00 \u202Eobmuj", "漢字"];

    private static readonly Dictionary<string, Lazy<StudyResult>> Made = new()
    {
        ["numbers"] = new(() => Study.Of(Simulated("numbers", 60), "y").With(Options()).Run()),
        ["two classes"] = new(() => Study.Of(Simulated("two", 60), "y").With(Options()).Run()),
        ["three classes"] = new(() => Study.Of(Simulated("many", 60), "y").With(Options()).Run()),
        ["quick"] = new(() => Study.Of(Simulated("two", 60), "y").With(Options() with { Quick = true }).Run()),
        ["trees alone"] = new(() => Study.Of(Simulated("numbers", 60), "y").With(Options() with { Families = [Family.Tree] }).Run()),
        ["networks alone"] = new(() => Study.Of(Simulated("numbers", 40), "y").With(Options() with { Families = [Family.Network], Parts = [DiagnosisPart.BiasVariance] }).Run()),
        ["wide"] = new(() => Study.Of(Wide(), "y").With(Options() with { Families = [Family.Linear], L1Ratios = [1, 0], Parts = [] }).Run()),
        ["nothing to find"] = new(() => Study.Of(Noise(), "y").With(Options() with { Families = [Family.Linear, Family.Tree], L1Ratios = [1] }).Run()),
        ["stopped"] = new(() => Stopped("tree")),
        ["stopped in its diagnosis"] = new(() => Stopped(DiagnosisPart.Learning.Name())),
    };

    /// <summary>What the studies are called.</summary>
    public static IEnumerable<string> Kinds => Made.Keys;

    /// <summary>The study of a kind.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static StudyResult Of(string kind) => Made[kind].Value;

    private static StudyOptions Options() => new() { Folds = new TableFolds { Count = 3 }, L1Ratios = [1, 0.5, 0] };

    /// <summary>What a study that is stopped when it begins a stage has found.</summary>
    private static StudyResult Stopped(string stage)
    {
        using var source = new CancellationTokenSource();
        var told = new Told(progress =>
        {
            if (progress.Stage == stage)
                source.Cancel();
        });
        return Assert.Throws<StudyStoppedException>(() => Study.Of(Simulated("numbers", 60), "y").With(Options()).Run(told, source.Token)).Found!;
    }

    private static Table Simulated(string kind, int rows)
    {
        double[][] x = [.. Hostile.Select((_, j) => Enumerable.Range(0, rows).Select(i => Math.Sin((i + 1) * (j + 2) * 12.9898) * 3).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Of(2 * x[0][i] - x[1][i] + 0.5 * x[2][i] + Math.Sin(i * i)))];
        double Of(double value) => kind switch { "two" => value > 0 ? 1 : 0, "many" => value > 2 ? 2 : value > -2 ? 1 : 0, _ => value };
        return new Table("simulated", [.. Hostile.Select((name, j) => new NumberColumn(name, x[j])), new NumberColumn("y", y)]);
    }

    private static Table Wide()
    {
        const int Rows = 40, Columns = 230;
        double[][] x = [.. Enumerable.Range(0, Columns).Select(j => Enumerable.Range(0, Rows).Select(i => Math.Sin((i + 1) * (j + 3) * 78.233)).ToArray())];
        double[] y = [.. Enumerable.Range(0, Rows).Select(i => 3 * x[0][i] + x[1][i] + Math.Cos(i * i))];
        return new Table("wide", [.. x.Select((values, j) => new NumberColumn($"x{j}", values)), new NumberColumn("y", y)]);
    }

    private static Table Noise()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1.0 : -1)], y = [.. Enumerable.Range(0, 40).Select(i => (i / 2 % 2 == 0 ? 1.5 : -1.5) + i * 1e-3)];
        return new Table("noise", [new NumberColumn("x", x), new NumberColumn("y", y)]);
    }

    private sealed class Told(Action<StudyProgress> hear) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => hear(value);
    }
}
