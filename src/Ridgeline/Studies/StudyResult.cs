using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Recipes;
using Ridgeline.Roles;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>All that a study found. Of one that was stopped, what it had found by then.</summary>
public sealed record StudyResult
{
    internal StudyResult()
    {
    }

    /// <summary>How it was asked for.</summary>
    public required StudyOptions Options { get; init; }

    /// <summary>What the data are, and how they were divided.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>The loss that the target called for.</summary>
    public required Loss Loss { get; init; }

    /// <summary>The score that marks and chooses.</summary>
    public required Score Score { get; init; }

    /// <summary>The scores that are shown beside it: of two classes the area under the ROC curve and the accuracy, of more the accuracy, of numbers R² and the mean absolute error; without the one that chooses.</summary>
    public required ImmutableArray<Score> OtherScores { get; init; }

    /// <summary>The paths that were compared, on the same folds: the simplest family first, of the linear family the largest share of L1 first.</summary>
    public ImmutableArray<StudyPath> Paths { get; init; } = [];

    /// <summary>The winner and the simplest model that can't be told from it, which is handed over; null where the study was stopped before.</summary>
    public StudyChoice? Choice { get; init; }

    /// <summary>
    /// What is left of the winner's score once the choice among all paths and settings is held out too (<see cref="BiasCorrectedBootstrap"/>); the score is that of the model handed over. Null where it
    /// can't be had (<see cref="NoHonest"/> says why) or the study was stopped before.
    /// </summary>
    public HonestScore? Honest { get; init; }

    /// <summary>Why there is no honest score; else null.</summary>
    public string? NoHonest { get; init; }

    /// <summary>The diagnosis of the model handed over; null where the study was stopped before. Its parts that weren't come to are null as well.</summary>
    public TableDiagnosis? Diagnosis { get; init; }

    /// <summary>The model handed over, fitted on the rows to learn from or, if asked for, refitted on all; null where the study was stopped before.</summary>
    public Model? Chosen { get; init; }

    /// <summary>Whether <see cref="Chosen"/> was refitted on all rows after the test.</summary>
    public bool RefittedOnAllRows { get; init; }

    /// <summary>The scores, on the test set, of the model fitted on the rows to learn from: the choosing score first, then <see cref="OtherScores"/>. Empty where the study was stopped before.</summary>
    public ImmutableArray<TestScore> TestScores { get; init; } = [];

    /// <summary>What the budget, the data or the family left out or made smaller, a sentence each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Of a study that was stopped, what it was doing; else null.</summary>
    public string? StoppedAt { get; init; }

    /// <summary>Whether nothing is missing because it was stopped.</summary>
    public bool IsComplete => StoppedAt is null;

    /// <summary>The version of Ridgeline that made it.</summary>
    public required string Version { get; init; }

    /// <summary>The path of the model handed over; null where there is none.</summary>
    public StudyPath? ChosenPath => Choice is { } choice ? Paths[choice.Simplest.Path] : null;

    /// <summary>The path of the winner; null where there is none.</summary>
    public StudyPath? WinningPath => Choice is { } choice ? Paths[choice.Winner.Path] : null;

    /// <summary>
    /// What the model handed over says of each row of <see cref="DataSummary.Table"/> while it is held out: its means (probabilities, or the number itself), n × outputs, column after column, a mean over repeats; NaN for rows that are never
    /// held out (test rows, rows without a target or a weight). Empty where there is no choice yet.
    /// </summary>
    public ImmutableArray<double> OutOfFold { get; init; } = [];
}

/// <summary>A path of one family, cross-validated in a study.</summary>
public sealed record StudyPath
{
    internal StudyPath()
    {
    }

    /// <summary>What it is called: lasso, elastic net 0.5, ridge, tree, network.</summary>
    public required string Name { get; init; }

    /// <summary>The family.</summary>
    public Family Family => Search.Path.Family;

    /// <summary>The path of all rows to learn from, its curves (the choosing score first, then the others) and what the folds' models said.</summary>
    public required TableCrossValidation Search { get; init; }

    /// <summary>The curve of the choosing score.</summary>
    public ScoreCurve Curve => Search.Curve;

    /// <summary>The position of the setting with the best mean.</summary>
    public int Best => Curve.Best;

    /// <summary>The position of the simplest setting within one standard error of this path's own best.</summary>
    public int OneStandardError => Curve.OneStandardError;

    /// <summary>Whether the weakest setting, where hardly anything holds the model back, overfits: compared with the rest of the path on the same folds.</summary>
    public required FitVerdict Unregularized { get; init; }

    /// <summary>Whether the model at a setting says the same of every row: a linear one without columns, a tree of one leaf.</summary>
    /// <param name="at">The position of the setting.</param>
    public bool IsConstant(int at) => (Family, Search.Path.Path.Points[at].Model.Complexity) is (Family.Linear, 0) or (Family.Tree, 1);
}

