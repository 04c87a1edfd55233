using System.Text.Json;
using CsCheck;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

public sealed class ScoreTests
{
    private static readonly Gen<(double[] Y, double[] Link, double[] Weights)> Rows =
        Gen.Select(Gen.Int[0, 1], Gen.Int[-4, 4], Gen.Int[0, 3]).Array[1, 40]
            .Select(rows => (rows.Select(r => (double)r.Item1).ToArray(), rows.Select(r => r.Item2 / 2.0).ToArray(), rows.Select(r => (double)r.Item3).ToArray()));

    public static TheoryData<string, string, string> Golden => new()
    {
        { "roc-auc", "roc_auc_by_pair_counting", "roc_auc" },
        { "accuracy", "accuracy", "accuracy" },
        { "log-loss", "log_loss_eps_float64", "log_loss_eps_float64" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Scores_equal_the_golden_values(string name, string key, string fallback)
    {
        var score = Score.Named(name);
        int compared = 0;
        foreach (var test in ReferenceData.Golden("metrics").RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "binary"))
        {
            var expected = test.GetProperty("expected");
            if (!expected.TryGetProperty(key, out var value) && !expected.TryGetProperty(fallback, out value))
                continue;
            double[] y = Numbers(test.GetProperty("y")), link = Numbers(test.GetProperty("score"));
            double[] weights = test.GetProperty("weights").ValueKind == JsonValueKind.Null ? [.. y.Select(_ => 1.0)] : Numbers(test.GetProperty("weights"));
            double[] mean = name == "accuracy" ? [.. Numbers(test.GetProperty("predicted"))] : link;
            double actual = score.Value(y, link, mean, weights);
            if (value.ValueKind == JsonValueKind.String)
                Assert.True(double.IsNaN(actual));
            else
                Assert.Equal(value.GetDouble(), actual, 1e-12);
            compared++;
        }

        Assert.True(compared >= 14, $"{compared} cases");
    }

    [Fact]
    public void Auc_counts_the_pairs_that_are_in_order_and_ties_for_half() => Rows.Sample(rows =>
    {
        var (y, link, weights) = rows;
        double pairs = 0, total = 0;
        for (int i = 0; i < y.Length; i++)
            for (int j = 0; j < y.Length; j++)
                if (y[i] == 1 && y[j] == 0)
                {
                    pairs += weights[i] * weights[j] * (link[i] > link[j] ? 1 : link[i] == link[j] ? 0.5 : 0);
                    total += weights[i] * weights[j];
                }

        double auc = Score.RocAuc.Value(y, link, link, weights);
        Assert.True(total == 0 ? double.IsNaN(auc) : Math.Abs(auc - pairs / total) <= 1e-12);
    });

    [Fact]
    public void A_row_of_weight_0_is_no_row_and_weight_2_is_the_row_twice() => Rows.Sample(rows =>
    {
        var (y, link, weights) = rows;
        double[] mean = [.. link.Select(eta => 1 / (1 + Math.Exp(-eta)))];
        int[] copies = [.. Enumerable.Range(0, y.Length).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        foreach (var score in Score.All)
        {
            double weighted = score.Value(y, link, mean, weights);
            double repeated = score.Value(
                [.. copies.Select(i => y[i])], [.. copies.Select(i => link[i])], [.. copies.Select(i => mean[i])], [.. copies.Select(_ => 1.0)]);
            Assert.True(double.IsNaN(weighted) ? double.IsNaN(repeated) : Math.Abs(weighted - repeated) <= 1e-12, score.Name);
        }
    });

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

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
