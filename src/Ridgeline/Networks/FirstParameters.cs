using System.Numerics;
using Ridgeline.Models;

namespace Ridgeline.Networks;

/// <summary>
/// What training begins with: biases of 0 and weights uniform on ±√(6/inputs) before ReLU and GELU (He et al. 2015, eq. 10: variance 2/inputs) and on ±√(6/(inputs + units)) before tanh
/// and the outputs (Glorot &amp; Bengio 2010, eq. 16).
/// </summary>
internal static class FirstParameters
{
    /// <summary>The parameters of <paramref name="shape"/>; weights of constant columns are 0, and stay it.</summary>
    public static T[] Of<T>(Network network, NetworkShape shape, NetworkScaling scaling)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new T[shape.Length];
        int varied = Math.Max(1, scaling.Scales.Count(scale => scale != 0));
        for (int l = 0; l <= shape.Hidden; l++)
        {
            int inputs = shape.InputsOf(l), units = l < shape.Hidden ? shape.Units[l] : shape.Outputs, active = l == 0 ? varied : inputs;
            bool he = l < shape.Hidden && shape.Activations[l] != Activation.Tanh;
            double limit = Math.Sqrt(6.0 / (he ? active : active + units));
            var random = NetworkStreams.WeightsOf(network.Seed, l);
            for (int i = 0; i < inputs; i++)
                for (int j = 0; j < units; j++)
                {
                    double drawn = limit * (2 * random.NextUniform() - 1); // also for a constant column: those after it have the same in every resample
                    parameters[shape.At(l, i, j)] = T.CreateTruncating(l == 0 && scaling.Scales[i] == 0 ? 0 : drawn);
                }
        }

        parameters[shape.BiasesAt(shape.Hidden)] = T.CreateTruncating(scaling.FirstBias);
        return parameters;
    }
}
