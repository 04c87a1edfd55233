using System.Globalization;

namespace Ridgeline.Recipes;

/// <summary>What missing rows get: a number or level learned from the rows with weight, or a constant.</summary>
public sealed record Imputation
{
    private Imputation(ImputedBy by) => By = by;

    /// <summary>The weighted mean of numbers.</summary>
    public static Imputation Mean { get; } = new(ImputedBy.Mean);

    /// <summary>The weighted median of numbers, halfway between two where the weights divide so.</summary>
    public static Imputation Median { get; } = new(ImputedBy.Median);

    /// <summary>The number or level with the most weight; of several the smallest number, or the first level in order.</summary>
    public static Imputation MostFrequent { get; } = new(ImputedBy.MostFrequent);

    /// <summary>A number, for columns of numbers.</summary>
    /// <param name="value">Finite.</param>
    public static Imputation Constant(double value) => double.IsFinite(value)
        ? new(ImputedBy.Constant) { Number = value }
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a finite number is needed");

    /// <summary>A text, for columns of texts; it becomes a level of theirs.</summary>
    /// <param name="value">The level.</param>
    public static Imputation Constant(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ImputedBy.Constant) { Text = value };
    }

    internal ImputedBy By { get; }

    internal double? Number { get; private init; }

    internal string? Text { get; private init; }

    /// <summary>"mean", "median", "most frequent", or the constant.</summary>
    public override string ToString() => By switch
    {
        ImputedBy.Mean => "mean",
        ImputedBy.Median => "median",
        ImputedBy.MostFrequent => "most frequent",
        _ => Text is null ? Number!.Value.ToString("R", CultureInfo.InvariantCulture) : $"'{Text}'",
    };
}

/// <summary>How an <see cref="Imputation"/> comes by what it gives.</summary>
internal enum ImputedBy
{
    Mean,
    Median,
    MostFrequent,
    Constant,
}
