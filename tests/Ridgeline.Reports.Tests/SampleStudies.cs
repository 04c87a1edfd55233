using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Tests;

/// <summary>Small studies of every kind, each made once.</summary>
internal static class SampleStudies
{
    /// <summary>The target's names as a hostile hand would choose them.</summary>
    public const string Formula = "=1+1", Script = "<script>alert(1)</script>";

    private static readonly Dictionary<string, Func<StudyResult>> Made = new()
    {
        ["two"] = () => Of("two", new StudyOptions { Families = [Family.Linear], L1Ratios = [1, 0], Folds = new TableFolds { Count = 3, Repeats = 2 }, RefitAll = true }),
        ["many"] = () => Of("many", new StudyOptions { Families = [Family.Linear, Family.Tree], Quick = true }),
        ["numbers"] = () => Of("numbers", new StudyOptions { Families = [Family.Linear, Family.Tree], L1Ratios = [0.5, 0], Folds = new TableFolds { Count = 4 } }),
        ["groups"] = () => Of("groups", new StudyOptions { Families = [Family.Linear], L1Ratios = [0], Quick = true, Roles = Roles(("g", ColumnRole.Group), ("f", ColumnRole.Frequency)) }),
        ["tree"] = () => Of("two", new StudyOptions { Families = [Family.Tree], Folds = new TableFolds { Count = 3 }, Parts = [DiagnosisPart.BiasVariance, DiagnosisPart.Learning, DiagnosisPart.DegreesOfFreedom] }),
        ["network"] = () => Of("numbers", new StudyOptions { Families = [Family.Network], Quick = true, Folds = new TableFolds { Count = 3 } }),
        ["hostile"] = () => Of("hostile", new StudyOptions { Families = [Family.Linear], L1Ratios = [1], Quick = true }),
        ["stopped"] = () => Stopped(report => report.Stage == "tree"),
        ["begun"] = () => Stopped(_ => true),
    };

    private static readonly Dictionary<string, Lazy<StudyResult>> All = Made.ToDictionary(made => made.Key, made => new Lazy<StudyResult>(made.Value));

    public static TheoryData<string> Names => [.. All.Keys];

    public static StudyResult Named(string name) => All[name].Value;

    /// <summary>The same, made once more.</summary>
    public static StudyResult Anew(string name) => Made[name]();

    /// <summary>The study of "numbers" once more, by other options.</summary>
    public static StudyResult Of(string data, StudyOptions options) => Study.Of(Table(data), Target(data)).With(options).Run();

    public static byte[] Json(StudyResult study)
    {
        using var stream = new MemoryStream();
        StudyJson.Write(stream, study);
        return stream.ToArray();
    }

    private static string Target(string data) => data == "hostile" ? Formula : "y";

    private static StudyResult Stopped(Func<StudyProgress, bool> where)
    {
        using var source = new CancellationTokenSource();
        var options = new StudyOptions { Families = [Family.Linear, Family.Tree], L1Ratios = [1], Folds = new TableFolds { Count = 3 } };
        return Assert.Throws<StudyStoppedException>(() => Study.Of(Table("numbers"), "y").With(options).Run(new Stopping(source, where), source.Token)).Found!;
    }

    private static ImmutableSortedDictionary<string, ColumnRole> Roles(params (string Column, ColumnRole Role)[] roles) => roles.ToImmutableSortedDictionary(role => role.Column, role => role.Role);

    /// <summary>Three columns and a target of them; of two classes a column that tells it, and rows that repeat others.</summary>
    public static Table Table(string kind)
    {
        const int Rows = 90;
        double[] a = [.. Enumerable.Range(0, Rows).Select(i => i * 37 % 90 / 10.0)], b = [.. Enumerable.Range(0, Rows).Select(i => i * 53 % 97 / 10.0)];
        double[] real = [.. Enumerable.Range(0, Rows).Select(i => a[i] + 0.3 * b[i] + 3 * Math.Sin(i * i))];
        string?[] c = [.. Enumerable.Range(0, Rows).Select(i => i % 11 == 0 ? null : i % 3 == 0 ? "north" : "south")];
        ImmutableArray<Column> columns = [new NumberColumn("a", a), new NumberColumn("b", b), new TextColumn("c", c)];
        return new Table(kind, kind switch
        {
            "two" => [.. columns, new NumberColumn("tell", [.. real.Select(value => value > 6 ? 1 : 0.0)]), new NumberColumn("y", [.. real.Select((value, i) => value > 6 == (i != 7) ? 1 : 0.0)])],
            "many" => [.. columns, new TextColumn("y", real.Select((value, i) => i == 3 ? null : value < 4 ? "low" : value < 8 ? "mid" : "high"))],
            "groups" => [.. columns, new NumberColumn("g", [.. Enumerable.Range(0, Rows).Select(i => i / 6 * 1.0)]), new NumberColumn("f", [.. Enumerable.Range(0, Rows).Select(i => 1.0 + i % 3)]), new NumberColumn("y", real)],
            "hostile" => [new NumberColumn("a", a), new NumberColumn(Script, b), new TextColumn(Formula, real.Select(value => value > 6 ? "@SUM(A1)" : "-2+3"))],
            _ => [.. columns, new NumberColumn("y", real)],
        });
    }

    private sealed class Stopping(CancellationTokenSource source, Func<StudyProgress, bool> where) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (where(value))
                source.Cancel();
        }
    }
}
