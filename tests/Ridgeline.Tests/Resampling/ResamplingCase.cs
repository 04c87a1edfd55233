using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

/// <summary>Rows of three classes in groups, some without weight, in any order; every kind of resample can be made of them.</summary>
internal sealed record ResamplingCase(Sample Sample, int[] Groups, int Count, ulong Seed)
{
    /// <summary>Every kind by name.</summary>
    private static readonly Dictionary<string, Func<ResamplingCase, int, Resamples>> Kinds = new()
    {
        ["k-fold"] = (c, runs) => Resamples.KFold(c.Sample, c.Count, c.Seed, runs),
        ["stratified"] = (c, runs) => Resamples.Stratified(c.Sample, c.Count, c.Seed, runs),
        ["grouped"] = (c, runs) => Resamples.Grouped(c.Sample, c.Groups, c.Count, c.Seed, runs),
        ["stratified grouped"] = (c, runs) => Resamples.StratifiedGrouped(c.Sample, c.Groups, c.Count, c.Seed, runs),
        ["leave one out"] = (c, _) => Resamples.LeaveOneOut(c.Sample),
        ["given"] = (c, _) => Resamples.Given([.. c.FoldsByGroup(0)], c.Groups),
        ["given repeats"] = (c, runs) => Resamples.GivenRepeats([.. Enumerable.Range(0, runs).Select(r => c.FoldsByGroup(r)).Select(folds => (System.Collections.Immutable.ImmutableArray<int>)[.. folds])]),
        ["time-ordered"] = (c, _) => Resamples.TimeOrdered(c.Sample, c.Count, 1),
        ["shuffle split"] = (c, runs) => Resamples.ShuffleSplit(c.Sample, runs, 0.3, c.Seed),
        ["bootstrap"] = (c, runs) => Resamples.Bootstrap(c.Sample, runs, c.Seed),
        ["bootstrap of groups"] = (c, runs) => Resamples.Bootstrap(c.Sample, runs, c.Seed, c.Groups),
        ["half samples"] = (c, runs) => Resamples.HalfSamples(c.Sample, runs, c.Seed),
    };

    public static readonly string[] Seeded = ["k-fold", "stratified", "grouped", "stratified grouped", "shuffle split", "bootstrap", "bootstrap of groups", "half samples"];

    public static readonly string[] Partitions = ["k-fold", "stratified", "grouped", "stratified grouped", "leave one out", "given", "given repeats"];

    public static readonly string[] WholeGroups = ["grouped", "stratified grouped", "given", "bootstrap of groups"];

    public static TheoryData<string> All => [.. Kinds.Keys];

    public static readonly Gen<ResamplingCase> Cases = Gen.Select(Gen.ULong, Gen.Int[2, 5], Gen.Int[0, 60], Gen.Enum<WeightKind>()).Select(Of);

    public int Rows => Sample.Design.Rows;

    public static ResamplingCase Of(ulong seed, int count, int more, WeightKind kind)
    {
        int certain = 6 * count, rows = certain + more;
        var random = new RandomStream(seed, 77);
        double[] y = new double[rows], weights = new double[rows];
        var groups = new int[rows];
        int[] order = [.. Enumerable.Range(0, rows)];
        random.Shuffle<int>(order);
        for (int k = 0; k < rows; k++)
        {
            int i = order[k];
            bool isCertain = k < certain;
            y[i] = isCertain ? k % 3 : random.NextBelow(3);
            groups[i] = 100 - 7 * (isCertain ? k % (2 * count) : random.NextBelow(3 * count));
            int whole = isCertain ? 1 + random.NextBelow(3) : random.NextBelow(4);
            weights[i] = kind == WeightKind.Frequency ? whole : whole * random.NextUniform();
        }

        return new ResamplingCase(Sampled(y, weights, kind), groups, count, seed);
    }

    public static Sample Sampled(double[] y, double[] weights, WeightKind kind = WeightKind.Importance) =>
        Sample.Of(Design.Dense([.. Enumerable.Range(0, y.Length).Select(i => (double)i)], y.Length), y, weights, kind);

    public static Sample Sampled(int rows) => Sampled([.. Enumerable.Range(0, rows).Select(i => i % 2.0)], [.. Enumerable.Repeat(1.0, rows)]);

    public Resamples Make(string kind, int runs = 2) => Kinds[kind](this, runs);

    /// <summary>The sample with every row of frequency f written f times, and which row each came from.</summary>
    public (Sample Sample, int[] Groups, int[] RowOf) Expanded()
    {
        int[] rowOf = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, (int)Sample.Weights[i]))];
        return (Sampled([.. rowOf.Select(i => Sample.Target[i])], [.. rowOf.Select(_ => 1.0)], Sample.WeightKind), [.. rowOf.Select(i => Groups[i])], rowOf);
    }

    public double Size(int row) => Sample.WeightKind == WeightKind.Frequency ? Sample.Weights[row] : Sample.Weights[row] > 0 ? 1 : 0;

    /// <summary>Folds that keep groups whole; rows without weight are in none.</summary>
    private IEnumerable<int> FoldsByGroup(int repeat)
    {
        for (int i = 0; i < Rows; i++)
            yield return Sample.Weights[i] == 0 ? Resamples.None : (100 - Groups[i]) / 7 / (repeat + 1) % 2;
    }
}
