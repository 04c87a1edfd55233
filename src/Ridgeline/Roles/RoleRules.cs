using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>
/// The part that a column's own cells speak for, in the order in which the rules are asked. What is wrong for somebody's data is overridden by giving the part.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Missing or the same in every row: left out.</item>
/// <item>Dates: dates.</item>
/// <item>Texts: an identifier (or free text) where more than half of the rows have a text of their own; else levels. Texts that are mostly numbers or look like numbers or dates are a question (<see cref="TextQuestion"/>), and left out until it is answered.</item>
/// <item>Whole numbers that count or order the rows: an identifier, unless they can be years.</item>
/// <item>Whole numbers that are numbered like codes (0 or 1, 2, … without a gap), each in some rows and without the thin end of a count: levels. Taken as numbers,
/// codes would get an order that they don't have; taken as levels, ratings keep what they say and cost a few columns more.</item>
/// <item>All other numbers: numbers. Two values are numbers, as their levels would be the same column; so are counts and measures with few values.</item>
/// </list>
/// <para>What a column repeats of another is looked at after that: <see cref="RepeatedColumns"/>. Only the rules of identifiers look at the order of rows.</para>
/// </remarks>
internal static class RoleRules
{
    /// <summary>The most values that codes have: the months of a year. A weekday, a region, a rating has fewer; more values are mostly an amount.</summary>
    public const int MostCodes = 12;

    /// <summary>The fewest rows that every code has: with fewer, one of five folds would never see it.</summary>
    public const int FewestRowsOfCode = 5;

    /// <summary>The least share of rows that the largest code has, of the most frequent one's: a count ends thinner.</summary>
    public const double ThinEnd = 0.1;

    /// <summary>The fewest rows in which whole numbers can be row numbers: a designed series (doses, steps) is mostly shorter.</summary>
    public const int FewestRowsOfId = 20;

    /// <summary>The share of rows with a text of their own above which texts are identifiers: what is learned of the others then holds for the lesser part.</summary>
    public const double MostOwnTexts = 0.5;

    private const int FirstYear = 1500, LastYear = 2200;

    /// <summary>The part, why, and what only a person can say.</summary>
    public static (ColumnRole Role, string Reason, string? Question) Of(Column column, ColumnFacts facts)
    {
        if (column.MissingCount == column.Rows)
            return (ColumnRole.Ignore, "missing in every row", null);
        if (facts.IsConstant && column.MissingCount == 0)
            return (ColumnRole.Ignore, $"constant: {Shown(column)} in every row", null);
        return column switch
        {
            DateColumn dates => (ColumnRole.Date, dates.HasTimes ? "dates with a time of day" : "dates", null),
            TextColumn texts => OfTexts(texts, facts),
            NumberColumn numbers => OfNumbers(numbers, facts),
            _ => throw new ArgumentException($"column '{column.Name}' is of no known kind", nameof(column)),
        };
    }

    private static (ColumnRole Role, string Reason, string? Question) OfTexts(TextColumn column, ColumnFacts facts)
    {
        int rows = column.Rows - column.MissingCount;
        if (TextQuestion.Of(column, facts) is var (like, question))
            return (ColumnRole.Ignore, like, question);
        if (facts.OwnRows > MostOwnTexts * rows)
            return (ColumnRole.Id, facts.OwnRows == rows
                ? $"every row{(column.MissingCount > 0 ? " that has it" : "")} different, like an identifier"
                : $"{facts.OwnRows} of {rows} rows have a text of their own, like identifiers or free text", null);
        if (facts.IsConstant)
            return (ColumnRole.Category, $"text: {Shown(column)} or missing", null);
        return (ColumnRole.Category, facts.Levels == 2 && facts.IsBoolean ? "false or true" : $"text with {Wording.Count(facts.Levels, "level")}", null);
    }

    private static (ColumnRole Role, string Reason, string? Question) OfNumbers(NumberColumn column, ColumnFacts facts)
    {
        if (facts.IsConstant)
            return (ColumnRole.Number, $"{Shown(column)} or missing", null);
        if (facts.IsWhole && column.MissingCount == 0 && column.Rows >= FewestRowsOfId && (facts.Least < FirstYear || facts.Largest > LastYear) && IdReason(column, facts) is { } reason)
            return (ColumnRole.Id, reason, null);
        if (AreCodes(facts))
            return (ColumnRole.Category, $"whole numbers {facts.Least} to {facts.Largest}, like codes", null);
        return (ColumnRole.Number, (facts.Few.IsDefault ? int.MaxValue : facts.Few.Length) switch
        {
            2 => $"{facts.Few[0].Value} or {facts.Few[1].Value}",
            <= MostCodes and int values when facts.IsWhole => $"whole numbers with {values} values",
            _ => facts.IsWhole ? "whole numbers" : "numbers",
        }, null);
    }

    private static bool AreCodes(ColumnFacts facts)
    {
        if (!facts.IsWhole || facts.Few.IsDefault || facts.Few.Length is < 3 or > MostCodes || facts.Least is not (0 or 1) || facts.Largest - facts.Least != facts.Few.Length - 1)
            return false;
        return facts.Few.All(value => value.Count >= FewestRowsOfCode) && facts.Few[^1].Count >= ThinEnd * facts.Few.Max(value => value.Count);
    }

    private static string? IdReason(NumberColumn column, ColumnFacts facts)
    {
        var values = column.Values;
        if (facts.Largest - facts.Least == column.Rows - 1)
        {
            bool[] seen = new bool[column.Rows];
            int row = 0;
            for (; row < values.Length && !seen[(int)(values[row] - facts.Least)]; row++)
                seen[(int)(values[row] - facts.Least)] = true;
            return row == values.Length ? $"every whole number from {facts.Least} to {facts.Largest} once, like row numbers" : null;
        }

        double direction = Math.Sign(values[1] - values[0]);
        for (int row = 1; row < values.Length; row++)
            if (Math.Sign(values[row] - values[row - 1]) != direction || direction == 0)
                return null;
        return $"whole numbers that {(direction > 0 ? "rise" : "fall")} from row to row, like row numbers";
    }

    private static string Shown(Column column)
    {
        int row = 0;
        while (column.IsMissing(row))
            row++;
        return column is TextColumn ? $"'{Wording.Shortened(column.Text(row))}'" : column.Text(row);
    }
}
