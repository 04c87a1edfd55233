using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

/// <summary>The article's snippets on its own row splits and folds, against the optima of golden/seed_article.json.</summary>
public sealed class SeedArticleTests
{
    private static readonly JsonElement Article = ReferenceData.Golden("seed_article").RootElement;
    private static readonly int[] TrainRows = [.. Article.GetProperty("split").GetProperty("train_rows").EnumerateArray().Select(row => row.GetInt32())];
    private static readonly FitOptions Tight = new() { Tolerance = 1e-10 };

    [Fact]
    public void Scaled_before_folding_every_folds_auc_is_the_articles()
    {
        var training = Training();
        var folds = FoldsCalled("cv5_stratified_noshuffle");
        foreach (var row in Article.GetProperty("c_sweep").GetProperty("rows").EnumerateArray())
        {
            var exact = row.GetProperty("exact");
            double c = row.GetProperty("C").GetDouble();
            Assert.Equal(Numbers(exact.GetProperty("cv_auc_per_fold")), LeakyAucs(training, folds, c), (a, b) => Math.Abs(a - b) <= 1e-12);
        }
    }

    [Fact]
    public void Scaled_inside_each_fold_every_folds_score_is_the_pipelines()
    {
        foreach (var search in Article.GetProperty("grid_search").EnumerateArray())
        {
            var (score, sign) = search.GetProperty("scoring").GetString() switch
            {
                "roc_auc" => (Score.RocAuc, 1.0),
                "accuracy" => (Score.Accuracy, 1.0),
                _ => (Score.LogLoss, -1.0),
            };
            var rows = search.GetProperty("rows").EnumerateArray().ToArray();
            ImmutableArray<Setting> settings = [.. rows.Select(row => Strength.C(row.GetProperty("C").GetDouble()).Setting)];
            var curve = Validate(settings, score).Curves[0];
            for (int k = 0; k < rows.Length; k++)
                Assert.Equal(
                    Numbers(rows[k].GetProperty("exact").GetProperty("per_fold")), curve.Points[k].PerFold.Select(value => sign * value),
                    (a, b) => Math.Abs(a - b) <= (score == Score.LogLoss ? 1e-8 : 1e-12));
            Assert.Equal(search.GetProperty("best_C_from_exact").GetDouble(), curve.Points[curve.Best].Setting.Value);
        }
    }

    /// <summary>What scaling before folding is worth in CV AUC: little here, because the scaler sees no target and 426 rows fix 30 means well.</summary>
    [Fact]
    public void The_articles_leak_is_worth_at_most_half_a_thousandth_of_auc_and_under_a_sixth_of_the_standard_error()
    {
        var training = Training();
        var folds = FoldsCalled("cv5_stratified_noshuffle");
        double[] sweep = [.. Article.GetProperty("c_sweep").GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("C").GetDouble())];
        var honest = CrossValidation.Run(
            new LinearPathFitter(Loss.Logistic, Penalty.L2), training, folds, [.. sweep.Select(c => Strength.C(c).Setting)], [Score.RocAuc], Tight).Curves[0];
        double[] worth = [.. sweep.Select((c, k) => LeakyAucs(training, folds, c).Average() - honest.Points[k].PerFold.Average())];
        Assert.Equal([4.779e-4, 0, -1.179e-4, 1.157e-4, 4.651e-4, -1.195e-4, -1.217e-4], worth, (a, b) => Math.Abs(a - b) <= 1e-7);
        for (int k = 0; k < worth.Length; k++)
            Assert.InRange(Math.Abs(worth[k]), 0, honest.Points[k].StandardError / 6);
    }

    [Fact]
    public void As_the_penalty_weakens_the_training_loss_never_rises_and_the_norm_never_falls()
    {
        var run = Validate(default, Score.LogLoss);
        for (int k = 1; k < run.Path.Points.Length; k++)
        {
            Assert.True(run.Path.Points[k].Model.Norm >= run.Path.Points[k - 1].Model.Norm * (1 - 1e-9));
            Assert.True(run.Curves[0].Points[k].Train <= run.Curves[0].Points[k - 1].Train * (1 + 1e-9));
        }
    }

    [Fact]
    public void The_automatic_path_is_carried_on_until_its_best_is_not_its_last()
    {
        var run = Validate(default, Score.RocAuc);
        Assert.True(run.Curves[0].Best < run.Path.Points.Length - 1);
        Assert.Equal(100 + run.Extended, run.Path.Points.Length);
        for (int k = 1; k < run.Path.Points.Length; k++)
            Assert.Equal(Math.Pow(1e-4, 1 / 99.0), run.Path.Points[k].Setting.Value / run.Path.Points[k - 1].Setting.Value, 1e-12);
        Assert.All(run.Certificates.SelectMany(fold => fold).Concat(run.Path.Points.Select(point => point.Certificate)), certificate => Assert.InRange(certificate!.Value.RelativeGap!.Value, -1e-13, 1e-10));
    }

    private static CrossValidated<LinearModel> Validate(ImmutableArray<Setting> settings, Score score) => CrossValidation.Run(
        new LinearPathFitter(Loss.Logistic, Penalty.L2), Training(), FoldsCalled("cv5_stratified_shuffle"), settings, [score], Tight);

    /// <summary>AUC of each fold when the scaler has seen the whole training set, held-out folds included.</summary>
    private static double[] LeakyAucs(Sample training, Resamples folds, double c)
    {
        Sample[] leaky = [.. Enumerable.Range(0, folds.Count).Select(k => training.Reweighted(folds.TrainingWeights(training, k), training.View))];
        var paths = new LinearPathFitter(Loss.Logistic, Penalty.L2).Fit(leaky, [Strength.C(c).Setting], Tight, null, CancellationToken.None);
        var link = new double[training.Design.Rows];
        return [.. paths.Select((path, k) =>
        {
            path.Points[0].Model.Link(training.Design, link);
            return Score.RocAuc.Value(training.Target, link, link, folds.HeldOutWeights(training, k));
        })];
    }

    private static Sample Training()
    {
        var table = ReferenceData.Table("breast_cancer");
        var columns = Article.GetProperty("x_columns").EnumerateArray().Select(name => name.GetString()!);
        var weights = new double[table.Rows];
        foreach (int row in TrainRows)
            weights[row] = 1;
        return Sample.Of(Design.Of(table, columns), table.Numbers("target").Values, weights);
    }

    private static Resamples FoldsCalled(string name)
    {
        int[] foldOf = [.. Enumerable.Repeat(Resamples.None, 569)];
        int k = 0;
        foreach (var fold in Article.GetProperty("folds").GetProperty(name).EnumerateArray())
            foldOf[TrainRows[k++]] = fold.GetInt32();
        return Resamples.Given([.. foldOf]);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
