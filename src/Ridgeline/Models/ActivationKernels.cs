using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Numerics;

namespace Ridgeline.Models;

/// <summary>Activation, its slope and the mask of dropout over a whole layer of a batch, in one sweep.</summary>
internal static class ActivationKernels
{
    /// <summary>h = f(a) for the sums a that are in <paramref name="h"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="activation">f.</param>
    /// <param name="h">Whole vectors.</param>
    public static void Apply<T>(Activation activation, Span<T> h)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T at = ref MemoryMarshal.GetReference(h);
        for (nuint i = 0; i < (nuint)h.Length; i += (nuint)Vector512<T>.Count)
        {
            var a = Vector512.LoadUnsafe(ref at, i);
            var value = activation == Activation.ReLU ? Vector512.MaxNative(default, a) // in this order a NaN stays one
                : activation == Activation.Tanh ? Lanes.Tanh(a) : a * NormalLanes.Of(a).Distribution;
            value.StoreUnsafe(ref at, i);
        }
    }

    /// <summary>h = r·f(a) and slopes = r·f′(a), r the factors of a mask: what dropout makes of a unit, 0 or 1/(1 − rate).</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="activation">f.</param>
    /// <param name="h">a, whole vectors.</param>
    /// <param name="slopes">On entry r, if <paramref name="masked"/>.</param>
    /// <param name="masked">Whether there is a mask; else r = 1.</param>
    public static void Apply<T>(Activation activation, Span<T> h, Span<T> slopes, bool masked)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T at = ref MemoryMarshal.GetReference(h), slope = ref MemoryMarshal.GetReference(slopes);
        var one = Vector512<T>.One;
        nuint end = (nuint)h.Length, width = (nuint)Vector512<T>.Count;
        switch (activation)
        {
            case Activation.ReLU:
                for (nuint i = 0; i < end; i += width)
                {
                    var a = Vector512.LoadUnsafe(ref at, i);
                    var own = Vector512.GreaterThan(a, default) & (masked ? Vector512.LoadUnsafe(ref slope, i) : one);
                    own.StoreUnsafe(ref slope, i);
                    (a * own).StoreUnsafe(ref at, i);
                }

                break;
            case Activation.Tanh:
                for (nuint i = 0; i < end; i += width)
                {
                    Vector512<T> t = Lanes.Tanh(Vector512.LoadUnsafe(ref at, i)), r = masked ? Vector512.LoadUnsafe(ref slope, i) : one;
                    ((one - t * t) * r).StoreUnsafe(ref slope, i);
                    (t * r).StoreUnsafe(ref at, i);
                }

                break;
            default:
                for (nuint i = 0; i < end; i += width)
                {
                    Vector512<T> a = Vector512.LoadUnsafe(ref at, i), r = masked ? Vector512.LoadUnsafe(ref slope, i) : one;
                    var (distribution, density) = NormalLanes.Of(a);
                    ((distribution + a * density) * r).StoreUnsafe(ref slope, i);
                    (a * distribution * r).StoreUnsafe(ref at, i);
                }

                break;
        }
    }
}
