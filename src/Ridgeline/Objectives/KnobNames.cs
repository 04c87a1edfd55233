namespace Ridgeline.Objectives;

/// <summary>Knobs by name, as files and search tables write them.</summary>
public static class KnobNames
{
    /// <summary>The name of a knob: lambda, C, depth, alpha, dropout, weight-decay or epochs.</summary>
    /// <param name="knob">A knob.</param>
    public static string Name(this Knob knob) => knob switch
    {
        Knob.Lambda => "lambda",
        Knob.C => "C",
        Knob.Depth => "depth",
        Knob.Alpha => "alpha",
        Knob.Dropout => "dropout",
        Knob.WeightDecay => "weight-decay",
        Knob.Epochs => "epochs",
        _ => throw new ArgumentOutOfRangeException(nameof(knob), knob, "not a knob"),
    };

    /// <summary>The knob of a name; null where there is none.</summary>
    /// <param name="name">A name.</param>
    public static Knob? Parse(string name)
    {
        foreach (var knob in Enum.GetValues<Knob>())
            if (knob.Name() == name)
                return knob;
        return null;
    }
}
