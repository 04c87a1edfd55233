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
