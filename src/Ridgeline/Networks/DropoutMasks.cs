using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ridgeline.Models;
using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>What dropout makes of a layer's units in one row: 0 with probability rate, else 1/(1 − rate).</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct DropoutMasks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ulong _seed;
    private readonly uint _purpose, _threshold;
    private readonly T _kept;

    /// <summary>Masks of a hidden layer.</summary>
    /// <param name="seed">The network's.</param>
    /// <param name="layer">0-based.</param>
    /// <param name="rate">In [0, 1).</param>
    public DropoutMasks(ulong seed, int layer, double rate)
    {
        (_seed, _purpose) = (seed, NetworkStreams.MasksOf(layer));
        _threshold = (uint)Math.Min(uint.MaxValue, Math.Ceiling(rate * 4294967296.0)); // of 2³² words so many leave a unit out
        _kept = T.CreateTruncating(1 / (1 - rate));
    }

    /// <summary>The factors of a row's units in an epoch.</summary>
    /// <param name="row">The row's number in the data.</param>
    /// <param name="epoch">0-based.</param>
    /// <param name="target">A factor a unit, whole vectors.</param>
    public void Draw(uint row, uint epoch, Span<T> target)
    {
        ref T at = ref MemoryMarshal.GetReference(target);
        for (int unit = 0; unit < target.Length; unit += RandomLanes.Words)
        {
            RandomLanes.Blocks((uint)unit / 4, row, _purpose, epoch, _seed, out var word0, out var word1, out var word2, out var word3);
            Store(word0, word1, ref Unsafe.Add(ref at, unit));
            if (unit + 2 * RandomLanes.Width < target.Length)
                Store(word2, word3, ref Unsafe.Add(ref at, unit + 2 * RandomLanes.Width));
        }
    }

    /// <summary>The factors that sixteen words give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector512<ulong> low, Vector512<ulong> high, ref T target)
    {
        if (typeof(T) == typeof(float))
        {
            var words = Vector512.Narrow(low, high);
            (Vector512.GreaterThanOrEqual(words, Vector512.Create(_threshold)).As<uint, T>() & Vector512.Create(_kept)).StoreUnsafe(ref target);
            return;
        }

        Vector512<ulong> threshold = Vector512.Create((ulong)_threshold), word = Vector512.Create((ulong)uint.MaxValue);
        (Vector512.GreaterThanOrEqual(low & word, threshold).As<ulong, T>() & Vector512.Create(_kept)).StoreUnsafe(ref target);
        (Vector512.GreaterThanOrEqual(high & word, threshold).As<ulong, T>() & Vector512.Create(_kept)).StoreUnsafe(ref target, (nuint)RandomLanes.Width);
    }

    /// <summary>The masks of each hidden layer that drops units, and which these are.</summary>
    public static ulong Of(Network network, Span<DropoutMasks<T>> target)
    {
        ulong masked = 0;
        for (int l = 0; l < network.Hidden.Length; l++)
        {
            if (network.Hidden[l].DropoutRate == 0)
                continue;
            target[l] = new DropoutMasks<T>(network.Seed, l, network.Hidden[l].DropoutRate);
            masked |= 1UL << l;
        }

        return masked;
    }

    /// <summary>Draws the masks of a batch into a pass.</summary>
    public static void Draw(ReadOnlySpan<DropoutMasks<T>> masks, ulong masked, ReadOnlySpan<int> rows, int epoch, ForwardPass<T> pass)
    {
        for (int l = 0; l < masks.Length; l++)
        {
            if ((masked >> l & 1) == 0)
                continue;
            int stride = pass.Shape.Stride(l);
            for (int i = 0; i < rows.Length; i++)
                masks[l].Draw((uint)rows[i], (uint)epoch, pass.Slopes(l).AsSpan(i * stride, stride));
        }
    }
}
