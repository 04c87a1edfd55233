using Ridgeline.Designs;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>What a recipe makes of a table, and what it says where it can't.</summary>
public sealed class RecipeTests
{
    private static readonly Table People = new("people.csv",
    [
        new NumberColumn("age", [28, 40, double.NaN, 19, 28]),
        new TextColumn("race", ["white", "black", "white", null, "other"]),
        new DateColumn("visit", [new DateTime(2026, 11, 28), new DateTime(2000, 2, 29, 18, 30, 0), null, new DateTime(1999, 12, 31), new DateTime(2000, 1, 1)]),
    ]);

    private static Table Numbers(params (string Name, double[] Values)[] columns) => new("numbers.csv", [.. columns.Select(column => new NumberColumn(column.Name, column.Values))]);

    [Fact]
    public void Three_lines_make_a_design_of_numbers_and_texts()
    {
        var train = new Table("train", [People["age"], People["race"]]);
        var recipe = new Recipe().Impute(Columns.Numbers, Imputation.Median, indicator: true).OneHot(Columns.Texts, rareBelow: 0.01).Standardise(Columns.Numbers);
        var learned = recipe.Learn(train);
        var x = learned.Apply(train).Design;
        Assert.Equal(["age", "age=(missing)", "race=black", "race=other", "race=white", "race=(rare)", "race=(missing)"], x.Names);
        double[][] columns = RecipeFacts.Values(x);
        Assert.Equal([0, 0, 1, 0, 0], columns[1]);
        Assert.Equal([1, 0, 1, 0, 0], columns[4]);
        Assert.Equal([0, 0, 0, 1, 0], columns[6]);
        Assert.Equal(0, columns[0].Sum(), 1e-12);
        Assert.Equal(5, columns[0].Sum(value => value * value), 1e-12);
        Assert.Equal("impute numbers by median with an indicator; one-hot of texts (levels below 1 % pooled); standardise numbers", recipe.ToString());
    }

    [Fact]
    public void Every_step_says_what_it_learned()
    {
        var learned = new Recipe().Impute(Columns.Numbers, Imputation.Median, indicator: true).Dates(Columns.Dates, asCategories: true).Impute(Columns.Named("race"), Imputation.MostFrequent)
            .OneHot(Columns.Named("race"), fewest: 2, dropped: DroppedLevel.First).Ordinal(Columns.Named("visit.month"), unseen: 0).Drop(Columns.Named("visit.weekday"))
            .Impute(Columns.Numbers, Imputation.Constant(0.5)).Standardise(Columns.Named("age")).RobustScale(Columns.Named("visit.year")).YeoJohnson(Columns.Named("visit.days")).Log(Columns.Named("visit.hour"), 1)
            .Splines(Columns.Named("age"), knots: 3).Polynomial(Columns.Named("visit.year")).Interactions(Columns.Named("age"), Columns.Named("race")).Learn(People);
        Assert.Equal(
        [
            "Impute age: median 28; 1 of 5 rows was missing, which 'age=(missing)' says",
            "Dates visit: year, month, weekday, hour, days since 2000-01-01",
            "Impute race: most frequent 'white'; 1 of 5 rows was missing",
            "OneHot race: 3 levels 'black', 'other', 'white', of which 2 are pooled as '(rare)': 'black', 'other'; 'black' has no column",
            "Ordinal visit.month: 12 levels, 'January', 'February', 'March', 'April', 'May', 'June' and 6 more",
            "Drop 'visit.weekday'",
            "Impute age: constant 0.5; 0 of 5 rows were missing",
        ], learned.Describe().Take(7));
        Assert.Equal(
        [
            "Standardise age: mean 28.6, standard deviation 6.68132",
            "RobustScale visit.year: median 2000, interquartile range 1",
        ], learned.Describe().Where(line => line.StartsWith("Standardise", StringComparison.Ordinal) || line.StartsWith("RobustScale", StringComparison.Ordinal)));
        Assert.Contains("Log of 'visit.hour', after adding 1", learned.Describe());
        Assert.Contains("Polynomial of 'visit.year': degree 2", learned.Describe());
        Assert.Contains("Interactions of 'age' with 'race=other', 'race=white', 'race=(rare)'", learned.Describe());
    }

