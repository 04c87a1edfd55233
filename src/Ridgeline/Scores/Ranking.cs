using System.Buffers;
using System.Numerics.Tensors;

namespace Ridgeline.Scores;

/// <summary>Rows of two classes in ascending order of their keys, in rented room: sorting allocates nothing. Ties are keys that are equal (−0 and 0 are).</summary>
internal readonly ref struct Ranking : IDisposable
{
    private readonly double[] _room;
    private readonly int[] _counts;
    private readonly ReadOnlySpan<double> _keys;
    private readonly ReadOnlySpan<double> _weights; // negatives' with a minus

    private Ranking(ReadOnlySpan<double> keys, ReadOnlySpan<double> y, double positive, double? negative, ReadOnlySpan<double> weights)
    {
        int n = y.Length, count = 0;
        _room = ArrayPool<double>.Shared.Rent(4 * n);
        _counts = ArrayPool<int>.Shared.Rent(BucketSort.Counts(n));
        Span<double> given = _room.AsSpan(0, n), signed = _room.AsSpan(n, n);
        for (int i = 0; i < n; i++) // every row is written, and the next writes over it unless it counts: no jump to guess
        {
            bool isPositive = y[i] == positive;
            given[count] = keys[i];
            signed[count] = isPositive ? weights[i] : -weights[i];
            count += weights[i] > 0 & (isPositive | negative is null | y[i] == negative) ? 1 : 0;
        }

        Span<double> sorted = _room.AsSpan(2 * n, count), carried = _room.AsSpan(3 * n, count);
        _keys = sorted;
        _weights = carried;
        if (count == 0 || double.IsNaN(TensorPrimitives.Max<double>(given[..count])))
            return;
        BucketSort.Sort(given[..count], signed[..count], sorted, carried, _counts);
        Ordered = count;
    }

    /// <summary>How many rows; none where a key is NaN.</summary>
    private int Ordered { get; }

    /// <summary>The rows with weight, class <paramref name="positive"/> against all others.</summary>
    public static Ranking Of(ReadOnlySpan<double> keys, ReadOnlySpan<double> y, double positive, ReadOnlySpan<double> weights) => new(keys, y, positive, null, weights);

    /// <summary>The rows with weight of two classes, <paramref name="positive"/> against <paramref name="negative"/>.</summary>
    public static Ranking Of(ReadOnlySpan<double> keys, ReadOnlySpan<double> y, double positive, double negative, ReadOnlySpan<double> weights) =>
        new(keys, y, positive, (double?)negative, weights);

    /// <summary>Σ sᵢsⱼ·(1 if positive i is above negative j, ½ if tied), over Σsᵢ·Σsⱼ; NaN without one of the two (Hanley and McNeil 1982).</summary>
    public double RocAuc()
    {
        double pairs = 0, positives = 0, negatives = 0;
        for (int left = Ordered; left > 0;)
        {
            var (positive, negative) = Highest(ref left);
            pairs += negative * (positives + 0.5 * positive);
            positives += positive;
            negatives += negative;
        }

        return positives > 0 && negatives > 0 ? pairs / (positives * negatives) : double.NaN;
    }

    /// <summary>Σ (Rₖ − Rₖ₋₁)·Pₖ over distinct thresholds, the highest first; NaN without a positive.</summary>
    public double AveragePrecision()
    {
        double sum = 0, positives = 0, negatives = 0;
        for (int left = Ordered; left > 0;)
        {
            var (positive, negative) = Highest(ref left);
            positives += positive;
            negatives += negative;
            if (positive > 0)
                sum += positive * (positives / (positives + negatives));
        }

        return positives > 0 ? sum / positives : double.NaN;
    }

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_room);
        ArrayPool<int>.Shared.Return(_counts);
    }

    /// <summary>The weights of both classes at the highest key among the first <paramref name="left"/>, which then leaves them.</summary>
    private (double Positive, double Negative) Highest(ref int left)
    {
        double positive = 0, negative = 0, key = _keys[left - 1];
        for (; left > 0 && _keys[left - 1] == key; left--)
        {
            positive += Math.Max(_weights[left - 1], 0);
            negative += Math.Max(-_weights[left - 1], 0);
        }

        return (positive, negative);
    }
}
