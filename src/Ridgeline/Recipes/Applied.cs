using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Recipes;

/// <summary>What a learned recipe made of a table.</summary>
/// <param name="Design">X, with the columns that <see cref="LearnedRecipe.Columns"/> names.</param>
/// <param name="Warnings">What its rows have that no row had when the recipe was learned; at most one of a kind for each column.</param>
public sealed record Applied(Design Design, ImmutableArray<DataWarning> Warnings);
