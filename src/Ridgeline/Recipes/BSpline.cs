using System.Collections.Immutable;

namespace Ridgeline.Recipes;

/// <summary>B-splines by de Boor's recursion; constant beyond the outer knots.</summary>
internal sealed class BSpline
{
    private readonly int _degree;
    private readonly double[] _knots; // the outer ones d + 1 times
    private readonly int _lastSpan;   // the last place with room before the next knot; -1 where there is none

    /// <param name="knots">At least 2, rising; some may coincide.</param>
    /// <param name="degree">d.</param>
    public BSpline(ImmutableArray<double> knots, int degree)
    {
        _degree = degree;
        _knots = [.. Enumerable.Repeat(knots[0], degree), .. knots, .. Enumerable.Repeat(knots[^1], degree)];
        _lastSpan = Array.FindLastIndex(_knots, knot => knot < knots[^1]);
        Functions = knots.Length - 1 + degree;
    }

    /// <summary>How many there are: the spans between knots, and d more.</summary>
    public int Functions { get; }

    /// <summary>Function <paramref name="j"/> at x.</summary>
    public double Value(int j, double x)
    {
        if (_lastSpan < 0)
            return j == 0 ? 1 : 0;
        x = Math.Clamp(x, _knots[0], _knots[^1]);
        if (x < _knots[j] || x > _knots[j + _degree + 1])
            return 0;
        int span = _lastSpan;
        while (_knots[span] > x)
            span--;
        if (j > span || j < span - _degree)
            return 0;
        Span<double> values = stackalloc double[_degree + 1]; // of functions span − d … span (de Boor 1978, X.(8))
        values[0] = 1;
        for (int d = 1; d <= _degree; d++)
        {
            double carried = 0;
            for (int k = 0; k < d; k++)
            {
                double right = _knots[span + k + 1], left = _knots[span + 1 - d + k], part = values[k] / (right - left);
                values[k] = carried + (right - x) * part;
                carried = (x - left) * part;
            }

            values[d] = carried;
        }

        return values[j - span + _degree];
    }
}
