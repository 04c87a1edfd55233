using System.Collections.Immutable;
using Ridgeline.Recipes;

namespace Ridgeline.Diagnoses;

/// <summary>How columns are shuffled.</summary>
public sealed record PermutationOptions
{
    private const int MostRepeats = 4096;

    /// <summary>What is shuffled together; default: every column of the design by itself.</summary>
    public ImmutableArray<ColumnGroup> Groups { get; init; }

    /// <summary>How often, 1 to 4096; default 10. Repeat r is the same order of the rows for every group, and doesn't depend on how many repeats there are.</summary>
    public int Repeats
    {
        get;
        init => field = value is >= 1 and <= MostRepeats ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the repeats must be 1 to {MostRepeats}");
    } = 10;

    /// <summary>The seed of the orders; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many threads work, at least 1; default: one a core. Results don't depend on it.</summary>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one thread is needed");
    } = Environment.ProcessorCount;
}
