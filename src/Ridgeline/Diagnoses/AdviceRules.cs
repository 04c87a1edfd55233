using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>How advice follows from pilots and from the shape of the data, with all of its thresholds.</summary>
internal sealed class AdviceRules
{
    /// <summary>Rows (of classes: rows of the rarest) a column below which an unpenalised fit isn't to be relied on: Harrell (2015), §4.4, p &lt; m/15 or m/20.</summary>
    public const int EnoughRows = 20;

    /// <summary>The condition number from which dependencies are moderate to strong: Belsley, Kuh and Welsch (1980), §3.2.</summary>
    public const double StrongCondition = 30;

    /// <summary>
    /// The share of columns up to which L1's choice at its one-standard-error setting is sparse; and, at its best, of the columns that it can have, which aren't more than the rows: where few predict
    /// it finds them long before (Hastie, Tibshirani and Wainwright 2015, §2.2, "bet on sparsity"). With more, what it leaves out saves little, and L2 is steadier.
    /// </summary>
    public const double SparseShare = 1.0 / 3;

    private const double Rounding = 1e-9; // of a score: no difference

    private readonly Sample _sample;
    private readonly ImmutableArray<Pilot> _pilots;
    private readonly Pilot _lasso, _ridge, _best;
    private readonly ColumnGeometry _geometry;
    private readonly double _rarest; // rows of the rarest class; all rows of numbers
    private readonly int _classes;

