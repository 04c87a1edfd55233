using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A path of linear models on the columns of a table.</summary>
public sealed record TablePath
{
    private const double Rounding = 1e-9; // a share of the deviance

    private TablePath()
    {
    }

    /// <summary>Where the data came from.</summary>
    public required string Source { get; init; }

    /// <summary>The column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>ℓ.</summary>
    public required Loss Loss { get; init; }

    /// <summary>P, with a factor and limits a column where some were given.</summary>
    public required Penalty Penalty { get; init; }

    /// <summary>The columns learned from, in the coefficients' order.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>The classes of the target, in the outputs' order; of two the second is the positive one. Empty for numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The rows that were fitted.</summary>
    public required Sample Sample { get; init; }

    /// <summary>Whether the λ are those of the automatic grid, not the caller's.</summary>
    public required bool Automatic { get; init; }

    /// <summary>How many settings were asked for, repeats once.</summary>
    public required int Asked { get; init; }

    /// <summary>The models, the strongest penalty first.</summary>
    public required ModelPath<LinearModel> Path { get; init; }

    /// <summary>Whether the path ended before its grid because a weaker penalty hardly changed the fit any more.</summary>
    public bool EndedEarly => Path.Points.Length < Asked;

    /// <summary>Whether an automatic path explains nothing of the target, up to rounding: no column helps, or the target is constant.</summary>
    public bool NothingExplained => Automatic && Path.Points.All(point => point.Model.DevianceRatio < Rounding);

    /// <summary>The columns that don't vary over the rows, and so take no part.</summary>
    public ImmutableArray<string> ConstantColumns => [.. Columns.Where((_, j) => Sample.View.IsConstant(j))];

    /// <summary>Fits a path.</summary>
    /// <param name="table">The data: every column but the target holds finite numbers.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
    /// <param name="options">Which path; null: the lasso with the loss that the target calls for, over the automatic grid.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TablePath Fit(
        Table table, string target, TablePathOptions? options = null, IProgress<FitProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new TablePathOptions();
        Check(options, target);
        _ = table[target];
        double[] weights = WeightsOf(table, options);
        var own = TableTarget.Of(table, target, weights, options);
        if (options.OffsetColumn is not null && own.Loss.Outputs > 1)
            throw new DataException(
                $"{table.Source}: the multinomial loss takes no offset ('{options.OffsetColumn}'): the same number added for every class changes no probability");
        double[] offset = OffsetOf(table, options);
        var columns = LearnedColumns.Of(table, [target, options.WeightsColumn, options.OffsetColumn], $"the target '{target}'{Beside(options)}");
        var penalty = PenaltyOf(table, target, columns, options);

        var sample = Sample.Of(
            Design.Of(table, columns), own.Values.AsSpan(), weights, options.WeightKind, offset, options.Standardize, options.Intercept);
        var fitter = new LinearPathFitter(own.Loss, penalty, options.Grid);
        bool automatic = options.Strengths.IsDefault;
        var settings = automatic ? fitter.Settings(sample) : Setting.SimplestFirst(options.Strengths.Select(strength => strength.Setting));
        var fitting = options.Fitting with { StopWhenSaturated = options.Fitting.StopWhenSaturated && automatic };
        stop.ThrowIfCancellationRequested();
        return new TablePath
        {
            Source = table.Source,
            Target = target,
            Loss = own.Loss,
            Penalty = penalty,
            Columns = columns,
            Classes = own.Classes,
            Sample = sample,
            Automatic = automatic,
            Asked = settings.Length,
            Path = fitter.Fit([sample], settings, fitting, progress, stop)[0],
        };
    }

    private static void Check(TablePathOptions options, string target)
    {
        if (options.Delta is not null && options.Loss != "huber")
            throw new ArgumentException("δ goes with the huber loss", nameof(options));
        if (options.WeightsColumn == target || options.OffsetColumn == target || options.WeightsColumn is { } weights && weights == options.OffsetColumn)
            throw new ArgumentException("target, weights and offset are three different columns", nameof(options));
    }

    private static double[] WeightsOf(Table table, TablePathOptions options)
    {
        string? name = options.WeightsColumn;
        double[] weights = name is null ? [.. Enumerable.Repeat(1.0, table.Rows)] : [.. table.Numbers(name).Values];
        int negative = Array.FindIndex(weights, weight => weight < 0);
        if (negative >= 0)
            throw new DataException($"{table.Source}: row {negative + 1}, column '{name}': the weight {weights[negative]} is negative; 0 (the row is left out) or a positive number is needed");
        int broken = options.WeightKind == WeightKind.Frequency ? Array.FindIndex(weights, weight => !double.IsInteger(weight)) : -1;
        if (broken >= 0)
            throw new DataException($"{table.Source}: row {broken + 1}, column '{name}': {weights[broken]} is no frequency, as a row can't be there so many times; a whole number of at least 0 is needed, or weights that aren't frequencies");
        return Array.Exists(weights, weight => weight > 0)
            ? weights
            : throw new DataException($"{table.Source}: column '{name}': all weights are 0, so there is no row to learn from");
    }

    private static double[] OffsetOf(Table table, TablePathOptions options)
    {
        if (options.OffsetColumn is not { } name)
            return [];
        double[] offset = [.. table.Numbers(name).Values];
        int large = Array.FindIndex(offset, number => Math.Abs(number) > Loss.LargestTarget);
        return large < 0
            ? offset
            : throw new DataException($"{table.Source}: row {large + 1}, column '{name}': the offset {offset[large]} is too large to be squared; numbers of at most {Loss.LargestTarget} in size are needed");
    }

    private static string Beside(TablePathOptions options) =>
        (options.WeightsColumn is { } weights ? $", the weights '{weights}'" : "") + (options.OffsetColumn is { } offset ? $", the offset '{offset}'" : "");

    private static Penalty PenaltyOf(Table table, string target, ImmutableArray<string> columns, TablePathOptions options)
    {
        ImmutableArray<double> PerColumn(ImmutableSortedDictionary<string, double> named, double otherwise, string what)
        {
            foreach (string name in named.Keys.Where(name => !columns.Contains(name)))
                throw new DataException(table.Columns.Any(column => column.Name == name)
                    ? $"{table.Source}: column '{name}' is {(name == target ? "the target" : name == options.WeightsColumn ? "the weights" : "the offset")} and can't have {what}; the columns learned from are {Wording.Listed(columns)}"
                    : $"{table.Source}: there is no column '{name}' to have {what}; the columns learned from are {Wording.Listed(columns)}");
            return named.IsEmpty ? default : [.. columns.Select(name => named.GetValueOrDefault(name, otherwise))];
        }

        return Penalty.ElasticNet(options.L1Ratio)
            .With(PerColumn(options.PenaltyFactors, 1, "a penalty factor"))
            .Within(PerColumn(options.Lower, double.NegativeInfinity, "a lower limit"), PerColumn(options.Upper, double.PositiveInfinity, "an upper limit"));
    }
}
