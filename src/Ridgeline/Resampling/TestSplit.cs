using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Resampling;

/// <summary>Rows to learn from and rows set aside to be looked at once, at the very end.</summary>
/// <param name="IsTest">Whether each row is in the test set.</param>
public sealed record TestSplit(ImmutableArray<bool> IsTest)
{
    /// <summary>
    /// A stratified test set: round(fraction·n) rows, shared among the classes in proportion (largest remainder), drawn at random within each.
    /// </summary>
    /// <param name="sample">All rows; classes are the distinct targets.</param>
    /// <param name="fraction">The test set's share, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The fraction isn't in (0, 1), or leaves one side without a row.</exception>
    public static TestSplit Stratified(Sample sample, double fraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sample);
        int size = SizeOf(fraction, sample.RowsWithWeight, "test", nameof(fraction));
        var strata = Strata.Shuffled(sample, Streams.Of(seed, Streams.Split)).ToArray();
        int[] shares = [.. strata.Select(stratum => (int)(fraction * stratum.Length))];
        var byRemainder = Enumerable.Range(0, strata.Length)
            .OrderByDescending(c => fraction * strata[c].Length - shares[c]).ThenBy(c => c).ToArray();
        for (int k = 0, missing = size - shares.Sum(); k < missing; k++)
            shares[byRemainder[k % strata.Length]]++;

        var isTest = new bool[sample.Rows];
        for (int c = 0; c < strata.Length; c++)
            foreach (int row in strata[c].Take(shares[c]))
                isTest[row] = true;
        return new TestSplit([.. isTest]);
    }

    /// <summary>A test set of round(fraction·n) rows drawn at random, whatever their target: for a target of numbers.</summary>
    /// <param name="sample">All rows; those without a weight are in neither set.</param>
    /// <param name="fraction">The test set's share, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The fraction isn't in (0, 1), or leaves one side without a row.</exception>
    public static TestSplit Random(Sample sample, double fraction, ulong seed)
    {
        var units = Units.Rows(sample);
        int size = SizeOf(fraction, units.Count, "test", nameof(fraction));
        return Of(units, units.Shuffled(Streams.Of(seed, Streams.RandomSplit)), size);
    }

    /// <summary>
    /// A test set of whole groups: of the groups in random order the first ones, as many as bring the test set nearest to fraction·n rows (with frequencies: of their sum), but neither none nor all.
    /// </summary>
    /// <param name="sample">All rows; those without a weight are in neither set.</param>
    /// <param name="groups">The group of each row, any n numbers.</param>
    /// <param name="fraction">The test set's share, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The fraction isn't in (0, 1), there is one group only, or there aren't n labels.</exception>
    public static TestSplit Grouped(Sample sample, ReadOnlySpan<int> groups, double fraction, ulong seed)
    {
        var units = Units.Groups(sample, groups);
        CheckFraction(fraction, "test", nameof(fraction));
        if (units.Count < 2)
            throw new ArgumentException($"{Wording.Count(units.Count, "group")} can't be divided; at least 2 groups are needed, or a test set without groups", nameof(groups));
        double[] sizes = units.Sizes(sample);
        int[] order = units.Shuffled(Streams.Of(seed, Streams.GroupedSplit));
        double wanted = fraction * sizes.Sum(), size = sizes[order[0]];
        int taken = 1;
        while (taken < order.Length - 1 && Math.Abs(size + sizes[order[taken]] - wanted) < Math.Abs(size - wanted))
            size += sizes[order[taken++]];
        return Of(units, order, taken);
    }

    /// <summary>The weights of the rows to learn from; 0 for the test set.</summary>
    /// <param name="sample">All rows.</param>
    public double[] TrainingWeights(Sample sample) => Masked(sample, test: false);

    /// <summary>The weights of the test set; 0 elsewhere.</summary>
    /// <param name="sample">All rows.</param>
    public double[] TestWeights(Sample sample) => Masked(sample, test: true);

    /// <summary>round(fraction·n), if that leaves both sides a row.</summary>
    internal static int SizeOf(double fraction, int rows, string what, string name)
    {
        CheckFraction(fraction, what, name);
        int size = (int)Math.Round(fraction * rows, MidpointRounding.AwayFromZero);
        if (size < 1 || size >= rows)
            throw new ArgumentException(
                $"a {what} fraction of {fraction} leaves {size} of {Wording.Count(rows, "row")} for the {what} side and {rows - size} to learn from; "
                + (rows > 1 ? $"use a fraction from {1.0 / rows:0.####} to {(rows - 1.0) / rows:0.####}" : "at least 2 rows are needed"), name);
        return size;
    }

    private static void CheckFraction(double fraction, string what, string name)
    {
        if (fraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(name, fraction, $"the {what} fraction must be between 0 and 1");
    }

    private static TestSplit Of(Units units, int[] order, int taken)
    {
        var isTest = new bool[units.Count];
        foreach (int unit in order.AsSpan(0, taken))
            isTest[unit] = true;
        return new TestSplit([.. units.Of.Select(unit => unit >= 0 && isTest[unit])]);
    }

    private double[] Masked(Sample sample, bool test)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Rows != IsTest.Length)
            throw new ArgumentException($"a test split of {Wording.Count(IsTest.Length, "row")} for a sample of {sample.Rows}", nameof(sample));
        var weights = sample.Weights.ToArray();
        for (int i = 0; i < weights.Length; i++)
            if (IsTest[i] != test)
                weights[i] = 0;
        return weights;
    }
}
