namespace Ridgeline.Solvers;

/// <summary>
/// Finds directions of η along which no row's loss ever rises and some row's falls for ever: with one, no optimum exists
/// (Albert and Anderson 1984: complete and quasi-complete separation).
/// </summary>
internal static class Separation
{
    /// <summary>A row that moves less than this share of the fastest counts as not moving (quasi-complete separation).</summary>
    private const double Still = 1e-9;

    /// <summary>Whether moving η along <paramref name="direction"/> separates.</summary>
    /// <param name="direction">A change of η that unpenalised coefficients can make, per row.</param>
    /// <param name="recessions">Each row's own direction of recession: +1, −1 or 0 for none.</param>
    /// <param name="weights">Rows with weight 0 don't count.</param>
    public static bool Along(ReadOnlySpan<double> direction, ReadOnlySpan<double> recessions, ReadOnlySpan<double> weights)
    {
        double fastest = 0;
        for (int i = 0; i < direction.Length; i++)
            if (weights[i] > 0)
                fastest = Math.Max(fastest, Math.Abs(direction[i]));
        if (!(fastest > 0) || !double.IsFinite(fastest))
            return false;
        for (int i = 0; i < direction.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            double along = recessions[i] == 0 ? -Math.Abs(direction[i]) : recessions[i] * direction[i];
            if (along < -Still * fastest)
                return false;
        }

        return true;
    }
}
