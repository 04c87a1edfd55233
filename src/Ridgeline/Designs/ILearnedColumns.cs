namespace Ridgeline.Designs;

/// <summary>
/// Columns that are learned from rows (means put where numbers are missing, rare levels pooled, knots): each weighting learns its own, so that rows without weight
/// decide nothing. Their number, order and names are the same under all weights.
/// </summary>
public interface ILearnedColumns
{
    /// <summary>What <paramref name="weights"/> teach; this one where that gives the same columns, to the bit.</summary>
    /// <param name="weights">A weight per row, at least 0; a row of weight 0 teaches nothing.</param>
    /// <param name="kind">What the weights mean.</param>
    ILearnedColumns LearnedOn(ReadOnlySpan<double> weights, WeightKind kind);

    /// <summary>The columns of all rows, with weight or without, made anew.</summary>
    Design Make();
}
