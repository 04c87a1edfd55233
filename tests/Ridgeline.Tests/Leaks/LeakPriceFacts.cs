using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Leaks;
using Ridgeline.Losses;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Leaks;

/// <summary>A price is the paired difference over clean folds; leaks that are worth much cost much, those that are worth nothing nothing.</summary>
public sealed class LeakPriceFacts
{
    private static readonly FitOptions Fit = new() { Threads = 1 };
    private static readonly Gen<ulong> Seeds = Gen.ULong[1, 1UL << 40];

    [Fact]
    public void On_the_same_folds_it_is_the_mean_difference_of_their_scores_and_its_corrected_error() => Seeds.Sample(seed =>
    {
        var (x, y, _) = Data(seed, 90, 6);
        var folds = Resamples.KFold(Sample.Of(x, y), 6, seed, repeats: 2);
        var leaky = Sample.Of(With(x, [.. y.Select((value, i) => value + x[i, 0])]), y);
        var clean = Sample.Of(x, y);
        var fitter = Ridge(Loss.Squared);
        var with = CrossValidation.Run(fitter, leaky, folds, default, [Score.Mse], Fit, stop: Stop);
        var without = CrossValidation.Run(fitter, clean, folds, default, [Score.Mse], Fit, stop: Stop);
        var price = LeakPrice.Of("A column", fitter, leaky, folds, clean, folds, Score.Mse, Fit, stop: Stop);
        var (a, b) = (with.Curves[0].Points[with.Curves[0].Best], without.Curves[0].Points[without.Curves[0].Best]);
        double[] differences = [.. b.PerFold.Zip(a.PerFold, (own, other) => own - other)];
        for (int k = 0; k < differences.Length; k++)
            Assert.Equal(differences[k], price.PerFold[k], 1e-10);
        Assert.Equal(b.Mean - a.Mean, price.Price, 1e-10);
        double mean = differences.Average(), variance = differences.Sum(own => (own - mean) * (own - mean)) / (differences.Length - 1);
        Assert.Equal(Math.Sqrt(variance * (1.0 / 12 + 1.0 / 5)), price.StandardError, 1e-8);
        Assert.Equal(price.Price > price.Critical * price.StandardError, price.IsReal);
    }, iter: 10);

    [Fact]
    public void Its_sentence_says_whether_the_score_is_better_or_worse_by_more_than_noise()
    {
        LeakPrice Of(double price) => new("It", Score.Mse, 1 - price, 1, price, 0.1, [price, price, price, price], 10, 10);
        Assert.Contains("above the 2.35 standard errors", Of(0.3).Sentence);
        Assert.Contains("within what the folds' noise may have", Of(0.2).Sentence);
        Assert.Contains("within what the folds' noise may have", Of(-0.2).Sentence);
        Assert.Contains("the score is worse with it, by more than the 2.35 standard errors", Of(-0.3).Sentence);
        Assert.False(Of(-0.3).IsReal);
        Assert.Contains("worth −3345 mean squared error (standard error 12.35", Numbers.Sentence.Replace(Score.Mse.Title, "mean squared error"));
        Assert.EndsWith(": 0.001235 with it, 100000 without.", Numbers.Sentence);
    }

    private static LeakPrice Numbers => new("It", Score.Mse, 0.00123456, 100000, -3344.597, 12.3456, [-3344.597, -3344.597], 10, 10);

