using System.Collections.Immutable;

namespace Ridgeline.Stability;

/// <summary>How bootstrap intervals are made.</summary>
public sealed record IntervalOptions
{
    /// <summary>The share of samples in which the interval covers, in (0, 1); default 0.95.</summary>
    public double Level
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the level must be between 0 and 1");
    } = 0.95;

    /// <summary>B, the draws, at least 39; default 999. A longer run begins like a shorter one.</summary>
    public int Draws
    {
        get;
        init => field = value >= 39 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least 39 draws are needed: their extremes are the ends at 95 %");
    } = 999;

    /// <summary>The seed of the draws; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The group of each row, where rows of a group aren't independent: whole groups are drawn; default: each row by itself.</summary>
    public ImmutableArray<int> RowGroups { get; init; }
}
