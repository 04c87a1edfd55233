using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Resampling;

namespace Ridgeline.Tests.Resampling;

/// <summary>How even folds are.</summary>
public sealed class FoldFacts
{
    [Fact]
    public void Folds_of_rows_are_as_even_as_dealing_the_largest_first_makes_them() => ResamplingCase.Cases.Sample(c =>
    {
        var rows = Enumerable.Range(0, c.Rows).Select(c.Size).Where(size => size > 0).ToArray();
        double[] sizes = Sizes(c, c.Make("k-fold"), repeat: 1, _ => true);
        Assert.Equal(LargestFirst(rows, c.Count), sizes.Order());
        Assert.InRange(sizes.Max() - sizes.Min(), 0, rows.Max());
    });

    [Fact]
    public void Folds_of_groups_differ_by_no_more_than_the_largest_group() => ResamplingCase.Cases.Sample(c =>
    {
        double[] sizes = Sizes(c, c.Make("grouped"), repeat: 1, _ => true);
        Assert.InRange(sizes.Max() - sizes.Min(), 0, Enumerable.Range(0, c.Rows).GroupBy(i => c.Groups[i], c.Size).Max(group => group.Sum()));
    });

    [Fact]
    public void Folds_of_groups_are_on_average_as_even_as_dealing_the_largest_first_makes_them()
    {
        double ours = 0, largestFirst = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed);
            int[] sizes = [.. Enumerable.Range(0, 50).Select(_ => 1 + (int)(4 / (0.05 + random.NextUniform())))];
            int[] groups = [.. sizes.SelectMany((size, group) => Enumerable.Repeat(group, size))];
            var folds = Resamples.Grouped(ResamplingCase.Sampled(groups.Length), groups, 5, seed);
            int[] loads = [.. folds.FoldOf(0).ToArray().CountBy(fold => fold).Select(pair => pair.Value)];
            double[] best = LargestFirst([.. sizes.Select(size => (double)size)], 5);
            (ours, largestFirst) = (ours + loads.Max() - loads.Min(), largestFirst + best[^1] - best[0]);
        }

        Assert.InRange(ours, 0, 1.1 * largestFirst);
    }

    [Fact]
    public void Stratified_folds_share_every_class_within_one_row() => ResamplingCase.Cases.Sample(c =>
    {
        var folds = c.Make("stratified");
        double largest = Enumerable.Range(0, c.Rows).Max(c.Size);
        foreach (double y in new[] { 0.0, 1.0, 2.0 })
        {
            double[] sizes = Sizes(c, folds, repeat: 1, i => c.Sample.Target[i] == y);
            Assert.InRange(sizes.Max() - sizes.Min(), 0, largest);
            Assert.True(sizes.Min() > 0);
        }

        double[] all = Sizes(c, folds, repeat: 1, _ => true);
        Assert.InRange(all.Max() - all.Min(), 0, c.Sample.WeightKind == WeightKind.Importance ? 1 : 3 * largest);
    });

    [Fact]
    public void Rows_of_weight_one_are_dealt_in_turn_class_after_class() => ResamplingCase.Cases.Sample(c =>
    {
        if (c.Sample.WeightKind == WeightKind.Frequency)
            return;
        var random = new RandomStream(c.Seed, 2);
        int[] foldOf = [.. Enumerable.Repeat(Resamples.None, c.Rows)];
        int next = 0;
        foreach (double y in new[] { 0.0, 1.0, 2.0 })
        {
            int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Sample.Weights[i] > 0 && c.Sample.Target[i] == y)];
            random.Shuffle<int>(rows);
            foreach (int row in rows)
                foldOf[row] = next++ % c.Count;
        }

        Assert.Equal(foldOf, c.Make("stratified").FoldOf(0).ToArray());
    });

    [Fact]
    public void Every_group_goes_where_the_class_shares_stay_most_even() => ResamplingCase.Cases.Sample(c =>
    {
        var units = Units.Groups(c.Sample, c.Groups);
        int[] order = units.Shuffled(new RandomStream(c.Seed));
        int[] foldOf = units.Held(c.Sample, [0, 1, 2]).Dealt(order, c.Count);
        double[,] held = new double[c.Count, 3], amounts = new double[units.Count, 3];
        double[] totals = new double[3];
        for (int i = 0; i < c.Rows; i++)
            if (units.Of[i] >= 0)
            {
                amounts[units.Of[i], (int)c.Sample.Target[i]] += c.Size(i);
                totals[(int)c.Sample.Target[i]] += c.Size(i);
            }

        foreach (int unit in order)
        {
            double[] spread = [.. Enumerable.Range(0, c.Count).Select(fold => Placed(unit, fold, 1))];
            Assert.InRange(spread[foldOf[unit]], 0, spread.Min() + 1e-12);
            Placed(unit, foldOf[unit], 0);
        }

        // Σ_c Var_k(n_kc/N_c) with the unit in the fold; taken back out again, or left there.
        double Placed(int unit, int fold, int takenBack)
        {
            double sum = 0;
            for (int y = 0; y < 3; y++)
            {
                held[fold, y] += amounts[unit, y];
                double[] shares = [.. Enumerable.Range(0, c.Count).Select(k => held[k, y] / totals[y])];
                sum += shares.Sum(share => (share - shares.Average()) * (share - shares.Average())) / c.Count;
                held[fold, y] -= takenBack * amounts[unit, y];
            }

            return sum;
        }
    });

    [Fact]
    public void Groups_of_one_row_are_stratified_within_one_row() => ResamplingCase.Cases.Sample(c =>
    {
        var single = c with { Groups = [.. Enumerable.Range(0, c.Rows)] };
        var folds = single.Make("stratified grouped");
        foreach (double y in new[] { 0.0, 1.0, 2.0 })
        {
            double[] sizes = Sizes(c, folds, repeat: 0, i => c.Sample.Target[i] == y);
            Assert.InRange(sizes.Max() - sizes.Min(), 0, Enumerable.Range(0, c.Rows).Max(c.Size));
        }
    });

    [Fact]
    public void What_groups_are_called_does_not_matter() => ResamplingCase.Cases.Sample(c =>
    {
        var renamed = c with { Groups = [.. c.Groups.Select(group => group * -31 + 5)] };
        Assert.Equal(c.Make("grouped").FoldOf(1).ToArray(), renamed.Make("grouped").FoldOf(1).ToArray());
    });

    [Fact]
    public void Given_folds_are_the_ones_given()
    {
        var folds = Resamples.GivenRepeats([[0, 1, 2, -1], [2, 1, 0, -1]]);
        Assert.Equal((6, 2), (folds.Count, folds.Repeats));
        Assert.Equal([2, 1, 0, -1], folds.FoldOf(1).ToArray());
        Assert.Equal([0, 2, 3, 0], folds.TrainingWeights(ResamplingCase.Sampled([0, 1, 0, 1], [1, 2, 3, 4]), 5));
        Assert.Equal([1, 0, 0, 0], folds.HeldOutWeights(ResamplingCase.Sampled([0, 1, 0, 1], [1, 2, 3, 4]), 5));
    }

    private static double[] Sizes(ResamplingCase c, Resamples folds, int repeat, Func<int, bool> counts)
    {
        var sizes = new double[folds.Count / folds.Repeats];
        for (int i = 0; i < c.Rows; i++)
            if (folds.FoldOf(repeat)[i] >= 0 && counts(i))
                sizes[folds.FoldOf(repeat)[i]] += c.Size(i);
        return sizes;
    }

    private static double[] LargestFirst(double[] sizes, int folds)
    {
        var loads = new double[folds];
        foreach (double size in sizes.OrderDescending())
            loads[Array.IndexOf(loads, loads.Min())] += size;
        return [.. loads.Order()];
    }
}