    [Fact]
    public void Dates_become_their_parts()
    {
        var learned = new Recipe().Dates(Columns.Dates).Learn(new Table("t", [People["visit"]]));
        Assert.Equal(["visit.year", "visit.month", "visit.weekday", "visit.hour", "visit.days"], learned.Columns);
        var times = new Table("t", [new DateColumn("visit", [new DateTime(2026, 11, 28), new DateTime(2000, 2, 29, 18, 30, 0), new DateTime(1999, 12, 31)])]);
        var parts = RecipeFacts.Values(learned.DesignOf(times));
        Assert.Equal([2026, 2000, 1999], parts[0]);
        Assert.Equal([11, 2, 12], parts[1]);
        Assert.Equal([6, 2, 5], parts[2]); // a Saturday, a Tuesday, a Friday
        Assert.Equal([0, 18.5, 0], parts[3]);
        Assert.Equal([9828, 59 + 18.5 / 24, -1], parts[4].Select(days => days), (expected, actual) => Math.Abs(expected - actual) < 1e-10); // the mean of all is subtracted where they are stored
        var categories = new Recipe().Dates(Columns.Dates, DateParts.Month | DateParts.Weekday | DateParts.Hour, asCategories: true).OneHot(Columns.Texts).Learn(new Table("t", [new DateColumn("visit", [new DateTime(2026, 11, 28)])]));
        Assert.Equal([.. "January February March April May June July August September October November December".Split(' ').Select(month => $"visit.month={month}"),
            .. "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".Split(' ').Select(day => $"visit.weekday={day}")], categories.Columns);
    }

    [Fact]
    public void Levels_stand_as_numbers_where_all_are_and_pooled_ones_keep_their_columns()
    {
        var table = new Table("t", [new TextColumn("dose", ["10", "9", "1.0", "1", "9", "9", "10"])]);
        Assert.Equal(["dose=1", "dose=1.0", "dose=9", "dose=10"], new Recipe().OneHot(Columns.Texts).Learn(table).Columns);
        var pooled = new Recipe().OneHot(Columns.Texts, fewest: 2).Learn(table);
        Assert.Equal(["dose=1", "dose=1.0", "dose=9", "dose=10", "dose=(rare)"], pooled.Columns);
        var values = RecipeFacts.Values(pooled.DesignOf(table));
        Assert.All(values[0].Concat(values[1]), value => Assert.Equal(0, value));
        Assert.Equal([0, 0, 1, 1, 0, 0, 0], values[4]);
        var unseen = new Table("new", [new TextColumn("dose", ["7", null])]);
        Assert.Equal([1, 1], RecipeFacts.Values(pooled.DesignOf(unseen))[4]); // nothing was missing when it was learned
    }

    [Fact]
    public void A_level_of_a_row_without_weight_has_a_column_of_zeros_to_those_that_learn()
    {
        var table = new Table("t", [new TextColumn("race", ["a", "b", "c"])]);
        var learned = new Recipe().OneHot(Columns.Texts).Learn(table, [1, 1, 0]);
        Assert.Equal(["race=a", "race=b", "race=c"], learned.Columns);
        Assert.Equal([0, 0, 1], RecipeFacts.Values(learned.DesignOf(table))[2]);
        Assert.Equal(["a", "b"], learned.Inputs[0].Levels);
        Assert.Equal("c", Assert.Single(learned.Apply(table).Warnings).FirstValue);
    }

    [Fact]
    public void A_name_of_a_column_that_became_others_selects_those()
    {
        var learned = new Recipe().OneHot(Columns.Named("race")).Interactions(Columns.Named("age"), Columns.Named("race")).Interactions(Columns.Named("race")).Drop(Columns.Named("race", "age").And(Columns.Dates))
            .Impute(Columns.All, Imputation.Constant(0)).Learn(People);
        Assert.Equal(["age*race=black", "age*race=other", "age*race=white", "age*race=(missing)"], learned.Columns);
        Assert.Equal(["age", "race"], learned.Sources[0]);
    }

