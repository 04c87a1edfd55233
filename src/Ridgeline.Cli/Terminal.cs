using Spectre.Console;

namespace Ridgeline.Cli;

/// <summary>What standard output and standard error are: a terminal, or a file, a pipe or a terminal that can do nothing.</summary>
internal static class Terminal
{
    /// <summary>Standard output; without colour or any other escape, and without blanks at the ends of lines, where it isn't a terminal, whatever runs the command.</summary>
    public static IAnsiConsole Output => field ??= AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.IsOutputRedirected ? new TrimmedLines(Console.Out) : Console.Out),
        Ansi = Console.IsOutputRedirected || IsDumb ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected || IsDumb || HasNoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false }, // those of build servers switch escapes on in what goes to a file
    });

    /// <summary>Whether a line on standard error can be drawn over.</summary>
    public static bool ErrorIsLive => !Console.IsErrorRedirected && !IsDumb && AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error), Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false } }).Profile.Capabilities.Ansi;

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    private static bool HasNoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
