using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Choices;
using Ridgeline.Roles;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>What cv, diagnose and fit --choose have in common: which rows are held out, and by what score a strength is judged.</summary>
internal static class FoldOptions
{
    /// <summary>The column of folds.</summary>
    public static readonly Option<string?> FoldColumn = new("--fold-column") { Description = "the column that says each row's fold, in whole numbers or texts: each distinct value is one; it isn't learned from", HelpName = "COLUMN" };

    /// <summary>The column of groups.</summary>
    public static readonly Option<string?> GroupColumn = new("--group-column") { Description = "the column that says each row's group, in numbers or texts: no group is divided between folds; it isn't learned from", HelpName = "COLUMN" };

    /// <summary>The options that are other names for a role.</summary>
    public static RoleAlias[] Aliases { get; } = [new(GroupColumn, ColumnRole.Group), new(FoldColumn, ColumnRole.Fold)];

    private const string Score = "--score";

    private static readonly TableFolds Defaults = new();
    private static readonly Option<int> Folds = FoldsOf(Defaults.Count);

    /// <summary>How many folds a study has, unless it is told.</summary>
    private static readonly Option<int> StudyFolds = FoldsOf(new StudyOptions().Folds.Count);

    private static readonly Option<int> Repeats = new("--repeats") { Description = "how often the folds are drawn anew, at least once", HelpName = "R", DefaultValueFactory = _ => Defaults.Repeats, CustomParser = Values.Number<int>(repeats => repeats >= 1, Values.Positive) };
    private static readonly Option<bool> TimeOrdered = new("--time-ordered") { Description = "the rows stand in the order of time, the oldest first: every fold is predicted from rows before it alone" };
    private static readonly Option<int> Gap = new("--gap") { Description = "with --time-ordered: how many rows before a fold are left out, at least 0", HelpName = "N", DefaultValueFactory = _ => Defaults.Gap, CustomParser = Values.Number<int>(gap => gap >= 0, "a whole number of at least 0") };
    /// <summary>The seed, which a path of networks has too.</summary>
    public static readonly Option<ulong> Seed = new("--seed") { Description = "the seed of folds, bootstrap draws and networks", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed, CustomParser = Values.Number<ulong>(_ => true, Values.Seed) };

    private static readonly Option<string?> ScoreName = ScoreBy("log-loss for classes, mse for numbers, poisson-deviance for --loss poisson, accuracy for --loss squared-hinge");

    /// <summary>The same of a study, which has fewer losses.</summary>
    private static readonly Option<string?> StudyScoreName = ScoreBy("log-loss for classes, mse for numbers, poisson-deviance for --loss poisson");

    private static readonly Option<int> Threads = new("--threads") { Description = "how many threads, at least 1; the results don't depend on it [default: one a processor]", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };

    /// <summary>All but the threads, which fits without folds have too.</summary>
    public static readonly Option[] Folding = [Folds, FoldColumn, GroupColumn, Repeats, TimeOrdered, Gap, Seed, ScoreName];

    /// <summary>Those of a study.</summary>
    public static readonly Option[] StudyFolding = [StudyFolds, FoldColumn, GroupColumn, Repeats, TimeOrdered, Gap, Seed, StudyScoreName];

    private static Option<int> FoldsOf(int count) => new("--folds") { Description = "how many folds, at least 2; classes are shared evenly among them", HelpName = "K", DefaultValueFactory = _ => count, CustomParser = Values.Number<int>(folds => folds >= 2, "a whole number of at least 2") };

    private static Option<string?> ScoreBy(string byDefault) => new(Score)
    {
        Description = $"the score that chooses: {Values.ScoreNames} [default: {byDefault}]",
        HelpName = "NAME",
        CustomParser = Values.ScoreName,
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="areFolded">Whether what was asked for divides the rows; null: it always does.</param>
    public static void AddTo(Command command, Func<CommandResult, bool>? areFolded = null) => AddTo(command, Folding, PathOptions.Target, areFolded);

    /// <summary>Adds those of a study to its command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="target">Its option of the column to predict.</param>
    public static void AddToStudy(Command command, Option<string?> target) => AddTo(command, StudyFolding, target, areFolded: null);

    private static void AddTo(Command command, Option[] folding, Option<string?> target, Func<CommandResult, bool>? areFolded)
    {
        foreach (var option in folding.Append(Threads))
            command.Add(option);
        command.Validators.Add(given => Check(given, (Option<int>)folding[0], target, areFolded?.Invoke(given) ?? true));
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The path.</param>
    /// <param name="rule">The choice whose honest score is printed.</param>
    /// <param name="honest">How it is had; null: not at all.</param>
    public static TableCrossValidationOptions Read(ParseResult parsed, TablePathOptions path, ChoiceRule rule, HonestMethod? honest) => new()
    {
        Path = path,
        Folds = Read(parsed, Folds),
        Score = ScoreOf(parsed),
        Rule = rule,
        Honest = honest,
    };

    /// <summary>The folds of a study.</summary>
    /// <param name="parsed">The command line.</param>
    public static TableFolds OfStudy(ParseResult parsed) => Read(parsed, StudyFolds);

    private static TableFolds Read(ParseResult parsed, Option<int> count) => new()
    {
        Count = parsed.GetValue(count),
        FoldColumn = parsed.GetValue(FoldColumn),
        GroupColumn = parsed.GetValue(GroupColumn),
        Repeats = parsed.GetValue(Repeats),
        TimeOrdered = parsed.GetValue(TimeOrdered),
        Gap = parsed.GetValue(Gap),
        Seed = parsed.GetValue(Seed),
    };

    /// <summary>The name of the score that chooses; null: the default of the loss.</summary>
    /// <param name="parsed">The command line.</param>
    public static string? ScoreOf(ParseResult parsed) => parsed.GetValue<string?>(Score);

    /// <summary>How many threads fit.</summary>
    public static int ThreadsOf(ParseResult parsed) => parsed.GetValue(Threads);

    /// <summary>The seed.</summary>
    public static ulong SeedOf(ParseResult parsed) => parsed.GetValue(Seed);

    private static void Check(CommandResult given, Option<int> folds, Option<string?> target, bool areFolded)
    {
        if (given.AlreadyTold())
            return;
        var roles = areFolded ? RoleOptions.Given(given) : ImmutableSortedDictionary<string, ColumnRole>.Empty; // where nothing is divided, columns of these roles are only not learned from
        Exclude(given, By(folds), By(FoldColumn, ColumnRole.Fold));
        Exclude(given, By(Repeats), By(FoldColumn, ColumnRole.Fold));
        foreach (string? by in (string?[])[By(FoldColumn, ColumnRole.Fold), By(GroupColumn, ColumnRole.Group), By(Repeats)])
            Exclude(given, By(TimeOrdered, ColumnRole.Time), by);
        if (given.Given(Gap) && By(TimeOrdered, ColumnRole.Time) is null)
            given.AddError("--gap goes with --time-ordered, or with --role NAME=time");
        PathOptions.CheckColumns(given, target, PathOptions.WeightsColumn, PathOptions.OffsetColumn, GroupColumn, FoldColumn);

        string? By(Option option, ColumnRole? role = null) => given.Given(option) ? option.Name
            : roles.FirstOrDefault(one => one.Value == role) is { Key: { } column, Value: var played } ? $"--role {column}={played.Name()}" : null;
    }

    /// <summary>Refuses two together that were both given, by an option or by a column's role.</summary>
    private static void Exclude(CommandResult given, string? one, string? other)
    {
        if (one is not null && other is not null)
            given.AddError($"{one} and {other} exclude each other");
    }
}
