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
/// <param name="Options">How the rows to learn from are read: test rows, and those of a gap before them, count as rows without a weight.</param>
/// <param name="Roles">The part of each column, and why, as the data without a test file tell.</param>
internal sealed record StudyRows(Table Table, ImmutableArray<bool> IsTest, string Description, TablePathOptions Options, TableRoles Roles)
{
    /// <summary>Checks the data and chooses the test rows.</summary>
    /// <param name="table">The data.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="options">How the study was asked for; its folds with what roles say.</param>
    /// <exception cref="DataException">The data don't allow a study.</exception>
    /// <exception cref="ArgumentException">The test rows that are given don't suit the data or the folds.</exception>
    public static StudyRows Of(Table table, string target, StudyOptions options)
    {
        CheckVaries(table, target);
        if (!options.TestRows.IsDefault && options.TestRows.Length != table.Rows)
            throw new ArgumentException($"{Wording.Count(options.TestRows.Length, "test mark")} for {Wording.Count(table.Rows, "row")}", nameof(options));
        (table, var given) = TimeOrder.Of(table, options.Roles, options.TestRows);
        var reading = new TablePathOptions { Loss = options.Loss, Positive = options.Positive, Roles = options.Roles, Recipe = options.Recipe, Fitting = options.Fitting };
        var own = TableProblem.Of(table, target, reading, options.Folds);
        if (options.Test is { } test)
        {
            var joined = Joined(table, target, own, test);
            if (test[target].MissingCount == test.Rows)
                throw new DataException($"{test.Source}: column '{target}': no row has a target, so there is none to test on");
            ImmutableArray<bool> isTest = [.. Enumerable.Range(0, joined.Rows).Select(row => row >= table.Rows)];
            var known = own.Roles.Columns.Where(column => column.Column != target && joined.Columns.Any(kept => kept.Name == column.Column)).ToImmutableSortedDictionary(column => column.Column, column => column.Role, StringComparer.Ordinal);
            return new StudyRows(joined, isTest, $"the rows of {test.Source}{KnownGroups(table, test, options)}", reading with { Roles = known, TestRows = isTest }, own.Roles);
        }

        var (split, description) = given.IsDefault ? Split(table, own, options) : (Given(own.Sample, given, options), "as given");
        var heldBack = options.Folds is { TimeOrdered: true, Gap: > 0 } ? WithGap(own.Sample, split.IsTest, options.Folds.Gap) : split.IsTest;
        CheckLearned(table, target, own, heldBack);
        return new StudyRows(table, split.IsTest, heldBack == split.IsTest ? description : $"{description}; {Wording.Count(options.Folds.Gap, "row")} before them are left out as a gap", reading with { TestRows = heldBack }, own.Roles);
    }

    /// <summary>The test rows that the caller chose.</summary>
    private static TestSplit Given(Sample sample, ImmutableArray<bool> marks, StudyOptions options)
    {
        int[] counted = [.. Enumerable.Range(0, sample.Rows).Where(row => sample.Weights[row] > 0)];
        int tested = counted.Count(row => marks[row]);
        if (tested == 0 || tested == counted.Length)
            throw new ArgumentException($"of {Wording.Count(counted.Length, "row")} with a target and a weight {(tested == 0 ? "none is" : "all are")} marked as test rows; some are needed on either side", nameof(options));
        if (options.Folds.TimeOrdered && counted.SkipWhile(row => !marks[row]).Any(row => !marks[row]))
            throw new ArgumentException("folds are in time order, and the test rows that are given aren't the last: models would learn from rows after them", nameof(options));
        return new TestSplit(marks);
    }

    /// <summary>The test rows, which are the last, and so many rows with a weight before them.</summary>
    private static ImmutableArray<bool> WithGap(Sample sample, ImmutableArray<bool> isTest, int gap)
    {
        bool[] heldBack = [.. isTest];
        for (int row = heldBack.Length - 1; row >= 0 && gap > 0; row--)
            if (!heldBack[row] && sample.Weights[row] > 0)
                (heldBack[row], gap) = (true, gap - 1);
        return [.. heldBack];
    }

    /// <summary>Refuses a class that no row learned from has: nothing could learn it.</summary>
    private static void CheckLearned(Table table, string target, TableProblem own, ImmutableArray<bool> heldBack)
    {
        var learned = new bool[own.Classes.Length];
        bool any = false;
        for (int row = 0; row < heldBack.Length; row++)
            if (own.Sample.Weights[row] > 0 && !heldBack[row])
            {
                any = true;
                if (learned.Length > 0)
                    learned[(int)own.Sample.Target[row]] = true;
            }

        if (!any)
            throw new DataException($"{table.Source}: the test set and the gap before it leave no row to learn from; use a smaller test set or gap");
        int unlearned = Array.IndexOf(learned, false);
        if (unlearned >= 0)
            throw new DataException($"{table.Source}: column '{target}': all rows of class '{Wording.Shortened(own.Classes[unlearned])}' are in the test set, so nothing could learn it; use another test set, or leave that class out");
    }

    /// <summary>What of a test file's groups the data have too, in words that end a description; where groups are known, test rows of them aren't new.</summary>
    private static string KnownGroups(Table table, Table test, StudyOptions options)
    {
        if (options.Folds.GroupColumn is not { } name)
            return "";
        var (known, tested) = (Column.Texts(table[name]).ToHashSet(StringComparer.Ordinal), Column.Texts(test[name]).OfType<string>().Distinct(StringComparer.Ordinal).ToArray());
        int shared = tested.Count(known.Contains);
        return shared == 0 ? "" : $", {shared} of whose {Wording.Count(tested.Length, "group")} of column '{name}' {(shared == 1 ? "is" : "are")} among the rows to learn from too, so that {(shared == 1 ? "it isn't" : "they aren't")} new";
    }

    private static (TestSplit Split, string Description) Split(Table table, TableProblem own, StudyOptions options)
    {
        var sample = own.Sample;
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
