using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Choices;

public sealed class CrossValidationFacts
{
    private static readonly FitOptions Fitting = new() { Tolerance = 1e-10, Threads = 2 };
    private static readonly LambdaGrid Grid = new() { Count = 5, Ratio = 0.01 };
    private static readonly Loss[] Losses = [Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson];
    private static readonly Gen<Penalty> Penalties = Gen.Int[0, 2].Select(at => at == 0 ? Penalty.L1 : at == 1 ? Penalty.L2 : Penalty.ElasticNet(0.5));

    [Fact]
    public void Of_linear_models_it_is_the_loop_written_by_hand() =>
        Gen.Select(ChoiceCase.Any(Losses), Penalties, Gen.Int[1, 3], Gen.Int[2, 5]).Sample((c, penalty, repeats, folds) =>
        {
            var sample = c.Weighted;
            var fitter = new LinearPathFitter(c.Loss, penalty, Grid);
            IsTheLoop(fitter, sample, c.Folds(sample, folds, repeats), fitter.Settings(sample), c.Scores);
        }, iter: 40);

    [Fact]
    public void Of_trees_it_is_the_loop_written_by_hand() => Gen.Select(ChoiceCase.Any(Loss.Logistic), Gen.Int[1, 3], Gen.Int[2, 5]).Sample((c, repeats, folds) =>
    {
        var sample = Sample.Of(c.Design, c.Y, c.Weights);
        IsTheLoop(new TreePathFitter(new TreeOptions { MinSamplesLeaf = 2 }, Knob.Depth), sample, c.Folds(sample, folds, repeats), [.. new double[] { 0, 1, 2, 4 }.Select(depth => new Setting(Knob.Depth, depth))], [Score.Accuracy, Score.LogLoss, Score.RocAuc]);
    }, iter: 15);

