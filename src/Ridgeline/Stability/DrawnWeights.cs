using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Stability;

/// <summary>
/// Half samples in complementary pairs and bootstrap draws as weightings of the same rows. What is drawn by itself is an independent row: of frequency weights each of a row's
/// copies, so that weight 2 is the row twice; or a group, where rows are grouped. Other weights go with their row.
/// </summary>
internal sealed class DrawnWeights
{
    private const ulong Halves = 35, Bootstrap = 36; // of the seed's streams

    private readonly Sample _sample;
    private readonly ulong _seed;
    private readonly int[] _unitOf;  // of each row; −1 without a weight
    private readonly int[] _copies;  // of each unit
    private readonly int[] _stratum; // of each unit

    /// <summary>The independent rows of a sample.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="groups">The group of each row; empty where rows aren't grouped.</param>
    /// <param name="stratified">Whether halves share each class alike.</param>
    /// <exception cref="ArgumentException">There are other numbers of labels, or fewer than two independent rows.</exception>
    public DrawnWeights(Sample sample, ulong seed, ReadOnlySpan<int> groups, bool stratified)
    {
        if (!groups.IsEmpty && groups.Length != sample.Rows)
            throw new ArgumentException($"{Wording.Count(groups.Length, "group label")} for {Wording.Count(sample.Rows, "row")}; every row needs one", nameof(groups));
        (_sample, _seed, _unitOf, IsGrouped) = (sample, seed, new int[sample.Rows], !groups.IsEmpty);
        var units = new Dictionary<int, int>();
        List<int> copies = [], strata = [];
        var levels = stratified && !IsGrouped ? sample.Levels() : [];
        double all = 0;
        for (int i = 0; i < _unitOf.Length; i++)
        {
            double weight = sample.Weights[i];
            _unitOf[i] = -1;
            if (!(weight > 0))
                continue;
            if (units.TryGetValue(IsGrouped ? groups[i] : i, out int unit))
            {
                _unitOf[i] = unit;
                continue;
            }

            units.Add(IsGrouped ? groups[i] : i, _unitOf[i] = copies.Count);
            double times = sample.WeightKind == WeightKind.Frequency && !IsGrouped ? weight : 1;
            all += times;
            if (all > int.MaxValue)
                throw new ArgumentException($"the frequencies add up to more than {int.MaxValue} rows, which can't be drawn one by one");
            copies.Add((int)times);
            strata.Add(levels.IsEmpty ? 0 : levels.BinarySearch(sample.Target[i]));
        }

        (_copies, _stratum, Count) = ([.. copies], [.. strata], (int)all);
        Strata = Math.Max(1, levels.Length);
        if (Count < 2)
            throw new ArgumentException($"{Wording.Count(Count, IsGrouped ? "group" : "row")} with a weight can't be drawn from; at least 2 are needed");
    }

    /// <summary>How many independent rows there are.</summary>
    public int Count { get; }

    /// <summary>Whether they are groups.</summary>
    public bool IsGrouped { get; }

    /// <summary>How many classes halves share alike; 1 where they don't.</summary>
    public int Strata { get; }

    /// <summary>The rows of one half: ⌊n/2⌋ without replacement, and as many of the others; of an odd n one row, a random one, is in neither.</summary>
    /// <remarks>With classes, each has half of its rows in either; of a class with an odd number the last goes to neither, or where two classes have such a row, one to each half.</remarks>
    /// <param name="pair">0 … B − 1.</param>
    /// <param name="second">Which half.</param>
    public double[] Half(int pair, bool second)
    {
        var random = new RandomStream(_seed, Halves + ((ulong)pair << 32));
        int[][] places = Places(random);
        int wanted = second ? 1 : 0;
        var drawn = new int[_copies.Length];
        for (int u = 0; u < drawn.Length; u++)
            for (int copy = 0, c = _stratum[u]; copy < _copies[u]; copy++)
            {
                int at = random.NextBelow(places[0][c] + places[1][c] + places[2][c]); // every place that is left is as likely
                int place = at < places[0][c] ? 0 : at < places[0][c] + places[1][c] ? 1 : 2;
                places[place][c]--;
                drawn[u] += place == wanted ? 1 : 0;
            }

        return Spread(drawn);
    }

    /// <summary>As many rows as there are, with replacement.</summary>
    /// <param name="draw">0, 1, …</param>
    public double[] WithReplacement(int draw)
    {
        var random = new RandomStream(_seed, Bootstrap + ((ulong)draw << 32));
        var ends = new int[_copies.Length];
        for (int u = 0, end = 0; u < ends.Length; u++)
            ends[u] = end += _copies[u];
        bool single = ends.Length == Count;
        var drawn = new int[_copies.Length];
        for (int k = 0; k < Count; k++)
        {
            int copy = random.NextBelow(Count);
            int unit = single ? copy : Array.BinarySearch(ends, copy + 1);
            drawn[unit < 0 ? ~unit : unit]++;
        }

        return Spread(drawn);
    }

    /// <summary>How many of each class go to the first half, the second and neither: of the classes with an odd number, in random order, one has a row more in the first, the next in the second, as long as there are two.</summary>
    private int[][] Places(RandomStream random)
    {
        var sizes = new int[Strata];
        for (int u = 0; u < _copies.Length; u++)
            sizes[_stratum[u]] += _copies[u];
        int[] first = [.. sizes.Select(size => size / 2)], second = [.. first];
        int[] odd = [.. Enumerable.Range(0, Strata).Where(c => sizes[c] % 2 == 1)];
        random.Shuffle<int>(odd);
        for (int k = 0; k + 1 < odd.Length; k += 2)
            (first[odd[k]], second[odd[k + 1]]) = (first[odd[k]] + 1, second[odd[k + 1]] + 1);
        return [first, second, [.. sizes.Select((size, c) => size - first[c] - second[c])]];
    }

    private double[] Spread(int[] drawn)
    {
        var weights = _sample.Weights.ToArray();
        bool single = _sample.WeightKind == WeightKind.Frequency && !IsGrouped; // a copy counts 1
        for (int i = 0; i < weights.Length; i++)
            weights[i] = _unitOf[i] < 0 ? 0 : (single ? 1 : weights[i]) * drawn[_unitOf[i]];
        return weights;
    }
}
