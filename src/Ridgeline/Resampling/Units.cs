using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>What is dealt out or drawn whole: a row with a weight, or the weighted rows of a group. Rows of weight 0 aren't there.</summary>
/// <remarks>A row of frequency f is one unit too: its copies stay together, and count f where sizes are compared.</remarks>
internal sealed class Units
{
    private Units(int[] unitOf, int count, bool areGroups) => (Of, Count, AreGroups) = (unitOf, count, areGroups);

    /// <summary>Each row's unit, numbered as they first come; −1 without a weight.</summary>
    public int[] Of { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Whether they are groups.</summary>
    public bool AreGroups { get; }

    /// <summary>Every row with a weight.</summary>
    public static Units Rows(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var unitOf = new int[sample.Rows];
        int count = 0;
        for (int i = 0; i < unitOf.Length; i++)
            unitOf[i] = sample.Weights[i] > 0 ? count++ : Resamples.None;
        return new Units(unitOf, count, areGroups: false);
    }

    /// <summary>The weighted rows of every group. What groups are called doesn't matter.</summary>
    public static Units Groups(Sample sample, ReadOnlySpan<int> groups)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (groups.Length != sample.Rows)
            throw new ArgumentException($"{Wording.Count(groups.Length, "group label")} for {Wording.Count(sample.Rows, "row")}; every row needs one", nameof(groups));
        var unitOf = new int[groups.Length];
        var numbers = new Dictionary<int, int>();
        for (int i = 0; i < unitOf.Length; i++)
        {
            unitOf[i] = Resamples.None;
            if (sample.Weights[i] > 0 && !numbers.TryGetValue(groups[i], out unitOf[i]))
                numbers.Add(groups[i], unitOf[i] = numbers.Count);
        }

        return new Units(unitOf, numbers.Count, areGroups: true);
    }

    /// <summary>What a unit's row counts: its frequency, or 1.</summary>
    private static double Size(Sample sample, int row) => sample.WeightKind == WeightKind.Frequency ? sample.Weights[row] : 1;

    /// <summary>The size of each unit: its rows, or the sum of its frequencies.</summary>
    public double[] Sizes(Sample sample)
    {
        var sizes = new double[Count];
        for (int i = 0; i < Of.Length; i++)
            if (Of[i] >= 0)
                sizes[Of[i]] += Size(sample, i);
        return sizes;
    }

    /// <summary>All units in random order.</summary>
    public int[] Shuffled(RandomStream random)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>Every row's share of what its unit has: <see cref="Resamples.None"/> without a weight.</summary>
    public int[] ToRows(int[] ofUnits) => [.. Of.Select(unit => unit < 0 ? Resamples.None : ofUnits[unit])];

    /// <summary>How much of each class every unit holds.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="levels">The classes in order; empty: all rows are of one.</param>
    public Holdings Held(Sample sample, ImmutableArray<double> levels)
    {
        int classes = Math.Max(1, levels.Length);
        int[] rows = [.. Enumerable.Range(0, Of.Length).Where(row => Of[row] >= 0)];
        var keys = new long[rows.Length];
        for (int k = 0; k < rows.Length; k++)
            keys[k] = (long)Of[rows[k]] * classes + (levels.IsEmpty ? 0 : levels.BinarySearch(sample.Target[rows[k]]));
        Array.Sort(keys, rows);

        var holdings = new Holdings(Count, classes);
        for (int k = 0; k < rows.Length; k++)
            holdings.Add((int)(keys[k] / classes), (int)(keys[k] % classes), Size(sample, rows[k]));
        holdings.Close();
        return holdings;
    }
}
