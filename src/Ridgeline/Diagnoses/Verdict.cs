namespace Ridgeline.Diagnoses;

/// <summary>What cross-validation says of a setting: see <see cref="FitVerdict"/> for the tests.</summary>
public enum Verdict
{
    /// <summary>A simpler setting of the same path scores better on held-out rows.</summary>
    Overfits,

    /// <summary>A more complex setting of the same path scores better on held-out rows.</summary>
    Underfits,

    /// <summary>It scores better on the rows it learned from than on held-out ones, and a simpler setting does as well within one standard error.</summary>
    Memorises,

    /// <summary>The folds can't tell whether another setting is better by as much as one standard error.</summary>
    CantTell,

    /// <summary>No other setting is better by as much as one standard error.</summary>
    Fits,
}

/// <summary>Verdicts by name, as reports in JSON write them.</summary>
public static class VerdictNames
{
    /// <summary>overfits, underfits, memorises, cantTell or fits.</summary>
    /// <param name="verdict">A verdict.</param>
    public static string Name(this Verdict verdict) => verdict switch
    {
        Verdict.Overfits => "overfits",
        Verdict.Underfits => "underfits",
        Verdict.Memorises => "memorises",
        Verdict.CantTell => "cantTell",
        Verdict.Fits => "fits",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "not a verdict"),
    };

    /// <summary>The verdict called <paramref name="name"/>; null: there is none.</summary>
    /// <param name="name">A name.</param>
    public static Verdict? Parse(string name)
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
            if (verdict.Name() == name)
                return verdict;
        return null;
    }
}
