using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>One of a study's paths, before it is fitted.</summary>
/// <param name="Name">lasso, elastic net 0.5, ridge, tree, network.</param>
/// <param name="Family">The family.</param>
/// <param name="Seconds">What it takes by count.</param>
/// <param name="Change">What it changes in how the family is read.</param>
internal sealed record PlannedPath(string Name, Family Family, double Seconds, Func<TablePathOptions, TablePathOptions> Change)
{
    /// <summary>Of a network, what one training takes.</summary>
    public double Training { get; init; }

    /// <summary>Its problem.</summary>
    /// <param name="problemOf">The problem of a family.</param>
    public TableProblem Problem(Func<Family, TableProblem> problemOf) => problemOf(Family).With(Change);
}

/// <summary>What a study compares within its budget, counted before it starts. What it diagnoses is planned once the model is known, from the same counts.</summary>
internal sealed class StudyPlan
{
    public const string Honest = "honest score", Testing = "test set";

    private const double ShareOfPaths = 0.5, ShareOfNetworks = 0.25; // of the budget
    private const double MostNetworkSeconds = 60;

    /// <summary>Rates of dropout and epochs of networks, the finest grid first.</summary>
    private static readonly (int Settings, int Epochs)[] NetworkGrids = [(9, 100), (7, 100), (5, 100), (5, 50), (4, 30), (3, 20), (3, 10), (2, 5)];
    private const int QuickGrid = 4;
    private static readonly int[] LambdaCounts = [100, 50, 25];

    private readonly TableProblem _linear;
    private readonly StudyOptions _options;
    private readonly StudyCosts _costs;
    private readonly int _resamples;
    private readonly List<string> _leftOut = [];
    private readonly double _testing;
    private int _lambdas = LambdaCounts[0];

    private StudyPlan(TableProblem linear, Score score, int resamples, int testRows, StudyOptions options)
    {
        (_linear, _options, _resamples) = (linear, options, resamples);
        _costs = new StudyCosts(linear.Sample.RowsWithWeight, linear.Sample.Design.Columns, linear.Loss.Outputs, resamples);
        _testing = StudyCosts.Testing(testRows);
        Paths = Compared(score);
        Stages = Paths.ToImmutableDictionary(path => path.Name, path => path.Seconds).Add(Honest, _costs.Honest(Paths.Length * _lambdas)).Add(Testing, _testing);
        if (!Paths.IsEmpty)
            Diagnosing(Paths[0]); // until it is known whose model is diagnosed
    }

    /// <summary>The paths, the simplest family first.</summary>
    public ImmutableArray<PlannedPath> Paths { get; }

    /// <summary>What was left out or made smaller, a sentence each.</summary>
    public ImmutableArray<string> LeftOut => [.. _leftOut];

    /// <summary>What each stage takes by count, as far as it is known.</summary>
    public ImmutableDictionary<string, double> Stages { get; private set; }

    /// <summary>What everything takes, as far as it is known.</summary>
    public double Seconds => Stages.Values.Sum();

    /// <summary>What everything takes, with what code takes that is run for the first time: what a wait is told by, which a budget isn't.</summary>
    public double Whole => Stages.Keys.Sum(SecondsOf);

    /// <summary>What a stage takes, with what code takes that is run for the first time.</summary>
    /// <param name="stage">Its name.</param>
    public double SecondsOf(string stage) => Stages.TryGetValue(stage, out double seconds) ? seconds + StudyCosts.Beginning(Paths.FirstOrDefault(path => path.Name == stage) is { } path && Paths.First(one => one.Family == path.Family) == path ? path.Family : null) : 0;

    /// <summary>Plans what is compared.</summary>
    /// <param name="linear">The rows, as linear models take them.</param>
    /// <param name="score">The score that chooses.</param>
    /// <param name="resamples">Folds times repeats.</param>
    /// <param name="testRows">The rows of the test set.</param>
    /// <param name="options">How it was asked for.</param>
    /// <exception cref="Tables.DataException">The families that were asked for are all left out.</exception>
    public static StudyPlan Of(TableProblem linear, Score score, int resamples, int testRows, StudyOptions options)
    {
        var plan = new StudyPlan(linear, score, resamples, testRows, options);
        return plan.Paths.IsEmpty ? throw new Tables.DataException($"{linear.Source}: {string.Join(' ', plan._leftOut)}") : plan;
    }

    /// <summary>Plans the diagnosis of the model that was chosen.</summary>
    /// <param name="path">Its path.</param>
    public DiagnosisPlan Diagnosing(PlannedPath path)
    {
        Stages = Stages.RemoveRange(DiagnosisParts.All.Select(part => part.Name()));
        var plan = Planned(path);
        Stages = Stages.AddRange(plan.Parts.Select(part => KeyValuePair.Create(part.Name(), plan.Seconds[part])));
        return plan;
    }

    private DiagnosisPlan Planned(PlannedPath path) =>
        DiagnosisPlan.Of(_options.Quick ? [.. _options.Parts.Where(part => part == DiagnosisPart.Leaks)] : [.. DiagnosisParts.All.Where(_options.Parts.Contains)], _costs, path.Family, path.Training, _options.Budget.TotalSeconds - Seconds);

