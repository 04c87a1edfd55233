using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>What a person should look at before anything is learned, and what can be done about it.</summary>
internal static class TableWarnings
{
    private const int FewestClassRows = 10; // one in each of ten folds
    private const double UnevenShare = 0.9, MostlyMissing = 0.5;
    private const int FewRowsPerColumn = 10, ManyLevels = 50, FewestRowsOfId = 100;
    private static readonly string[] Markers = ["", "?", "-", "--", ".", "na", "n/a", "#n/a", "nan", "null", "missing"];

    /// <summary>The warnings, the gravest first.</summary>
    public static ImmutableArray<string> Of(Table table, TableDescription description) =>
        [.. description.Roles.Questions.Select(question => question[(table.Source.Length + 2)..]), .. OfTarget(table, description), .. OfShape(description), .. OfCells(table, description), .. OfRoles(table, description), .. OfRows(table, description)];

    private static IEnumerable<string> OfTarget(Table table, TableDescription description)
    {
        if (description.Target is not { } target)
            yield break;
        int without = description.Roles.RowsWithoutTarget, rows = description.Rows - without;
        if (without > 0)
            yield return $"{Wording.Count(without, "row")} of {description.Rows} {(without == 1 ? "has" : "have")} no target '{target.Column}': {(without == 1 ? "it is" : "they are")} left out of what is learned from.";
        if (target.Classes.Length == 1 || target.Numbers is { } numbers && numbers.Least == numbers.Largest)
            yield return $"The target '{target.Column}' is the same in every row: there is nothing to predict.";
        if (ClassTarget.AlikeButForCase(target.Classes.Select(one => one.Value)) is { IsEmpty: false } alike)
            yield return $"{Wording.Listed(alike)} differ in letter case only, and count as different classes.";
        if (target.Classes.Length > 1 && !description.Roles.Questions.Any(question => question.Contains($"column '{target.Column}':", StringComparison.Ordinal))) // its classes may be numbers
        {
            var rare = target.Classes.Where(one => one.Rows < FewestClassRows).ToArray();
            if (rare.Length > 0)
                yield return $"{(rare.Length == 1 ? "Class" : "Classes")} {Wording.Listed(rare.Select(one => one.Value))}: fewer than {FewestClassRows} rows, too few for ten folds to have one each; use fewer folds, or put rare classes together.";
            var most = target.Classes.MaxBy(one => one.Rows)!;
            if (most.Rows > UnevenShare * rows)
                yield return $"{Percent(most.Rows, rows)} of the rows are of class '{Wording.Shortened(most.Value)}': that share is right without any model, so accuracy says little; ROC AUC, average precision or log loss say more.";
            if (table[target.Column] is NumberColumn && target.Classes.Length > 2)
                yield return $"The target's {target.Classes.Length} whole numbers are taken as classes without an order; with --loss squared (or poisson, for counts) they are numbers.";
        }
    }

    private static IEnumerable<string> OfShape(TableDescription description)
    {
        int rows = description.Rows - description.Roles.RowsWithoutTarget;
        if (description.LearnedColumns == 0)
            yield return "No column is left to learn from.";
        else if (rows <= description.LearnedColumns)
            yield return $"{Wording.Count(rows, "row")} for {Wording.Count(description.LearnedColumns, "column")} to learn from: without a penalty a linear model fits any target exactly, so how well it fits says nothing.";
        else if (description.RowsPerColumn < FewRowsPerColumn)
            yield return $"Only {description.RowsPerColumn:0.#} rows a column to learn from: without regularization a model will learn much of the noise.";
    }

