namespace Ridgeline.Studies;

/// <summary>What a diagnosis looks at, beside the verdict that it always has.</summary>
public enum DiagnosisPart
{
    /// <summary>How well the family learns targets that were shuffled among the rows.</summary>
    Shuffled,

    /// <summary>How many parameters the model is worth, and by how much its training score is expected to flatter for that.</summary>
    DegreesOfFreedom,

    /// <summary>Bias and variance along the path, from bootstrap draws.</summary>
    BiasVariance,

    /// <summary>What more rows would do.</summary>
    Learning,

    /// <summary>Which columns a linear model would choose again, and how far its coefficients spread.</summary>
    Stability,

    /// <summary>What each column of the table is worth on rows that the model hasn't seen, by shuffling it.</summary>
    Importance,

    /// <summary>What may have leaked into the training rows, and what that is worth.</summary>
    Leaks,

    /// <summary>Which penalty or family suits the data, at what strengths, and why.</summary>
    Advice,
}

/// <summary>What the parts of a diagnosis are called.</summary>
public static class DiagnosisParts
{
    /// <summary>All of them, in the order that they are shown in.</summary>
    public static IReadOnlyList<DiagnosisPart> All { get; } = Enum.GetValues<DiagnosisPart>();

    /// <summary>A part's name: bias-variance.</summary>
    /// <param name="part">The part.</param>
    public static string Name(this DiagnosisPart part) => part switch
    {
        DiagnosisPart.Shuffled => "shuffled",
        DiagnosisPart.DegreesOfFreedom => "degrees-of-freedom",
        DiagnosisPart.BiasVariance => "bias-variance",
        DiagnosisPart.Learning => "learning",
        DiagnosisPart.Stability => "stability",
        DiagnosisPart.Importance => "importance",
        DiagnosisPart.Leaks => "leaks",
        DiagnosisPart.Advice => "advice",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part"),
    };

    /// <summary>The part called <paramref name="name"/>; null: there is none.</summary>
    /// <param name="name">A name.</param>
    public static DiagnosisPart? Parse(string name)
    {
        foreach (var part in All)
            if (part.Name() == name)
                return part;
        return null;
    }
}
