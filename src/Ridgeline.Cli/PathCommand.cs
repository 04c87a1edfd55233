using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Reports;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;

namespace Ridgeline.Cli;

/// <summary>ridgeline path DATA --target COLUMN.</summary>
internal static class PathCommand
{
    private const int MostLambdas = 10_000;
    private const double LeastTolerance = 1e-14; // the library's goes further, into rounding, where a fit's status is chance
    private const string Lambdas = "finite numbers of at least 0";

    private static readonly Argument<string> Data = new("DATA") { Description = "a CSV file with a header, and numbers in every column but the target" };
    private static readonly Option<string?> Target = new("--target") { Description = "the column to predict: numbers, or classes", HelpName = "COLUMN", Required = true };

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
    private static readonly Option<int> LambdaCount = new("--lambda-count") { Description = "how many λ the automatic grid has", HelpName = "N", DefaultValueFactory = _ => new LambdaGrid().Count, CustomParser = Values.Number<int>(count => count is >= 2 and <= MostLambdas, $"a whole number from 2 to {MostLambdas}") };
    private static readonly Option<double?> LambdaMinRatio = new("--lambda-min-ratio") { Description = "the automatic grid's last λ as a share of its first [default: 1E-4, or 1E-2 with fewer rows than columns]", HelpName = "R", CustomParser = Values.Optional(ratio => ratio is > 0 and < 1, "a number between 0 and 1") };
    private static readonly Option<ImmutableArray<double>> C = new("--C") { Description = "the strengths as C = 1/(λ·sum of weights) instead of λ; inf is no penalty", HelpName = "A,B,…", CustomParser = Values.List(c => c >= 1e-300, "numbers of at least 1e-300 (or inf, for no penalty)") };
    private static readonly Option<bool> NoStandardize = new("--no-standardize") { Description = "penalise the coefficients themselves, not those in standard deviations of their columns" };
    private static readonly Option<bool> NoIntercept = new("--no-intercept") { Description = "fit no intercept; constant columns take no part all the same" };
    private static readonly Option<string?> WeightsColumn = new("--weights-column") { Description = "the column of row weights, of at least 0; only their proportions count, but for C", HelpName = "COLUMN" };
    private static readonly Option<bool> FrequencyWeights = new("--frequency-weights") { Description = "a weight of 2 is the row twice; weights are whole numbers" };
    private static readonly Option<string?> OffsetColumn = new("--offset-column") { Description = "the column added to the linear predictor as it is; not for multinomial, where it would cancel", HelpName = "COLUMN" };
    private static readonly Option<ImmutableSortedDictionary<string, double>> PenaltyFactor = Named("--penalty-factor", "a factor of one column's penalty; 0 is free, inf is left out; may be repeated", factor => factor >= 0, "a number of at least 0 or inf");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Lower = Named("--lower", "a lower limit of one column's coefficient; may be repeated", limit => limit <= 0, "a number of at most 0 or -inf (limits contain 0)");
    private static readonly Option<ImmutableSortedDictionary<string, double>> Upper = Named("--upper", "an upper limit of one column's coefficient; may be repeated", limit => limit >= 0, "a number of at least 0 or inf (limits contain 0)");
    private static readonly Option<bool> NoEarlyStop = new("--no-early-stop") { Description = "fit the automatic grid to its end, even where its last steps hardly fitted better" };
    private static readonly Option<double> Tolerance = new("--tolerance") { Description = "the relative gap at which a fit counts as converged, at least 1E-14", HelpName = "T", DefaultValueFactory = _ => new FitOptions().Tolerance, CustomParser = Values.Number<double>(gap => gap is >= LeastTolerance and < 1, "a number in [1E-14, 1)") };
    private static readonly Option<int> MaxIterations = new("--max-iterations") { Description = "the most iterations of one fit; a fit that needs more is reported as not converged", HelpName = "N", DefaultValueFactory = _ => new FitOptions().MaxIterations, CustomParser = Values.Number<int>(count => count >= 1, Values.Positive) };
    private static readonly Option<string?> Positive = new("--positive") { Description = "the positive one of two classes [default: the second in order]", HelpName = "CLASS" };
    private static readonly Option<bool> Json = new("--json") { Description = "print one JSON document, with the coefficients, instead of a table" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("path", "Fits a linear model at every strength of its penalty, from the strongest to the weakest, each with a certificate.")
        {
            Data, Target, LossName, Delta, L1Ratio, Lambda, LambdaFile, LambdaCount, LambdaMinRatio, C, NoStandardize, NoIntercept, WeightsColumn, FrequencyWeights,
            OffsetColumn, PenaltyFactor, Lower, Upper, NoEarlyStop, Tolerance, MaxIterations, Positive, Json,
        };
        command.Validators.Add(Values.RefuseUnknownOptions);
        command.Validators.Add(Check);
        command.SetAction(parsed => Program.Run(stop => Fit(parsed, stop)));
        return command;
    }

