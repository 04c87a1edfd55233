using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>
/// Columns scaled before the folds were: mean 0 and standard deviation 1 (of n or n − 1), mean 0 and Σx² = 1, or 0 and 1 as least and largest, over all rows to rounding. Luck has the first
/// two of a column that is drawn around 0 with standard deviation 1 in a share 2φ(0)√n·τ · 2φ(0)√(2n)·τ of tables, τ the tolerance; a share of a whole has its ends at many rows.
/// </summary>
internal static class ScaledColumns
{
    private const double MostLuck = 1e-3, Rounding = 1e-9, Density = 0.7978845608028654; // 2φ(0)
    private const double Ulps = 2e-15; // what a decimal and a product are off by
    private const int FewestDistinct = 10, FewestRanged = 2, FewestRows = 8, MostDecimals = 12;
    private const double MostAtEnds = 0.02; // of the rows, beyond one at each

    public static IEnumerable<Leak> Find(LeakRows rows, CancellationToken stop)
    {
        NumberColumn[] numbers = [.. rows.Learned.OfType<NumberColumn>().Where(column => rows.Roles[column.Name].Role == ColumnRole.Number)];
        var found = new Dictionary<Scaling, List<string>>();
        var (expected, ranged) = (0.0, 0);
        foreach (var column in numbers)
        {
            stop.ThrowIfCancellationRequested();
            double[] values = [.. column.Values.ToArray().Where(value => !double.IsNaN(value))];
            int distinct = values.Distinct().Take(FewestDistinct).Count();
            if (values.Length < FewestRows || distinct < 2 || (distinct == 2 && Math.Abs(values[0]) == 1))
                continue; // −1 and 1 in equal parts are contrasts
            ranged += distinct == FewestDistinct ? 1 : 0;
            var (scaling, luck) = Of(values, distinct == FewestDistinct);
            expected += luck;
            if (scaling is not { } own)
                continue;
            if (!found.TryGetValue(own, out var names))
                found.Add(own, names = []);
            names.Add(column.Name);
        }

        if (found.TryGetValue(Scaling.Range, out var between) && (between.Count < FewestRanged || 2 * between.Count < ranged))
            found.Remove(Scaling.Range);
        return found.OrderBy(pair => pair.Key).Select(pair => Of(pair.Key, pair.Value, numbers, expected));
    }

    private static Leak Of(Scaling scaling, List<string> names, NumberColumn[] numbers, double expected)
    {
        string how = scaling switch
        {
            Scaling.Standardised => "mean 0 and standard deviation 1",
            Scaling.UnitLength => "mean 0 and a sum of squares of 1",
            _ => "0 as the least and 1 as the largest number",
        };
        return new Leak(
            LeakKind.AlreadyScaled, true, [.. names], [], names.Count, expected,
            $"Already scaled: {(names.Count == 1 ? "column" : $"{names.Count} of {Wording.Count(numbers.Length, "column")} of numbers,")} {Wording.Listed(names, 6)}, {(names.Count == 1 ? "has" : "have")} {how} over all rows, to the last digit.",
            "Held-out rows had their say in the scale. Where columns are scaled anew within each fold, and of trees, that is undone and the score is none the better; else it is hardly better where rows are many, as their targets had no say.",
            "Take the columns as they were measured, or let each fold standardise them (the default). If columns were scaled together with rows of a test, hold rows out before anything is scaled.");
    }

    /// <summary>How a column was scaled, and how likely luck makes one look so.</summary>
    private static (Scaling? Scaling, double Luck) Of(double[] values, bool isRanged)
    {
        int n = values.Length;
        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean)), sd = Math.Sqrt(squares / n), sample = Math.Sqrt(squares / (n - 1));
        if (!(sd > 0) || !double.IsFinite(sd))
            return (null, 0);
        double tolerance = Rounding + Unit(values) / sd / Math.Sqrt(Math.Min(n, values.Distinct().Count())); // rounding errors of ±½ unit, the same for equal values: about 3.5 of their standard errors
        double luck = Density * Math.Sqrt(n) * tolerance * (Density * Math.Sqrt(2.0 * n) * tolerance);
        if (luck <= MostLuck / 10 && Math.Abs(mean) <= tolerance * sd)
        {
            if (Math.Abs(sd - 1) <= tolerance || Math.Abs(sample - 1) <= tolerance)
                return (Scaling.Standardised, luck);
            if (Math.Abs(Math.Sqrt(squares) - 1) <= tolerance)
                return (Scaling.UnitLength, luck);
        }

        double least = values.Min(), largest = values.Max();
        int atEnds = values.Count(value => value == least || value == largest);
        return (isRanged && least == 0 && largest == 1 && atEnds <= 2 + MostAtEnds * n ? Scaling.Range : null, luck);
    }

    /// <summary>The unit of the last decimal that some value has; 0 where values have all that a number can.</summary>
    internal static double Unit(double[] values)
    {
        for (int decimals = 0; decimals <= MostDecimals; decimals++)
        {
            double power = Math.Pow(10, decimals);
            if (Array.TrueForAll(values, value => Math.Abs(value * power - Math.Round(value * power)) <= Ulps * Math.Abs(value * power)))
                return 1 / power;
        }

        return 0;
    }

    private enum Scaling
    {
        Standardised,
        UnitLength,
        Range,
    }
}
