using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Resampling;

namespace Ridgeline.Diagnoses;

/// <summary>What is shuffled as one.</summary>
public enum ShuffledUnits
{
    /// <summary>Rows, each with its target.</summary>
    Rows,

    /// <summary>Groups, each with the targets of its rows in their order.</summary>
    Groups,

    /// <summary>Nothing: targets in the order of time go round by a number of rows.</summary>
    Time,
}

/// <summary>Orders in which targets stand at other rows than their own.</summary>
internal sealed class ShuffledTargets
{
    private const ulong Purpose = 41, TimePurpose = 42; // of the seed's streams

    private readonly int[] _rows; // with a weight: in their order, of groups group after group
    private readonly int[][] _groups;
    private readonly int[] _shifts;
    private readonly int _all;
    private readonly ulong _seed;

    /// <summary>Orders that leave alone what isn't exchangeable.</summary>
    /// <exception cref="ArgumentException">There aren't as many orders of that kind.</exception>
    public ShuffledTargets(Sample sample, Resamples resamples, ShuffleOptions options)
    {
        (_all, _seed) = (sample.Rows, options.Seed);
        _rows = [.. Enumerable.Range(0, sample.Rows).Where(i => HasWeight(sample, i))];
        (_groups, _shifts) = ([], []);
        Units = resamples.IsTimeOrdered ? ShuffledUnits.Time : resamples.Groups.IsDefault ? ShuffledUnits.Rows : ShuffledUnits.Groups;
        if (Units == ShuffledUnits.Groups)
        {
            _groups = [.. _rows.GroupBy(i => resamples.Groups[i]).Select(group => group.ToArray())];
            _rows = [.. _groups.SelectMany(group => group)];
        }
        else if (Units == ShuffledUnits.Time)
        {
            _shifts = [.. Enumerable.Range(1, _rows.Length - 1)];
            new RandomStream(_seed, TimePurpose).Shuffle(_shifts.AsSpan());
            if (options.Shuffles > _shifts.Length)
                throw new ArgumentException($"{Wording.Count(_rows.Length, "row")} in the order of time go round in {Wording.Count(_shifts.Length, "way")}, fewer than {options.Shuffles} shuffles", nameof(options));
        }
    }

    /// <summary>What is shuffled as one.</summary>
    public ShuffledUnits Units { get; }

    /// <summary>Shuffle number <paramref name="b"/>: the row whose target each row gets; rows without weight have their own.</summary>
    public int[] Order(int b)
    {
        int[] from = Units switch
        {
            ShuffledUnits.Time => [.. _rows[_shifts[b]..], .. _rows[.._shifts[b]]],
            ShuffledUnits.Groups => [.. Shuffled(_groups, b).SelectMany(group => group)],
            _ => Shuffled(_rows, b),
        };
        int[] order = [.. Enumerable.Range(0, _all)];
        for (int at = 0; at < from.Length; at++)
            order[_rows[at]] = from[at];
        return order;
    }

    private T[] Shuffled<T>(T[] items, int b)
    {
        T[] shuffled = [.. items];
        new RandomStream(_seed, Purpose + ((ulong)b << 32)).Shuffle(shuffled.AsSpan());
        return shuffled;
    }

    private static bool HasWeight(Sample sample, int row) => sample.Weights[row] > 0;
}
