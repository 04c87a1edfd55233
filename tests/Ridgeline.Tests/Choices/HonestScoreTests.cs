using Ridgeline.Choices;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Choices;

public sealed class HonestScoreTests
{
    [Theory]
    [InlineData("roc-auc", 0.9123, 0.8711, 0.8345, 0.9022, "search says 0.91; honest 0.87 [0.83, 0.90]")]
    [InlineData("roc-auc", 0.95123, 0.94711, 0.93945, 0.95522, "search says 0.951; honest 0.947 [0.939, 0.955]")]
    [InlineData("accuracy", 0.6, 0.5, 0.2, 0.9, "search says 0.60; honest 0.50 [0.20, 0.90]")]
    [InlineData("mse", 2991.123, 3057.9, 2698.2, 3402.7, "search says 2991; honest 3058 [2698, 3403]")]
    [InlineData("mse", 0.00123, 0.00134, 0.00101, 0.00171, "search says 0.0012; honest 0.0013 [0.0010, 0.0017]")]
    [InlineData("log-loss", 0.25, 0.314, double.NaN, double.NaN, "search says 0.25; honest 0.31")]
    [InlineData("log-loss", 0.25, double.NaN, double.NaN, double.NaN, "search says 0.25; honest undefined")]
    [InlineData("r2", -0.0001, 0.01, -0.5, 0.4, "search says 0.000; honest 0.010 [-0.500, 0.400]")]
    public void Digits_are_as_many_as_the_interval_bears(string score, double search, double honest, double lower, double upper, string sentence) =>
        Assert.Equal(sentence, new HonestScore(Score.Named(score), HonestMethod.Bootstrap, search, honest, lower, upper).Sentence);

    [Fact]
    public void Optimism_is_above_0_where_the_search_promises_too_much_whichever_way_is_better()
    {
        Assert.Equal(0.25, new HonestScore(Score.RocAuc, HonestMethod.Nested, 0.75, 0.5, 0, 1).Optimism);
        Assert.Equal(0.25, new HonestScore(Score.Mse, HonestMethod.Nested, 0.5, 0.75, 0, 1).Optimism);
    }
}
