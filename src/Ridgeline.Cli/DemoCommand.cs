using System.Collections.Immutable;
using System.CommandLine;
using Ridgeline.Demos;
using Ridgeline.Reports;

namespace Ridgeline.Cli;

/// <summary>ridgeline demo [SITUATION].</summary>
internal static class DemoCommand
{
    private const string All = "all";
    private static readonly DemoOptions Defaults = new();

    private static readonly Argument<string> Situation = new("SITUATION")
    {
        Description = $"{string.Join(", ", Demonstrations.Names)}, or all of them",
        DefaultValueFactory = _ => All,
        CustomParser = Values.Word([.. Demonstrations.Names, All]),
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "what the data are simulated with", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed, CustomParser = Values.Number<ulong>(_ => true, Values.Seed) };
    private static readonly Option<int> Threads = new("--threads") { Description = "how many threads, at least 1; the results don't depend on it [default: one a processor]", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document instead of text" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("demo", "Where regularization helps most, and why: data simulated from a truth that is known, fitted with and without it, and whether what is claimed is borne out by the numbers.")
        {
            Situation, Seed, Threads, Json,
        };
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.SetAction(parsed => Program.Run(stop => Show(parsed, stop)));
        return command;
    }

    private static void Show(ParseResult parsed, CancellationToken stop)
    {
        string named = parsed.GetValue(Situation)!;
        var options = Defaults with { Seed = parsed.GetValue(Seed), Threads = parsed.GetValue(Threads) };
        ImmutableArray<string> names = named == All ? Demonstrations.Names : [named];
        var demos = ImmutableArray.CreateBuilder<Demo>(names.Length);
        foreach (string name in names)
        {
            demos.Add(Demonstrations.Run(name, options, stop));
            if (!parsed.GetValue(Json))
                DemoConsole.Write(Terminal.Output, demos[^1]);
        }

        if (parsed.GetValue(Json))
            Program.Print(output => DemoJson.Write(output, demos.MoveToImmutable()));
        else if (demos.Count > 1)
            DemoConsole.WriteSummary(Terminal.Output, demos.ToImmutable());
    }
}
