using System.Collections.Immutable;
using Ridgeline.Diagnoses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Recipes;
using Ridgeline.Stability;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>The parts of a diagnosis, one after another.</summary>
internal sealed class DiagnosisRun
{
    private const double Correlated = 0.9; // columns that go together beyond it are selected as one

    private readonly TableDiagnosis _begun;
    private readonly Table _table;
    private readonly TableDiagnosisOptions _options;
    private readonly IProgress<StudyProgress>? _progress;
    private readonly CancellationToken _stop;
    private readonly List<string> _leftOut = [];

    /// <param name="begun">The search and the verdict.</param>
    /// <param name="table">The data.</param>
    /// <param name="options">What is looked at.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    public DiagnosisRun(TableDiagnosis begun, Table table, TableDiagnosisOptions options, IProgress<StudyProgress>? progress, CancellationToken stop) =>
        (_begun, _table, _options, _progress, _stop) = (begun, table, options, progress, stop);

    private TablePath Path => _begun.Search.Path;

    private IPathFitter<IModel> Fitter => Path.Fitter;

    private FitOptions Fitting => Path.Fitting;

    private Setting Setting => Path.Path.Points[_begun.At].Setting;

    private ulong Seed => _begun.Search.Folds.Seed;

    /// <summary>The diagnosis with all that was asked for.</summary>
    public TableDiagnosis Finished()
    {
        var found = _begun;
        foreach (var part in DiagnosisParts.All.Where(part => _options.Parts.Contains(part)))
        {
            _stop.ThrowIfCancellationRequested();
            found = part switch
            {
                DiagnosisPart.Stability => found with { Selection = Selection() },
                DiagnosisPart.Importance => found with { Importance = Importance() },
                _ => found,
            };
        }

        return found with { LeftOut = [.. _leftOut] };
    }

    private StableSelection? Selection()
    {
        if (Path.Family == Family.Network || Path.Penalty is { L1Ratio: 0 })
            return LeaveOut<StableSelection>(DiagnosisPart.Stability, Path.Family == Family.Network
                ? "a network has no coefficients that could be 0, so it selects no columns"
                : "an L2 penalty alone keeps every column, so it selects none; --l1-ratio above 0 does");
        var options = new StabilityOptions { Pairs = _options.Draws, Seed = Seed, Groups = ColumnGroup.Of(Path.Recipe), Correlation = Correlated, RowGroups = _begun.Search.Search.Resamples.Groups };
        return StabilitySelection.Run(Fitter, Path.Sample, default, options, Fitting, StageProgress.Of(_progress, "half samples"), _stop).Selection;
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
        return PermutationImportance.OfHeldOut(Fitter, Path.Sample, _begun.Search.Search.Resamples, Setting, _begun.Search.Curve.Score, Fitting, options, _stop);
    }
}
