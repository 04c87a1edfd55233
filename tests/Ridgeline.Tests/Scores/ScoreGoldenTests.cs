using System.Text.Json;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Scores;

/// <summary>Every case of golden/metrics.json (scikit-learn 1.2.1) to 1e-12.</summary>
public sealed class ScoreGoldenTests
{
    private static readonly JsonElement[] Cases = [.. ReferenceData.Golden("metrics").RootElement.GetProperty("cases").EnumerateArray()];

    private static readonly (string Score, string Key)[] OfLabels = [("accuracy", "accuracy"), ("balanced-accuracy", "balanced_accuracy"), ("mcc", "mcc")];

    public static IEnumerable<TheoryDataRow<string>> Binary => Ids("binary", 16);

    public static IEnumerable<TheoryDataRow<string>> SeveralClasses => Ids("multiclass", 5);

    public static IEnumerable<TheoryDataRow<string>> Numbers => Ids("regression", 8);

    [Theory]
    [MemberData(nameof(Binary))]
    public void Scores_of_two_classes(string id)
    {
        var test = Case(id);
        double[] y = Column(test, "y"), link = Column(test, "score"), weights = Weights(test, y.Length);
        bool probabilities = test.GetProperty("threshold").GetString() == "score > 0.5";
        double[] mean = probabilities ? link : Column(test, "predicted");
        var expected = test.GetProperty("expected");
        string auc = expected.TryGetProperty("roc_auc_by_pair_counting", out _) ? "roc_auc_by_pair_counting" : "roc_auc"; // the latter is summed along the curve
        (string, string)[] pairs =
        [
            .. OfLabels, ("f1", "f1"), ("roc-auc", auc), ("roc-auc-ovo", auc), ("average-precision", "average_precision"),
            .. probabilities ? new[] { ("log-loss", "log_loss_eps_float64"), ("brier", "brier") } : [],
        ];
        foreach (var (name, key) in pairs)
        {
            double value = Score.Named(name).Value(y, link, mean, weights);
            if (name == "average-precision" && !y.Contains(1.0))
                Assert.Equal(double.NaN, value); // the peer warns and gives −0, which would stand for a bad score in a mean over folds: recall is 0/0
            else
                Equal(expected.GetProperty(key), value, $"{id} {name}");
        }
    }

    [Theory]
    [MemberData(nameof(SeveralClasses))]
    public void Scores_of_several_classes(string id)
    {
        var test = Case(id);
        double[] y = Column(test, "y"), weights = Weights(test, y.Length), ones = [.. y.Select(_ => 1.0)];
        double[][] rows = [.. test.GetProperty("proba").EnumerateArray().Select(Doubles)];
        double[] mean = [.. Enumerable.Range(0, rows[0].Length).SelectMany(k => rows.Select(row => row[k]))];
        var expected = test.GetProperty("expected");
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)
            [.. OfLabels, ("f1", "f1_macro"), ("log-loss", "log_loss"), ("brier", "brier_multiclass_sum"), ("roc-auc", "auc_ovr_macro")])
            Equal(expected.GetProperty(key), Score.Named(name).Value(y, mean, mean, weights), $"{id} {name}");
        Equal(expected.GetProperty("auc_ovo_macro"), Score.RocAucOvo.Value(y, mean, mean, ones), id); // the peer's takes no weights
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Scores_of_numbers(string id)
    {
        var test = Case(id);
        double[] y = Column(test, "y"), predicted = Column(test, "pred"), weights = Weights(test, y.Length);
        var expected = test.GetProperty("expected");
        foreach (var (name, key) in (ReadOnlySpan<(string, string)>)
            [
                ("r2", "r2"), ("deviance-explained", "r2"), ("mse", "mse"), ("deviance", "mse"), ("mae", "mae"), ("median-ae", "median_ae"),
                ("pinball-0.9", "pinball_0.9"), ("poisson-deviance", "poisson_deviance"),
            ])
            if ((name, id) != ("poisson-deviance", "huge_offset")) // where the peer's terms of 1e9 cancel to 0: the next fact has its value
                Equal(expected.GetProperty(key), Score.Named(name, Loss.Squared).Value(y, predicted, predicted, weights), $"{id} {name}");
        Assert.Equal(Score.Mae.Value(y, predicted, predicted, weights) / 2, Score.Pinball().Value(y, predicted, predicted, weights), 1e-12);
    }

    [Fact]
    public void Poisson_deviance_keeps_its_digits_where_counts_are_large()
    {
        var test = Case("huge_offset");
        double[] y = Column(test, "y"), predicted = Column(test, "pred");
        decimal sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            // y·log(y/ŷ) − y + ŷ = d²/2ŷ − d³/6ŷ² + …, d = y − ŷ
            decimal mean = Exactly(predicted[i]), d = Exactly(y[i]) - mean;
            sum += d * d / mean - d * d * d / (3 * mean * mean);
        }

        double expected = (double)(sum / y.Length);
        Assert.InRange(expected, 1e-11, 2e-11);
        Assert.Equal(1, Score.PoissonDeviance.Value(y, predicted, predicted, [.. y.Select(_ => 1.0)]) / expected, 1e-12);
    }

    /// <summary>A double below 2⁵³ with every digit: conversion to decimal keeps 15 alone.</summary>
    private static decimal Exactly(double x) => (decimal)Math.Truncate(x) + (decimal)(x - Math.Truncate(x));

    private static IEnumerable<TheoryDataRow<string>> Ids(string kind, int count)
    {
        string[] ids = [.. Cases.Where(test => test.GetProperty("kind").GetString() == kind).Select(test => test.GetProperty("id").GetString()!)];
        Assert.Equal(count, ids.Length);
        return ids.Select(id => new TheoryDataRow<string>(id));
    }

    private static JsonElement Case(string id) => Cases.Single(test => test.GetProperty("id").GetString() == id);

    /// <summary>A text is NaN, or the peer's error, where there is no value.</summary>
    private static void Equal(JsonElement expected, double actual, string what)
    {
        double value = expected.ValueKind == JsonValueKind.String ? double.NaN : expected.GetDouble();
        Assert.True(value.Equals(actual) || Math.Abs(value - actual) <= 1e-12, $"{what}: {value:R} expected, {actual:R}");
    }

    private static double[] Weights(JsonElement test, int rows) =>
        test.GetProperty("weights").ValueKind == JsonValueKind.Null ? [.. Enumerable.Repeat(1.0, rows)] : Column(test, "weights");

    private static double[] Column(JsonElement test, string name) => Doubles(test.GetProperty(name));

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
