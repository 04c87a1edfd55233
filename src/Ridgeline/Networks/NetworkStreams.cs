using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>
/// The random streams of this room. None knows a resample: what is drawn for a row depends on the seed, the row's number in the data and the epoch alone, so that resamples differ
/// in their rows and not in their luck. A stream's blocks are Philox's at the counter (place, row or 0, purpose, epoch or layer).
/// </summary>
internal static class NetworkStreams
{
    private const uint Weights = 101, Order = 102, Validation = 103, Masks = 1000; // + layer

    /// <summary>First weights of a layer.</summary>
    public static RandomStream WeightsOf(ulong seed, int layer) => new(seed, Weights + ((ulong)layer << 32));

    /// <summary>keys[i] = what decides the place of row rows[i] in an epoch.</summary>
    public static void OrderOf(ulong seed, int epoch, ReadOnlySpan<int> rows, Span<uint> keys) => Fill(seed, Order, (uint)epoch, rows, keys);

    /// <summary>keys[i] = what decides whether row rows[i] is kept from training.</summary>
    public static void ValidationOf(ulong seed, ReadOnlySpan<int> rows, Span<uint> keys) => Fill(seed, Validation, 0, rows, keys);

    /// <summary>The purpose of the masks of a hidden layer.</summary>
    public static uint MasksOf(int layer) => Masks + (uint)layer;

    /// <summary>Word row mod 4 of block row/4.</summary>
    private static void Fill(ulong seed, uint purpose, uint run, ReadOnlySpan<int> rows, Span<uint> keys)
    {
        Span<uint> block = stackalloc uint[4];
        int known = -1;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] >> 2 != known)
                RandomStream.Block((ulong)(known = rows[i] >> 2), purpose + ((ulong)run << 32), seed, block);
            keys[i] = block[rows[i] & 3];
        }
    }
}
