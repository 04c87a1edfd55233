using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>The random streams of this room: one for every purpose and run, so a longer run begins like a shorter one.</summary>
internal static class Streams
{
    public const ulong Split = 1, Stratified = 2, KFold = 3, Grouped = 4, StratifiedGrouped = 5, Shuffle = 6, Bootstrap = 7, Halves = 8, RandomSplit = 9, GroupedSplit = 10;

    /// <summary>Stream purpose + 2³²·run of the seed.</summary>
    public static RandomStream Of(ulong seed, ulong purpose, int run = 0) => new(seed, purpose + ((ulong)run << 32));
}
