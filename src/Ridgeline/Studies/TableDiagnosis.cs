using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Objectives;
using Ridgeline.Stability;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>What is to be known of one model of a table beside its score: whether it overfits, why, and what would help.</summary>
public sealed record TableDiagnosis
{
    internal TableDiagnosis()
    {
    }

    /// <summary>The path that the model is of, cross-validated.</summary>
    public required TableCrossValidation Search { get; init; }

    /// <summary>The position of the model on it.</summary>
    public required int At { get; init; }

    /// <summary>Whether <see cref="At"/> was asked for, and not chosen.</summary>
    public required bool IsGiven { get; init; }

    /// <summary>Whether it overfits, by the path's first score.</summary>
    public required FitVerdict Verdict { get; init; }

    /// <summary>How well the family learns targets that were shuffled among the rows; null where it wasn't asked for or can't be had.</summary>
    public PermutationNull? Shuffled { get; init; }

    /// <summary>How many parameters the model is worth; null where it wasn't asked for or can't be had.</summary>
    public ComputedDegreesOfFreedom? DegreesOfFreedom { get; init; }

    /// <summary>By how much its training score is expected to flatter for them; null where the score has no formula.</summary>
    public ExpectedOptimism? Optimism { get; init; }

    /// <summary>Bias and variance along the path; null where it wasn't asked for or can't be had.</summary>
    public BootstrapBiasVariance? BiasVariance { get; init; }

    /// <summary>What more rows would do; null where it wasn't asked for or can't be had.</summary>
    public LearningCurve? Learning { get; init; }

    /// <summary>The loss by epoch of a path over epochs, and where it turned up; null for other knobs, and where no learning curve was asked for.</summary>
    public EpochCurve? Epochs { get; init; }

    /// <summary>
    /// Which columns of the table are selected again and again on half samples, those with a |correlation| above 0.9 as one, with the bound on how many of them are false; null where it wasn't asked
    /// for or the family selects none.
    /// </summary>
    public StableSelection? Selection { get; init; }

    /// <summary>How far the coefficients of a linear model spread over bootstrap draws, and what such intervals claim; null where it wasn't asked for or there is no unique fit.</summary>
    public CoefficientIntervals? Intervals { get; init; }

    /// <summary>What may have leaked, alarms first, with the price of the first few; default where it wasn't asked for.</summary>
    public ImmutableArray<PricedLeak> Leaks { get; init; }

    /// <summary>That in a sentence; null where it wasn't asked for.</summary>
    public string? LeakSummary { get; init; }

    /// <summary>What each column of the table is worth on rows that the model hasn't seen; default where it wasn't asked for.</summary>
    public ImmutableArray<PermutationImportance> Importance { get; init; }

    /// <summary>Which penalty or family suits the data, at what strengths, and why; null where it wasn't asked for or can't be had.</summary>
    public Advice? Advice { get; init; }

    /// <summary>What was asked for and left out, a sentence each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Diagnoses a model.</summary>
    /// <param name="table">The data; each column plays the part that its cells speak for or that the options give it.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
    /// <param name="options">Which model, and what is looked at; null: the lasso within one standard error of the best, and everything.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops at once.</param>
    /// <exception cref="DataException">The data don't allow it: the message says where and why.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TableDiagnosis Run(Table table, string target, TableDiagnosisOptions? options = null, IProgress<StudyProgress>? progress = null, CancellationToken stop = default)
    {
        using var plain = PlainNumbers.Begin();
        options ??= new TableDiagnosisOptions();
        var asked = options.Search with { Honest = null };
        if (options.At is { } given)
            asked = asked with { Path = asked.Path with { Settings = Setting.SimplestFirst(Others().Append(given)) } };
        var search = TableCrossValidation.Run(table, target, asked, progress, stop);
        int at = options.At is { } setting ? PositionOf(search, setting) : search.Chosen;
        var run = new TableDiagnosis { Search = search, At = at, IsGiven = options.At is not null, Verdict = FitVerdict.Of(search.Search, at) };
        return new DiagnosisRun(run, TimeOrder.Of(table, asked.Path.Roles), options, progress, stop).Finished();

        // Those asked for; else those of the automatic path, which is carried on while its best is its last: a given setting needs rivals on either side.
        IEnumerable<Setting> Others() => asked.Path.Settings.IsDefault ? TableCrossValidation.Run(table, target, asked, progress, stop).Path.Path.Points.Select(point => point.Setting) : asked.Path.Settings;
    }

    private static int PositionOf(TableCrossValidation search, Setting setting)
    {
        var points = search.Path.Path.Points;
        for (int at = 0; at < points.Length; at++)
            if (points[at].Setting == setting)
                return at;
        throw new ArgumentException($"the path turns {points[0].Setting.Knob.Name()}, and has no {setting.Knob.Name()} of {setting.Value}", nameof(setting));
    }
}
