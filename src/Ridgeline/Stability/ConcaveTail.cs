namespace Ridgeline.Stability;

/// <summary>
/// D(η, t, B, r): the most that P(X ≥ t) can be over r-concave X on {0, 1/B, …, 1} with E[X] ≤ η, for r = −1/s (Shah and Samworth 2013, §3.4 and appendix A.4).
/// </summary>
/// <remarks>
/// The most is reached by f(i/B) = c(a + i)^(1/r) for i ≤ k and what is left in (k + 1)/B, with mean η. Of a given k, c = (k + 1 − ηB)/Σᵢ₌₀ᵏ (k + 1 − i)(a + i)^(1/r), and a
/// lies between where nothing is left in k + 1 (mean η on 0 … k) and where f goes on there as before (mean η on 0 … k + 1).
/// </remarks>
internal sealed class ConcaveTail
{
    private const double SmallestShape = 1e-12, LargestShape = 1e9; // of a: a falling line, and nearly a uniform distribution
    private const int Pieces = 12, Narrowings = 60;

    private readonly double _mean; // ηB
    private readonly int _steps;   // B
    private readonly int _power;   // s = −1/r
    private readonly int _first;   // the least k whose 0 … k can have the mean ηB and f falling
    private readonly double[] _shapes;

    /// <summary>The tails of one η.</summary>
    /// <param name="mean">η, in [0, 1].</param>
    /// <param name="steps">B.</param>
    /// <param name="power">s = −1/r: 2 or 4.</param>
    public ConcaveTail(double mean, int steps, int power)
    {
        (_mean, _steps, _power) = (mean * steps, steps, power);
        _first = (int)Math.Ceiling(2 * _mean) + 1;
        _shapes = new double[Math.Max(0, steps - _first + 1)];
        double above = LargestShape;
        for (int k = _first; k <= steps; k++)
            _shapes[k - _first] = above = Shape(k, above);
    }

    /// <summary>The most that P(X ≥ t/B) can be; 1 for t ≤ 2ηB + 1, where no bound is known.</summary>
    /// <param name="t">1 … B.</param>
    public double AtLeast(int t)
    {
        if (t < _first || _mean == 0)
            return t < _first ? 1 : 0;
        double most = Tail(_steps, t, _shapes[^1]);
        for (int k = Math.Max(_first, t - 1); k < _steps; k++)
            most = Math.Max(most, Most(k, t, _shapes[k + 1 - _first], _shapes[k - _first]));
        return Math.Clamp(most, 0, 1);
    }

    /// <summary>The a at which f ∝ (a + i)^(1/r) on 0 … k has the mean ηB, by bisection of its logarithm: the mean grows with a.</summary>
    private double Shape(int k, double above)
    {
        double low = Math.Log(SmallestShape), high = Math.Log(above);
        for (int step = 0; step < 100 && high - low > 1e-15 * Math.Abs(high); step++)
        {
            double middle = 0.5 * (low + high), a = Math.Exp(middle), sum = 0, first = 0;
            for (int i = 0; i <= k; i++)
            {
                double f = Density(a, i);
                (sum, first) = (sum + f, first + i * f);
            }

            (low, high) = first / sum < _mean ? (middle, high) : (low, middle);
        }

        return Math.Exp(0.5 * (low + high));
    }

    /// <summary>The largest tail over a in [from, to]: the best of a few pieces, narrowed by the golden section.</summary>
    private double Most(int k, int t, double from, double to)
    {
        double low = Math.Log(from), width = (Math.Log(to) - low) / Pieces, most = double.NegativeInfinity;
        int best = 0;
        for (int piece = 0; piece <= Pieces; piece++)
            if (Tail(k, t, Math.Exp(low + piece * width)) is var tail && tail > most)
                (best, most) = (piece, tail);
        double golden = (Math.Sqrt(5) - 1) / 2, left = low + Math.Max(0, best - 1) * width, right = low + Math.Min(Pieces, best + 1) * width;
        for (int step = 0; step < Narrowings && right - left > 1e-12; step++)
        {
            double one = right - golden * (right - left), other = left + golden * (right - left), tailOne = Tail(k, t, Math.Exp(one)), tailOther = Tail(k, t, Math.Exp(other));
            most = Math.Max(most, Math.Max(tailOne, tailOther));
            (left, right) = tailOne > tailOther ? (left, other) : (one, right);
        }

        return most;
    }

    /// <summary>1 − c·Σᵢ₌₀ᵗ⁻¹ (a + i)^(1/r).</summary>
    private double Tail(int k, int t, double a)
    {
        double below = 0, all = 0;
        for (int i = 0; i <= k; i++)
        {
            double f = Density(a, i);
            below += i < t ? f : 0;
            all += (k + 1 - i) * f;
        }

        return 1 - (k + 1 - _mean) * below / all;
    }

    /// <summary>(a/(a + i))^s, so that a small a doesn't overflow.</summary>
    private double Density(double a, int i)
    {
        double ratio = a / (a + i), square = ratio * ratio;
        return _power == 2 ? square : square * square;
    }
}
