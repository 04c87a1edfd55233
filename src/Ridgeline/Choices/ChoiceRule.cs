namespace Ridgeline.Choices;

/// <summary>Which setting of a score's curve is chosen.</summary>
public enum ChoiceRule
{
    /// <summary>The best mean, ties to the simpler.</summary>
    Best,

    /// <summary>The simplest setting whose mean isn't worse than the best's by more than the best's standard error, inclusive.</summary>
    OneStandardError,
}

/// <summary>Choosing by rule.</summary>
public static class Choosing
{
    /// <summary>The setting that a rule chooses, as a position in <see cref="ScoreCurve.Points"/>.</summary>
    /// <param name="curve">The scores.</param>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is no rule.</exception>
    public static int Chosen(this ScoreCurve curve, ChoiceRule rule)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return rule switch
        {
            ChoiceRule.Best => curve.Best,
            ChoiceRule.OneStandardError => curve.OneStandardError,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "not a rule to choose by"),
        };
    }
}
