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
using Ridgeline.Trees;
using static Ridgeline.Tests.Choices.SearchSamples;

namespace Ridgeline.Tests.Choices;

public sealed class GridSearchTests
{
    private static readonly Score[] Scores = [Score.RocAuc, Score.LogLoss, Score.Accuracy];
    private static readonly ParameterGrid Grid = new ParameterGrid().With("l1Ratio", 0, 0.5, 1).With("scaled", true, false).Strengths(Knob.Lambda, 0.001, 0.1, 0.01);
    private static readonly SearchOptions Tight = new() { Fit = new FitOptions { Tolerance = 1e-12, MaxIterations = 1000 } };

    [Fact]
    public void A_row_is_the_resamples_mean_and_their_standard_deviation_over_K_and_its_rank_one_more_than_are_better() => Gen.ULong.Sample(seed =>
    {
        var sample = Classes(60, 4, seed);
        var table = GridSearch.Run(Logistic(sample), [Grid], Resamples.Stratified(sample, 4, seed), Scores).Table;
        Assert.Equal(Grid.Points, table.Rows.Select(row => row.Parameters));
        for (int s = 0; s < Scores.Length; s++)
            foreach (var row in table.Rows)
            {
                var score = row.Scores[s];
                double mean = (score.Test[0] + score.Test[1] + score.Test[2] + score.Test[3]) / 4;
                Assert.Equal(mean, score.MeanTest, 1e-15);
                Assert.Equal(Math.Sqrt(score.Test.Sum(t => Math.Pow(t - mean, 2)) / 4), score.StdTest, 1e-14);
                Assert.Equal(Math.Sqrt(score.Train.Sum(t => Math.Pow(t - score.MeanTrain, 2)) / 4), score.StdTrain, 1e-14);
                Assert.Equal(1 + table.Rows.Count(other => Scores[s].IsBetter(other.Scores[s].MeanTest, score.MeanTest)), score.Rank);
                Assert.Equal(row.Parameters.Number("lambda"), row.Setting.Value);
            }
    }, iter: 10);

    /// <summary>scipy.stats.rankdata(method="min") of the means turned to "larger is better"; undefined ones come last, as scikit-learn ranks them.</summary>
    [Fact]
    public void Equal_means_share_the_smallest_rank_and_undefined_ones_the_last() =>
        Gen.OneOf(Gen.Int[0, 4].Select(k => k * 0.25), Gen.Const(double.NaN)).Array[1, 30].Sample(means =>
        {
            foreach (var score in new[] { Score.RocAuc, Score.LogLoss })
                Assert.Equal(means.Select(mean => 1 + means.Count(other => score.IsBetter(other, mean))), CandidateSearch<LinearModel>.Ranks(score, means));
        });

    [Fact]
    public void Walked_as_a_path_strengths_are_worth_what_they_are_fitted_one_by_one() => Gen.ULong.Sample(seed =>
    {
        var sample = Classes(80, 6, seed);
        var resamples = Resamples.Stratified(sample, 3, seed);
        double[] lambdas = [0.2, 0.0003, 0.02, 0.002];
        var rest = new ParameterGrid().With("l1Ratio", 0, 0.3, 1).With("scaled", true, false);
        var walked = GridSearch.Run(Logistic(sample), [rest.Strengths(Knob.Lambda, lambdas)], resamples, [Score.LogLoss], Tight);
        var single = GridSearch.Run(
            parameters => Logistic(sample)(parameters) with { Setting = Strength.Lambda(parameters.Number("lambda")).Setting },
            [rest.With("lambda", [.. lambdas.Select(lambda => (ParameterValue)lambda)])], resamples, [Score.LogLoss], Tight);
        Assert.Equal(single.Table.Rows.Select(row => row.Parameters), walked.Table.Rows.Select(row => row.Parameters));
        for (int row = 0; row < walked.Table.Rows.Length; row++)
        {
            var (a, b) = (single.Table.Rows[row].Scores[0], walked.Table.Rows[row].Scores[0]);
            Assert.Equal(a.Test, b.Test, (t, u) => Math.Abs(t - u) <= 1e-9);
            Assert.Equal(a.Train, b.Train, (t, u) => Math.Abs(t - u) <= 1e-9);
        }

        Assert.Equal(single.BestIndex, walked.BestIndex);
        Assert.Equal(single.Best!.Point.Model.Coefficients, walked.Best!.Point.Model.Coefficients, (t, u) => Math.Abs(t - u) <= 1e-9);
    }, iter: 10);

