using System.Numerics;
using Ridgeline.Numerics;

namespace Ridgeline.Models;

/// <summary>A batch of rows through a network: inputs are filled in, outputs come out, and what lies between is kept for the way back.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[][] _values, _slopes;

    /// <summary>Room for batches of up to <paramref name="capacity"/> rows.</summary>
    /// <param name="shape">The network.</param>
    /// <param name="capacity">The most rows.</param>
    /// <param name="learns">Whether slopes are wanted.</param>
    public ForwardPass(NetworkShape shape, int capacity, bool learns)
    {
        (Shape, Capacity, OutputStride) = (shape, capacity, Lanes.Padded(capacity));
        Inputs = new T[capacity * shape.InputStride];
        _values = [.. Enumerable.Range(0, shape.Hidden).Select(l => new T[capacity * shape.Stride(l)])];
        _slopes = learns ? [.. Enumerable.Range(0, shape.Hidden).Select(l => new T[capacity * shape.Stride(l)])] : [];
        Outputs = new T[OutputStride * shape.Outputs];
    }

    public NetworkShape Shape { get; }

    /// <summary>The most rows.</summary>
    public int Capacity { get; }

    /// <summary>The batch: a row every <see cref="NetworkShape.InputStride"/> numbers, zeros beyond the inputs.</summary>
    public T[] Inputs { get; }

    /// <summary>What came out, output after output, one every <see cref="OutputStride"/> numbers; zeros beyond the batch's rows up to a whole vector.</summary>
    public T[] Outputs { get; }

    public int OutputStride { get; }

    /// <summary>The values of a hidden layer's units, a row every <see cref="NetworkShape.Stride"/> numbers; of layer −1 the inputs.</summary>
    public T[] Values(int layer) => layer < 0 ? Inputs : _values[layer];

    /// <summary>Numbers from one row of a layer's values to the next.</summary>
    public int ValuesStride(int layer) => layer < 0 ? Shape.InputStride : Shape.Stride(layer);

    /// <summary>∂value/∂sum of a hidden layer's units; before the pass the factors of its mask, if it has one.</summary>
    public T[] Slopes(int layer) => _slopes[layer];

    /// <summary>Runs the batch through.</summary>
    /// <param name="parameters">As <see cref="NetworkShape"/> lays them out.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="learns">Whether slopes are wanted, and masks heeded.</param>
    /// <param name="masked">Which hidden layers have a mask, a bit each.</param>
    public void Run(ReadOnlySpan<T> parameters, int rows, bool learns = false, ulong masked = 0)
    {
        for (int l = 0; l < Shape.Hidden; l++)
        {
            int stride = Shape.Stride(l);
            var values = _values[l].AsSpan(0, rows * stride);
            DenseKernels.Multiply(
                Values(l - 1), ValuesStride(l - 1), 1, parameters.Slice(Shape.WeightsAt(l), Shape.WeightsOf(l)), stride, parameters.Slice(Shape.BiasesAt(l), stride), 0,
                values, stride, rows, Shape.InputsOf(l), stride);
            if (learns)
                ActivationKernels.Apply(Shape.Activations[l], values, _slopes[l].AsSpan(0, values.Length), (masked >> l & 1) != 0);
            else
                ActivationKernels.Apply(Shape.Activations[l], values);
        }

        int last = Shape.Hidden, length = Shape.Stride(last);
        DenseKernels.MultiplyRows<T>(
            Values(last - 1), length, parameters.Slice(Shape.WeightsAt(last), Shape.WeightsOf(last)), length, parameters.Slice(Shape.BiasesAt(last), Shape.Outputs), Outputs, OutputStride,
            rows, length, Shape.Outputs);
        for (int k = 0; k < Shape.Outputs; k++)
            Outputs.AsSpan(k * OutputStride + rows, Lanes.Padded(rows) - rows).Clear();
    }
}
