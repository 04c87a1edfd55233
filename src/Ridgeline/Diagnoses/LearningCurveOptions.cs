using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Diagnoses;

/// <summary>Which sizes a learning curve has.</summary>
public sealed record LearningCurveOptions
{
    /// <summary>The shares of each resample's training rows that are learned from, in (0, 1], rising; default: seven in equal ratios from 0.1 to 1.</summary>
    public ImmutableArray<double> Fractions
    {
        get;
        init => field = Checked(value);
    } = [.. Enumerable.Range(0, 7).Select(at => Math.Round(Math.Pow(10, at / 6.0 - 1), 3))];

    /// <summary>The seed of the order in which rows come; default 0. In a resample a smaller size's rows are the first of a larger one's.</summary>
    public ulong Seed { get; init; }

    /// <summary>Other settings of the knob that each size is fitted at too, of which simpler ones say whether more regularization would help; default: none.</summary>
    public ImmutableArray<Setting> Others { get; init; } = [];

    private static ImmutableArray<double> Checked(ImmutableArray<double> fractions)
    {
        if (fractions.IsDefaultOrEmpty)
            throw new ArgumentException("a learning curve needs sizes");
        for (int k = 0; k < fractions.Length; k++)
            if (!(fractions[k] > 0 && fractions[k] <= 1) || (k > 0 && fractions[k] <= fractions[k - 1]))
                throw new ArgumentException($"share {k + 1} is {fractions[k]}; shares of the training rows are above 0, at most 1, and rise");
        return fractions;
    }
}
