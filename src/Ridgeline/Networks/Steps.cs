using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Models;
using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>The optimiser's steps, and what it remembers from one to the next. Weights are penalised and limited, biases aren't.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class Steps<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Network _network;
    private readonly NetworkShape _shape;
    private readonly T[] _first, _second;
    private int _steps;

    /// <summary>Before the first step.</summary>
    public Steps(Network network, NetworkShape shape)
    {
        (_network, _shape) = (network, shape);
        _first = new T[shape.Length];
        _second = network.Optimiser is Adam ? new T[shape.Length] : [];
    }

    /// <summary>Takes a step.</summary>
    /// <param name="factor">The schedule's.</param>
    /// <param name="parameters">w and b.</param>
    /// <param name="gradient">Of the batch's loss.</param>
    public void Take(double factor, Span<T> parameters, ReadOnlySpan<T> gradient)
    {
        _steps++;
        double rate = _network.Optimiser.LearningRate * factor;
        for (int l = 0; l <= _shape.Hidden; l++)
        {
            Take(rate, _network.Decay, _network.L1Strength, parameters, gradient, _shape.WeightsAt(l), _shape.WeightsOf(l));
            Take(rate, 0, 0, parameters, gradient, _shape.BiasesAt(l), _shape.BiasesOf(l));
            if (l < _shape.Hidden && double.IsFinite(_network.NormLimit))
                Limit(parameters.Slice(_shape.WeightsAt(l), _shape.WeightsOf(l)), _shape.Stride(l));
        }
    }

    private void Take(double rate, double decay, double l1, Span<T> parameters, ReadOnlySpan<T> gradient, int from, int length)
    {
        ref T w = ref Unsafe.Add(ref MemoryMarshal.GetReference(parameters), from), g = ref Unsafe.Add(ref MemoryMarshal.GetReference(gradient), from), m = ref _first.AsSpan(from, length)[0];
        Vector512<T> kept = Lanes.Constant<T>(Math.Max(0, 1 - rate * decay)), penalty = Lanes.Constant<T>(l1);
        if (_network.Optimiser is Adam adam)
            TakeAdam(adam, rate, kept, penalty, ref w, ref g, ref m, ref _second.AsSpan(from, length)[0], (nuint)length);
        else
            TakeSgd((Sgd)_network.Optimiser, rate, kept, penalty, ref w, ref g, ref m, (nuint)length);
    }

    private void TakeAdam(Adam adam, double rate, Vector512<T> kept, Vector512<T> penalty, ref T w, ref T g, ref T m, ref T v, nuint length)
    {
        double first = 1 - Math.Pow(adam.Beta1, _steps), second = Math.Sqrt(1 - Math.Pow(adam.Beta2, _steps));
        Vector512<T> beta1 = Lanes.Constant<T>(adam.Beta1), rest1 = Lanes.Constant<T>(1 - adam.Beta1), beta2 = Lanes.Constant<T>(adam.Beta2), rest2 = Lanes.Constant<T>(1 - adam.Beta2);
        Vector512<T> step = Lanes.Constant<T>(rate / first), root = Lanes.Constant<T>(1 / second), epsilon = Lanes.Constant<T>(adam.Epsilon);
        for (nuint i = 0; i < length; i += (nuint)Vector512<T>.Count)
        {
            var own = Vector512.LoadUnsafe(ref w, i);
            var slope = Vector512.LoadUnsafe(ref g, i) + Signed(penalty, own);
            var mean = Lanes.MultiplyAdd(rest1, slope, beta1 * Vector512.LoadUnsafe(ref m, i));
            var square = Lanes.MultiplyAdd(rest2, slope * slope, beta2 * Vector512.LoadUnsafe(ref v, i));
            mean.StoreUnsafe(ref m, i);
            square.StoreUnsafe(ref v, i);
            (own * kept - step * mean / Lanes.MultiplyAdd(Vector512.Sqrt(square), root, epsilon)).StoreUnsafe(ref w, i);
        }
    }

    private static void TakeSgd(Sgd sgd, double rate, Vector512<T> kept, Vector512<T> penalty, ref T w, ref T g, ref T m, nuint length)
    {
        Vector512<T> carried = Lanes.Constant<T>(sgd.Momentum), step = Lanes.Constant<T>(rate);
        for (nuint i = 0; i < length; i += (nuint)Vector512<T>.Count)
        {
            var own = Vector512.LoadUnsafe(ref w, i);
            var slope = Vector512.LoadUnsafe(ref g, i) + Signed(penalty, own);
            var speed = Lanes.MultiplyAdd(carried, Vector512.LoadUnsafe(ref m, i), slope);
            speed.StoreUnsafe(ref m, i);
            (own * kept - step * (sgd.Nesterov ? Lanes.MultiplyAdd(carried, speed, slope) : speed)).StoreUnsafe(ref w, i);
        }
    }

    /// <summary>size·sign w, 0 where w is.</summary>
    private static Vector512<T> Signed(Vector512<T> size, Vector512<T> w) =>
        (Vector512.GreaterThan(w, default) & size) - (Vector512.LessThan(w, default) & size);

    /// <summary>Scales what comes into a unit to the limit, where its norm is larger.</summary>
    private void Limit(Span<T> weights, int stride)
    {
        var limit = Lanes.Constant<T>(_network.NormLimit);
        ref T at = ref MemoryMarshal.GetReference(weights);
        for (int j = 0; j < stride; j += Vector512<T>.Count)
        {
            Vector512<T> squares = default;
            for (nuint i = (nuint)j; i < (nuint)weights.Length; i += (nuint)stride)
            {
                var w = Vector512.LoadUnsafe(ref at, i);
                squares = Lanes.MultiplyAdd(w, w, squares);
            }

            var norm = Vector512.Sqrt(squares);
            var large = Vector512.GreaterThan(norm, limit);
            if (large == default)
                continue;
            var factor = Vector512.ConditionalSelect(large, limit / norm, Vector512<T>.One);
            for (nuint i = (nuint)j; i < (nuint)weights.Length; i += (nuint)stride)
                (Vector512.LoadUnsafe(ref at, i) * factor).StoreUnsafe(ref at, i);
        }
    }
}
