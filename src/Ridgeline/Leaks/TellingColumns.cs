using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>Single columns too good to be true: those that tell the target almost perfectly, those that stand far out above all others, and those that hold its means.</summary>
internal static class TellingColumns
{
    private const double LeastOutstanding = 0.96; // 1 is perfect: of R² of ranks, and of 2·AUC − 1 or avoided errors
    private const double LeastLead = 5;           // how many times less it leaves untold than any other column

    public static IEnumerable<Leak> Find(LeakRows rows, CancellationToken stop)
    {
        if (rows.Target is null)
            return [];
        var table = rows.OfPresent;
        var leaks = LikelyLeak.Find(table, rows.Roles, stop).Select(Telling).ToList();
        foreach (var column in rows.Learned.OfType<NumberColumn>())
        {
            stop.ThrowIfCancellationRequested();
            if (EncodedTarget.Of(rows, column) is not { } encoded)
                continue;
            leaks.RemoveAll(leak => leak.Columns[0] == column.Name);
            leaks.Add(encoded);
        }

        if (leaks.Count == 0 && Outstanding(table, rows.Roles, stop) is { } outstanding)
            leaks.Add(outstanding);
        return leaks;
    }

    private static Leak Telling(LikelyLeak leak) => new(
        LeakKind.TellingColumn, true, [leak.Column], [], leak.Value, double.NaN, $"Column '{leak.Column}' tells the target almost perfectly: {leak.Reason}.", Effect, Remedy(leak.Column));

    private static Leak? Outstanding(Table table, TableRoles roles, CancellationToken stop)
    {
        var told = LikelyLeak.Strengths(table, roles, stop).OrderByDescending(own => own.Told).ToArray();
        if (told.Length < 2 || told[0].Told < LeastOutstanding || 1 - told[1].Told < LeastLead * (1 - told[0].Told))
            return null;
        return new Leak(
            LeakKind.TellingColumn, true, [told[0].Column], [], told[0].Told, double.NaN,
            $"Column '{told[0].Column}' alone tells {told[0].Told:P1} of the target (1 − errors, or R² of ranks, or 2·AUC − 1), and the next best, '{told[1].Column}', {told[1].Told:P1}: it stands out as what is made of the target does.",
            Effect, Remedy(told[0].Column));
    }

    private const string Effect = "If it is made of the target or known only after it, the score is that of a table that will never be there when predictions are needed.";

    private static string Remedy(string column) => $"Ask when and from what column '{column}' is known; unless it is known before the target, give it the role ignore. The score without it is its price.";
}

/// <summary>A column of numbers x that holds the target's mean of the rows that share its value: xg = (n_g·ȳ_g + m·ȳ)/(n_g + m) for one m ≥ 0, smoothed towards the mean of all if m isn't 0.</summary>
internal static class EncodedTarget
{
    private const int FewestValues = 4; // two are fitted by many m, three by luck of rounding
    private const double Tolerance = 1e-6;
    private const double FewestRowsEach = 1.5;

    public static Leak? Of(LeakRows rows, NumberColumn column)
    {
        int[] present = [.. rows.Present.Where(row => !column.IsMissing(row))];
        var values = present.GroupBy(row => column.Values[row]).ToArray();
        if (values.Length < FewestValues || present.Length < FewestRowsEach * values.Length || rows.Target is not { } target)
            return null;
        IEnumerable<(string Name, Func<int, double> Y)> targets = ClassTarget.Suits(target)
            ? Indicators(target)
            : [("target", row => ((NumberColumn)target).Values[row])];
        foreach (var (name, y) in targets)
        {
            var (mean, range) = (present.Average(y), present.Max(y) - present.Min(y));
            (double Value, int Rows, double Mean)[] groups = [.. values.Select(group => (group.Key, group.Count(), group.Average(y)))];
            if (range > 0 && Smoothing(groups, mean, range) is { } m)
                return new Leak(
                    LeakKind.EncodedTarget, true, [column.Name], [], groups.Length, 0,
                    $"Column '{column.Name}' is in all {Wording.Count(groups.Length, "value")} the mean of the {name} over the rows that have it{(m > 1e-6 ? $", drawn towards the mean of all as by {m:0.###} rows more" : "")}: it was encoded with the target over all rows.",
                    "Each row's own target is in the column, the more the fewer rows share a value: held-out rows bring their answer with them.",
                    $"Leave column '{column.Name}' out, and encode levels within the folds: one column a level, or means learned from training rows alone.");
        }

        return null;
    }

    private static IEnumerable<(string Name, Func<int, double> Y)> Indicators(Column target)
    {
        int[] codes = LeakRows.CodesOf(target);
        foreach (int code in codes.Distinct().Order())
        {
            int first = Array.IndexOf(codes, code);
            if (!target.IsMissing(first))
                yield return ($"class '{Wording.Shortened(target.Text(first))}'", row => codes[row] == code ? 1 : 0);
        }
    }

    /// <summary>m, where one fits all values; null where none does.</summary>
    private static double? Smoothing((double Value, int Rows, double Mean)[] groups, double mean, double range)
    {
        if (Array.TrueForAll(groups, group => group.Rows == 1))
            return null; // each is its own mean
        var furthest = groups.MaxBy(group => Math.Abs(group.Mean - mean));
        double m = Math.Abs(furthest.Value - furthest.Mean) <= Tolerance * range ? 0 : furthest.Rows * (furthest.Mean - furthest.Value) / (furthest.Value - mean);
        if (!(m >= 0) || !double.IsFinite(m))
            return null;
        return Array.TrueForAll(groups, group => Math.Abs((group.Rows * group.Mean + m * mean) / (group.Rows + m) - group.Value) <= Tolerance * range) ? m : null;
    }
}
