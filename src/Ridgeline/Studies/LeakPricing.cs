using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Leaks;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>
/// What the leaks of a table are worth: its path cross-validated once more without each of them. Both sides choose their best setting, whatever rule chooses the model: the
/// one-standard-error setting jumps where standard errors change, and the jump isn't what the leak is worth.
/// </summary>
internal sealed class LeakPricing
{
    private const int MostPriced = 6; // each costs a cross-validation, or two
    private const double SameScale = 0.01; // a standard deviation of n − 1 for one of n, and rounded columns

    private readonly Table _table;
    private readonly TableCrossValidation _leaky;
    private readonly TableDiagnosisOptions _options;
    private readonly CancellationToken _stop;

    /// <param name="table">The rows, in the order in which they were cross-validated.</param>
    /// <param name="leaky">Their cross-validation.</param>
    /// <param name="options">How it was asked for.</param>
    /// <param name="stop">Asked before every fit.</param>
    public LeakPricing(Table table, TableCrossValidation leaky, TableDiagnosisOptions options, CancellationToken stop) =>
        (_table, _leaky, _options, _stop) = (table, leaky, options, stop);

    private TablePath Path => _leaky.Path;

    private Resamples Folds => _leaky.Search.Resamples;

    private TablePathOptions Asked => _options.Search.Path;

    /// <summary>The leaks, the first of them with their prices.</summary>
    /// <param name="found">What was found.</param>
    public ImmutableArray<PricedLeak> Of(LeakReport found) =>
        [.. found.Leaks.Select((leak, at) => at < MostPriced ? Of(leak) : new PricedLeak(leak, null, $"{MostPriced} others come first"))];

    private PricedLeak Of(Leak leak)
    {
        try
        {
            return leak.Kind switch
            {
                LeakKind.TellingColumn or LeakKind.EncodedTarget => new PricedLeak(leak, WithoutColumns(leak), null),
                LeakKind.AlreadyScaled => OfScaling(leak),
                LeakKind.TimeOrder => InTimeOrder(leak),
                _ when !leak.Groups.IsDefault => WithWholeGroups(leak),
                _ => new PricedLeak(leak, null, "what the cells held before isn't known"),
            };
        }
        catch (DataException error) // what is left can't be cross-validated
        {
            return new PricedLeak(leak, null, error.Message);
        }
    }

    /// <summary>The price of a scale that held-out rows had a say in: nothing where folds scale anew, as that undoes any other scale.</summary>
    private PricedLeak OfScaling(Leak leak)
    {
        if (Path.Family == Family.Tree)
            return new PricedLeak(leak, null, "trees ask for no scale, so it is worth nothing here");
        if (Path.Sample.Standardize)
            return new PricedLeak(leak, null, "the folds scale anew, so it is worth nothing here");
        var scales = DesignView.Of(Path.Sample.Design, Path.Sample.Weights).Scales;
        if (scales.Any(scale => scale > 0 && Math.Abs(scale - 1) > SameScale))
            return new PricedLeak(leak, null, "not all columns have a standard deviation of 1, so scaling them within the folds would change what the penalty holds back too");
        return new PricedLeak(leak, LeakPrice.OfScaling(Path.Fitter, Path.Sample, Folds, _leaky.Curve.Score, Path.Fitting, ChoiceRule.Best, _stop), null);
    }

    /// <summary>The price of folds that divide what belongs together.</summary>
    private PricedLeak WithWholeGroups(Leak leak)
    {
        if (!Folds.IsPartition)
            return new PricedLeak(leak, null, "rows in time order can't be dealt out by groups");
        int folds = Folds.Count / Folds.Repeats, groups = leak.Groups.Where((_, row) => Path.Sample.Weights[row] > 0).Distinct().Count();
        if (groups < folds)
            return new PricedLeak(leak, null, $"{Wording.Count(groups, "group")} can't be {folds} folds");
        var groupOf = leak.Groups.AsSpan();
        var whole = Path.Classes.IsEmpty
            ? Resamples.Grouped(Path.Sample, groupOf, folds, _leaky.Folds.Seed, Folds.Repeats)
            : Resamples.StratifiedGrouped(Path.Sample, groupOf, folds, _leaky.Folds.Seed, Folds.Repeats);
        var clean = CrossValidation.Run(Path.Fitter, Path.Sample, whole, Settings, [_leaky.Curve.Score], Fitting, stop: _stop);
        return new PricedLeak(leak, LeakPrice.Between(Dividing(leak), _leaky.Search, Path.Sample, clean, Path.Sample, ChoiceRule.Best), null);
    }

