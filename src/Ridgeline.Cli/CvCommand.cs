using System.CommandLine;
using Ridgeline.Choices;
using Ridgeline.Reports;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>ridgeline cv DATA --target COLUMN.</summary>
internal static class CvCommand
{
    private static readonly Option<bool> Nested = new("--nested") { Description = "search anew without each fold, so that the honest score has no optimism left; K times the work" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with the coefficients and every fold's score, instead of a table" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("cv", "Cross-validates a path: what each strength of a penalty, each pruned tree or each setting of a network is worth on held-out rows, which is best, how sure that is, and what is left of its score once the choice is held out too.");
        PathOptions.AddTo(command, null, FoldOptions.Aliases);
        FoldOptions.AddTo(command);
        command.Add(Nested);
        command.Add(Json);
        command.SetAction(parsed => Program.Run(stop => Validate(parsed, stop)));
        return command;
    }

    private static void Validate(ParseResult parsed, CancellationToken stop)
    {
        var path = PathOptions.Read(parsed, PathOptions.SettingsOf(parsed), FoldOptions.ThreadsOf(parsed));
        var options = FoldOptions.Read(parsed, path, ChoiceRule.Best, parsed.GetValue(Nested) ? HonestMethod.Nested : HonestMethod.Bootstrap);
        var table = DataOptions.Read(parsed, stop, PathOptions.Apart(parsed));
        var run = StudyProgressDisplay.During(progress => TableCrossValidation.Run(table, parsed.GetValue(PathOptions.Target)!, options, progress, stop));
        if (parsed.GetValue(Json))
            Program.Print(output => CrossValidationJson.Write(output, run));
        else
            CrossValidationConsole.Write(Terminal.Output, run);
    }
}
