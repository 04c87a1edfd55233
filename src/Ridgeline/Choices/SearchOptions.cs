using Ridgeline.Paths;

namespace Ridgeline.Choices;

/// <summary>How a search is run.</summary>
public sealed record SearchOptions
{
    /// <summary>Tolerance, iterations, and the threads that all fits are shared between. No path is stopped early.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Whether training rows are scored too; default: they are. A score that isn't the loss itself takes a prediction of every row and fit.</summary>
    public bool TrainScores { get; init; } = true;

    /// <summary>The name of the score that chooses; default: the first.</summary>
    public string? ChooseBy { get; init; }

    /// <summary>Whether the best is fitted on all rows; default: it is.</summary>
    public bool Refit { get; init; } = true;

    /// <summary>
    /// A file that gets a JSON line a fit (candidate, resample and setting) as soon as it is done; default: none. A search that finds its own journal fits only what
    /// isn't in it, and its table is the same, bit for bit, times aside, as if it had never been stopped: also if the process was killed while it wrote.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>What times are taken with, such as <see cref="TimeProvider.System"/>; default: nothing, and times are NaN. No other result knows of them.</summary>
    public TimeProvider? Clock { get; init; }
}
