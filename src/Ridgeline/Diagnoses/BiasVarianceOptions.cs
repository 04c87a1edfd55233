using System.Collections.Immutable;

namespace Ridgeline.Diagnoses;

/// <summary>Which error is taken apart into bias and variance.</summary>
public enum DecomposedError
{
    /// <summary>(y − ŷ)² of the mean predicted; of classes Σₖ([y = k] − P(y = k))², of two (y − P(y = 1))².</summary>
    Squared,

    /// <summary>Whether the class predicted is another.</summary>
    ZeroOne,
}

/// <summary>How bias and variance are had from bootstrap draws.</summary>
public sealed record BiasVarianceOptions
{
    /// <summary>How often rows are drawn, at least 2; default 200, of which a row is left out in about 73. Draw b doesn't depend on how many there are.</summary>
    public int Draws
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two draws are needed for a variance");
    } = 200;

    /// <summary>The seed of the draws; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Which error; default: 0-1 for a loss of classes, else squared. A family without a loss needs it said, unless a score of its cross-validation tells.</summary>
    public DecomposedError? Error { get; init; }

    /// <summary>The group of each row where groups are drawn whole; default: every row by itself.</summary>
    public ImmutableArray<int> Groups { get; init; }

    /// <summary>How many predictions a row needs to count, at least 2; default 10.</summary>
    public int LeastPredictions
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two predictions are needed for a variance");
    } = 10;

    /// <summary>The most settings that are taken from an automatic grid or a cross-validation, at least 2; default 40. Of more so many are left, evenly by their position, with the first, the last and those that were chosen.</summary>
    public int MaxSettings
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a curve needs at least two settings");
    } = 40;
}