    [Fact]
    public void A_design_of_the_tables_own_numbers_is_no_copy()
    {
        double[] block = [1, -1, 2, -2];
        var table = new Table("t", [NumberColumn.Adopt("a", block.AsMemory(0, 2)), NumberColumn.Adopt("b", block.AsMemory(2, 2))]);
        foreach (var recipe in new[] { new Recipe(), new Recipe().OneHot(Columns.Texts).Dates(Columns.Dates), Recipe.For(table) })
        {
            Assert.Same(block, Assert.IsType<DenseDesign>(recipe.Learn(table).Apply(table).Design).Values);
            Assert.True(recipe.Learn(table).IsSameForAllWeights);
            Assert.True(recipe.Learn(table, [1, 0]).GivesTheSameAs(recipe.Learn(table, [0, 1])));
        }

        Assert.False(new Recipe().Standardise(Columns.Numbers).Learn(table, [1, 0]).GivesTheSameAs(new Recipe().Standardise(Columns.Numbers).Learn(table, [0, 1])));
        Assert.False(new Recipe().Learn(table).GivesTheSameAs(new Recipe().Learn(table).Keeping([1])));
    }

    [Fact]
    public void A_wide_design_that_is_mostly_zeros_is_sparse_and_the_same()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"level {i * 37 % 90}")];
        var table = new Table("t", [new TextColumn("id", texts), new NumberColumn("x", [.. Enumerable.Range(0, 200).Select(i => i % 3 - 1.0)]), new NumberColumn("gap", [.. Enumerable.Range(0, 200).Select(i => i == 5 ? double.NaN : i)])]);
        var recipe = new Recipe().Impute(Columns.Named("gap"), Imputation.Mean, indicator: true).OneHot(Columns.Texts, fewest: 3).Interactions(Columns.Named("x"), Columns.Named("id"));
        var learned = recipe.Learn(table);
        Assert.True(learned.IsSparse);
        Assert.IsType<SparseDesign>(learned.DesignOf(table));
        var dense = learned.Keeping(Enumerable.Range(0, 40));
        Assert.False(dense.IsSparse);
        double[][] made = [.. learned.Made(table).Numbers().Select(column => column.Values(200).ToArray())];
        Assert.Equal(made, RecipeFacts.Values(learned.DesignOf(table)));
        Assert.Equal(made[..40], RecipeFacts.Values(dense.DesignOf(table)));
        foreach (var (name, product) in learned.Columns.Zip(made).Where(column => column.First.StartsWith("x*", StringComparison.Ordinal)))
            Assert.Equal(made[learned.Columns.IndexOf("x")].Zip(made[learned.Columns.IndexOf(name[2..])], (x, level) => x * level), product);
        Assert.True(recipe.Learn(table, (double[])[.. texts.Select((_, i) => i == 7 ? 1.0 : 0)]).IsSparse);
    }

    [Fact]
    public void What_is_unlike_the_rows_learned_on_is_a_warning_with_a_count_and_the_first_row()
    {
        var learned = new Recipe().Impute(Columns.Named("age"), Imputation.Mean).OneHot(Columns.Texts).OneHot(Columns.Named("rank")).Dates(Columns.Dates, DateParts.Days).Learn(new Table("old",
        [
            new NumberColumn("age", [14, 45]), new TextColumn("race", ["a", "b"]), new NumberColumn("rank", [1, 2]),
            new DateColumn("visit", [new DateTime(2000, 1, 1), new DateTime(2001, 1, 1)]),
        ]));
        var applied = learned.Apply(new Table("new",
        [
            new NumberColumn("age", [14, 13.5, double.NaN, 46]), new TextColumn("race", ["a", "c", "d", null]), new NumberColumn("rank", [1, 3, 3, 2]),
            new DateColumn("visit", [new DateTime(2000, 6, 1), new DateTime(2002, 1, 1), new DateTime(2001, 1, 1), new DateTime(2001, 1, 1)]),
        ]));
        Assert.Equal(
        [
            "column 'age': 1 row has no value, which no row had when the recipe was learned (numbers from 14 to 45); the first is row 3",
            "column 'age': 2 rows have a value outside the range seen when the recipe was learned (numbers from 14 to 45); the first '13.5' in row 2",
            "column 'race': 1 row has no value, which no row had when the recipe was learned (texts: 'a', 'b'); the first is row 4",
            "column 'race': 2 rows have a level that wasn't seen when the recipe was learned (texts: 'a', 'b'); the first 'c' in row 2",
            "column 'rank': 2 rows have a level that wasn't seen when the recipe was learned (numbers: '1', '2'); the first '3' in row 2",
            "column 'visit': 1 row has a value outside the range seen when the recipe was learned (dates from 2000-01-01 to 2001-01-01); the first '2002-01-01' in row 2",
        ], applied.Warnings.Select(warning => warning.ToString()));
        var joined = DataWarning.Joined(applied.Warnings, applied.Warnings[1..4]);
        Assert.Equal([1, 4, 2, 4, 2, 1], joined.Select(warning => warning.Count));
        Assert.Equal([applied.Warnings[1]], DataWarning.Joined([], [applied.Warnings[1]]));
        var later = new Table("new", [new NumberColumn("age", [20, 12]), new TextColumn("race", ["a", "b"]), new NumberColumn("rank", [1, 2]), new DateColumn("visit", [new DateTime(2000, 6, 1), new DateTime(2000, 7, 1)])]) { FirstRow = 1000 };
        Assert.Equal([1001], learned.Apply(later).Warnings.Select(warning => warning.FirstRow));
        Assert.Empty(learned.Apply(new Table("fine", [new NumberColumn("age", [20]), new TextColumn("race", ["b"]), new NumberColumn("rank", [2]), new DateColumn("visit", [new DateTime(2000, 5, 5)])])).Warnings);
    }

    [Fact]
    public void A_table_that_cannot_be_used_is_refused_by_what_the_recipe_was_learned_on()
    {
        var learned = new Recipe().OneHot(Columns.Texts).Learn(new Table("old", [new NumberColumn("age", [14, 45]), new TextColumn("race", ["a", "b"])]));
        Refused("new.csv: there is no column 'race'; the columns are 'Race', 'age'; 'Race' differs in letter case only; the recipe was learned on it, texts: 'a', 'b'",
            () => learned.Apply(new Table("new.csv", [new TextColumn("Race", ["a"]), new NumberColumn("age", [20])])));
        Refused("new.csv: row 2, column 'age': 'x' makes it a column of texts, where the recipe was learned on numbers from 14 to 45",
            () => learned.Apply(new Table("new.csv", [new TextColumn("race", ["a", "b"]), new TextColumn("age", [null, "x"])])));
        Refused("new.csv: row 1, column 'age': is missing; a number is needed, or a recipe that fills missing ones (Impute)",
            () => learned.Apply(new Table("new.csv", [new TextColumn("race", ["a"]), new NumberColumn("age", [double.NaN])])));
        var empty = learned.Apply(new Table("new.csv", [new NumberColumn("race", [double.NaN]), new NumberColumn("age", [20])])); // a column without a value is of any kind
        Assert.Equal([20, 0, 0], RecipeFacts.Values(empty.Design).Select(column => column[0]));
    }

    [Fact]
    public void A_recipe_that_cannot_be_is_refused_by_what_it_needs()
    {
        Refused("people.csv: column 'race' still holds texts at the end of the recipe; OneHot or Ordinal makes numbers of them, or Drop leaves it out", () => new Recipe().Learn(People));
        Refused("people.csv: column 'visit' still holds dates at the end of the recipe; Dates makes numbers of them, or Drop leaves it out", () => new Recipe().OneHot(Columns.Texts).Learn(People));
        Refused("people.csv: Standardise needs numbers; column 'race' holds texts; OneHot or Ordinal before it makes numbers of them", () => new Recipe().Standardise(Columns.All).Learn(People));
        Refused("people.csv: Impute needs numbers or texts; column 'visit' holds dates; Dates before it makes numbers of them", () => new Recipe().Impute(Columns.Dates, Imputation.MostFrequent).Learn(People));
        Refused("people.csv: Impute by mean needs numbers (texts can get the most frequent level or a constant text); column 'race' holds texts; OneHot or Ordinal before it makes numbers of them",
            () => new Recipe().Impute(Columns.Texts, Imputation.Mean).Learn(People));
        Refused("people.csv: OneHot needs texts, or numbers as they were read; column 'age' holds numbers made by another step", () => new Recipe().Standardise(Columns.Numbers).OneHot(Columns.Numbers).Learn(People));
        Refused("people.csv: the recipe speaks of column 'weight', which isn't there; the columns so far are 'age', 'race', 'visit'", () => new Recipe().Log(Columns.Named("weight")).Learn(People));
        Refused("people.csv: column 'race': the level 'other' isn't in the order given, 'black', 'white'; every level needs a place there", () => new Recipe().Ordinal(Columns.Texts, ["black", "white"]).Learn(People));
        Refused("people.csv: the recipe leaves no column to learn from", () => new Recipe().Drop(Columns.All).Learn(People));
        var zero = Numbers(("dose", [1, 0, 2]));
        Refused("numbers.csv: row 2, column 'dose': 0 has no logarithm; a number above 0 is needed, or YeoJohnson, which takes any", () => new Recipe().Log(Columns.Numbers).Learn(zero));
        var fromOthers = new Recipe().Log(Columns.Numbers, -0.5).Learn(zero, [1, 0, 1]);
        Refused("numbers.csv: row 2, column 'dose': 0 has no logarithm; a number above 0.5 (log adds -0.5) is needed, or YeoJohnson, which takes any", () => fromOthers.Apply(zero));
        Refused("t: the recipe makes a column 'a=x' (from 'a') where there is one of that name already; rename the column or level that the name comes from",
            () => new Recipe().OneHot(Columns.Texts).Learn(new Table("t", [new NumberColumn("a=x", [1]), new TextColumn("a", ["x"])])));
        Refused("numbers.csv: row 2, column 'b^2', made from 'b': is too large; it overflows to +∞", () => new Recipe().Polynomial(Columns.Numbers).Learn(Numbers(("b", [1, 1e200]))).Apply(Numbers(("b", [1, 1e200]))));
        Refused("numbers.csv: column 'b^2' is too large to learn from: its numbers or their squares overflow; take logarithms, or fewer powers",
            () => new Recipe().Polynomial(Columns.Numbers).Standardise(Columns.Numbers).Learn(Numbers(("b", [1, 1e200]))));
        Assert.Contains("all weights are 0", Assert.Throws<ArgumentException>(() => new Recipe().Learn(zero, [0, 0, 0])).Message);
        Assert.Contains("row 2: -1 is no weight", Assert.Throws<ArgumentException>(() => new Recipe().Learn(zero, [1, -1, 0])).Message);
        Assert.Contains("row 1: 0.5 is no frequency", Assert.Throws<ArgumentException>(() => new Recipe().Learn(zero, [0.5, 1, 0], WeightKind.Frequency)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneHot(Columns.Texts, RareBelow: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Polynomial(Columns.All) with { Degree = 1 });
        Assert.Throws<ArgumentException>(() => new Recipe().Splines(Columns.Numbers, knots: 2).Learn(zero));
    }

    [Fact]
    public void Rows_that_leave_nothing_to_learn_from_still_make_columns()
    {
        var table = new Table("t", [new NumberColumn("x", [double.NaN, 5]), new TextColumn("t", [null, "b"])]);
        var learned = new Recipe().Impute(Columns.Numbers, Imputation.Median).Impute(Columns.Texts, Imputation.MostFrequent).OneHot(Columns.Texts).RobustScale(Columns.Numbers).YeoJohnson(Columns.Numbers).Learn(table, [1, 0]);
        Assert.Equal([0, 5], RecipeFacts.Values(learned.DesignOf(table))[0]);
        Assert.Equal([1, 1], RecipeFacts.Values(learned.DesignOf(table))[1]);
    }

    private static void Refused(string message, Action action) => Assert.Equal(message, Assert.Throws<DataException>(action).Message);
}
