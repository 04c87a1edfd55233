using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>All that a study found.</summary>
/// <param name="Data">What the data are.</param>
/// <param name="Overfit">Whether a model that nothing holds back memorises them.</param>
/// <param name="CSweep">The L2-penalised linear model over seven C. For numbers they are 1/α of ridge regression's α.</param>
/// <param name="LambdaPath">The same over the automatic λ path.</param>
/// <param name="Unpenalised">The same without a penalty, C = ∞.</param>
/// <param name="Shown">The score that rows show beside the choosing one, the higher the better: ROC AUC for two classes, accuracy for more, R² for numbers.</param>
/// <param name="Trend">In words: how the shown score on training rows and ‖w‖ moved as the penalty weakened, and where its cross-validated mean peaked.</param>
/// <param name="Families">What each family that was studied is worth, the simplest first; those that were left out aren't among them.</param>
/// <param name="FamilyChoice">Which of them is handed over, and why.</param>
/// <param name="Linear">The one-standard-error row of the λ path, fitted on the training rows.</param>
/// <param name="LinearTestScores">Its scores on the test set, as <paramref name="TestScores"/> has them.</param>
/// <param name="Chosen">The model handed over, fitted on the training rows or, if asked for, refitted on all.</param>
/// <param name="RefittedOnAllRows">Whether <paramref name="Chosen"/> was refitted on all rows after the test.</param>
/// <param name="TestScores">The scores, on the test set, of the same model fitted on the training rows: the choosing score first. NaN where undefined.</param>
/// <param name="FamilyNotes">What the work that was allowed made of the networks' grid, and why a family was left out; in sentences.</param>
public sealed record StudyResult(
    DataSummary Data, OverfitVerdict Overfit, Sweep CSweep, Sweep LambdaPath, SweepRow Unpenalised, Score Shown, string Trend,
    ImmutableArray<StudyFamily> Families, FamilyChoice FamilyChoice, Model Linear, ImmutableArray<TestScore> LinearTestScores, Model Chosen, bool RefittedOnAllRows,
    ImmutableArray<TestScore> TestScores, ImmutableArray<string> FamilyNotes)
{
    /// <summary>The loss that the target called for.</summary>
    public Loss Loss => ((LinearModel)Linear.Fitted).Loss;

    /// <summary>The score that marks and chooses.</summary>
    public Score Score => TestScores[0].Score;

    /// <summary>Of two classes, what the model handed over says of the rows to learn from, as it was fitted on them; null for other targets.</summary>
    public ProbabilityRange? Probabilities { get; init; }
}

/// <summary>What the data are and how they were divided.</summary>
/// <param name="Source">Where they came from.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Columns">The columns of the design: those of the table that are learned from, and what the recipe made of them.</param>
/// <param name="ConstantColumns">Those of them that don't vary over the training rows, and so take no part.</param>
/// <param name="Classes">The classes; empty for numbers.</param>
/// <param name="ClassRows">The rows of each class.</param>
/// <param name="Numbers">The target's numbers; null for classes.</param>
/// <param name="TrainRows">Rows learned from.</param>
/// <param name="TestRows">Rows set aside.</param>
/// <param name="TestSource">The file that the test rows came from; null where they are a share of the data.</param>
/// <param name="Folds">K.</param>
/// <param name="Seed">The seed.</param>
public sealed record DataSummary(
    string Source, string Target, ImmutableArray<string> Columns, ImmutableArray<string> ConstantColumns, ImmutableArray<string> Classes,
    ImmutableArray<int> ClassRows, TargetNumbers? Numbers, int TrainRows, int TestRows, string? TestSource, int Folds, ulong Seed)
{
    /// <summary>Rows in all.</summary>
    public int Rows => TrainRows + TestRows;

    /// <summary>The part of each of the table's columns, and why.</summary>
    public required TableRoles Roles { get; init; }

    /// <summary>How the columns that are learned from became numbers, as the training rows taught it.</summary>
    public required LearnedRecipe Recipe { get; init; }

    /// <summary>Columns that alone give the target away, which are learned from all the same.</summary>
    public ImmutableArray<LikelyLeak> Leaks { get; init; } = [];

    /// <summary>Rows that were left out because they have no target.</summary>
    public int RowsWithoutTarget { get; init; }
}

/// <summary>A target of numbers, over the rows to learn from.</summary>
/// <param name="Least">The least.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Largest">The largest.</param>
public sealed record TargetNumbers(double Least, double Mean, double Largest);

/// <summary>What a model that nothing holds back tells: of classes an unconstrained tree, of numbers the linear model without a penalty.</summary>
/// <param name="Score">What it is judged by: accuracy of classes; of numbers the choosing score, or the mean squared error where a fold can't have that.</param>
/// <param name="Point">That score on training rows and held-out folds.</param>
/// <param name="Gap">The gap between the two against the folds' noise.</param>
/// <param name="Tree">The tree grown on all training rows; null for numbers.</param>
/// <param name="Sentence">The verdict in words.</param>
public sealed record OverfitVerdict(Score Score, ScorePoint Point, OverfitGap Gap, TreeSize? Tree, string Sentence);

/// <summary>How large a tree is.</summary>
/// <param name="Leaves">Its leaves.</param>
/// <param name="Depth">Its depth.</param>
public sealed record TreeSize(int Leaves, int Depth);

/// <summary>A strength of the penalty and what came of it.</summary>
/// <param name="Lambda">λ on the training rows.</param>
/// <param name="C">C on the training rows.</param>
/// <param name="Shown">The shown score on training rows and held-out folds.</param>
/// <param name="Score">The choosing score on training rows and held-out folds.</param>
/// <param name="Norm">‖w∘sd‖₂; ∞ where no optimum exists.</param>
/// <param name="Certificate">Of the fit on all training rows.</param>
/// <param name="FoldCertificates">Of each fold's fit.</param>
public sealed record SweepRow(
    double Lambda, double C, ScorePoint Shown, ScorePoint Score, double Norm, Certificate Certificate, ImmutableArray<Certificate> FoldCertificates)
{
    /// <summary>α = 1/C, as scikit-learn's ridge regression has it.</summary>
    public double Alpha => 1 / C;

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

/// <summary>Probabilities of the second of two classes, over rows.</summary>
/// <param name="Least">The least.</param>
/// <param name="Share">The share of the rows that are of that class.</param>
/// <param name="Largest">The largest.</param>
public sealed record ProbabilityRange(double Least, double Share, double Largest);

/// <summary>A score on the test set.</summary>
/// <param name="Score">The score.</param>
/// <param name="Value">Its value; NaN where undefined.</param>
public sealed record TestScore(Score Score, double Value);

/// <summary>What a study is doing.</summary>
/// <param name="Stage">In words.</param>
/// <param name="Done">Fits done in this stage.</param>
/// <param name="Total">Fits in this stage.</param>
public readonly record struct StudyProgress(string Stage, int Done, int Total);
