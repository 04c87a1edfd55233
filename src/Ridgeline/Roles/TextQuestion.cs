using System.Globalization;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>
/// What only a person can say of texts most of which are numbers (what the others mean), look like numbers as some write them (1.234,5) or like dates. Learned from as
/// they stand, every number would be a level of its own.
/// </summary>
internal static class TextQuestion
{
    private const string Separators = ",.' \u00A0\u202F";
    private const int MostPieces = 8; // more than a number has: the last of them then isn't digits alone

    /// <summary>What the texts are like and what to ask about them, as a message; null if there is nothing to ask.</summary>
    /// <param name="column">The texts.</param>
    /// <param name="facts">What is known of them.</param>
    /// <param name="isTarget">Whether they are to be predicted.</param>
    /// <remarks>Whole numbers as few as codes may well stand among texts ("0", "1", "3+").</remarks>
    public static (string Like, string Question)? Of(TextColumn column, ColumnFacts facts, bool isTarget = false)
    {
        string orLevels = isTarget ? "; as it stands, every text of it is a class" : ", or that the column is a category, every text of it a level";
        Span<int> levels = stackalloc int[4], rows = stackalloc int[4], first = stackalloc int[4];
        var strays = new List<string>();
        bool isFractional = false;
        for (int level = 0; level < column.Levels.Length; level++)
        {
            if (facts.Counts[level] == 0)
                continue;
            string text = column.Levels[level];
            var likeness = LikenessOf(text);
            if (levels[(int)likeness]++ == 0)
                first[(int)likeness] = column.Codes.IndexOf(level);
            rows[(int)likeness] += facts.Counts[level];
            isFractional |= likeness == Likeness.Number && !double.IsInteger(double.Parse(text, CultureInfo.InvariantCulture));
            if (likeness != Likeness.Number)
                strays.Add(text);
        }

        int numbers = levels[(int)Likeness.Number], written = levels[(int)Likeness.WrittenNumber], dates = levels[(int)Likeness.Date], present = column.Rows - column.MissingCount;
        string Cell(int row) => $"row {row + 1}, column '{column.Name}': '{Wording.Shortened(column.Text(row))}'";
        if (2 * dates > facts.Levels && dates > RoleRules.MostCodes)
            return ("looks like dates", $"{Cell(first[(int)Likeness.Date])} looks like a date, as {rows[(int)Likeness.Date]} of {present} cells do; dates are read where all are like 2026-11-28 or 2026-11-28T09:30:00. "
                + (isTarget ? "Dates can't be predicted" : "Rewrite them, or say that the column is a category or an id"));
        if (2 * (numbers + written) <= facts.Levels || (numbers + written <= RoleRules.MostCodes && !isFractional && written == 0))
            return null;
        if (written > 0)
            return ("looks like numbers", $"{Cell(first[(int)Likeness.WrittenNumber])} looks like a number, as {rows[(int)Likeness.Number] + rows[(int)Likeness.WrittenNumber]} of {present} cells do; "
                + "say what separates decimals and thousands when the data are read" + orLevels);
        if (strays.Count == 0)
            return ("looks like numbers", $"{Cell(first[(int)Likeness.Number])} looks like a number, as all cells do, but isn't written as the numbers asked for; say what separates decimals and thousands when the data are read" + orLevels);
        int other = levels[(int)Likeness.Text] == 0 ? first[(int)Likeness.Date] : first[(int)Likeness.Text];
        return ("mostly numbers, but some texts", $"{Cell(other)} is not a number, though {rows[(int)Likeness.Number]} of {present} cells are; say that {Wording.Listed(strays, 4)} "
            + $"{(strays.Count == 1 ? "means" : "mean")} missing when the data are read" + orLevels);
    }

    private static Likeness LikenessOf(string text) =>
        Table.IsNumber(text) ? Likeness.Number : IsWrittenNumber(text) ? Likeness.WrittenNumber : IsWrittenDate(text) ? Likeness.Date : Likeness.Text;

    /// <summary>Digits with a decimal comma or in groups of three, perhaps with a sign, a currency or a percent sign.</summary>
    internal static bool IsWrittenNumber(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimStart("+-−").TrimStart("$€£ ").TrimEnd("$€£% ");
        Span<Range> pieces = stackalloc Range[MostPieces];
        int count = text.SplitAny(pieces, Separators);
        for (int k = 0; k < count; k++)
            if (text[pieces[k]].IsEmpty || text[pieces[k]].ContainsAnyExceptInRange('0', '9'))
                return false;
        int Length(int k, Span<Range> all) => all[k].End.Value - all[k].Start.Value;
        if (count < 2)
            return count == 1; // a currency or a percent sign was all that it had beside digits
        char last = text[pieces[count - 1].Start.Value - 1];
        bool isDecimal = last is ',' or '.';
        if (count == 2)
            return isDecimal || (Length(0, pieces) <= 3 && Length(1, pieces) == 3);
        char first = text[pieces[0].End.Value];
        for (int k = 1; k < count - 1; k++)
            if (Length(k, pieces) != 3 || text[pieces[k].Start.Value - 1] != first)
                return false;
        return Length(0, pieces) <= 3 && (last == first ? Length(count - 1, pieces) == 3 : isDecimal);
    }

    /// <summary>Year, month and day as numbers in any order, perhaps with a time.</summary>
    internal static bool IsWrittenDate(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int time = text.IndexOfAny('T', ' ');
        if (time >= 0 && !text[time..].Contains(':'))
            return false;
        text = time < 0 ? text : text[..time];
        int at = text.IndexOfAny('-', '.', '/');
        if (at < 0)
            return false;
        Span<Range> pieces = stackalloc Range[4];
        if (text.Split(pieces, text[at]) != 3)
            return false;
        for (int k = 0; k < 3; k++)
            if (text[pieces[k]].IsEmpty || text[pieces[k]].ContainsAnyExceptInRange('0', '9'))
                return false;
        return (text[pieces[0]].Length, text[pieces[1]].Length, text[pieces[2]].Length) is (4, 1 or 2, 1 or 2) or (1 or 2, 1 or 2, 2 or 4);
    }

    private enum Likeness
    {
        Text,
        Number,
        WrittenNumber,
        Date,
    }
}
