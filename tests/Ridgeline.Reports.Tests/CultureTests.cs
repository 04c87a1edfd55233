using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Ridgeline.Demos;
using Ridgeline.Reports.Comparisons;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Spectre.Console.Testing;

namespace Ridgeline.Reports.Tests;

/// <summary>Whatever culture a program runs under, what is made and written is the same.</summary>
public sealed class CultureTests
{
    private static readonly TableCrossValidationOptions Search = new() { Folds = new TableFolds { Count = 3 } };

    [Theory]
    [InlineData("two")]
    [InlineData("tree")]
    [InlineData("network")]
    public void The_files_of_a_study_are_the_same_bytes(string name)
    {
        var expected = Files(name);
        var found = Under(() => Files(name));
        Assert.Equal(expected.Select(file => file.Name), found.Select(file => file.Name));
        Assert.All(expected.Zip(found), pair => Assert.True(pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes), pair.First.Name));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void What_is_printed_is_the_same_text(string writer) => Assert.Equal(Written(writer), Under(() => Written(writer)));

    [Fact]
    public void Sentences_are_the_same_whoever_asks_for_them()
    {
        foreach (string name in (string[])["two", "tree", "network"])
        {
            var study = SampleStudies.Named(name);
            string[] expected = Texts(study);
            Assert.NotEmpty(expected);
            Assert.Equal(expected, Under(() => Texts(study)));
        }
    }

    public static TheoryData<string> Writers => ["study", "comparison", "path", "cross-validation", "diagnosis", "description", "demo"];

    private static string Written(string writer)
    {
        using var console = new TestConsole().Width(100);
        using var json = new MemoryStream();
        var table = SampleStudies.Table("two");
        switch (writer)
        {
            case "study":
                StudyConsole.Write(console, SampleStudies.Named("two"), []);
                break;
            case "comparison":
                using (MemoryStream before = new(SampleStudies.Json(SampleStudies.Named("two"))), after = new(SampleStudies.Json(SampleStudies.Named("tree"))))
                {
                    var comparison = StudyComparison.Of(before, after, "a", "b");
                    StudyComparisonConsole.Write(console, comparison);
                    StudyComparisonJson.Write(json, comparison);
                }

                break;
            case "path":
                var path = TablePath.Fit(table, "y");
                PathConsole.Write(console, path);
                PathJson.Write(json, path);
                FitConsole.Write(console, path, 20, null, "model.json");
                FitJson.Write(json, path, 20, null, "model.json");
                break;
            case "cross-validation":
                var run = TableCrossValidation.Run(table, "y", Search);
                CrossValidationConsole.Write(console, run);
                CrossValidationJson.Write(json, run);
                break;
            case "diagnosis":
                var diagnosis = TableDiagnosis.Run(table, "y", new TableDiagnosisOptions { Search = Search, Parts = [DiagnosisPart.Learning, DiagnosisPart.Leaks, DiagnosisPart.Advice] });
                DiagnosisConsole.Write(console, diagnosis);
                DiagnosisJson.Write(json, diagnosis);
                break;
            case "description":
                var description = TableDescription.Of(table, TableRoles.Infer(table, "y"));
                DescriptionConsole.Write(console, description);
                DescriptionJson.Write(json, description);
                break;
            default:
                var demo = Demonstrations.Run("correlated");
                DemoConsole.Write(console, demo);
                DemoConsole.WriteSummary(console, [demo]);
                DemoJson.Write(json, [demo]);
                break;
        }

        return console.Output + System.Text.Encoding.UTF8.GetString(json.ToArray());
    }

    /// <summary>The files of a study that is made anew, and their bytes.</summary>
    private static (string Name, byte[] Bytes)[] Files(string name)
    {
        string folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;
        try
        {
            StudyFolder.Write(folder, SampleStudies.Anew(name), plots: true, (stream, table) =>
            {
                foreach (var column in table.Columns)
                    for (int row = 0; row < table.Rows; row++)
                        stream.Write(System.Text.Encoding.UTF8.GetBytes(column.Text(row) + "\n"));
            });
            return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(folder, path), File.ReadAllBytes(path))).OrderBy(file => file.Item1, StringComparer.Ordinal)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every text that a study's choice, honest score and diagnosis have, and the verdict on each path.</summary>
    private static string[] Texts(StudyResult study)
    {
        var found = new List<string>();
        foreach (object? one in (object?[])[study.Choice, study.Honest, study.Diagnosis, .. study.Paths.Select(path => path.Unregularized)])
            Collect(one, 0);
        return [.. found];

        void Collect(object? one, int depth)
        {
            if (one is null || depth > 2)
                return;
            foreach (var property in one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && property.PropertyType.Namespace?.StartsWith("Ridgeline.Tables", StringComparison.Ordinal) != true))
                if (property.PropertyType == typeof(string))
                    found.Add($"{property.Name}: {property.GetValue(one)}");
                else if (property.PropertyType.Namespace is "Ridgeline.Diagnoses" or "Ridgeline.Stability" or "Ridgeline.Leaks" or "Ridgeline.Choices")
                    Collect(property.GetValue(one), depth + 1);
                else if (property.GetValue(one) is ImmutableArray<PricedLeak> { IsDefault: false } leaks)
                    foreach (var leak in leaks)
                        Collect(leak, depth);
        }
    }

    /// <summary>Under a culture that writes numbers as German does; where programs have no cultures it must be made by hand.</summary>
    private static T Under<T>(Func<T> work)
    {
        var (before, german) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator, german.NumberFormat.NegativeSign) = (",", ".", "−");
        (german.NumberFormat.PercentDecimalSeparator, german.NumberFormat.PercentGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = german;
        try
        {
            var found = work();
            Assert.Same(german, CultureInfo.CurrentCulture);
            return found;
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
