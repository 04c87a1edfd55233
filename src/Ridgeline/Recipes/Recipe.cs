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
