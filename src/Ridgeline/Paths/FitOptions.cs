namespace Ridgeline.Paths;

/// <summary>How paths are fitted.</summary>
public sealed record FitOptions
{
    /// <summary>The relative gap at which a fit counts as converged, in [1e-15, 1); default 1e-6. Below 1e-14 rounding decides whether a fit gets there.</summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 1e-15 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the tolerance must be in [1e-15, 1)");
    } = 1e-6;

    /// <summary>The most iterations at one setting, at least 1; default 100. A fit that needs more says so in its status.</summary>
    public int MaxIterations
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one iteration is needed");
    } = 100;

    /// <summary>
    /// Whether a path ends once it is saturated: where the deviance ratio is above 0.999 or hardly grows any more, by glmnet's rule for the loss. It then has
    /// fewer points than settings. Meant for automatic grids; default: every setting is answered.
    /// </summary>
    public bool StopWhenSaturated { get; init; }

    /// <summary>Whether samples of one division are fitted side by side even where one by one is as fast: for what is held of it.</summary>
    internal bool AlwaysSideBySide { get; init; }

    /// <summary>What keeps the models of every walk; null: nothing does.</summary>
    internal IKeptWalks? Kept { get; init; }

    /// <summary>How many threads work, at least 1; default: one a core. Results don't depend on it.</summary>
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one thread is needed");
    } = Environment.ProcessorCount;
}

/// <summary>How far a batch of fits is.</summary>
/// <param name="Done">Fits done.</param>
/// <param name="Total">Fits in all.</param>
public readonly record struct FitProgress(int Done, int Total);
