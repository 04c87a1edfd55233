using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

/// <summary>Scores beside their definitions, written out.</summary>
public sealed class ScoreDefinitionTests
{
    [Fact]
    public void Auc_counts_the_pairs_that_are_in_order_and_ties_for_half() => Predictions.Of(Loss.SquaredHinge).Sample(given =>
        Same(Pairs(given, given.Link, y => y == 1, y => y == 0), given.Score(Score.RocAuc)));

    [Fact]
    public void Auc_of_several_classes_is_the_mean_of_each_against_the_rest() => Predictions.Of(Loss.Multinomial(3)).Sample(given =>
        Same(Enumerable.Range(0, 3).Average(k => Pairs(given, Column(given, k), y => y == k, y => y != k)), given.Score(Score.RocAuc)));

    [Fact]
    public void Auc_of_one_against_one_is_the_mean_over_pairs_of_classes_present() => Predictions.Of(Loss.Multinomial(5), most: 12).Sample(given =>
    {
        var pairs = from j in Enumerable.Range(0, 5)
                    from k in Enumerable.Range(0, 5)
                    where j < k
                    select (Pairs(given, Column(given, j), y => y == j, y => y == k) + Pairs(given, Column(given, k), y => y == k, y => y == j)) / 2;
        Same(pairs.Where(a => !double.IsNaN(a)).DefaultIfEmpty(double.NaN).Average(), given.Score(Score.RocAucOvo));
    });

    [Fact]
    public void Average_precision_is_the_mean_precision_at_the_positives() => Predictions.Of(Loss.SquaredHinge).Sample(given =>
        Same(Precision(given, given.Link, 1), given.Score(Score.AveragePrecision)));

    [Fact]
    public void Average_precision_of_several_classes_is_the_mean_of_each_against_the_rest() => Predictions.Of(Loss.Multinomial(3)).Sample(given =>
        Same(Enumerable.Range(0, 3).Average(k => Precision(given, Column(given, k), k)), given.Score(Score.AveragePrecision)));

    [Theory]
    [InlineData("squared-hinge 1")]
    [InlineData("multinomial 5")]
    public void Balanced_accuracy_is_the_mean_recall(string loss) => Predictions.Of(Predictions.Named(loss)).Sample(given =>
    {
        var recalls = Rows(given).GroupBy(row => row.Y).Select(rows => rows.Sum(row => row.Label == row.Y ? row.Weight : 0) / rows.Sum(row => row.Weight));
        Same(recalls.DefaultIfEmpty(double.NaN).Average(), given.Score(Score.BalancedAccuracy));
    });

    [Fact]
    public void F1_of_several_classes_is_the_mean_over_those_present_or_predicted() => Predictions.Of(Loss.Multinomial(5)).Sample(given =>
    {
        var rows = Rows(given);
        var each = rows.Select(row => row.Y).Union(rows.Select(row => row.Label)).Select(k => F1(rows, k));
        Same(each.DefaultIfEmpty(double.NaN).Average(), given.Score(Score.F1));
    });

    [Fact]
    public void F1_of_two_classes_is_the_harmonic_mean_of_precision_and_recall_of_the_second() => Predictions.Of(Loss.Logistic).Sample(given =>
        Same(F1(Rows(given), 1), given.Score(Score.F1)));

    [Fact]
    public void Mcc_is_matthews_correlation() => Predictions.Of(Loss.SquaredHinge).Sample(given =>
    {
        var rows = Rows(given);
        double Weight(double y, double label) => rows.Where(row => row.Y == y && row.Label == label).Sum(row => row.Weight);
        double tp = Weight(1, 1), tn = Weight(0, 0), fp = Weight(0, 1), fn = Weight(1, 0);
        double square = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
        Same(rows.Length == 0 ? double.NaN : square == 0 ? 0 : (tp * tn - fp * fn) / Math.Sqrt(square), given.Score(Score.Mcc));
    });

