using System.Collections.Immutable;

namespace Ridgeline.Recipes;

/// <summary>The functions beside 1 and x of natural cubic splines (Harrell 2015, eq. 2.25).</summary>
internal sealed class NaturalSpline
{
    private const double Close = 1e-8; // of the distance of the outer knots: nearer ones are one

    private readonly double[] _knots;

    /// <param name="knots">At least 3, rising; some may coincide.</param>
    public NaturalSpline(ImmutableArray<double> knots)
    {
        Functions = knots.Length - 2;
        double close = Close * (knots[^1] - knots[0]);
        var apart = new List<double> { knots[0] };
        foreach (double knot in knots)
            if (knot - apart[^1] > close)
                apart.Add(knot);
        _knots = [.. apart];
    }

    /// <summary>K − 2, some of which are zero where knots coincide.</summary>
    public int Functions { get; }

    /// <summary>Function <paramref name="j"/> at x.</summary>
    public double Value(int j, double x)
    {
        if (j >= _knots.Length - 2 || x <= _knots[j])
            return 0;
        double first = _knots[j], inner = _knots[^2], outer = _knots[^1], norm = (outer - _knots[0]) * (outer - _knots[0]);
        double reach = outer - first, last = outer - inner;
        if (x >= outer) // the cubes cancel: a line
            return (reach * (reach * reach - last * last) + 3 * reach * (inner - first) * (x - outer)) / norm;
        double d = x - first, value = d * d * d;
        if (x > inner)
            value -= (x - inner) * (x - inner) * (x - inner) * (reach / last);
        return value / norm;
    }
}
