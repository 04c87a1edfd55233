namespace Ridgeline.Recipes;

/// <summary>A step of a <see cref="Recipe"/>, which has learned nothing: what is to be done to which columns.</summary>
/// <param name="Columns">Which of the columns so far it works on.</param>
public abstract record RecipeStep(Columns Columns)
{
    /// <summary>What the step learns from the rows with weight. Rows of weight 0 never count.</summary>
    internal abstract LearnedStep Learn(Frame frame, in RowWeights weights);
}
