using CsCheck;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>The recipe that a table gets where none is given.</summary>
public sealed class DefaultRecipeTests
{
    [Fact]
    public void Any_table_becomes_numbers_under_any_weights() => RecipeCases.Weighted.Sample(given =>
    {
        var table = RecipeCases.TableOf(given.Rows);
        var recipe = Recipe.For(table);
        var learned = recipe.Learn(table, given.Weights);
        Assert.Equal(recipe.Learn(table).Columns, learned.Columns);
        Assert.Equal(table.Rows, learned.Apply(table).Design.Rows);
        Assert.Contains("gaps=(missing)", learned.Columns);
        Assert.Contains("time.days=(missing)", learned.Columns);
    });

    [Fact]
    public void Complete_numbers_need_nothing() =>
        Assert.Empty(Recipe.For(new Table("t", [new NumberColumn("a", [1, 2]), new NumberColumn("b", [3, 3])])).Steps);

    [Fact]
    public void Small_tables_keep_their_levels_and_only_levels_of_few_rows_are_pooled()
    {
        string[] race = [.. Enumerable.Range(0, 189).Select(i => i < 26 ? "black" : i < 93 ? "other" : "white")];
        Assert.Equal(["race=black", "race=other", "race=white", "race=(rare)"], Columns(race)); // what no row has takes no part
        Assert.Equal(["race=black", "race=other", "race=white", "race=x", "race=(rare)"], Columns([.. race, "x", "x"]));
        Assert.Equal(["race=black", "race=other", "race=white", "race=x", "race=(rare)"], Columns([.. race, "x", "x", "x"]));
        Assert.Equal(["smoke=true"], Columns(["false", "true", "false", "true", "false", "true"], "smoke"));
        Assert.Equal(["smoke=true", "smoke=(missing)"], Columns(["false", "true", "false", "true", "false", "true", null], "smoke"));
    }

    private static IEnumerable<string> Columns(string?[] texts, string name = "race")
    {
        var table = new Table("t", [new TextColumn(name, texts)]);
        return Recipe.For(table).Learn(table).Columns;
    }

    [Fact]
    public void What_says_nothing_is_left_out()
    {
        var table = new Table("t", [new NumberColumn("none", [double.NaN, double.NaN]), new TextColumn("one", ["a", "a"]), new DateColumn("day", [new DateTime(2000, 1, 1), new DateTime(2000, 1, 1)]), new NumberColumn("x", [1, 2])]);
        Assert.Equal(["x"], Recipe.For(table).Learn(table).Columns);
    }

    [Fact]
    public void A_column_is_used_as_is_said()
    {
        var table = new Table("t", [new NumberColumn("rank", [1, 2, 3, 1, 2, 3, 1, 2, 3, double.NaN]), new TextColumn("t", [.. Enumerable.Repeat("a", 10)]), new NumberColumn("x", [.. Enumerable.Range(0, 10)])]);
        var uses = new Dictionary<string, ColumnUse> { ["rank"] = ColumnUse.Category, ["x"] = ColumnUse.LeftOut };
        Assert.Equal(["rank=1", "rank=2", "rank=3", "rank=(rare)", "rank=(missing)"], Recipe.For(table, uses).Learn(table).Columns);
        Assert.StartsWith("t: row 1, column 't': 'a' is not a finite number", Assert.Throws<DataException>(() => Recipe.For(table, new Dictionary<string, ColumnUse> { ["t"] = ColumnUse.Number })).Message);
        Assert.StartsWith("t: row 1, column 't': 'a' is no date", Assert.Throws<DataException>(() => Recipe.For(table, new Dictionary<string, ColumnUse> { ["t"] = ColumnUse.Date })).Message);
        Assert.StartsWith("t: there is no column 'y'", Assert.Throws<DataException>(() => Recipe.For(table, new Dictionary<string, ColumnUse> { ["y"] = ColumnUse.Date })).Message);
    }
}
