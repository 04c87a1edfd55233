using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Cli;

/// <summary>What only linear models have: the penalty, its strengths, and how a fit is made.</summary>
internal static class LinearFlags
{
    private const int MostLambdas = 10_000;
    private const double LeastTolerance = 1e-14; // the library's goes further, into rounding, where a fit's status is chance
    private const string Lambdas = "finite numbers of at least 0";

    private static readonly Option<double?> Delta = new("--delta") { Description = "where huber turns from squares to absolute values [default: 1.345 times the robust standard deviation of the target]", HelpName = "D", CustomParser = Values.Optional(delta => delta is > 0 and < double.PositiveInfinity, "a finite number above 0") };
    private static readonly Option<double> L1Ratio = new("--l1-ratio") { Description = "1 is the lasso, 0 ridge, between them the elastic net", HelpName = "R", DefaultValueFactory = _ => 1, CustomParser = Values.Number<double>(ratio => ratio is >= 0 and <= 1, "a number from 0 (ridge) to 1 (lasso)") };
    private static readonly Option<ImmutableArray<double>> Lambda = new("--lambda") { Description = "the λ to fit, in any order; 0 is no penalty [default: an automatic grid]", HelpName = "A,B,…", CustomParser = Values.List(IsLambda, Lambdas) };
    private static readonly Option<string?> LambdaFile = new("--lambda-file") { Description = "a file of λ, separated by commas or line ends", HelpName = "FILE" };
    private static readonly Option<int> LambdaCount = new("--lambda-count") { Description = $"how many λ the automatic grid has, from 2 to {MostLambdas}", HelpName = "N", DefaultValueFactory = _ => new LambdaGrid().Count, CustomParser = Values.Number<int>(count => count is >= 2 and <= MostLambdas, $"a whole number from 2 to {MostLambdas}") };
    private static readonly Option<double?> LambdaMinRatio = new("--lambda-min-ratio") { Description = "the automatic grid's last λ as a share of its first [default: 1E-4, or 1E-2 with fewer rows than columns]", HelpName = "R", CustomParser = Values.Optional(ratio => ratio is > 0 and < 1, "a number between 0 and 1") };
    private static readonly Option<ImmutableArray<double>> C = new("--C") { Description = "the strengths as C = 1/(λ·sum of weights) instead of λ; inf is no penalty", HelpName = "A,B,…", CustomParser = Values.List(IsC, "numbers of at least 1e-300 (or inf, for no penalty)") };
    private static readonly Option<bool> NoStandardize = new("--no-standardize") { Description = "penalise the coefficients themselves, not those in standard deviations of their columns" };
    private static readonly Option<bool> NoIntercept = new("--no-intercept") { Description = "fit no intercept; constant columns take no part all the same" };
    private static readonly Option<ImmutableSortedDictionary<string, double>> PenaltyFactor = Named("--penalty-factor", "a factor of one column's penalty; 0 is free, inf is left out; may be repeated", factor => factor >= 0, "a number of at least 0 or inf");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Lower = Named("--lower", "a lower limit of one column's coefficient; may be repeated", limit => limit <= 0, "a number of at most 0 or -inf (limits contain 0)");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Upper = Named("--upper", "an upper limit of one column's coefficient; may be repeated", limit => limit >= 0, "a number of at least 0 or inf (limits contain 0)");
    private static readonly Option<bool> NoEarlyStop = new("--no-early-stop") { Description = "fit the automatic grid to its end, even where its last steps hardly fitted better" };
    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "the relative gap at which a fit counts as converged, at least 1E-14", HelpName = "T", DefaultValueFactory = _ => new FitOptions().Tolerance, CustomParser = Values.Number<double>(gap => gap is >= LeastTolerance and < 1, "a number in [1E-14, 1)") };
    private static readonly Option<int> MaxIterations = new("--max-iterations") { Description = "the most iterations of one fit; a fit that needs more is reported as not converged", HelpName = "N", DefaultValueFactory = _ => new FitOptions().MaxIterations, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    /// <summary>The strengths of a path: any number of them.</summary>
    public static readonly Option[] Strengths = [Lambda, LambdaFile, C];

    private static readonly Option[] Grid = [LambdaCount, LambdaMinRatio];

    /// <summary>The others.</summary>
    public static readonly Option[] All = [Delta, L1Ratio, .. Grid, NoStandardize, NoIntercept, PenaltyFactor, Lower, Upper, NoEarlyStop, Tolerance, MaxIterations];

    /// <summary>Refuses what contradicts itself.</summary>
    /// <param name="given">The command line.</param>
    /// <param name="strengths">The options that give the command's strengths.</param>
    /// <param name="loss">The loss asked for.</param>
    public static void Check(CommandResult given, Option[] strengths, string? loss)
    {
        for (int one = 0; one < strengths.Length; one++)
        {
            for (int other = one + 1; other < strengths.Length; other++)
                given.Exclude(strengths[one], strengths[other]);
            foreach (var option in Grid)
                given.Exclude(strengths[one], option);
        }

        if (given.Given(Delta) && loss != "huber")
            given.AddError("--delta goes with --loss huber");
    }

    /// <summary>The knob of a path: C where it was given C, else λ.</summary>
    public static Knob KnobOf(CommandResult given) => given.Given(C) ? Knob.C : Knob.Lambda;

    /// <summary>The penalty and the grid.</summary>
    public static LinearOptions Read(ParseResult parsed) => new()
    {
        Delta = parsed.GetValue(Delta),
        L1Ratio = parsed.GetValue(L1Ratio),
        Grid = new LambdaGrid { Count = parsed.GetValue(LambdaCount), Ratio = parsed.GetValue(LambdaMinRatio) },
        Standardize = !parsed.GetValue(NoStandardize),
        Intercept = !parsed.GetValue(NoIntercept),
        PenaltyFactors = parsed.GetValue(PenaltyFactor)!,
        Lower = parsed.GetValue(Lower)!,
        Upper = parsed.GetValue(Upper)!,
    };

    /// <summary>How every fit is made.</summary>
    public static FitOptions Fitting(ParseResult parsed) => new()
    {
        Tolerance = parsed.GetValue(Tolerance),
        MaxIterations = parsed.GetValue(MaxIterations),
        StopWhenSaturated = !parsed.GetValue(NoEarlyStop),
    };

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
