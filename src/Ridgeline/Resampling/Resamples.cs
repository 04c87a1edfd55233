using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Resampling;

/// <summary>
/// Resamples as weightings of the same rows: row i counts s_i·(how often it is drawn) where it trains, s_i where it is held out, 0 elsewhere. Nothing is copied.
/// </summary>
/// <remarks>
/// <para>Rows of weight 0 are in no resample. A row of frequency f stays together with its copies: they train or are held out as one. Importance weights move no row, whatever their scale.</para>
/// <para>A seed gives the same rows everywhere, and a longer run begins like a shorter one: repeat r and draw b depend on the seed, r and b alone.</para>
/// <para>Memory: n numbers a repeat for folds; n in all for everything else, whose draws are made anew from their stream when they are asked for.</para>
/// </remarks>
public sealed class Resamples
{
    /// <summary>The fold number of a row that is in no fold.</summary>
    public const int None = -1;

    private readonly Draw _draw;
    private readonly int[][] _foldOf;

    private Resamples(string kind, int rows, int count, Draw draw, bool isTimeOrdered = false, ReadOnlySpan<int> groups = default)
    {
        (Kind, Rows, Count, Repeats, _draw, _foldOf, IsTimeOrdered) = (kind, rows, count, 1, draw, [], isTimeOrdered);
        Groups = groups.IsEmpty ? default : [.. groups];
    }

    private Resamples(string kind, int folds, int[][] foldOf, ReadOnlySpan<int> groups = default)
        : this(kind, foldOf[0].Length, folds * foldOf.Length, (resample, times) => Masked(foldOf[resample / folds], resample % folds, times), groups: groups) =>
        (Repeats, _foldOf) = (foldOf.Length, foldOf);

    /// <summary>Writes how often each row is drawn in a resample; 0 where it is held out, <see cref="None"/> where it is neither drawn nor held out.</summary>
    private delegate void Draw(int resample, Span<int> times);

    /// <summary>n, rows without weight included.</summary>
    public int Rows { get; }

    /// <summary>The resamples in all: repeats × folds, or draws.</summary>
    public int Count { get; }

    /// <summary>How often the rows are divided anew; 1 for everything but repeated folds.</summary>
    public int Repeats { get; }

    /// <summary>In every repeat each row that is in a fold is held out exactly once: folds of all kinds but time-ordered ones, and leave-one-out.</summary>
    public bool IsPartition => _foldOf.Length > 0;

    /// <summary>Every resample trains on rows that come before those it holds out.</summary>
    public bool IsTimeOrdered { get; }

    /// <summary>The group of each row where groups are kept whole; default where rows aren't grouped.</summary>
    public ImmutableArray<int> Groups { get; }

    /// <summary>What they are, in words: "10 folds, stratified", "5 folds × 3 repeats", "100 bootstrap draws".</summary>
    public string Kind { get; }

    /// <summary>The repeat, 0 … Repeats − 1, of a resample: repeats follow one another.</summary>
    /// <param name="resample">0 … Count − 1.</param>
    public int RepeatOf(int resample) => Checked(resample) / (Count / Repeats);

    /// <summary>Each row's fold in one repeat, 0 … Count/Repeats − 1, or <see cref="None"/>. Resample repeat·Count/Repeats + k holds fold k out.</summary>
    /// <param name="repeat">0 … Repeats − 1.</param>
    /// <exception cref="InvalidOperationException">These resamples are no partition.</exception>
    public ReadOnlySpan<int> FoldOf(int repeat = 0)
    {
        if (!IsPartition)
            throw new InvalidOperationException($"{Kind}: these divide no rows into folds; TrainingWeights and HeldOutWeights say where each row is");
        ArgumentOutOfRangeException.ThrowIfNegative(repeat);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(repeat, Repeats);
        return _foldOf[repeat];
    }

    /// <summary>s_i·(how often row i is drawn); 0 if it is held out, in a gap or in no fold.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="resample">0 … Count − 1.</param>
    /// <exception cref="ArgumentException">The sample has other than n rows.</exception>
    public double[] TrainingWeights(Sample sample, int resample) => Weighted(sample, resample, heldOut: false);

