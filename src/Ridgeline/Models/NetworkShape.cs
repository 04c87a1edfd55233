using System.Collections.Immutable;
using Ridgeline.Numerics;

namespace Ridgeline.Models;

/// <summary>
/// Where the parameters of a network lie in one array: for each hidden layer its weights, a row of units for each input, and a row of biases; at the end for each output a row of
/// weights, and the biases. Rows are padded to whole vectors with zeros, which stay zeros in training: what comes in and what flows back are 0 there.
/// </summary>
internal sealed class NetworkShape
{
    private readonly int[] _weightsAt, _biasesAt;

    /// <summary>A network of so many inputs, units of each hidden layer, and outputs.</summary>
    public NetworkShape(int inputs, ImmutableArray<int> units, ImmutableArray<Activation> activations, int outputs)
    {
        (Inputs, Units, Activations, Outputs) = (inputs, units, activations, outputs);
        (_weightsAt, _biasesAt) = (new int[units.Length + 1], new int[units.Length + 1]);
        long length = 0;
        for (int l = 0; l <= units.Length; l++)
        {
            _weightsAt[l] = (int)length;
            length += (long)Rows(l) * Stride(l);
            _biasesAt[l] = (int)Math.Min(length, int.MaxValue);
            length += l < units.Length ? Stride(l) : Lanes.Padded(outputs);
            if (length > Array.MaxLength)
                throw new ArgumentException($"a network of {inputs} inputs and {string.Join("-", units)} hidden units has more parameters than fit into an array ({Array.MaxLength})");
        }

        Length = (int)length;
    }

    public int Inputs { get; }

    /// <summary>Units of each hidden layer.</summary>
    public ImmutableArray<int> Units { get; }

    public ImmutableArray<Activation> Activations { get; }

    /// <summary>K.</summary>
    public int Outputs { get; }

    /// <summary>How many hidden layers there are; the output layer's number.</summary>
    public int Hidden => Units.Length;

    /// <summary>Numbers in the array.</summary>
    public int Length { get; }

    /// <summary>Numbers from one row of inputs to the next.</summary>
    public int InputStride => Lanes.Padded(Inputs);

    /// <summary>What comes into a layer.</summary>
    public int InputsOf(int layer) => layer == 0 ? Inputs : Units[layer - 1];

    /// <summary>Numbers from one row of a layer's weights to the next; of a hidden layer also from one row of its units' values to the next.</summary>
    public int Stride(int layer) => Lanes.Padded(layer < Hidden ? Units[layer] : InputsOf(layer));

    /// <summary>Rows of a layer's weights: one an input, or one an output of the last.</summary>
    public int Rows(int layer) => layer < Hidden ? InputsOf(layer) : Outputs;

    /// <summary>Where a layer's weights begin.</summary>
    public int WeightsAt(int layer) => _weightsAt[layer];

    /// <summary>Numbers of a layer's weights.</summary>
    public int WeightsOf(int layer) => Rows(layer) * Stride(layer);

    /// <summary>Where a layer's biases begin.</summary>
    public int BiasesAt(int layer) => _biasesAt[layer];

    /// <summary>Numbers of a layer's biases.</summary>
    public int BiasesOf(int layer) => layer < Hidden ? Stride(layer) : Lanes.Padded(Outputs);

    /// <summary>Where the weight from input <paramref name="from"/> of a layer to its unit (or output) <paramref name="to"/> lies.</summary>
    public int At(int layer, int from, int to) => _weightsAt[layer] + (layer < Hidden ? from * Stride(layer) + to : to * Stride(layer) + from);
}
