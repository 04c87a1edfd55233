using System.Text.Json;
using Ridgeline.Numerics;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.AotSmoke;

/// <summary>A recipe of every step, learned, written, read and applied.</summary>
internal static class SimulatedRecipe
{
    private const int Rows = 120;

    /// <summary>A name and a number: for each column that comes out its mean.</summary>
    public static IEnumerable<(string Name, double Number)> Numbers()
    {
        var table = Simulated();
        var recipe = new Recipe().Impute(Columns.Named("gaps"), Imputation.Median, indicator: true).Dates(Columns.Dates, asCategories: true).OneHot(Columns.Texts, rareBelow: 0.05)
            .Ordinal(Columns.Named("count")).Log(Columns.Named("size"), 1).YeoJohnson(Columns.Named("gaps")).Splines(Columns.Named("slow")).Splines(Columns.Named("fast"), 3, SplineBasis.BSpline)
            .Interactions(Columns.Named("gaps"), Columns.Named("colour")).Polynomial(Columns.Named("day.days", "gaps")).RobustScale(Columns.Named("day.days^2")).Standardise(Columns.Named("yeo-johnson(gaps)^2", "day.days"));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            recipe.Learn(table).Write(json);
        using var document = JsonDocument.Parse(stream.ToArray());
        var read = LearnedRecipe.Read(document.RootElement);
        var design = read.Apply(table).Design;
        for (int j = 0; j < design.Columns; j++)
            yield return ($"recipe, {design.Names[j]}", Enumerable.Range(0, Rows).Average(i => design[i, j]) + design.Shift(j));
    }

    private static Table Simulated()
    {
        var random = new RandomStream(seed: 11);
        double[] Drawn(double largest) => [.. Enumerable.Range(0, Rows).Select(_ => largest * random.NextUniform())];
        double[] gaps = [.. Drawn(9).Select((x, i) => i % 7 == 0 ? double.NaN : x * x)];
        return new Table("simulated",
        [
            new NumberColumn("size", Drawn(100)), new NumberColumn("gaps", gaps), new NumberColumn("slow", Drawn(4)), new NumberColumn("fast", Drawn(1)),
            new NumberColumn("count", [.. Drawn(5).Select(Math.Floor)]),
            new TextColumn("colour", Drawn(4).Select((x, i) => i % 11 == 0 ? null : i == 5 ? "rare" : $"colour {Math.Floor(x)}")),
            new DateColumn("day", Drawn(4000).Select(x => (DateTime?)new DateTime(2001, 2, 3).AddDays(Math.Floor(x)))),
        ]);
    }
}
