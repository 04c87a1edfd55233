using System.CommandLine;
using Ridgeline.Reports;
using Ridgeline.Roles;

namespace Ridgeline.Cli;

/// <summary>ridgeline describe DATA [--target COLUMN].</summary>
internal static class DescribeCommand
{
    private static readonly Option<string?> Target = new("--target") { Description = "the column to predict: what it is like, and which columns give it away", HelpName = "COLUMN" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with every column, instead of tables" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("describe", "What is in the data, what would be learned from and why, and what to look at before: gaps, levels, ranges, columns that say the same, repeated rows, columns that give the target away.")
        {
            Target, Json,
        };
        DataOptions.AddTo(command);
        RoleOptions.AddTo(command, Target);
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.SetAction(parsed => Program.Run(stop => Describe(parsed, stop)));
        return command;
    }

    private static void Describe(ParseResult parsed, CancellationToken stop)
    {
        var table = DataOptions.Read(parsed, stop);
        var roles = TableRoles.Infer(table, parsed.GetValue(Target), RoleOptions.Of(parsed));
        var description = TableDescription.Of(table, roles, stop);
        if (parsed.GetValue(Json))
            Program.Print(output => DescriptionJson.Write(output, description));
        else
            DescriptionConsole.Write(Terminal.Output, description);
    }
}
