using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Studies;

/// <summary>The whole question on one table: does it overfit, how much regularization, which model, and how good is it on rows nothing has seen?</summary>
public static class Study
{
    /// <summary>The scores that every study reports.</summary>
    public static ImmutableArray<Score> Scores { get; } = [Score.RocAuc, Score.Accuracy, Score.LogLoss];

    /// <summary>The C of the sweep.</summary>
    public static ImmutableArray<double> SweptC { get; } = [0.001, 0.01, 0.1, 1, 10, 100, 1000];

    /// <summary>Makes a study of a target of two classes.</summary>
    /// <param name="table">The data: every column but the target holds finite numbers.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="progress">Told what is done; may be null.</param>
    /// <param name="stop">Stops the study at once.</param>
    /// <exception cref="DataException">The data don't allow a study: the message says where and why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StudyResult Run(
        Table table, string target, StudyOptions? options = null, IProgress<StudyProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new StudyOptions();
        var data = StudyData.Of(table, target, options);
        Score[] scores = options.Score == Score.RocAuc ? [Score.RocAuc] : [options.Score, Score.RocAuc];
        var linear = new LinearPathFitter(Loss.Logistic, Penalty.L2);
        IProgress<FitProgress>? At(string stage) => progress is null ? null : new StageProgress(progress, stage);

        var tree = CrossValidation.Run(new TreePathFitter(), data.Training, data.Folds, default, [Score.Accuracy], options.Fitting, At("unconstrained tree"), stop);
        var swept = CrossValidation.Run(
            linear, data.Training, data.Folds, [.. SweptC.Select(c => Strength.C(c).Setting)], scores, options.Fitting, At("logistic regression over C"), stop);
        var unpenalised = CrossValidation.Run(
            linear, data.Training, data.Folds, [Strength.C(double.PositiveInfinity).Setting], scores, options.Fitting, At("logistic regression without a penalty"), stop);
        var path = CrossValidation.Run(linear, data.Training, data.Folds, default, scores, options.Fitting, At("logistic regression over the λ path"), stop);

        var cSweep = SweepOf(swept, data.Training);
        var lambdaPath = SweepOf(path, data.Training);
        var chosenPoint = path.Path.Points[lambdaPath.OneStandardError];
        ImmutableArray<TestScore> tested = [.. Scores.Remove(options.Score).Insert(0, options.Score).Select(score => new TestScore(score, data.TestScore(chosenPoint.Model, score)))];
        var (handedOver, sample) = (chosenPoint, data.Training);
        if (options.RefitAll)
        {
            sample = data.AllRows;
            handedOver = linear.Fit([sample], [chosenPoint.Setting], options.Fitting, At("refit on all rows"), stop)[0].Points[0];
        }

        return new StudyResult(
            data.Summary, VerdictOf(tree), cSweep, lambdaPath, SweepOf(unpenalised, data.Training).Rows[0], Trend.Of(cSweep),
            ModelOf(handedOver, sample, data.Summary), options.RefitAll, tested);
    }

    private static TreeVerdict VerdictOf(CrossValidated<DecisionTree> tree)
    {
        var grown = tree.Path.Points[^1].Model;
        var gap = OverfitGap.Of(tree.Curves[0], tree.Curves[0].Points.Length - 1);
        string noise = $"the gap of {gap.Gap:F3} is {gap.StandardErrors:F1} times its standard error over the folds, where {gap.Critical:F1} would be noise";
        string sentence = gap.Memorises
            ? $"The tree memorises the training data: {noise}."
            : $"No sign that the tree memorises the training data: {noise}.";
        return new TreeVerdict(tree.Curves[0].Points[^1], gap, grown.Leaves, grown.Depth, sentence);
    }

    private static Sweep SweepOf(CrossValidated<LinearModel> run, Sample training)
    {
        var (score, auc) = (run.Curves[0], run.Curves[^1]);
        var rows = run.Path.Points.Select((point, at) =>
        {
            var strength = Strength.Of(point.Setting);
            var certificate = point.Certificate!.Value;
            double norm = certificate.Status == FitStatus.Separable ? double.PositiveInfinity : point.Model.Norm;
            return new SweepRow(
                strength.LambdaOn(training), strength.COn(training), auc.Points[at], score.Points[at], norm, certificate,
                [.. run.Certificates.Select(fold => fold[at]!.Value)]);
        });
        return new Sweep([.. rows], score.Best, score.OneStandardError, run.Extended);
    }

    private static Model ModelOf(PathPoint<LinearModel> point, Sample sample, DataSummary data)
    {
        var strength = Strength.Of(point.Setting);
        return new Model
        {
            Target = data.Target,
            Classes = data.Classes,
            Columns = data.Columns,
            Means = sample.View.Means,
            Scales = sample.View.Scales,
            Linear = point.Model,
            Penalty = Penalty.L2.Name,
            Lambda = strength.LambdaOn(sample),
            C = strength.COn(sample),
            Rows = sample.RowsWithWeight,
            Certificate = point.Certificate!.Value,
        };
    }

    private sealed class StageProgress(IProgress<StudyProgress> progress, string stage) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report(new StudyProgress(stage, value.Done, value.Total));
    }
}
