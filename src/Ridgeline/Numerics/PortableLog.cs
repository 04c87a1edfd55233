namespace Ridgeline.Numerics;

/// <summary>
/// ln x by +, −, · and ÷ alone, which every machine rounds alike: the same bits everywhere, where a platform's own logarithm may differ in the last. To 1e-15 relative.
/// </summary>
internal static class PortableLog
{
    private const int Terms = 12; // t² ≤ 0.0295: the next term is below 1e-19 of the first
    private const double RootHalf = 0.70710678118654752440, HighLn2 = 6.93147180369123816490e-01, LowLn2 = 1.90821492927058770002e-10; // ln 2 in two parts, the first a short one

    /// <summary>ln x = e·ln 2 + 2·artanh((m − 1)/(m + 1)) of x = m·2ᵉ, m in [√½, √2).</summary>
    /// <param name="x">Above 0 and finite; no subnormal number.</param>
    public static double Of(double x)
    {
        int exponent = Math.ILogB(x) + 1;
        double m = Math.ScaleB(x, -exponent); // in [½, 1)
        if (m < RootHalf)
            (m, exponent) = (2 * m, exponent - 1);
        double t = (m - 1) / (m + 1), square = t * t, series = 0;
        for (int k = Terms - 1; k > 0; k--)
            series = (series + 1.0 / (2 * k + 1)) * square;
        return exponent * HighLn2 + (2 * t * series + (exponent * LowLn2 + 2 * t));
    }
}
