using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The columns that a recipe makes of a table: every weighting of the rows learns its own, and those that learn the same share a design.</summary>
/// <remarks><code>var sample = Sample.OfLearned(recipe.ColumnsOf(table), target);</code> A search over resamples of that sample leaks nothing of what is held out.</remarks>
public sealed class RecipeColumns : ILearnedColumns
{
    private RecipeColumns(Recipe recipe, Table table, LearnedRecipe? learned) => (Recipe, Table, Learned) = (recipe, table, learned);

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>The table.</summary>
    public Table Table { get; }

    /// <summary>What it learned; null before it learned anything. Where other weights teach the same design, those that were asked first had their say on <see cref="LearnedRecipe.Inputs"/>.</summary>
    public LearnedRecipe? Learned { get; }

    internal static RecipeColumns Of(Recipe recipe, Table table) => new(recipe, table, null);

    /// <inheritdoc/>
    public ILearnedColumns LearnedOn(ReadOnlySpan<double> weights, WeightKind kind)
    {
        if (Learned is { IsSameForAllWeights: true })
            return this;
        var learned = Recipe.Learn(Table, weights, kind);
        return Learned?.GivesTheSameAs(learned) == true ? this : new RecipeColumns(Recipe, Table, learned);
    }

    /// <inheritdoc/>
    public Design Make() => (Learned ?? throw new InvalidOperationException("nothing has been learned yet: a sample's weights teach it")).DesignOf(Table);
}
