using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Trees;

public sealed class SplitSumsFacts
{
    /// <summary>Many rows at a time find, to the last bit, what row after row does; and the first quality that is enough.</summary>
    [Fact]
    public void A_scan_is_its_rows_one_after_the_other() => Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Enum<SplitCriterion>(), Gen.Int[1, 4], Gen.Int[0, 2]).Sample((seed, rows, criterion, minLeaf, weighting) =>
    {
        var random = new RandomStream(seed);
        bool ofClasses = criterion is SplitCriterion.Gini or SplitCriterion.Entropy;
        int classes = ofClasses ? 2 + random.NextBelow(2) : 0, values = 1 + random.NextBelow(rows + 3);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => (double)random.NextBelow(values))], y = [.. x.Select(_ => ofClasses ? random.NextBelow(classes) : random.NextUniform())];
        double[] weights = [.. x.Select(_ => weighting == 0 ? 1.0 : weighting == 1 ? 3 : 0.5 + random.NextUniform())];
        var sample = Sample.Of(Design.OfCells(x, rows), y, weights);
        var numbered = new TrainingRows(sample, new SortedColumns(sample.Design, sample.Target, 1), classes);
        var sums = SplitSums.Of(numbered, new TreeOptions { Criterion = criterion, MinSamplesLeaf = minLeaf });
        sums.Enter([.. Enumerable.Range(0, numbered.Count)], new double[Math.Max(1, classes)]);
        ulong[] entries = numbered.Entries[0];
        int before = random.NextBelow(entries.Length + 1);
        bool end = random.NextBelow(2) == 0;
        var part = entries[before..];
        double[] qualities = new double[part.Length];
        sums.Clear();
        sums.Add(entries.AsSpan(0, before));
        for (int i = 0; i < part.Length; i++)
        {
            sums.Add((int)(uint)part[i]);
            qualities[i] = (i + 1 < part.Length ? part[i + 1] >> 32 != part[i] >> 32 : end) ? sums.Quality() : double.NegativeInfinity;
        }

        double best = qualities.Append(double.NegativeInfinity).Max();
        Assert.Equal(best, Scanned(double.PositiveInfinity, out int at));
        Assert.Equal(-1, at);
        foreach (double enough in qualities.Where(double.IsFinite))
        {
            Assert.True(Scanned(enough, out at) >= enough);
            Assert.Equal(Array.FindIndex(qualities, quality => quality >= enough), at);
        }

        double Scanned(double enough, out int found)
        {
            sums.Clear();
            sums.Add(entries.AsSpan(0, before));
            found = -1;
            return sums.Scan(part, end, enough, ref found);
        }
    }, iter: 500);
}
