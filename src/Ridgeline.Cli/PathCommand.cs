using System.CommandLine;
using Ridgeline.Reports;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Cli;

/// <summary>ridgeline path DATA --target COLUMN.</summary>
internal static class PathCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with the coefficients, instead of a table" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("path", "Fits a linear model at every strength of its penalty, from the strongest to the weakest, each with a certificate.");
        PathOptions.AddTo(command);
        command.Add(Json);
        command.Validators.Add(given => PathOptions.CheckColumns(given, PathOptions.Target, PathOptions.WeightsColumn, PathOptions.OffsetColumn));
        command.SetAction(parsed => Program.Run(stop => Fit(parsed, stop)));
        return command;
    }

    private static void Fit(ParseResult parsed, CancellationToken stop)
    {
        var options = PathOptions.Read(parsed, LinearFlags.SettingsOf(parsed));
        var path = TablePath.Fit(DataOptions.Read(parsed, stop, PathOptions.Apart(parsed)), parsed.GetValue(PathOptions.Target)!, options, new ProgressLines(Console.Error), stop);
        if (parsed.GetValue(Json))
            Program.Print(output => PathJson.Write(output, path));
        else
            PathConsole.Write(AnsiConsole.Console, path);
    }
}
