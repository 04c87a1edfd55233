using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Roles;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>What path, cv and fit have in common: the target, the loss, the penalty and how it is fitted.</summary>
internal static class PathOptions
{
    /// <summary>The column to predict.</summary>
    public static readonly Option<string?> Target = new("--target") { Description = "the column to predict: numbers, or classes", HelpName = "COLUMN", Required = true };

    private static readonly Option<string?> LossName = new("--loss")
    {
        Description = "what is minimised [default: by the target: text, or whole numbers of at most 20 values, are classes, two of them logistic, more multinomial; other numbers squared]",
        HelpName = string.Join('|', TablePathOptions.LossNames),
        CustomParser = Values.Word(TablePathOptions.LossNames),
    };

    /// <summary>The column of weights.</summary>
    public static readonly Option<string?> WeightsColumn = new("--weights-column") { Description = "the column of row weights, of at least 0; only their proportions count, but for C", HelpName = "COLUMN" };
    private static readonly Option<bool> FrequencyWeights = new("--frequency-weights") { Description = "a weight of 2 is the row twice; weights are whole numbers" };
    /// <summary>The column of offsets.</summary>
    public static readonly Option<string?> OffsetColumn = new("--offset-column") { Description = "the column added to the linear predictor as it is; not for multinomial, where it would cancel", HelpName = "COLUMN" };
    private static readonly Option<string?> Positive = PositiveClass();

    /// <summary>Those of every family.</summary>
    public static readonly Option[] Common = [Target, .. FamilyFlags.All, LossName, Positive, WeightsColumn, FrequencyWeights, OffsetColumn];

    /// <summary>Columns that aren't learned from, beside the target.</summary>
    public static readonly Option[] ApartColumns = [WeightsColumn, FrequencyWeights, OffsetColumn];

    /// <summary>The options that are other names for a role.</summary>
    public static RoleAlias[] Aliases { get; } = [new(WeightsColumn, ColumnRole.Weight, FrequencyWeights, ColumnRole.Frequency), new(OffsetColumn, ColumnRole.Offset)];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="strengths">The options that give its strengths; those of a path if left out.</param>
    /// <param name="aliases">Its options that give columns a part, beside weights and offset.</param>
    public static void AddTo(Command command, Option[]? strengths = null, params RoleAlias[] aliases)
    {
        strengths ??= LinearFlags.Strengths;
        DataOptions.AddTo(command);
        RoleOptions.AddTo(command, Target, [.. Aliases, .. aliases]);
        foreach (var option in (Option[])[.. Common, .. strengths, .. LinearFlags.All, .. TreeFlags.All, .. NetworkFlags.All])
            command.Add(option);
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(given => Check(given, strengths));
    }

    /// <summary>Refuses columns that are to play two parts.</summary>
    public static void CheckColumns(CommandResult given, params Option<string?>[] columns)
    {
        for (int one = 0; one < columns.Length; one++)
            foreach (var other in columns.Skip(one + 1))
                if (given.Written(columns[one]) is { } name && name == given.Written(other))
                    given.AddError($"{columns[one].Name} and {other.Name} are both '{name}'; two different columns are needed");
    }

    private static void Check(CommandResult given, Option[] strengths)
    {
        if (given.AlreadyTold())
            return;
        string? loss = given.Written(LossName);
        LinearFlags.Check(given, strengths, loss);
        FamilyFlags.Check(given, strengths.Concat(LinearFlags.All));
        CheckLoss(given, FamilyFlags.FamilyOf(given), loss);
        CheckWeights(given);
        CheckPositive(given, Positive, loss);
        if (given.Given(OffsetColumn) && loss == "multinomial")
            given.AddError("--offset-column and --loss multinomial exclude each other: the same number added for every class changes no probability");
    }

    /// <summary>Refuses a kind of weights without weights.</summary>
    public static void CheckWeights(CommandResult given)
    {
        if (given.Given(FrequencyWeights) && !given.Given(WeightsColumn))
            given.AddError("--frequency-weights goes with --weights-column");
    }

    /// <summary>The class whose probability is predicted.</summary>
    public static Option<string?> PositiveClass() => new("--positive") { Description = "the positive one of two classes [default: the second in order]", HelpName = "CLASS" };

    /// <summary>Refuses a positive class where there are no two.</summary>
    public static void CheckPositive(CommandResult given, Option<string?> positive, string? loss)
    {
        if (given.Given(positive) && loss is "squared" or "huber" or "poisson" or "multinomial")
            given.AddError($"--positive and --loss {loss} exclude each other: only one of two classes can be the positive one");
    }

    private static void CheckLoss(CommandResult given, Family family, string? loss)
    {
        if (family == Family.Tree && loss is not null)
            given.AddError($"--loss goes with --family linear and network: what a tree minimises is its --criterion");
        if (family == Family.Network && loss is "huber" or "squared-hinge")
            given.AddError($"--loss {loss} goes with --family linear; a network has squared, logistic, multinomial and poisson");
        if (family == Family.Tree && given.Given(OffsetColumn))
            given.AddError("--offset-column goes with --family linear and network: a tree has no linear predictor that it could be added to");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The settings; default: an automatic path.</param>
    /// <param name="threads">How many threads fit; null: one a core.</param>
    public static TablePathOptions Read(ParseResult parsed, ImmutableArray<Setting> settings, int? threads = null)
    {
        var fitting = LinearFlags.Fitting(parsed);
        var (family, knob, defaults) = (FamilyFlags.FamilyOf(parsed), FamilyFlags.KnobOf(parsed), new TablePathOptions());
        return new TablePathOptions
        {
            Family = family,
            Knob = knob,
            Loss = parsed.GetValue(LossName),
            Settings = settings,
            Linear = family == Family.Linear ? LinearFlags.Read(parsed) : defaults.Linear,
            Criterion = TreeFlags.CriterionOf(parsed),
            Tree = TreeFlags.Read(parsed),
            Network = knob?.Family() == Family.Network ? NetworkFlags.Read(parsed, knob.Value, FoldOptions.SeedOf(parsed)) : defaults.Network,
            SettingCount = FamilyFlags.SettingCount(parsed),
            WeightsColumn = parsed.GetValue(WeightsColumn),
            WeightKind = parsed.GetValue(FrequencyWeights) ? WeightKind.Frequency : WeightKind.Importance,
            OffsetColumn = parsed.GetValue(OffsetColumn),
            Roles = RoleOptions.Of(parsed),
            Positive = parsed.GetValue(Positive),
            Fitting = threads is { } count ? fitting with { Threads = count } : fitting,
        };
    }

    /// <summary>The settings that a path was asked for; default where it wasn't.</summary>
    public static ImmutableArray<Setting> SettingsOf(ParseResult parsed) => FamilyFlags.FamilyOf(parsed) == Family.Linear ? LinearFlags.SettingsOf(parsed) : FamilyFlags.SettingsOf(parsed);

    /// <summary>The columns that aren't learned from, as far as the command line tells.</summary>
    public static IEnumerable<string?> Apart(ParseResult parsed) =>
    [
        parsed.GetValue(Target), parsed.GetValue(WeightsColumn), parsed.GetValue(OffsetColumn),
        .. RoleOptions.Of(parsed).Where(role => role.Value is not (ColumnRole.Number or ColumnRole.Category or ColumnRole.Date)).Select(role => role.Key),
    ];
}
