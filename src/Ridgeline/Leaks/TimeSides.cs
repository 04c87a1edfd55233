using System.Collections.Immutable;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>Rows predicted from later ones: by a column of time, exactly; by dates that are learned from, an alarm if rows that follow each other are alike in the target.</summary>
internal static class TimeSides
{
    private const int MostResamples = 200;
    private const double LeastErrors = 4.5; // as for likely groups
    private const double LeastTold = 2;     // below it a difference may be luck

    public static IEnumerable<Leak> Find(LeakRows rows, CancellationToken stop)
    {
        foreach (var assigned in rows.Roles.Columns)
        {
            if (assigned.Role is not (ColumnRole.Time or ColumnRole.Date))
                continue;
            double[] times = TimesOf(rows.Table[assigned.Column]);
            var (held, later) = Later(rows, times, stop);
            if (held.IsEmpty)
                continue;
            yield return assigned.Role == ColumnRole.Time ? Known(rows, assigned, held, later) : Likely(rows, assigned, times, held);
        }
    }

    private static Leak Known(LeakRows rows, AssignedRole assigned, ImmutableArray<int> held, double later) => new(
        LeakKind.TimeOrder, true, [assigned.Column], held, held.Length, double.NaN,
        $"{held.Length} of {Wording.Count(rows.Present.Length, "row")} are predicted by models that have seen later rows, by column '{assigned.Column}' ({assigned.Reason}), an order that the folds don't keep ({rows.Folds}). On average {later:P0} of what a model was trained on is later than the row that it predicts.",
        "What the future is like (a level, a trend, what follows from the target) is known to the model: when it has to predict tomorrow it won't be, and the score will be worse.",
        "Put the rows in the order of time and use folds in time order, which predict every block from those before it.");

    private static Leak Likely(LeakRows rows, AssignedRole assigned, double[] times, ImmutableArray<int> held)
    {
        int[] order = [.. TargetPairs.Shuffled(rows.Present).Where(row => !double.IsNaN(times[row])).OrderBy(row => times[row])]; // of one time in any order but the table's
        double alike = 0, errors = 0;
        if (TargetPairs.Of(rows) is { } pairs && order.Length > 2)
        {
            var next = pairs.Over(order.Skip(1).Select((row, k) => (order[k], row)));
            var any = pairs.Over(TargetPairs.Random(order));
            (alike, errors) = (1 - next.Mean / any.Mean, next.StandardErrorsBelow(any));
        }

        bool isAlarm = errors >= LeastErrors;
        return new Leak(
            LeakKind.TimeOrder, isAlarm, [assigned.Column], held, held.Length, double.NaN,
            $"Rows are dated by column '{assigned.Column}', an order that the folds don't keep ({rows.Folds}): {held.Length} of {Wording.Count(rows.Present.Length, "row")} {(held.Length == 1 ? "is" : "are")} predicted by models that have seen later rows. {Followers(alike, errors)}",
            isAlarm ? "Held-out rows are known from those right before and after them: when later rows have to be predicted the score will be worse." : "If later rows will be predicted, the score may be too good; the target doesn't follow the date so far as its order shows.",
            $"If the model is to predict later rows, give column '{assigned.Column}' the role time{(isAlarm ? "" : "; else leave it")}.");
    }

    /// <summary>How alike rows are in the target that follow each other.</summary>
    private static string Followers(double alike, double errors) => errors >= LeastTold
        ? $"Rows that follow each other differ {alike:P0} less in the target than others do ({errors:0.#} standard errors)."
        : "Rows that follow each other are no more alike in the target than others.";

    private static double[] TimesOf(Column column) => column switch
    {
        NumberColumn numbers => numbers.Values.ToArray(),
        DateColumn dates => [.. Enumerable.Range(0, dates.Rows).Select(row => dates.IsMissing(row) ? double.NaN : dates.Ticks[row])],
        _ => [.. Enumerable.Repeat(double.NaN, column.Rows)],
    };

    /// <summary>The rows held out while a later one is trained on, and which share of the rows trained on is later than a held-out one, on average. Of thousands of resamples some are looked at, spread over them.</summary>
    private static (ImmutableArray<int> Held, double Later) Later(LeakRows rows, double[] times, CancellationToken stop)
    {
        if (rows.Resamples is not { } resamples)
            return ([], 0); // no folds, no order that they violate
        bool[] isHeld = new bool[times.Length];
        int[] drawn = new int[times.Length];
        double share = 0;
        int count = 0;
        foreach (int resample in RowSample.Of(resamples.Count, MostResamples))
        {
            stop.ThrowIfCancellationRequested();
            resamples.Times(resample, drawn);
            double[] trained = [.. rows.Present.Where(row => drawn[row] > 0 && !double.IsNaN(times[row])).Select(row => times[row])];
            if (trained.Length == 0)
                continue;
            Array.Sort(trained);
            foreach (int row in rows.Present)
            {
                if (drawn[row] != 0 || double.IsNaN(times[row]))
                    continue;
                isHeld[row] |= times[row] < trained[^1];
                share += (trained.Length - UpTo(trained, times[row])) / (double)trained.Length;
                count++;
            }
        }

        return ([.. rows.Present.Where(row => isHeld[row])], count == 0 ? 0 : share / count);
    }

    /// <summary>How many of the sorted numbers are at most <paramref name="value"/>.</summary>
    private static int UpTo(double[] sorted, double value)
    {
        int from = 0, to = sorted.Length;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (sorted[middle] <= value)
                from = middle + 1;
            else
                to = middle;
        }

        return from;
    }
}
