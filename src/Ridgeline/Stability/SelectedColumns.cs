using Ridgeline.Models;

namespace Ridgeline.Stability;

/// <summary>The columns that a model uses: with a coefficient that isn't 0 in any class, or asked by a question of a tree.</summary>
internal static class SelectedColumns
{
    /// <summary>Each with its size: max over classes of |wⱼ|·tⱼ, or what its questions lower the impurity by.</summary>
    /// <exception cref="ArgumentException">The model uses all columns.</exception>
    public static IEnumerable<(int Column, double Size)> Of(IModel model, ReadOnlySpan<double> scales) => model switch
    {
        LinearModel linear => OfLinear(linear, scales),
        DecisionTree tree => OfTree(tree),
        _ => throw new ArgumentException("a network uses every column: it selects none", nameof(model)),
    };

    private static List<(int Column, double Size)> OfLinear(LinearModel model, ReadOnlySpan<double> scales)
    {
        var used = new List<(int Column, double Size)>();
        int columns = model.Coefficients.Length / model.Outputs;
        for (int j = 0; j < columns; j++)
        {
            double largest = 0;
            for (int k = 0; k < model.Outputs; k++)
                largest = Math.Max(largest, Math.Abs(model.Coefficients[k * columns + j]));
            if (largest != 0)
                used.Add((j, largest * scales[j]));
        }

        return used;
    }

    private static List<(int Column, double Size)> OfTree(DecisionTree tree)
    {
        var decreases = tree.ImpurityDecreases;
        return [.. tree.Nodes.Where(node => !node.IsLeaf).Select(node => node.Column).Distinct().Order().Select(j => (j, decreases[j]))];
    }
}
