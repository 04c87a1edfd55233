using System.Buffers;

namespace Ridgeline.Recipes;

/// <summary>ψ(x, λ) of Yeo and Johnson (2000), and the λ under which a column is the most likely to be normal.</summary>
/// <remarks>
/// With t = log(1 + |x|) and μ = λ for x ≥ 0, 2 − λ for x &lt; 0: ψ = ±(e^{μt} − 1)/μ. Near μ = 0 that is ±t·(1 + μt/2 + …), which is computed so that the branches
/// meet. The profile likelihood is concave in λ (Marchand, Muzellec, Béguier, Ogier du Terrail and Andreux 2022), so a zero of its slope is its maximum.
/// </remarks>
internal static class YeoJohnsonPower
{
    private const double Widest = 10;         // λ within 1 ± this
    private const double LargestExponent = 300; // e^300 can still be squared
    private const double Accuracy = 1e-11;

    /// <summary>ψ(x, λ); NaN stays NaN.</summary>
    public static double Of(double x, double power) => x >= 0 ? Grown(Log1(x), power) : -Grown(Log1(-x), 2 - power);

    /// <summary>(e^{μt} − 1)/μ, t where μ = 0.</summary>
    private static double Grown(double t, double exponent)
    {
        double z = exponent * t, u = Math.Exp(z);
        return Math.Abs(z) > 0.5 ? (u - 1) / exponent : u == 1 ? t : t * ((u - 1) / Math.Log(u)); // (e^z − 1)/z is exact so (Kahan)
    }

    /// <summary>(e^{μt} − 1)/μ and its slope in μ, t²·h(μt) with h(z) = (e^z (z − 1) + 1)/z² = Σ_k z^k / (k! (k + 2)).</summary>
    private static (double Value, double Slope) GrownWithSlope(double t, double exponent)
    {
        double z = exponent * t;
        if (Math.Abs(z) > 0.5)
        {
            double grown = Math.Exp(z) - 1;
            return (grown / exponent, t * t * ((grown * (z - 1) + z) / (z * z)));
        }

        double sum = 0.5, term = 1;
        for (int k = 1; k <= 16; k++)
            sum += (term *= z / k) / (k + 2);
        return (Grown(t, exponent), t * t * sum);
    }

    /// <summary>λ̂; 1 where the column is constant or empty.</summary>
    /// <remarks>
    /// Of numbers of one sign all 1 + |x| may be divided by one of them: the likelihood changes by a constant, and differences of powers that hardly differ stay exact.
    /// </remarks>
    public static double MostLikely(ReadOnlySpan<double> values, in RowWeights weights)
    {
        var (lowest, highest) = Weighted.Range(values, weights);
        if (!(lowest < highest))
            return 1;
        double origin = lowest > 0 ? lowest : highest < 0 ? -highest : 0, total = 0;
        double[] room = ArrayPool<double>.Shared.Rent(checked(4 * values.Length));
        Span<double> t = room.AsSpan(0, values.Length), s = room.AsSpan(values.Length, values.Length); // log((1 + |x|)/(1 + origin)) with the sign of x, and its weight
        int count = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row], x = values[row];
            if (weight == 0 || double.IsNaN(x))
                continue;
            double log = Log1((Math.Abs(x) - origin) / (1 + origin));
            t[count] = x >= 0 ? log : -log;
            s[count++] = weight;
            total += weight;
        }

        var likelihood = new Likelihood(t[..count], s[..count], room.AsSpan(2 * values.Length, count), room.AsSpan(3 * values.Length, count), total);
        double from = Math.Max(1 - Widest, lowest < 0 ? 2 - LargestExponent / Log1(-lowest) : double.NegativeInfinity);
        double to = Math.Min(1 + Widest, highest > 0 ? LargestExponent / Log1(highest) : double.PositiveInfinity);
        double found = from < to ? likelihood.Maximum(from, to) : 1;
        ArrayPool<double>.Shared.Return(room);
        return found;
    }

    /// <summary>−½ log v(λ) + (λ − 1)·c, and its slope c − Cov(ψ, ∂ψ/∂λ)/v.</summary>
    private readonly ref struct Likelihood(ReadOnlySpan<double> t, ReadOnlySpan<double> s, Span<double> psi, Span<double> slopes, double total)
    {
        private readonly ReadOnlySpan<double> _t = t, _s = s;
        private readonly Span<double> _psi = psi, _slopes = slopes;

        /// <summary>Where the slope is zero between two λ, or the end towards which it points.</summary>
        public double Maximum(double from, double to)
        {
            double at = Math.Clamp(1, from, to), slope = Slope(at), step = slope > 0 ? 0.5 : -0.5;
            double left = at, leftSlope = slope, right = at, rightSlope = slope;
            while (slope != 0 && slope > 0 == step > 0)
            {
                if (at == (step > 0 ? to : from))
                    return at;
                (left, leftSlope) = step > 0 ? (at, slope) : (left, leftSlope);
                (right, rightSlope) = step > 0 ? (right, rightSlope) : (at, slope);
                at = Math.Clamp(at + step, from, to);
                slope = Slope(at);
                step *= 2;
            }

            if (slope == 0)
                return at;
            return step > 0 ? Zero(left, leftSlope, at, slope) : Zero(at, slope, right, rightSlope);
        }

        /// <summary>The zero between two λ, by secants (an end that stays counts half: Dowell and Jarratt 1971), each at least half the accuracy away from the ends.</summary>
        private double Zero(double left, double leftSlope, double right, double rightSlope)
        {
            int side = 0;
            for (int round = 1; right - left > Accuracy; round++)
            {
                double secant = (left * rightSlope - right * leftSlope) / (rightSlope - leftSlope), middle = (left + right) / 2;
                double at = round % 10 == 0 || !double.IsFinite(secant) ? middle : Math.Clamp(secant, left + Accuracy / 2, right - Accuracy / 2);
                double slope = Slope(at);
                if (slope == 0)
                    return at;
                if (slope > 0)
                {
                    (left, leftSlope) = (at, slope);
                    rightSlope *= side > 0 ? 0.5 : 1;
                    side = 1;
                }
                else
                {
                    (right, rightSlope) = (at, slope);
                    leftSlope *= side < 0 ? 0.5 : 1;
                    side = -1;
                }
            }

            return (left + right) / 2;
        }

        private double Slope(double power)
        {
            double sum = 0, slopeSum = 0, logs = 0;
            for (int i = 0; i < _t.Length; i++)
            {
                double log = _t[i];
                var (value, slope) = log >= 0 ? GrownWithSlope(log, power) : GrownWithSlope(-log, 2 - power);
                _psi[i] = log >= 0 ? value : -value;
                _slopes[i] = slope;
                sum += _s[i] * (_psi[i] - _psi[0]);
                slopeSum += _s[i] * (slope - _slopes[0]);
                logs += _s[i] * log;
            }

            double mean = _psi[0] + sum / total, slopeMean = _slopes[0] + slopeSum / total, variance = 0, covariance = 0;
            for (int i = 0; i < _t.Length; i++)
            {
                double d = _psi[i] - mean;
                variance += _s[i] * d * d;
                covariance += _s[i] * d * (_slopes[i] - slopeMean);
            }

            return variance == 0 ? 0 : logs / total - covariance / variance;
        }
    }

    /// <summary>log(1 + x), exact for small x (Kahan).</summary>
    internal static double Log1(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }
}
