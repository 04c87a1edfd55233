using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>
/// Rows that are alike in every column learned from. They are copies, and an alarm, where so many rows (or, in the target too, so many of these) would hardly be alike by chance
/// (<see cref="AlikeByChance"/>); where columns are so coarse that they would, it is told.
/// </summary>
internal sealed record CopiedRows(int[] FirstOf, Leak? Leak)
{
    private const double MostLuck = 1e-3;
    private const double Margin = 5; // what triples of columns don't tell of how the others hang together

    /// <summary>The copies, and what they leak.</summary>
    public static CopiedRows Of(LeakRows rows)
    {
        if (rows.Learned.IsEmpty)
            return new CopiedRows([.. Enumerable.Range(0, rows.Table.Rows)], null);
        int[] firstOf = RepeatedRows.FirstOf(rows.Learned), setOf = SetsOf(rows, firstOf);
        bool[] exposed = rows.Exposed(setOf);
        ImmutableArray<int> affected = [.. rows.Present.Where(row => exposed[row])];
        if (affected.IsEmpty)
            return new CopiedRows(firstOf, null);
        int repeated = Repeated(rows, firstOf), withTarget = 0;
        var chance = AlikeByChance.Of(rows, firstOf);
        bool isAlarm = Luck.OfAtLeast(repeated, Margin * chance.Pairs) <= MostLuck;
        if (rows.Target is { } target)
        {
            withTarget = Repeated(rows, RepeatedRows.FirstOf([.. rows.Learned, target]));
            isAlarm |= withTarget > 0 && Luck.OfAtLeast(withTarget, Margin * chance.PairsWithTarget) <= MostLuck;
        }

        string columns = rows.Learned.Length == 1 ? $"column '{rows.Learned[0].Name}', the one learned from" : $"all {rows.Learned.Length} columns learned from";
        string evidence = $"{Wording.Count(repeated, "row")} {(repeated == 1 ? "repeats" : "repeat")} an earlier one in {columns}"
            + (rows.Target is null ? "" : $", {withTarget} of them in the target too")
            + $"; by chance up to {Rounded(chance.Rows)} would{(rows.Target is null ? "" : $" ({Rounded(chance.RowsWithTarget)} with the target)")}. "
            + $"{Wording.Count(affected.Length, "row")} {(affected.Length == 1 ? "is" : "are")} held out while a row alike is trained on: {rows.Named(setOf, exposed)}.";
        return new CopiedRows(firstOf, new Leak(
            LeakKind.RepeatedRows, isAlarm, [], affected, affected.Length, chance.Rows, evidence,
            isAlarm
                ? $"A model that remembers rows knows these without having learned anything: up to {affected.Length / (double)rows.Present.Length:P1} of the rows are scored so."
                : "Rows as coarse as these are alike by chance, and new rows will be too: most likely the score is honest.",
            isAlarm ? "Remove the copies, or keep rows that are alike in one fold (grouped folds)." : "If rows were copied, remove the copies; if they only happen to be alike, leave them.")
        {
            Groups = GroupsOf(setOf),
        });
    }

    private static string Rounded(double rows) => rows.ToString(rows < 0.1 ? "G1" : "0.0", CultureInfo.InvariantCulture);

    /// <summary>For grouped folds: rows in no set are groups of their own.</summary>
    public static ImmutableArray<int> GroupsOf(int[] setOf)
    {
        int next = setOf.Max() + 1;
        return [.. setOf.Select(set => set >= 0 ? set : next++)];
    }

    /// <summary>Each row's set of rows that are alike; −1 where no other is.</summary>
    private static int[] SetsOf(LeakRows rows, int[] firstOf)
    {
        int[] sizes = new int[firstOf.Length];
        foreach (int row in rows.Present)
            sizes[firstOf[row]]++;
        return [.. firstOf.Select((first, row) => rows.IsPresent[row] && sizes[first] > 1 ? first : -1)];
    }

    private static int Repeated(LeakRows rows, int[] firstOf) => rows.Present.Length - rows.Present.Select(row => firstOf[row]).Distinct().Count();
}

