namespace Ridgeline.Solvers;

/// <summary>
/// Finds directions of η along which no row's loss ever rises and some row's falls for ever: with one, no optimum exists
/// (Albert and Anderson 1984: complete and quasi-complete separation).
/// </summary>
internal sealed class Separation
{
    /// <summary>A row that moves less than this share of the fastest counts as not moving (quasi-complete separation).</summary>
    private const double Still = 1e-9;

    /// <summary>A step of η this small is the end of a convergence, and its direction rounding.</summary>
    private const double Rounding = 1e-6;

    private readonly Coordinates _coordinates;
    private readonly double[] _beta, _direction;
    private readonly double[] _recessions; // of each row: +1, −1 or 0 for none; of several outputs +1 for the one that must not fall behind any other

    public Separation(Coordinates coordinates)
    {
        _coordinates = coordinates;
        int size = coordinates.Outputs * coordinates.Rows;
        (_beta, _direction, _recessions) = (new double[coordinates.Count], new double[size], new double[size]);
        coordinates.Problem.Loss.Recessions(coordinates.Problem.Sample.Target, _recessions);
    }

    /// <summary>Whether moving β along <paramref name="direction"/> separates, as far as it may go on for ever within the limits.</summary>
    public bool Along(ReadOnlySpan<double> direction)
    {
        for (int c = 0; c < _beta.Length; c++)
            _beta[c] = double.IsFinite(direction[c] > 0 ? _coordinates.Penalty.Upper(c) : _coordinates.Penalty.Lower(c)) ? 0 : direction[c];
        Array.Clear(_direction);
        _coordinates.AddTo(_beta, _direction);
        return IsAlong(_direction, _recessions, _coordinates.Problem.Sample.Weights, _coordinates.Outputs);
    }

    private static bool IsAlong(ReadOnlySpan<double> direction, ReadOnlySpan<double> recessions, ReadOnlySpan<double> weights, int outputs)
    {
        double fastest = 0, slowest = double.PositiveInfinity;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            var (along, speed) = outputs == 1 ? Single(direction[i], recessions[i]) : Several(direction, recessions, i, weights.Length, outputs);
            fastest = Math.Max(fastest, speed);
            slowest = Math.Min(slowest, along);
        }

        return fastest > Rounding && double.IsFinite(fastest) && slowest >= -Still * fastest;
    }

    private static (double Along, double Speed) Single(double direction, double recession) =>
        (recession == 0 ? -Math.Abs(direction) : recession * direction, Math.Abs(direction));

    /// <summary>How far the row's own output gets ahead of the others at least, and at most.</summary>
    private static (double Along, double Speed) Several(ReadOnlySpan<double> direction, ReadOnlySpan<double> recessions, int i, int rows, int outputs)
    {
        double own = 0, least = double.PositiveInfinity, most = 0;
        for (int k = 0; k < outputs; k++)
            if (recessions[k * rows + i] > 0)
                own = direction[k * rows + i];
        for (int k = 0; k < outputs; k++)
        {
            if (recessions[k * rows + i] > 0)
                continue;
            double ahead = own - direction[k * rows + i];
            (least, most) = (Math.Min(least, ahead), Math.Max(most, Math.Abs(ahead)));
        }

        return (least, most);
    }
}
