using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>ridgeline path DATA --target COLUMN.</summary>
internal static class PathCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with all of every model's numbers, instead of a table" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("path", "Fits a model at every setting of one knob, from the simplest on: a linear model at every strength of its penalty, each with a certificate; a tree at every α of its pruning; a network at every rate of dropout.");
        PathOptions.AddTo(command);
        command.Add(FoldOptions.Seed);
        command.Add(Json);
        command.Validators.Add(Check);
        command.SetAction(parsed => Program.Run(stop => Fit(parsed, stop)));
        return command;
    }

    private static void Check(CommandResult given)
    {
        PathOptions.CheckColumns(given, PathOptions.Target, PathOptions.WeightsColumn, PathOptions.OffsetColumn);
        if (given.Given(FoldOptions.Seed) && FamilyFlags.FamilyOf(given) != Family.Network)
            given.AddError($"{FoldOptions.Seed.Name} goes with --family network: nothing else here is drawn");
    }

    private static void Fit(ParseResult parsed, CancellationToken stop)
    {
        var options = PathOptions.Read(parsed, PathOptions.SettingsOf(parsed));
        var table = DataOptions.Read(parsed, stop, PathOptions.Apart(parsed));
        var path = StudyProgressDisplay.During(progress => TablePath.Fit(table, parsed.GetValue(PathOptions.Target)!, options, progress, stop));
        if (parsed.GetValue(Json))
            Program.Print(output => PathJson.Write(output, path));
        else
            PathConsole.Write(Terminal.Output, path);
    }
}
