using System.CommandLine;
using Ridgeline.Reports;
using Ridgeline.Reports.Comparisons;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>ridgeline compare A B: what changed between two studies.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Before = new("A") { Description = "the results.json of a study, or the folder that it is in" };
    private static readonly Argument<string> After = new("B") { Description = "the same of the study that it is compared with" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with every change, instead of tables" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("compare", "What changed between two studies: data, options, folds, the model handed over, its scores set against their intervals, every path, coefficients, stability, leaks, versions.") { Before, After, Json };
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.SetAction(parsed => Program.Run(_ => Compare(parsed)));
        return command;
    }

    private static void Compare(ParseResult parsed)
    {
        string one = FileOf(parsed.GetValue(Before)!), other = FileOf(parsed.GetValue(After)!);
        using Stream before = Opened(one), after = Opened(other);
        var comparison = StudyComparison.Of(before, after, one, other);
        if (parsed.GetValue(Json))
            Program.Print(output => StudyComparisonJson.Write(output, comparison));
        else
            StudyComparisonConsole.Write(Terminal.Output, comparison);
    }

    private static string FileOf(string name) => Directory.Exists(name) ? Path.Combine(name, StudyFolder.Results) : name;

    private static FileStream Opened(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: there is no such file; a results.json is needed, or the folder that ridgeline study wrote it to", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: can't be read ({error.Message})", error);
        }
    }
}
