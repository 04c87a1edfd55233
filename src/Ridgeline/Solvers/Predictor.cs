using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>
/// Where a path leads from its last points: along the parabola through three of them, or the line through two, in λ. The loss as a quadratic around
/// there misses little of what it is at the next λ, and η comes without a pass over X.
/// </summary>
internal sealed class Predictor(int coordinates, int size)
{
    private const int Most = 3;          // points to go by
    private const double MostShares = 8; // Σ |share of a point|: 7 at even steps through three, 5 two steps ahead on a line

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
        int count = _solved.Count;
        while (count > 1 && !(SharesAt(lambda, count) <= MostShares))
            count--; // too close to each other for so many: what rounding left of them would be blown up
        if (count < 2)
            return false;
        Array.Clear(Beta);
        Array.Clear(Eta);
        for (int k = 0; k < count; k++)
        {
            TensorPrimitives.MultiplyAdd(_solved[k].Beta, ShareOf(k, lambda, count), Beta, Beta);
            TensorPrimitives.MultiplyAdd(_solved[k].Eta, ShareOf(k, lambda, count), Eta, Eta);
        }

        return true;
    }

    private double SharesAt(double lambda, int count)
    {
        double sum = 0;
        for (int k = 0; k < count; k++)
            sum += Math.Abs(ShareOf(k, lambda, count));
        return sum;
    }

    /// <summary>The k-th point's share of the polynomial through the last <paramref name="count"/> (Lagrange's).</summary>
    private double ShareOf(int k, double lambda, int count)
    {
        double share = 1;
        for (int l = 0; l < count; l++)
            if (l != k)
                share *= (lambda - _solved[l].Lambda) / (_solved[k].Lambda - _solved[l].Lambda);
        return share;
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
