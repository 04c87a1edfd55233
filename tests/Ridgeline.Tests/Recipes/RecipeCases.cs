using CsCheck;
using Ridgeline.Recipes;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Recipes;

/// <summary>A recipe of every step, each of which makes numbers of a random table.</summary>
internal static class RecipeCases
{
    /// <summary>The recipes by what they show.</summary>
    private static readonly Dictionary<string, Recipe> All = new()
    {
        ["nothing"] = new Recipe(),
        ["standardise"] = new Recipe().Standardise(Columns.Numbers),
        ["robust scale"] = new Recipe().RobustScale(Columns.Numbers),
        ["log"] = new Recipe().Log(Columns.Named("count", "level"), shift: 1.5),
        ["yeo-johnson"] = new Recipe().YeoJohnson(Columns.Numbers),
        ["impute mean"] = new Recipe().Impute(Columns.Numbers, Imputation.Mean, indicator: true),
        ["impute median"] = new Recipe().Impute(Columns.Numbers, Imputation.Median),
        ["impute most frequent"] = new Recipe().Impute(Columns.Numbers.And(Columns.Texts), Imputation.MostFrequent, indicator: true).OneHot(Columns.Texts),
        ["impute constants"] = new Recipe().Impute(Columns.Numbers, Imputation.Constant(-3.5)).Impute(Columns.Texts, Imputation.Constant("none"), indicator: true).OneHot(Columns.Texts),
        ["one-hot"] = new Recipe().OneHot(Columns.Texts),
        ["one-hot of numbers"] = new Recipe().OneHot(Columns.Named("level")),
        ["one-hot pooled by share"] = new Recipe().OneHot(Columns.Texts, rareBelow: 0.2, dropped: DroppedLevel.First),
        ["one-hot pooled by rows"] = new Recipe().OneHot(Columns.Texts, fewest: 3, missing: MissingRows.Zeros),
        ["ordinal"] = new Recipe().Ordinal(Columns.Texts).Ordinal(Columns.Named("level"), order: ["3", "2", "1", "0"], unseen: -1),
        ["dates"] = new Recipe().Dates(Columns.Dates),
        ["dates as categories"] = new Recipe().Dates(Columns.Dates, asCategories: true).OneHot(Columns.Texts, rareBelow: 0.1),
        ["natural splines"] = new Recipe().Splines(Columns.Numbers, knots: 4),
        ["b-splines"] = new Recipe().Splines(Columns.Numbers, knots: 2, SplineBasis.BSpline, degree: 2),
        ["polynomial"] = new Recipe().Polynomial(Columns.Numbers.Except(Columns.Named("gaps")), degree: 3),
        ["powers"] = new Recipe().Standardise(Columns.Numbers).Polynomial(Columns.Numbers, degree: 2, interactions: false),
        ["cells"] = new Recipe().KeepGaps(Columns.Named("size", "gaps")).KeepLevels(Columns.Named("colour", "holes", "level")),
        ["interactions"] = new Recipe().OneHot(Columns.Texts, rareBelow: 0.2).Interactions(Columns.Named("size"), Columns.Named("colour")).Interactions(Columns.Named("colour", "holes")),
        ["everything"] = new Recipe().Impute(Columns.Numbers, Imputation.Median, indicator: true).Dates(Columns.Dates, asCategories: true).Impute(Columns.Numbers, Imputation.Mean)
            .OneHot(Columns.Texts, rareBelow: 0.1).Splines(Columns.Named("size"), knots: 3).Interactions(Columns.Named("size"), Columns.Named("colour")).Standardise(Columns.All),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => All.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>The recipe, and then what makes numbers of all that it leaves.</summary>
    public static Recipe Named(string name) => All[name].Ordinal(Columns.Texts).Dates(Columns.Dates).Impute(Columns.All, Imputation.Constant(-7));

    /// <summary>A name's columns, of a table of random rows: numbers with and without ties and gaps, texts with and without gaps, dates with and without.</summary>
    public static Table TableOf(IReadOnlyList<RandomRow> rows) => new("random",
    [
        new NumberColumn("size", [.. rows.Select(row => row.Size)]),
        new NumberColumn("gaps", [.. rows.Select(row => row.Gaps ?? double.NaN)]),
        new NumberColumn("count", [.. rows.Select(row => (double)row.Count)]),
        new NumberColumn("level", [.. rows.Select(row => (double)(row.Level))]),
        TextColumn.Adopt("colour", ["red", "green", "blue", "10", "9"], [.. rows.Select(row => row.Colour)]),
        TextColumn.Adopt("holes", ["b", "a", "c"], [.. rows.Select(row => row.Holes)]),
        new DateColumn("day", rows.Select(row => (DateTime?)row.Day)),
        new DateColumn("time", rows.Select(row => row.Time)),
    ]);

    private static readonly Gen<RandomRow> Row =
        from size in Gen.Double[-4, 9]
        from gaps in Gen.Frequency((3, Gen.Double[0, 50].Select(x => (double?)Math.Round(x, 1))), (1, Gen.Const((double?)null)))
        from count in Gen.Int[0, 6]
        from level in Gen.Int[0, 3]
        from colour in Gen.Int[0, 4]
        from holes in Gen.Int[-1, 2]
        from day in Gen.Int[0, 4000]
        from time in Gen.Frequency((3, Gen.Int[0, 90_000_000].Select(seconds => (DateTime?)new DateTime(2001, 2, 3).AddSeconds(seconds))), (1, Gen.Const((DateTime?)null)))
        select new RandomRow(size, gaps, count, level, colour, holes, new DateTime(1999, 1, 1).AddDays(day), time);

    /// <summary>Rows of which the last four have, together, everything that decides a table's columns: a gap in each column that may have one, a time of day, each number that is a level.</summary>
    public static readonly Gen<RandomRow[]> Rows = Row.Array[9, 24].Select(rows =>
    {
        for (int level = 0; level < 4; level++)
            rows[^(level + 1)] = rows[^(level + 1)] with { Level = level };
        rows[^1] = rows[^1] with { Gaps = null, Holes = -1, Time = null };
        rows[^2] = rows[^2] with { Gaps = 4, Holes = 0, Time = new DateTime(2002, 3, 4, 5, 6, 7) };
        return rows;
    });

    /// <summary>Rows, and a weight for each, of which the last four aren't 0.</summary>
    public static readonly Gen<(RandomRow[] Rows, double[] Weights)> Weighted = Rows.SelectMany(rows =>
        Gen.Frequency((2, Gen.Int[1, 4]), (1, Gen.Const(0))).Array[rows.Length].Select(weights => (rows, (double[])[.. weights.Select((weight, i) => i >= rows.Length - 4 ? Math.Max(1, weight) : weight)])));
}

/// <summary>A row of a random table.</summary>
internal sealed record RandomRow(double Size, double? Gaps, int Count, int Level, int Colour, int Holes, DateTime Day, DateTime? Time);
