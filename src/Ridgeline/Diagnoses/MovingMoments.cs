namespace Ridgeline.Diagnoses;

/// <summary>Means and squared deviations of numbers that come one after the other, and aren't kept (Welford 1962).</summary>
/// <param name="length">Of how many things.</param>
internal sealed class MovingMoments(int length)
{
    private readonly double[] _mean = new double[length], _squares = new double[length];

    /// <summary>Takes the next number of one thing, its <paramref name="count"/>-th.</summary>
    public void Add(int at, double value, int count)
    {
        double apart = value - _mean[at];
        _mean[at] += apart / count;
        _squares[at] += apart * (value - _mean[at]);
    }

    /// <summary>The mean of one thing's numbers.</summary>
    public double Mean(int at) => _mean[at];

    /// <summary>The variance that <paramref name="count"/> numbers tell, 1/(count − 1).</summary>
    public double Variance(int at, int count) => _squares[at] / (count - 1);
}