    private static void Check(CommandResult given)
    {
        if (given.AlreadyTold())
            return;
        Option[] explicitly = [Lambda, LambdaFile, C];
        for (int one = 0; one < explicitly.Length; one++)
        {
            for (int other = one + 1; other < explicitly.Length; other++)
                given.Exclude(explicitly[one], explicitly[other]);
            given.Exclude(explicitly[one], LambdaCount);
            given.Exclude(explicitly[one], LambdaMinRatio);
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
        foreach (var (one, other) in new[] { (Target, WeightsColumn), (Target, OffsetColumn), (WeightsColumn, OffsetColumn) })
            if (given.Written(one) is { } name && name == given.Written(other))
                given.AddError($"{one.Name} and {other.Name} are both '{name}'; two different columns are needed");
    }

    private static void Fit(ParseResult parsed, CancellationToken stop)
    {
        var options = new TablePathOptions
        {
            Loss = parsed.GetValue(LossName),
            Delta = parsed.GetValue(Delta),
            L1Ratio = parsed.GetValue(L1Ratio),
            Strengths = Strengths(parsed),
            Grid = new LambdaGrid { Count = parsed.GetValue(LambdaCount), Ratio = parsed.GetValue(LambdaMinRatio) },
            Standardize = !parsed.GetValue(NoStandardize),
            Intercept = !parsed.GetValue(NoIntercept),
            WeightsColumn = parsed.GetValue(WeightsColumn),
            WeightKind = parsed.GetValue(FrequencyWeights) ? WeightKind.Frequency : WeightKind.Importance,
            OffsetColumn = parsed.GetValue(OffsetColumn),
            PenaltyFactors = parsed.GetValue(PenaltyFactor)!,
            Lower = parsed.GetValue(Lower)!,
            Upper = parsed.GetValue(Upper)!,
            Positive = parsed.GetValue(Positive),
            Fitting = new FitOptions
            {
                Tolerance = parsed.GetValue(Tolerance),
                MaxIterations = parsed.GetValue(MaxIterations),
                StopWhenSaturated = !parsed.GetValue(NoEarlyStop),
            },
        };
        var path = TablePath.Fit(CsvFile.Read(parsed.GetValue(Data)!, stop), parsed.GetValue(Target)!, options, new FitLines(Console.Error), stop);
        if (!parsed.GetValue(Json))
        {
            PathConsole.Write(AnsiConsole.Console, path);
            return;
        }

        using var output = Console.OpenStandardOutput();
        PathJson.Write(output, path);
        output.WriteByte((byte)'\n');
    }

    private static ImmutableArray<Strength> Strengths(ParseResult parsed)
    {
        if (parsed.GetValue(LambdaFile) is { } file)
            return [.. LambdasOf(file).Select(Strength.Lambda)];
        if (parsed.GetValue(C) is { IsDefaultOrEmpty: false } cs)
            return [.. cs.Select(Strength.C)];
        return parsed.GetValue(Lambda) is { IsDefaultOrEmpty: false } lambdas ? [.. lambdas.Select(Strength.Lambda)] : default;
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

    private static bool IsLambda(double lambda) => lambda is >= 0 and < double.PositiveInfinity;

    private static Option<ImmutableSortedDictionary<string, double>> Named(string name, string description, Func<double, bool> holds, string accepted) => new(name)
    {
        Description = description,
        HelpName = "NAME=V",
        DefaultValueFactory = _ => ImmutableSortedDictionary<string, double>.Empty,
        CustomParser = Values.Named(holds, accepted),
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Lines on standard error: how many fits there are and, once a second at most, how many are done.</summary>
    private sealed class FitLines(TextWriter writer) : IProgress<FitProgress>
    {
        private readonly Lock _turn = new();
        private long _next;

        public void Report(FitProgress value)
        {
            lock (_turn)
            {
                if (_next > 0 && Environment.TickCount64 < _next)
                    return;
                writer.WriteLine($"ridgeline: {value.Done} of {Wording.Count(value.Total, "fit")}");
                _next = Environment.TickCount64 + 1000;
            }
        }
    }
}