    /// <summary>The price of columns that tell the target.</summary>
    private LeakPrice WithoutColumns(Leak leak)
    {
        var linear = Asked.Linear;
        var options = Asked with
        {
            Roles = Asked.Roles.SetItems(leak.Columns.Select(name => KeyValuePair.Create(name, ColumnRole.Ignore))),
            Linear = Path.Family != Family.Linear ? linear : linear with
            {
                PenaltyFactors = linear.PenaltyFactors.RemoveRange(leak.Columns),
                Lower = linear.Lower.RemoveRange(leak.Columns),
                Upper = linear.Upper.RemoveRange(leak.Columns),
            },
        };
        var problem = TableProblem.Of(_table, Path.Target, options, _leaky.Folds);
        var clean = CrossValidation.Run(problem.Fitter, problem.Sample, Folds, problem.SettingsOf(TreeGrid.Most((double)problem.Sample.RowsWithWeight * Folds.Repeats), _stop), [_leaky.Curve.Score], problem.Fitting, stop: _stop);
        return LeakPrice.Between(Named(leak, "The column"), _leaky.Search, Path.Sample, clean, problem.Sample, ChoiceRule.Best);
    }

    /// <summary>The price of predicting rows from later ones: both cross-validations are of the rows in their order.</summary>
    private PricedLeak InTimeOrder(Leak leak)
    {
        int folds = Folds.Count / Folds.Repeats;
        var (table, testRows) = TimeOrder.Of(_table, ImmutableDictionary<string, ColumnRole>.Empty.Add(leak.Columns[0], ColumnRole.Time), Asked.TestRows);
        var problem = TableProblem.Of(table, Path.Target, Asked with { TestRows = testRows }, _leaky.Folds);
        if (problem.Sample.RowsWithWeight < folds + 1)
            return new PricedLeak(leak, null, $"{Wording.Count(problem.Sample.RowsWithWeight, "row")} can't be {folds} folds in time order");
        var drawn = new TableResamples(table, Path.Target, problem.Classes, problem.Sample, _leaky.Folds).All;
        var (with, without) = (Run(drawn), Run(Resamples.TimeOrdered(problem.Sample, folds)));
        return new PricedLeak(leak, LeakPrice.Between("Predicting rows from later ones", with, problem.Sample, without, problem.Sample, ChoiceRule.Best), null);
        CrossValidated<IModel> Run(Resamples held) => CrossValidation.Run(problem.Fitter, problem.Sample, held, Settings, [_leaky.Curve.Score], Fitting, stop: _stop);
    }

    /// <summary>The settings of the path, so that both sides choose among the same.</summary>
    private ImmutableArray<Setting> Settings => [.. Path.Path.Points.Select(point => point.Setting)];

    private Paths.FitOptions Fitting => Path.Fitting with { StopWhenSaturated = false };

    private static string Dividing(Leak leak) => leak.Kind switch
    {
        LeakKind.RepeatedRows => "Dividing rows that are alike",
        LeakKind.NearRows => "Dividing rows that are near each other",
        _ => $"Dividing the rows of one value of {Named(leak, "the column")}",
    };

    private static string Named(Leak leak, string otherwise) => leak.Columns.IsEmpty ? otherwise : $"'{Wording.Shortened(leak.Columns[0])}'{(leak.Columns.Length > 1 ? $" and {Wording.Count(leak.Columns.Length - 1, "other column")}" : "")}";
}
