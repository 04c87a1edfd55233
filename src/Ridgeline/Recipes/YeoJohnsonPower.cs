using System.Buffers;

namespace Ridgeline.Recipes;

/// <summary>ψ(x, λ) of Yeo and Johnson (2000), and the λ under which a column is the most likely to be normal.</summary>
/// <remarks>
/// With t = log(1 + |x|) and μ = λ for x ≥ 0, 2 − λ for x &lt; 0: ψ = ±(e^{μt} − 1)/μ. Near μ = 0 that is ±t·(1 + μt/2 + …), which expm1 keeps exact, so that the branches
/// meet. The profile likelihood is strictly concave in λ (Marchand, Muzellec, Béguier, Ogier du Terrail and Andreux 2022, prop. 1), so the zero of its slope is its only maximum.
/// </remarks>
internal static class YeoJohnsonPower
{
    private const double Widest = 10;         // λ within 1 ± this
    private const double LargestExponent = 300; // e^300 can still be squared
    private const double Accuracy = 1e-11;

    /// <summary>ψ(x, λ); NaN stays NaN.</summary>
    public static double Of(double x, double power) => x >= 0 ? Grown(Log1(x), power) : -Grown(Log1(-x), 2 - power);

    /// <summary>(e^{μt} − 1)/μ, t where μ = 0.</summary>
    private static double Grown(double t, double exponent) => exponent == 0 ? t : Exp1(exponent * t) / exponent;

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
    public static double MostLikely(ReadOnlySpan<double> values, in RowWeights weights)
    {
        double[] room = ArrayPool<double>.Shared.Rent(checked(4 * values.Length));
        Span<double> t = room.AsSpan(0, values.Length), s = room.AsSpan(values.Length, values.Length); // log(1 + |x|) with the sign of x, and its weight
        int count = 0;
        double total = 0, lowest = 0, highest = 0;
        bool isConstant = true;
        for (int row = 0; row < values.Length; row++)
        {
            double weight = weights[row], x = values[row];
            if (weight == 0 || double.IsNaN(x))
                continue;
            t[count] = x >= 0 ? Log1(x) : -Log1(-x);
            s[count] = weight;
            isConstant &= t[count] == t[0];
            (lowest, highest) = (Math.Min(lowest, t[count]), Math.Max(highest, t[count]));
            total += weight;
            count++;
        }

        double found = 1;
        if (!isConstant)
        {
            var likelihood = new Likelihood(t[..count], s[..count], room.AsSpan(2 * values.Length, count), room.AsSpan(3 * values.Length, count), total);
            double from = Math.Max(1 - Widest, lowest < 0 ? 2 - LargestExponent / -lowest : double.NegativeInfinity);
            double to = Math.Min(1 + Widest, highest > 0 ? LargestExponent / highest : double.PositiveInfinity);
            found = from < to ? likelihood.Maximum(from, to) : 1;
        }

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

    /// <summary>eˣ − 1, exact for small x (Kahan).</summary>
    internal static double Exp1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1)
            return x;
        double less = u - 1;
        return less == -1 || double.IsInfinity(u) ? less : less * (x / Math.Log(u));
    }
}