    /// <summary>The sample that each resample trains on, in their order; folds of one repeat share what they have in common. Columns that are learned are learned anew.</summary>
    /// <param name="sample">The rows.</param>
    /// <exception cref="ArgumentException">The sample has other than n rows.</exception>
    public Sample[] TrainingSamples(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (!IsPartition)
            return [.. Enumerable.Range(0, Count).Select(k => sample.Reweighted(TrainingWeights(sample, k)))];
        var training = new Sample[Count];
        int folds = Count / Repeats;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var division = new Division(sample, FoldOf(repeat));
            for (int k = 0; k < folds; k++)
            {
                var learned = sample.Columns is null ? sample : sample.Reweighted(division.WeightsWithout(k));
                training[repeat * folds + k] = learned.SharesDesignWith(sample) ? division.Without(k) : learned;
            }
        }

        return training;
    }

    /// <summary>s_i where row i is held out; 0 elsewhere.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="resample">0 … Count − 1.</param>
    /// <exception cref="ArgumentException">The sample has other than n rows.</exception>
    public double[] HeldOutWeights(Sample sample, int resample) => Weighted(sample, resample, heldOut: true);

    /// <summary>K folds of rows dealt out in random order, sizes within one row (with frequencies: within the largest).</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="count">K, from 2 to the rows with a weight.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="repeats">How often; at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds.</exception>
    public static Resamples KFold(Sample sample, int count, ulong seed, int repeats = 1) =>
        Dealt(Units.Rows(sample), sample, count, seed, repeats, Streams.KFold, default);

    /// <summary>
    /// K folds that share each class alike: its rows, shuffled, are dealt out in turn, each class going on where the one before it stopped.
    /// So a class's rows differ by at most one between folds, and the folds' sizes too (with frequencies: a class by at most its largest).
    /// </summary>
    /// <param name="sample">The rows; classes are the distinct targets.</param>
    /// <param name="count">K, from 2 to the rows of the rarest class.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="repeats">How often; at least 1.</param>
    /// <exception cref="ArgumentException">A class has fewer rows than folds.</exception>
    public static Resamples Stratified(Sample sample, int count, ulong seed, int repeats = 1)
    {
        var units = Units.Rows(sample);
        var levels = Levels(units, sample, count, repeats);
        var holdings = units.Held(sample, levels);
        return Dealt($"{count} folds{Times(repeats)}, stratified", units, holdings, count, repeats, default, repeat =>
            Strata.Shuffled(sample, Streams.Of(seed, Streams.Stratified, repeat))
                .SelectMany(rows => holdings.LargestFirst(rows.Select(row => units.Of[row]))));
    }

    /// <summary>
    /// K folds of whole groups: the largest first, those within a factor of √2 in random order, each to the fold with the fewest rows (with frequencies: the smallest sum).
    /// Sizes differ by no more than the largest group, most often by far less.
    /// </summary>
    /// <param name="sample">The rows.</param>
    /// <param name="groups">The group of each row, any n numbers.</param>
    /// <param name="count">K, from 2 to the groups that have a row with a weight.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="repeats">How often; at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer groups than folds, or not n labels.</exception>
    /// <remarks>The longest-processing-time rule: Graham, <i>Bounds on multiprocessing timing anomalies</i> (SIAM J. Appl. Math. 17, 1969).</remarks>
    public static Resamples Grouped(Sample sample, ReadOnlySpan<int> groups, int count, ulong seed, int repeats = 1) =>
        Dealt(Units.Groups(sample, groups), sample, count, seed, repeats, Streams.Grouped, groups);

    /// <summary>
    /// K folds of whole groups that share each class as evenly as a greedy deal does: the largest group first, by √Σ_c (g_c/N_c)² and in random order within a factor of √2,
    /// each to the fold where Σ_c Var_k(n_kc/N_c) grows least (g_c: the group's rows of class c, n_kc: those of fold k, N_c: all).
    /// </summary>
    /// <param name="sample">The rows; classes are the distinct targets.</param>
    /// <param name="groups">The group of each row, any n numbers.</param>
    /// <param name="count">K, at least 2 and at most the groups that have a row with a weight, and the rows of the rarest class.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="repeats">How often; at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer groups than folds, a class has fewer rows than folds, or there aren't n labels.</exception>
    /// <remarks>The largest first leaves √Σ_c Var_k(n_kc/N_c) 1.5 to 1.8 times smaller than the furthest from the sample's mix first does (50 and 200 groups of log-normal sizes in 5 and 10 folds).</remarks>
    public static Resamples StratifiedGrouped(Sample sample, ReadOnlySpan<int> groups, int count, ulong seed, int repeats = 1)
    {
        var units = Units.Groups(sample, groups);
        var holdings = units.Held(sample, Levels(units, sample, count, repeats));
        return Dealt($"{count} folds{Times(repeats)}, stratified, grouped", units, holdings, count, repeats, groups, repeat =>
            holdings.LargestFirst(units.Shuffled(Streams.Of(seed, Streams.StratifiedGrouped, repeat))));
    }

    /// <summary>n resamples, each holding one row with a weight out, in the order of the rows. A row of frequency f leaves with all its copies.</summary>
    /// <param name="sample">The rows; at least two with a weight.</param>
    /// <exception cref="ArgumentException">There is one row only.</exception>
    public static Resamples LeaveOneOut(Sample sample)
    {
        var units = Units.Rows(sample);
        Check(units, atLeast: 2, "leaving one out");
        return new Resamples("leave one out", units.Count, [units.Of]);
    }

    /// <summary>Folds given by the caller.</summary>
    /// <param name="foldOf">Each row's fold, 0 … K − 1, or <see cref="None"/>; no fold may be empty.</param>
    /// <param name="groups">The group of each row where groups must be whole; empty where rows aren't grouped.</param>
    /// <exception cref="ArgumentException">Fewer than two folds, an empty one, a number below −1, or a group in two folds.</exception>
    public static Resamples Given(ImmutableArray<int> foldOf, ReadOnlySpan<int> groups = default)
    {
        int count = GivenFolds.Check(foldOf, groups);
        return new Resamples($"{count} folds, given{(groups.IsEmpty ? "" : ", grouped")}", count, [[.. foldOf]], groups);
    }

    /// <summary>Repeats of folds given by the caller: as many folds of the same rows in each.</summary>
    /// <param name="foldOf">For each repeat, each row's fold, 0 … K − 1, or <see cref="None"/>.</param>
    /// <param name="groups">The group of each row where groups must be whole; empty where rows aren't grouped.</param>
    /// <exception cref="ArgumentException">As for <see cref="Given"/>, or repeats differ in their rows or in K.</exception>
    public static Resamples GivenRepeats(ImmutableArray<ImmutableArray<int>> foldOf, ReadOnlySpan<int> groups = default)
    {
        int count = GivenFolds.CheckRepeats(foldOf, groups);
        return new Resamples($"{count} folds{Times(foldOf.Length)}, given{(groups.IsEmpty ? "" : ", grouped")}", count, [.. foldOf.Select(folds => folds.ToArray())], groups);
    }

    /// <summary>
    /// Rows in the order of time, cut into K + 1 blocks: K of ⌊n/(K+1)⌋ rows at the end, the first has the rest.
    /// Resample k = 0 … K − 1 holds block k + 1 out and trains on all blocks before it, less the last <paramref name="gap"/> rows.
    /// </summary>
    /// <param name="sample">The rows, the oldest first; those without a weight aren't there, and a row of any frequency is one step of time.</param>
    /// <param name="count">K, at least 2.</param>
    /// <param name="gap">How many rows between training and held-out rows are in neither; from 0.</param>
    /// <exception cref="ArgumentException">There are fewer than K + 1 rows, or the gap leaves the first resample nothing to train on.</exception>
    public static Resamples TimeOrdered(Sample sample, int count, int gap = 0)
    {
        var units = Units.Rows(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int size = (int)(units.Count / (count + 1L)), first = units.Count - size * count;
        if (size < 1)
            throw new ArgumentException(
                $"{Wording.Count(units.Count, "row")} with a weight can't be {count} folds in time order: {count + 1L} are needed; "
                + (units.Count > 2 ? $"use at most {units.Count - 1} folds" : "more rows are needed"), nameof(count));
        if (gap >= first)
            throw new ArgumentException(
                $"a gap of {Wording.Count(gap, "row")} leaves the first fold nothing to train on: {Wording.Count(first, "row")} come before it; use a gap of at most {first - 1}, or fewer folds", nameof(gap));
        string kind = $"{count} folds in time order" + (gap == 0 ? "" : $", gap of {Wording.Count(gap, "row")}");
        return new Resamples(kind, units.Of.Length, count, (resample, times) => Draws.After(units.Of, first + resample * size, size, gap, times), isTimeOrdered: true);
    }

    /// <summary>Draws that hold round(fraction·n) rows out, at random and each draw anew, and train on the others.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="count">How many draws; at least 1.</param>
    /// <param name="heldOutFraction">The held-out share, in (0, 1).</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The fraction isn't in (0, 1), or leaves one side without a row.</exception>
    public static Resamples ShuffleSplit(Sample sample, int count, double heldOutFraction, ulong seed)
    {
        var units = Units.Rows(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int heldOut = TestSplit.SizeOf(heldOutFraction, units.Count, "held-out", nameof(heldOutFraction));
        return new Resamples(
            $"{Wording.Count(count, "shuffle split")} holding out {heldOutFraction * 100:0.##} %", units.Of.Length, count,
            (resample, times) => Draws.Subset(units, Streams.Of(seed, Streams.Shuffle, resample), heldOut, units.Count, times));
    }

    /// <summary>
    /// Bootstrap draws: n rows with replacement out of the n that have a weight, each as likely; held out are the rows never drawn, about e⁻¹ of them (in few rows perhaps none).
    /// With groups, whole groups are drawn, as many as there are.
    /// </summary>
    /// <param name="sample">The rows; at least two with a weight.</param>
    /// <param name="count">How many draws; at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="groups">The group of each row; empty where rows aren't grouped.</param>
    /// <exception cref="ArgumentException">There is one row or group only, or there aren't n labels.</exception>
    /// <remarks>Efron: <i>Bootstrap methods: another look at the jackknife</i> (Ann. Statist. 7, 1979).</remarks>
    public static Resamples Bootstrap(Sample sample, int count, ulong seed, ReadOnlySpan<int> groups = default)
    {
        var units = groups.IsEmpty ? Units.Rows(sample) : Units.Groups(sample, groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Check(units, atLeast: 2, "a bootstrap");
        return new Resamples(
            Wording.Count(count, "bootstrap draw") + (units.AreGroups ? " of groups" : ""), units.Of.Length, count,
            (resample, times) => Draws.WithReplacement(units, Streams.Of(seed, Streams.Bootstrap, resample), times), groups: groups);
    }

    /// <summary>
    /// Half samples in complementary pairs: draw 2b trains on ⌊n/2⌋ rows without replacement, draw 2b + 1 on ⌊n/2⌋ of those that it left out (all of them, where n is even). Held out are the rows that a draw doesn't train on.
    /// </summary>
    /// <param name="sample">The rows; at least two with a weight.</param>
    /// <param name="count">How many draws; at least 1, even for whole pairs.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">There is one row only.</exception>
    /// <remarks>Shah, Samworth: <i>Variable selection with error control: another look at stability selection</i> (J. R. Statist. Soc. B 75, 2013), §2.</remarks>
    public static Resamples HalfSamples(Sample sample, int count, ulong seed)
    {
        var units = Units.Rows(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Check(units, atLeast: 2, "half samples");
        return new Resamples(
            Wording.Count(count, "half sample"), units.Of.Length, count,
            (resample, times) => Draws.Half(units, Streams.Of(seed, Streams.Halves, resample / 2), second: resample % 2 == 1, times));
    }

    /// <summary>The same folds, row i being in the fold that row order[i] is in; others than folds as they are.</summary>
    /// <param name="order">Each row once.</param>
    internal Resamples Rearranged(ReadOnlySpan<int> order)
    {
        if (!IsPartition)
            return this;
        var folds = new int[Repeats][];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            folds[repeat] = new int[Rows];
            for (int i = 0; i < Rows; i++)
                folds[repeat][i] = _foldOf[repeat][order[i]];
        }

        return new Resamples(Kind, Count / Repeats, folds);
    }

    private static Resamples Dealt(Units units, Sample sample, int count, ulong seed, int repeats, ulong purpose, ReadOnlySpan<int> groups)
    {
        CheckFolds(units, count, repeats);
        var holdings = units.Held(sample, []);
        return Dealt($"{count} folds{Times(repeats)}{(units.AreGroups ? ", grouped" : "")}", units, holdings, count, repeats, groups, repeat =>
            holdings.LargestFirst(units.Shuffled(Streams.Of(seed, purpose, repeat))));
    }

    private static Resamples Dealt(
        string kind, Units units, Holdings holdings, int count, int repeats, ReadOnlySpan<int> groups, Func<int, IEnumerable<int>> order) =>
        new(kind, count, [.. Enumerable.Range(0, repeats).Select(repeat => units.ToRows(holdings.Dealt(order(repeat), count)))], groups);

    private static string Times(int repeats) => repeats == 1 ? "" : $" × {repeats} repeats";

    private static void Masked(int[] foldOf, int heldOut, Span<int> times)
    {
        for (int i = 0; i < times.Length; i++)
            times[i] = foldOf[i] == None ? None : foldOf[i] == heldOut ? 0 : 1;
    }

    private static void CheckFolds(Units units, int count, int repeats)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        Check(units, count, $"{count} folds");
    }

    private static void Check(Units units, int atLeast, string what)
    {
        string one = units.AreGroups ? "group" : "row";
        if (units.Count < atLeast)
            throw new ArgumentException(
                $"{Wording.Count(units.Count, one)} with a weight, too few for {what}; "
                + (units.Count > 1 ? $"use at most {units.Count} folds, or more {one}s" : $"at least 2 {one}s are needed"));
    }

    /// <summary>The classes, if all have enough rows for the folds.</summary>
    private static ImmutableArray<double> Levels(Units units, Sample sample, int count, int repeats)
    {
        CheckFolds(units, count, repeats);
        var levels = sample.Levels();
        var rows = new int[levels.Length];
        for (int i = 0; i < units.Of.Length; i++)
            if (units.Of[i] >= 0)
                rows[levels.BinarySearch(sample.Target[i])]++;
        int rarest = Array.IndexOf(rows, rows.Min());
        if (rows[rarest] < count)
            throw new ArgumentException(
                $"class {levels[rarest]} has {Wording.Count(rows[rarest], "row")}, fewer than the {count} folds; "
                + (rows[rarest] > 1 ? $"use at most {rows[rarest]} folds, " : "use more rows of it, ") + "or folds that aren't stratified", nameof(count));
        return levels;
    }

    /// <summary>Writes how often each row is drawn in a resample; 0 where it is held out, <see cref="None"/> where it is neither drawn nor held out.</summary>
    internal void Times(int resample, Span<int> target) => _draw(Checked(resample), target);

    private int Checked(int resample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(resample, Count);
        return resample;
    }

    private double[] Weighted(Sample sample, int resample, bool heldOut)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Rows != Rows)
            throw new ArgumentException($"{Kind} of {Wording.Count(Rows, "row")} for a sample of {sample.Rows}", nameof(sample));
        var times = new int[Rows];
        _draw(Checked(resample), times);
        var weights = sample.Weights.ToArray();
        for (int i = 0; i < weights.Length; i++)
            weights[i] *= heldOut ? (times[i] == 0 ? 1 : 0) : Math.Max(times[i], 0);
        return weights;
    }
}
