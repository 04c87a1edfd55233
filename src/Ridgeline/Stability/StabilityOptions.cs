using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Recipes;

namespace Ridgeline.Stability;

/// <summary>How columns are selected on half samples, and by what they are called stable.</summary>
/// <remarks>
/// Of the threshold π, the number q selected on a half sample and the bound on the false selections two are given and the third follows. Nothing given is π = 0.75 and a bound
/// of 1; one of them given leaves the other of these two at its default. <see cref="DownTo"/> takes the place of q, which is then what was selected on average.
/// </remarks>
public sealed record StabilityOptions
{
    private const int MostPairs = 5000;

    /// <summary>B, the pairs of half samples, 2 to 5000; default 50 (Shah and Samworth 2013, §3.4). A longer run begins like a shorter one.</summary>
    public int Pairs
    {
        get;
        init => field = value is >= 2 and <= MostPairs ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"the pairs must be 2 to {MostPairs}");
    } = 50;

    /// <summary>The seed of the half samples; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>π, the share of half samples from which on a unit is stable, in (0, 1]; above ½ but for <see cref="BoundAssumption.RConcave"/>.</summary>
    public double? Threshold
    {
        get;
        init => field = value is null or (> 0 and <= 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the threshold must be above 0 and at most 1");
    }

    /// <summary>q, how many units are selected on each half sample: the first q that come in on its path.</summary>
    public int? Selected
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one unit is selected on a half sample");
    }

    /// <summary>The bound on the expected number of false selections, above 0.</summary>
    public double? Expected
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the expected number of false selections must be above 0");
    }

    /// <summary>The last setting of the path that counts: selected on a half sample is what is selected at any setting down to it. Default: the first q units that come in.</summary>
    public Setting? DownTo { get; init; }

    /// <summary>What the bound assumes; default unimodal. The sentence tells the one without an assumption beside it.</summary>
    public BoundAssumption Assumption { get; init; } = BoundAssumption.Unimodal;

    /// <summary>The units: columns of which any will do, such as those of one column of a table; default: every column by itself. Columns in no group are units by themselves.</summary>
    public ImmutableArray<ColumnGroup> Groups { get; init; }

    /// <summary>Units are joined to clusters where a |correlation| between them is above this (<see cref="ColumnClusters"/>), in (0, 1); default: they aren't.</summary>
    public double? Correlation
    {
        get;
        init => field = value is null or (> 0 and < 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the correlation must be between 0 and 1");
    }

    /// <summary>The group of each row, where rows are drawn in whole groups; default: each by itself. With groups nothing is stratified.</summary>
    public ImmutableArray<int> RowGroups { get; init; }

    /// <summary>Whether both halves share each class alike; default: where the loss is one of classes.</summary>
    public bool? Stratified { get; init; }
}
