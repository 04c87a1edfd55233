namespace Ridgeline.Solvers;

/// <summary>
/// Finds directions of η along which no row's loss ever rises and some row's falls for ever: with one, no optimum exists
/// (Albert and Anderson 1984: complete and quasi-complete separation).
/// </summary>
internal static class Separation
{
    /// <summary>A row that moves less than this share of the fastest counts as not moving (quasi-complete separation).</summary>
    private const double Still = 1e-9;

    /// <summary>A step of η this small is the end of a convergence, and its direction rounding.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Whether moving η along <paramref name="direction"/> separates.</summary>
    /// <param name="direction">A change of η that unpenalised coefficients can make, n × K.</param>
    /// <param name="recessions">Each row's own direction of recession: +1, −1 or 0 for none; of several outputs +1 for the one that must not fall behind any other.</param>
    /// <param name="weights">Rows with weight 0 don't count.</param>
    /// <param name="outputs">K.</param>
    public static bool Along(ReadOnlySpan<double> direction, ReadOnlySpan<double> recessions, ReadOnlySpan<double> weights, int outputs)
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
