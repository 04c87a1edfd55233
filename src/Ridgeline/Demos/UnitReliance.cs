using Ridgeline.Designs;
using Ridgeline.Models;

namespace Ridgeline.Demos;

/// <summary>
/// How much the units of a network's one hidden layer rely on each other: by how much the mean squared error rises, on average, when each unit is left out with probability ½ and those that stay count double.
/// </summary>
/// <remarks>
/// <para>A unit that helps only beside certain others is what Hinton et al. (<i>Improving neural networks by preventing co-adaptation of feature detectors</i>, arXiv 1207.0580, 2012) call co-adapted.</para>
/// <para>
/// Leaving units out so is η + Σₖ (2Mₖ − 1)cₖ with cₖ = vₖhₖ, what unit k adds to η, and fair coins Mₖ: the expected square of the change is Σₖ cₖ², and the error rises by exactly its mean over rows.
/// Units whose large contributions cancel each other make it large, and the sum of what they say doesn't show it.
/// </para>
/// </remarks>
internal static class UnitReliance
{
    /// <summary>The mean over rows of Σₖ cₖ².</summary>
    /// <param name="model">A network with one hidden layer of ReLU units and one output.</param>
    /// <param name="design">Its columns.</param>
    /// <param name="first">The first row.</param>
    public static double Of(NetworkModel model, Design design, int first)
    {
        if (model.Layers.Length != 2 || model.Outputs != 1 || model.Layers[0].Activation != Activation.ReLU)
            throw new ArgumentException("a network with one hidden layer of ReLU units and one output is needed", nameof(model));
        var (hidden, last) = (model.Layers[0], model.Layers[1]);
        double total = 0;
        var sums = new double[hidden.Units];
        for (int i = first; i < design.Rows; i++)
        {
            for (int k = 0; k < sums.Length; k++)
                sums[k] = hidden.Biases[k];
            for (int j = 0; j < hidden.Inputs; j++)
            {
                double z = model.Scales[j] == 0 ? 0 : (design[i, j] + design.Shift(j) - model.Means[j]) / model.Scales[j];
                for (int k = 0; k < sums.Length; k++)
                    sums[k] += z * hidden.Weights[j * sums.Length + k];
            }

            for (int k = 0; k < sums.Length; k++)
            {
                double contribution = model.Scale * last.Weights[k] * Math.Max(0, sums[k]);
                total += contribution * contribution;
            }
        }

        return total / (design.Rows - first);
    }
}
