using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

/// <summary>What holds for every score that suits a loss, on random predictions of it.</summary>
public sealed class ScoreFacts
{
    private const double Rounding = 1e-12;

    public static IEnumerable<TheoryDataRow<string>> Losses => Predictions.Names;

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_row_of_weight_0_is_no_row_whatever_stands_in_it(string loss) => ForAll(loss, (score, given) =>
    {
        var present = given.Rows([.. Enumerable.Range(0, given.Y.Length).Where(i => given.Weights[i] > 0)]);
        int n = given.Y.Length;
        double[] Spoilt(double[] columns) => [.. columns.Select((x, at) => given.Weights[at % n] > 0 ? x : double.NaN)];
        var spoilt = given with { Y = Spoilt(given.Y), Link = Spoilt(given.Link), Mean = Spoilt(given.Mean) };
        Same(given.Score(score), present.Score(score), score);
        Same(given.Score(score), spoilt.Score(score), score);
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void Weight_2_is_the_row_twice(string loss) => ForAll(loss, (score, given) =>
    {
        var copies = given.Rows([.. Enumerable.Range(0, given.Y.Length).SelectMany(i => Enumerable.Repeat(i, (int)given.Weights[i]))]);
        if (given.RowsWithWeight > 1 || score.Name is not ("r2" or "deviance-explained")) // which one row alone doesn't have
            Same(given.Score(score), (copies with { Weights = [.. copies.Y.Select(_ => 1.0)] }).Score(score), score);
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void Scaling_the_weights_changes_nothing(string loss) => ForAll(loss, (score, given) =>
        Same(given.Score(score), (given with { Weights = [.. given.Weights.Select(w => 0.37 * w)] }).Score(score), score));

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_order_of_the_rows_changes_nothing(string loss) => ForAll(loss, (score, given) =>
    {
        int n = given.Y.Length;
        Same(given.Score(score), given.Rows([.. Enumerable.Range(0, n).Reverse()]).Score(score), score);
        Same(given.Score(score), given.Rows([.. Enumerable.Range(0, n).OrderBy(i => i * 7 % n).ThenBy(i => i)]).Score(score), score);
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_perfect_prediction_is_best_and_costs_nothing_or_reaches_1(string loss) => ForAll(loss, (score, given) =>
    {
        double random = given.Score(score), perfect = given.Perfect().Score(score);
        if (score.Name == "f1" && double.IsNaN(perfect)) // no positive, and none predicted: 0/0
            return;
        Assert.False(score.IsBetter(random, perfect) && !(Math.Abs(random - perfect) <= Rounding), $"{score.Name}: {random} beats {perfect}");
        bool oneClass = given.Y.Where((_, i) => given.Weights[i] > 0).Distinct().Count() == 1;
        if (!double.IsNaN(perfect) && !(score.Name == "mcc" && oneClass) && !(score.Name == "deviance-explained" && oneClass))
            Assert.Equal(score.HigherIsBetter ? 1 : 0, perfect, Rounding);
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_prediction_that_is_not_a_number_has_no_score(string loss) => ForAll(loss, (score, given) =>
    {
        int row = Array.FindIndex(given.Weights, w => w > 0);
        if (row < 0)
            return;
        int n = given.Y.Length;
        double[] Broken(double[] columns) => [.. columns.Select((x, at) => at % n == row ? double.NaN : x)];
        Assert.Equal(double.NaN, (given with { Link = Broken(given.Link), Mean = Broken(given.Mean) }).Score(score));
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void Without_a_row_there_is_no_score(string loss) => ForAll(loss, (score, given) =>
    {
        Assert.Equal(double.NaN, (given with { Weights = new double[given.Y.Length] }).Score(score));
        Assert.Equal(double.NaN, score.Value([], [], [], []));
    });

    [Fact]
    public void Two_classes_have_the_same_score_in_one_column_and_in_two()
    {
        foreach (var score in Score.For(Loss.Logistic).Where(score => score.Needs != ScoreNeeds.Links))
            Predictions.Of(Loss.Logistic).Sample(given =>
            {
                double[] columns = [.. given.Mean.Select(p => 1 - p), .. given.Mean];
                Same(given.Score(score), score.Value(given.Y, columns, columns, given.Weights), score);
            });
    }

    [Fact]
    public void What_is_a_function_of_the_mean_loss_needs_no_predictions()
    {
        var found = new HashSet<(string, string)>();
        foreach (var loss in Predictions.Losses)
            foreach (var score in Score.For(loss))
                Predictions.Of(loss).Sample(
                    given =>
                    {
                        double total = given.Weights.Sum();
                        double known = score.FromMeanLoss(loss, loss.Sum(given.Y, given.Link, given.Weights) / total, loss.SaturatedSum(given.Y, given.Weights) / total);
                        if (double.IsNaN(known) || total == 0)
                            return;
                        Same(given.Score(score), known, score);
                        lock (found)
                            found.Add((score.Name, loss.Name));
                    },
                    iter: 50);

        Assert.Equal(
            [
                .. new[] { "huber", "logistic", "multinomial", "poisson", "squared", "squared-hinge" }.Select(loss => ("deviance", loss)),
                ("log-loss", "logistic"), ("log-loss", "multinomial"), ("mse", "squared"), ("poisson-deviance", "poisson"),
            ],
            found.Order());
    }

    [Fact]
    public void An_undefined_value_is_never_better()
    {
        foreach (var score in Score.All)
        {
            Assert.False(score.IsBetter(double.NaN, 0.5));
            Assert.True(score.IsBetter(0.5, double.NaN));
            Assert.False(score.IsBetter(0.5, 0.5));
            Assert.Equal(score.HigherIsBetter, score.IsBetter(0.6, 0.5));
        }
    }

    private static void ForAll(string name, Action<Score, Predictions> fact)
    {
        var loss = Predictions.Named(name);
        foreach (var score in Score.For(loss))
            Predictions.Of(loss).Sample(given => fact(score, given), iter: 60);
    }

    private static void Same(double expected, double actual, Score score) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= Rounding * Math.Max(1, Math.Abs(expected)), $"{score.Name}: {expected:R} and {actual:R}");
}
