using Ridgeline.Numerics;

namespace Ridgeline.Simulations;

/// <summary>The random streams of this room: one a row for its columns, one a row and draw for its noise, so that more rows begin like fewer and a target can be drawn anew.</summary>
internal static class SimulationStreams
{
    private const ulong Columns = 51, Noise = 52;
    private const int DrawBits = 8, RowBits = 32;

    /// <summary>What a row's columns are drawn from.</summary>
    public static RandomStream ColumnsOf(ulong seed, int row) => new(seed, Columns + ((ulong)row << RowBits));

    /// <summary>What a row's noise of one draw of the target is drawn from.</summary>
    public static RandomStream NoiseOf(ulong seed, int row, int draw) => new(seed, Noise + ((ulong)draw << DrawBits) + ((ulong)row << RowBits));
}
