using Ridgeline.Models;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Keeping;

/// <summary>Whether points are the same to the last bit, in all that they have.</summary>
internal static class SameBits
{
    public static void Hold(List<PathPoint<IModel>>[] expected, List<PathPoint<IModel>>[] actual)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k].Count, actual[k].Count);
            for (int at = 0; at < expected[k].Count; at++)
                Hold(expected[k][at], actual[k][at]);
            if (expected[k][0].Model is INestedModel)
                Assert.Single(actual[k].Select(point => ((INestedModel)point.Model).Nested).Distinct());
        }
    }

    private static void Hold(PathPoint<IModel> expected, PathPoint<IModel> actual)
    {
        Assert.Equal(expected.Setting, actual.Setting);
        Assert.Equal(expected.Certificate, actual.Certificate);
        Assert.Equal(Bits(expected.Deviance), Bits(actual.Deviance));
        switch (expected.Model)
        {
            case LinearModel linear:
                Hold(linear, Assert.IsType<LinearModel>(actual.Model));
                break;
            case DecisionTree tree:
                Hold(tree, Assert.IsType<DecisionTree>(actual.Model));
                break;
            case NetworkModel network:
                Hold(network, Assert.IsType<NetworkModel>(actual.Model));
                break;
            default:
                Assert.Fail($"what is the same about two {expected.Model.GetType().Name} isn't known");
                break;
        }
    }

    private static void Hold(LinearModel expected, LinearModel actual)
    {
        Assert.Same(expected.Loss, actual.Loss);
        Assert.Equal(expected.Coefficients.Select(Bits), actual.Coefficients.Select(Bits));
        Assert.Equal(expected.Intercepts.Select(Bits), actual.Intercepts.Select(Bits));
        Assert.Equal((Bits(expected.Norm), Bits(expected.DevianceRatio)), (Bits(actual.Norm), Bits(actual.DevianceRatio)));
    }

    private static void Hold(DecisionTree expected, DecisionTree actual)
    {
        INestedModel one = expected, other = actual;
        Assert.Equal(one.Level, other.Level);
        Assert.Equal(one.Nested.Levels, other.Nested.Levels);
        Assert.Equal(one.Nested.ByLevel, other.Nested.ByLevel);
        Hold(one.Nested.Nodes, other.Nested.Nodes);
        Assert.Equal(Trees.TreeCase.Bits(expected), Trees.TreeCase.Bits(actual));
    }

    private static void Hold(TreeArrays expected, TreeArrays actual)
    {
        Assert.Equal((expected.Columns, expected.Classes, expected.Count), (actual.Columns, actual.Classes, actual.Count));
        Assert.Equal(expected.Column, actual.Column);
        Assert.Equal(expected.Right, actual.Right);
        Assert.Equal(expected.Parent, actual.Parent);
        Assert.Equal(expected.Depth, actual.Depth);
        Assert.Equal(expected.MissingLeft, actual.MissingLeft);
        Assert.Equal(expected.MissingSeen, actual.MissingSeen);
        Assert.Equal(Bits(expected.Threshold), Bits(actual.Threshold));
        Assert.Equal(Bits(expected.Weight), Bits(actual.Weight));
        Assert.Equal(Bits(expected.Impurity), Bits(actual.Impurity));
        for (int node = 0; node < expected.Count; node++)
        {
            Assert.Equal(expected.LeftLevels[node], actual.LeftLevels[node]);
            Assert.Equal(Bits(expected.Values(node)), Bits(actual.Values(node)));
            Assert.Equal(expected.Column[node] < 0 ? 0 : Bits(expected.Improvement(node)), actual.Column[node] < 0 ? 0 : Bits(actual.Improvement(node)));
        }
    }

    private static void Hold(NetworkModel expected, NetworkModel actual)
    {
        Assert.Same(expected.Loss, actual.Loss);
        Assert.Equal(expected.Layers.Length, actual.Layers.Length);
        foreach (var (one, other) in expected.Layers.Zip(actual.Layers))
        {
            Assert.Equal((one.Inputs, one.Units, one.Activation), (other.Inputs, other.Units, other.Activation));
            Assert.Equal(one.Weights.Select(BitConverter.SingleToInt32Bits), other.Weights.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(one.Biases.Select(BitConverter.SingleToInt32Bits), other.Biases.Select(BitConverter.SingleToInt32Bits));
        }

        Assert.Equal(expected.Means.Select(Bits), actual.Means.Select(Bits));
        Assert.Equal(expected.Scales.Select(Bits), actual.Scales.Select(Bits));
        Assert.Equal((Bits(expected.Shift), Bits(expected.Scale)), (Bits(actual.Shift), Bits(actual.Scale)));
        Assert.Equal(expected.Training, actual.Training);
        Assert.Equal(((IModel)expected).Complexity, ((IModel)actual).Complexity);
    }

    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(number);

    private static long[] Bits(ReadOnlySpan<double> numbers)
    {
        var bits = new long[numbers.Length];
        for (int at = 0; at < bits.Length; at++)
            bits[at] = Bits(numbers[at]);
        return bits;
    }
}
