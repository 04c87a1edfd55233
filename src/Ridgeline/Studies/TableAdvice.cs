using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>Advice on a table: linear pilots under each penalty, pruned trees, and the family that is diagnosed, on the same folds by the same score.</summary>
internal sealed class TableAdvice
{
    private readonly Table _table;
    private readonly TableCrossValidation _run;
    private readonly TableDiagnosisOptions _options;
    private readonly IProgress<StudyProgress>? _progress;
    private readonly CancellationToken _stop;

    /// <param name="table">The rows, in the order in which they were cross-validated.</param>
    /// <param name="run">Their cross-validation.</param>
    /// <param name="options">How it was asked for.</param>
    /// <param name="progress">Told after every fit; may be null.</param>
    /// <param name="stop">Asked before every fit.</param>
    public TableAdvice(Table table, TableCrossValidation run, TableDiagnosisOptions options, IProgress<StudyProgress>? progress, CancellationToken stop) =>
        (_table, _run, _options, _progress, _stop) = (table, run, options, progress, stop);

    private TablePath Path => _run.Path;

    private Score Score => _run.Curve.Score;

    /// <summary>The advice.</summary>
    /// <param name="leaveOut">Told why there is none.</param>
    public Advice? Of(Func<string, Advice?> leaveOut)
    {
        try
        {
            var linear = TableProblem.Of(_table, Path.Target, Asked(Family.Linear), _run.Folds);
            var others = new List<Pilot>();
            if (Path.Family != Family.Linear)
                others.Add(Pilot.Of(Path.Family == Family.Tree ? "trees" : "networks", _run.Search));
            if (Path.Family != Family.Tree && SuitsTrees(linear))
                others.Add(Trees());
            return Advice.Of(linear.Sample, linear.Loss, _run.Search.Resamples, Score, others, linear.Fitting, StageProgress.Of(_progress, "advice"), _stop);
        }
        catch (ArgumentException error)
        {
            return leaveOut(Wording.Reason(error));
        }
    }

    private bool SuitsTrees(TableProblem linear) =>
        (linear.Loss.Outputs > 1 || linear.Loss == Loss.Logistic || linear.Loss == Loss.Squared) && (linear.Classes.IsEmpty || Score.Needs != ScoreNeeds.Links) && linear.Sample.Offset.IsEmpty;

    private Pilot Trees()
    {
        var trees = TableProblem.Of(_table, Path.Target, Asked(Family.Tree) with { Loss = null, Criterion = null, OffsetColumn = null }, _run.Folds);
        var settings = trees.SettingsOf(TreeGrid.Most((double)trees.Sample.RowsWithWeight * _run.Search.Resamples.Repeats), _stop);
        return Pilot.Of("trees", CrossValidation.Run(trees.Fitter, trees.Sample, _run.Search.Resamples, settings, [Score], trees.Fitting, StageProgress.Of(_progress, "trees"), _stop));
    }

    /// <summary>The same columns, weights and target, of another family at its defaults.</summary>
    private TablePathOptions Asked(Family family)
    {
        var (own, defaults) = (_options.Search.Path, new TablePathOptions());
        return own with
        {
            Family = family,
            Settings = default,
            SettingCount = null,
            Knob = null,
            Criterion = null,
            Recipe = own.Family == Family.Tree || family == Family.Tree ? null : own.Recipe,
            Linear = family == own.Family ? defaults.Linear with { Standardize = own.Linear.Standardize, Intercept = own.Linear.Intercept, Delta = own.Linear.Delta } : defaults.Linear,
            Tree = defaults.Tree,
            Network = defaults.Network,
        };
    }
}
