using System.Text.Json;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>scikit-learn's scalers, imputers, one-hot columns and polynomials on the messy table of births, whose cells are those of messy_expected.json.</summary>
public sealed class RecipeGoldenTests
{
    private const double Tolerance = 1e-12;

    private static readonly JsonElement Golden = ReferenceData.Golden("preprocess").RootElement;
    private static readonly Table Births = ReadBirths();
    private static readonly string[] Numbers = [.. Golden.GetProperty("numeric_columns").EnumerateArray().Select(name => name.GetString()!)];

    private static Table NumbersAlone => new("births", [.. Numbers.Select(name => Births[name])]);

    private static Table TextsAlone => new("births", [Births["race"], Births["raucht"]]);

    [Fact]
    public void Standardised_columns_pass_over_missing_rows()
    {
        var expected = Case("standard_scaler_nan_aware");
        double[][] values = Values(new Recipe().Standardise(Columns.Numbers), NumbersAlone);
        Close(Rows(expected, "rows0_4"), Transposed(values, 5));
        Moments(new Recipe().Standardise(Columns.Numbers).Learn(NumbersAlone), expected);
    }

    [Fact]
    public void Standardised_columns_take_their_means_and_scales_from_weights()
    {
        var recipe = new Recipe().Impute(Columns.Numbers, Imputation.Mean);
        var filled = new Table("births", [.. Numbers.Zip(Values(recipe, NumbersAlone), (name, values) => new NumberColumn(name, values))]);
        double[] weights = [.. Enumerable.Range(0, filled.Rows).Select(i => 1 + i % 5 / 2.0)];
        Moments(new Recipe().Standardise(Columns.Numbers).Learn(filled, weights), Case("standard_scaler_weighted"));
        Moments(recipe.Standardise(Columns.Numbers).Learn(NumbersAlone), Case("standard_scaler_after_mean_imputation"));
        Close(Rows(Case("standard_scaler_after_mean_imputation"), "rows0_4"), Transposed(Values(recipe.Standardise(Columns.Numbers), NumbersAlone), 5));
    }

    [Fact]
    public void Robustly_scaled_columns_have_median_0_and_the_quartiles_1_apart()
    {
        var expected = Case("robust_iqr");
        double[][] values = Values(new Recipe().Impute(Columns.Numbers, Imputation.Mean).RobustScale(Columns.Numbers), NumbersAlone);
        Close(Rows(expected, "rows0_4"), Transposed(values, 5));
        Close([Doubles(expected.GetProperty("column_sums"))], [[.. values.Select(column => column.Sum())]]);
    }

    [Theory]
    [InlineData("imputer_mean")]
    [InlineData("imputer_median")]
    [InlineData("imputer_most_frequent")]
    [InlineData("imputer_constant")]
    public void Missing_numbers_get_what_scikit_learn_gives_them_and_a_column_that_says_so(string id)
    {
        var by = id switch { "imputer_mean" => Imputation.Mean, "imputer_median" => Imputation.Median, "imputer_most_frequent" => Imputation.MostFrequent, _ => Imputation.Constant(0) };
        var expected = Case(id);
        var learned = new Recipe().Impute(Columns.Numbers, by, indicator: true).Learn(NumbersAlone);
        string[] order = [.. Numbers, .. expected.GetProperty("indicator_columns").EnumerateArray().Select(name => $"{name.GetString()}=(missing)")];
        Assert.Equal(order.Order(), learned.Columns.Order());
        double[][] values = RecipeFacts.Values(learned.Apply(NumbersAlone).Design);
        double[][] ordered = [.. order.Select(name => values[learned.Columns.IndexOf(name)])];
        Close(Rows(expected, "rows0_9"), Transposed(ordered, 10));
        Close([Doubles(expected.GetProperty("column_sums"))], [[.. ordered.Select(column => column.Sum())]]);
    }

    [Theory]
    [InlineData("onehot_full", DroppedLevel.None)]
    [InlineData("onehot_drop_if_binary", DroppedLevel.FirstOfTwo)]
    public void Levels_become_columns(string id, DroppedLevel dropped)
    {
        var learned = new Recipe().OneHot(Columns.Texts, dropped: dropped).Learn(TextsAlone);
        Levels(Case(id), learned, name => $"{name.Replace("_<", "=(").Replace(">", ")").Replace('_', '=')}");
    }

    [Fact]
    public void The_first_level_can_go_without_a_column()
    {
        // scikit-learn sorts the missing level first and drops it
        var learned = new Recipe().Impute(Columns.Texts, Imputation.Constant("!")).OneHot(Columns.Texts, dropped: DroppedLevel.First).Learn(TextsAlone);
        Levels(Case("onehot_drop_first"), learned, name => name.Replace('_', '='));
    }

