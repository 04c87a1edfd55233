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

    /// <summary>The cost-complexity α ≥ 0 of a tree: what each leaf must save of impurity; larger is simpler, ∞ leaves the root.</summary>
    Alpha,

    /// <summary>The share of units that a network drops while it is trained, in [0, 1); larger is simpler.</summary>
    Dropout,

    /// <summary>The decoupled weight decay ≥ 0 of a network; larger is simpler.</summary>
    WeightDecay,

    /// <summary>How many times a network goes through its rows, at least 1; smaller is simpler.</summary>
    Epochs,
}