/// <summary>
/// How many pairs of rows would be alike by chance, and how many rows would repeat an earlier one. Pairs: all pairs times the shares of them that agree in each column, given how those that agree in two columns before it do. From the rows
/// that are no copies, and the columns that tell rows apart most, so that what is left out can only make it more. Rows: of n from
/// cells of probabilities p with Σp² = π, the share of pairs that are alike, at most h(π) = n − (1 − (1 − π)ⁿ)/π repeat (in the mean), as p·h(p) repeat of a cell, h is concave and Σp = 1; equal cells have it.
/// </summary>
/// <param name="Pairs">In the columns learned from.</param>
/// <param name="PairsWithTarget">In the target too.</param>
/// <param name="Rows">The most rows that repeat an earlier one in the columns learned from.</param>
/// <param name="RowsWithTarget">In the target too.</param>
internal sealed record AlikeByChance(double Pairs, double PairsWithTarget, double Rows, double RowsWithTarget)
{
    private const int MostRows = 20_000, MostColumns = 8, FewestPairs = 20;
    private const double FewPairs = 1e-6; // a row: hardly any third is alike, and the difference would be rounding

    public static AlikeByChance Of(LeakRows rows, int[] firstOf)
    {
        int[] distinct = [.. rows.Present.Select(row => firstOf[row]).Distinct().Where(row => rows.IsPresent[row])];
        int[] sampled = [.. RowSample.Of(distinct.Length, MostRows).Select(at => distinct[at])];
        long[][] codes = [.. rows.Learned.Select(column => Among(column, sampled)).OrderBy(Agreeing).Take(MostColumns)];
        double all = Luck.AllPairs(sampled.Length), pairs = Luck.AllPairs(rows.Present.Length);
        for (int k = 0; k < codes.Length; k++)
            pairs *= Share(codes, k, codes[k], all);
        double withTarget = rows.Target is { } target ? pairs * Share(codes, codes.Length, Among(target, sampled), all) : pairs;
        return new AlikeByChance(pairs, withTarget, Repeating(rows.Present.Length, pairs), Repeating(rows.Present.Length, withTarget));
    }

    /// <summary>The most rows of n that repeat an earlier one where so many pairs are alike: h(π).</summary>
    internal static double Repeating(int n, double pairs)
    {
        double share = n < 2 ? 0 : pairs / Luck.AllPairs(n);
        if (share >= 1)
            return n - 1;
        return n * share < FewPairs ? pairs : n - (1 - Math.Pow(1 - share, n)) / share;
    }

    private static long[] Among(Column column, int[] rows)
    {
        int[] codes = LeakRows.CodesOf(column);
        return [.. rows.Select(row => (long)codes[row])];
    }

    /// <summary>The largest share that agrees in a column, of all pairs, of those that agree in one of the columns before it, and in two.</summary>
    private static double Share(long[][] codes, int before, long[] column, double all)
    {
        double most = (Agreeing(column) + 1) / (all + 1);
        for (int a = 0; a < before; a++)
            for (int b = 0; b <= a; b++)
            {
                long[] two = a == b ? codes[a] : Joined(codes[a], codes[b]);
                double agreeing = Agreeing(two);
                if (agreeing >= FewestPairs)
                    most = Math.Max(most, (Agreeing(Joined(two, column)) + 1) / (agreeing + 1));
            }

        return Math.Min(1, most);
    }

    private static long[] Joined(long[] one, long[] other)
    {
        long width = other.Length == 0 ? 1 : other.Max() + 1;
        long[] joined = [.. one.Zip(other, (a, b) => a * width + b)];
        long[] values = [.. joined.Distinct().Order()]; // so that three fit
        for (int k = 0; k < joined.Length; k++)
            joined[k] = values.AsSpan().BinarySearch(joined[k]);
        return joined;
    }

    private static double Agreeing(long[] codes)
    {
        long[] sorted = [.. codes];
        Array.Sort(sorted);
        return Luck.Pairs(sorted);
    }
}