    [Fact]
    public void A_level_that_was_never_seen_is_zeros()
    {
        var learned = new Recipe().OneHot(Columns.Texts).Learn(TextsAlone);
        string[] unseen = [.. Case("onehot_unknown_ignored").GetProperty("row_in").EnumerateArray().Select(text => text.GetString()!)];
        var row = learned.Apply(new Table("new", [new TextColumn("race", [unseen[0]]), new TextColumn("raucht", [unseen[1]])]));
        Assert.Equal(Doubles(Case("onehot_unknown_ignored").GetProperty("row_out")), RecipeFacts.Values(row.Design).Select(column => column[0]));
        Assert.Equal([DataWarningKind.UnseenLevel, DataWarningKind.UnseenLevel], row.Warnings.Select(warning => warning.Kind));
    }

    [Fact]
    public void Levels_become_their_places()
    {
        var expected = Case("label_encoder");
        var table = new Table("births", [Births[expected.GetProperty("column").GetString()!]]);
        Assert.Equal(Doubles(expected.GetProperty("codes")), Values(new Recipe().Ordinal(Columns.Texts), table)[0]);
    }

    [Fact]
    public void Polynomials_come_by_degree_and_then_in_the_order_of_the_columns()
    {
        var expected = Case("polynomial_degree3");
        double[][] input = Rows(expected, "input");
        string[] names = ["a", "b", "c"];
        var table = new Table("three", [.. names.Select((name, j) => new NumberColumn(name, [.. input.Select(row => row[j])]))]);
        var learned = new Recipe().Polynomial(Columns.All, degree: 3).Learn(table);
        var powers = Rows(expected, "powers").Select(row => string.Join('*', row.Select((power, j) => (Name: names[j], Power: (int)power)).Where(term => term.Power > 0).Select(term => term.Power == 1 ? term.Name : $"{term.Name}^{term.Power}")));
        Assert.Equal(powers, learned.Columns);
        Close(Rows(expected, "output"), Transposed(RecipeFacts.Values(learned.DesignOf(table)), 3));
    }

    private static void Levels(JsonElement expected, LearnedRecipe learned, Func<string, string> renamed)
    {
        string[] order = [.. expected.GetProperty("feature_names").EnumerateArray().Select(name => renamed(name.GetString()!))];
        Assert.Equal(order.Order(), learned.Columns.Order());
        double[][] values = RecipeFacts.Values(learned.DesignOf(TextsAlone));
        double[][] ordered = [.. order.Select(name => values[learned.Columns.IndexOf(name)])];
        Assert.Equal(Rows(expected, "rows0_9"), Transposed(ordered, 10));
        Assert.Equal(Doubles(expected.GetProperty("column_sums")), ordered.Select(column => column.Sum()));
    }

    private static void Moments(LearnedRecipe learned, JsonElement expected)
    {
        using var json = JsonDocument.Parse(RecipeFacts.Json(learned));
        var step = json.RootElement.GetProperty("steps").EnumerateArray().Last();
        Close([Doubles(expected.GetProperty("mean")), Doubles(expected.GetProperty("scale"))], [Doubles(step.GetProperty("centres")), Doubles(step.GetProperty("scales"))]);
    }

    private static double[][] Values(Recipe recipe, Table table) =>
        [.. recipe.Learn(table).Made(table).Numbers().Select(column => column.Values(table.Rows).ToArray())];

    private static double[][] Transposed(double[][] columns, int rows) => [.. Enumerable.Range(0, rows).Select(i => (double[])[.. columns.Select(column => column[i])])];

    private static void Close(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            for (int j = 0; j < expected[i].Length; j++)
                Assert.True(Math.Abs(expected[i][j] - actual[i][j]) <= Tolerance * Math.Max(1, Math.Abs(expected[i][j])) || (double.IsNaN(expected[i][j]) && double.IsNaN(actual[i][j])), $"[{i}, {j}]: {expected[i][j]} and {actual[i][j]}");
    }

    private static JsonElement Case(string id) => Golden.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);

    private static double[][] Rows(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(Doubles)];

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.String ? double.NaN : number.GetDouble())];

    private static Table ReadBirths()
    {
        var file = ReferenceData.Golden("messy_expected").RootElement.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("id").GetString() == "messy_birthwt.csv");
        return new Table("births", [.. file.GetProperty("columns").EnumerateObject().Select(column => ColumnOf(column.Name, [.. column.Value.EnumerateArray()]))]);
    }

    private static Column ColumnOf(string name, JsonElement[] cells) => cells.All(cell => cell.ValueKind is JsonValueKind.Number or JsonValueKind.Null)
        ? new NumberColumn(name, [.. cells.Select(cell => cell.ValueKind == JsonValueKind.Null ? double.NaN : cell.GetDouble())])
        : new TextColumn(name, cells.Select(cell => cell.GetString()));
}
