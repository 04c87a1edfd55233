using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>The weighted loss of a batch and its gradient (Rumelhart, Hinton, Williams 1986), in buffers that are made once.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LossGradient<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly NetworkShape _shape;
    private readonly Loss _loss;
    private readonly T[] _outputSlopes;
    private readonly T[][] _flows, _transposed;

    /// <summary>Room for batches of up to <paramref name="capacity"/> rows.</summary>
    public LossGradient(NetworkShape shape, Loss loss, int capacity)
    {
        (_shape, _loss) = (shape, loss);
        Pass = new ForwardPass<T>(shape, capacity, learns: true);
        (Targets, Weights, Offsets) = (new T[Pass.OutputStride], new T[Pass.OutputStride], new T[Pass.OutputStride]);
        _outputSlopes = new T[Pass.Outputs.Length];
        _flows = [.. Enumerable.Range(0, shape.Hidden).Select(l => new T[capacity * shape.Stride(l)])];
        _transposed = [.. Enumerable.Range(0, shape.Hidden).Select(l => l == 0 ? [] : new T[shape.Units[l] * shape.Stride(l - 1)])];
    }

    /// <summary>Where the batch's rows and masks go.</summary>
    public ForwardPass<T> Pass { get; }

    /// <summary>y.</summary>
    public T[] Targets { get; }

    /// <summary>s; the sum below is divided by nothing more.</summary>
    public T[] Weights { get; }

    /// <summary>What is added to a network's one output.</summary>
    public T[] Offsets { get; }

    /// <summary>∂/∂η of the last batch, output after output.</summary>
    public ReadOnlySpan<T> OutputSlopes => _outputSlopes;

    /// <summary>Σ sᵢ·ℓ(yᵢ, ηᵢ) of the batch's rows, and its gradient.</summary>
    /// <param name="parameters">As <see cref="NetworkShape"/> lays them out.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="masked">Which hidden layers have a mask in <see cref="Pass"/>, a bit each.</param>
    /// <param name="gradient">A number a parameter; 0 in padding.</param>
    public double Run(ReadOnlySpan<T> parameters, int rows, ulong masked, Span<T> gradient)
    {
        Pass.Run(parameters, rows, learns: true, masked);
        double loss = Output(rows);
        int last = _shape.Hidden, stride = Pass.OutputStride, length = _shape.Stride(last);
        DenseKernels.Multiply(
            _outputSlopes, stride, 1, Pass.Values(last - 1), length, [], 0, gradient.Slice(_shape.WeightsAt(last), _shape.WeightsOf(last)), length, _shape.Outputs, rows, length);
        for (int k = 0; k < _shape.Outputs; k++)
            gradient[_shape.BiasesAt(last) + k] = Sum(_outputSlopes.AsSpan(k * stride, Lanes.Padded(rows)));
        if (last > 0) // ∂/∂h of the last hidden layer: the output weights are rows already
            DenseKernels.Multiply(
                _outputSlopes, 1, stride, parameters.Slice(_shape.WeightsAt(last), _shape.WeightsOf(last)), length, [], 0, _flows[last - 1], length, rows, _shape.Outputs, length);
        for (int l = last - 1; l >= 0; l--)
            Back(l, parameters, rows, gradient);
        return loss;
    }

    /// <summary>The loss, where ∂/∂η then stands in the output slopes; rows beyond the batch have neither.</summary>
    private double Output(int rows)
    {
        int padded = Lanes.Padded(rows);
        Targets.AsSpan(rows, padded - rows).Clear();
        Weights.AsSpan(rows, padded - rows).Clear();
        Offsets.AsSpan(rows, padded - rows).Clear();
        if (_shape.Outputs == 1)
            for (int i = 0; i < padded; i += Vector512<T>.Count)
                (Vector512.LoadUnsafe(ref Pass.Outputs[i]) + Vector512.LoadUnsafe(ref Offsets[i])).StoreUnsafe(ref Pass.Outputs[i]);
        return OutputLosses.Evaluate<T>(_loss, Targets, Pass.Outputs, Weights, _outputSlopes, Pass.OutputStride, padded);
    }

    /// <summary>From ∂/∂h of a hidden layer to the gradient of its weights and biases, and to ∂/∂h of the layer before.</summary>
    private void Back(int layer, ReadOnlySpan<T> parameters, int rows, Span<T> gradient)
    {
        int stride = _shape.Stride(layer), inputs = _shape.InputsOf(layer), before = Pass.ValuesStride(layer - 1);
        var flow = _flows[layer].AsSpan(0, rows * stride);
        Bend(flow, Pass.Slopes(layer), stride, gradient.Slice(_shape.BiasesAt(layer), stride));
        DenseKernels.Multiply<T>(Pass.Values(layer - 1), 1, before, flow, stride, [], 0, gradient.Slice(_shape.WeightsAt(layer), _shape.WeightsOf(layer)), stride, inputs, rows, stride);
        if (layer == 0)
            return;
        DenseKernels.Transpose(parameters.Slice(_shape.WeightsAt(layer), _shape.WeightsOf(layer)), stride, _transposed[layer], before, inputs, _shape.Units[layer]);
        DenseKernels.Multiply<T>(flow, stride, 1, _transposed[layer], before, [], 0, _flows[layer - 1], before, rows, _shape.Units[layer], before);
    }

    /// <summary>flow ∘= slopes, and the sums of its columns.</summary>
    private static void Bend(Span<T> flow, ReadOnlySpan<T> slopes, int stride, Span<T> sums)
    {
        ref T at = ref MemoryMarshal.GetReference(flow), slope = ref MemoryMarshal.GetReference(slopes);
        for (int j = 0; j < stride; j += Vector512<T>.Count)
        {
            Vector512<T> sum = default;
            for (nuint i = (nuint)j; i < (nuint)flow.Length; i += (nuint)stride)
            {
                var own = Vector512.LoadUnsafe(ref at, i) * Vector512.LoadUnsafe(ref slope, i);
                own.StoreUnsafe(ref at, i);
                sum += own;
            }

            sum.StoreUnsafe(ref sums[j]);
        }
    }

    private static T Sum(ReadOnlySpan<T> values)
    {
        Vector512<T> sum = default;
        for (int i = 0; i < values.Length; i += Vector512<T>.Count)
            sum += Vector512.LoadUnsafe(in values[i]);
        return Lanes.Sum(sum);
    }
}
