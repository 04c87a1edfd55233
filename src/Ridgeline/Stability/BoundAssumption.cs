namespace Ridgeline.Stability;

/// <summary>What is assumed of how often a column that says nothing is selected by both halves of a pair, to bound how many such columns are selected.</summary>
public enum BoundAssumption
{
    /// <summary>Nothing: q²/((2π − 1)p), Theorem 1 of Shah and Samworth (2013), which has the form of Meinshausen and Bühlmann's (2010) Theorem 1.</summary>
    None,

    /// <summary>The share of pairs in which both halves select it has a unimodal distribution (Shah and Samworth 2013, Theorem 2).</summary>
    Unimodal,

    /// <summary>That share is −½-concave and the share of half samples −¼-concave (Shah and Samworth 2013, eq. 8): the least bound, which the lasso's frequencies were found to bear out.</summary>
    RConcave,
}

/// <summary>The names of assumptions.</summary>
public static class BoundAssumptionNames
{
    /// <summary>none, unimodal or r-concave.</summary>
    /// <param name="assumption">An assumption.</param>
    public static string Name(this BoundAssumption assumption) => assumption switch
    {
        BoundAssumption.None => "none",
        BoundAssumption.Unimodal => "unimodal",
        BoundAssumption.RConcave => "r-concave",
        _ => throw new ArgumentOutOfRangeException(nameof(assumption), assumption, "not an assumption"),
    };

    /// <summary>The assumption of a name; null where there is none.</summary>
    /// <param name="name">A name.</param>
    public static BoundAssumption? Parse(string name)
    {
        foreach (var assumption in Enum.GetValues<BoundAssumption>())
            if (assumption.Name() == name)
                return assumption;
        return null;
    }
}
