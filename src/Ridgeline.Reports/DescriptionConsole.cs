using Ridgeline.Roles;
using Ridgeline.Tables;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Ridgeline.Reports;

/// <summary>What a table is like as text: what is learned from and as what, what isn't and why, and what to look at.</summary>
public static class DescriptionConsole
{
    private const int MostColumns = 100, MostGroups = 20, MostInGroup = 12, ClassesNamed = 12, LongestName = 30, LongestValue = 20, ShownValues = 3;
    private const double Rounding = 1e-13;

    /// <summary>Writes the description.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="description">What was found.</param>
    public static void Write(IAnsiConsole console, TableDescription description)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(description);
        using var plain = PlainNumbers.Begin();
        Data(console, description);
        Numbers(console, description);
        Categories(console, description);
        Dates(console, description);
        Others(console, description);
        Correlations(console, description);
        Leaks(console, description);
        Warnings(console, description);
    }

    private static void Data(IAnsiConsole console, TableDescription description)
    {
        Heading(console, "The data");
        PathConsole.Line(console, $"{description.Source}: {Wording.Count(description.Rows, "row")}, {Wording.Count(description.Columns.Length, "column")}; {description.LearnedColumns} to learn from"
            + (description.LearnedColumns > 0 ? $", {description.RowsPerColumn:F1} rows a column" : ""));
        if (description.Target is { } target)
            PathConsole.Line(console, $"Target '{Wording.Shortened(target.Column)}', {Target(target)}");
        else
            PathConsole.Line(console, "No target is named: --target COLUMN shows what it is like, and which columns give it away.");
    }

    private static string Target(TargetDescription target)
    {
        if (target.Numbers is { } numbers)
            return $"numbers from {Short(numbers.Least)} to {Short(numbers.Largest)}: median {Short(numbers.Median)}, mean {Mean(numbers)}, standard deviation {Short(numbers.StandardDeviation)}";
        int rows = target.Classes.Sum(one => one.Rows);
        string classes = string.Join(", ", target.Classes.Take(ClassesNamed).Select(one => $"{Wording.Shortened(one.Value)} ({Wording.Count(one.Rows, "row")}, {Percent(one.Rows, rows)})"));
        return target.Classes.Length == 2
            ? $"two classes: {classes}"
            : $"{Wording.Count(target.Classes.Length, "class")}: {classes}{(target.Classes.Length > ClassesNamed ? $" and {target.Classes.Length - ClassesNamed} more" : "")}";
    }

    private static void Numbers(IAnsiConsole console, TableDescription description) => Show(
        console, description, "Learned from as numbers", ColumnRole.Number, ["distinct", "least", "median", "mean", "largest", "sd"],
        column => column.Numbers is { } numbers
            ? [$"{column.Distinct}", Short(numbers.Least), Short(numbers.Median), Mean(numbers), Short(numbers.Largest), Short(numbers.StandardDeviation)]
            : []);

    private static void Categories(IAnsiConsole console, TableDescription description) => Show(
        console, description, "Learned from as categories", ColumnRole.Category, ["levels", "as", "most frequent"],
        column => [$"{column.Distinct}", Why(column), string.Join(", ", column.Top.Take(ShownValues).Select(one => $"{Quoted(one.Value)} {Percent(one.Rows, description.Rows)}")) + (column.Distinct > ShownValues ? ", …" : "")]);

    private static void Dates(IAnsiConsole console, TableDescription description) => Show(
        console, description, "Learned from as dates (year, month, weekday, days elapsed)", ColumnRole.Date, ["distinct", "first", "last"],
        column => column.Dates is { } dates ? [$"{column.Distinct}", Day(dates.First), Day(dates.Last)] : []);

    private static void Show(IAnsiConsole console, TableDescription description, string title, ColumnRole role, string[] header, Func<ColumnDescription, IReadOnlyList<string>> cells)
    {
        var columns = description.Columns.Where(column => column.Role.Role == role).ToArray();
        if (columns.Length == 0)
            return;
        Heading(console, $"{title}: {Wording.Count(columns.Length, "column")}");
        bool isMissing = columns.Any(column => column.Missing > 0);
        var table = Empty(["column", .. isMissing ? ["missing"] : Array.Empty<string>(), .. header], isTight: role == ColumnRole.Number); // fits 80 characters
        for (int k = 1; k < table.Columns.Count; k++)
            if (header.Length > 3 || k <= (isMissing ? 2 : 1))
                table.Columns[k].RightAligned().NoWrap();
        foreach (var column in columns.Take(MostColumns))
            Row(table, [Name(column), .. isMissing ? [Missing(column)] : Array.Empty<string>(), .. cells(column)]);
        console.Write(table);
        if (columns.Length > MostColumns)
            PathConsole.Line(console, $"… and {columns.Length - MostColumns} more; --json has them all.");
    }

    private static void Others(IAnsiConsole console, TableDescription description)
    {
        var others = description.Columns.Where(column => !column.Role.IsLearned && column.Role.Role != ColumnRole.Target).ToArray();
        if (others.Length == 0)
            return;
        Heading(console, $"Not learned from: {Wording.Count(others.Length, "column")}");
        var table = Empty(["column", "role", "why"]);
        foreach (var column in others.Take(MostColumns))
            Row(table, [Name(column), column.Role.Role.Name(), column.Role.Reason]);
        console.Write(table);
        if (others.Length > MostColumns)
            PathConsole.Line(console, $"… and {Wording.Listed(others.Skip(MostColumns).Select(column => column.Name), int.MaxValue)}; --json has the reasons.");
    }

    private static void Correlations(IAnsiConsole console, TableDescription description)
    {
        var groups = description.CorrelatedGroups;
        if (groups.IsEmpty)
            return;
        Heading(console, $"Numbers that go together (|correlation| above 0.9{(description.CorrelationRows < description.Rows ? $", in {description.CorrelationRows} rows spread over the table" : "")}): {Wording.Count(groups.Length, "group")}");
        foreach (var group in groups.Take(MostGroups))
        {
            string names = string.Join(", ", group.Columns.Take(MostInGroup).Select(name => Wording.Shortened(name, LongestName)));
            PathConsole.Line(console, $"- {names}{(group.Columns.Length > MostInGroup ? $" and {group.Columns.Length - MostInGroup} more" : "")}: {(group.Columns.Length == 2 ? "" : $"up to ")}{group.Correlation:0.000}"
                + (group.Columns.Length == 2 ? "" : $" ({Wording.Shortened(group.One, LongestName)}, {Wording.Shortened(group.Other, LongestName)})"));
        }

        if (groups.Length > MostGroups)
            PathConsole.Line(console, $"… and {groups.Length - MostGroups} more; --json has them all.");
        PathConsole.Line(console, "Within a group a model can't tell whose doing it is: ridge shares the coefficient, the lasso picks one.");
    }

    private static void Leaks(IAnsiConsole console, TableDescription description)
    {
        if (description.Leaks.IsEmpty)
            return;
        Heading(console, "Likely leaks");
        foreach (var leak in description.Leaks)
            PathConsole.Line(console, $"- {leak.Column}: {leak.Reason}.");
        PathConsole.Line(console, $"Is {(description.Leaks.Length == 1 ? "it" : "each")} known before the target is? If not, leave it out: --role NAME=ignore.");
    }

    private static void Warnings(IAnsiConsole console, TableDescription description)
    {
        Heading(console, description.Warnings.IsEmpty ? "Nothing else to look at" : "To look at");
        foreach (string warning in description.Warnings)
            PathConsole.Line(console, $"- {warning}");
        console.WriteLine();
        PathConsole.Line(console, $"--role NAME=ROLE gives a column another part: {string.Join(", ", ColumnRoleNames.Given)}. "
            + "--missing A,B says which texts mean missing, --decimal and --thousands how numbers are written.");
    }

    /// <summary>Why a column is what it is, where that isn't told by what is shown of it anyway.</summary>
    private static string Why(ColumnDescription column) => column.Role.IsGiven ? "given" : column.Kind == ColumnKind.Text ? "text" : column.Role.Reason;

    private static string Name(ColumnDescription column) => Wording.Shortened(column.Name, LongestName);

    private static string Missing(ColumnDescription column) => column.Missing == 0 ? "" : $"{column.Missing} ({Percent(column.Missing, column.MissingShare)})";

    private static string Percent(int part, double share) => share is > 0 and < 0.001 ? "<0.1 %" : $"{100 * share:0.#} %";

    private static string Percent(int part, int all) => Percent(part, part / (double)all);

    /// <summary>A value in one line, in quotes where it would else be misread.</summary>
    private static string Quoted(string value)
    {
        string shown = Wording.Shortened(value.ReplaceLineEndings(" "), LongestValue);
        return value.Length == 0 || value != value.Trim() || value.Contains(',') ? $"'{shown}'" : shown;
    }

    private static string Short(double value) => Math.Abs(value) is >= 1e4 and < 1e7 ? value.ToString("0") : value.ToString(Math.Abs(value) < 1 ? "G3" : "G4");

    /// <summary>The mean; 0 where only rounding keeps it from it.</summary>
    private static string Mean(NumberSummary numbers) => Short(Math.Abs(numbers.Mean) <= Rounding * numbers.StandardDeviation ? 0 : numbers.Mean);

    private static string Day(DateTime date) => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm");

    private static Table Empty(IEnumerable<string> header, bool isTight = false)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string title in header)
            table.AddColumn(new TableColumn(new Text(title)).PadLeft(0).PadRight(isTight ? 0 : 1));
        return table;
    }

    private static void Row(Table table, IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
    }
}
