using Ridgeline.Losses;

namespace Ridgeline.Tests.Solvers;

/// <summary>The losses, their slopes, curvatures and conjugates written out in 32 digits.</summary>
internal sealed class PreciseLoss(Loss loss)
{
    /// <summary>ℓ and, written into <paramref name="slopes"/>, ∂ℓ/∂η of one row.</summary>
    public DoubleDouble Of(double y, ReadOnlySpan<DoubleDouble> eta, Span<DoubleDouble> slopes)
    {
        var e = eta[0];
        switch (loss.Name)
        {
            case "squared":
                slopes[0] = e - y;
                return slopes[0] * slopes[0] * 0.5;
            case "huber":
                double delta = loss.Delta!.Value;
                var r = e - y;
                if (!(DoubleDouble.Abs(r) > delta))
                {
                    slopes[0] = r;
                    return r * r * 0.5;
                }

                slopes[0] = Math.CopySign(delta, r.High);
                return (DoubleDouble.Abs(r) - 0.5 * delta) * delta;
            case "squared-hinge":
                double sign = 2 * y - 1;
                DoubleDouble missing = (DoubleDouble)1 - e * sign;
                if (missing.High < 0)
                    missing = 0;
                slopes[0] = missing * (-2 * sign);
                return missing * missing;
            case "poisson":
                var mean = DoubleDouble.Exp(e);
                slopes[0] = mean - y;
                return mean - e * y;
            case "logistic":
                var small = DoubleDouble.Exp(-DoubleDouble.Abs(e));
                var p = (e.High > 0 ? (DoubleDouble)1 : small) / (small + 1);
                var q = (e.High > 0 ? small : (DoubleDouble)1) / (small + 1);
                slopes[0] = y == 1 ? -q : p;
                return DoubleDouble.Log(small + 1) + (e.High > 0 ? e : (DoubleDouble)0) - e * y;
            default:
                DoubleDouble most = eta[0], sum = 0, others = 0;
                foreach (var value in eta)
                    most = value > most ? value : most;
                foreach (var value in eta)
                    sum += DoubleDouble.Exp(value - most);
                for (int k = 0; k < eta.Length; k++)
                {
                    slopes[k] = DoubleDouble.Exp(eta[k] - most) / sum;
                    others += k == (int)y ? 0 : slopes[k];
                }

                slopes[(int)y] = -others;
                return DoubleDouble.Log(sum) + most - eta[(int)y];
        }
    }

    /// <summary>ℓ*(s) of one row; +∞ outside its domain.</summary>
    public DoubleDouble Conjugate(double y, ReadOnlySpan<DoubleDouble> slopes)
    {
        var s = slopes[0];
        switch (loss.Name)
        {
            case "squared":
            case "huber":
                return s * s * 0.5 + s * y;
            case "squared-hinge":
                return s * (2 * y - 1) + s * s * 0.25;
            case "poisson":
                return XLogX(s + y) - s - y;
            case "logistic":
                return y == 1 ? XLogX(s + 1) + XLogX(-s) : XLogX(s) + XLogX((DoubleDouble)1 - s);
            default:
                DoubleDouble sum = 0, others = 0;
                for (int k = 0; k < slopes.Length; k++)
                    if (k != (int)y)
                        (sum, others) = (sum + XLogX(slopes[k]), others + slopes[k]);
                return sum + XLogX((DoubleDouble)1 - others);
        }
    }

    /// <summary>∂²ℓ/∂η∂η′ of one row, K × K, in ordinary precision.</summary>
    public void Curvatures(double y, ReadOnlySpan<DoubleDouble> eta, ReadOnlySpan<DoubleDouble> slopes, Span<double> target)
    {
        double e = eta[0].High, s = slopes[0].High;
        switch (loss.Name)
        {
            case "squared":
                target[0] = 1;
                return;
            case "huber":
                target[0] = Math.Abs(y - e) <= loss.Delta!.Value ? 1 : 0;
                return;
            case "squared-hinge":
                target[0] = (2 * y - 1) * e < 1 ? 2 : 0;
                return;
            case "poisson":
                target[0] = Math.Exp(e);
                return;
            case "logistic":
                target[0] = Math.Abs(s) * (1 - Math.Abs(s));
                return;
            default:
                for (int k = 0; k < slopes.Length; k++)
                    for (int l = 0; l < slopes.Length; l++)
                        target[k * slopes.Length + l] = (k == l ? P(slopes, k) : 0) - P(slopes, k) * P(slopes, l);
                return;
        }

        double P(ReadOnlySpan<DoubleDouble> slopes, int k) => slopes[k].High + (k == (int)y ? 1 : 0);
    }

    private static DoubleDouble XLogX(DoubleDouble x) => x.High <= 0 ? (x.High < -1e-25 ? double.PositiveInfinity : 0) : x * DoubleDouble.Log(x);
}
