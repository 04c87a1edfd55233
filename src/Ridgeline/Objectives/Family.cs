namespace Ridgeline.Objectives;

/// <summary>A family of models, the simplest first: of families that can't be told apart the first is preferred.</summary>
public enum Family
{
    /// <summary>η = Xw + b, held back by a penalty.</summary>
    Linear,

    /// <summary>Questions asked one after the other, held back by pruning or by depth.</summary>
    Tree,

    /// <summary>Layers of units, held back by dropout, weight decay or early stopping.</summary>
    Network,
}

/// <summary>Families by name, and the knobs of each.</summary>
public static class FamilyNames
{
    /// <summary>linear, tree or network.</summary>
    /// <param name="family">A family.</param>
    public static string Name(this Family family) => family switch
    {
        Objectives.Family.Linear => "linear",
        Objectives.Family.Tree => "tree",
        Objectives.Family.Network => "network",
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "not a family"),
    };

    /// <summary>The family of a name; null where there is none.</summary>
    /// <param name="name">linear, tree or network.</param>
    public static Family? Parse(string name)
    {
        foreach (var family in Enum.GetValues<Family>())
            if (family.Name() == name)
                return family;
        return null;
    }

    /// <summary>The family whose knob it is.</summary>
    /// <param name="knob">A knob.</param>
    public static Family Family(this Knob knob) => knob switch
    {
        Knob.Lambda or Knob.C => Objectives.Family.Linear,
        Knob.Depth or Knob.Alpha => Objectives.Family.Tree,
        Knob.Dropout or Knob.WeightDecay or Knob.Epochs => Objectives.Family.Network,
        _ => throw new ArgumentOutOfRangeException(nameof(knob), knob, "not a knob"),
    };
}