    public AdviceRules(Sample sample, Loss loss, IReadOnlyList<Pilot> pilots)
    {
        (_sample, _pilots, _geometry) = (sample, [.. pilots], ColumnGeometry.Of(sample));
        Pilot OfRatio(double ratio, string name) => _pilots.FirstOrDefault(pilot => pilot.Penalty?.L1Ratio == ratio && !pilot.IsUnpenalised)
            ?? throw new ArgumentException($"a pilot of {name} is needed, as advice compares L1 with L2", nameof(pilots));
        (_lasso, _ridge) = (OfRatio(1, "L1"), OfRatio(0, "L2"));
        _best = _pilots[0];
        foreach (var pilot in _pilots)
        {
            _ = pilot.BetterThan(_pilots[0]); // refuses another score or other resamples
            if (pilot.Curve.Score.IsBetter(MeanOf(pilot), MeanOf(_best)))
                _best = pilot;
        }

        bool isOfClasses = ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.SquaredHinge) || loss.Outputs > 1;
        (_rarest, _classes) = isOfClasses ? Rarest(sample) : (sample.EffectiveRows, 0);
    }

    private int Columns => Math.Max(1, _geometry.Columns);

    private double RowsPerColumn => _sample.EffectiveRows / Columns;

    private int Needed => _lasso.Complexity[_lasso.Curve.OneStandardError];

    private int AtBest => _lasso.Complexity[_lasso.Curve.Best];

    private double MostAtBest => SparseShare * Math.Min(Columns, _sample.EffectiveRows);

    private double EventsPerColumn => _rarest / Columns; // of numbers rows a column

    /// <summary>Whether the folds can't tell L1, and the best of all, from the model without a column, with which L1's path begins.</summary>
    private bool IsNoise
    {
        get
        {
            var (best, none) = (_best.Curve.Points[_best.Curve.Best], _lasso.Curve.Points[0]);
            return Needed == 0 && _lasso.Complexity[0] == 0 && Math.Abs(best.Mean - none.Mean) <= best.StandardError;
        }
    }

    private bool IsSparse => Needed <= SparseShare * Columns && AtBest <= MostAtBest;

    public Advice Advise()
    {
        var advised = Chosen();
        var remedy = RemedyOf(advised);
        var strengths = advised.Tied;
        ImmutableArray<AdvicePoint> points =
        [
            OfRows(), .. OfCondition(), .. OfGroups(), OfSparsity(), OfPenalty(), .. OfUnpenalised(), .. OfFamilies(), .. OfClasses(), .. OfParameters(), OfStrengths(advised, strengths),
        ];
        return new Advice(remedy, advised, strengths, points, _geometry, Summary(advised, remedy, strengths));
    }

    private static double MeanOf(Pilot pilot) => pilot.Curve.Points[pilot.Curve.Best].Mean;

    /// <summary>Whether the folds can't tell a pilot from the best by one standard error.</summary>
    private bool IsTied(Pilot pilot)
    {
        var behind = _best.BetterThan(pilot);
        if (pilot == _best || behind.Mean <= Rounding * Math.Abs(MeanOf(_best)))
            return true;
        return behind.Mean <= behind.StandardError; // NaN: no folds to tell by, so the best alone
    }

    private Pilot? Tied(Func<Pilot, bool> which) => _pilots.FirstOrDefault(pilot => which(pilot) && IsTied(pilot));

    private Pilot Chosen()
    {
        var net = Tied(pilot => pilot.Penalty?.L1Ratio is > 0 and < 1);
        bool isLasso = IsTied(_lasso), isRidge = IsTied(_ridge), isEasy = EventsPerColumn >= EnoughRows && _geometry.Condition < StrongCondition;
        if (isEasy && Tied(pilot => pilot.IsUnpenalised) is { } unpenalised)
            return unpenalised;
        bool isGrouped = !_geometry.Correlated.IsEmpty;
        var sparse = isGrouped && net is not null ? net : isLasso ? _lasso : net;
        if (IsSparse && sparse is not null && !(isRidge && _ridge.Curve.Score.IsBetter(MeanOf(_ridge), MeanOf(sparse))))
            return sparse;
        if (isRidge)
            return _ridge;
        return (isGrouped ? net : null) ?? (isLasso ? _lasso : net) ?? Tied(pilot => pilot.Family == Family.Tree) ?? Tied(pilot => pilot.Family == Family.Network) ?? _best;
    }

    private static Remedy RemedyOf(Pilot pilot) => pilot switch
    {
        { Family: Family.Tree } => Remedy.Tree,
        { Family: Family.Network } => Remedy.Network,
        { IsUnpenalised: true } => Remedy.LittleOrNone,
        { Penalty.L1Ratio: 0 } => Remedy.L2,
        { Penalty.L1Ratio: 1 } => Remedy.L1,
        _ => Remedy.ElasticNet,
    };

    private AdvicePoint OfRows() => new(
        AdviceTopic.Rows, RowsPerColumn, $"{_sample.EffectiveRows:0} rows for {Wording.Count(Columns, "column")}: {Shown(RowsPerColumn)} rows a column.",
        RowsPerColumn < 1 ? "With fewer rows than columns a linear model without a penalty fits anything: a penalty is needed."
        : RowsPerColumn < EnoughRows ? "An unpenalised fit learns noise with this many columns: hold it back."
        : EventsPerColumn < EnoughRows ? $"Of the rarest class they are {Shown(EventsPerColumn)} a column, which is what counts: an unpenalised fit learns noise with this many columns, so hold it back."
        : "Rows are many enough that a penalty has little to mend.",
        EventsPerColumn < EnoughRows ? $"If {(_classes > 0 ? "the rarest class's " : "")}rows a column were {EnoughRows} or more, a fit with little or no penalty might do." : $"If they were below {EnoughRows}, a penalty would be worth more.");

    private IEnumerable<AdvicePoint> OfCondition()
    {
        double condition = _geometry.Condition;
        if (double.IsNaN(condition))
            yield break;
        yield return new AdvicePoint(
            AdviceTopic.Condition, condition, $"The condition number of the standardised columns is {Shown(condition)}{(_geometry.LeftOut == 0 ? "" : $", {Wording.Count(_geometry.LeftOut, "column")} left out that {(_geometry.LeftOut == 1 ? "is" : "are")} told by a category's other levels")}.",
            condition >= StrongCondition ? "Columns depend on each other so far that an unpenalised fit's coefficients are arbitrary in some directions: L2, or the elastic net, settles them." : "Columns are distinct enough for their coefficients to be told apart.",
            condition >= StrongCondition ? $"If it were below {StrongCondition}, an unpenalised fit's coefficients could be read." : $"If it were {StrongCondition} or more, L2 or the elastic net would be advised before no penalty.");
    }

    private IEnumerable<AdvicePoint> OfGroups()
    {
        if (_geometry.Looked < 2)
            yield break;
        int count = _geometry.Correlated.Length;
        string looked = _geometry.Looked < _geometry.Columns ? $" among {_geometry.Looked} looked at" : "";
        yield return new AdvicePoint(
            AdviceTopic.Groups, count, $"{(count == 0 ? "No column" : Wording.Count(count, "column"))}{looked} {(count < 2 ? "has" : "have")} a correlation above {ColumnGeometry.LeastCorrelation} with another{(count == 0 ? "" : $", in {Wording.Count(_geometry.Groups, "group")}")}; the largest is {_geometry.Largest:0.###}.",
            count > 0 ? "L1 keeps one of a group, which one by luck; L2 and the elastic net share weight among them." : "L1's choice of columns isn't a choice among twins.",
            count > 0 ? $"If no correlation were above {ColumnGeometry.LeastCorrelation}, L1 would be advised where the elastic net is." : $"If some were above {ColumnGeometry.LeastCorrelation}, the elastic net would be advised where L1 is.");
    }

    private AdvicePoint OfSparsity() => new(
        AdviceTopic.Sparsity, Needed, $"L1 needs {Needed} of {Wording.Count(Columns, "column")} at its one-standard-error setting, and {AtBest} at its best.",
        Sparsity(),
        IsSparse ? $"If it needed more than {Math.Floor(SparseShare * Columns):0}, or {Math.Floor(MostAtBest):0} at its best (a third of what it can have), L2 would be advised where it scores as well."
        : $"If it needed {Math.Floor(SparseShare * Columns):0} or fewer, and {Math.Floor(MostAtBest):0} at its best (a third of what it can have), L1 would be advised unless L2 scores better.");

    private string Sparsity() =>
        IsNoise ? "No column predicts by what the folds can tell: the model without any isn't worse by more than a standard error."
        : Needed == 0 ? "L1 finds no column that the folds can tell from noise: what predicts is spread over many, or isn't linear."
        : IsSparse ? "Few columns predict: L1 finds them and leaves the others out."
        : Needed == Columns ? "All are needed: there is nothing to leave out."
        : Needed > SparseShare * Columns ? "That is more than a third: little is gained by leaving the others out."
        : "At its best that is more than a third of what it can have: many columns predict a little, and little is gained by leaving some out.";

    private AdvicePoint OfPenalty()
    {
        bool isLasso = _lasso.Curve.Score.IsBetter(MeanOf(_lasso), MeanOf(_ridge));
        var (better, worse) = isLasso ? (_lasso, _ridge) : (_ridge, _lasso);
        var difference = better.BetterThan(worse);
        bool isTold = difference.Mean > difference.StandardError;
        return new AdvicePoint(
            AdviceTopic.Penalty, difference.Mean, $"Held out, {better.Name} has {Named(better)} and {worse.Name} {Shown(MeanOf(worse))}: {Difference(difference)}.",
            isTold ? $"{better.Name} is the better of the two here." : "The folds can't tell the two apart: L1 if it needs few columns and isn't behind, else L2.",
            isTold ? $"If the difference were below its standard error, the number of columns needed would decide." : "If the difference were above its standard error, the better would be advised.");
    }

    private IEnumerable<AdvicePoint> OfUnpenalised()
    {
        if (_pilots.FirstOrDefault(pilot => pilot.IsUnpenalised) is not { } unpenalised)
            yield break;
        var best = _pilots.Where(pilot => pilot.Family == Family.Linear && pilot != unpenalised).Aggregate((a, b) => b.Curve.Score.IsBetter(MeanOf(b), MeanOf(a)) ? b : a);
        var difference = best.BetterThan(unpenalised);
        bool isWorth = difference.Mean > difference.StandardError;
        yield return new AdvicePoint(
            AdviceTopic.Unpenalised, difference.Mean, $"Held out, {best.Name} has {Named(best)} and no penalty {Shown(MeanOf(unpenalised))}: {Difference(difference)}.",
            isWorth && IsNoise ? "A penalty keeps noise out; so would leaving all columns out." : isWorth ? "A penalty is worth having." : "A penalty gains nothing that the folds can tell.",
            isWorth ? "If the difference were below its standard error, little or no penalty would do." : "If the difference were above its standard error, a penalty would be advised.");
    }

    private IEnumerable<AdvicePoint> OfFamilies()
    {
        var others = _pilots.Where(pilot => pilot.Family != Family.Linear).ToArray();
        if (others.Length == 0)
            yield break;
        Pilot Best(IEnumerable<Pilot> pilots) => pilots.Aggregate((a, b) => b.Curve.Score.IsBetter(MeanOf(b), MeanOf(a)) ? b : a);
        var (other, linear) = (Best(others), Best(_pilots.Where(pilot => pilot.Family == Family.Linear)));
        var difference = other.BetterThan(linear);
        bool isBetter = difference.Mean > difference.StandardError;
        yield return new AdvicePoint(
            AdviceTopic.Family, difference.Mean, $"Held out, {other.Name} {(IsPlural(other) ? "have" : "has")} {Named(other)} and the best linear model, {linear.Name}, {Shown(MeanOf(linear))}: {Difference(difference)}.",
            isBetter ? "Columns act together, or bend, in ways that no linear model has." : "Nothing is gained that a linear model lacks.",
            isBetter ? "If the difference were below its standard error, a linear model would be advised, being simpler; so it would with the products or splines that these columns need." : "If the difference were above its standard error, that family would be advised.");
    }

    private IEnumerable<AdvicePoint> OfClasses()
    {
        if (_classes == 0)
            yield break;
        double events = _rarest / Columns;
        yield return new AdvicePoint(
            AdviceTopic.Classes, events, $"The rarest of {_classes} classes has {_rarest:0} of {_sample.EffectiveRows:0} rows: {Shown(events)} a column.",
            events < 10 ? "That is too few for an unpenalised fit, whose coefficients are then drawn away from 0: hold it back, and judge by log loss or ROC AUC, not by accuracy."
            : events < EnoughRows ? "That is few: a penalty is likely to help." : "That is enough for coefficients to be told from chance.",
            events < EnoughRows ? $"If it were {EnoughRows} or more, rows alone wouldn't ask for a penalty (10 is the least that Peduzzi et al. 1996 found bearable)." : "If it were below 10, no unpenalised fit should be relied on (Peduzzi et al. 1996).");
    }

    private IEnumerable<AdvicePoint> OfParameters()
    {
        foreach (var network in _pilots.Where(pilot => pilot.Family == Family.Network))
        {
            double each = network.Complexity[network.Curve.Best] / _sample.EffectiveRows;
            yield return new AdvicePoint(
                AdviceTopic.Parameters, each, $"{network.Name}: {network.Complexity[network.Curve.Best]} parameters for {_sample.EffectiveRows:0} rows, {Shown(each)} a row.",
                each > 1 ? "It can learn every row by heart: dropout, weight decay or early stopping decide what it learns." : "It has fewer parameters than rows, and can still overfit: keep a way to stop it.",
                each > 1 ? "If it were below 1 (fewer units), how strongly it is held back would matter less." : "If it were above 1, how strongly it is held back would matter most.");
        }
    }

    private AdvicePoint OfStrengths(Pilot advised, ImmutableArray<Setting> tied)
    {
        var (simplest, last) = (tied[0], tied[^1]);
        bool isOpen = last == advised.Curve.Points[^1].Setting && !advised.IsUnpenalised && advised.Curve.Points.Length > 1;
        double ratio = Math.Max(simplest.Value, last.Value) / Math.Min(simplest.Value, last.Value);
        return new AdvicePoint(
            AdviceTopic.Strengths, advised.IsUnpenalised ? 1 : ratio,
            advised.IsUnpenalised ? "The fit without a penalty isn't worse than the best by more than one standard error." : $"{Wording.Count(tied.Length, "setting")} of {advised.Name} {(tied.Length == 1 ? "isn't" : "aren't")} worse than the best by more than its standard error: {Range(tied)}.",
            advised.IsUnpenalised ? "Any weak penalty will do." : $"Search there; of these the simplest, {VerdictWords.Of(simplest)}, is the one-standard-error choice and {VerdictWords.Of(advised.Curve.Points[advised.Curve.Best].Setting)} the best.",
            isOpen ? "The range goes on beyond the last setting tried: if weaker ones scored better, less of a penalty would be advised." : "If rows were more, the best strength would be weaker and the range narrower.");
    }

    /// <summary>"λ = 0.1 to 0.001", and of classes "(C = 0.05 to 5)".</summary>
    private string Range(ImmutableArray<Setting> tied)
    {
        var (simplest, last) = (tied[0], tied[^1]);
        string range = simplest == last ? VerdictWords.Of(simplest) : $"{VerdictWords.Of(simplest)} to {Shown(last.Value)}";
        return simplest.Knob != Knob.Lambda || _classes == 0 ? range : $"{range} (C = {Shown(Strength.Of(simplest).COn(_sample))}{(simplest == last ? "" : $" to {Shown(Strength.Of(last).COn(_sample))}")})";
    }

    private string Summary(Pilot advised, Remedy remedy, ImmutableArray<Setting> tied)
    {
        string what = remedy switch
        {
            _ when IsNoise => $"No column predicts by what the folds can tell (L1 needs none of {Columns} at its one-standard-error setting); if one must be used, {advised.Name} does as well as any",
            Remedy.LittleOrNone => $"Little or no penalty is needed: {Shown(RowsPerColumn)} rows a column, a condition number of {Shown(_geometry.Condition)}, and nothing that the folds can tell is gained by one",
            Remedy.L1 => $"Use L1: it needs {Needed} of {Columns} columns",
            Remedy.ElasticNet => $"Use the elastic net: {Needed} of {Columns} columns are needed, and {_geometry.Correlated.Length} go together with others",
            Remedy.L2 => $"Use L2: {(IsSparse ? $"it scores better than L1, though L1 needs {Needed} of {Columns} columns" : Needed == Columns ? $"L1 would leave none of {Columns} columns out" : $"L1 would keep {Needed} of {Columns} columns, and {AtBest} at its best")}{(_geometry.Condition >= StrongCondition ? $", and the condition number is {Shown(_geometry.Condition)}" : "")}",
            _ => $"Use {advised.Name}: held out {(IsPlural(advised) ? "they are" : "it is")} better than any linear model by more than a standard error",
        };
        return $"{what}; held out {(IsPlural(advised) ? "they have" : "it has")} {Named(advised)}{(advised.IsUnpenalised ? "" : $", and {Range(tied)} can't be told from the best")}.";
    }

    /// <summary>Four digits; of numbers up to a million no exponent.</summary>
    private static string Shown(double value) => double.IsPositiveInfinity(value) ? "∞" : double.IsNaN(value) ? "undefined" : value.ToString(Math.Abs(value) is >= 1e4 and < 1e6 ? "F0" : "G4", CultureInfo.InvariantCulture);

    private static bool IsPlural(Pilot pilot) => pilot.Name.EndsWith('s'); // trees, networks

    private static string Named(Pilot pilot) => $"a {pilot.Curve.Score.Title} of {Shown(MeanOf(pilot))}";

    private static string Difference(PairedDifference difference) =>
        double.IsNaN(difference.StandardError) ? $"a difference of {Shown(difference.Mean)}, without a standard error" : $"a difference of {Shown(difference.Mean)}, standard error {Shown(difference.StandardError)}";

    private static (double Rows, int Classes) Rarest(Sample sample)
    {
        var rows = new Dictionary<double, double>();
        for (int i = 0; i < sample.Rows; i++)
            if (sample.Weights[i] > 0)
                rows[sample.Target[i]] = rows.GetValueOrDefault(sample.Target[i]) + (sample.WeightKind == WeightKind.Frequency ? sample.Weights[i] : 1);
        return (rows.Values.Min(), rows.Count);
    }
}
