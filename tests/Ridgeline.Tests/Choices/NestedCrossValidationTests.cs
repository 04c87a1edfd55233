using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

public sealed class NestedCrossValidationTests
{
    private static readonly FitOptions Fitting = new() { Tolerance = 1e-9, Threads = 2 };
    private static readonly LambdaGrid Grid = new() { Count = 6, Ratio = 0.01 };
    private static readonly Gen<ChoiceRule> Rules = Gen.Bool.Select(best => best ? ChoiceRule.Best : ChoiceRule.OneStandardError);
    private static readonly Gen<Penalty> Penalties = Gen.Int[0, 2].Select(at => at == 0 ? Penalty.L1 : at == 1 ? Penalty.L2 : Penalty.ElasticNet(0.5));

    [Fact]
    public void It_is_the_loops_written_by_hand() =>
        Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Penalties, Rules, Gen.Int[1, 2]).Sample((c, penalty, rule, repeats) =>
        {
            var (fitter, sample) = (new LinearPathFitter(c.Loss, penalty, Grid), c.Weighted);
            var outer = c.Folds(sample, 3, repeats);
            var scores = c.Scores[..1];
            Resamples Inner(Sample training, int k) => Resamples.KFold(training, 4, (ulong)k);
            var nested = NestedCrossValidation.Run(fitter, sample, outer, Inner, fitter.Settings(sample), scores, rule, Fitting);

            double[] perFold = new double[outer.Count], held = new double[outer.Count];
            for (int k = 0; k < outer.Count; k++)
            {
                var training = sample.Reweighted(outer.TrainingWeights(sample, k));
                var (means, errors) = InnerCurve(fitter, training, Inner(training, k), fitter.Settings(sample), scores[0]);
                int chosen = Chosen(means, errors, rule);
                var model = fitter.Fit([training], fitter.Settings(sample), Fitting)[0].Points[chosen].Model;
                Assert.Equal(chosen, nested.Folds[k].At);
                Assert.Equal(model.Coefficients, nested.Folds[k].Chosen.Model.Coefficients);
                Assert.Equal(means, nested.Folds[k].Curves[0].Points.Select(point => point.Mean), (a, b) => Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
                double[] weights = outer.HeldOutWeights(sample, k);
                (perFold[k], held[k]) = (ScoreOf(scores[0], model, sample, weights), weights.Sum());
            }

            Assert.Equal(perFold, nested.Scores[0].PerFold, (a, b) => Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
            double mean = 0, error = 0;
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                var own = Moments(perFold[(3 * repeat)..(3 * repeat + 3)], held[(3 * repeat)..(3 * repeat + 3)]);
                (mean, error) = (mean + own.Mean / repeats, error + own.Error / repeats);
            }

            Assert.Equal(mean, nested.Scores[0].Mean, 1e-12 * (1 + Math.Abs(mean)));
            Assert.Equal(error, nested.Scores[0].StandardError, 1e-12 * (1 + Math.Abs(mean)));
        }, iter: 12);

    [Fact]
    public void Threads_change_nothing() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Rules).Sample((c, rule) =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, Grid);
        string Of(int threads)
        {
            var nested = NestedCrossValidation.Run(fitter, c.Sample, c.Folds(c.Sample, 3), (training, k) => Resamples.KFold(training, 3, (ulong)k), default, c.Scores, rule, Fitting with { Threads = threads });
            return string.Join(';', nested.Scores.SelectMany(score => score.PerFold.Append(score.Mean)).Concat(nested.Folds.SelectMany(fold => fold.Chosen.Model.Coefficients.Add(fold.Chosen.Setting.Value)))
                .Select(BitConverter.DoubleToInt64Bits));
        }

        Assert.Equal(Of(1), Of(2));
        Assert.Equal(Of(1), Of(8));
    }, iter: 5);

    [Fact]
    public void Held_out_rows_are_unseen_by_grid_curves_choice_and_model() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Rules).Sample((c, rule) =>
    {
        var outer = c.Folds(c.Sample, 3);
        var held = outer.HeldOutWeights(c.Sample, 0);
        double[] x = [.. c.X.Select((value, at) => held[at % c.Rows] > 0 ? 1e3 * value - 7 : value)];
        double[] y = [.. c.Y.Select((value, i) => held[i] > 0 ? 1 - value : value)];
        for (int i = 0; i < c.Rows; i++)
            x[i] = held[i] > 0 ? i : 3; // constant but for the rows held out
        double[] same = [.. x.Select((value, at) => at >= c.Rows && held[at % c.Rows] > 0 ? c.X[at] : value)];
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, Grid);
        NestedFold<LinearModel> First(double[] columns, double[] target) => NestedCrossValidation.Run(
            fitter, Sample.Of(Design.Dense(columns, c.Rows), target), outer, (training, k) => Resamples.KFold(training, 4, (ulong)k), default, c.Scores[..1], rule, Fitting).Folds[0];

        var (one, other) = (First(x, y), First(same, c.Y));
        Assert.Equal(one.Chosen.Setting, other.Chosen.Setting);
        Assert.Equal(one.Chosen.Model.Coefficients, other.Chosen.Model.Coefficients);
        Assert.Equal(one.Curves[0].Points.Select(point => point.Mean), other.Curves[0].Points.Select(point => point.Mean));
        Assert.Equal(0, one.Chosen.Model.Coefficients[0]);
    }, iter: 10);

    [Fact]
    public void Groups_stay_whole_outside_and_inside() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        int[] groups = [.. Enumerable.Range(0, c.Rows).Select(i => i / 2)];
        var outer = Resamples.Grouped(c.Sample, groups, 3, c.Seed);
        NestedCrossValidation.Run(new LinearPathFitter(c.Loss, Penalty.L2, Grid), c.Sample, outer, (training, k) =>
        {
            double[] held = outer.HeldOutWeights(c.Sample, k);
            Assert.DoesNotContain(true, Enumerable.Range(0, c.Rows).Select(i => training.Weights[i] > 0 && groups.Where((_, other) => held[other] > 0).Contains(groups[i])));
            var inner = Resamples.Grouped(training, groups, 3, c.Seed);
            for (int fold = 0; fold < inner.Count; fold++)
            {
                double[] learned = inner.TrainingWeights(training, fold), scored = inner.HeldOutWeights(training, fold);
                for (int i = 0; i < c.Rows; i++)
                    Assert.True((learned[i] == 0 && scored[i] == 0) || (held[i] == 0 && scored[Math.Min(i ^ 1, c.Rows - 1)] == scored[i]));
            }

            return inner;
        }, default, [Score.Mse], ChoiceRule.Best, Fitting);
    }, iter: 5);

    [Fact]
    public void In_time_order_nothing_later_is_seen() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, Grid);
        NestedFold<LinearModel>[] Of(double[] y)
        {
            var sample = Sample.Of(c.Design, y);
            var outer = Resamples.TimeOrdered(sample, 3);
            return [.. NestedCrossValidation.Run(fitter, sample, outer, (training, _) => Resamples.TimeOrdered(training, 2), default, [Score.Mse], ChoiceRule.Best, Fitting).Folds];
        }

        double[] later = c.Y;
        later[^1] += 1e3;
        for (int k = 0; k < 3; k++)
            Assert.Equal(Of(c.Y)[k].Chosen.Model.Coefficients, Of(later)[k].Chosen.Model.Coefficients);
    }, iter: 5);

    [Fact]
    public void An_area_that_a_fold_of_one_row_cannot_have_is_pooled() => ChoiceCase.Any(Loss.Logistic).Where(c => c.Y.Sum() >= 4 && c.Y.Sum() <= c.Rows - 4).Sample(c =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, Grid);
        var outer = Resamples.LeaveOneOut(c.Sample);
        var nested = NestedCrossValidation.Run(fitter, c.Sample, outer, (training, k) => Resamples.Stratified(training, 2, 1), default, [Score.LogLoss, Score.RocAuc], ChoiceRule.Best, Fitting);
        var links = nested.Folds.Select((fold, i) =>
        {
            var all = new double[c.Rows];
            fold.Chosen.Model.Link(c.Design, all);
            return all[i];
        }).ToArray();
        Assert.True(nested.Scores[1].Pooled && double.IsNaN(nested.Scores[1].StandardError));
        Assert.Equal(Score.RocAuc.Value(c.Y, links, links, c.Sample.Weights), nested.Scores[1].Mean, 1e-12);
        Assert.True(double.IsNaN(nested.Honest(nested.Folds[0].Curves[1]).Lower));
        Assert.False(nested.Scores[0].Pooled);
    }, iter: 4);

    [Fact]
    public void Of_a_target_shuffled_against_X_the_search_promises_something_and_nested_scores_are_at_chance()
    {
        const int Times = 60;
        var headlines = Enumerable.Range(0, Times).Select(s =>
        {
            var c = new ChoiceCase(Loss.Logistic, 80, 40, 1, (ulong)s);
            double[] y = c.Y;
            new RandomStream((ulong)s, 9).Shuffle<double>(y);
            var (fitter, sample) = (new LinearPathFitter(c.Loss, Penalty.L1, new LambdaGrid { Count = 15, Ratio = 0.01 }), Sample.Of(c.Design, y));
            var search = CrossValidation.Run(fitter, sample, Resamples.Stratified(sample, 5, (ulong)s), default, [Score.RocAuc], Fitting);
            return NestedCrossValidation.Run(
                fitter, sample, Resamples.Stratified(sample, 5, (ulong)s), (training, k) => Resamples.Stratified(training, 5, (ulong)k), default, [Score.RocAuc], ChoiceRule.Best, Fitting).Honest(search.Curves[0]);
        }).ToArray();
        double Error(Func<HonestScore, double> value) => Math.Sqrt(headlines.Sum(h => Math.Pow(value(h) - headlines.Average(value), 2)) / (Times - 1) / Times);
        Assert.InRange(headlines.Average(h => h.Honest) - 0.5, -3 * Error(h => h.Honest), 3 * Error(h => h.Honest));
        Assert.True(headlines.Average(h => h.Search) - 0.5 > 3 * Error(h => h.Search));
        Assert.True(headlines.Average(h => h.Optimism) > 0.03);
    }

    [Fact]
    public void The_interval_is_Students_and_what_overlaps_has_none()
    {
        var c = new ChoiceCase(Loss.Squared, 60, 6, 0.5, 3);
        var fitter = new LinearPathFitter(c.Loss, Penalty.L1, Grid);
        HonestScore Of(Resamples outer)
        {
            var nested = NestedCrossValidation.Run(fitter, c.Sample, outer, (training, k) => Resamples.KFold(training, 3, 1), default, [Score.Mse], ChoiceRule.Best, Fitting);
            var honest = nested.Honest(nested.Folds[0].Curves[0]);
            Assert.Equal((HonestMethod.Nested, nested.Scores[0].Mean), (honest.Method, honest.Honest));
            if (!double.IsNaN(honest.Upper))
                Assert.Equal(2.7764451051977987 * nested.Scores[0].StandardError, honest.Upper - honest.Honest, 1e-9); // t of 4 degrees of freedom
            Assert.Throws<ArgumentException>(() => nested.Honest(nested.Folds[0].Curves[0] with { Score = Score.Mae }));
            return honest;
        }

        Assert.False(double.IsNaN(Of(Resamples.KFold(c.Sample, 5, 1)).Lower));
        Assert.True(double.IsNaN(Of(Resamples.Bootstrap(c.Sample, 5, 1)).Lower));
    }

    private static (double[] Means, double[] Errors) InnerCurve(LinearPathFitter fitter, Sample training, Resamples inner, ImmutableArray<Setting> settings, Score score)
    {
        double[] means = new double[settings.Length], errors = new double[settings.Length];
        double[][] perFold = [.. settings.Select(_ => new double[inner.Count])];
        double[] held = new double[inner.Count];
        for (int k = 0; k < inner.Count; k++)
        {
            double[] weights = inner.HeldOutWeights(training, k);
            held[k] = weights.Sum();
            var path = fitter.Fit([inner.TrainingSamples(training)[k]], settings, Fitting)[0];
            for (int at = 0; at < settings.Length; at++)
                perFold[at][k] = ScoreOf(score, path.Points[at].Model, training, weights);
        }

        for (int at = 0; at < settings.Length; at++)
            (means[at], errors[at]) = Moments(perFold[at], held);
        return (means, errors);
    }

    private static double ScoreOf(Score score, LinearModel model, Sample sample, double[] weights)
    {
        double[] link = new double[sample.Design.Rows], mean = new double[link.Length];
        model.Link(sample.Design, link);
        for (int i = 0; i < link.Length; i++)
            link[i] += sample.Offset.IsEmpty ? 0 : sample.Offset[i];
        model.Mean(link, mean);
        return score.Value(sample.Target, link, mean, weights);
    }

    private static (double Mean, double Error) Moments(double[] values, double[] weights)
    {
        double total = weights.Sum(), mean = values.Zip(weights, (m, w) => w / total * m).Sum();
        return (mean, Math.Sqrt(values.Zip(weights, (m, w) => w / total * (m - mean) * (m - mean)).Sum() / (values.Length - 1)));
    }

    /// <summary>Of losses, as both scores here are.</summary>
    private static int Chosen(double[] means, double[] errors, ChoiceRule rule)
    {
        int best = Array.IndexOf(means, means.Min());
        return rule == ChoiceRule.Best ? best : Array.FindIndex(means, mean => mean <= means[best] + errors[best]);
    }
}
