using System.Globalization;

namespace Ridgeline.Stability;

/// <summary>Which of threshold, number selected and bound are given, and what follows.</summary>
internal static class SelectionRule
{
    private const double UsualThreshold = 0.75, UsualExpected = 1;

    /// <summary>Where the first q units of a half sample are selected: known before any is fitted.</summary>
    public static SelectionBound Before(StabilityOptions options, int candidates, int pairs)
    {
        if (options is { Threshold: not null, Selected: not null, Expected: not null })
            throw new ArgumentException("of the threshold, the number selected and the expected false selections two can be given; the third follows", nameof(options));
        if (options.Selected > candidates)
            throw new ArgumentException($"{options.Selected} units can't be selected of {candidates} that count", nameof(options));
        return options switch
        {
            { Selected: { } selected, Threshold: { } threshold } => SelectionBound.Of(candidates, selected, pairs, threshold, options.Assumption),
            { Selected: { } selected, Expected: { } expected } => SelectionBound.OfSelected(candidates, selected, pairs, expected, options.Assumption),
            { Selected: { } selected } => SelectionBound.Of(candidates, selected, pairs, UsualThreshold, options.Assumption),
            _ => SelectionBound.OfThreshold(candidates, options.Threshold ?? UsualThreshold, pairs, options.Expected ?? UsualExpected, options.Assumption),
        };
    }

    /// <summary>Where all units down to a setting are selected: q is what was selected on average.</summary>
    public static SelectionBound After(StabilityOptions options, int candidates, int pairs, double selected)
    {
        if (options.Selected is not null)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"down to a setting all that comes in is selected ({selected:0.#} on average), so that no number can be given"), nameof(options));
        if (options is { Threshold: not null, Expected: not null })
            throw new ArgumentException("down to a setting the threshold or the expected false selections can be given, not both", nameof(options));
        return options.Expected is { } expected
            ? SelectionBound.OfSelected(candidates, selected, pairs, expected, options.Assumption)
            : SelectionBound.Of(candidates, selected, pairs, options.Threshold ?? UsualThreshold, options.Assumption);
    }
}
