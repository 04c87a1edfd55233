namespace Ridgeline.Numerics;

/// <summary>Student's t distribution with ν degrees of freedom.</summary>
internal static class StudentT
{
    /// <summary>P(T ≤ t) = 1 − ½ I_x(ν/2, ½) for t ≥ 0, with x = ν/(ν + t²).</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degreesOfFreedom">ν &gt; 0.</param>
    public static double Cumulative(double t, double degreesOfFreedom)
    {
        double x = degreesOfFreedom / (degreesOfFreedom + t * t);
        double tail = 0.5 * IncompleteBeta(degreesOfFreedom / 2, 0.5, x);
        return t >= 0 ? 1 - tail : tail;
    }

    /// <summary>The t with P(T ≤ t) = <paramref name="probability"/>, by bisection to the last bits.</summary>
    /// <param name="probability">In [0.5, 1).</param>
    /// <param name="degreesOfFreedom">ν &gt; 0.</param>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        double low = 0, high = 1;
        while (Cumulative(high, degreesOfFreedom) < probability)
            high *= 2;
        for (int i = 0; i < 200; i++)
        {
            double middle = 0.5 * (low + high);
            if (middle == low || middle == high)
                break;
            if (Cumulative(middle, degreesOfFreedom) < probability)
                low = middle;
            else
                high = middle;
        }

        return 0.5 * (low + high);
    }

    /// <summary>I_x(a, b), by the continued fraction DLMF 8.17.22 and, where that converges slowly, the reflection 8.17.4.</summary>
    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, 1 - x);

        double front = Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - LogBeta(a, b)) / a;
        double fraction = 1, numerators = 1, denominators = 0; // modified Lentz: C and D of 1/(1+ d₁/(1+ d₂/(1+ …)))
        for (int m = 0; m <= 500; m++)
        {
            double d = m == 0 ? 1
                : m % 2 == 0 ? m / 2 * (b - m / 2) * x / ((a + m - 1) * (a + m))
                : -(a + (m - 1) / 2) * (a + b + (m - 1) / 2) * x / ((a + m - 1) * (a + m));
            denominators = 1 / (1 + d * denominators);
            numerators = 1 + d / numerators;
            double step = numerators * denominators;
            fraction *= step;
            if (m > 0 && Math.Abs(step - 1) < 1e-16)
                break;
        }

        return front * (fraction - 1);
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series (DLMF 5.11.1) above 16, the recurrence Γ(x+1) = x·Γ(x) below.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 16; x++)
            shift -= Math.Log(x);
        double inverse = 1 / x, square = inverse * inverse;
        double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
