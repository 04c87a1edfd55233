using Ridgeline.Numerics;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>How much the target differs between two rows: whether classes are different, or the squared difference of ranks in [0, 1].</summary>
internal sealed class TargetPairs
{
    private readonly double[] _y;
    private readonly bool _isOfClasses;

    private TargetPairs(double[] y, bool isOfClasses) => (_y, _isOfClasses) = (y, isOfClasses);

    public static TargetPairs? Of(LeakRows rows)
    {
        if (rows.Target is not { } target || rows.Present.Length < 2)
            return null;
        if (ClassTarget.Suits(target))
            return new TargetPairs([.. LeakRows.CodesOf(target).Select(code => (double)code)], isOfClasses: true);
        double[] values = [.. rows.Present.Select(row => ((NumberColumn)target).Values[row])];
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double[] ranks = new double[target.Rows];
        foreach (int row in rows.Present)
            ranks[row] = MiddlePlace(sorted, ((NumberColumn)target).Values[row]) / sorted.Length;
        return new TargetPairs(ranks, isOfClasses: false);
    }

    /// <summary>How much a target differs on average over pairs of rows.</summary>
    public Difference Over(IEnumerable<(int One, int Other)> pairs)
    {
        double sum = 0, squares = 0;
        int count = 0;
        foreach (var (one, other) in pairs)
        {
            double difference = _isOfClasses ? _y[one] == _y[other] ? 0 : 1 : (_y[one] - _y[other]) * (_y[one] - _y[other]);
            (sum, squares, count) = (sum + difference, squares + difference * difference, count + 1);
        }

        double mean = sum / count;
        return new Difference(mean, count, Math.Max(0, squares / count - mean * mean) / count);
    }

    /// <summary>Each row with one that has nothing to do with it.</summary>
    public static IEnumerable<(int One, int Other)> Random(int[] rows)
    {
        int[] order = [.. rows];
        new RandomStream(seed: 0, stream: 96).Shuffle<int>(order);
        for (int k = 1; k < order.Length; k++)
            yield return (order[k - 1], order[k]);
    }

    /// <summary>The mean of the places of equal values in ascending order.</summary>
    private static double MiddlePlace(double[] sorted, double value)
    {
        int at = Array.BinarySearch(sorted, value), from = at, to = at;
        while (from > 0 && sorted[from - 1] == value)
            from--;
        while (to + 1 < sorted.Length && sorted[to + 1] == value)
            to++;
        return (from + to) / 2.0;
    }
}

/// <summary>A mean difference over pairs.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Pairs">How many.</param>
/// <param name="Variance">Of the mean.</param>
internal readonly record struct Difference(double Mean, int Pairs, double Variance)
{
    /// <summary>By how many standard errors this is less than another.</summary>
    public double StandardErrorsBelow(Difference other) => (other.Mean - Mean) / Math.Sqrt(Variance + other.Variance + 1e-12);
}
