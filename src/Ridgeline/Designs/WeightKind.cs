namespace Ridgeline.Designs;

/// <summary>What row weights mean.</summary>
public enum WeightKind
{
    /// <summary>Some rows matter more: n is the number of rows with a weight above 0, and scaling all weights changes nothing (but C).</summary>
    Importance,

    /// <summary>Weight 2 is the row twice, so weights are whole numbers: n is the sum of the weights.</summary>
    Frequency,
}