    private static IEnumerable<string> OfCells(Table table, TableDescription description)
    {
        var learned = description.Columns.Where(column => column.Role.IsLearned).ToArray();
        string[] empty = [.. learned.Where(column => column.MissingShare > MostlyMissing).Select(column => column.Name)];
        if (empty.Length > 0)
            yield return $"Mostly missing: {Wording.Listed(empty)}. What is filled in there is more than what is known; ignore such a column unless being missing tells something.";
        var marked = table.Columns.OfType<TextColumn>().Select(column => (column.Name, Markers: column.Levels.Where(level => Markers.Contains(level.Trim().ToLowerInvariant())).ToArray())).Where(column => column.Markers.Length > 0).ToArray();
        string[] markers = [.. marked.SelectMany(column => column.Markers).Distinct()];
        if (markers.Length > 0)
            yield return $"{Wording.Listed(markers)} {(markers.Length == 1 ? "looks" : "look")} like \"missing\" but {(markers.Length == 1 ? "is a text" : "are texts")} as the data were read ({(marked.Length == 1 ? "column" : "columns")} {Wording.Listed(marked.Select(column => column.Name), 6)}): say if {(markers.Length == 1 ? "it means" : "they mean")} missing.";
        foreach (var column in table.Columns.OfType<TextColumn>())
        {
            string[] alike = [.. column.Levels.GroupBy(level => level.Trim(), StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).SelectMany(group => group)];
            if (alike.Length > 0 && description.Roles[column.Name].Role is ColumnRole.Category or ColumnRole.Group)
                yield return $"{Wording.Listed(alike, 6)} in column '{column.Name}' differ in letter case or blanks only, and count as different.";
        }

        foreach (var column in learned)
            if (column.Numbers is { } size && (IsOfNines(size.Least) || IsOfNines(size.Largest)) && Marker((NumberColumn)table[column.Name]) is { } marker)
                yield return $"{marker} in column '{column.Name}' stands far from its other numbers, and may mean \"missing\"; say so when the data are read.";
    }

    private static IEnumerable<string> OfRoles(Table table, TableDescription description)
    {
        string[] codes = [.. description.Columns.Where(column => column is { Kind: ColumnKind.Number, Role: { Role: ColumnRole.Category, IsGiven: false } }).Select(column => column.Name)];
        if (codes.Length > 0)
            yield return $"Taken as codes, not as amounts: {Wording.Listed(codes)}. If larger means more (a rating, a count), give {(codes.Length == 1 ? "it" : "them")} the role number.";
        foreach (var column in description.Columns.Where(column => column.Role.Role == ColumnRole.Category && column.Distinct > ManyLevels))
            yield return $"Column '{column.Name}' has {column.Distinct} levels: each that isn't rare becomes a column. Coarser levels, or the role id, may serve better.";
        foreach (var column in description.Columns.Where(column => column.Role is { Role: ColumnRole.Number, IsGiven: false } && column.Distinct == description.Rows && description.Rows >= FewestRowsOfId))
            if (IsWhole((NumberColumn)table[column.Name]))
                yield return $"Column '{column.Name}' is a different whole number in every row: if it only names the row, give it the role id.";
        foreach (var column in description.Columns.Where(column => column is { Kind: ColumnKind.Date, Role.Role: ColumnRole.Date }))
            if (Rises((DateColumn)table[column.Name]))
                yield return $"The rows stand in the order of '{column.Name}': if later rows are to be predicted from earlier ones, fold them in that order (the role time, or --time-ordered).";
    }

    private static IEnumerable<string> OfRows(Table table, TableDescription description)
    {
        if (description.RepeatedRows > 0)
            yield return $"{Wording.Count(description.RepeatedRows, "row")} {(description.RepeatedRows == 1 ? "repeats" : "repeat")} an earlier row in every column but identifiers. Remove copies: held out, a row is known from its copy. Rows that happen to be alike may stay.";
    }

    /// <summary>A number of nines (−99, 9999, …) that is least or largest and further from all others than they are from each other; null if there is none.</summary>
    private static string? Marker(NumberColumn column)
    {
        double[] sorted = [.. column.Values];
        Array.Sort(sorted);
        double[] values = [.. sorted[column.MissingCount..].Distinct()];
        if (values.Length < 4)
            return null;
        if (IsOfNines(values[^1]) && values[^1] - values[^2] > values[^2] - values[0])
            return $"{values[^1]}";
        return IsOfNines(values[0]) && values[1] - values[0] > values[^1] - values[1] ? $"{values[0]}" : null;
    }

    private static bool IsOfNines(double value) => Math.Abs(value) is 99 or 999 or 9999 or 99999 or 999999 or 9999999;

    private static bool IsWhole(NumberColumn column)
    {
        foreach (double value in column.Values)
            if (!double.IsInteger(value))
                return false;
        return true;
    }

    private static bool Rises(DateColumn column)
    {
        var ticks = column.Ticks;
        for (int row = 1; row < ticks.Length; row++)
            if (ticks[row] < ticks[row - 1])
                return false;
        return column.MissingCount == 0;
    }

    private static string Percent(int part, int all) => $"{100.0 * part / all:0.#} %";
}