    [Fact]
    public void Every_path_is_walked_once_a_resample_and_the_best_once_more()
    {
        var sample = Classes(40, 3, 1);
        int told = 0;
        var counting = new CountingFitter(new LinearPathFitter(Loss.Logistic, Penalty.L2));
        GridSearch.Run(
            _ =>
            {
                told++;
                return new Candidate<LinearModel>(counting, sample);
            }, [new ParameterGrid().With("a", 1, 2).Strengths(Knob.C, 1, 2, 3)], Resamples.Stratified(sample, 5, 1), [Score.LogLoss]);
        Assert.Equal((2, 2 * 5 + 1, 2 * 5 * 3 + 1), (told, counting.Walks, counting.Fits));
    }

    [Fact]
    public void A_search_of_one_path_has_the_scores_of_cross_validation() => Gen.ULong.Sample(seed =>
    {
        var sample = Classes(60, 4, seed);
        var resamples = Resamples.Bootstrap(sample, 4, seed);
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L1);
        var table = GridSearch.Run(_ => new Candidate<LinearModel>(fitter, sample), [new ParameterGrid().Strengths(Knob.C, 0.1, 1, 10)], resamples, Scores).Table;
        var curves = CrossValidation.Run(fitter, sample, resamples, [.. table.Rows.Select(row => row.Setting)], Scores, new FitOptions()).Curves;
        for (int s = 0; s < Scores.Length; s++)
            for (int row = 0; row < 3; row++)
            {
                Assert.Equal(curves[s].Points[row].PerFold, table.Rows[row].Scores[s].Test);
                Assert.Equal(curves[s].Points[row].PerFoldTrain, table.Rows[row].Scores[s].Train);
            }
    }, iter: 10);

    [Fact]
    public void A_row_twice_is_a_row_of_frequency_2() => Gen.ULong.Sample(seed =>
    {
        var sample = Classes(40, 3, seed);
        double[] frequencies = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? 2.0 : 1)];
        int[] rows = [.. Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat(i, (int)frequencies[i]))];
        int[] foldOf = [.. Resamples.Stratified(sample, 4, seed).FoldOf()];
        var weighted = Sample.Of(sample.Design, sample.Target, frequencies, WeightKind.Frequency);
        var repeated = Sample.Of(
            Design.Dense([.. Enumerable.Range(0, 3).SelectMany(j => rows.Select(i => sample.Design[i, j]))], rows.Length), [.. rows.Select(i => sample.Target[i])], weightKind: WeightKind.Frequency);
        var a = GridSearch.Run(Logistic(weighted), [Grid], Resamples.Given([.. foldOf]), Scores, Tight).Table;
        var b = GridSearch.Run(Logistic(repeated), [Grid], Resamples.Given([.. rows.Select(i => foldOf[i])]), Scores, Tight).Table;
        for (int row = 0; row < a.Rows.Length; row++)
            for (int s = 0; s < Scores.Length; s++)
            {
                Assert.Equal(b.Rows[row].Scores[s].Test, a.Rows[row].Scores[s].Test, (t, u) => Math.Abs(t - u) <= 1e-9);
                Assert.Equal(b.Rows[row].Scores[s].Train, a.Rows[row].Scores[s].Train, (t, u) => Math.Abs(t - u) <= 1e-9);
            }
    }, iter: 10);

    [Fact]
    public void Candidates_may_see_the_rows_through_designs_of_their_own()
    {
        var sample = Classes(60, 4, 7);
        var resamples = Resamples.Stratified(sample, 4, 7);
        Sample[] views = [.. Enumerable.Range(1, 4).Select(columns => Sample.Of(
            Design.Dense([.. Enumerable.Range(0, 60 * columns).Select(at => sample.Design[at % 60, at / 60])], 60), sample.Target))];
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L2);
        var all = GridSearch.Run(
            p => new Candidate<LinearModel>(fitter, views[p.Whole("columns") - 1]), [new ParameterGrid().With("columns", 1, 2, 3, 4).Strengths(Knob.C, 1)], resamples, Scores);
        for (int k = 0; k < 4; k++)
            Assert.Equal(
                GridSearch.Run(_ => new Candidate<LinearModel>(fitter, views[k]), [new ParameterGrid().Strengths(Knob.C, 1)], resamples, Scores).Table.Rows[0].Scores.SelectMany(score => score.Test),
                all.Table.Rows[k].Scores.SelectMany(score => score.Test));
        Assert.Equal(all.BestParameters!.Whole("columns"), all.Best!.Point.Model.Coefficients.Length);
    }

    [Fact]
    public void Trees_are_truncated_along_depth_as_they_are_grown_to_it()
    {
        var sample = Classes(120, 4, 3);
        var resamples = Resamples.Stratified(sample, 4, 3);
        double[] depths = [2, 1, double.PositiveInfinity, 4];
        var leaves = new ParameterGrid().With("minLeaf", 1, 5);
        var walked = GridSearch.Run(p => new Candidate<DecisionTree>(new TreePathFitter(new TreeOptions { MinSamplesLeaf = p.Whole("minLeaf") }, Knob.Depth), sample), [leaves.Strengths(Knob.Depth, depths)], resamples, Scores);
        var single = GridSearch.Run(
            p => new Candidate<DecisionTree>(new TreePathFitter(new TreeOptions { MinSamplesLeaf = p.Whole("minLeaf") }, Knob.Depth), sample) { Setting = new Setting(Knob.Depth, p.Number("depth")) },
            [leaves.With("depth", [.. depths.Select(depth => (ParameterValue)depth)])], resamples, Scores);
        Assert.Equal(Bits(single.Table), Bits(walked.Table), ignoreCase: false);
        Assert.Equal(single.Best!.Point.Model.Nodes.Length, walked.Best!.Point.Model.Nodes.Length);
        Assert.All(walked.Table.Rows, row => Assert.Equal(0, row.Unconverged));

        Assert.Throws<ArgumentException>(() => GridSearch.Run(p => new Candidate<DecisionTree>(new TreePathFitter(new TreeOptions { MinSamplesLeaf = p.Whole("minLeaf") }, Knob.Depth), sample), [leaves], resamples, [Score.Accuracy]));
    }

    [Fact]
    public void Threads_change_no_bit() => Gen.ULong.Sample(seed =>
    {
        var sample = Classes(70, 5, seed);
        var results = new[] { 1, 2, 8 }.Select(threads => GridSearch.Run(
            Logistic(sample), [Grid], Resamples.Stratified(sample, 3, seed, repeats: 2), Scores, new SearchOptions { Fit = new FitOptions { Threads = threads } })).ToArray();
        Assert.All(results, result => Assert.Equal(Bits(results[0].Table), Bits(result.Table)));
        Assert.All(results, result => Assert.Equal(results[0].Best!.Point.Model.Coefficients, result.Best!.Point.Model.Coefficients));
    }, iter: 5);

    [Fact]
    public void Draws_of_a_longer_random_search_begin_like_a_shorter_ones()
    {
        var sample = Classes(60, 4, 5);
        var space = new ParameterDistributions().With("l1Ratio", ParameterDistribution.Uniform(0, 1)).With("scaled", ParameterDistribution.Choice(true, false));
        var drawn = space.Strengths(Knob.Lambda, ParameterDistribution.LogUniform(1e-4, 1));
        var resamples = Resamples.Stratified(sample, 3, 5);
        SearchTable Run(ParameterDistributions from, int count) => RandomSearch.Run(Logistic(sample), from, count, 11, resamples, Scores).Table;
        var (few, many) = (Run(drawn, 4), Run(drawn, 9));
        Assert.Equal((4, 9), (few.Rows.Length, many.Rows.Length));
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal(drawn.Draw(11, row), few.Rows[row].Parameters);
            Assert.Equal(few.Rows[row].Parameters, many.Rows[row].Parameters);
            Assert.Equal(few.Rows[row].Scores.SelectMany(score => score.Test), many.Rows[row].Scores.SelectMany(score => score.Test));
        }

        var listed = Run(space.Strengths(Knob.Lambda, 0.1, 0.01), 3);
        Assert.Equal([0.1, 0.01, 0.1, 0.01, 0.1, 0.01], listed.Rows.Select(row => row.Parameters.Number("lambda")));
        Assert.Equal([0, 0, 1, 1, 2, 2], listed.Rows.Select(row => row.Path));
    }

    [Fact]
    public void Draws_that_are_the_same_are_fitted_once_and_shown_twice()
    {
        var sample = Classes(40, 3, 1);
        var counting = new CountingFitter(new LinearPathFitter(Loss.Logistic, Penalty.L2));
        var space = new ParameterDistributions().Strengths(Knob.C, ParameterDistribution.Choice(1, 2));
        var table = RandomSearch.Run(_ => new Candidate<LinearModel>(counting, sample), space, 12, 1, Resamples.Stratified(sample, 5, 1), [Score.LogLoss], new SearchOptions { Refit = false }).Table;
        Assert.Equal((12, 5, 10), (table.Rows.Length, counting.Walks, counting.Fits));
        Assert.Equal(2, table.Rows.Select(row => row.Scores[0].MeanTest).Distinct().Count());
    }

    [Fact]
    public void Stopped_it_fits_no_more()
    {
        var sample = Classes(60, 4, 1);
        var resamples = Resamples.Stratified(sample, 5, 1);
        foreach (int threads in new[] { 1, 4 })
            foreach (int after in new[] { 0, 1, 7, 50 })
            {
                using var stop = new CancellationTokenSource();
                var counting = new CountingFitter(new LinearPathFitter(Loss.Logistic, Penalty.L2));
                int seen = 0;
                var one = new Lock(); // nobody reports a fit between the one that stops and the stop
                if (after == 0)
                    stop.Cancel();
                Assert.Throws<OperationCanceledException>(() => GridSearch.Run(
                    _ => new Candidate<LinearModel>(counting, sample), [new ParameterGrid().With("a", 1, 2, 3, 4, 5, 6, 7, 8).Strengths(Knob.C, 1, 2, 3)], resamples,
                    [Score.LogLoss], new SearchOptions { Fit = new FitOptions { Threads = threads } }, new Each(_ =>
                    {
                        lock (one)
                        {
                            if (++seen == after)
                                stop.Cancel();
                        }
                    }), stop.Token));
                Assert.InRange(counting.Fits, after, after == 0 ? 0 : after + threads - 1); // each other thread may have one in hand
            }
    }

    [Fact]
    public void Progress_counts_every_fit()
    {
        var sample = Classes(60, 4, 1);
        var seen = new List<FitProgress>();
        GridSearch.Run(
            Logistic(sample), [Grid], Resamples.Stratified(sample, 5, 1), [Score.LogLoss], new SearchOptions { Fit = new FitOptions { Threads = 1 } }, new Each(seen.Add));
        Assert.Equal(Enumerable.Range(1, 18 * 5).Select(done => new FitProgress(done, 18 * 5)), seen);
    }

    [Fact]
    public void Of_equal_rows_the_first_is_best_but_on_one_path_the_simplest()
    {
        var sample = Classes(60, 4, 1);
        double most = new LinearPathFitter(Loss.Logistic, Penalty.L1).Settings(sample)[0].Value;
        var table = GridSearch.Run(
            _ => new Candidate<LinearModel>(new LinearPathFitter(Loss.Logistic, Penalty.L1), sample),
            [new ParameterGrid().With("a", 2, 1).Strengths(Knob.Lambda, most * 2, most * 8, most * 4)], Resamples.Stratified(sample, 5, 1), [Score.Accuracy]).Table; // all of them null models
        Assert.All(table.Rows, row => Assert.Equal(1, row.Scores[0].Rank));
        Assert.Equal((1, most * 8), (table.Best(), table.Rows[1].Setting.Value));
    }

    [Fact]
    public void A_score_that_no_resample_can_have_is_NaN_and_chooses_nothing()
    {
        var sample = Classes(20, 2, 1);
        var result = GridSearch.Run(Logistic(sample), [Grid], Resamples.LeaveOneOut(sample), [Score.RocAuc, Score.LogLoss]);
        Assert.All(result.Table.Rows, row => Assert.Equal((double.NaN, 1), (row.Scores[0].MeanTest, row.Scores[0].Rank)));
        Assert.Null(result.BestIndex);
        Assert.Null(result.Best);
        Assert.Equal(double.NaN, result.BestScore);
        Assert.NotNull(result.Table.Best("log-loss"));
        Assert.Equal("", result.Table.ToTable()["mean_test_roc-auc"].Text(0));
    }

    [Fact]
    public void Another_score_may_choose_and_nothing_need_be_refitted_nor_training_rows_scored()
    {
        var sample = Classes(80, 5, 2);
        var resamples = Resamples.Stratified(sample, 4, 2);
        var full = GridSearch.Run(Logistic(sample), [Grid], resamples, Scores);
        var by = GridSearch.Run(Logistic(sample), [Grid], resamples, Scores, new SearchOptions { ChooseBy = "accuracy" });
        Assert.Equal(full.Table.Best("accuracy"), by.Best!.Index);
        Assert.Equal(by.Table.Rows[by.Best.Index].Parameters, by.Best.Parameters);
        Assert.Equal(by.Table.Rows[by.Best.Index].Scores[2].MeanTest, by.Best.Score);
        Assert.Equal(by.Table.Rows[by.Best.Index].Setting, by.Best.Point.Setting);
        var bare = GridSearch.Run(Logistic(sample), [Grid], resamples, Scores, new SearchOptions { Refit = false, TrainScores = false });
        Assert.Null(bare.Best);
        Assert.Equal(full.BestIndex, bare.BestIndex);
        Assert.All(bare.Table.Rows, row => Assert.True(row.Scores[0].Train.IsEmpty && double.IsNaN(row.Scores[0].MeanTrain)));
        Assert.Equal(full.Table.Rows.SelectMany(row => row.Scores[0].Test), bare.Table.Rows.SelectMany(row => row.Scores[0].Test));
        Assert.DoesNotContain(bare.Table.ToTable().Columns, column => column.Name.Contains("train", StringComparison.Ordinal));
    }

    [Fact]
    public void Fits_that_are_not_certified_are_counted()
    {
        var sample = Classes(60, 4, 1);
        var table = GridSearch.Run(
            Logistic(sample), [new ParameterGrid().Strengths(Knob.C, 1e-6, 1e4)], Resamples.Stratified(sample, 5, 1), [Score.LogLoss],
            new SearchOptions { Fit = new FitOptions { MaxIterations = 1, Tolerance = 1e-14 } }).Table;
        Assert.Equal(5, table.Rows[1].Unconverged);
    }

    [Fact]
    public void A_clock_that_is_given_times_fits_and_a_path_shares_its_time_evenly()
    {
        var sample = Classes(60, 4, 1);
        var rows = GridSearch.Run(
            Logistic(sample), [Grid], Resamples.Stratified(sample, 5, 1), Scores, new SearchOptions { Clock = new Ticking(), Fit = new FitOptions { Threads = 1 } }).Table.Rows;
        // On this clock a second passes between each look and the next: one while a fit is scored, one from there to the next, and one more where a path ends.
        Assert.All(rows, row =>
        {
            Assert.InRange(row.MeanFitTime, 1, 1 + 1.0 / 3 + 1e-12);
            Assert.Equal(1, row.MeanScoreTime, 1e-12);
            Assert.Equal(0, row.StdScoreTime, 1e-12);
        });
        Assert.All(rows.GroupBy(row => row.Path), path => Assert.Single(path.Select(row => (row.MeanFitTime, row.StdFitTime)).Distinct()));
    }

    [Fact]
    public void What_can_t_be_compared_or_isn_t_clear_is_refused()
    {
        var sample = Classes(30, 3, 1);
        var resamples = Resamples.Stratified(sample, 3, 1);
        string Refused(Func<Parameters, Candidate<LinearModel>> candidate, ParameterGrid grid, params Score[] scores) =>
            Assert.Throws<ArgumentException>(() => GridSearch.Run(candidate, [grid], resamples, scores)).Message;
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L2);
        var two = new ParameterGrid().With("a", 1, 2).Strengths(Knob.C, 1);
        Candidate<LinearModel> Mixed(Parameters p, Sample other) => new(fitter, p.Number("a") == 1 ? sample : other);
        double[] weights = [.. Enumerable.Repeat(2.0, 30)], target = [.. sample.Target.ToArray().Select(y => 1 - y)];
        Assert.Contains("for a = 2: its sample has another weighting than the first candidate's", Refused(p => Mixed(p, sample.Reweighted(weights)), two, Score.LogLoss));
        Assert.Contains("another target", Refused(p => Mixed(p, Sample.Of(sample.Design, target)), two, Score.LogLoss));
        Assert.Contains("resamples of 30 rows for a sample of 31", Refused(_ => new Candidate<LinearModel>(fitter, Classes(31, 3, 1)), two, Score.LogLoss));
        Assert.Contains("doesn't say where its knob stands", Refused(Logistic(sample), new ParameterGrid().With("a", 1), Score.LogLoss));
        Assert.Contains("a setting of its own, C = 1", Refused(p => Logistic(sample)(p) with { Setting = new Setting(Knob.C, 1) }, two, Score.LogLoss));
        Assert.Contains("asked for twice", Refused(Logistic(sample), two, Score.LogLoss, Score.LogLoss));
        Assert.Contains("a score is needed", Refused(Logistic(sample), two));
        Assert.Contains("nothing to search", Assert.Throws<ArgumentException>(() => GridSearch.Run(Logistic(sample), [], resamples, [Score.LogLoss])).Message);
        Assert.Contains("it is none of the scores 'log-loss'", Assert.Throws<ArgumentException>(
            () => GridSearch.Run(Logistic(sample), [two], resamples, [Score.LogLoss], new SearchOptions { ChooseBy = "auc" })).Message);
        Assert.Contains("for r = 1.5: the L1 ratio must be between 0", Refused(p => Logistic(sample)(new Parameters([new("l1Ratio", p["r"])])), new ParameterGrid().With("r", 1.5).Strengths(Knob.C, 1), Score.LogLoss));
        Assert.Contains("the candidate for a = 1: ", Refused(
            _ => new Candidate<LinearModel>(new LinearPathFitter(Loss.Logistic, Penalty.L2.With([1, 1])), sample), two, Score.LogLoss));
        Assert.Contains("no parameter 'b'", Refused(p => Mixed(new Parameters([new("a", p["b"])]), sample), two, Score.LogLoss));
    }

    /// <summary>
    /// The mean of the best row is the best of many and lies above chance; what no choice has touched doesn't: every row, given where it stands, and the best model on
    /// rows that the search never saw. Labels of a fold are exchangeable given the others, as folds are dealt class by class.
    /// </summary>
    [Fact]
    public void Of_a_target_that_X_knows_nothing_of_every_row_and_the_best_on_new_rows_are_at_chance()
    {
        const int Seeds = 60, Rows = 120;
        var means = new List<double[]>();
        var fresh = new List<double>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            var sample = Classes(Rows, 5, seed);
            double[] shuffled = [.. Enumerable.Range(0, Rows).Select(i => i % 2.0)], weights = [.. Enumerable.Range(0, Rows).Select(i => i < Rows / 2 ? 1.0 : 0)];
            new RandomStream(seed, 7).Shuffle(shuffled.AsSpan(0, Rows / 2));
            new RandomStream(seed, 8).Shuffle(shuffled.AsSpan(Rows / 2));
            sample = Sample.Of(sample.Design, shuffled, weights);
            var result = GridSearch.Run(Logistic(sample), [Grid], Resamples.Stratified(sample, 5, seed), [Score.RocAuc]);
            means.Add([.. result.Table.Rows.Select(row => row.Scores[0].MeanTest)]);
            double[] link = new double[Rows];
            result.Best!.Point.Model.Link(sample.Design, link);
            fresh.Add(Score.RocAuc.Value(sample.Target, link, link, [.. weights.Select(weight => 1 - weight)]));
        }

        for (int row = 0; row < means[0].Length; row++)
            AtChance([.. means.Select(own => own[row])]);
        AtChance([.. fresh]);

        static void AtChance(double[] aucs)
        {
            double mean = aucs.Average(), error = Math.Sqrt(aucs.Sum(auc => Math.Pow(auc - mean, 2)) / (aucs.Length - 1) / aucs.Length);
            Assert.InRange(mean, 0.5 - 3 * error, 0.5 + 3 * error);
        }
    }

    private sealed class Each(Action<FitProgress> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen(value);
    }

    /// <summary>Every look at it is a second later than the one before.</summary>
    private sealed class Ticking : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;
    }
}