    [Fact]
    public void Mcc_of_several_classes_is_the_correlation_of_their_indicators() => Predictions.Of(Loss.Multinomial(5)).Sample(given =>
    {
        var rows = Rows(given);
        double total = rows.Sum(row => row.Weight);
        double Covariance(Func<(double Y, double Label, double Weight), double> a, Func<(double Y, double Label, double Weight), double> b) =>
            Enumerable.Range(0, 5).Sum(k => rows.Sum(row => row.Weight * ((a(row) == k ? 1 : 0) - rows.Sum(r => a(r) == k ? r.Weight : 0) / total) * (b(row) == k ? 1 : 0)));
        double square = Covariance(row => row.Y, row => row.Y) * Covariance(row => row.Label, row => row.Label);
        bool constant = rows.Select(row => row.Y).Distinct().Count() <= 1 || rows.Select(row => row.Label).Distinct().Count() <= 1;
        Same(rows.Length == 0 ? double.NaN : constant ? 0 : Covariance(row => row.Y, row => row.Label) / Math.Sqrt(square), given.Score(Score.Mcc));
    });

    [Theory]
    [InlineData("logistic 1")]
    [InlineData("multinomial 3")]
    public void Calibration_error_is_what_bins_miss(string loss) => Predictions.Of(Predictions.Named(loss)).Sample(given =>
    {
        int n = given.Y.Length;
        double sum = 0;
        for (int bin = 1; bin <= 15; bin++)
        {
            double excess = 0;
            for (int i = 0; i < n; i++)
            {
                double[] each = [.. Enumerable.Range(0, given.Loss.Outputs).Select(k => given.Mean[k * n + i])];
                double p = each.Max(), came = given.Loss.Outputs == 1 ? given.Y[i] : Array.IndexOf(each, p) == given.Y[i] ? 1 : 0;
                if (15 * p > bin - 1 && 15 * p <= bin)
                    excess += given.Weights[i] * (came - p);
            }

            sum += Math.Abs(excess);
        }

        Same(sum / given.Weights.Sum(), given.Score(Score.CalibrationError));
    });

    [Fact]
    public void Half_the_sum_over_two_classes_is_the_brier_score() => Predictions.Of(Loss.Multinomial(3)).Sample(given =>
    {
        int n = given.Y.Length;
        double sum = Enumerable.Range(0, n).Sum(i => given.Weights[i] * Enumerable.Range(0, 3).Sum(k => Math.Pow(given.Mean[k * n + i] - (given.Y[i] == k ? 1 : 0), 2)));
        Same(sum / given.Weights.Sum(), given.Score(Score.Brier));
        double[] y = [.. given.Y.Select(k => k % 2)], p = Column(given, 1), none = new double[n];
        double[] padded = [.. p.Select(x => 1 - x), .. p, .. none];
        Same(Score.Brier.Value(y, padded, padded, given.Weights) / 2, Score.Brier.Value(y, p, p, given.Weights));
    });

    [Fact]
    public void The_median_has_half_the_weight_on_either_side() => Predictions.Of(Loss.Squared).Sample(given =>
    {
        double median = given.Score(Score.MedianAe), half = given.Weights.Sum() / 2;
        double Weight(Func<double, bool> counts) => Enumerable.Range(0, given.Y.Length).Sum(i => counts(Math.Abs(given.Y[i] - given.Mean[i])) ? given.Weights[i] : 0);
        Assert.True(half == 0 ? double.IsNaN(median) : Weight(e => e <= median) >= half && Weight(e => e >= median) >= half);
    });

    [Fact]
    public void Poisson_deviance_is_its_formula_far_from_y_and_near() => Gen.Select(Gen.Double[1e-3, 1e3], Gen.Double[-12, 4]).Sample((y, power) =>
    {
        // 1e-3 of y apart and more, where the formula itself has 9 digits
        double mean = y * (1 + Math.Pow(10, power / 4)), expected = 2 * (y * Math.Log(y / mean) - y + mean);
        Assert.Equal(expected, Score.PoissonDeviance.Value([y], [], [mean], [1]), 1e-14 * (y + mean) + 1e-13 * expected);
    });

    [Fact]
    public void Poisson_deviance_at_the_edges()
    {
        double Of(double y, double mean) => Score.PoissonDeviance.Value([y], [], [mean], [1]);
        Assert.Equal(0, Of(0, 0));
        Assert.Equal(6, Of(0, 3));
        Assert.Equal(double.PositiveInfinity, Of(2, 0));
        Assert.Equal(double.NaN, Of(-1, 2));
        Assert.Equal(double.NaN, Of(1, -2));
    }

