using System.Collections.Immutable;

namespace Ridgeline.Tables;

/// <summary>
/// Texts that a spreadsheet would run as formulas, and what they are written as instead: an apostrophe before them (OWASP, CSV Injection; CWE-1236). A text is one if it begins with =, +, -, @ (also as
/// wide characters), a tab or a line's end and isn't a number.
/// </summary>
internal static class SpreadsheetText
{
    private const string Begins = "=+-@\t\r\n＝＋－＠";

    /// <summary>The text, or an apostrophe and the text.</summary>
    /// <param name="text">A cell or a name.</param>
    public static string Defused(string text) => text.Length > 0 && Begins.Contains(text[0], StringComparison.Ordinal) && !Table.IsNumber(text) ? $"'{text}" : text;

    /// <summary>The columns with names and texts that no spreadsheet runs; the names stay different.</summary>
    /// <param name="columns">The columns.</param>
    public static ImmutableArray<Column> Defused(ImmutableArray<Column> columns)
    {
        ImmutableArray<string> names = Distinct(columns.Select(column => Defused(column.Name)));
        return [.. columns.Select((column, j) => Cells(column) is var cells && cells.Name == names[j] ? cells : cells.Renamed(names[j]))];
    }

    /// <summary>The names; one that was there before gets _2 behind it, or the next number that is free.</summary>
    /// <param name="names">Names, some of them perhaps the same.</param>
    public static ImmutableArray<string> Distinct(IEnumerable<string> names)
    {
        ImmutableArray<string> all = [.. names];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var others = new HashSet<string>(all, StringComparer.Ordinal);
        return [.. all.Select(name =>
        {
            string free = name;
            for (int k = 2; taken.Contains(free) || (k > 2 && others.Contains(free)); k++)
                free = $"{name}_{k}";
            taken.Add(free);
            return free;
        })];
    }

    private static Column Cells(Column column) => column is TextColumn texts && texts.Levels.Any(level => Defused(level) != level)
        ? new TextColumn(texts.Name, texts.Values.Select(text => text is null ? null : Defused(text)))
        : column;
}
