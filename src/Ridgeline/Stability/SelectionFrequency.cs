using System.Collections.Immutable;
using Ridgeline.Recipes;

namespace Ridgeline.Stability;

/// <summary>How often a unit is selected on half samples.</summary>
/// <param name="Unit">The unit: a column, or columns of which any will do.</param>
/// <param name="Frequency">The share of half samples on which any of its columns is selected.</param>
/// <param name="Simultaneous">The share of pairs in which both halves select it, on which the bounds rest: of a unit that says nothing at most θ² on average.</param>
/// <param name="Members">The share of half samples on which each of its columns is selected, in their order: columns that say the same take turns.</param>
public sealed record SelectionFrequency(ColumnGroup Unit, double Frequency, double Simultaneous, ImmutableArray<double> Members);
