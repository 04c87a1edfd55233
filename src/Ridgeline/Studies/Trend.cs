using System.Collections.Immutable;
using Ridgeline.Scores;

namespace Ridgeline.Studies;

/// <summary>Puts into words what happened as the penalty weakened.</summary>
internal static class Trend
{
    /// <summary>How the shown score on training rows and ‖w‖ moved as C rose (of numbers: as α = 1/C fell), and where the cross-validated score peaked.</summary>
    public static string Of(Sweep sweep, Score shown, bool classes)
    {
        var (first, last) = (sweep.Rows[0], sweep.Rows[^1]);
        int peak = 0;
        for (int k = 1; k < sweep.Rows.Length; k++)
            if (shown.IsBetter(sweep.Rows[k].Shown.Mean, sweep.Rows[peak].Shown.Mean))
                peak = k;
        var top = sweep.Rows[peak];
        string Strength(SweepRow row) => (classes ? row.C : row.Alpha).ToString("G4");
        return $"As {(classes ? "C rose" : "α fell")} from {Strength(first)} to {Strength(last)}, train {shown.Title} {Moved([.. sweep.Rows.Select(r => r.Shown.Train)], "F4")}"
            + $" and ‖w‖ {Moved([.. sweep.Rows.Select(r => r.Norm)], "G4")};"
            + $" CV {shown.Title} peaked at {(classes ? "C" : "α")} = {Strength(top)} ({top.Shown.Mean:F4}).";
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
