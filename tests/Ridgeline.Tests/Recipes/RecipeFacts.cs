using System.Text;
using System.Text.Json;
using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>What holds for every step, on random tables.</summary>
public sealed class RecipeFacts
{
    private const double Rounding = 1e-12;

    public static IEnumerable<TheoryDataRow<string>> Names => RecipeCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_of_weight_0_is_no_row_whatever_stands_in_it(string name) => Gen.Select(RecipeCases.Weighted, RecipeCases.Rows, RecipeCases.Rows).Sample((given, some, other) =>
    {
        var recipe = RecipeCases.Named(name);
        var present = Present(given.Rows, given.Weights);
        string alone = Json(recipe.Learn(RecipeCases.TableOf(present.Rows), present.Weights));
        foreach (var rubbish in new[] { some, other })
        {
            RandomRow[] rows = [.. given.Rows.Select((row, i) => given.Weights[i] > 0 ? row : rubbish[i % rubbish.Length] with { Size = 1e6 * i, Count = -100 })];
            Assert.Equal(alone, Json(recipe.Learn(RecipeCases.TableOf(rows), given.Weights)));
        }
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void Frequency_2_is_the_row_twice(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var recipe = RecipeCases.Named(name);
        RandomRow[] copies = [.. given.Rows.SelectMany((row, i) => Enumerable.Repeat(row, (int)given.Weights[i]))];
        var learned = recipe.Learn(RecipeCases.TableOf(given.Rows), given.Weights, WeightKind.Frequency);
        var twice = recipe.Learn(RecipeCases.TableOf(copies));
        Same(name, given.Rows, learned, twice);
        Assert.Equal(learned.Inputs.Select(input => (input.Rows, input.Missing)), twice.Inputs.Select(input => (input.Rows, input.Missing)));
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void Scaling_the_weights_changes_nothing(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var recipe = RecipeCases.Named(name);
        var table = RecipeCases.TableOf(given.Rows);
        Same(name, given.Rows, recipe.Learn(table, given.Weights), recipe.Learn(table, (double[])[.. given.Weights.Select(weight => 0.37 * weight)]));
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_order_of_the_rows_changes_nothing(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var recipe = RecipeCases.Named(name);
        int n = given.Rows.Length;
        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => i * 7 % n).ThenBy(i => -i)];
        var learned = recipe.Learn(RecipeCases.TableOf(given.Rows), given.Weights);
        Same(name, given.Rows, learned, recipe.Learn(RecipeCases.TableOf([.. order.Select(i => given.Rows[i])]), (double[])[.. order.Select(i => given.Weights[i])]));
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_columns_that_come_out_do_not_depend_on_the_weights(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var recipe = RecipeCases.Named(name);
        var table = RecipeCases.TableOf(given.Rows);
        var all = recipe.Learn(table);
        foreach (var learned in new[] { recipe.Learn(table, given.Weights), recipe.Learn(table, (double[])[.. given.Weights.Select((_, i) => i == given.Weights.Length - 1 ? 1.0 : 0)]) })
        {
            Assert.Equal(all.Columns, learned.Columns);
            Assert.Equal(all.Sources.Select(sources => string.Join(',', sources)), learned.Sources.Select(sources => string.Join(',', sources)));
            Assert.Equal(all.IsSparse, learned.IsSparse);
            Assert.Equal(all.IsSameForAllWeights, learned.IsSameForAllWeights);
            Assert.True(!all.IsSameForAllWeights || all.GivesTheSameAs(learned), "said to be the same for all weights, and isn't");
            Assert.Equal(all.Columns, learned.DesignOf(table).Names);
        }
    }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_gives_the_same_gives_the_same_bits(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var recipe = RecipeCases.Named(name);
        var table = RecipeCases.TableOf(given.Rows);
        var learned = recipe.Learn(table, given.Weights);
        Assert.True(learned.GivesTheSameAs(recipe.Learn(table, (double[])[.. given.Weights.Select(weight => 2 * weight)])), "twice the weights teach something else");
        foreach (int left in Enumerable.Range(0, given.Rows.Length).Where(i => given.Weights[i] > 0))
        {
            var without = recipe.Learn(table, (double[])[.. given.Weights.Select((weight, i) => i == left ? 0 : weight)]);
            Assert.Equal(learned.GivesTheSameAs(without), without.GivesTheSameAs(learned));
            if (learned.GivesTheSameAs(without))
                Assert.Equal(Values(learned.DesignOf(table)), Values(without.DesignOf(table)));
        }
    }, iter: 10);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_read_from_JSON_is_what_was_written_bit_for_bit(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var table = RecipeCases.TableOf(given.Rows);
        var learned = RecipeCases.Named(name).Learn(table, given.Weights);
        var read = Read(Json(learned));
        Assert.Equal(Json(learned), Json(read));
        Assert.True(learned.GivesTheSameAs(read) && read.GivesTheSameAs(learned));
        Assert.Equal(learned.Columns, read.Columns);
        Assert.Equal(learned.Inputs.Select(input => $"{input.Name} {input.Kind} {input} {input.Rows} {input.Missing}"), read.Inputs.Select(input => $"{input.Name} {input.Kind} {input} {input.Rows} {input.Missing}"));
        Assert.Equal(learned.Describe(), read.Describe());
        Assert.Equal(Values(learned.DesignOf(table)), Values(read.DesignOf(table)));
        Assert.Equal(learned.Apply(table).Warnings, read.Apply(table).Warnings);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_learns_from_what_the_steps_before_it_make(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var table = RecipeCases.TableOf(given.Rows);
        var first = RecipeCases.Named(name).Learn(table, given.Weights);
        var made = new Table("made", [.. first.Made(table).Numbers().Select(column => new NumberColumn(column.Name, column.Values(table.Rows).Span))]);
        var both = RecipeCases.Named(name).RobustScale(Columns.All).Standardise(Columns.All).Learn(table, given.Weights);
        var then = new Recipe().RobustScale(Columns.All).Standardise(Columns.All).Learn(made, given.Weights);
        Assert.Equal(Values(then.DesignOf(made)), Values(both.DesignOf(table)));
    }, iter: 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_is_made_of_itself_alone(string name) => RecipeCases.Weighted.Sample(given =>
    {
        var learned = RecipeCases.Named(name).Learn(RecipeCases.TableOf(given.Rows), given.Weights);
        var all = Values(learned.DesignOf(RecipeCases.TableOf(given.Rows)));
        int half = given.Rows.Length / 2;
        var parts = Values(learned.DesignOf(RecipeCases.TableOf(given.Rows[..half]))).Zip(Values(learned.DesignOf(RecipeCases.TableOf(given.Rows[half..]))), (a, b) => (double[])[.. a, .. b]);
        Close(all, [.. parts], Rounding, name);
    }, iter: 20);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_kept_is_what_it_was_and_needs_its_own_inputs_alone(string name) => Gen.Select(RecipeCases.Weighted, Gen.Int[2, 5]).Sample((given, step) =>
    {
        var table = RecipeCases.TableOf(given.Rows);
        var learned = RecipeCases.Named(name).Learn(table, given.Weights);
        int[] kept = [.. Enumerable.Range(0, learned.Columns.Length).Where(j => j % step == 1)];
        var fewer = Read(Json(learned.Keeping(kept)));
        Assert.Equal(kept.Select(j => learned.Columns[j]), fewer.Columns);
        Assert.Equal(fewer.Sources.SelectMany(names => names).Distinct().Order(), fewer.Inputs.Select(input => input.Name).Order());
        var needed = new Table("needed", [.. fewer.Inputs.Select(input => table[input.Name])]);
        var all = Values(learned.DesignOf(table));
        Close([.. kept.Select(j => all[j])], Values(fewer.DesignOf(needed)), Rounding, name);
    }, iter: 20);

    private static (RandomRow[] Rows, double[] Weights) Present(RandomRow[] rows, double[] weights)
    {
        int[] present = [.. Enumerable.Range(0, rows.Length).Where(i => weights[i] > 0)];
        return ([.. present.Select(i => rows[i])], [.. present.Select(i => weights[i])]);
    }

    /// <summary>The power of Yeo and Johnson is found to 1e-10; everything else is computed.</summary>
    private static void Same(string name, RandomRow[] rows, LearnedRecipe a, LearnedRecipe b)
    {
        Assert.Equal(a.Columns, b.Columns);
        var table = RecipeCases.TableOf(rows);
        Close(Values(a.DesignOf(table)), Values(b.DesignOf(table)), name == "yeo-johnson" ? 1e-8 : Rounding, name);
    }

    private static void Close(double[][] expected, double[][] actual, double tolerance, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
        {
            double largest = Math.Max(1, expected[j].Max(Math.Abs));
            for (int i = 0; i < expected[j].Length; i++)
                Assert.True(Math.Abs(expected[j][i] - actual[j][i]) <= tolerance * largest, $"{name}, row {i + 1}, column {j}: {expected[j][i]} and {actual[j][i]}");
        }
    }

    internal static double[][] Values(Design design) =>
        [.. Enumerable.Range(0, design.Columns).Select(j => (double[])[.. Enumerable.Range(0, design.Rows).Select(i => design[i, j] + design.Shift(j))])];

    internal static string Json(LearnedRecipe learned)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            learned.Write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static LearnedRecipe Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return LearnedRecipe.Read(document.RootElement);
    }
}
