namespace Ridgeline.Scores;

/// <summary>(y − ŷ)².</summary>
internal readonly struct SquaredError : IRowCost
{
    public double Of(double y, double mean) => (y - mean) * (y - mean);
}

/// <summary>|y − ŷ|.</summary>
internal readonly struct AbsoluteError : IRowCost
{
    public double Of(double y, double mean) => Math.Abs(y - mean);
}

/// <summary>α·(y − ŷ) where y ≥ ŷ, (1 − α)·(ŷ − y) beyond.</summary>
internal readonly struct PinballError : IRowCost
{
    private readonly double _alpha;

    public PinballError(double alpha) => _alpha = alpha is > 0 and < 1
        ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α must be between 0 and 1");

    public double Of(double y, double mean) => y >= mean ? _alpha * (y - mean) : (1 - _alpha) * (mean - y);
}

/// <summary>2(y·log(y/ŷ) − y + ŷ) for y ≥ 0, ŷ ≥ 0.</summary>
internal readonly struct PoissonError : IRowCost
{
    private const double Near = 0.1;

    public double Of(double y, double mean)
    {
        if (!(y >= 0 && mean >= 0))
            return double.NaN;
        if (y == 0)
            return 2 * mean;
        if (!(Math.Abs(y - mean) < Near * (y + mean)))
            return 2 * (y * Math.Log(y / mean) - y + mean);

        // The terms cancel. With v = (y − ŷ)/(y + ŷ) they are (y − ŷ)v + 2y(v³/3 + v⁵/5 + …) (Loader 2000, "Fast and accurate computation of binomial probabilities").
        double v = (y - mean) / (y + mean), square = v * v, power = v, series = 0;
        for (int odd = 3; odd <= 17; odd += 2)
            series += (power *= square) / odd;
        return 2 * ((y - mean) * v + 2 * y * series);
    }
}
