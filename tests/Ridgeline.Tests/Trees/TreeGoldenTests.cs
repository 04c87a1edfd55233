using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Tables;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

/// <summary>Trees whose every split is the only best one, as an exhaustive search and scikit-learn grow, prune and use them: tests/Reference/README.md.</summary>
public sealed class TreeGoldenTests
{
    public static TheoryData<string> Ids => [.. ReferenceData.Golden("trees").RootElement.GetProperty("cases").EnumerateArray().Select(test => test.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_is_grown_pruned_and_used_as_recorded(string id)
    {
        var test = ReferenceData.Golden("trees").RootElement.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);
        var (sample, options) = Of(test);
        var tree = TreePathFitter.Grow(sample, options);
        Same(test.GetProperty("tree"), tree, 0);
        Assert.Equal((test.GetProperty("n_leaves").GetInt32(), test.GetProperty("depth").GetInt32()), (tree.Leaves, tree.Depth));
        Close(Numbers(test.GetProperty("feature_importances")), [.. tree.Importances]);

        var path = new PruningPath(tree);
        var recorded = Merged(test.GetProperty("ccp_float64"), withLeaves: true);
        Assert.Equal(recorded.Leaves, path.Trees.Select(pruned => pruned.Leaves));
        Close(recorded.Alphas, [.. path.Alphas]);
        Close(recorded.Impurities, [.. path.Trees.Select(pruned => pruned.Impurity)]);
        Close(Merged(test.GetProperty("ccp_sklearn"), withLeaves: false).Alphas, [.. path.Alphas]);
        if (test.TryGetProperty("rpart", out var rpart) && rpart.GetProperty("agrees_to_1e-9").GetBoolean())
            Close([.. Numbers(rpart.GetProperty("alpha_equivalent")).Reverse().Skip(1)], [.. path.Alphas.Skip(1)], 1e-9);

        foreach (var pruning in test.GetProperty("pruned").EnumerateArray())
        {
            var pruned = path.At(pruning.GetProperty("ccp_alpha").GetDouble());
            Assert.Equal(pruning.GetProperty("n_leaves").GetInt32(), pruned.Leaves);
            if (pruning.GetProperty("tree").ValueKind == JsonValueKind.Object)
                Same(pruning.GetProperty("tree"), pruned, 0);
            Predicts(Numbers(pruning.GetProperty("predictions_first20")), pruned, sample);
        }

        double[] predicted = Numbers(test.GetProperty("predictions"));
        Predicts(predicted, tree, sample);
        Assert.Equal(test.GetProperty("train_score").GetDouble(), TrainScore(tree, sample), 1e-10);
    }

    private static (Sample Sample, TreeOptions Options) Of(JsonElement test)
    {
        var table = ReferenceData.Table(test.GetProperty("data").GetString()!);
        var criterion = test.GetProperty("criterion").GetString() switch
        {
            "gini" => SplitCriterion.Gini,
            "entropy" => SplitCriterion.Entropy,
            _ => SplitCriterion.SquaredError,
        };
        string y = test.GetProperty("y").GetString()!;
        var target = criterion == SplitCriterion.SquaredError ? table.Numbers(y).Values : ClassTarget.Of("golden", table[y]).Codes.AsSpan();
        var design = Design.Of(table, test.GetProperty("x_columns").EnumerateArray().Select(c => c.GetString()!));
        var depth = test.GetProperty("max_depth");
        return (Sample.Of(design, target), new TreeOptions
        {
            Criterion = criterion,
            MinSamplesLeaf = test.GetProperty("min_samples_leaf").GetInt32(),
            MaxDepth = depth.ValueKind == JsonValueKind.Null ? int.MaxValue : depth.GetInt32(),
        });
    }

    /// <summary>Equal α come as several entries: one remains, with what the last leaves.</summary>
    private static (double[] Alphas, double[] Impurities, int[] Leaves) Merged(JsonElement ccp, bool withLeaves)
    {
        double[] alphas = Numbers(ccp.GetProperty("alphas")), impurities = Numbers(ccp.GetProperty("impurities"));
        int[] leaves = withLeaves ? [.. Numbers(ccp.GetProperty("n_leaves")).Select(count => (int)count)] : new int[alphas.Length];
        int[] last = [.. Enumerable.Range(0, alphas.Length).Where(k => k + 1 == alphas.Length || alphas[k + 1] > alphas[k] + 1e-10 * Math.Max(alphas[k], 1e-3))];
        return ([.. last.Select(k => alphas[k])], [.. last.Select(k => impurities[k])], [.. last.Select(k => leaves[k])]);
    }

    private static void Same(JsonElement expected, DecisionTree tree, int at)
    {
        var node = tree.Nodes[at];
        Assert.Equal(expected.GetProperty("n").GetDouble(), node.Weight);
        double impurity = expected.GetProperty("impurity").GetDouble();
        Assert.Equal(impurity, node.Impurity, 1e-10 * Math.Max(1, impurity));
        if (expected.TryGetProperty("value", out var value))
            Close(value.ValueKind == JsonValueKind.Array ? Numbers(value) : [value.GetDouble()], node.ClassWeights.IsEmpty ? [node.Value] : [.. node.ClassWeights]);
        Assert.Equal(expected.TryGetProperty("feature", out var column), !node.IsLeaf);
        if (node.IsLeaf)
            return;
        double threshold = expected.GetProperty("threshold").GetDouble();
        Assert.Equal(column.GetInt32(), node.Column);
        Assert.Equal(threshold, node.Threshold, 1e-6 * Math.Max(1, Math.Abs(threshold))); // scikit-learn's are rounded to float32
        if (expected.TryGetProperty("gain", out var gain))
            Assert.Equal(gain.GetDouble(), node.Improvement * tree.Nodes[0].Weight / node.Weight, 1e-10 * Math.Max(1, impurity));
        Same(expected.GetProperty("left"), tree, node.Left);
        Same(expected.GetProperty("right"), tree, node.Right);
    }

    private static void Predicts(double[] expected, DecisionTree tree, Sample sample) => Close(expected, Predictions(tree, sample)[..expected.Length]);

    private static double[] Predictions(DecisionTree tree, Sample sample)
    {
        int n = sample.Rows;
        var link = new double[n * tree.Outputs];
        tree.Link(sample.Design, link);
        if (tree.Classes == 0)
            return link;
        return [.. Enumerable.Range(0, n).Select(i => tree.Outputs == 1
            ? link[i] > 0.5 ? 1.0 : 0
            : Enumerable.Range(0, tree.Outputs).MaxBy(k => (link[k * n + i], -k)))];
    }

    private static double TrainScore(DecisionTree tree, Sample sample)
    {
        double[] predicted = Predictions(tree, sample), y = sample.Target.ToArray();
        if (tree.Classes > 0)
            return y.Zip(predicted).Count(pair => pair.First == pair.Second) / (double)y.Length;
        double mean = y.Average();
        return 1 - y.Zip(predicted).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second)) / y.Sum(v => (v - mean) * (v - mean));
    }

    private static void Close(double[] expected, double[] found, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Length, found.Length);
        foreach (var (a, b) in expected.Zip(found))
            Assert.Equal(a, b, tolerance * Math.Max(1, Math.Abs(a)));
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
