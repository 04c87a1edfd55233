namespace Ridgeline.Diagnoses;

/// <summary>How targets are shuffled.</summary>
public sealed record ShuffleOptions
{
    private const int MostShuffles = 4096;

    /// <summary>How often, 1 to 4096; default 19, the fewest of which a p-value can be 5 %. Shuffle b doesn't depend on how many there are.</summary>
    public int Shuffles
    {
        get;
        init => field = value is >= 1 and <= MostShuffles ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the shuffles must be 1 to {MostShuffles}");
    } = 19;

    /// <summary>The seed of the orders; default 0.</summary>
    public ulong Seed { get; init; }
}
