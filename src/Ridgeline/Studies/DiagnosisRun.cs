using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Leaks;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Stability;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>The parts of a diagnosis, one after another.</summary>
internal sealed class DiagnosisRun
{
    private const double Correlated = 0.9; // numbers that go together beyond it are selected as one

    private const double IntervalTolerance = 1e-8;
    private const int DrawsAPrediction = 5, FewestPredictions = 4, MostPredictions = 10;
    private const double MostIntervalWork = 2e11, FewestIntervalDraws = 199; // multiplications; counted, never timed
    private const int OtherSettings = 6; // beside the one that is diagnosed a learning curve has so many

    private readonly TableDiagnosis _begun;
    private readonly Table _table;
    private readonly TableDiagnosisOptions _options;
    private readonly IProgress<StudyProgress>? _progress;
    private readonly CancellationToken _stop;
    private readonly List<string> _leftOut = [];
    private TableDiagnosis _found;

    /// <param name="begun">The search and the verdict.</param>
    /// <param name="table">The data.</param>
    /// <param name="options">What is looked at.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    public DiagnosisRun(TableDiagnosis begun, Table table, TableDiagnosisOptions options, IProgress<StudyProgress>? progress, CancellationToken stop) =>
        (_begun, _found, _table, _options, _progress, _stop) = (begun, begun, table, options, progress, stop);

    private TablePath Path => _begun.Search.Path;

    private IPathFitter<IModel> Fitter => Path.Fitter;

    private FitOptions Fitting => Path.Fitting;

    private Setting Setting => Path.Path.Points[_begun.At].Setting;

    private Score Score => _begun.Search.Curve.Score;

    private Resamples Folds => _begun.Search.Search.Resamples;

    private bool IsOfClasses => !Path.Classes.IsEmpty;

    private ulong Seed => _begun.Search.Folds.Seed;

    /// <summary>The diagnosis with all that was asked for.</summary>
    public TableDiagnosis Finished()
    {
        foreach (var part in DiagnosisParts.All.Where(part => _options.Parts.Contains(part)))
        {
            _stop.ThrowIfCancellationRequested();
            With(part);
        }

        return _found;
    }

    /// <summary>The diagnosis so far, with one part more.</summary>
    /// <param name="part">Which.</param>
    public TableDiagnosis With(DiagnosisPart part)
    {
        var found = part switch
        {
            DiagnosisPart.Shuffled => _found with { Shuffled = Possible(part, Shuffled) },
            DiagnosisPart.DegreesOfFreedom => WithDegreesOfFreedom(_found),
            DiagnosisPart.BiasVariance => _found with { BiasVariance = Possible(part, BiasVariance) },
            DiagnosisPart.Learning => _found with { Learning = Possible(part, Learning), Epochs = Setting.Knob == Knob.Epochs ? EpochCurve.Of(_begun.Search.Curve) : null },
            DiagnosisPart.Stability => _found with { Selection = Selection(), Intervals = Intervals() },
            DiagnosisPart.Leaks => WithLeaks(_found),
            DiagnosisPart.Importance => _found with { Importance = Importance() },
            DiagnosisPart.Advice => _found with { Advice = new TableAdvice(_table, _begun.Search, _options, _progress, _stop).Of(reason => LeaveOut<Advice>(part, reason)) },
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part"),
        };
        return _found = found with { LeftOut = [.. _leftOut] };
    }

    private PermutationNull Shuffled() => PermutationNull.Of(
        Fitter, Path.Sample, Folds, Setting, Score, Fitting, new ShuffleOptions { Shuffles = _options.Shuffles, Seed = Seed }, StageProgress.Of(_progress, "shuffled targets"), _stop);

    private TableDiagnosis WithDegreesOfFreedom(TableDiagnosis found)
    {
        var options = new PerturbationOptions { Draws = _options.Draws, Seed = Seed, Target = Path.Family == Family.Tree ? IsOfClasses ? DrawnTarget.Classes : DrawnTarget.Numbers : null };
        var worth = Possible(DiagnosisPart.DegreesOfFreedom, () => ComputedDegreesOfFreedom.OfCrossValidated(Fitter, Path.Sample, _begun.Search.Search, _begun.At, options, Fitting, _stop));
        return worth is null ? found : found with { DegreesOfFreedom = worth, Optimism = ExpectedOptimism.Suits(Score) ? ExpectedOptimism.Of(_begun.Search.Curve, _begun.At, Path.Sample, worth) : null };
    }

