using Ridgeline.Designs;
using Ridgeline.Losses;

namespace Ridgeline.Networks;

/// <summary>Which rows early stopping keeps from training.</summary>
internal static class ValidationRows
{
    /// <summary>The rows with weight, divided: those that are trained on, and those that are kept. Of classes each gives the share that is its own, and keeps a row at least.</summary>
    /// <exception cref="ArgumentException">There is only one row.</exception>
    public static (int[] Training, int[] Validation) Of(Sample sample, Loss loss, EarlyStopping? stopping, ulong seed)
    {
        var rows = new int[sample.RowsWithWeight];
        for (int i = 0, at = 0; i < sample.Rows; i++)
            if (sample.Weights[i] > 0)
                rows[at++] = i;
        if (stopping is null)
            return (rows, []);
        if (rows.Length < 2)
            throw new ArgumentException("early stopping needs at least two rows with weight: one to train on and one to validate on", nameof(sample));
        var keys = new uint[rows.Length];
        NetworkStreams.ValidationOf(seed, rows, keys);
        bool byClass = loss == Loss.Logistic || loss is MultinomialLoss;
        var kept = new HashSet<int>();
        double due = 0;
        foreach (var stratum in Enumerable.Range(0, rows.Length).GroupBy(at => byClass ? sample.Target[rows[at]] : 0).OrderBy(group => group.Key))
        {
            int[] inOrder = [.. stratum.OrderBy(at => keys[at]).ThenBy(at => at)];
            due += stopping.ValidationShare * inOrder.Length;
            int taken = Math.Clamp((int)Math.Round(due) - kept.Count, 0, inOrder.Length - 1);
            kept.UnionWith(inOrder[..taken]);
        }

        if (kept.Count == 0) // too few rows for a whole one: that of the lowest key in the largest class
            kept.Add(Enumerable.Range(0, rows.Length).GroupBy(at => byClass ? sample.Target[rows[at]] : 0).MaxBy(group => group.Count())!.MinBy(at => keys[at]));
        return ([.. rows.Where((_, at) => !kept.Contains(at))], [.. rows.Where((_, at) => kept.Contains(at))]);
    }
}
