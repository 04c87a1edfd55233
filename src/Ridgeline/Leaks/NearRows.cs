using System.Collections.Immutable;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>
/// Rows far nearer to each other than neighbours are, in standardised columns of numbers that are nearly all different. With ρ = d₁/d_K, the distance of a row's nearest row over that of
/// its K-th, rows that fill m dimensions evenly around each other have P(ρ ≤ ε) ≈ (K − 1)εᵐ, whatever their density: (d₁/d_K)ᵐ is the least of K − 1 uniform numbers. m comes from the
/// distances in between, as the median over rows of Levina and Bickel's (2004) estimate. Pairs below an ε where luck has hardly any are near.
/// </summary>
internal static class NearRows
{
    private const int FewestRows = 50, FewestColumns = 2, Halvings = 10;
    private const double LeastDistinct = 0.7;    // share of different values in a column: else distances are those of a lattice
    private const double Carefully = 0.85;       // of m: rows may fill fewer dimensions in places than by their median
    private const double Margin = 3, MostLuck = 1e-4;

    public static IEnumerable<Leak> Find(LeakRows rows, int[] firstOf, CancellationToken stop)
    {
        NumberColumn[] fine = [.. rows.Learned.OfType<NumberColumn>().Where(column => rows.Roles[column.Name].Role == ColumnRole.Number && IsFine(rows, column))];
        int[] own = [.. rows.Present.Where(row => firstOf[row] == row && Array.TrueForAll(fine, column => !column.IsMissing(row)))];
        if (fine.Length < FewestColumns || own.Length < FewestRows)
            return [];
        var neighbours = Neighbours.Of(fine, own, stop);
        if (Threshold(neighbours, own.Length) is not var (epsilon, expected))
            return [];
        int[] setOf = Sets(rows.Table.Rows, neighbours, own, epsilon);
        foreach (int row in rows.Present)
            if (firstOf[row] != row && setOf[firstOf[row]] >= 0)
                setOf[row] = setOf[firstOf[row]]; // copies go where their first goes
        bool[] exposed = rows.Exposed(setOf);
        ImmutableArray<int> affected = [.. rows.Present.Where(row => exposed[row])];
        if (affected.IsEmpty)
            return [];
        int near = neighbours.Ratios.Count(ratio => ratio <= epsilon);
        return
        [
            new Leak(
                LeakKind.NearRows, true, [.. fine.Select(column => column.Name)], affected, affected.Length, 2 * expected,
                $"{Wording.Count(near, "row")} of {own.Length} stand at most 1/{1 / epsilon:0} as far from their nearest row as from their {Neighbours.K}th nearest, in {fine.Length} standardised columns; of rows that spread over "
                + $"{neighbours.Dimension:0.#} dimensions as these do about {2 * expected:0.##} would. {Wording.Count(affected.Length, "row")} {(affected.Length == 1 ? "is" : "are")} held out while the near one is trained on: {rows.Named(setOf, exposed)}.",
                $"A near row says nearly all about the one held out: up to {affected.Length / (double)rows.Present.Length:P1} of the rows are scored on what was seen.",
                "Find out whether these are one thing measured or entered twice; remove all but one, or keep them in one fold (grouped folds).")
            {
                Groups = CopiedRows.GroupsOf(setOf),
            },
        ];
    }

    private static bool IsFine(LeakRows rows, NumberColumn column)
    {
        double[] present = [.. rows.Present.Select(row => column.Values[row]).Where(value => !double.IsNaN(value))];
        return present.Length >= 0.8 * rows.Present.Length && present.Distinct().Count() >= LeastDistinct * present.Length;
    }

    /// <summary>The largest ε below which there are more pairs than luck has, and how many it has.</summary>
    private static (double Epsilon, double Expected)? Threshold(Neighbours neighbours, int n)
    {
        for (int halving = 2; halving <= Halvings; halving++)
        {
            double epsilon = Math.Pow(2, -halving), expected = n * (Neighbours.K - 1) * Math.Pow(epsilon, Carefully * neighbours.Dimension) / 2;
            int pairs = (neighbours.Ratios.Count(ratio => ratio <= epsilon) + 1) / 2;
            if (Luck.OfAtLeast(pairs, Margin * expected) <= MostLuck)
                return (epsilon, expected);
        }

        return null;
    }

    private static int[] Sets(int n, Neighbours neighbours, int[] own, double epsilon)
    {
        int[] setOf = new int[n];
        Array.Fill(setOf, -1);
        int Root(int row)
        {
            while (setOf[row] != row)
                row = setOf[row];
            return row;
        }

        for (int at = 0; at < own.Length; at++)
        {
            if (neighbours.Ratios[at] > epsilon)
                continue;
            int one = own[at], other = own[neighbours.Nearest[at]];
            setOf[one] = setOf[one] < 0 ? one : setOf[one];
            setOf[other] = setOf[other] < 0 ? other : setOf[other];
            int first = Root(one), second = Root(other);
            setOf[Math.Max(first, second)] = Math.Min(first, second);
        }

        for (int row = 0; row < n; row++)
            if (setOf[row] >= 0)
                setOf[row] = Root(row);
        return setOf;
    }
}
