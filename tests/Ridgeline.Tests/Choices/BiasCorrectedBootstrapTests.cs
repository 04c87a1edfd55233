using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

public sealed class BiasCorrectedBootstrapTests
{
    private static readonly LambdaGrid Grid = new() { Count = 6, Ratio = 0.01 };
    private static readonly Gen<ChoiceRule> Rules = Gen.Bool.Select(best => best ? ChoiceRule.Best : ChoiceRule.OneStandardError);

    [Fact]
    public void It_is_the_bootstrap_written_by_hand() =>
        Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Poisson, Loss.Multinomial(3)), Rules, Gen.Int[1, 2], Gen.Bool).Sample((c, rule, repeats, grouped) =>
        {
            const int Draws = 40;
            var sample = c.Weighted;
            int[] groups = grouped ? [.. Enumerable.Range(0, c.Rows).Select(i => i / 2)] : [];
            var folds = grouped ? Resamples.Grouped(sample, groups, 3, c.Seed, repeats) : c.Folds(sample, 3, repeats);
            var search = Search(c, sample, folds, Penalty.L1);
            for (int s = 0; s < c.Scores.Length; s++)
            {
                if (c.Scores[s] == Score.Accuracy && repeats > 1)
                    continue; // (2 + 5)/2 and (3 + 4)/2 right are a tie that rounding breaks below
                var honest = BiasCorrectedBootstrap.Run(search, sample, c.Seed, rule, s, Draws, 2);
                double[] draws = [.. Draw(search, sample, groups, c.Seed, rule, s, Draws).Where(value => !double.IsNaN(value)).Order()];
                if (draws.Length == 0)
                {
                    Assert.True(double.IsNaN(honest.Honest));
                    continue;
                }

                double close = 1e-11 * (1 + draws.Max(Math.Abs));
                Assert.Equal(draws.Average(), honest.Honest, close);
                Assert.Equal(Quantile(draws, 0.025), honest.Lower, close);
                Assert.Equal(Quantile(draws, 0.975), honest.Upper, close);
                Assert.Equal(Value(search, sample, search.Curves[s], search.Curves[s].Chosen(rule), [.. sample.Weights]), honest.Search, close);
            }
        }, iter: 25);

    [Fact]
    public void Threads_change_nothing_and_the_seed_does() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Rules).Sample((c, rule) =>
    {
        var search = Search(c, c.Sample, c.Folds(c.Sample, 4), Penalty.L1);
        for (int s = 0; s < c.Scores.Length; s++)
        {
            HonestScore Of(int threads, ulong seed = 5) => BiasCorrectedBootstrap.Run(search, c.Sample, seed, rule, s, 200, threads);
            var one = Of(1);
            Assert.Equal(one, Of(2));
            Assert.Equal(one, Of(8));
            if (one.Lower < one.Upper) // of a class that is never predicted every draw says the same
                Assert.NotEqual(one, Of(1, seed: 6));
        }
    }, iter: 5);

    [Theory]
    [InlineData("logistic")]
    [InlineData("squared")]
    public void Its_intervals_hold_the_refitted_models_true_score_in_nine_of_ten_simulations(string loss)
    {
        const int Times = 200, Rows = 120, Columns = 25, Tested = 4000;
        var of = Loss.Named(loss);
        Score[] scores = loss == "squared" ? [Score.Mse] : [Score.RocAuc, Score.Accuracy, Score.LogLoss];
        ChoiceRule[] rules = [ChoiceRule.Best, ChoiceRule.OneStandardError];
        var unseen = new ChoiceCase(of, Tested, Columns, 0.6, ulong.MaxValue);
        var (design, y) = (unseen.Design, unseen.Y);
        double[] weights = [.. y.Select(_ => 1.0)];
        var inside = new bool[Times, scores.Length, rules.Length];
        Parallel.For(0, Times, s =>
        {
            var c = new ChoiceCase(of, Rows, Columns, 0.6, (ulong)s);
            var sample = c.Sample;
            var search = Search(c, sample, c.Folds(sample, 5), s % 2 == 0 ? Penalty.L1 : Penalty.L2, scores, points: 12, tolerance: 1e-6);
            for (int at = 0; at < scores.Length; at++)
                for (int r = 0; r < rules.Length; r++)
                {
                    var honest = BiasCorrectedBootstrap.Run(search, sample, c.Seed, rules[r], at, 250, 1);
                    var model = search.Path.Points[search.Curves[at].Chosen(rules[r])].Model;
                    double[] link = new double[Tested], mean = new double[Tested];
                    model.Link(design, link);
                    model.Mean(link, mean);
                    double truth = scores[at].Value(y, link, mean, weights);
                    inside[s, at, r] = truth >= honest.Lower && truth <= honest.Upper;
                }
        });
        for (int at = 0; at < scores.Length; at++)
            for (int r = 0; r < rules.Length; r++)
            {
                int covered = Enumerable.Range(0, Times).Count(s => inside[s, at, r]);
                Assert.True(covered >= 0.9 * Times, $"{scores[at].Name}, {rules[r]}: {covered} of {Times} intervals hold the true score");
            }
    }

    [Fact]
    public void Of_noise_most_of_the_searchs_promise_goes_and_the_interval_holds_chance()
    {
        const int Times = 100;
        var of = new HonestScore[Times];
        Parallel.For(0, Times, s =>
        {
            var c = new ChoiceCase(Loss.Logistic, 100, 50, 0, (ulong)s);
            of[s] = BiasCorrectedBootstrap.Run(Search(c, c.Sample, c.Folds(c.Sample, 5), Penalty.L1, [Score.RocAuc], points: 12, tolerance: 1e-6), c.Sample, 1, threads: 1);
        });
        double search = of.Average(h => h.Search) - 0.5, honest = of.Average(h => h.Honest) - 0.5;
        Assert.True(search > 0.04, $"the search says 0.5 + {search}");
        Assert.True(Math.Abs(honest) < search / 2, $"honest is 0.5 + {honest}, the search 0.5 + {search}");
        Assert.True(of.Count(h => h.Lower <= 0.5 && h.Upper >= 0.5) >= 0.9 * Times);
    }

    [Fact]
    public void Groups_of_copies_are_worth_what_single_rows_are() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Logistic), Rules).Sample((c, rule) =>
    {
        const int Copies = 3;
        var folds = c.Folds(c.Sample, 3);
        int[] row = [.. Enumerable.Range(0, c.Rows * Copies).Select(i => i / Copies)];
        double[] x = [.. Enumerable.Range(0, c.Columns).SelectMany(j => row.Select(i => c.X[j * c.Rows + i]))], y = c.Y;
        var copied = Sample.Of(Design.Dense(x, row.Length), [.. row.Select(i => y[i])]);
        var copiedFolds = Resamples.Given([.. row.Select(i => folds.FoldOf()[i])], row);
        var (single, several) = (Search(c, c.Sample, folds, Penalty.L1), Search(c, copied, copiedFolds, Penalty.L1));
        for (int s = 0; s < c.Scores.Length; s++)
        {
            if (c.Scores[s].Needs is ScoreNeeds.Labels or ScoreNeeds.Ranks)
                continue; // at a probability of ½, and between equal predictions of different folds, rounding decides
            HonestScore one = BiasCorrectedBootstrap.Run(single, c.Sample, 3, rule, s, 100), other = BiasCorrectedBootstrap.Run(several, copied, 3, rule, s, 100);
            Assert.Equal([one.Honest, one.Lower, one.Upper], [other.Honest, other.Lower, other.Upper], (a, b) => Math.Abs(a - b) <= 1e-6 * (1 + Math.Abs(a)));
        }
    }, iter: 8);

    [Fact]
    public void Scaling_importance_weights_changes_nothing_and_rows_without_weight_are_not_there() => ChoiceCase.Any(Loss.Squared, Loss.Logistic).Sample(c =>
    {
        double[] weights = c.Weights;
        weights[3] = 0;
        Sample Of(double scale) => Sample.Of(c.Design, c.Y, [.. weights.Select(w => scale * w)]);
        var folds = c.Folds(Of(1), 3);
        for (int s = 0; s < c.Scores.Length; s++)
            Assert.Equal(
                BiasCorrectedBootstrap.Run(Search(c, Of(1), folds, Penalty.L2), Of(1), 3, curve: s, draws: 50),
                BiasCorrectedBootstrap.Run(Search(c, Of(4), folds, Penalty.L2), Of(4), 3, curve: s, draws: 50));

        int[] kept = [.. Enumerable.Range(0, c.Rows).Where(i => i != 3)];
        double[] y = c.Y;
        var without = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => kept.Select(i => c.X[j * c.Rows + i]))], kept.Length), [.. kept.Select(i => y[i])], [.. kept.Select(i => weights[i])]);
        var itsFolds = Resamples.Given([.. kept.Select(i => folds.FoldOf()[i])]);
        HonestScore one = BiasCorrectedBootstrap.Run(Search(c, Of(1), folds, Penalty.L2), Of(1), 3, draws: 50), other = BiasCorrectedBootstrap.Run(Search(c, without, itsFolds, Penalty.L2), without, 3, draws: 50);
        Assert.Equal(one.Honest, other.Honest, 1e-6 * (1 + Math.Abs(one.Honest)));
    }, iter: 8);

    [Fact]
    public void A_row_in_no_fold_is_not_drawn() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        ImmutableArray<int> foldOf = [.. Enumerable.Range(0, c.Rows).Select(i => i == 4 ? Resamples.None : i % 3)];
        var search = Search(c, c.Sample, Resamples.Given(foldOf), Penalty.L2, [Score.Mse]);
        double[] weights = [.. Enumerable.Range(0, c.Rows).Select(i => i == 4 ? 0.0 : 1)];
        Assert.Equal(BiasCorrectedBootstrap.Run(search, c.Sample.Reweighted(weights), 1, draws: 50), BiasCorrectedBootstrap.Run(search, c.Sample, 1, draws: 50));
    }, iter: 5);

    [Fact]
    public void What_has_no_rows_to_exchange_is_refused_with_what_to_do_instead()
    {
        var c = new ChoiceCase(Loss.Squared, 30, 6, 0.5, 1);
        string Refused(Resamples resamples) =>
            Assert.Throws<ArgumentException>(() => BiasCorrectedBootstrap.Run(Search(c, c.Sample, resamples, Penalty.L2), c.Sample, 1)).Message;
        Assert.Contains("3 folds in time order can't be bootstrapped", Refused(Resamples.TimeOrdered(c.Sample, 3)));
        Assert.Contains("nested cross-validation with outer folds in time order", Refused(Resamples.TimeOrdered(c.Sample, 3)));
        Assert.Contains("10 bootstrap draws can't be bootstrapped", Refused(Resamples.Bootstrap(c.Sample, 10, 1)));
        Assert.Contains("use folds", Refused(Resamples.ShuffleSplit(c.Sample, 4, 0.3, 1)));
        var search = Search(c, c.Sample, c.Folds(c.Sample, 3), Penalty.L2);
        Assert.Throws<ArgumentOutOfRangeException>(() => BiasCorrectedBootstrap.Run(search, c.Sample, 1, draws: 1));
        Assert.Throws<ArgumentException>(() => BiasCorrectedBootstrap.Run(search, new ChoiceCase(Loss.Squared, 31, 6, 0.5, 1).Sample, 1));
        Assert.Throws<OperationCanceledException>(() => BiasCorrectedBootstrap.Run(search, c.Sample, 1, stop: new CancellationToken(true)));
    }

    private static CrossValidated<LinearModel> Search(ChoiceCase c, Sample sample, Resamples folds, Penalty penalty, Score[]? scores = null, int points = 6, double tolerance = 1e-13)
    {
        var fitter = new LinearPathFitter(c.Loss, penalty, Grid with { Count = points });
        return CrossValidation.Run(fitter, sample, folds, fitter.Settings(sample), scores ?? c.Scores, new FitOptions { Tolerance = tolerance, Threads = 1 });
    }

    /// <summary>The honest score of every draw, from predictions row by row.</summary>
    private static double[] Draw(CrossValidated<LinearModel> search, Sample sample, int[] groups, ulong seed, ChoiceRule rule, int s, int draws)
    {
        var curve = search.Curves[s];
        var bootstrap = Resamples.Bootstrap(sample, draws, seed, groups);
        double[] OfDraw(int b)
        {
            double[] weights = bootstrap.TrainingWeights(sample, b), others = bootstrap.HeldOutWeights(sample, b);
            double[] values = [.. curve.Points.Select((_, at) => Value(search, sample, curve, at, weights))];
            int best = 0;
            for (int at = 1; at < values.Length; at++)
                best = curve.Score.IsBetter(values[at], values[best]) ? at : best;
            double slack = double.IsNaN(curve.Points[best].StandardError) || rule == ChoiceRule.Best ? 0 : curve.Points[best].StandardError;
            int chosen = rule == ChoiceRule.Best ? best
                : Array.FindIndex(values, value => curve.Score.HigherIsBetter ? value >= values[best] - slack : value <= values[best] + slack);
            return [double.IsNaN(values[best]) ? double.NaN : Value(search, sample, curve, chosen, others)];
        }

        return [.. Enumerable.Range(0, draws).SelectMany(OfDraw)];
    }

    /// <summary>Each repeat's rows together, or for an area fold after fold.</summary>
    private static double Value(CrossValidated<LinearModel> search, Sample sample, ScoreCurve curve, int setting, double[] weights)
    {
        int each = search.Resamples.Count / search.Resamples.Repeats;
        bool byFold = curve.Score == Score.RocAuc && !curve.Points[0].Pooled;
        double mean = 0;
        for (int repeat = 0; repeat < search.Resamples.Repeats; repeat++)
        {
            int[] folds = [.. Enumerable.Range(repeat * each, each)];
            var parts = (byFold ? folds.Select(fold => new[] { fold }) : [folds]).Select(own => OfFolds(search, sample, curve.Score, setting, own, weights)).Where(part => !double.IsNaN(part.Value)).ToArray();
            mean += parts.Sum(part => part.Value * part.Weight) / parts.Sum(part => part.Weight) / search.Resamples.Repeats;
        }

        return mean;
    }

    private static (double Value, double Weight) OfFolds(CrossValidated<LinearModel> search, Sample sample, Score score, int setting, int[] folds, double[] weights)
    {
        var said = search.OutOfFold;
        var rows = folds.SelectMany(fold => said.RowsOf(fold).Select((row, i) => (Row: row, Link: Enumerable.Range(0, said.Outputs).Select(k => said.LinksOf(fold, setting)[k * said.RowsOf(fold).Length + i]).ToArray())))
            .Where(pair => weights[pair.Row] > 0).ToArray();
        double[] y = new double[rows.Length], link = [.. Enumerable.Range(0, said.Outputs).SelectMany(k => rows.Select(pair => pair.Link[k]))], mean = new double[link.Length];
        for (int i = 0; i < y.Length; i++)
            y[i] = sample.Target[rows[i].Row];
        search.Path.Points[0].Model.Mean(link, mean);
        double[] own = [.. rows.Select(pair => weights[pair.Row])];
        return (rows.Length == 0 ? double.NaN : score.Value(y, link, mean, own), own.Sum());
    }

    private static double Quantile(double[] sorted, double probability)
    {
        double at = probability * (sorted.Length - 1);
        int below = (int)Math.Floor(at), above = (int)Math.Ceiling(at);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
