using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>How the columns of a table become those of a design: steps, none of which has learned anything yet. It never changes; each method gives a longer one.</summary>
/// <remarks>
/// A step works on the columns so far, those of the table and those that steps before it made; columns that no step selects stay as they are. What there is at the
/// end must be numbers. Nothing can be applied before it has learned, and what is learned comes from rows with weight alone:
/// <code>
/// var recipe = new Recipe().Impute(Columns.Numbers, Imputation.Median, indicator: true).OneHot(Columns.Texts, rareBelow: 0.01).Standardise(Columns.Numbers);
/// var learned = recipe.Learn(train, weights);
/// var x = learned.Apply(test).Design;
/// </code>
/// The columns that come out, their number, names and order, depend on the recipe and on the table's columns, their levels and whether rows of them are missing, over all rows;
/// never on the weights.
/// </remarks>
public sealed class Recipe
{
    /// <summary>A recipe without steps.</summary>
    public Recipe() : this([])
    {
    }

    private Recipe(ImmutableArray<RecipeStep> steps) => Steps = steps;

    /// <summary>The steps, in the order in which they are done.</summary>
    public ImmutableArray<RecipeStep> Steps { get; }

    /// <summary>This recipe and then <paramref name="step"/>.</summary>
    /// <param name="step">What is done last.</param>
    public Recipe With(RecipeStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new Recipe(Steps.Add(step));
    }

    /// <summary>(x − mean) / sd: <see cref="Recipes.Standardise"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe Standardise(Columns columns) => With(new Standardise(columns));

    /// <summary>(x − median) / interquartile range: <see cref="Recipes.RobustScale"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe RobustScale(Columns columns) => With(new RobustScale(columns));

    /// <summary>log(x + shift): <see cref="Recipes.Log"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="shift">Added to x.</param>
    public Recipe Log(Columns columns, double shift = 0) => With(new Log(columns, shift));

    /// <summary>A power that brings skewed columns near to normal: <see cref="Recipes.YeoJohnson"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe YeoJohnson(Columns columns) => With(new YeoJohnson(columns));

    /// <summary>A value in the place of missing ones: <see cref="Recipes.Impute"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="by">What they get.</param>
    /// <param name="indicator">Whether a column says which rows were missing.</param>
    public Recipe Impute(Columns columns, Imputation by, bool indicator = false) => With(new Impute(columns, by, indicator));

    /// <summary>A column of ones and zeros a level: <see cref="Recipes.OneHot"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="rareBelow">Levels with a smaller share of the weight are pooled.</param>
    /// <param name="fewest">Levels of fewer rows are pooled.</param>
    /// <param name="missing">What missing rows become.</param>
    /// <param name="dropped">Which level has no column.</param>
    public Recipe OneHot(Columns columns, double rareBelow = 0, int fewest = 0, MissingRows missing = MissingRows.Level, DroppedLevel dropped = DroppedLevel.None) =>
        With(new OneHot(columns, rareBelow, fewest, missing, dropped));

    /// <summary>The place of a level in their order: <see cref="Recipes.Ordinal"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="order">All levels in order; the table's own, sorted, if left out.</param>
    /// <param name="unseen">What a level is that wasn't there; the middle if left out.</param>
    public Recipe Ordinal(Columns columns, ImmutableArray<string> order = default, double? unseen = null) => With(new Ordinal(columns, order, unseen));

    /// <summary>Year, month, weekday, hour and elapsed days: <see cref="Recipes.Dates"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="parts">What is taken from each.</param>
    /// <param name="asCategories">Whether months and weekdays are texts, for OneHot.</param>
    /// <param name="since">The day that elapsed days are counted from; 2000-01-01 if left out.</param>
    public Recipe Dates(Columns columns, DateParts parts = DateParts.All, bool asCategories = false, DateOnly? since = null) => With(new Dates(columns, parts, asCategories, since));

    /// <summary>Smooth functions of a column: <see cref="Recipes.Splines"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="knots">How many knots.</param>
    /// <param name="basis">Which functions.</param>
    /// <param name="degree">The degree of B-splines.</param>
    public Recipe Splines(Columns columns, int knots = 5, SplineBasis basis = SplineBasis.Natural, int degree = 3) => With(new Splines(columns, knots, basis, degree));

    /// <summary>Powers and products up to a degree: <see cref="Recipes.Polynomial"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="degree">The largest degree.</param>
    /// <param name="interactions">Whether there are products of different columns.</param>
    public Recipe Polynomial(Columns columns, int degree = 2, bool interactions = true) => With(new Polynomial(columns, degree, interactions));