    [Theory]
    [InlineData("poisson 1", -1.0)]
    [InlineData("logistic 1", 2.0)]
    [InlineData("logistic 1", -1.0)]
    [InlineData("squared-hinge 1", 0.5)]
    [InlineData("multinomial 3", 3.0)]
    [InlineData("multinomial 3", 0.5)]
    [InlineData("multinomial 3", double.NaN)]
    public void A_target_that_is_not_what_it_scores_has_no_score(string name, double target)
    {
        var loss = Predictions.Named(name);
        Predictions.Of(loss).Where(given => given.Weights[0] > 0).Sample(
            given =>
            {
                double[] y = [target, .. given.Y.Skip(1)];
                foreach (var score in Score.For(loss).Where(score => score.Needs != ScoreNeeds.Values || score == Score.PoissonDeviance))
                    Assert.True(double.IsNaN((given with { Y = y }).Score(score)), score.Name);
            },
            iter: 50);
    }

    [Fact]
    public void A_share_has_the_log_loss_of_its_two_rows() => Gen.Select(Gen.Double[0.01, 0.99], Gen.Double[0.01, 0.99]).Sample((share, p) =>
        Same(Score.LogLoss.Value([1, 0], [], [p, p], [share, 1 - share]), Score.LogLoss.Value([share], [], [p], [2])));

    [Fact]
    public void A_link_of_another_length_than_the_loss_has_outputs_is_refused() =>
        Assert.Throws<ArgumentException>(() => Score.Deviance(Loss.Multinomial(3)).Value([0, 1], [0, 0], [0, 0], [1, 1]));

    private static double Pairs(Predictions given, double[] keys, Func<double, bool> isPositive, Func<double, bool> isNegative)
    {
        double pairs = 0, total = 0;
        for (int i = 0; i < keys.Length; i++)
            for (int j = 0; j < keys.Length; j++)
                if (isPositive(given.Y[i]) && isNegative(given.Y[j]))
                {
                    pairs += given.Weights[i] * given.Weights[j] * (keys[i] > keys[j] ? 1 : keys[i] == keys[j] ? 0.5 : 0);
                    total += given.Weights[i] * given.Weights[j];
                }

        return total == 0 ? double.NaN : pairs / total;
    }

    /// <summary>Σ over positives i of sᵢ·(weight of positives at or above i)/(weight at or above i), over Σsᵢ.</summary>
    private static double Precision(Predictions given, double[] keys, int positive)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (given.Y[i] != positive || given.Weights[i] == 0)
                continue;
            double above = 0, positives = 0;
            for (int j = 0; j < keys.Length; j++)
                if (keys[j] >= keys[i])
                    (above, positives) = (above + given.Weights[j], positives + (given.Y[j] == positive ? given.Weights[j] : 0));
            sum += given.Weights[i] * positives / above;
            total += given.Weights[i];
        }

        return sum / total;
    }

    private static double F1((double Y, double Label, double Weight)[] rows, double k)
    {
        double right = rows.Sum(row => row.Y == k && row.Label == k ? row.Weight : 0);
        double precision = right / rows.Sum(row => row.Label == k ? row.Weight : 0), recall = right / rows.Sum(row => row.Y == k ? row.Weight : 0);
        return right > 0 ? 2 * precision * recall / (precision + recall) : rows.Any(row => row.Y == k || row.Label == k) ? 0 : double.NaN;
    }

    /// <summary>Rows with weight, and the class predicted for each.</summary>
    private static (double Y, double Label, double Weight)[] Rows(Predictions given)
    {
        int n = given.Y.Length, outputs = given.Loss.Outputs;
        double Label(int i) => outputs == 1 ? (given.Mean[i] > 0.5 ? 1 : 0) : Enumerable.Range(0, outputs).MaxBy(k => given.Mean[k * n + i]);
        return [.. Enumerable.Range(0, n).Where(i => given.Weights[i] > 0).Select(i => (given.Y[i], Label(i), given.Weights[i]))];
    }

    private static double[] Column(Predictions given, int k) => given.Mean[(k * given.Y.Length)..((k + 1) * given.Y.Length)];

    private static void Same(double expected, double actual) =>
        Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= 1e-12, $"{expected:R} and {actual:R}");
}
