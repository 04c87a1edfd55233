using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Roles;

/// <summary>What the cells of a column speak for, and why: the rules one by one.</summary>
public sealed class RoleRulesTests
{
    private static readonly int[] Twenty = [.. Enumerable.Range(0, 20)];

    [Fact]
    public void Constant_and_missing_columns_are_left_out()
    {
        Is(ColumnRole.Ignore, "constant: 7 in every row", Numbers(_ => 7));
        Is(ColumnRole.Ignore, "constant: 'yes' in every row", Texts(_ => "yes"));
        Is(ColumnRole.Ignore, "constant: 2026-11-28 in every row", Dates(_ => 0));
        Is(ColumnRole.Ignore, "missing in every row", Numbers(_ => double.NaN));
        Is(ColumnRole.Ignore, "missing in every row", Texts(_ => null));
        Is(ColumnRole.Number, "7 or missing", Numbers(row => row < 5 ? double.NaN : 7));
        Is(ColumnRole.Category, "text: 'yes' or missing", Texts(row => row < 5 ? null : "yes"));
    }

    [Fact]
    public void Two_values_and_counts_are_numbers_and_codes_are_levels()
    {
        Is(ColumnRole.Number, "0 or 1", Numbers(row => row % 2));
        Is(ColumnRole.Number, "1 or 2", Numbers(row => 1 + row % 2));
        Is(ColumnRole.Category, "whole numbers 1 to 3, like codes", Numbers(row => 1 + row % 3));
        Is(ColumnRole.Category, "whole numbers 0 to 3, like codes", Numbers(row => row % 4));
        Is(ColumnRole.Number, "whole numbers with 3 values", Numbers(row => 2 + row % 3)); // codes begin at 0 or 1
        Is(ColumnRole.Number, "whole numbers with 3 values", Numbers(row => 4 + 2 * (row % 3))); // and have no gaps
        Is(ColumnRole.Number, "whole numbers with 5 values", Numbers(row => row % 5)); // and each five rows
        Is(ColumnRole.Number, "numbers", Numbers(row => row % 3 / 2.0));
        double[] tail = [.. Enumerable.Repeat(0.0, 100), .. Enumerable.Repeat(1.0, 40), .. Enumerable.Repeat(2.0, 9)];
        Is(ColumnRole.Number, "whole numbers with 3 values", new NumberColumn("x", tail)); // a count ends thin
        Is(ColumnRole.Category, "whole numbers 0 to 2, like codes", new NumberColumn("x", [.. tail, 2]));
    }

    [Fact]
    public void Codes_have_at_most_twelve_values()
    {
        NumberColumn Of(int values) => new("x", [.. Enumerable.Range(0, 20 * values).Select(row => 1.0 + row % values)]);
        Is(ColumnRole.Category, "whole numbers 1 to 12, like codes", Of(12));
        Is(ColumnRole.Number, "whole numbers", Of(13));
    }

    [Fact]
    public void Texts_are_levels_unless_most_rows_have_their_own()
    {
        Is(ColumnRole.Category, "text with 3 levels", Texts(row => $"{"abc"[row % 3]}"));
        Is(ColumnRole.Category, "false or true", Texts(row => row % 3 == 0 ? "true" : "false"));
        Is(ColumnRole.Id, "every row different, like an identifier", Texts(row => $"n{row}"));
        Is(ColumnRole.Id, "every row that has it different, like an identifier", Texts(row => row == 3 ? null : $"n{row}"));
        Is(ColumnRole.Id, "11 of 20 rows have a text of their own, like identifiers or free text", Texts(row => row < 11 ? $"n{row}" : "other"));
        Is(ColumnRole.Category, "text with 11 levels", Texts(row => row < 10 ? $"n{row}" : "other"));
    }

