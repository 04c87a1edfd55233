using System.Numerics.Tensors;

namespace Ridgeline.Diagnoses;

/// <summary>A score as it approaches its limit with more rows: a + b·n⁻ᶜ (Cortes, Jackel, Solla, Vapnik and Denker 1993, eq. 1, <i>Learning curves: asymptotic values and rate of convergence</i>).</summary>
/// <param name="Asymptote">a, what no number of rows gets beyond.</param>
/// <param name="Scale">b: above 0 where lower is better, below where higher is; 0 where more rows don't help.</param>
/// <param name="Exponent">c, in [0.05, 2].</param>
/// <param name="Residual">How far the points are from the curve: the root of their mean square, by the weights of the fit.</param>
public sealed record PowerLaw(double Asymptote, double Scale, double Exponent, double Residual)
{
    private const double Slowest = 0.05, Fastest = 2;
    private const int Steps = 400, LeastPoints = 4;

    /// <summary>The score at so many rows. Beyond those that were fitted it is a guess.</summary>
    /// <param name="rows">n.</param>
    public double At(double rows) => Asymptote + Scale * Math.Pow(rows, -Exponent);

    /// <summary>The curve with the least weighted squares over c in equal ratios; the limit is kept on the possible side of a perfect score: 0 where lower is better and no score is below it, 1 where higher is and none is above.</summary>
    /// <param name="rows">n of each point.</param>
    /// <param name="scores">Its score.</param>
    /// <param name="errors">Its standard error; where one is 0 or isn't known all points count alike.</param>
    /// <param name="higherIsBetter">The score's direction.</param>
    /// <returns>Null of fewer than four points that are finite, or where they all agree to 1e-12: there is nothing to follow.</returns>
    internal static PowerLaw? Of(ReadOnlySpan<double> rows, ReadOnlySpan<double> scores, ReadOnlySpan<double> errors, bool higherIsBetter)
    {
        if (scores.Length < LeastPoints || scores.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            return null;
        if (PairedDifference.AreEqual(TensorPrimitives.Min(scores), TensorPrimitives.Max(scores)))
            return null;
        bool areKnown = !errors.ContainsAnyExceptInRange(double.Epsilon, double.MaxValue);
        double total = 0;
        var shares = new double[scores.Length];
        for (int k = 0; k < shares.Length; k++)
            total += shares[k] = areKnown ? 1 / (errors[k] * errors[k]) : 1;
        for (int k = 0; k < shares.Length; k++)
            shares[k] /= total;
        double limit = higherIsBetter ? (scores.ContainsAnyExceptInRange(double.MinValue, 1) ? double.PositiveInfinity : 1) : scores.ContainsAnyExceptInRange(0, double.MaxValue) ? double.NegativeInfinity : 0;
        PowerLaw? best = null;
        for (int step = 0; step <= Steps; step++)
        {
            var found = Of(rows, scores, shares, Slowest * Math.Pow(Fastest / Slowest, (double)step / Steps), limit, higherIsBetter);
            if (best is null || found.Residual < best.Residual)
                best = found;
        }

        return best;
    }

    private static PowerLaw Of(ReadOnlySpan<double> rows, ReadOnlySpan<double> scores, double[] shares, double exponent, double limit, bool higherIsBetter)
    {
        double x = 0, y = 0, xx = 0, xy = 0;
        var powers = new double[rows.Length];
        for (int k = 0; k < powers.Length; k++)
        {
            powers[k] = Math.Pow(rows[k], -exponent);
            (x, y) = (x + shares[k] * powers[k], y + shares[k] * scores[k]);
        }

        for (int k = 0; k < powers.Length; k++)
            (xx, xy) = (xx + shares[k] * (powers[k] - x) * (powers[k] - x), xy + shares[k] * (powers[k] - x) * (scores[k] - y));
        double scale = xx > 0 ? xy / xx : 0;
        if (higherIsBetter ? scale > 0 : scale < 0)
            scale = 0;
        double asymptote = y - scale * x;
        if (higherIsBetter ? asymptote > limit : asymptote < limit)
            (asymptote, scale) = (limit, (xy + x * y - limit * x) / (xx + x * x));
        double squares = 0;
        for (int k = 0; k < powers.Length; k++)
            squares += shares[k] * Math.Pow(asymptote + scale * powers[k] - scores[k], 2);
        return new PowerLaw(asymptote, scale, exponent, Math.Sqrt(squares));
    }
}
