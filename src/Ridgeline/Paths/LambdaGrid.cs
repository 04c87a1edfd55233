using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Solvers;

namespace Ridgeline.Paths;

/// <summary>The automatic grid: λ_max·ratio^(k/(count − 1)), k = 0 … count − 1.</summary>
public sealed record LambdaGrid
{
    /// <summary>How many λ, at least 2; default 100.</summary>
    public int Count
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a grid needs at least two points");
    } = 100;

    /// <summary>The last λ's share of λ_max, in (0, 1); default: 1e-4 when n ≥ p, else 1e-2.</summary>
    public double? Ratio
    {
        get;
        init => field = value is null or (> 0 and < 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the ratio must be between 0 and 1");
    }

    /// <summary>A grid that is extended goes no lower than this share of λ_max.</summary>
    public const double LowestShare = 1e-8;

    /// <summary>
    /// λ_max = max |gⱼ|/(κⱼ·max(r, 0.001)) over columns with 0 &lt; κⱼ &lt; ∞ that aren't constant, gⱼ the mean loss's gradient at the fitted unpenalised part.
    /// </summary>
    /// <param name="problem">The problem on the full data.</param>
    /// <returns>λ_max; 1 if no column pulls (every λ then has the same fit).</returns>
    public static double Largest(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Check();
        var coordinates = new Coordinates(problem.Centred());
        var fit = NullFit.Of(coordinates);
        double largest = fit.Largest(coordinates);
        return largest > 0 && fit.Objective != 0 ? largest : 1; // of an exact fit gradients are rounding
    }

    /// <summary>The grid of <paramref name="problem"/>.</summary>
    /// <param name="problem">The problem on the full data.</param>
    public ImmutableArray<Setting> Of(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Sample sample = problem.Sample;
        double largest = Largest(problem);
        double ratio = Ratio ?? (sample.EffectiveRows >= sample.Design.Columns ? 1e-4 : 1e-2);
        return [.. Enumerable.Range(0, Count).Select(k => Strength.Lambda(largest * Math.Pow(ratio, k / (Count - 1.0))).Setting)];
    }

    /// <summary>The λ one step below the last of <paramref name="settings"/>, or null below <see cref="LowestShare"/> of their first.</summary>
    /// <param name="settings">An automatic grid, perhaps extended.</param>
    public static Setting? Below(ImmutableArray<Setting> settings)
    {
        if (settings.Length < 2)
            return null;
        double next = settings[^1].Value * (settings[^1].Value / settings[^2].Value);
        return next >= LowestShare * settings[0].Value * (1 - 1e-9) ? Strength.Lambda(next).Setting : null;
    }
}
