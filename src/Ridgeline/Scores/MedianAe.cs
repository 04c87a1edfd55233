using System.Buffers;
using Ridgeline.Losses;

namespace Ridgeline.Scores;

/// <summary>The weighted median of |yᵢ − ŷᵢ|: the smallest that has at least half the weight at or below it; the mean of it and the next where it is exactly half.</summary>
internal sealed class MedianAe : Score
{
    public MedianAe() : base("median-ae", "median absolute error", ScoreNeeds.Values, higherIsBetter: false)
    {
    }

    public override double Value(ReadOnlySpan<double> y, ReadOnlySpan<double> link, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights)
    {
        double[] room = ArrayPool<double>.Shared.Rent(y.Length);
        try
        {
            var errors = room.AsSpan(0, y.Length);
            bool known = true;
            for (int i = 0; i < y.Length; i++)
            {
                errors[i] = Math.Abs(y[i] - mean[i]);
                known &= !(weights[i] > 0 && double.IsNaN(errors[i]));
            }

            return known ? HuberDelta.Median(errors, weights) : double.NaN;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(room);
        }
    }
}
