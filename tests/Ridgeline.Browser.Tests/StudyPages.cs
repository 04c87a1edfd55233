using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Reports.Pages;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Browser.Tests;

/// <summary>The studies whose pages are looked at, each made once.</summary>
internal static class StudyPages
{
    private static readonly ConcurrentDictionary<string, Lazy<(StudyResult Study, string File)>> Made = new();
    private static readonly string Folder = Directory.CreateTempSubdirectory("ridgeline-pages-").FullName;

    /// <summary>The data: two classes; numbers; three classes; many more columns than rows; names that would be markup, scripts or formulas; a study without draws.</summary>
    public static ImmutableArray<string> Names { get; } = ["cancer", "diabetes", "iris", "wide", "hostile", "quick"];

    public static StudyResult StudyOf(string name) => Of(name).Study;

    public static string FileOf(string name) => Of(name).File;

    /// <summary>Removes the files.</summary>
    public static void Remove() => Directory.Delete(Folder, recursive: true);

    private static (StudyResult Study, string File) Of(string name) => Made.GetOrAdd(name, one => new Lazy<(StudyResult, string)>(() => Make(one))).Value;

    private static (StudyResult Study, string File) Make(string name)
    {
        var found = Asked(name).Run();
        string file = Path.Combine(Folder, $"{name}.html");
        using var stream = File.Create(file);
        StudyPage.Write(stream, found);
        return (found, file);
    }

    private static Study Asked(string name) => name switch
    {
        "cancer" => Study.Of(BundledData.BreastCancer(), BundledData.BreastCancerTarget),
        "quick" => Study.Of(BundledData.BreastCancer(), BundledData.BreastCancerTarget).With(new StudyOptions { Quick = true }),
        "diabetes" => Study.Of(Table.Read("Reference/data/diabetes_raw.csv"), "target"),
        "iris" => Study.Of(Table.Read("Reference/data/iris.csv"), "species"),
        "wide" => Study.Of(Wide(), "y").With(new StudyOptions { Families = [Family.Linear], Parts = [DiagnosisPart.Stability, DiagnosisPart.Leaks] }),
        "hostile" => Study.Of(Hostile(), HostileTarget).With(new StudyOptions { Families = [Family.Linear, Family.Tree] }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no study is called so"),
    };

    /// <summary>100 rows of 1,500 columns, twelve of which matter.</summary>
    private static Table Wide()
    {
        const int rows = 100, columns = 1500, real = 12;
        var random = new Random(7);
        double[] y = new double[rows];
        var made = new List<Column>();
        for (int j = 0; j < columns; j++)
        {
            double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
            for (int i = 0; i < rows && j < real; i++)
                y[i] += (real - j) * x[i];
            made.Add(new NumberColumn($"gene_{j:0000}", x));
        }

        made.Add(new NumberColumn("y", [.. y.Select(value => value + 3 * random.NextDouble())]));
        return new Table("wide", [.. made]);
    }

    public const string HostileTarget = "<h1>target</h1>";

    /// <summary>Names that would be markup, a script, a formula, too long, or would turn round the text after them.</summary>
    public static ImmutableArray<string> HostileNames { get; } =
    [
        "<script>alert(1)</script>", "\"quoted' & <b>bold</b>", "</script><img src=x onerror=alert(2)>", "=cmd|' /C calc'!A0", new string('x', 300), "abc\u202Efdp.exe", "שלום עולם", "<a href=\"javascript:alert(3)\">link</a>",
    ];

    private static Table Hostile()
    {
        const int rows = 150;
        var random = new Random(3);
        double[][] x = [.. HostileNames.Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray())];
        var target = Enumerable.Range(0, rows).Select(i => x[0][i] + x[2][i] + x[4][i] + x[5][i] + random.NextDouble() * 0.5 > 2.25 ? "</script><script>alert(4)</script>" : "<i>no</i>");
        return new Table("<title>file</title>.csv", [.. HostileNames.Select((name, j) => (Column)new NumberColumn(name, x[j])), new TextColumn(HostileTarget, target)]);
    }
}
