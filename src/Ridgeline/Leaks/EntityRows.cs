using System.Collections.Immutable;
using System.Text;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>Groups and identifiers that folds divide, as given, and columns that look like an identifier of what several rows are about.</summary>
/// <remarks>
/// A column looks so if it has many values of a few rows each, and rows that share one differ less in the target than others do, by far more than luck. Of numbers the others are rows of
/// the next value, which must differ as much as any: else the target follows the number, as it may. Of texts that alone is no more than a good column of many levels, so an alarm also needs
/// a name or a part like an identifier's.
/// </remarks>
internal static class EntityRows
{
    private const int FewestValues = 20;
    private const int MostRowsCompared = 10;
    private const double FewestRowsEach = 1.2, MostRowsEach = 20;
    private const double LeastErrors = 4.5; // standard errors: luck has that in some of 100,000 columns
    private const double LeastAlike = 0.2, LeastUnlikeNext = 0.7;

    private static readonly string[] Names = ["id", "ids", "uid", "guid", "uuid", "patient", "subject", "person", "user", "customer", "client", "participant", "household", "device", "animal", "member", "account", "pupil"];

    public static IEnumerable<Leak> Find(LeakRows rows, CancellationToken stop)
    {
        var pairs = TargetPairs.Of(rows);
        foreach (var assigned in rows.Roles.Columns)
        {
            stop.ThrowIfCancellationRequested();
            var column = rows.Table[assigned.Column];
            bool isKnown = assigned.Role == ColumnRole.Group || assigned is { Role: ColumnRole.Id, IsGiven: true };
            if (!isKnown && !(assigned.Role is ColumnRole.Id or ColumnRole.Category || (assigned.Role == ColumnRole.Number && column is NumberColumn numbers && IsWhole(numbers))))
                continue;
            int[] codes = LeakRows.CodesOf(column), setOf = [.. codes.Select((code, row) => rows.IsPresent[row] && !column.IsMissing(row) ? code : -1)];
            bool[] exposed = rows.Exposed(setOf);
            ImmutableArray<int> affected = [.. rows.Present.Where(row => exposed[row])];
            if (affected.IsEmpty)
                continue;
            if (isKnown)
                yield return Known(rows, assigned, setOf, exposed, affected);
            else if (pairs is not null && Likely(rows, pairs, column, assigned, setOf, exposed, affected) is { } likely)
                yield return likely;
        }
    }

    private static Leak Known(LeakRows rows, AssignedRole assigned, int[] setOf, bool[] exposed, ImmutableArray<int> affected)
    {
        int divided = affected.Select(row => setOf[row]).Distinct().Count(), all = rows.Present.Select(row => setOf[row]).Where(set => set >= 0).Distinct().Count();
        string what = assigned.Role == ColumnRole.Group ? "group" : "identifier";
        return new Leak(
            LeakKind.DividedGroup, true, [assigned.Column], affected, affected.Length, double.NaN,
            $"{divided} of the {Wording.Count(all, what)} of column '{assigned.Column}' ({assigned.Reason}) are divided between folds ({rows.Folds}): {Wording.Count(affected.Length, "row")} {(affected.Length == 1 ? "is" : "are")} held out while others of "
            + $"the same {what} are trained on, such as {rows.Named(setOf, exposed)}.",
            $"What {(assigned.Role == ColumnRole.Group ? "a" : "an")} {what}'s rows share is learned from some of them and scored on the others, {affected.Length / (double)rows.Present.Length:P1} of all rows: for a new {what} the score will be worse.",
            $"Give column '{assigned.Column}' the role group, so that folds keep each whole.")
        {
            Groups = CopiedRows.GroupsOf(setOf),
        };
    }

    private static Leak? Likely(LeakRows rows, TargetPairs pairs, Column column, AssignedRole assigned, int[] setOf, bool[] exposed, ImmutableArray<int> affected)
    {
        int[] members = [.. TargetPairs.Shuffled(rows.Present).Where(row => setOf[row] >= 0).OrderBy(row => column is NumberColumn numbers ? numbers.Values[row] : setOf[row])]; // the table's order, which may be the target's, has no say
        int values = members.Select(row => setOf[row]).Distinct().Count();
        double each = members.Length / (double)values;
        if (values < FewestValues || each < FewestRowsEach || each > MostRowsEach)
            return null;
        int[][] groups = [.. Grouped(members, setOf)];
        var within = pairs.Over(groups.SelectMany(own => own.SelectMany((one, k) => own.Take(k).Select(other => (one, other)))));
        var any = pairs.Over(TargetPairs.Random(members));
        var beside = column is NumberColumn ? pairs.Over(groups.Skip(1).SelectMany((own, k) => own.SelectMany(one => groups[k].Select(other => (one, other))))) : any;
        double alike = 1 - within.Mean / beside.Mean, errors = within.StandardErrorsBelow(beside);
        if (!(alike >= LeastAlike) || errors < LeastErrors || beside.Mean < LeastUnlikeNext * any.Mean)
            return null;
        bool isNamed = IsNamed(assigned.Column), isAlarm = isNamed || column is NumberColumn || assigned.Role == ColumnRole.Id;
        return new Leak(
            LeakKind.LikelyGroup, isAlarm, [assigned.Column], affected, alike, 0,
            $"Column '{assigned.Column}' has {values} values of {each:0.#} rows each, and rows that share one differ {alike:P0} less in the target than {(column is NumberColumn ? "rows of the next value" : "others")} ({errors:0.#} standard errors)"
            + $"{(isNamed ? "; its name is like an identifier's" : "")}. {Wording.Count(affected.Length, "row")} {(affected.Length == 1 ? "is" : "are")} held out while rows of the same value are trained on, such as {rows.Named(setOf, exposed)}.",
            "If its values name what the rows are about (a person, a device), the score tells how well rows of known ones are predicted, not those of new ones.",
            $"Give column '{assigned.Column}' the role group if new rows will have new values; if they will have these, leave it.")
        {
            Groups = CopiedRows.GroupsOf(setOf),
        };
    }

    /// <summary>Rows of one value each, at most <see cref="MostRowsCompared"/>, in the order of the values.</summary>
    private static IEnumerable<int[]> Grouped(int[] members, int[] setOf)
    {
        for (int from = 0, to; from < members.Length; from = to)
        {
            for (to = from + 1; to < members.Length && setOf[members[to]] == setOf[members[from]]; to++)
            {
            }

            yield return members[from..Math.Min(to, from + MostRowsCompared)];
        }
    }

    private static bool IsWhole(NumberColumn column)
    {
        foreach (double value in column.Values)
            if (!double.IsNaN(value) && !double.IsInteger(value))
                return false;
        return true;
    }

    /// <summary>Whether a word of the name, parted at capitals, digits and other signs, is one for what rows are about.</summary>
    internal static bool IsNamed(string name)
    {
        var word = new StringBuilder();
        for (int k = 0; k <= name.Length; k++)
        {
            if (k < name.Length && char.IsLetter(name[k]) && !(char.IsUpper(name[k]) && k > 0 && char.IsLower(name[k - 1])))
            {
                word.Append(char.ToLowerInvariant(name[k]));
                continue;
            }

            if (Names.Contains(word.ToString()))
                return true;
            word.Clear();
            if (k < name.Length && char.IsLetter(name[k]))
                word.Append(char.ToLowerInvariant(name[k]));
        }

        return false;
    }
}