    /// <summary>Products of pairs: <see cref="Recipes.Interactions"/>.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="with">The other column of each pair; every pair of the columns if left out.</param>
    public Recipe Interactions(Columns columns, Columns? with = null) => With(new Interactions(columns, with));

    /// <summary>Leaves columns out: <see cref="Recipes.Drop"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe Drop(Columns columns) => With(new Drop(columns));

    /// <summary>Numbers whose missing rows stay missing: <see cref="Recipes.KeepGaps"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe KeepGaps(Columns columns) => With(new KeepGaps(columns));

    /// <summary>Codes of levels, for models that take levels as they are: <see cref="Recipes.KeepLevels"/>.</summary>
    /// <param name="columns">Which columns.</param>
    public Recipe KeepLevels(Columns columns) => With(new KeepLevels(columns));

    /// <summary>A table's columns as they are, for models that take gaps and levels natively (trees): numbers with their gaps, texts as levels.</summary>
    /// <remarks>
    /// Dates become year, month, weekday, hour where there are times, and elapsed days, as numbers. What says nothing is left out: texts and dates that are the same in
    /// all rows, and columns of which every row is missing. Nothing is learned from weights, so all resamples share one design.
    /// </remarks>
    /// <param name="table">The table that will be learned on.</param>
    /// <param name="uses">How columns are to be used, by name; others by their kind.</param>
    /// <exception cref="DataException">A column can't be used so, or there is none of a name.</exception>
    public static Recipe AsCells(Table table, IReadOnlyDictionary<string, ColumnUse>? uses = null) => DefaultRecipe.AsCells(table, uses ?? ImmutableDictionary<string, ColumnUse>.Empty);

    /// <summary>What suits a table's columns by their kinds, or by uses that are given; nothing for a table of complete numbers.</summary>
    /// <remarks>
    /// Numbers with missing rows get their mean, and a column "age=(missing)". Texts become a column a level, a missing one among them, and one alone of two; where the table has
    /// levels of fewer rows than a hundredth of all, but at least 3 and at most 20, such levels are pooled in "race=(rare)". Dates become year, month, weekday, hour where there
    /// are times, and elapsed days, with months and weekdays as categories and the mean where they are missing, which "visit.days=(missing)" says. What says nothing is left
    /// out: texts and dates that are the same in all rows, and columns of which every row is missing.
    /// </remarks>
    /// <param name="table">The table that will be learned on.</param>
    /// <param name="uses">How columns are to be used, by name; others by their kind.</param>
    /// <exception cref="DataException">A column can't be used so, or there is none of a name.</exception>
    public static Recipe For(Table table, IReadOnlyDictionary<string, ColumnUse>? uses = null) => DefaultRecipe.For(table, uses ?? ImmutableDictionary<string, ColumnUse>.Empty);

    /// <summary>What the recipe learns from the rows with weight.</summary>
    /// <param name="table">The rows; all of its columns take part, so a target and the like must be left out of it.</param>
    /// <param name="weights">s ≥ 0 per row; every row 1 if left out.</param>
    /// <param name="kind">What they mean: it decides what counts as a row where rows are counted.</param>
    /// <exception cref="DataException">A step can't do what it is asked with these columns, or a column isn't numbers at the end.</exception>
    /// <exception cref="ArgumentException">The weights are not n numbers ≥ 0 of which one is above 0, or frequencies that are no whole numbers.</exception>
    public LearnedRecipe Learn(Table table, ReadOnlySpan<double> weights = default, WeightKind kind = WeightKind.Importance)
    {
        ArgumentNullException.ThrowIfNull(table);
        var rows = new RowWeights(weights, table.Rows, kind);
        var frame = Frame.ToLearn(table);
        var learned = ImmutableArray.CreateBuilder<LearnedStep>(Steps.Length);
        foreach (var step in Steps)
        {
            learned.Add(step.Learn(frame, rows));
            learned[^1].Apply(frame);
        }

        return LearnedRecipe.Of(learned.MoveToImmutable(), InputColumn.Of(table, rows, frame.Categories), frame);
    }

    /// <summary>What it makes of a table, learned anew on every weighting of its rows: for <see cref="Sample.OfLearned"/>.</summary>
    /// <param name="table">The rows; all of its columns take part, so a target and the like must be left out of it.</param>
    public RecipeColumns ColumnsOf(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return RecipeColumns.Of(this, table);
    }

    /// <summary>The steps in words, in their order; empty for a recipe without steps.</summary>
    public override string ToString() => string.Join("; ", Steps);
}