    [Fact]
    public void Numbers_like_row_numbers_are_identifiers_but_years_are_not()
    {
        Is(ColumnRole.Id, "every whole number from 1 to 20 once, like row numbers", Numbers(row => row + 1));
        Is(ColumnRole.Id, "every whole number from 101 to 120 once, like row numbers", Numbers(row => 101 + row * 7 % 20));
        Is(ColumnRole.Id, "whole numbers that rise from row to row, like row numbers", Numbers(row => row * row));
        Is(ColumnRole.Id, "whole numbers that fall from row to row, like row numbers", Numbers(row => -row * row));
        Is(ColumnRole.Number, "whole numbers", Numbers(row => 1960 + row));
        Is(ColumnRole.Number, "whole numbers", Numbers(row => (row + 1) * 11 % 101 * 3)); // different, but in no order
        Is(ColumnRole.Number, "numbers", Numbers(row => row + 0.5));
        Is(ColumnRole.Number, "whole numbers", Numbers(row => row == 4 ? double.NaN : row));
        Assert.Equal(ColumnRole.Number, TableRoles.Infer(new Table("t", [new NumberColumn("x", [1, 2, 3]), Other(3)]), null)["x"].Role); // too few to tell
    }

    [Fact]
    public void A_table_of_row_numbers_alone_is_learned_from()
    {
        var roles = TableRoles.Infer(new Table("t", [Numbers(row => row), Texts(row => $"n{row}", "y")]), "y");
        Assert.Equal(["x"], roles.Learned);
        Assert.Equal("every whole number from 0 to 19 once, like row numbers, but there is nothing else to learn from", roles["x"].Reason);
    }

    [Fact]
    public void Dates_are_dates()
    {
        Is(ColumnRole.Date, "dates", Dates(row => row));
        Is(ColumnRole.Date, "dates with a time of day", Dates(row => row / 7.0));
    }

    [Theory]
    [InlineData("12.5", "?", "mostly numbers, but some texts", "row 20, column 'x': '?' is not a number, though 19 of 20 cells are; say that '?' means missing")]
    [InlineData("2,5", "?", "looks like numbers", "row 1, column 'x': '2,50' looks like a number, as 19 of 20 cells do; say what separates decimals and thousands")]
    [InlineData("1.234,5", "9", "looks like numbers", "row 1, column 'x': '1.234,50' looks like a number, as 20 of 20 cells do")]
    [InlineData("28.11.20", "?", "looks like dates", "row 1, column 'x': '28.11.2010' looks like a date, as 19 of 20 cells do; dates are read where all are like 2026-11-28")]
    public void Texts_of_numbers_and_dates_are_a_question(string text, string last, string reason, string question)
    {
        var column = Texts(row => row == 19 ? last : text.StartsWith("28", StringComparison.Ordinal) ? $"{text}{row + 10}" : $"{text}{row}");
        Is(ColumnRole.Ignore, reason, column);
        string asked = Assert.Single(TableRoles.Infer(new Table("t.csv", [column, Other(20)]), null).Questions);
        Assert.StartsWith($"t.csv: {question}", asked);
        string ofTarget = Assert.Single(TableRoles.Infer(new Table("t.csv", [column, Other(20)]), "x").Questions);
        Assert.StartsWith($"t.csv: {question}", ofTarget);
        Assert.DoesNotContain("category", ofTarget);
        Assert.Contains("category", asked);
        foreach (var role in (ColumnRole[])[ColumnRole.Category, ColumnRole.Ignore, ColumnRole.Id])
            Assert.Empty(TableRoles.Infer(new Table("t.csv", [column, Other(20)]), null, new Dictionary<string, ColumnRole> { ["x"] = role }).Questions);
    }

    [Fact]
    public void A_few_numbers_among_texts_are_levels() => Is(ColumnRole.Category, "text with 4 levels", Texts(row => row % 4 == 3 ? "3+" : $"{row % 4}"));

