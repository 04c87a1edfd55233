using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Files;
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
    private const string KeptName = ".kept";

    private static readonly StudyOptions Defaults = new();

    private static readonly Option<string?> Target = new("--target") { Description = "the column to predict: numbers, or classes", HelpName = "COLUMN" };

    private static readonly Option<string?> LossName = new("--loss")
    {
        Description = "what is minimised [default: by the target: text, or whole numbers of at most 20 values, are classes, two of them logistic, more multinomial; other numbers squared]",
        HelpName = string.Join('|', StudyOptions.LossNames),
        CustomParser = Values.Word(StudyOptions.LossNames),
    };

    private static readonly Option<string?> Positive = PathOptions.PositiveClass();
    private static readonly Option<double> TestFraction = new("--test-fraction") { Description = "the share of rows set aside as the test set; groups stay whole, rows in time order are the last", HelpName = "R", DefaultValueFactory = _ => Defaults.TestFraction, CustomParser = Values.Number<double>(share => share is > 0 and < 1, "a number between 0 and 1") };
    private static readonly Option<string?> TestFile = new("--test") { Description = "a file of rows to test on, instead of a share of DATA", HelpName = "FILE" };
    private static readonly Option<ImmutableArray<string>> FamilyNamed = new("--families") { Description = "the families that are compared and may be handed over [default: linear,tree,network]", HelpName = "A,B,…", CustomParser = Families };
    private static readonly Option<ImmutableArray<double>> L1Ratios = new("--l1-ratios") { Description = $"the penalties of the linear family, a path each: 1 is L1 (the lasso), 0 is L2 (ridge), between them the elastic net [default: {string.Join(',', Defaults.L1Ratios)}]", HelpName = "R,R,…", CustomParser = Ratios };
    private static readonly Option<TimeSpan> Budget = new("--budget") { Description = "what the whole may take on two cores, as 60s, 5min or 1h, by work that is counted before it starts, so that the same budget does the same anywhere; what is left out is named [default: 5min]", HelpName = "TIME", DefaultValueFactory = _ => Defaults.Budget, CustomParser = Values.Duration };
    private static readonly Option<bool> Quick = new("--quick") { Description = "only what answers fastest: L1 and L2, trees, small networks, the verdict and the leaks" };
    private static readonly Option<bool> RefitAll = new("--refit-all") { Description = "once the test score is known, refit the chosen model on all rows" };
    private static readonly Option<int> MaxIterations = new("--max-iterations") { Description = "the most iterations of one fit; a fit that needs more is reported as not converged", HelpName = "N", DefaultValueFactory = _ => 100, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<string> Out = new("--out") { Description = "the folder that the report and the rest are written to", HelpName = "DIR", DefaultValueFactory = _ => "ridgeline-study" };
    private static readonly Option<bool> Plots = new("--plots") { Description = "write the report's charts as pictures too, DIR/plots/*.png and *.svg" };
    private static readonly Option<bool> Json = new("--json") { Description = "print results.json instead of tables" };

    /// <summary>What is predicted.</summary>
    public static readonly Option[] Problem = [Target, LossName, Positive];

    /// <summary>What is compared, and how far it goes.</summary>
    public static readonly Option[] Compared = [FamilyNamed, L1Ratios, Budget, Quick, MaxIterations];

    /// <summary>The rows that have the last word.</summary>
    public static readonly Option[] Testing = [TestFraction, TestFile, RefitAll];

    /// <summary>What comes out.</summary>
    public static readonly Option[] Written = [Out, Plots];

    private static RoleAlias[] Aliases { get; } = [.. PathOptions.Aliases, .. FoldOptions.Aliases];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("study", "Does it overfit, how much regularization does it need, which model, how sure are we, and how good is it on rows nothing has seen? Without data of yours the bundled breast cancer data are studied.");
        DataOptions.AddTo(command, needed: false);
        RoleOptions.AddTo(command, Target, Aliases);
        foreach (var option in (Option[])[.. Problem, .. PathOptions.ApartColumns, .. Compared, .. Testing, .. Written, Json])
            command.Add(option);
        FoldOptions.AddToStudy(command, Target);
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(Check);
        command.SetAction(parsed => Program.Run(stop => Study(parsed, stop)));
        return command;
    }

    private static void Check(CommandResult result)
    {
        if (result.AlreadyTold())
            return;
        if (DataOptions.Named(result) && result.GetValue(Target) is null)
            result.AddError("study DATA needs --target COLUMN, the column to predict");
        if (!DataOptions.Named(result) && result.GetValue(TestFile) is not null)
            result.AddError("--test FILE goes with DATA");
        result.Exclude(TestFile, TestFraction);
        PathOptions.CheckWeights(result);
        PathOptions.CheckPositive(result, Positive, result.GetValue(LossName));
        if (result.Given(L1Ratios) && result.Written(FamilyNamed) is { } named && !named.Split(',').Contains(Family.Linear.Name()))
            result.AddError("--l1-ratios goes with linear models: --families doesn't name them");
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

    private static ImmutableArray<double> Ratios(ArgumentResult result)
    {
        var ratios = Values.List(ratio => ratio is >= 0 and <= 1, "numbers from 0 to 1")(result);
        if (ratios.Distinct().Count() < ratios.Length)
            result.AddError($"{result.Argument.Name} {result.Tokens[0].Value}: a ratio is there twice; each is a path once");
        return ratios;
    }

    private static void Study(ParseResult parsed, CancellationToken stop)
    {
        var given = DataOptions.Find(parsed, stop, [parsed.GetValue(Target), .. RoleOptions.Of(parsed, Aliases).Where(role => role.Value is not (ColumnRole.Number or ColumnRole.Category or ColumnRole.Date)).Select(role => role.Key)]);
        var options = Read(parsed, stop);
        var asked = Studies.Study.Of(given ?? BundledData.BreastCancer(), parsed.GetValue(Target) ?? BundledData.BreastCancerTarget).With(options);
        try
        {
            Finish(parsed, StudyProgressDisplay.During(progress => asked.Run(progress, stop)), isBundled: given is null);
        }
        catch (StudyStoppedException stopped) when (stopped.Found is { } found)
        {
            Finish(parsed, found, isBundled: given is null);
            throw;
        }
        finally
        {
            Leave(options.Kept!);
        }
    }

    /// <summary>Removes the folder that was kept, if nothing is in it: a run before this one may have made it.</summary>
    private static void Leave(string kept)
    {
        try
        {
            Directory.Delete(kept);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It isn't there, or there is something to go on from.
        }
    }

    /// <summary>Writes what a study leaves behind, and prints it.</summary>
    private static void Finish(ParseResult parsed, StudyResult study, bool isBundled)
    {
        WrittenStudy written;
        try
        {
            written = StudyFolder.Write(parsed.GetValue(Out)!, study, parsed.GetValue(Plots), (stream, table) => CsvFile.Write(stream, table));
        }
        catch (WriteException)
        {
            Print(parsed, study, [], isBundled); // so that what was found isn't lost with the files
            throw;
        }

        Print(parsed, study, written.Files, isBundled);
        if (written.Kept is { } reason && parsed.GetValue(Json))
            Program.Tell($"ridgeline: {reason}"); // standard output is the document alone
        else if (written.Kept is { } said)
            Terminal.Output.Write(new Text(said + "\n"));
    }

    private static void Print(ParseResult parsed, StudyResult study, ImmutableArray<string> files, bool isBundled)
    {
        if (parsed.GetValue(Json))
        {
            Program.Print(output => StudyJson.Write(output, study));
            return;
        }

        if (isBundled)
            Terminal.Output.Write(new Text(BundledData.BreastCancerAttribution + "\n"));
        StudyConsole.Write(Terminal.Output, study, files, WinnerCommand.Of(parsed, study));
    }

    private static StudyOptions Read(ParseResult parsed, CancellationToken stop) => Defaults with
    {
        Loss = parsed.GetValue(LossName),
        Positive = parsed.GetValue(Positive),
        Score = FoldOptions.ScoreOf(parsed),
        Folds = FoldOptions.OfStudy(parsed),
        TestFraction = parsed.GetValue(TestFraction),
        Test = parsed.GetValue(TestFile) is { } test ? DataOptions.Read(parsed, test, stop) : null,
        Roles = RoleOptions.Of(parsed, Aliases),
        RefitAll = parsed.GetValue(RefitAll),
        Families = parsed.GetValue(FamilyNamed) is { IsDefaultOrEmpty: false } named ? [.. named.Select(name => FamilyNames.Parse(name)!.Value)] : Defaults.Families,
        L1Ratios = parsed.GetValue(L1Ratios) is { IsDefaultOrEmpty: false } ratios ? ratios : Defaults.L1Ratios,
        Budget = parsed.GetValue(Budget),
        Quick = parsed.GetValue(Quick),
        Kept = Path.Combine(parsed.GetValue(Out)!, KeptName),
        Fitting = Defaults.Fitting with { MaxIterations = parsed.GetValue(MaxIterations), Threads = FoldOptions.ThreadsOf(parsed) },
    };
}