    /// <summary>A draw leaves out 37 % of the rows: asking for a fifth of the draws passes over some 3 % of the rows.</summary>
    private BootstrapBiasVariance BiasVariance() => BootstrapBiasVariance.OfCrossValidated(
        Fitter, Path.Sample, _begun.Search.Search,
        new BiasVarianceOptions { Draws = _options.Draws, LeastPredictions = Math.Clamp(_options.Draws / DrawsAPrediction, FewestPredictions, MostPredictions), Seed = Seed, Groups = Folds.Groups, Error = Path.Family == Family.Tree ? IsOfClasses ? DecomposedError.ZeroOne : DecomposedError.Squared : null },
        Fitting, progress: StageProgress.Of(_progress, "bias and variance"), stop: _stop);

    private LearningCurve Learning() => LearningCurve.Of(
        Fitter, Path.Sample, Folds, Setting, Score, new LearningCurveOptions { Seed = Seed, Others = Thinned() }, Fitting, StageProgress.Of(_progress, "learning curve"), _stop);

    /// <summary>Some settings of the path, its ends among them.</summary>
    private ImmutableArray<Setting> Thinned()
    {
        var points = Path.Path.Points;
        return [.. Enumerable.Range(0, Math.Min(OtherSettings, points.Length)).Select(k => points[(int)((long)k * (points.Length - 1) / Math.Max(1, Math.Min(OtherSettings, points.Length) - 1))].Setting)];
    }

    private StableSelection? Selection()
    {
        if (Path.Family == Family.Network || Path.Penalty is { L1Ratio: 0 })
            return LeaveOut<StableSelection>(DiagnosisPart.Stability, Path.Family == Family.Network
                ? "a network has no coefficients that could be 0, so it selects no columns"
                : "an L2 penalty alone keeps every column, so it selects none; one with an L1 part does");
        var options = new StabilityOptions { Pairs = _options.Draws, Seed = Seed, Groups = ColumnGroup.Of(Path.Recipe), Correlation = Path.Family == Family.Linear ? Correlated : null, RowGroups = Folds.Groups };
        return Possible(DiagnosisPart.Stability, () => StabilitySelection.Run(Fitter, Path.Sample, default, options, Fitting, StageProgress.Of(_progress, "half samples"), _stop).Selection);
    }

    private CoefficientIntervals? Intervals()
    {
        if (Fitter is not FamilyFitter<LinearModel> { Fitter: LinearPathFitter linear })
            return null;
        double size = (double)Path.Sample.Design.Columns * Path.Loss.Outputs, each = size * size * (Path.Sample.RowsWithWeight + size); // of a draw's errors
        if (each > MostIntervalWork / FewestIntervalDraws)
            return LeaveOut<CoefficientIntervals>(DiagnosisPart.Stability, $"bootstrap intervals of {size:0} coefficients would take too long; Ridgeline.Stability has them");
        return Possible(DiagnosisPart.Stability, () =>
        {
            var defaults = new IntervalOptions();
            var options = defaults with { Seed = Seed, RowGroups = Folds.Groups, Draws = (int)Math.Min(defaults.Draws, MostIntervalWork / each) };
            if (options.Draws < defaults.Draws)
                _leftOut.Add($"{DiagnosisPart.Stability.Name()}: the intervals of {size:0} coefficients rest on {options.Draws} bootstrap draws instead of {defaults.Draws}, which would take too long");
            return CoefficientIntervals.Of(linear, Path.Sample, Setting, options, Fitting with { Tolerance = Math.Min(Fitting.Tolerance, IntervalTolerance) }, StageProgress.Of(_progress, "bootstrap draws"), _stop);
        });
    }

    private TableDiagnosis WithLeaks(TableDiagnosis found)
    {
        var report = LeakReport.Find(_table, Path.Roles, Folds, Path.Sample.Weights, _stop);
        return found with { Leaks = new LeakPricing(_table, _begun.Search, _options, _stop).Of(report), LeakSummary = report.Summary };
    }

    /// <summary>A part, unless these data don't allow it: what it says then is told.</summary>
    private T? Possible<T>(DiagnosisPart part, Func<T> made)
        where T : class
    {
        try
        {
            return made();
        }
        catch (ArgumentException error)
        {
            return LeaveOut<T>(part, Wording.Reason(error));
        }
    }

    private T? LeaveOut<T>(DiagnosisPart part, string reason)
        where T : class
    {
        _leftOut.Add($"{part.Name()}: {reason}");
        return null;
    }

    private ImmutableArray<PermutationImportance> Importance()
    {
        var groups = ColumnGroup.Of(Path.Recipe);
        var options = new PermutationOptions { Groups = groups, Seed = Seed, Threads = Fitting.Threads };
        return PermutationImportance.OfHeldOut(Fitter, Path.Sample, Folds, Setting, Score, Fitting, options, _stop);
    }
}