    [Fact]
    public void A_number_that_is_linear_in_another_is_left_out_and_one_with_other_gaps_is_not()
    {
        var x = Numbers(row => row * row % 17 + 0.1 * row);
        Repeats("the same as 'x'", x, x.Renamed("z"));
        Repeats("exactly 2.54 × 'x' + 3", x, Numbers(row => 2.54 * x.Values[row] + 3, "z"));
        Repeats("exactly −'x' + 1", x, Numbers(row => 1 - x.Values[row], "z"));
        Repeats("exactly 'x' − 5", x, Numbers(row => x.Values[row] - 5, "z"));
        Repeats(null, x, Numbers(row => row == 3 ? double.NaN : x.Values[row], "z"));
        Repeats(null, x, Numbers(row => x.Values[row] + (row == 3 ? 1e-6 : 0), "z"));
        Repeats(null, x, Numbers(row => x.Values[row] * x.Values[row], "z"));
    }

    [Fact]
    public void Levels_under_other_names_are_left_out_and_so_are_their_numbers()
    {
        var x = Texts(row => $"{"abc"[row * row % 3]}");
        Repeats("the same as 'x'", x, x.Renamed("z"));
        Repeats("the same as 'x', its levels under other names", x, Texts(row => $"level {x.Codes[row]}", "z"));
        Repeats("the same as 'x', in numbers", x, Numbers(row => 5 - 2.5 * x.Codes[row], "z"));
        Repeats(null, x, Texts(row => row == 3 ? "d" : x[row], "z"));
        Repeats(null, x, Numbers(row => row == 3 ? 9 : x.Codes[row], "z"));
        Assert.Equal("the same as 'x', in numbers", TableRoles.Infer(new Table("t", [Numbers(row => x.Codes[row] / 2.0, "z"), x]), null)["z"].Reason); // the levels stay, though they come later
        Repeats("the same as 'x'", Dates(row => row * 7 % 20), Dates(row => row * 7 % 20, "z"));
    }

    [Fact]
    public void What_is_given_stays_and_the_other_goes()
    {
        var table = new Table("t", [Numbers(row => row % 7), Numbers(row => 2 * (row % 7), "z")]);
        var roles = TableRoles.Infer(table, null, new Dictionary<string, ColumnRole> { ["z"] = ColumnRole.Number });
        Assert.Equal(["z"], roles.Learned);
        Assert.Equal("exactly 0.5 × 'z'", roles["x"].Reason);
        Assert.Equal(["x", "z"], TableRoles.Infer(table, null, new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Number, ["z"] = ColumnRole.Number }).Learned);
        Assert.Equal(["z"], TableRoles.Infer(table, null, new Dictionary<string, ColumnRole> { ["x"] = ColumnRole.Ignore }).Learned);
    }

    private static void Repeats(string? reason, Column first, Column second)
    {
        var roles = TableRoles.Infer(new Table("t", [first, second]), null);
        Assert.Equal((reason is null, reason ?? roles["z"].Reason), (roles["z"].IsLearned, roles["z"].Reason));
        Assert.True(roles["x"].IsLearned);
    }

    private static void Is(ColumnRole role, string reason, Column column)
    {
        var assigned = TableRoles.Infer(new Table("t", [column, Other(column.Rows)]), null)["x"];
        Assert.Equal((role, reason, false), (assigned.Role, assigned.Reason, assigned.IsGiven));
    }

    private static NumberColumn Other(int rows) => new("other", [.. Enumerable.Range(0, rows).Select(row => Math.Sin(row + 1))]);

    private static NumberColumn Numbers(Func<int, double> value, string name = "x") => new(name, [.. Twenty.Select(value)]);

    private static TextColumn Texts(Func<int, string?> value, string name = "x") => new(name, Twenty.Select(value));

    private static DateColumn Dates(Func<int, double> days, string name = "x") => new(name, Twenty.Select(row => (DateTime?)new DateTime(2026, 11, 28).AddDays(days(row))));
}
