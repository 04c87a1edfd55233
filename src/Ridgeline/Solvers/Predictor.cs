using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>
/// Where a path leads from its last points: along the parabola through three of them, or the line through two, in λ. The loss as a quadratic around
/// there misses little of what it is at the next λ, and η comes without a pass over X.
/// </summary>
internal sealed class Predictor(int coordinates, int size)
{
    private const int Most = 3;        // points to go by
    private const double Furthest = 2; // steps of λ ahead, of the last one's length

    private readonly List<Point> _solved = new(Most); // the last one first
    private readonly Stack<Point> _spare = new(Most);

    /// <summary>The predicted β.</summary>
    public double[] Beta { get; } = new double[coordinates];

    /// <summary>The predicted η.</summary>
    public double[] Eta { get; } = new double[size];

    /// <summary>Takes a solved point; those at its λ and below, solved ahead of it, are forgotten.</summary>
    public void Add(double lambda, ReadOnlySpan<double> beta, ReadOnlySpan<double> eta)
    {
        while (_solved.Count > 0 && _solved[0].Lambda <= lambda)
            Forget(0);
        if (_solved.Count == Most)
            Forget(Most - 1);
        var point = _spare.Count > 0 ? _spare.Pop() : new Point(coordinates, size);
        point.Lambda = lambda;
        beta.CopyTo(point.Beta);
        eta.CopyTo(point.Eta);
        _solved.Insert(0, point);
    }

    /// <summary>Predicts the point at <paramref name="lambda"/>; false where there aren't two points to go by, or they are too close to each other.</summary>
    public bool Predict(double lambda)
    {
        if (_solved.Count < 2 || !(lambda < _solved[0].Lambda) || _solved[0].Lambda - lambda > Furthest * (_solved[1].Lambda - _solved[0].Lambda))
            return false;
        Array.Clear(Beta);
        Array.Clear(Eta);
        foreach (var point in _solved)
        {
            double share = 1; // Lagrange's polynomial
            foreach (var other in _solved)
                if (other != point)
                    share *= (lambda - other.Lambda) / (point.Lambda - other.Lambda);
            TensorPrimitives.MultiplyAdd(point.Beta, share, Beta, Beta);
            TensorPrimitives.MultiplyAdd(point.Eta, share, Eta, Eta);
        }

        return true;
    }

    private void Forget(int at)
    {
        _spare.Push(_solved[at]);
        _solved.RemoveAt(at);
    }

    private sealed class Point(int coordinates, int size)
    {
        public double Lambda { get; set; }
        public double[] Beta { get; } = new double[coordinates];
        public double[] Eta { get; } = new double[size];
    }
}
