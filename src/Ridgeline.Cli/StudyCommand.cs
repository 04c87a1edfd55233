using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Objectives;
using Ridgeline.Reports;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;

namespace Ridgeline.Cli;

/// <summary>ridgeline study [DATA] --target COLUMN.</summary>
internal static class StudyCommand
{
    private const string ModelName = "model.json", KeptName = ".kept";

    private static readonly Option<string?> Target = new("--target") { Description = "the column to predict: numbers, or classes", HelpName = "COLUMN" };

    private static readonly Option<string?> LossName = new("--loss")
    {
        Description = "what is minimised [default: by the target: text, or whole numbers of at most 20 values, are classes, two of them logistic, more multinomial; other numbers squared]",
        HelpName = string.Join('|', StudyOptions.LossNames),
        CustomParser = Values.Word(StudyOptions.LossNames),
    };

    private static readonly Option<string?> ScoreName = new("--score")
    {
        Description = $"the score that marks and chooses: {Values.ScoreNames} [default: roc-auc for two classes, log-loss for more, mse for numbers]",
        HelpName = "NAME",
        CustomParser = Values.ScoreName,
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "the seed of the test set and the folds", HelpName = "N", DefaultValueFactory = _ => 42, CustomParser = Values.Number<ulong>(_ => true, Values.Seed) };
    private static readonly Option<int> FoldCount = new("--folds") { Description = "how many folds", HelpName = "N", DefaultValueFactory = _ => 5, CustomParser = Values.Number<int>(folds => folds >= 2, "a whole number of at least 2") };
    private static readonly Option<double> TestFraction = new("--test-fraction") { Description = "the share of rows set aside as the test set", HelpName = "R", DefaultValueFactory = _ => 0.25, CustomParser = Values.Number<double>(share => share is > 0 and < 1, "a number between 0 and 1") };
    private static readonly Option<string?> TestFile = new("--test") { Description = "a file of rows to test on, instead of a share of DATA", HelpName = "FILE" };
    private static readonly Option<ImmutableArray<string>> FamilyNamed = new("--families") { Description = "the families that are compared and may be handed over [default: linear,tree,network]", HelpName = "A,B,…", CustomParser = Families };
    private static readonly Option<bool> Quick = new("--quick") { Description = "only what answers the question fastest: L1 and L2, trees, small networks, the verdict and the leaks" };
    private static readonly Option<bool> RefitAll = new("--refit-all") { Description = "once the test score is known, refit the chosen model on all rows" };
    private static readonly Option<int> MaxIterations = new("--max-iterations") { Description = "the most Newton steps of one fit; a fit that needs more is reported as not converged", HelpName = "N", DefaultValueFactory = _ => 100, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<int> Threads = new("--threads") { Description = "how many threads; the results don't depend on it", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<string> Out = new("--out") { Description = $"the folder that {ModelName} is written to", HelpName = "DIR", DefaultValueFactory = _ => "." };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document instead of tables" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("study", "Does it overfit, how much regularization does it need, which model, and how good is it on rows nothing has seen? Without data of yours the bundled breast cancer data are studied.");
        DataOptions.AddTo(command, needed: false);
        RoleOptions.AddTo(command, Target);
        foreach (var option in (Option[])[Target, LossName, ScoreName, Seed, FoldCount, TestFraction, TestFile, FamilyNamed, Quick, RefitAll, MaxIterations, Threads, Out, Json])
            command.Add(option);
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(result =>
        {
            if (result.AlreadyTold())
                return;
            if (DataOptions.Named(result) && result.GetValue(Target) is null)
                result.AddError("study DATA needs --target COLUMN, the column to predict");
            if (!DataOptions.Named(result) && result.GetValue(TestFile) is not null)
                result.AddError("--test FILE goes with DATA");
            result.Exclude(TestFile, TestFraction);
        });
        command.SetAction(parsed => Program.Run(stop => Study(parsed, stop)));
        return command;
    }

    private static ImmutableArray<string> Families(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        ImmutableArray<string> names = [.. text.Split(',')];
        if (names.FirstOrDefault(name => FamilyNames.Parse(name) is null) is { } unknown)
            result.AddError($"{result.Argument.Name} {text}: '{unknown}' is no family; {string.Join(", ", Enum.GetValues<Family>().Select(FamilyNames.Name))} are, separated by commas without spaces");
        else if (names.Distinct().Count() < names.Length)
            result.AddError($"{result.Argument.Name} {text}: a family is there twice; each is compared once");
        return names;
    }

    private static void Study(ParseResult parsed, CancellationToken stop)
    {
        var given = DataOptions.Find(parsed, stop, parsed.GetValue(Target));
        var defaults = new StudyOptions();
        var options = defaults with
        {
            Loss = parsed.GetValue(LossName),
            Score = parsed.GetValue(ScoreName),
            Folds = defaults.Folds with { Count = parsed.GetValue(FoldCount), Seed = parsed.GetValue(Seed) },
            TestFraction = parsed.GetValue(TestFraction),
            Test = parsed.GetValue(TestFile) is { } test ? DataOptions.Read(parsed, test, stop) : null,
            Roles = RoleOptions.Of(parsed),
            RefitAll = parsed.GetValue(RefitAll),
            Quick = parsed.GetValue(Quick),
            Families = parsed.GetValue(FamilyNamed) is { IsDefaultOrEmpty: false } named ? [.. named.Select(name => FamilyNames.Parse(name)!.Value)] : defaults.Families,
            Fitting = defaults.Fitting with { MaxIterations = parsed.GetValue(MaxIterations), Threads = parsed.GetValue(Threads) },
            Kept = Path.Combine(parsed.GetValue(Out)!, KeptName),
        };
        StudyResult study;
        try
        {
            study = Studies.Study.Of(given ?? BundledData.BreastCancer(), parsed.GetValue(Target) ?? BundledData.BreastCancerTarget).With(options).Run(new StageLines(Console.Error), stop);
        }
        catch (StudyStoppedException stopped) when (stopped.Found is { } found)
        {
            if (!parsed.GetValue(Json))
                StudyConsole.Write(AnsiConsole.Console, found, "");
            throw;
        }

        string modelFile = Path.Combine(parsed.GetValue(Out)!, ModelName);
        study.Chosen!.Save(modelFile);
        if (parsed.GetValue(Json))
        {
            Program.Print(output => StudyJson.Write(output, study));
            return;
        }

        if (given is null)
            AnsiConsole.Write(new Text(BundledData.BreastCancerAttribution + "\n"));
        StudyConsole.Write(AnsiConsole.Console, study, modelFile);
    }

    /// <summary>A line on standard error for each stage begun.</summary>
    private sealed class StageLines(TextWriter writer) : IProgress<StudyProgress>
    {
        private readonly Lock _turn = new();
        private string _stage = "";

        public void Report(StudyProgress value)
        {
            lock (_turn)
            {
                if (value.Stage == _stage)
                    return;
                _stage = value.Stage;
                writer.WriteLine($"ridgeline: {value.Stage}, {Wording.Count(value.Total, "fit")}");
            }
        }
    }
}
