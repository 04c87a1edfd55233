using System.Numerics;
using Ridgeline.Models;

namespace Ridgeline.Networks;

/// <summary>
/// What training begins with: weights, and the biases of hidden units, uniform on ±1/√inputs, a third of the variance at which LeCun et al. (1998, §4.6) keep a unit's sum as wide as its inputs.
/// </summary>
/// <remarks>
/// Wider ones, 2/inputs as He et al. (2015) have it for deep networks of ReLU, learn worse here: few layers, Adam and dropout. Held-out losses at dropout 0.5, 0.3, 0 in 10-fold
/// cross-validation, He and these: breast cancer 0.086 0.086 0.088 and 0.075 0.081 0.087, digits 0.67 0.24 0.16 and 0.25 0.14 0.12, diabetes 4121 3380 3933 and 2993 2995 3229. Biases of 0 put the bends of all ReLU
/// through the middle of the data, and of few columns a network needs them elsewhere: synth_nonlinear 0.23 0.21 0.19 and 0.21 0.16 0.14, iris 0.24 0.18 0.16 and 0.16 0.11 0.10.
/// </remarks>
internal static class FirstParameters
{
    /// <summary>The parameters of <paramref name="shape"/>; weights of constant columns are 0 and stay so, and so do those of the outputs where the target is the same in all rows.</summary>
    public static T[] Of<T>(Network network, NetworkShape shape, NetworkScaling scaling)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new T[shape.Length];
        int varied = Math.Max(1, scaling.Scales.Count(scale => scale != 0));
        for (int l = 0; l <= shape.Hidden; l++)
        {
            int inputs = shape.InputsOf(l), units = l < shape.Hidden ? shape.Units[l] : shape.Outputs;
            double limit = 1 / Math.Sqrt(l == 0 ? varied : inputs);
            var random = NetworkStreams.WeightsOf(network.Seed, l);
            for (int j = 0; j < units && l < shape.Hidden; j++)
                parameters[shape.BiasesAt(l) + j] = T.CreateTruncating(limit * (2 * random.NextUniform() - 1));
            for (int i = 0; i < inputs; i++)
                for (int j = 0; j < units; j++)
                {
                    double drawn = limit * (2 * random.NextUniform() - 1); // also for a constant column: those after it have the same in every resample
                    bool stays0 = (l == 0 && scaling.Scales[i] == 0) || (l == shape.Hidden && scaling.IsConstant);
                    parameters[shape.At(l, i, j)] = T.CreateTruncating(stays0 ? 0 : drawn);
                }
        }

        parameters[shape.BiasesAt(shape.Hidden)] = T.CreateTruncating(scaling.FirstBias);
        return parameters;
    }
}
