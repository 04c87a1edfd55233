using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ridgeline.Tables.Tests;

/// <summary>Delimited text, slowly: a character after the other, and a column when all of its cells are there.</summary>
internal static class ReferenceText
{
    private sealed record Cell(string Text, bool IsQuoted);

    /// <summary>The table's columns: name, kind, and each cell as its number's bits, its ticks or its text; null where it is missing. Null: no table.</summary>
    public static List<(string Name, ColumnKind Kind, object?[] Cells)>? Read(string text, char delimiter, char point = '.', char? thousands = null, params string[] missing)
    {
        if (Rows(text, delimiter) is not { Count: > 1 } rows || text.Contains('\0'))
            return null;
        bool hasTail = rows[0].Count > 1 && rows[0][^1] == new Cell("", false);
        if (rows.Any(row => row.Count != rows[0].Count) || (hasTail && rows.Any(row => row[^1] != new Cell("", false))))
            return null;
        string[] names = [.. rows[0].Take(hasTail ? rows[0].Count - 1 : rows[0].Count).Select(cell => cell.Text)];
        if (names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() < names.Length)
            return null;
        return [.. names.Select((name, j) => Column(name, [.. rows.Skip(1).Select(row => row[j])], point, thousands, missing))];
    }

    /// <summary>The same of a table.</summary>
    public static List<(string Name, ColumnKind Kind, object?[] Cells)> Of(Table table) =>
        [.. table.Columns.Select(column => (column.Name, column.Kind, Enumerable.Range(0, table.Rows).Select(row => column.IsMissing(row) ? null : column switch
        {
            NumberColumn numbers => (object?)BitConverter.DoubleToInt64Bits(numbers.Values[row]),
            DateColumn dates => dates.Ticks[row],
            _ => column.Text(row),
        }).ToArray()))];

    /// <summary>Asserts that both are the same columns with the same cells.</summary>
    public static void AssertEqual(List<(string Name, ColumnKind Kind, object?[] Cells)> expected, List<(string Name, ColumnKind Kind, object?[] Cells)> actual)
    {
        Assert.Equal(expected.Select(column => (column.Name, column.Kind)), actual.Select(column => (column.Name, column.Kind)));
        for (int j = 0; j < expected.Count; j++)
            Assert.Equal(expected[j].Cells, actual[j].Cells);
    }

    private static (string, ColumnKind, object?[]) Column(string name, Cell[] cells, char point, char? thousands, string[] missing)
    {
        bool IsMissing(Cell cell) => cell == new Cell("", false) || missing.Contains(cell.Text) || missing.Contains(cell.Text.Trim(' ', '\t'));
        var numbers = cells.Select(cell => IsMissing(cell) || cell.Text == "" ? null : (object?)(ReferenceNumber.Parse(cell.Text, point, thousands) is { } number ? BitConverter.DoubleToInt64Bits(number) : false)).ToArray();
        if (!numbers.Contains(false))
            return (name, ColumnKind.Number, numbers);
        var dates = cells.Select(cell => IsMissing(cell) || cell.Text == "" ? null : (object?)(Date(cell.Text) is { } date ? date.Ticks : false)).ToArray();
        return dates.Contains(false)
            ? (name, ColumnKind.Text, [.. cells.Select(cell => IsMissing(cell) ? null : cell.Text)])
            : (name, ColumnKind.Date, dates);
    }

    private static DateTime? Date(string text)
    {
        var match = Regex.Match(text.Trim(' ', '\t'), @"^([0-9]{4}-[0-9]{2}-[0-9]{2})([T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(\.[0-9]{1,7}0*)?)?)?$(?<!\n)");
        if (!match.Success)
            return null;
        string day = match.Groups[1].Value, time = match.Groups[3].Value, second = match.Groups[4].Value;
        string full = $"{day}T{(time.Length > 0 ? time : "00:00")}{(second.Length > 0 ? second[..Math.Min(second.Length, 11)] : ":00")}";
        return DateTime.TryParseExact(full, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    /// <summary>The header and the rows; null where a quote stands where none may.</summary>
    private static List<List<Cell>>? Rows(string text, char delimiter)
    {
        var rows = new List<List<Cell>>();
        var row = new List<Cell>();
        int at = 0;
        while (at < text.Length)
        {
            if (ReadCell(text, delimiter, ref at) is not { } cell)
                return null;
            row.Add(cell);
            if (at < text.Length && text[at] == delimiter)
            {
                at++;
                if (at == text.Length)
                    row.Add(new Cell("", false));
                else
                    continue;
            }

            if (row is not [{ Text: "", IsQuoted: false }] || (rows.Count > 0 && rows[0].Count == 1))
                rows.Add(row);
            row = [];
            if (at < text.Length && text[at++] == '\r' && at < text.Length && text[at] == '\n')
                at++;
        }

        return rows;
    }

    /// <summary>The cell at a place, which moves on to the delimiter or line end behind it.</summary>
    private static Cell? ReadCell(string text, char delimiter, ref int at)
    {
        var cell = new StringBuilder();
        if (at < text.Length && text[at] == '"')
        {
            while (true)
            {
                at++;
                if (at == text.Length)
                    return null;
                if (text[at] != '"')
                    cell.Append(text[at]);
                else if (at + 1 < text.Length && text[at + 1] == '"')
                    cell.Append(text[++at]);
                else
                    break;
            }

            at++;
            return at == text.Length || text[at] == delimiter || text[at] is '\r' or '\n' ? new Cell(cell.ToString(), true) : null;
        }

        bool isInside = false; // between two quotes of a cell that doesn't begin with one
        for (; at < text.Length && text[at] != delimiter && text[at] is not ('\r' or '\n'); at++)
        {
            isInside ^= text[at] == '"';
            cell.Append(text[at]);
        }

        return isInside ? null : new Cell(cell.ToString(), false);
    }
}
