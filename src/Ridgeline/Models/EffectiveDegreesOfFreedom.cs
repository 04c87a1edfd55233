namespace Ridgeline.Models;

/// <summary>How many parameters a model is worth, as targets drawn anew tell it: how closely its fit follows them.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Of the estimate, from the draws.</param>
/// <param name="Draws">How many targets were drawn, each of which was fitted.</param>
public sealed record EffectiveDegreesOfFreedom(double Value, double StandardError, int Draws);
