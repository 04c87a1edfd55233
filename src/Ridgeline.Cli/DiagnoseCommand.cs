using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>ridgeline diagnose DATA --target COLUMN.</summary>
internal static class DiagnoseCommand
{
    private const string Best = "best", OneStandardError = "1se";
    private const int MostDraws = 5000, MostShuffles = 4096;

    private static readonly string PartNames = string.Join(", ", DiagnosisParts.All.Select(DiagnosisParts.Name));
    private static readonly Option<string> At = new("--at") { Description = "which model of the path: the best, the simplest within one standard error of it, or the one at this λ, C, α, depth, dropout, weight decay or number of epochs", HelpName = $"{Best}|{OneStandardError}|V", DefaultValueFactory = _ => OneStandardError, CustomParser = Where };
    private static readonly Option<ImmutableArray<DiagnosisPart>> Only = new("--only") { Description = $"beside the verdict, look at these alone, of {PartNames} [default: all]", HelpName = "A,B,…", CustomParser = Parts };
    private static readonly Option<int> Draws = new("--draws") { Description = "how many bootstrap draws, pairs of half samples and drawn targets", HelpName = "N", DefaultValueFactory = _ => new TableDiagnosisOptions().Draws, CustomParser = Values.Number<int>(count => count is >= 2 and <= MostDraws, $"a whole number from 2 to {MostDraws}") };
    private static readonly Option<int> Shuffles = new("--shuffles") { Description = "how often the target is shuffled among the rows", HelpName = "N", DefaultValueFactory = _ => new TableDiagnosisOptions().Shuffles, CustomParser = Values.Number<int>(count => count is >= 1 and <= MostShuffles, $"a whole number from 1 to {MostShuffles}") };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with every number, instead of text" };

    /// <summary>The options that say what is looked at.</summary>
    public static readonly Option[] Looks = [At, Only, Draws, Shuffles];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("diagnose", "Does the model overfit, why, and what would help: the verdict and the test that would overturn it, shuffled targets, degrees of freedom, bias and variance, what more rows would do, how stable its columns are, leaks and what they are worth, and advice; each with its numbers.");
        PathOptions.AddTo(command, null, FoldOptions.Aliases);
        FoldOptions.AddTo(command);
        foreach (var option in Looks)
            command.Add(option);
        command.Add(Json);
        command.Validators.Add(Check);
        command.SetAction(parsed => Program.Run(stop => Diagnose(parsed, stop)));
        return command;
    }

    private static string Where(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is not (Best or OneStandardError) && !Values.TryRead(text, out _))
            result.AddError($"{result.Argument.Name} {text}: {Best}, {OneStandardError} or a number is needed");
        return text;
    }

    /// <summary>Refuses a number at which the path's knob can't stand.</summary>
    private static void Check(CommandResult given)
    {
        if (given.AlreadyTold() || given.Written(At) is not { } text || !Values.TryRead(text, out double value))
            return;
        var knob = FamilyFlags.KnobOf(given) ?? LinearFlags.KnobOf(given);
        if (Setting.Refusal(knob, value) is { } needed)
            given.AddError($"{At.Name} {text}: a {knob.Name()} must be {needed}");
    }

    private static ImmutableArray<DiagnosisPart> Parts(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] names = text.Split(',');
        if (names.FirstOrDefault(name => DiagnosisParts.Parse(name) is null) is { } unknown)
            result.AddError($"{result.Argument.Name} {text}: '{unknown}' is no part of a diagnosis; {PartNames} are, separated by commas without spaces");
        return [.. names.Select(DiagnosisParts.Parse).OfType<DiagnosisPart>().Distinct()];
    }

    private static void Diagnose(ParseResult parsed, CancellationToken stop)
    {
        var settings = PathOptions.SettingsOf(parsed);
        var path = PathOptions.Read(parsed, settings, FoldOptions.ThreadsOf(parsed));
        string at = parsed.GetValue(At)!;
        var options = new TableDiagnosisOptions
        {
            Search = FoldOptions.Read(parsed, path, at == Best ? ChoiceRule.Best : ChoiceRule.OneStandardError, honest: null),
            At = Values.TryRead(at, out double value) ? new Setting(path.Knob ?? LinearFlags.KnobOf(parsed.CommandResult), value) : null,
            Draws = parsed.GetValue(Draws),
            Shuffles = parsed.GetValue(Shuffles),
        };
        if (parsed.GetValue(Only) is { IsDefaultOrEmpty: false } only)
            options = options with { Parts = only };
        var table = DataOptions.Read(parsed, stop, PathOptions.Apart(parsed));
        var run = StudyProgressDisplay.During(progress => TableDiagnosis.Run(table, parsed.GetValue(PathOptions.Target)!, options, progress, stop));
        if (parsed.GetValue(Json))
            Program.Print(output => DiagnosisJson.Write(output, run));
        else
            DiagnosisConsole.Write(Terminal.Output, run);
    }
}
