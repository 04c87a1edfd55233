using CsCheck;
using MathNet.Numerics.Statistics;
using Ridgeline.Numerics;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>What a description counts is what counting by hand gives, and each warning speaks where it should and nowhere else.</summary>
public sealed class TableDescriptionTests
{
    private const int Rows = 200;
    private static readonly Column Target = Numbers("y", row => Math.Sin(row * 7));

    [Fact]
    public void Numbers_are_summed_up_as_by_hand() => Gen.Double[-1e6, 1e6].Select(Gen.Int[0, 5], (value, missing) => missing == 0 ? double.NaN : value).Array[1, 80].Sample(values =>
    {
        var column = Describe([new NumberColumn("x", values)]).Columns[0];
        double[] present = [.. values.Where(value => !double.IsNaN(value))];
        Assert.Equal((values.Length - present.Length, present.Distinct().Count()), (column.Missing, column.Distinct));
        Assert.Equal(column.Missing / (double)values.Length, column.MissingShare);
        if (present.Length == 0)
        {
            Assert.Null(column.Numbers);
            return;
        }

        var numbers = column.Numbers!;
        Assert.Equal((present.Min(), present.Max()), (numbers.Least, numbers.Largest));
        Assert.Equal(present.Mean(), numbers.Mean, 1e-7);
        Assert.Equal(present.Median(), numbers.Median, 1e-7);
        Assert.Equal(present.PopulationStandardDeviation(), numbers.StandardDeviation, 1e-6);
    });

    [Fact]
    public void The_most_frequent_values_come_first() => Gen.Int[0, 9].Array[1, 100].Sample(values =>
    {
        var expected = values.Where(value => value > 0).GroupBy(value => value).Select(group => (Value: group.Key, Rows: group.Count())).ToArray();
        foreach (var column in (Column[])[new NumberColumn("x", [.. values.Select(value => value == 0 ? double.NaN : value)]), new TextColumn("x", values.Select(value => value == 0 ? null : $"{value}")),
            new DateColumn("x", values.Select(value => value == 0 ? (DateTime?)null : new DateTime(2026, 1, value)))])
        {
            var described = Describe([column]).Columns[0];
            Assert.Equal(expected.Length, described.Distinct);
            Assert.Equal(expected.OrderByDescending(one => one.Rows).Take(ColumnDescription.MostTop).Select(one => one.Rows), described.Top.Select(one => one.Rows));
            Assert.All(described.Top, one => Assert.Contains((int.Parse(one.Value[^1..]), one.Rows), expected));
            if (column is DateColumn && expected.Length > 0)
                Assert.Equal((new DateTime(2026, 1, expected.Min(one => one.Value)), new DateTime(2026, 1, expected.Max(one => one.Value))), (described.Dates!.First, described.Dates.Last));
        }
    });

