namespace Ridgeline.Objectives;

/// <summary>What a <see cref="Setting"/> turns: one knob of a family from "too simple" to "too complex".</summary>
public enum Knob
{
    /// <summary>λ of a linear model; larger is simpler.</summary>
    Lambda,

    /// <summary>C = 1/(λ·Σs) of a linear model; smaller is simpler.</summary>
    C,

    /// <summary>The greatest depth of a tree; smaller is simpler, ∞ is unconstrained.</summary>
    Depth,
}