    [Fact]
    public void Of_resamples_that_are_no_partition_too() => ChoiceCase.Any(Loss.Squared, Loss.Poisson).Sample(c =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, Grid);
        foreach (var resamples in new[] { Resamples.TimeOrdered(c.Sample, 3), Resamples.Bootstrap(c.Sample, 4, c.Seed), Resamples.ShuffleSplit(c.Sample, 4, 0.3, c.Seed) })
            IsTheLoop(fitter, c.Sample, resamples, fitter.Settings(c.Sample), c.Scores);
    }, iter: 10);

    [Fact]
    public void A_score_that_a_fold_cannot_have_is_that_of_a_repeats_pooled_predictions() => Gen.Select(ChoiceCase.Any(Loss.Logistic), Gen.Int[1, 2]).Where((c, _) => c.Y.Sum() > 2 && c.Y.Sum() < c.Rows - 2).Sample((c, repeats) =>
    {
        var byClass = c.Y.Select((y, i) => (y, i)).OrderBy(pair => pair.y).Select((pair, at) => (pair.i, Fold: at * 3 / c.Rows)).OrderBy(pair => pair.i).Select(pair => pair.Fold).ToImmutableArray();
        ImmutableArray<int> other = [.. byClass.Select(fold => (fold + 1) % 3)];
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, Grid);
        var run = CrossValidation.Run(fitter, c.Sample, Resamples.GivenRepeats([.. new[] { byClass, other }.Take(repeats)]), fitter.Settings(c.Sample), [Score.RocAuc, Score.LogLoss], Fitting);
        Assert.All(run.Curves[0].Points, point => Assert.True(point.Pooled && double.IsNaN(point.StandardError)));
        Assert.All(run.Curves[1].Points, point => Assert.False(point.Pooled || double.IsNaN(point.StandardError)));
        for (int at = 0; at < run.Curves[0].Points.Length; at++)
        {
            var links = new double[c.Rows];
            for (int fold = 0; fold < 3; fold++)
                for (int i = 0; i < run.OutOfFold.RowsOf(fold).Length; i++)
                    links[run.OutOfFold.RowsOf(fold)[i]] = run.OutOfFold.LinksOf(fold, at)[i];
            Assert.Equal(Score.RocAuc.Value(c.Y, links, links, c.Sample.Weights), run.Curves[0].Points[at].Mean, 1e-12); // the repeats' folds are the same
        }
    }, iter: 10);

    [Fact]
    public void Frequency_2_is_the_row_twice_through_grid_fits_folds_and_scores() => Gen.Select(ChoiceCase.Any(Losses), Penalties).Sample((c, penalty) =>
    {
        var weighted = Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency);
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)c.Frequencies[i]))];
        var twice = Rows(c, rows);
        ImmutableArray<int> foldOf = [.. Enumerable.Range(0, c.Rows).Select(i => i % 4)];
        var fitter = new LinearPathFitter(c.Loss, penalty, Grid);
        AreClose(
            CrossValidation.Run(fitter, weighted, Resamples.Given(foldOf), default, c.Scores, Fitting with { Tolerance = 1e-13 }),
            CrossValidation.Run(fitter, twice, Resamples.Given([.. rows.Select(row => foldOf[row])]), default, c.Scores, Fitting with { Tolerance = 1e-13 }));
    }, iter: 15);

    [Fact]
    public void Importance_weights_count_as_shares() => Gen.Select(ChoiceCase.Any(Losses), Penalties, Gen.OneOf(Gen.Const(0.25), Gen.Const(8.0))).Sample((c, penalty, scale) =>
    {
        CrossValidated<LinearModel> Of(double times)
        {
            var sample = Sample.Of(c.Design, c.Y, [.. c.Weights.Select(w => times * w)]);
            return CrossValidation.Run(new LinearPathFitter(c.Loss, penalty, Grid), sample, c.Folds(sample, 4), default, c.Scores, Fitting with { Tolerance = 1e-13 });
        }

        AreClose(Of(1), Of(scale));
    }, iter: 15);

    [Fact]
    public void Weight_0_is_the_row_absent() => Gen.Select(ChoiceCase.Any(Losses), Penalties).Sample((c, penalty) =>
    {
        double[] weights = [.. c.Weights.Select((w, i) => i % 5 == 2 ? 0 : w)];
        int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => weights[i] > 0)];
        var sample = Sample.Of(c.Design, c.Y, weights);
        var without = Rows(c, rows, [.. rows.Select(i => weights[i])]);
        var fitter = new LinearPathFitter(c.Loss, penalty, Grid);
        var folds = Resamples.KFold(sample, 3, c.Seed);
        var itsFolds = Resamples.KFold(without, 3, c.Seed);
        Assert.Equal([.. rows.Select(row => folds.FoldOf()[row])], itsFolds.FoldOf().ToArray());
        AreClose(
            CrossValidation.Run(fitter, sample, folds, default, c.Scores, Fitting with { Tolerance = 1e-13 }),
            CrossValidation.Run(fitter, without, itsFolds, default, c.Scores, Fitting with { Tolerance = 1e-13 }));
    }, iter: 15);

    [Fact]
    public void Threads_change_nothing() => Gen.Select(ChoiceCase.Any(Losses), Penalties).Sample((c, penalty) =>
    {
        long[] Of(int threads)
        {
            var run = CrossValidation.Run(
                new LinearPathFitter(c.Loss, penalty, Grid), c.Weighted, c.Folds(c.Weighted, 4, 2), default, c.Scores, Fitting with { Threads = threads, StopWhenSaturated = true });
            return [.. Numbers(run).Select(BitConverter.DoubleToInt64Bits)];
        }

        Assert.Equal(Of(1), Of(2));
        Assert.Equal(Of(1), Of(8));
    }, iter: 10);

    [Fact]
    public void An_automatic_grid_is_carried_on_while_its_last_is_best_and_one_given_is_not() => Gen.Select(Gen.ULong, Gen.Int[2, 4]).Sample((seed, points) =>
    {
        var c = new ChoiceCase(Loss.Squared, 60, 5, 1, seed);
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = points, Ratio = 0.5 });
        var grid = fitter.Settings(c.Sample);
        var folds = c.Folds(c.Sample, 5);
        var automatic = CrossValidation.Run(fitter, c.Sample, folds, default, [Score.Mse], Fitting);
        var settings = automatic.Path.Points.Select(point => point.Setting).ToImmutableArray();
        Assert.True(automatic.Extended > 0);
        Assert.Equal(grid.Length + automatic.Extended, settings.Length);
        for (int at = 1; at < settings.Length; at++)
            Assert.Equal(grid[1].Value / grid[0].Value, settings[at].Value / settings[at - 1].Value, 1e-9);
        Assert.True(automatic.Curves[0].Best < settings.Length - 1 || fitter.Further(settings) is null);
        for (int at = grid.Length; at < settings.Length; at += 4) // as many are fitted together
            Assert.Equal(at - 1, (automatic.Curves[0] with { Points = automatic.Curves[0].Points[..at] }).Best);

        Assert.Equal(0, CrossValidation.Run(fitter, c.Sample, folds, grid, [Score.Mse], Fitting).Extended);
        AreClose(CrossValidation.Run(fitter, c.Sample, folds, settings, [Score.Mse], Fitting), automatic, 1e-4);
    }, iter: 8);

    private static Sample Rows(ChoiceCase c, int[] rows, double[]? weights = null)
    {
        double[] y = c.Y;
        return Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))], rows.Length), [.. rows.Select(i => y[i])], weights);
    }

    private static IEnumerable<double> Numbers<TModel>(CrossValidated<TModel> run)
        where TModel : IModel => run.Curves.SelectMany(curve => curve.Points).SelectMany(point => (double[])[point.Setting.Value, point.Train, point.Mean, point.StandardError, .. point.PerFold, .. point.PerFoldTrain, .. point.PerRepeat]);

    /// <summary>All but scores of labels: between classes that are equally frequent rounding decides, where no column has a say.</summary>
    private static void AreClose(CrossValidated<LinearModel> one, CrossValidated<LinearModel> other, double tolerance = 1e-6)
    {
        CrossValidated<LinearModel> Unlabelled(CrossValidated<LinearModel> run) => run with { Curves = [.. run.Curves.Where(curve => curve.Score.Needs != ScoreNeeds.Labels)] };
        Assert.Equal(Numbers(Unlabelled(one)), Numbers(Unlabelled(other)), (a, b) => a.Equals(b) || Math.Abs(a - b) <= tolerance * (1 + Math.Abs(a)));
    }

    private static void IsTheLoop<TModel>(IPathFitter<TModel> fitter, Sample sample, Resamples resamples, ImmutableArray<Setting> settings, Score[] scores)
        where TModel : IModel
    {
        var run = CrossValidation.Run(fitter, sample, resamples, settings, scores, Fitting);
        var all = fitter.Fit([sample], settings, Fitting)[0].Points;
        var paths = resamples.TrainingSamples(sample).Select(training => fitter.Fit([training], settings, Fitting)[0].Points).ToArray();
        double[] held = [.. Enumerable.Range(0, resamples.Count).Select(k => resamples.HeldOutWeights(sample, k).Sum())];
        int each = resamples.Count / resamples.Repeats;
        for (int at = 0; at < settings.Length; at++)
        {
            Assert.Equal(settings[at], run.Path.Points[at].Setting);
            SaysTheSame(run.OutOfFold, [.. paths.Select(path => path[at].Model)], sample, resamples, at);
            for (int s = 0; s < scores.Length; s++)
            {
                var point = run.Curves[s].Points[at];
                double[] perFold = [.. paths.Select((path, k) => ScoreOf(scores[s], path[at].Model, sample, resamples.HeldOutWeights(sample, k)))];
                IsClose(ScoreOf(scores[s], all[at].Model, sample, sample.Weights.ToArray()), point.Train, 1e-9);
                Assert.Equal(paths.Select((path, k) => ScoreOf(scores[s], path[at].Model, sample, resamples.TrainingWeights(sample, k))), point.PerFoldTrain, (a, b) => Near(a, b, 1e-9));
                Assert.Equal(perFold, point.PerFold, (a, b) => Near(a, b, 1e-12));
                Assert.Equal(perFold.Any(double.IsNaN), point.Pooled);
                if (point.Pooled)
                    continue;
                var moments = Enumerable.Range(0, resamples.Repeats).Select(r => Moments(perFold[(r * each)..((r + 1) * each)], held[(r * each)..((r + 1) * each)])).ToArray();
                Assert.Equal(moments.Select(own => own.Mean), point.PerRepeat, (a, b) => Near(a, b, 1e-12));
                IsClose(moments.Average(own => own.Mean), point.Mean, 1e-12);
                IsClose(moments.Average(own => own.Error), point.StandardError, 1e-11);
            }
        }
    }

    private static void SaysTheSame<TModel>(OutOfFold said, TModel[] models, Sample sample, Resamples resamples, int at)
        where TModel : IModel
    {
        for (int k = 0; k < models.Length; k++)
        {
            double[] weights = resamples.HeldOutWeights(sample, k), links = Link(models[k], sample);
            int[] rows = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
            Assert.Equal(rows, said.RowsOf(k));
            Assert.Equal(Enumerable.Range(0, said.Outputs).SelectMany(output => rows.Select(i => links[output * weights.Length + i])), said.LinksOf(k, at).ToArray(), (a, b) => Near(a, b, 1e-12));
        }
    }

    private static double[] Link<TModel>(TModel model, Sample sample)
        where TModel : IModel
    {
        var link = new double[sample.Design.Rows * model.Outputs];
        model.Link(sample.Design, link);
        for (int i = 0; i < link.Length; i++)
            link[i] += sample.Offset.IsEmpty ? 0 : sample.Offset[i % sample.Design.Rows];
        return link;
    }

    private static double ScoreOf<TModel>(Score score, TModel model, Sample sample, double[] weights)
        where TModel : IModel
    {
        double[] link = Link(model, sample), mean = new double[link.Length];
        model.Mean(link, mean);
        return score.Value(sample.Target, link, mean, weights);
    }

    private static (double Mean, double Error) Moments(double[] values, double[] weights)
    {
        double total = weights.Sum(), mean = values.Zip(weights, (m, w) => w / total * m).Sum();
        return (mean, Math.Sqrt(values.Zip(weights, (m, w) => w / total * (m - mean) * (m - mean)).Sum() / (values.Length - 1)));
    }

    private static bool Near(double a, double b, double tolerance) => a.Equals(b) || Math.Abs(a - b) <= tolerance * (1 + Math.Abs(a));

    private static void IsClose(double expected, double actual, double tolerance) => Assert.True(Near(expected, actual, tolerance), $"{expected} expected, {actual} found");
}
