namespace Ridgeline.Networks;

/// <summary>
/// Some rows are kept from training; once their mean loss hasn't fallen for some epochs training stops, and the weights of the best epoch are restored. Of classes each gives its share of rows.
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>For how many epochs the loss may not fall, at least 1; default 10.</summary>
    public int Patience
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Patience), value, "a patience of at least one epoch is needed");
    } = 10;

    /// <summary>The share of the rows with weight that is kept from training, in (0, 1); default 0.1. At least one row is, and at least one isn't.</summary>
    public double ValidationShare
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationShare), value, "the share must be in (0, 1)");
    } = 0.1;
}
