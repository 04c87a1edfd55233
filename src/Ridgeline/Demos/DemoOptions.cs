namespace Ridgeline.Demos;

/// <summary>How demonstrations are run.</summary>
public sealed record DemoOptions
{
    /// <summary>What the data are simulated with; default 1. The same seed gives the same data everywhere.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads work, at least 1; default: one a core. Results don't depend on it.</summary>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one thread is needed");
    } = Environment.ProcessorCount;
}
