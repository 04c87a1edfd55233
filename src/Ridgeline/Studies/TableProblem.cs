using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>A table read as a problem of one family: which columns play which part, the rows, and who fits them at which settings.</summary>
internal sealed class TableProblem
{
    private const long MostParameters = 1L << 27; // of a network: 2 GiB, with what its training keeps beside them
    private const int BytesOfParameter = 16; // itself, its gradient and two moments, in single precision

    private readonly Table _table;
    private readonly string _target;
    private readonly TablePathOptions _options;
    private readonly TableTarget _own;
    private readonly ColumnParts _parts;
    private readonly Penalty? _penalty; // of linear models
    private readonly TreeOptions? _tree; // of trees

    private TableProblem(Table table, string target, TablePathOptions options, TableTarget own, ColumnParts parts, Sample sample, ImmutableArray<double> allWeights)
    {
        (_table, _target, _options, _own, _parts, Sample, AllWeights) = (table, target, options, own, parts, sample, allWeights);
        _penalty = options.Family == Family.Linear ? PenaltyOf(table, parts, sample, options.Linear) : null;
        _tree = options.Family == Family.Tree ? options.Tree with { Criterion = options.Criterion ?? (own.Classes.IsEmpty ? SplitCriterion.SquaredError : SplitCriterion.Gini) } : null;
        var knob = options.Settings is { IsDefaultOrEmpty: false } settings ? settings[0].Knob : options.Knob;
        Fitter = options.Family switch
        {
            Family.Linear => new FamilyFitter<LinearModel>(new LinearPathFitter(own.Loss, _penalty!, options.Linear.Grid)),
            Family.Tree => new FamilyFitter<DecisionTree>(new TreePathFitter(_tree, knob ?? Knob.Alpha)),
            Family.Network => new FamilyFitter<NetworkModel>(NetworkFitterOf(options, own.Loss, knob ?? Knob.Dropout)),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Family, "not a family"),
        };
    }

    private static void CheckSize(Table table, Network network, int columns, int outputs)
    {
        long parameters = network.Parameters(columns, outputs);
        if (parameters > MostParameters)
            throw new DataException($"{table.Source}: a network of {Wording.Count(columns, "column")}, hidden layers of {string.Join(", ", network.Hidden.Select(layer => layer.Units))} units and {Wording.Count(outputs, "output")} has {parameters} parameters; at most {MostParameters} are possible, as training takes {BytesOfParameter} bytes for each: smaller layers are needed");
    }

    private static NetworkPathFitter NetworkFitterOf(TablePathOptions options, Loss loss, Knob knob)
    {
        return options.SettingCount is { } count ? new NetworkPathFitter(options.Network, loss, knob) { GridSize = count } : new NetworkPathFitter(options.Network, loss, knob);
    }

    /// <summary>The same rows, fitted otherwise.</summary>
    /// <param name="change">What is changed: nothing that the rows depend on.</param>
    public TableProblem With(Func<TablePathOptions, TablePathOptions> change) => new(_table, _target, change(_options), _own, _parts, Sample, AllWeights);

    /// <summary>What was asked for.</summary>
    public TablePathOptions Options => _options;

    /// <summary>Where the rows came from.</summary>
    public string Source => _table.Source;

    /// <summary>The column to predict.</summary>
    public string Target => _target;

    /// <summary>The part of each of the table's columns, and why.</summary>
    public TableRoles Roles => _parts.Roles;

    /// <summary>The rows.</summary>
    public Sample Sample { get; }

    /// <summary>The weight of each row, test rows' too.</summary>
    public ImmutableArray<double> AllWeights { get; }

    /// <summary>Who fits them.</summary>
    public IPathFitter<IModel> Fitter { get; }

    /// <summary>The classes of the target; empty for numbers.</summary>
    public ImmutableArray<string> Classes => _own.Classes;

    /// <summary>The loss that the target calls for.</summary>
    public Loss Loss => _own.Loss;

    /// <summary>How many settings an automatic path of trees has in all, of which some may have been left out; 0 where none were.</summary>
    public int Thinned { get; private set; }

    /// <summary>The settings asked for; default: the automatic path.</summary>
    public ImmutableArray<Setting> Settings => _options.Settings.IsDefault ? default : Setting.SimplestFirst(_options.Settings);

    /// <summary>The settings asked for, or those of the automatic path where they are to be chosen from: of trees at most so many.</summary>
    /// <param name="most">How many; null: all.</param>
    /// <param name="stop">Asked while the tree of all rows is grown.</param>
    public ImmutableArray<Setting> SettingsOf(int? most, CancellationToken stop)
    {
        most = _options.SettingCount ?? most;
        if (!_options.Settings.IsDefault || _options.Family != Family.Tree || most is null)
            return Settings;
        var all = ((TreePathFitter)((FamilyFitter<DecisionTree>)Fitter).Fitter).Settings(Sample, stop);
        Thinned = all.Length > most ? all.Length : 0;
        return TreeGrid.Thinned(all, most.Value);
    }

    /// <summary>How they are fitted: only an automatic path of linear models may end early.</summary>
    public FitOptions Fitting => _options.Fitting with { StopWhenSaturated = _options.Fitting.StopWhenSaturated && _options.Settings.IsDefault && _options.Family == Family.Linear };

    /// <summary>The score called <paramref name="name"/>; null: the loss's default.</summary>
    /// <exception cref="DataException">It doesn't suit the loss.</exception>
    public Score Suiting(string? name)
    {
        var score = name is not null ? Score.Named(name, _own.Loss) : _tree?.Criterion == SplitCriterion.AbsoluteError ? Score.Mae : Score.Default(_own.Loss);
        string at = $"{_table.Source}: column '{_target}'";
        _own.Check(score, at);
        if (_tree is not null && !_own.Classes.IsEmpty && score.Needs == ScoreNeeds.Links)
            throw new DataException($"{at}: {score.Name} needs a linear predictor, which a tree doesn't have; log-loss scores its probabilities");
        return score;
    }

    /// <summary>Reads the table.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">What the other columns are, and what is fitted.</param>
    /// <param name="folds">Where rows are cross-validated: its columns aren't learned from either.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static TableProblem Of(Table table, string target, TablePathOptions options, TableFolds? folds = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (options.Family != Family.Tree && options.Criterion is not null)
            throw new ArgumentException("a criterion is what trees have", nameof(options));
        if (options.Loss is not null && options.Family == Family.Tree)
            throw new ArgumentException($"trees have a criterion, and no loss ({options.Loss})", nameof(options));
        if (options is { Loss: "huber" or "squared-hinge", Family: Family.Network })
            throw new ArgumentException($"a network isn't trained with the {options.Loss} loss; there are squared, logistic, multinomial and poisson", nameof(options));
        if (options.Linear.Delta is not null && options.Loss != "huber")
            throw new ArgumentException("δ goes with the huber loss", nameof(options));
        CheckFamily(options);
        CheckKnob(options);
        (string Part, string? Name)[] others =
        [
            ("the target", target), ("the weights", options.WeightsColumn), ("the offset", options.OffsetColumn), ("the groups", folds?.GroupColumn), ("the folds", folds?.FoldColumn),
        ];
        var played = others.Where(other => other.Name is not null).ToArray();
        if (played.Select(other => other.Name).Distinct().Count() < played.Length)
            throw new ArgumentException($"{string.Join(", ", played.Select(other => $"{other.Part} '{other.Name}'"))} must be different columns", nameof(options));

        var given = options.Roles.ToBuilder();
        foreach (var (role, name) in (ReadOnlySpan<(ColumnRole, string?)>)
            [
                (options.WeightKind == WeightKind.Frequency ? ColumnRole.Frequency : ColumnRole.Weight, options.WeightsColumn), (ColumnRole.Offset, options.OffsetColumn),
                (ColumnRole.Group, folds?.GroupColumn), (ColumnRole.Fold, folds?.FoldColumn),
            ])
            if (name is not null && given.TryGetValue(name, out var other) && other != role)
                throw new ArgumentException($"'{name}' can't be {role.Name()} and {other.Name()}", nameof(options));
            else if (name is not null)
                given[name] = role;
        options = options with
        {
            WeightsColumn = NameOf(given, ColumnRole.Frequency) ?? NameOf(given, ColumnRole.Weight),
            WeightKind = NameOf(given, ColumnRole.Frequency) is null ? WeightKind.Importance : WeightKind.Frequency,
            OffsetColumn = NameOf(given, ColumnRole.Offset),
        };
        double[] all = [], weights = [];
        var parts = ColumnParts.Of(table, target, given, options.Recipe, () => weights = LearnedFrom(all = WeightsOf(table, target, options), options.TestRows));
        var own = TableTarget.Of(table, target, all, options);
        if (options.OffsetColumn is not null && options.Family == Family.Tree)
            throw new DataException($"{table.Source}: a tree takes no offset ('{options.OffsetColumn}'): it has no linear predictor that one could be added to");
        if (options.OffsetColumn is not null && own.Loss.Outputs > 1)
            throw new DataException(
                $"{table.Source}: the multinomial loss takes no offset ('{options.OffsetColumn}'): the same number added for every class changes no probability");
        double[] offset = OffsetOf(table, weights, options);
        var sample = Sample.OfLearned(parts.ColumnsOf(table, options.Family), own.Values.AsSpan(), weights, options.WeightKind, offset, options.Linear.Standardize, options.Linear.Intercept);
        if (options.Family == Family.Network)
            CheckSize(table, options.Network, sample.Design.Columns, own.Loss.Outputs);
        return new TableProblem(table, target, options, own, parts, sample, [.. all]);
    }

    /// <summary>Refuses what only another family has, which would be ignored.</summary>
    private static void CheckFamily(TablePathOptions options)
    {
        var defaults = new TablePathOptions();
        foreach (var (family, isGiven) in (ReadOnlySpan<(Family, bool)>)
            [(Family.Linear, options.Linear != defaults.Linear), (Family.Tree, options.Tree != defaults.Tree), (Family.Network, options.Network != defaults.Network)])
            if (isGiven && family != options.Family)
                throw new ArgumentException($"{family} options go with Family = Family.{family}, and the family is {options.Family}", nameof(options));
    }

    private static void CheckKnob(TablePathOptions options)
    {
        if (options.Settings is { IsDefault: false } settings)
            foreach (var setting in Setting.SimplestFirst(settings))
                Refuse(setting.Knob);
        if (options.Knob is { } knob)
            Refuse(knob);
        void Refuse(Knob turned)
        {
            if (turned.Family() != options.Family)
                throw new ArgumentException($"{turned.Name()} is no knob of the {options.Family.Name()} family; it takes {Wording.Listed([.. Enum.GetValues<Knob>().Where(own => own.Family() == options.Family).Select(own => own.Name())])}", nameof(options));
        }
    }

    private static string? NameOf(IReadOnlyDictionary<string, ColumnRole> given, ColumnRole role) => given.FirstOrDefault(own => own.Value == role).Key;

    /// <summary>What was fitted on all rows, with the names that the table gives it.</summary>
    public TablePath PathOf(ModelPath<IModel> path, int extended = 0) => new(Fitter, Fitting)
    {
        Source = _table.Source,
        Target = _target,
        Family = _options.Family,
        Loss = _own.Loss,
        Penalty = _penalty,
        Tree = _tree,
        Network = _options.Family == Family.Network ? _options.Network : null,
        Columns = Sample.Design.Names,
        Roles = _parts.Roles,
        OffsetColumn = _options.OffsetColumn,
        Classes = _own.Classes,
        Sample = Sample,
        Automatic = _options.Settings.IsDefault,
        Asked = !_options.Settings.IsDefault ? Settings.Length : _options.Family == Family.Linear ? _options.Linear.Grid.Count : path.Points.Length - extended,
        Extended = extended,
        Thinned = Thinned,
        Path = path,
    };

    /// <summary>The weight of each row; 0 without a target.</summary>
    private static double[] WeightsOf(Table table, string target, TablePathOptions options)
    {
        string? name = options.WeightsColumn;
        var predicted = table[target];
        double[] weights = name is null ? [.. Enumerable.Repeat(1.0, table.Rows)] : NumbersOf(table, name, row => predicted.IsMissing(row));
        int negative = Array.FindIndex(weights, weight => weight < 0);
        if (negative >= 0)
            throw new DataException($"{table.Source}: row {negative + 1}, column '{name}': the weight {weights[negative]} is negative; 0 (the row is left out) or a positive number is needed");
        int broken = options.WeightKind == WeightKind.Frequency ? Array.FindIndex(weights, weight => !double.IsInteger(weight)) : -1;
        if (broken >= 0)
            throw new DataException($"{table.Source}: row {broken + 1}, column '{name}': {weights[broken]} is no frequency, as a row can't be there so many times; a whole number of at least 0 is needed, or weights that aren't frequencies");
        if (!Array.Exists(weights, weight => weight > 0))
            throw new DataException($"{table.Source}: column '{name}': all weights are 0, so there is no row to learn from");
        for (int row = 0; row < weights.Length && predicted.MissingCount > 0; row++)
            weights[row] = predicted.IsMissing(row) ? 0 : weights[row];
        return Array.Exists(weights, weight => weight > 0)
            ? weights
            : throw new DataException($"{table.Source}: no row with a weight has a target (column '{target}'), so there is none to learn from");
    }

    /// <summary>The weights without those of test rows.</summary>
    private static double[] LearnedFrom(double[] weights, ImmutableArray<bool> test) => test.IsDefault ? weights : [.. weights.Select((weight, row) => test[row] ? 0 : weight)];

    /// <summary>The numbers of a column that is complete but for rows that don't count; 0 there.</summary>
    private static double[] NumbersOf(Table table, string name, Func<int, bool> countsNot)
    {
        if (table[name] is not NumberColumn { MissingCount: > 0 } column)
            return [.. table.Numbers(name).Values];
        double[] numbers = [.. column.Values];
        for (int row = 0; row < numbers.Length; row++)
            if (!double.IsNaN(numbers[row]))
                continue;
            else if (countsNot(row))
                numbers[row] = 0;
            else
                table.Numbers(name); // says where
        return numbers;
    }

    private static double[] OffsetOf(Table table, double[] weights, TablePathOptions options)
    {
        if (options.OffsetColumn is not { } name)
            return [];
        double[] offset = NumbersOf(table, name, row => weights[row] == 0);
        int large = Array.FindIndex(offset, number => Math.Abs(number) > Loss.LargestTarget);
        return large < 0
            ? offset
            : throw new DataException($"{table.Source}: row {large + 1}, column '{name}': the offset {offset[large]} is too large to be squared; numbers of at most {Loss.LargestTarget} in size are needed");
    }

    private static Penalty PenaltyOf(Table table, ColumnParts parts, Sample sample, LinearOptions options)
    {
        var learned = ((RecipeColumns)sample.Columns!).Learned!;
        string available = $"the columns learned from are {Wording.Listed(parts.Learned)}";
        ImmutableArray<double> PerColumn(ImmutableSortedDictionary<string, double> named, double otherwise, string what)
        {
            foreach (string name in named.Keys.Where(name => !learned.Columns.Contains(name) && !parts.Learned.Contains(name)))
                throw new DataException(parts.Roles.Columns.FirstOrDefault(column => column.Column == name) is { } other
                    ? $"{table.Source}: column '{name}' isn't learned from ({other.Role.Name()}: {other.Reason}) and can't have {what}; {available}"
                    : $"{table.Source}: there is no column '{name}' to have {what}; {available}");
            return named.IsEmpty ? default : [.. learned.Columns.Select((name, j) => Of(named, name, learned.Sources[j], otherwise))];
        }

        return Penalty.ElasticNet(options.L1Ratio)
            .With(PerColumn(options.PenaltyFactors, 1, "a penalty factor"))
            .Within(PerColumn(options.Lower, double.NegativeInfinity, "a lower limit"), PerColumn(options.Upper, double.PositiveInfinity, "an upper limit"));
    }

    /// <summary>What is named for a column of the design, or else for the only column of the table that it comes from.</summary>
    private static double Of(ImmutableSortedDictionary<string, double> named, string column, ImmutableArray<string> sources, double otherwise) =>
        named.TryGetValue(column, out double own) || (sources.Length == 1 && named.TryGetValue(sources[0], out own)) ? own : otherwise;
}
