using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Resampling;

/// <summary>Rows to learn from and rows set aside to be looked at once, at the very end.</summary>
/// <param name="IsTest">Whether each row is in the test set.</param>
public sealed record TestSplit(ImmutableArray<bool> IsTest)
{
    private const ulong StreamOfSplit = 1;

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
        if (fraction is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "the test fraction must be between 0 and 1");
        var strata = Strata.Shuffled(sample, new RandomStream(seed, StreamOfSplit)).ToArray();
        int rows = strata.Sum(stratum => stratum.Length);
        int size = (int)Math.Round(fraction * rows, MidpointRounding.AwayFromZero);
        if (size < 1 || size >= rows)
            throw new ArgumentException($"a test fraction of {fraction} leaves {size} of {rows} rows for the test and {rows - size} to learn from", nameof(fraction));

        int[] shares = [.. strata.Select(stratum => (int)(fraction * stratum.Length))];
        var byRemainder = Enumerable.Range(0, strata.Length)
            .OrderByDescending(c => fraction * strata[c].Length - shares[c]).ThenBy(c => c).ToArray();
        for (int k = 0, missing = size - shares.Sum(); k < missing; k++)
            shares[byRemainder[k % strata.Length]]++;

        var isTest = new bool[sample.Design.Rows];
        for (int c = 0; c < strata.Length; c++)
            foreach (int row in strata[c].Take(shares[c]))
                isTest[row] = true;
        return new TestSplit([.. isTest]);
    }

    /// <summary>The weights of the rows to learn from; 0 for the test set.</summary>
    /// <param name="sample">All rows.</param>
    public double[] TrainingWeights(Sample sample) => Masked(sample, test: false);

    /// <summary>The weights of the test set; 0 elsewhere.</summary>
    /// <param name="sample">All rows.</param>
    public double[] TestWeights(Sample sample) => Masked(sample, test: true);

    private double[] Masked(Sample sample, bool test)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var weights = sample.Weights.ToArray();
        for (int i = 0; i < weights.Length; i++)
            if (IsTest[i] != test)
                weights[i] = 0;
        return weights;
    }
}