    [Fact]
    public void What_changes_nothing_is_worth_nothing() => Seeds.Sample(seed =>
    {
        var (x, y, _) = Data(seed, 60, 4);
        var sample = Sample.Of(x, y);
        var folds = Resamples.KFold(sample, 5, seed);
        var price = LeakPrice.OfFolds("Nothing", Ridge(Loss.Squared), sample, folds, folds, Score.Mse, Fit, stop: Stop);
        Assert.Equal((0.0, 0.0, false), (price.Price, price.StandardError, price.IsReal));
        Assert.Contains("worth nothing", price.Sentence);
        var trees = LeakPrice.OfScaling(new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }), sample, folds, Score.Mse, Fit, stop: Stop);
        Assert.Equal(0, trees.Price); // trees don't see scales
    }, iter: 5);

    [Fact]
    public void Choosing_columns_of_noise_by_the_target_of_all_rows_is_worth_much() => Calibration.AtLeast(0.95, 100, "leaks: choosing 20 of 1000 columns of noise over all rows (n = 100) has a real price", seed =>
    {
        var (x, y, _) = Data(seed, 100, 1000, signal: 0);
        var sample = Sample.OfLearned(ScreenedColumns.Of(x, y, 20), y);
        return LeakPrice.OfPreparation("Choosing columns over all rows", Ridge(Loss.Squared), sample, Resamples.KFold(sample, 10, seed), Score.Mse, Fit).IsReal;
    });

    [Fact]
    public void Encoding_many_levels_with_the_target_of_all_rows_is_worth_much() => Calibration.AtLeast(0.95, 100, "leaks: encoding 60 levels of noise over all rows (n = 240, two classes) has a real price", seed =>
    {
        var (x, y, levels) = Data(seed, 240, 3, signal: 0, levels: 60);
        double[] classes = [.. y.Select(value => value > 0 ? 1.0 : 0)];
        var sample = Sample.OfLearned(TargetMeans.Of(x, levels, classes, smoothing: 1), classes);
        var price = LeakPrice.OfPreparation("Target encoding", Ridge(Loss.Logistic), sample, Resamples.Stratified(sample, 5, seed), Score.RocAuc, Fit);
        return price.IsReal && price.Price > 0.1;
    });

    [Fact]
    public void Copies_across_folds_are_worth_much_to_a_tree() => Calibration.AtLeast(0.95, 100, "leaks: copies of all 250 rows across folds have a real price for trees", seed =>
    {
        var (x, y, _) = Data(seed, 250, 4);
        int[] twice = [.. Enumerable.Range(0, 500).Select(i => i / 2)];
        double[] values = [.. Enumerable.Range(0, 4).SelectMany(j => twice.Select(i => x[i, j]))];
        var sample = Sample.Of(Design.Dense(values, 500), [.. twice.Select(i => y[i])]);
        var price = LeakPrice.OfFolds(
            "Copies across folds", new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }), sample, Resamples.KFold(sample, 5, seed), Resamples.Grouped(sample, twice, 5, seed), Score.Mse, Fit);
        return price.IsReal && price.Sentence.StartsWith("Copies across folds is worth +", StringComparison.Ordinal);
    });

    [Fact]
    public void Scaling_over_all_rows_is_worth_hardly_anything() => Calibration.AtLeast(0.9, 100, "leaks: scaling 10 columns over all 200 rows is worth less than a tenth of a standard error of the score", seed =>
    {
        var (x, y, _) = Data(seed, 200, 10);
        var sample = Sample.Of(x, y);
        var price = LeakPrice.OfScaling(Ridge(Loss.Squared), sample, Resamples.KFold(sample, 10, seed), Score.Mse, Fit);
        return Math.Abs(price.Price) < 0.1 * price.Clean * Math.Sqrt(2.0 / 200);
    });

    [Fact]
    public void Weight_two_is_the_row_twice_and_scaled_weights_change_nothing() => Seeds.Sample(seed =>
    {
        var (x, y, _) = Data(seed, 60, 5);
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => 1.0 + i % 2)];
        int[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        var twice = Design.Dense([.. Enumerable.Range(0, 5).SelectMany(j => rows.Select(i => x[i, j]))], rows.Length);
        var folds = Resamples.KFold(Sample.Of(x, y), 4, seed);
        int[] foldOf = folds.FoldOf().ToArray();
        LeakPrice Of(Design design, double[] target, double[] own, WeightKind kind, Resamples resamples) => LeakPrice.Of(
            "A column", Ridge(Loss.Squared), Sample.Of(With(design, [.. target.Select((value, i) => value + design[i, 0])]), target, own, kind), resamples, Sample.Of(design, target, own, kind), resamples, Score.Mse,
            Fit with { Tolerance = 1e-12 }, stop: Stop);
        var frequencies = Of(x, y, weights, WeightKind.Frequency, folds);
        var copies = Of(twice, [.. rows.Select(i => y[i])], [.. rows.Select(_ => 1.0)], WeightKind.Frequency, Resamples.Given([.. rows.Select(i => foldOf[i])]));
        Assert.Equal(copies.Price, frequencies.Price, 1e-8);
        Assert.Equal(copies.StandardError, frequencies.StandardError, 1e-8);
        var importance = Of(x, y, weights, WeightKind.Importance, folds);
        var scaled = Of(x, y, [.. weights.Select(weight => 7 * weight)], WeightKind.Importance, folds);
        Assert.Equal(importance.Price, scaled.Price, 1e-9);
        Assert.Equal(importance.StandardError, scaled.StandardError, 1e-9);
    }, iter: 5);

    [Fact]
    public void Folds_in_time_order_say_that_they_learn_from_fewer_rows()
    {
        var (x, y, _) = Data(3, 100, 3);
        for (int i = 1; i < y.Length; i++)
            y[i] += 0.9 * y[i - 1];
        var sample = Sample.Of(x, y);
        var price = LeakPrice.OfFolds("Predicting the past from the future", Ridge(Loss.Squared), sample, Resamples.KFold(sample, 5, 1), Resamples.TimeOrdered(sample, 5), Score.Mse, Fit, stop: Stop);
        Assert.True(price.CleanTraining < price.LeakyTraining);
        Assert.Contains("Without it models were trained on", price.Sentence);
        Assert.Equal(5, price.PerFold.Length);
    }

    [Fact]
    public void A_score_that_a_fold_cannot_have_is_taken_over_all_rows()
    {
        var (x, y, _) = Data(4, 40, 3);
        double[] classes = [.. y.Select((_, i) => i < 4 ? 1.0 : 0)];
        var sample = Sample.Of(x, classes);
        var folds = Resamples.KFold(sample, 8, 1);
        var price = LeakPrice.Of("A column", Ridge(Loss.Logistic), Sample.Of(With(x, [.. classes.Select((own, i) => own + x[i, 0])]), classes), folds, sample, folds, Score.RocAuc, Fit, stop: Stop);
        Assert.True(double.IsNaN(price.StandardError));
        Assert.True(price.Price > 0);
        Assert.False(price.IsReal);
        Assert.Contains("pooled rows", price.Sentence);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        var (x, y, _) = Data(5, 40, 3);
        var sample = Sample.Of(x, y);
        var folds = Resamples.KFold(sample, 4, 1);
        Assert.Contains("targets and weights", Assert.Throws<ArgumentException>(() => LeakPrice.Of("x", Ridge(Loss.Squared), Sample.Of(x, [.. y.Select(value => -value)]), folds, sample, folds, Score.Mse, Fit, stop: Stop)).Message);
        Assert.Contains("never with it", Assert.Throws<ArgumentException>(() => LeakPrice.OfFolds("x", Ridge(Loss.Squared), sample, Resamples.TimeOrdered(sample, 3), folds, Score.Mse, Fit, stop: Stop)).Message);
        Assert.Contains("as they were given", Assert.Throws<ArgumentException>(() => LeakPrice.OfPreparation("x", Ridge(Loss.Squared), sample, folds, Score.Mse, Fit, stop: Stop)).Message);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static LinearPathFitter Ridge(Loss loss) => new(loss, Penalty.L2, new LambdaGrid { Count = 20 });

    private static Design With(Design x, double[] column) =>
        Design.Dense([.. Enumerable.Range(0, x.Columns).SelectMany(j => Enumerable.Range(0, x.Rows).Select(i => x[i, j])), .. column], x.Rows);

    private static (Design X, double[] Y, int[] Levels) Data(ulong seed, int n, int p, double signal = 0.7, int levels = 1)
    {
        var random = new LeakTables.Draws(seed);
        double[] x = random.Normal(n * p), y = random.Normal(n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < Math.Min(p, 4); j++)
                y[i] += signal * x[j * n + i];
        return (Design.Dense(x, n), y, [.. Enumerable.Range(0, n).Select(_ => random.Below(levels))]);
    }
}
