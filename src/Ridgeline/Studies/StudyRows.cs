using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>A study's rows, and which of them are its test set.</summary>
/// <param name="Table">The data, in time order where there is one, and below them the rows of a test file.</param>
/// <param name="IsTest">Whether a row is a test row.</param>
/// <param name="Description">How the test rows were chosen, in words.</param>
/// <param name="Options">How the rows to learn from are read: test rows count as rows without a weight.</param>
/// <param name="Roles">The part of each column, and why, as the data without a test file tell.</param>
internal sealed record StudyRows(Table Table, ImmutableArray<bool> IsTest, string Description, TablePathOptions Options, TableRoles Roles)
{
    /// <summary>Checks the data and chooses the test rows.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How the study was asked for; its folds with what roles say.</param>
    /// <exception cref="DataException">The data don't allow a study.</exception>
    public static StudyRows Of(Table table, string target, StudyOptions options)
    {
        CheckVaries(table, target);
        table = TableCrossValidation.InTimeOrder(table, options.Roles);
        var reading = new TablePathOptions { Loss = options.Loss, Roles = options.Roles, Recipe = options.Recipe, Fitting = options.Fitting };
        var own = TableProblem.Of(table, target, reading, options.Folds);
        if (options.Test is { } test)
        {
            var joined = Joined(table, target, own, test);
            ImmutableArray<bool> isTest = [.. Enumerable.Range(0, joined.Rows).Select(row => row >= table.Rows)];
            var known = own.Roles.Columns.Where(column => column.Column != target).ToImmutableSortedDictionary(column => column.Column, column => column.Role, StringComparer.Ordinal);
            return new StudyRows(joined, isTest, $"the rows of {test.Source}", reading with { Roles = known, TestRows = isTest }, own.Roles);
        }

        var (split, description) = Split(table, own, options);
        return new StudyRows(table, split.IsTest, description, reading with { TestRows = split.IsTest }, own.Roles);
    }

    private static (TestSplit Split, string Description) Split(Table table, TableProblem own, StudyOptions options)
    {
        var sample = own.Sample;
        if (!options.TestRows.IsDefault)
            return options.TestRows.Length == sample.Rows ? (new TestSplit(options.TestRows), "as given") : throw new ArgumentException($"{Wording.Count(options.TestRows.Length, "test mark")} for {Wording.Count(sample.Rows, "row")}", nameof(options));
        try
        {
            ulong seed = options.Folds.Seed;
            if (options.Folds.TimeOrdered)
                return (Last(sample, options.TestFraction), "the last in time order");
            if (options.Folds.GroupColumn is { } column)
                return (TestSplit.Grouped(sample, GroupsOf(table[column]), options.TestFraction, seed), $"whole groups of column '{column}', seed {seed}");
            return own.Classes.IsEmpty
                ? (TestSplit.Random(sample, options.TestFraction, seed), $"at random, seed {seed}")
                : (TestSplit.Stratified(sample, options.TestFraction, seed), $"stratified, seed {seed}");
        }
        catch (ArgumentException error)
        {
            throw new DataException($"{table.Source}: {Wording.Reason(error)}", error);
        }
    }

    /// <summary>The last rows that have a weight.</summary>
    private static TestSplit Last(Sample sample, double fraction)
    {
        int left = (int)Math.Round(fraction * sample.RowsWithWeight);
        if (left < 1 || left >= sample.RowsWithWeight)
            throw new ArgumentException($"{Wording.Count(sample.RowsWithWeight, "row")} can't be divided into rows to learn from and a test set of {fraction:P0} of them");
        var test = new bool[sample.Rows];
        for (int row = sample.Rows - 1; left > 0; row--)
            if (sample.Weights[row] > 0)
                (test[row], left) = (true, left - 1);
        return new TestSplit([.. test]);
    }

    /// <summary>A number for each row's group; rows without one are refused where folds are drawn.</summary>
    internal static int[] GroupsOf(Column column)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new int[column.Rows];
        for (int row = 0; row < groups.Length; row++)
        {
            string text = column.Text(row);
            if (!numbers.TryGetValue(text, out groups[row]))
                numbers.Add(text, groups[row] = numbers.Count);
        }

        return groups;
    }

    private static void CheckVaries(Table table, string target)
    {
        var column = table[target];
        string[] texts = [.. Column.Texts(column).OfType<string>()];
        if (texts.Length == 0 || Array.Exists(texts, text => text != texts[0]))
            return;
        string first = texts[0];
        throw new DataException(column is NumberColumn && !double.IsInteger(double.Parse(first, System.Globalization.CultureInfo.InvariantCulture))
            ? $"{table.Source}: column '{target}' is {first} in every row; a target that varies is needed"
            : $"{table.Source}: column '{target}' has one class only ('{Wording.Shortened(first)}' in every row); two are needed");
    }

    /// <summary>The data's rows and below them those of the test file; both are checked under their own name first.</summary>
    private static Table Joined(Table table, string target, TableProblem own, Table test)
    {
        foreach (var part in own.Roles.Columns.Where(column => column.Role is not (ColumnRole.Ignore or ColumnRole.Id) && (column.Column != target || own.Classes.IsEmpty)))
            CheckAlike(table[part.Column], test, part.Column);
        var tested = test[target];
        var labels = own.Classes.IsEmpty ? null : ClassTarget.Of(table.Source, table[target], row => !table[target].IsMissing(row));
        for (int row = 0; labels is not null && row < test.Rows; row++)
            if (!tested.IsMissing(row) && !labels.Has(tested.Text(row)))
                throw new DataException($"{test.Source}: row {row + 1}, column '{target}': '{Wording.Shortened(tested.Text(row))}' is not a class of {table.Source} ({Wording.Listed(own.Classes)})");
        var used = own.Roles.Columns.Where(column => column.Column == target || column.Role is not (ColumnRole.Ignore or ColumnRole.Id)).Select(column => column.Column).ToHashSet(StringComparer.Ordinal);
        return new Table(table.Source, [.. table.Columns.Where(column => used.Contains(column.Name))]).Append(test);
    }

    /// <summary>Refuses a column of the test rows that holds something else than the data's, unless it holds nothing.</summary>
    private static void CheckAlike(Column column, Table test, string name)
    {
        var tested = test[name];
        if (tested.Kind == column.Kind || tested.MissingCount == tested.Rows || column is TextColumn)
            return;
        if (column is NumberColumn && tested is TextColumn)
            throw test.NotNumbers(tested, "a number such as 12.5 or 3e-4 is needed here, as in the other rows");
        throw new DataException($"{test.Source}: column '{name}' holds {tested.Kind.ToString().ToLowerInvariant()}s, where the data have {column.Kind.ToString().ToLowerInvariant()}s");
    }
}
