using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Roles;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>What path, cv and fit have in common: the target, the loss, the penalty and how it is fitted.</summary>
internal static class PathOptions
{
    private const int MostLambdas = 10_000;
    private const double LeastTolerance = 1e-14; // the library's goes further, into rounding, where a fit's status is chance
    private const string Lambdas = "finite numbers of at least 0";

    /// <summary>The column to predict.</summary>
    public static readonly Option<string?> Target = new("--target") { Description = "the column to predict: numbers, or classes", HelpName = "COLUMN", Required = true };

    private static readonly Option<string?> LossName = new("--loss")
    {
        Description = "what is minimised [default: by the target: text, or whole numbers of at most 20 values, are classes, two of them logistic, more multinomial; other numbers squared]",
        HelpName = string.Join('|', TablePathOptions.LossNames),
        CustomParser = Values.Word(TablePathOptions.LossNames),
    };

    private static readonly Option<double?> Delta = new("--delta") { Description = "where huber turns from squares to absolute values [default: 1.345 times the robust standard deviation of the target]", HelpName = "D", CustomParser = Values.Optional(delta => delta is > 0 and < double.PositiveInfinity, "a finite number above 0") };
    private static readonly Option<double> L1Ratio = new("--l1-ratio") { Description = "1 is the lasso, 0 ridge, between them the elastic net", HelpName = "R", DefaultValueFactory = _ => 1, CustomParser = Values.Number<double>(ratio => ratio is >= 0 and <= 1, "a number from 0 (ridge) to 1 (lasso)") };
    private static readonly Option<ImmutableArray<double>> Lambda = new("--lambda") { Description = "the λ to fit, in any order; 0 is no penalty [default: an automatic grid]", HelpName = "A,B,…", CustomParser = Values.List(IsLambda, Lambdas) };
    private static readonly Option<string?> LambdaFile = new("--lambda-file") { Description = "a file of λ, separated by commas or line ends", HelpName = "FILE" };
    private static readonly Option<int> LambdaCount = new("--lambda-count") { Description = $"how many λ the automatic grid has, from 2 to {MostLambdas}", HelpName = "N", DefaultValueFactory = _ => new LambdaGrid().Count, CustomParser = Values.Number<int>(count => count is >= 2 and <= MostLambdas, $"a whole number from 2 to {MostLambdas}") };
    private static readonly Option<double?> LambdaMinRatio = new("--lambda-min-ratio") { Description = "the automatic grid's last λ as a share of its first [default: 1E-4, or 1E-2 with fewer rows than columns]", HelpName = "R", CustomParser = Values.Optional(ratio => ratio is > 0 and < 1, "a number between 0 and 1") };
    private static readonly Option<ImmutableArray<double>> C = new("--C") { Description = "the strengths as C = 1/(λ·sum of weights) instead of λ; inf is no penalty", HelpName = "A,B,…", CustomParser = Values.List(IsC, "numbers of at least 1e-300 (or inf, for no penalty)") };
    private static readonly Option<bool> NoStandardize = new("--no-standardize") { Description = "penalise the coefficients themselves, not those in standard deviations of their columns" };
    private static readonly Option<bool> NoIntercept = new("--no-intercept") { Description = "fit no intercept; constant columns take no part all the same" };
    /// <summary>The column of weights.</summary>
    public static readonly Option<string?> WeightsColumn = new("--weights-column") { Description = "the column of row weights, of at least 0; only their proportions count, but for C", HelpName = "COLUMN" };
    private static readonly Option<bool> FrequencyWeights = new("--frequency-weights") { Description = "a weight of 2 is the row twice; weights are whole numbers" };
    /// <summary>The column of offsets.</summary>
    public static readonly Option<string?> OffsetColumn = new("--offset-column") { Description = "the column added to the linear predictor as it is; not for multinomial, where it would cancel", HelpName = "COLUMN" };
    private static readonly Option<ImmutableSortedDictionary<string, double>> PenaltyFactor = Named("--penalty-factor", "a factor of one column's penalty; 0 is free, inf is left out; may be repeated", factor => factor >= 0, "a number of at least 0 or inf");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Lower = Named("--lower", "a lower limit of one column's coefficient; may be repeated", limit => limit <= 0, "a number of at most 0 or -inf (limits contain 0)");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Upper = Named("--upper", "an upper limit of one column's coefficient; may be repeated", limit => limit >= 0, "a number of at least 0 or inf (limits contain 0)");
    private static readonly Option<bool> NoEarlyStop = new("--no-early-stop") { Description = "fit the automatic grid to its end, even where its last steps hardly fitted better" };
    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "the relative gap at which a fit counts as converged, at least 1E-14", HelpName = "T", DefaultValueFactory = _ => new FitOptions().Tolerance, CustomParser = Values.Number<double>(gap => gap is >= LeastTolerance and < 1, "a number in [1E-14, 1)") };
    private static readonly Option<int> MaxIterations = new("--max-iterations") { Description = "the most iterations of one fit; a fit that needs more is reported as not converged", HelpName = "N", DefaultValueFactory = _ => new FitOptions().MaxIterations, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<string?> Positive = new("--positive") { Description = "the positive one of two classes [default: the second in order]", HelpName = "CLASS" };

    /// <summary>The options that are other names for a role.</summary>
    public static RoleAlias[] Aliases { get; } = [new(WeightsColumn, ColumnRole.Weight, FrequencyWeights, ColumnRole.Frequency), new(OffsetColumn, ColumnRole.Offset)];

    /// <summary>The strengths of a path: any number of them.</summary>
    private static readonly Option[] Strengths = [Lambda, LambdaFile, C];

    private static readonly Option[] Grid = [LambdaCount, LambdaMinRatio];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="strengths">The options that give its strengths; those of a path if left out.</param>
    /// <param name="aliases">Its options that give columns a part, beside weights and offset.</param>
    public static void AddTo(Command command, Option[]? strengths = null, params RoleAlias[] aliases)
    {
        strengths ??= Strengths;
        DataOptions.AddTo(command);
        RoleOptions.AddTo(command, Target, [.. Aliases, .. aliases]);
        foreach (var option in (Option[])[Target, LossName, Delta, L1Ratio, .. strengths, .. Grid, NoStandardize, NoIntercept, WeightsColumn, FrequencyWeights, OffsetColumn, PenaltyFactor, Lower, Upper, NoEarlyStop, Tolerance, MaxIterations, Positive])
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
        for (int one = 0; one < strengths.Length; one++)
        {
            for (int other = one + 1; other < strengths.Length; other++)
                given.Exclude(strengths[one], strengths[other]);
            foreach (var option in Grid)
                given.Exclude(strengths[one], option);
        }

        string? loss = given.Written(LossName);
        if (given.Given(Delta) && loss != "huber")
            given.AddError("--delta goes with --loss huber");
        if (given.Given(FrequencyWeights) && !given.Given(WeightsColumn))
            given.AddError("--frequency-weights goes with --weights-column");
        if (given.Given(Positive) && loss is "squared" or "huber" or "poisson" or "multinomial")
            given.AddError($"--positive and --loss {loss} exclude each other: only one of two classes can be the positive one");
        if (given.Given(OffsetColumn) && loss == "multinomial")
            given.AddError("--offset-column and --loss multinomial exclude each other: the same number added for every class changes no probability");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The settings; default: an automatic path.</param>
    /// <param name="threads">How many threads fit; null: one a core.</param>
    public static TablePathOptions Read(ParseResult parsed, ImmutableArray<Setting> settings, int? threads = null)
    {
        var fitting = new FitOptions
        {
            Tolerance = parsed.GetValue(Tolerance),
            MaxIterations = parsed.GetValue(MaxIterations),
            StopWhenSaturated = !parsed.GetValue(NoEarlyStop),
        };
        return new TablePathOptions
        {
            Loss = parsed.GetValue(LossName),
            Settings = settings,
            Linear = new LinearOptions
            {
                Delta = parsed.GetValue(Delta),
                L1Ratio = parsed.GetValue(L1Ratio),
                Grid = new LambdaGrid { Count = parsed.GetValue(LambdaCount), Ratio = parsed.GetValue(LambdaMinRatio) },
                Standardize = !parsed.GetValue(NoStandardize),
                Intercept = !parsed.GetValue(NoIntercept),
                PenaltyFactors = parsed.GetValue(PenaltyFactor)!,
                Lower = parsed.GetValue(Lower)!,
                Upper = parsed.GetValue(Upper)!,
            },
            WeightsColumn = parsed.GetValue(WeightsColumn),
            WeightKind = parsed.GetValue(FrequencyWeights) ? WeightKind.Frequency : WeightKind.Importance,
            OffsetColumn = parsed.GetValue(OffsetColumn),
            Roles = RoleOptions.Of(parsed),
            Positive = parsed.GetValue(Positive),
            Fitting = threads is { } count ? fitting with { Threads = count } : fitting,
        };
    }

    /// <summary>The columns that aren't learned from, as far as the command line tells.</summary>
    public static IEnumerable<string?> Apart(ParseResult parsed) =>
    [
        parsed.GetValue(Target), parsed.GetValue(WeightsColumn), parsed.GetValue(OffsetColumn),
        .. RoleOptions.Of(parsed).Where(role => role.Value is not (ColumnRole.Number or ColumnRole.Category or ColumnRole.Date)).Select(role => role.Key),
    ];

    /// <summary>The strengths that a path was asked for; default where it wasn't.</summary>
    public static ImmutableArray<Setting> SettingsOf(ParseResult parsed)
    {
        if (parsed.GetValue(LambdaFile) is { } file)
            return [.. LambdasOf(file).Select(lambda => Strength.Lambda(lambda).Setting)];
        if (parsed.GetValue(C) is { IsDefaultOrEmpty: false } cs)
            return [.. cs.Select(c => Strength.C(c).Setting)];
        return parsed.GetValue(Lambda) is { IsDefaultOrEmpty: false } lambdas ? [.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)] : default;
    }

    private static ImmutableArray<double> LambdasOf(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataException($"{file}: can't be read ({error.Message}); a file of λ separated by commas or line ends is needed", error);
        }

        var lambdas = ImmutableArray.CreateBuilder<double>();
        for (int line = 0; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            var (values, wrong) = Values.Numbers(lines[line].TrimEnd().TrimEnd(','), IsLambda, Lambdas);
            if (wrong is not null)
                throw new DataException($"{file}: line {line + 1}: {wrong}, or by line ends");
            lambdas.AddRange(values);
        }

        return lambdas.Count > 0 ? lambdas.ToImmutable() : throw new DataException($"{file}: holds no λ; numbers separated by commas or line ends are needed");
    }

    /// <summary>Whether a number can be a C.</summary>
    public static bool IsC(double c) => c >= 1e-300;

    /// <summary>Whether a number can be a λ.</summary>
    public static bool IsLambda(double lambda) => lambda is >= 0 and < double.PositiveInfinity;

    private static Option<ImmutableSortedDictionary<string, double>> Named(string name, string description, Func<double, bool> holds, string accepted) => new(name)
    {
        Description = description,
        HelpName = "NAME=V",
        DefaultValueFactory = _ => ImmutableSortedDictionary<string, double>.Empty,
        CustomParser = Values.Named(holds, accepted),
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
