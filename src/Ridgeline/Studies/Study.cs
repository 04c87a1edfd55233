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
    private const double ExactFit = 1e-9; // a share of the deviance

    /// <summary>The C of the sweep; of numbers 1/α.</summary>
    public static ImmutableArray<double> SweptC { get; } = [0.001, 0.01, 0.1, 1, 10, 100, 1000];

    /// <summary>The scores that every study with <paramref name="loss"/> reports, the one that chooses unless another is asked for first.</summary>
    /// <param name="loss">squared, logistic or multinomial.</param>
    public static ImmutableArray<Score> ScoresFor(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss == Loss.Logistic)
            return [Score.RocAuc, Score.Accuracy, Score.LogLoss];
        return loss.Outputs > 1 ? [Score.LogLoss, Score.Accuracy, Score.RocAuc] : [Score.Mse, Score.Mae, Score.R2];
    }

    /// <summary>Makes a study.</summary>
    /// <param name="table">The data; each column plays the part that its cells speak for or that the options give it.</param>
    /// <param name="target">The column to predict: numbers, or classes.</param>
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
        var data = StudyData.Of(table, target, options, stop);
        var loss = data.Loss;
        bool classes = !data.Summary.Classes.IsEmpty;
        var choosing = data.Score;
        var shown = !classes ? Score.R2 : loss == Loss.Logistic ? Score.RocAuc : Score.Accuracy;
        Score[] scores = choosing == shown ? [shown] : [choosing, shown];
        var linear = new LinearPathFitter(loss, Penalty.L2);
        string name = !classes ? "linear regression" : $"{loss.Name} regression";
        StageProgress? At(string stage) => StageProgress.Of(progress, stage);

        var families = new StudyFamilies(data, target, options, progress, stop);
        families.Check();
        var tree = classes ? CrossValidation.Run(new TreePathFitter(knob: Knob.Depth), data.TrainingOf(Family.Tree), data.Folds, [new Setting(Knob.Depth, double.PositiveInfinity)], [Score.Accuracy], options.Fitting, At("unconstrained tree"), stop) : null;
        var swept = CrossValidation.Run(
            linear, data.Training, data.Folds, [.. SweptC.Select(c => Strength.C(c).Setting)], scores, options.Fitting, At($"{name} over {(classes ? "C" : "α")}"), stop);
        var unpenalised = CrossValidation.Run(
            linear, data.Training, data.Folds, [Strength.C(double.PositiveInfinity).Setting], classes ? scores : [.. scores, Score.Mse], options.Fitting, At($"{name} without a penalty"), stop);
        var path = CrossValidation.Run(linear, data.Training, data.Folds, default, scores, options.Fitting, At($"{name} over the λ path"), stop);

        var cSweep = SweepOf(swept, data.Training, scores.Length - 1);
        var lambdaPath = SweepOf(path, data.Training, scores.Length - 1);
        var compared = families.Of(path, swept);
        var choice = FamilyChoice.Of(compared);
        var chosen = families.Handed(choice.Family, choice.At);
        var linearChoice = families.Linear(path, lambdaPath.OneStandardError);
        var testing = ScoresFor(loss).Remove(choosing).Insert(0, choosing);
        var linearTest = testing.Select(score => new TestScore(score, data.TestScore(path.Path.Points[lambdaPath.OneStandardError].Model, score)));

        return new StudyResult(
            data.Summary, tree is not null ? VerdictOf(tree) : VerdictOf(unpenalised), cSweep, lambdaPath, SweepOf(unpenalised, data.Training, scores.Length - 1).Rows[0],
            shown, Trend.Of(cSweep, shown, classes), compared, choice, linearChoice, [.. linearTest], options.RefitAll ? families.Refitted(chosen) : chosen, options.RefitAll,
            families.Tested(choice.Family, choice.At, testing), families.Notes)
        {
            Probabilities = families.ProbabilitiesOf(choice.Family, choice.At),
        };
    }

    private static OverfitVerdict VerdictOf(CrossValidated<DecisionTree> tree)
    {
        var grown = tree.Path.Points[^1].Model;
        var gap = OverfitGap.Of(tree.Curves[0], tree.Curves[0].Points.Length - 1);
        return new OverfitVerdict(Score.Accuracy, tree.Curves[0].Points[^1], gap, new TreeSize(grown.Leaves, grown.Depth), Sentence("The tree", "the tree", gap, "F3"));
    }

    private static OverfitVerdict VerdictOf(CrossValidated<LinearModel> unpenalised)
    {
        var curve = unpenalised.Curves[0].Points[0].Pooled ? unpenalised.Curves[^1] : unpenalised.Curves[0];
        var gap = OverfitGap.Of(curve, 0);
        string sentence = unpenalised.Path.Points[0].Model.DevianceRatio > 1 - ExactFit && !gap.Memorises // the folds' noise may hide even that
            ? $"Without a penalty the fit goes through every training row, as it would whatever the target; on held-out rows it is worse by {gap.Gap:G4}, {gap.StandardErrors:F1} times the standard error over the folds, where {gap.Critical:F1} would be noise."
            : Sentence("Without a penalty the fit", "the fit without a penalty", gap, "G4");
        return new OverfitVerdict(curve.Score, curve.Points[0], gap, Tree: null, sentence);
    }

    private static string Sentence(string who, string whom, OverfitGap gap, string format)
    {
        string noise = $"the gap of {gap.Gap.ToString(format)} is {gap.StandardErrors:F1} times its standard error over the folds, where {gap.Critical:F1} would be noise";
        return gap.Memorises ? $"{who} memorises the training data: {noise}." : $"No sign that {whom} memorises the training data: {noise}.";
    }

    private static Sweep SweepOf(CrossValidated<LinearModel> run, Sample training, int shownAt)
    {
        var (score, shown) = (run.Curves[0], run.Curves[shownAt]);
        var rows = run.Path.Points.Select((point, at) =>
        {
            var strength = Strength.Of(point.Setting);
            var certificate = point.Certificate!.Value;
            double norm = certificate.Status == FitStatus.Separable ? double.PositiveInfinity : point.Model.Norm;
            return new SweepRow(
                strength.LambdaOn(training), strength.COn(training), shown.Points[at], score.Points[at], norm, certificate,
                [.. run.Certificates.Select(fold => fold[at]!.Value)]);
        });
        return new Sweep([.. rows], score.Best, score.OneStandardError, run.Extended);
    }
}
