using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Choices;
using Ridgeline.Files;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Studies;

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
        Description = "where no setting is given: choose one of the automatic path by cross-validation, the best, or the simplest within one standard error of the best",
        HelpName = $"{Best}|{OneStandardError}",
        DefaultValueFactory = _ => OneStandardError,
        CustomParser = Values.Word([Best, OneStandardError]),
    };

    private static readonly Option<bool> Rules = new("--rules") { Description = "write a tree as one rule a leaf, not as an indented tree" };
    private static readonly Option<int?> DegreesOfFreedom = new("--degrees-of-freedom") { Description = "estimate how many parameters the model is worth, by fitting it to so many targets drawn anew, at least 2; 50 are good to some 5 %", HelpName = "N", CustomParser = Values.OptionalWhole(2) };
    private static readonly Option<string> Out = new("--output", "-o") { Description = "the model file to write", HelpName = "FILE", DefaultValueFactory = _ => "model.json" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with all of the model, instead of text" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("fit", "Fits one model, at a setting that is given or chosen by cross-validation, and writes it to a file for predict.");
        PathOptions.AddTo(command, Strengths, FoldOptions.Aliases);
        command.Add(Choose);
        FoldOptions.AddTo(command, given => SettingGiven(given) is null);
        command.Add(DegreesOfFreedom);
        command.Add(Rules);
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
        bool isNetwork = FamilyFlags.FamilyOf(given) == Family.Network;
        if (given.Given(Rules) && FamilyFlags.FamilyOf(given) != Family.Tree)
            given.AddError($"{Rules.Name} goes with --family tree");
        if (given.Errors.Any())
            return;
        if (SettingGiven(given) is { } setting)
        {
            if (FamilyFlags.KnobOf(given) is not null && given.CountOf(setting) > 1)
                given.AddError($"{setting.Name} {given.Written(setting)}: fit takes one; ridgeline cv compares several, and without {setting.Name} --choose chooses one of an automatic path");
            given.Exclude(setting, Choose);
            foreach (var option in FoldOptions.Folding.Append(FamilyFlags.Settings).Where(option => given.Given(option) && !((isNetwork || given.Given(DegreesOfFreedom)) && option == FoldOptions.Seed)))
                given.AddError($"{option.Name} goes with --choose: with {setting.Name} there is nothing to choose");
        }

        DataOptions.RefuseToReplace(given, Out);
    }

    /// <summary>The option that gives the setting to fit at; null where it is to be chosen.</summary>
    private static Option? SettingGiven(CommandResult given)
    {
        if (FamilyFlags.KnobOf(given) is not { } knob)
            return Strengths.FirstOrDefault(given.Given);
        var option = FamilyFlags.SettingsOption(knob)!;
        int count = given.CountOf(option);
        if (count == 0 || (knob.Family() == Family.Network && !NetworkFlags.AreSettings(knob, count, !given.Given(Choose))))
            return null;
        return option;
    }

    private static void Fit(ParseResult parsed, CancellationToken stop)
    {
        string file = parsed.GetValue(Out)!, target = parsed.GetValue(PathOptions.Target)!;
        if (Directory.Exists(file)) // told before the work, not after it
            throw new WriteException($"{file}: is a folder; a file name is needed");
        ImmutableArray<Setting> given = FamilyFlags.FamilyOf(parsed) != Family.Linear ? FamilyFlags.SettingsOf(parsed, !parsed.CommandResult.Given(Choose))
            : parsed.GetValue(Lambda) is { } lambda ? [Strength.Lambda(lambda).Setting]
            : parsed.GetValue(C) is { } c ? [Strength.C(c).Setting]
            : default;
        var options = PathOptions.Read(parsed, given, FoldOptions.ThreadsOf(parsed));
        var table = DataOptions.Read(parsed, stop, PathOptions.Apart(parsed));
        var rule = parsed.GetValue(Choose) == Best ? ChoiceRule.Best : ChoiceRule.OneStandardError;
        var run = given.IsDefault ? StudyProgressDisplay.During(progress => TableCrossValidation.Run(table, target, FoldOptions.Read(parsed, options, rule, HonestMethod.Bootstrap), progress, stop)) : null;
        var path = run?.Path ?? StudyProgressDisplay.During(progress => TablePath.Fit(table, target, options, progress, stop));
        int at = run?.Chosen ?? 0;
        var worth = parsed.GetValue(DegreesOfFreedom) is { } draws ? path.DegreesOfFreedom(at, draws, FoldOptions.SeedOf(parsed), stop) : null;
        (path.ModelAt(at) with { DegreesOfFreedom = worth }).Save(file);
        if (parsed.GetValue(Json))
            Program.Print(output => FitJson.Write(output, path, at, run, file, worth));
        else
            FitConsole.Write(Terminal.Output, path, at, run, file, parsed.GetValue(Rules), worth);
    }
}