    [Fact]
    public void Repeated_rows_are_those_equal_to_an_earlier_one() => Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Int[1, 3], Gen.Int[1, 4]).Sample((seed, rows, columns, values) =>
    {
        var random = new RandomStream(seed);
        Column[] made = [.. Enumerable.Range(0, columns).Select(j => (j % 3) switch
        {
            0 => (Column)new NumberColumn($"c{j}", [.. Draws(rows, values).Select(draw => draw == 0 ? double.NaN : draw == 1 ? -0.0 : draw == 2 ? 0.0 : draw)]),
            1 => new TextColumn($"c{j}", Draws(rows, values).Select(draw => draw == 0 ? null : $"t{draw}")),
            _ => new DateColumn($"c{j}", Draws(rows, values).Select(draw => draw == 0 ? (DateTime?)null : new DateTime(2026, 1, draw))),
        })];
        int[] Draws(int count, int most) => [.. Enumerable.Range(0, count).Select(_ => random.NextBelow(most + 1))];
        int different = Enumerable.Range(0, rows).Select(row => string.Join('|', made.Select(column => column.IsMissing(row) ? "missing" : column.Text(row) is "-0" ? "0" : column.Text(row)))).Distinct().Count();
        Assert.Equal(rows - different, RepeatedRows.Count(made));
    });

    [Fact]
    public void Rows_are_repeated_whatever_their_identifier()
    {
        var x = Numbers("x", row => row % 100 * 0.37);
        Column id = new TextColumn("id", Enumerable.Range(0, Rows).Select(row => $"r{row}")), constant = Numbers("constant", _ => 1);
        Assert.Equal(100, Describe([x, id, constant]).RepeatedRows);
        Assert.Equal(0, Describe([x, id, constant], given: ("id", ColumnRole.Group)).RepeatedRows);
        Assert.Equal(0, Describe([x, Numbers("z", row => row * 0.11)]).RepeatedRows);
        Assert.Equal(100, Describe([x, Numbers("z", row => row * 0.11)], given: ("z", ColumnRole.Ignore)).RepeatedRows);
    }

    [Fact]
    public void Classes_are_counted_where_there_is_a_target()
    {
        var y = new TextColumn("y", Enumerable.Range(0, Rows).Select(row => row < 20 ? null : row % 3 == 0 ? "b" : "a"));
        var description = Describe([Numbers("x", row => row * 0.3), y], "y");
        Assert.Equal([new ValueCount("a", 120), new ValueCount("b", 60)], description.Target!.Classes);
        Assert.Null(description.Target.Numbers);
        Assert.Equal(180.0, description.RowsPerColumn);
        Assert.Contains("20 rows of 200 have no target 'y': they are left out of what is learned from.", description.Warnings);
        Assert.Equal((0.0, 49.5, 99.0), Describe([new NumberColumn("n", [.. Enumerable.Range(0, 100).Select(row => (double)row)])], "n").Target!.Numbers is { } numbers ? (numbers.Least, numbers.Median, numbers.Largest) : default);
    }

    [Fact]
    public void Plain_data_need_no_warning() => Assert.Empty(Describe([Numbers("x", row => Math.Cos(row * 11)), Texts("t", row => $"{"abc"[row * row % 3]}"), Target], "y").Warnings);

    [Fact]
    public void Targets_are_warned_of()
    {
        Warns("The target 'y' is the same in every row: there is nothing to predict.", Texts("y", _ => "a"));
        Warns("'No', 'no' differ in letter case only, and count as different classes.", Texts("y", row => row % 3 == 0 ? "yes" : row % 3 == 1 ? "no" : "No"));
        Warns("Class 'rare': fewer than 10 rows, too few for ten folds to have one each; use fewer folds, or put rare classes together.", Texts("y", row => row < 9 ? "rare" : row % 2 == 0 ? "a" : "b"));
        Warns("95 % of the rows are of class 'a': that share is right without any model, so accuracy says little; ROC AUC, average precision or log loss say more.", Texts("y", row => row % 20 == 0 ? "b" : "a"));
        Warns("The target's 4 whole numbers are taken as classes without an order; with --loss squared (or poisson, for counts) they are numbers.", Numbers("y", row => row % 4));
    }

    [Fact]
    public void Shapes_are_warned_of()
    {
        Column[] Many(int count) => [.. Enumerable.Range(0, count).Select(j => (Column)Numbers($"x{j}", row => Math.Sin(row * (j + 2) * 1.7))), Target];
        Assert.Contains(Describe(Many(200), "y").Warnings, warning => warning.StartsWith("200 rows for 200 columns to learn from: without a penalty", StringComparison.Ordinal));
        Assert.Contains(Describe(Many(30), "y").Warnings, warning => warning.StartsWith("Only 6.7 rows a column to learn from", StringComparison.Ordinal));
        Assert.Contains("No column is left to learn from.", Describe([Numbers("c", _ => 1), Target], "y").Warnings);
    }

    [Fact]
    public void Cells_are_warned_of()
    {
        Warns("Mostly missing: 'x'. What is filled in there is more than what is known; ignore such a column unless being missing tells something.", Numbers("x", row => row % 3 == 0 ? Math.Sqrt(row) : double.NaN), Target);
        Warns("'?' looks like \"missing\" but is a text as the data were read (column 'x'): say if it means missing.", Texts("x", row => row % 9 == 0 ? "?" : $"{"ab"[row % 2]}"), Target);
        Warns("'?', 'N/A' look like \"missing\" but are texts as the data were read (columns 'x', 'z'): say if they mean missing.", Texts("x", row => row % 9 == 0 ? "?" : $"{"ab"[row % 2]}"), Texts("z", row => row % 9 == 0 ? "N/A" : $"{"cd"[row % 4 / 2]}"), Target);
        Warns("'a ', 'a' in column 'x' differ in letter case or blanks only, and count as different.", Texts("x", row => row % 9 == 0 ? "a " : $"{"ab"[row % 2]}"), Target);
        Warns("-999 in column 'x' stands far from its other numbers, and may mean \"missing\"; say so when the data are read.", Numbers("x", row => row % 9 == 0 ? -999 : Math.Cos(row)), Target);
        Warns("99 in column 'x' stands far from its other numbers, and may mean \"missing\"; say so when the data are read.", Numbers("x", row => row % 9 == 0 ? 99 : row % 7 + 0.5), Target);
        Assert.Empty(Describe([Numbers("x", row => row / 2.0 - 0.5), Target], "y").Warnings.Where(warning => warning.Contains("99"))); // 99 in line with the others
        Assert.Contains(Describe([Texts("x", row => row % 20 == 0 ? "?" : $"{row * 0.5}"), Target], "y").Warnings, warning => warning.StartsWith("row 1, column 'x': '?' is not a number", StringComparison.Ordinal));
    }

    [Fact]
    public void Parts_that_may_be_meant_otherwise_are_warned_of()
    {
        Warns("Taken as codes, not as amounts: 'x'. If larger means more (a rating, a count), give it the role number.", Numbers("x", row => 1 + row % 5), Target);
        Warns("Column 'x' has 60 levels: each that isn't rare becomes a column. Coarser levels, or the role id, may serve better.", Texts("x", row => $"l{row % 60}"), Target);
        Warns("Column 'x' is a different whole number in every row: if it only names the row, give it the role id.", Numbers("x", row => row * 7919 % 10007), Target);
        Warns("The rows stand in the order of 'x': if later rows are to be predicted from earlier ones, fold them in that order (the role time, or --time-ordered).", new DateColumn("x", Enumerable.Range(0, Rows).Select(row => (DateTime?)new DateTime(2026, 1, 1).AddDays(row / 2))), Target);
        Assert.Empty(Describe([Numbers("x", row => 1 + row % 5), Target], "y", ("x", ColumnRole.Category)).Warnings);
    }

    private static void Warns(string warning, params Column[] columns)
    {
        Column[] plain = [Numbers("plain", row => Math.Cos(row * 11)), .. columns];
        Assert.Equal(warning, Assert.Single(Describe(plain, "y").Warnings));
    }

    private static TableDescription Describe(Column[] columns, string? target = null, (string Name, ColumnRole Role)? given = null)
    {
        var table = new Table("t.csv", [.. columns]);
        var roles = given is var (name, role) ? new Dictionary<string, ColumnRole> { [name] = role } : null;
        return TableDescription.Of(table, TableRoles.Infer(table, target, roles), TestContext.Current.CancellationToken);
    }

    private static NumberColumn Numbers(string name, Func<int, double> value) => new(name, [.. Enumerable.Range(0, Rows).Select(value)]);

    private static TextColumn Texts(string name, Func<int, string?> value) => new(name, Enumerable.Range(0, Rows).Select(value));
}
