using System.Collections.Immutable;

namespace Ridgeline.Studies;

/// <summary>Puts into words what happened as the penalty weakened.</summary>
internal static class Trend
{
    /// <summary>How train AUC and ‖w‖ moved as C rose, and where CV AUC peaked.</summary>
    public static string Of(Sweep sweep)
    {
        var (first, last) = (sweep.Rows[0], sweep.Rows[^1]);
        int peak = 0;
        for (int k = 1; k < sweep.Rows.Length; k++)
            if (sweep.Rows[k].Auc.Mean > sweep.Rows[peak].Auc.Mean)
                peak = k;
        var top = sweep.Rows[peak];
        return $"As C rose from {first.C:G4} to {last.C:G4}, train ROC AUC {Moved([.. sweep.Rows.Select(r => r.Auc.Train)], "F4")}"
            + $" and ‖w‖ {Moved([.. sweep.Rows.Select(r => r.Norm)], "G4")};"
            + $" CV ROC AUC peaked at C = {top.C:G4} ({top.Auc.Mean:F4}).";
    }

    private static string Moved(ImmutableArray<double> values, string format)
    {
        string ends = $"from {values[0].ToString(format)} to {values[^1].ToString(format)}";
        bool fell = false;
        for (int k = 1; k < values.Length; k++)
            fell |= values[k] < values[k - 1] - 1e-12 * Math.Abs(values[k]);
        return (values[^1] - values[0], fell) switch
        {
            ( > 0, false) => $"rose {ends}",
            ( > 0, true) => $"rose {ends}, though not at every step",
            (0, false) => $"stayed at {values[0].ToString(format)}",
            _ => $"did not rise: {ends}",
        };
    }
}
