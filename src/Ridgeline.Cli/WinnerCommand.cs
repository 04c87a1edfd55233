using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>The command that fits a model of the kind that won a study, where another is handed over.</summary>
internal static class WinnerCommand
{
    private const string Output = "winner.json", Plain = "_@%+=:,./-"; // what no shell sees more in

    /// <summary>Its pieces, an option with its value in each, quoted for a shell; none where the winner is what is handed over, or where there are no data that a command could name.</summary>
    /// <param name="parsed">The study's command line.</param>
    /// <param name="study">What was found.</param>
    public static IReadOnlyList<string> Of(ParseResult parsed, StudyResult study)
    {
        if (study.Choice is not { } choice || choice.Winner == choice.Simplest || !DataOptions.Named(parsed.CommandResult))
            return [];
        var path = study.Paths[choice.Winner.Path];
        var fit = FitCommand.Create();
        List<string> pieces = ["ridgeline fit"];
        pieces.AddRange(parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => Quoted(token.Value)));
        foreach (var given in parsed.CommandResult.Children.OfType<OptionResult>().Where(given => !given.Implicit && fit.Options.Any(option => option.Name == given.Option.Name) && Fits(given.Option, path.Family)))
            pieces.AddRange(given.Tokens.Count == 0 ? [given.Option.Name] : given.Tokens.Select(token => $"{given.Option.Name} {Quoted(token.Value)}"));
        pieces.AddRange(path.Family switch
        {
            Family.Linear => [$"--l1-ratio {path.Search.Path.Penalty!.L1Ratio.ToString(CultureInfo.InvariantCulture)}"],
            Family.Tree when study.Options.Loss is not null => ["--family tree", $"--criterion {(study.Loss == Loss.Squared ? "squared-error" : "gini")}"],
            _ => [$"--family {path.Family.Name()}"],
        });
        return [.. pieces, "--choose best", $"-o {Output}"];
    }

    /// <summary>Whether an option of a study that fit has too goes with a family.</summary>
    private static bool Fits(Option option, Family family) => option.Name switch
    {
        "--json" => false,
        "--loss" => family != Family.Tree,
        "--max-iterations" => family == Family.Linear,
        _ => true,
    };

    private static string Quoted(string text) => text.Length > 0 && text.All(letter => char.IsLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
