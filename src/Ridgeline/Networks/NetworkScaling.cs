using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;

namespace Ridgeline.Networks;

/// <summary>
/// What is done to inputs and outputs so that every problem looks alike to a network: columns are standardised, a target of numbers too, and counts begin at their mean. Learned from
/// the rows that it is trained on.
/// </summary>
/// <param name="Means">mⱼ.</param>
/// <param name="Scales">sdⱼ; 0 for a constant column.</param>
/// <param name="Shift">η = shift + scale·output + offset.</param>
/// <param name="Scale">See there.</param>
/// <param name="FirstBias">The output's bias before the first step.</param>
internal sealed record NetworkScaling(ImmutableArray<double> Means, ImmutableArray<double> Scales, double Shift, double Scale, double FirstBias)
{
    /// <summary>Whether all targets of numbers are the same: the shift alone is right then, and the outputs stay 0.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>The scaling that the rows with weight give.</summary>
    public static NetworkScaling Of(Sample sample, Loss loss, ReadOnlySpan<double> weights)
    {
        var view = DesignView.Of(sample.Design, weights);
        if (loss != Loss.Squared)
            return new NetworkScaling(view.Means, view.Scales, 0, 1, loss == Loss.Poisson ? LogMean(sample, weights) : 0);
        var (mean, deviation) = Moments(sample, weights);
        return new NetworkScaling(view.Means, view.Scales, mean, deviation > 0 ? deviation : 1, 0) { IsConstant = deviation == 0 };
    }

    /// <summary>The weighted mean and 1/n standard deviation of target less offset.</summary>
    private static (double Mean, double Deviation) Moments(Sample sample, ReadOnlySpan<double> weights)
    {
        double origin = double.NaN, sum = 0, total = 0, squares = 0;
        for (int i = 0; i < sample.Rows; i++)
        {
            if (weights[i] == 0)
                continue;
            origin = double.IsNaN(origin) ? Rest(sample, i) : origin;
            sum += weights[i] * (Rest(sample, i) - origin);
            total += weights[i];
        }

        double mean = origin + sum / total, widest = 0;
        for (int i = 0; i < sample.Rows; i++)
            widest = weights[i] != 0 ? Math.Max(widest, Math.Abs(Rest(sample, i) - mean)) : widest;
        for (int i = 0; i < sample.Rows && widest > 0; i++)
            if (weights[i] != 0)
                squares += weights[i] * ((Rest(sample, i) - mean) / widest) * ((Rest(sample, i) - mean) / widest); // squares of tiny numbers would vanish
        return (mean, widest * Math.Sqrt(squares / total));
    }

    private static double Rest(Sample sample, int row) => sample.Target[row] - (sample.Offset.IsEmpty ? 0 : sample.Offset[row]);

    /// <summary>log(Σ sy/Σ s·e^offset), the constant that fits counts best; 0 where all of them are 0.</summary>
    private static double LogMean(Sample sample, ReadOnlySpan<double> weights)
    {
        double counts = 0, expected = 0;
        for (int i = 0; i < sample.Rows; i++)
        {
            if (weights[i] == 0)
                continue;
            counts += weights[i] * sample.Target[i];
            expected += weights[i] * (sample.Offset.IsEmpty ? 1 : Math.Exp(sample.Offset[i]));
        }

        return counts > 0 ? Math.Log(counts / expected) : 0;
    }
}
