using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>All that a study found.</summary>
/// <param name="Data">What the data are.</param>
/// <param name="Overfit">Whether an unconstrained tree memorises them.</param>
/// <param name="CSweep">L2-penalised logistic regression over seven C.</param>
/// <param name="LambdaPath">The same over the automatic λ path.</param>
/// <param name="Unpenalised">The same without a penalty, C = ∞.</param>
/// <param name="Trend">In words: how train AUC and ‖w‖ moved as C rose, and where CV AUC peaked.</param>
/// <param name="Chosen">The one-standard-error row of the λ path, fitted on the training rows or, if asked for, refitted on all.</param>
/// <param name="RefittedOnAllRows">Whether <paramref name="Chosen"/> was refitted on all rows after the test.</param>
/// <param name="TestScores">The scores, on the test set, of the chosen row fitted on the training rows: the choosing score first. NaN where undefined.</param>
public sealed record StudyResult(
    DataSummary Data, TreeVerdict Overfit, Sweep CSweep, Sweep LambdaPath, SweepRow Unpenalised, string Trend,
    Model Chosen, bool RefittedOnAllRows, ImmutableArray<TestScore> TestScores)
{
    /// <summary>The score that marks and chooses.</summary>
    public Score Score => TestScores[0].Score;
}

/// <summary>What the data are and how they were divided.</summary>
/// <param name="Source">Where they came from.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Columns">The columns to learn from.</param>
/// <param name="ConstantColumns">Those of them that don't vary over the training rows, and so take no part.</param>
/// <param name="Classes">The classes.</param>
/// <param name="ClassRows">The rows of each class.</param>
/// <param name="TrainRows">Rows learned from.</param>
/// <param name="TestRows">Rows set aside.</param>
/// <param name="TestSource">The file that the test rows came from; null where they are a share of the data.</param>
/// <param name="Folds">K.</param>
/// <param name="Seed">The seed.</param>
public sealed record DataSummary(
    string Source, string Target, ImmutableArray<string> Columns, ImmutableArray<string> ConstantColumns, ImmutableArray<string> Classes,
    ImmutableArray<int> ClassRows, int TrainRows, int TestRows, string? TestSource, int Folds, ulong Seed)
{
    /// <summary>Rows in all.</summary>
    public int Rows => TrainRows + TestRows;
}

/// <summary>What an unconstrained tree tells.</summary>
/// <param name="Accuracy">Its accuracy on training rows and held-out folds.</param>
/// <param name="Gap">The gap between the two against the folds' noise.</param>
/// <param name="Leaves">The leaves of the tree grown on all training rows.</param>
/// <param name="Depth">Its depth.</param>
/// <param name="Sentence">The verdict in words.</param>
public sealed record TreeVerdict(ScorePoint Accuracy, OverfitGap Gap, int Leaves, int Depth, string Sentence);

/// <summary>A strength of the penalty and what came of it.</summary>
/// <param name="Lambda">λ on the training rows.</param>
/// <param name="C">C on the training rows.</param>
/// <param name="Auc">ROC AUC on training rows and held-out folds.</param>
/// <param name="Score">The choosing score on training rows and held-out folds.</param>
/// <param name="Norm">‖w∘sd‖₂; ∞ where no optimum exists.</param>
/// <param name="Certificate">Of the fit on all training rows.</param>
/// <param name="FoldCertificates">Of each fold's fit.</param>
public sealed record SweepRow(
    double Lambda, double C, ScorePoint Auc, ScorePoint Score, double Norm, Certificate Certificate, ImmutableArray<Certificate> FoldCertificates)
{
    /// <summary>Whether this fit and every fold's fit are certified.</summary>
    public bool Converged => Certificate.Converged && FoldCertificates.All(fold => fold.Converged);

    /// <summary>The largest gap of this fit and the folds' fits; null if one has none.</summary>
    public double? WorstGap => FoldCertificates.Append(Certificate).Any(c => c.RelativeGap is null)
        ? null
        : FoldCertificates.Append(Certificate).Max(c => c.RelativeGap);
}

/// <summary>Rows of rising complexity, and the two that are marked.</summary>
/// <param name="Rows">The strongest penalty first.</param>
/// <param name="Best">The position of the row with the best mean of the choosing score.</param>
/// <param name="OneStandardError">The position of the simplest row within one standard error of it.</param>
/// <param name="Extended">How many rows were added below the automatic grid because the best was its last.</param>
public sealed record Sweep(ImmutableArray<SweepRow> Rows, int Best, int OneStandardError, int Extended);

/// <summary>A score on the test set.</summary>
/// <param name="Score">The score.</param>
/// <param name="Value">Its value; NaN where undefined.</param>
public sealed record TestScore(Score Score, double Value);

/// <summary>What a study is doing.</summary>
/// <param name="Stage">In words.</param>
/// <param name="Done">Fits done in this stage.</param>
/// <param name="Total">Fits in this stage.</param>
public readonly record struct StudyProgress(string Stage, int Done, int Total);