/// <summary>A setting of a study's path.</summary>
/// <param name="Path">The position of the path in <see cref="StudyResult.Paths"/>.</param>
/// <param name="At">The position of the setting on it.</param>
public readonly record struct StudySetting(int Path, int At);

/// <summary>
/// Which model is handed over: the one-standard-error rule over all paths' settings together. Of the simplest family that has a setting which isn't worse than the best of all by more than the best's
/// standard error (inclusive), the setting of the least complex model (non-zero coefficients, leaves; of as many, the simpler setting of the path that stands first).
/// </summary>
/// <param name="Winner">The setting with the best score of all.</param>
/// <param name="Simplest">The setting that is handed over.</param>
/// <param name="Sentence">Why, in words.</param>
public sealed record StudyChoice(StudySetting Winner, StudySetting Simplest, string Sentence);

/// <summary>What the data are and how they were divided.</summary>
public sealed record DataSummary
{
    internal DataSummary()
    {
    }

    /// <summary>The rows as they were studied: in time order, where there is one, and with the rows of a test file below the others.</summary>
    public required Table Table { get; init; }

    /// <summary>Where they came from.</summary>
    public string Source => Table.Source;

    /// <summary>SHA-256 of the table's names, kinds and cells, in hexadecimal digits: the same data have the same, whatever file they are in.</summary>
    public required string Hash { get; init; }

    /// <summary>The column to predict.</summary>
    public required string Target { get; init; }

    /// <summary>The columns of the linear models' design: those of the table that are learned from, and what the recipe made of them.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Those of them that don't vary over the training rows, and so take no part.</summary>
    public required ImmutableArray<string> ConstantColumns { get; init; }

    /// <summary>The classes, in the outputs' order; of two the second is the positive one. Empty for numbers.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The rows of each class, test rows included.</summary>
    public required ImmutableArray<int> ClassRows { get; init; }

    /// <summary>The target's numbers; null for classes.</summary>
    public required TargetNumbers? Numbers { get; init; }

    /// <summary>Whether each row of <see cref="Table"/> is a test row.</summary>
    public required ImmutableArray<bool> IsTest { get; init; }

    /// <summary>Rows learned from.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Rows set aside.</summary>
    public required int TestRows { get; init; }

    /// <summary>How the test rows were chosen, in words: "stratified, seed 42".</summary>
    public required string TestDescription { get; init; }

    /// <summary>The file that the test rows came from; null where they are a share of the data.</summary>
    public required string? TestSource { get; init; }

    /// <summary>What the folds are, in words: "5 folds, stratified, seed 42".</summary>
    public required string FoldsDescription { get; init; }

    /// <summary>Rows in all.</summary>
    public int Rows => TrainRows + TestRows;

    /// <summary>The part of each of the table's columns, and why.</summary>
    public required TableRoles Roles { get; init; }

    /// <summary>How the columns that are learned from became numbers, as the training rows taught it.</summary>
    public required LearnedRecipe Recipe { get; init; }

    /// <summary>Rows that were left out because they have no target.</summary>
    public required int RowsWithoutTarget { get; init; }
}

/// <summary>A target of numbers, over the rows to learn from.</summary>
/// <param name="Least">The least.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Largest">The largest.</param>
public sealed record TargetNumbers(double Least, double Mean, double Largest);

/// <summary>A score on the test set.</summary>
/// <param name="Score">The score.</param>
/// <param name="Value">Its value; NaN where undefined.</param>
/// <param name="Lower">Where the 95 % interval begins, from bootstrap draws of the test rows (of whole groups where rows are grouped); NaN where undefined.</param>
/// <param name="Upper">Where it ends.</param>
public sealed record TestScore(Score Score, double Value, double Lower, double Upper);

/// <summary>What a study is doing.</summary>
/// <param name="Stage">In words.</param>
/// <param name="Done">Fits done in this stage.</param>
/// <param name="Total">Fits in this stage.</param>
public readonly record struct StudyProgress(string Stage, int Done, int Total)
{
    /// <summary>The share of the whole study's counted work that is done, from 0 to 1; NaN where it isn't known.</summary>
    public double Share { get; init; } = double.NaN;

    /// <summary>What the whole study's counted work takes where its costs were measured, in seconds; NaN where it isn't known.</summary>
    public double CountedSeconds { get; init; } = double.NaN;
}

/// <summary>A study was stopped; what it had found is there.</summary>
public sealed class StudyStoppedException : OperationCanceledException
{
    /// <summary>Nothing was found.</summary>
    public StudyStoppedException()
    {
    }

    /// <summary>Nothing was found.</summary>
    /// <param name="message">What is said.</param>
    public StudyStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>Nothing was found.</summary>
    /// <param name="message">What is said.</param>
    /// <param name="innerException">The cause.</param>
    public StudyStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal StudyStoppedException(StudyResult found, CancellationToken token)
        : base($"the study was stopped ({found.StoppedAt})", token) => Found = found;

    /// <summary>What the study had found; null where it had only begun.</summary>
    public StudyResult? Found { get; }
}
