using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Choices;
using Ridgeline.Files;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Cli;

/// <summary>ridgeline fit DATA --target COLUMN -o MODEL.</summary>
internal static class FitCommand
{
    private const string Best = "best", OneStandardError = "1se";

    private static readonly Option<double?> Lambda = new("--lambda") { Description = "fit at this λ; 0 is no penalty", HelpName = "L", CustomParser = Values.Optional(LinearFlags.IsLambda, "one finite number of at least 0") };
    private static readonly Option<double?> C = new("--C") { Description = "fit at this C = 1/(λ·sum of weights); inf is no penalty", HelpName = "C", CustomParser = Values.OptionalOrInfinite(LinearFlags.IsC, "one number of at least 1e-300 (or inf, for no penalty)") };

    /// <summary>The strength of a linear model.</summary>
    public static readonly Option[] Strengths = [Lambda, C];

    private static readonly Option<string> Choose = new("--choose")
    {
        Description = "where neither is given: choose λ of the automatic grid by cross-validation, the best, or the strongest within one standard error of the best",
        HelpName = $"{Best}|{OneStandardError}",
        DefaultValueFactory = _ => OneStandardError,
        CustomParser = Values.Word([Best, OneStandardError]),
    };

    private static readonly Option<string> Out = new("--output", "-o") { Description = "the model file to write", HelpName = "FILE", DefaultValueFactory = _ => "model.json" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with the coefficients, instead of text" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("fit", "Fits one linear model, at a strength that is given or chosen by cross-validation, and writes it to a file for predict.");
        PathOptions.AddTo(command, Strengths, FoldOptions.Aliases);
        command.Add(Choose);
        FoldOptions.AddTo(command);
        command.Add(Out);
        command.Add(Json);
        command.Validators.Add(Check);
        command.SetAction(parsed => Program.Run(stop => Fit(parsed, stop)));
        return command;
    }

    private static void Check(CommandResult given)
    {
        if (given.AlreadyTold())
            return;
        given.Exclude(Lambda, Choose);
        given.Exclude(C, Choose);
        if (Strengths.FirstOrDefault(given.Given) is { } strength)
            foreach (var option in FoldOptions.Folding.Where(given.Given))
                given.AddError($"{option.Name} goes with --choose: with {strength.Name} there is nothing to choose");
        DataOptions.RefuseToReplace(given, Out);
    }

    private static void Fit(ParseResult parsed, CancellationToken stop)
    {
        string file = parsed.GetValue(Out)!, target = parsed.GetValue(PathOptions.Target)!;
        if (Directory.Exists(file)) // told before the work, not after it
            throw new WriteException($"{file}: is a folder; a file name is needed");
        Strength? given = parsed.GetValue(Lambda) is { } lambda ? Strength.Lambda(lambda) : parsed.GetValue(C) is { } c ? Strength.C(c) : null;
        var options = PathOptions.Read(parsed, given is { } strength ? [strength.Setting] : default, FoldOptions.ThreadsOf(parsed));
        var table = DataOptions.Read(parsed, stop, PathOptions.Apart(parsed));
        var progress = new ProgressLines(Console.Error);
        var rule = parsed.GetValue(Choose) == Best ? ChoiceRule.Best : ChoiceRule.OneStandardError;
        var run = given is null ? TableCrossValidation.Run(table, target, FoldOptions.Read(parsed, options, rule, HonestMethod.Bootstrap), progress, stop) : null;
        var path = run?.Path ?? TablePath.Fit(table, target, options, progress, stop);
        int at = run?.Chosen ?? 0;
        path.ModelAt(at).Save(file);
        if (parsed.GetValue(Json))
            Program.Print(output => FitJson.Write(output, path, at, run, file));
        else
            FitConsole.Write(AnsiConsole.Console, path, at, run, file);
    }
}