    /// <summary>Seconds in words.</summary>
    internal static string Words(double seconds) => seconds switch
    {
        < 10 => $"{seconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        < 120 => $"{seconds:0} s",
        _ => $"{seconds / 60:0} min",
    };

    private ImmutableArray<PlannedPath> Compared(Score score)
    {
        double budget = Math.Max(0, _options.Budget.TotalSeconds - _testing - _costs.Honest(_options.L1Ratios.Length * LambdaCounts[0])), allowed = budget * ShareOfPaths;
        var families = _options.Families.Order().ToList();
        PlannedPath? tree = families.Contains(Family.Tree) ? Tree(score) : null;
        PlannedPath? network = families.Contains(Family.Network) ? Networks(Math.Min(MostNetworkSeconds, budget * (families.Count == 1 ? ShareOfPaths : ShareOfNetworks))) : null;
        ImmutableArray<PlannedPath> linear = families.Contains(Family.Linear) ? Linear(allowed - (network?.Seconds ?? 0) - (tree?.Seconds ?? 0)) : [];
        return [.. linear, .. new[] { tree, network }.OfType<PlannedPath>()];
    }

    /// <summary>The linear paths: with fewer ratios between L1 and L2 where all of them would take too long, and then with fewer λ.</summary>
    private ImmutableArray<PlannedPath> Linear(double allowed)
    {
        ImmutableArray<double> ratios = _options.Quick && _options.L1Ratios.Any(ratio => ratio is 0 or 1) ? [.. _options.L1Ratios.Where(ratio => ratio is 0 or 1)] : _options.L1Ratios;
        int level = 0;
        double each = _costs.LinearPath(LambdaCounts[0]);
        while (each * ratios.Length > allowed && ratios.FirstOrDefault(ratio => ratio is > 0 and < 1) is > 0 and var between && ratios.Length > 1)
        {
            ratios = ratios.Remove(between);
            _leftOut.Add($"The elastic net {between} is left out: a linear path takes about {Words(each)}, and the budget allows {Words(Math.Max(0, allowed))} for all of them.");
        }

        while (each * ratios.Length > allowed && level < LambdaCounts.Length - 1)
            each = _costs.LinearPath(LambdaCounts[++level]);
        if (level > 0)
            _leftOut.Add($"Linear paths have {LambdaCounts[level]} λ instead of {LambdaCounts[0]}, to stay within the budget.");
        if (each * ratios.Length > allowed)
            _leftOut.Add($"Even so {Wording.Count(ratios.Length, "linear path")} may take about {Words(each * ratios.Length)}, more than the budget allows for them ({Words(Math.Max(0, allowed))}).");
        int count = _lambdas = LambdaCounts[level];
        return [.. ratios.Select(ratio => new PlannedPath(NameOf(ratio), Family.Linear, each, options => options with { Linear = options.Linear with { L1Ratio = ratio, Grid = count == LambdaCounts[0] ? options.Linear.Grid : options.Linear.Grid with { Count = count } } }))];
    }

    private PlannedPath? Tree(Score score)
    {
        if (!_linear.Sample.Offset.IsEmpty)
            _leftOut.Add("No tree was compared: a tree has no linear predictor that an offset could be added to.");
        else if (_linear.Loss == Losses.Loss.Poisson)
            _leftOut.Add("No tree was compared: trees are grown for squared errors, and counts are judged by their deviance.");
        else if (!_linear.Classes.IsEmpty && score.Needs == ScoreNeeds.Links)
            _leftOut.Add($"No tree was compared: {score.Name} needs a linear predictor, which trees don't have; log-loss scores their probabilities.");
        else
            return new PlannedPath("tree", Family.Tree, _costs.TreePath, options => options);
        return null;
    }

    private PlannedPath? Networks(double allowed)
    {
        var network = Network.Layers(64, 32) with { Seed = _options.Folds.Seed };
        double seconds = 0;
        for (int at = _options.Quick ? QuickGrid : 0; at < NetworkGrids.Length; at++)
        {
            var (settings, epochs) = NetworkGrids[at];
            var own = network with { Epochs = epochs };
            double work = new NetworkPathFitter(own, _linear.Loss, Knob.Dropout) { GridSize = settings }.Work(_linear.Sample, _resamples + 1, settings);
            seconds = StudyCosts.Networks(work);
            if (seconds > allowed)
                continue;
            if (at > 0 && !_options.Quick)
                _leftOut.Add($"Networks have {settings} rates of dropout over {epochs} epochs instead of {NetworkGrids[0].Settings} over {NetworkGrids[0].Epochs}, to stay within the budget.");
            return new PlannedPath("network", Family.Network, seconds, options => options with { Network = own, SettingCount = settings }) { Training = seconds / ((_resamples + 1) * settings) };
        }

        _leftOut.Add($"No network was trained: even {NetworkGrids[^1].Settings} rates of dropout over {NetworkGrids[^1].Epochs} epochs take longer than the {Words(allowed)} of the budget that are networks' (about {Words(seconds)}).");
        return null;
    }

    private static string NameOf(double ratio) => ratio switch
    {
        1 => "lasso",
        0 => "ridge",
        _ => $"elastic net {ratio.ToString(CultureInfo.InvariantCulture)}",
    };
}
