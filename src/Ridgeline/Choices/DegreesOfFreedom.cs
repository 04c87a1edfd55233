using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Choices;

/// <summary>
/// How many parameters a fit is worth: tr(X_S(X_SᵀDX_S + λκ(1−r))⁻¹X_SᵀD) + 1 for an intercept, over the columns S that can move; D the row weights v = s/Σs times ℓ″ there.
/// </summary>
/// <remarks>
/// Under L2 alone the trace of the hat matrix; under L1 the non-zeros (Zou, Hastie and Tibshirani 2007, of independent columns), for the elastic net their ridge trace
/// (Zou 2005). Free columns count fully; a column at a limit, constant or left out counts nothing.
/// </remarks>
public static class DegreesOfFreedom
{
    /// <summary>The degrees of freedom of every point of a path.</summary>
    /// <param name="sample">The rows that were fitted.</param>
    /// <param name="loss">ℓ, of one output.</param>
    /// <param name="penalty">P.</param>
    /// <param name="path">The path that was fitted with them.</param>
    /// <param name="stop">Asked at every point.</param>
    /// <returns>A number a point, between 0 and n.</returns>
    /// <exception cref="ArgumentException">The loss has several outputs, or the path another number of columns than the sample.</exception>
    public static ImmutableArray<double> Of(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, CancellationToken stop = default)
    {
        var curvatures = new PathCurvatures(sample, loss, penalty, path);
        var target = ImmutableArray.CreateBuilder<double>(path.Points.Length);
        for (int k = 0; k < path.Points.Length; k++)
        {
            stop.ThrowIfCancellationRequested();
            curvatures.Take(k);
            target.Add(curvatures.Leverages.Trace(curvatures.D));
        }

        return target.MoveToImmutable();
    }

    /// <summary>n·Σ vᵢhᵢ of one point, hᵢ its rows' leverages, whose sum is df.</summary>
    internal static double Weighted(Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path)
    {
        var curvatures = new PathCurvatures(sample, loss, penalty, path);
        curvatures.Take(0);
        double sum = 0;
        var g = new double[sample.Rows];
        curvatures.Leverages.Rows(g);
        for (int i = 0; i < g.Length; i++)
            sum += curvatures.V[i] > 0 ? curvatures.V[i] * curvatures.D[i] * g[i] : 0;
        return sample.EffectiveRows * sum;
    }

    /// <summary>Whether rows count for more or less than one another, where they aren't copies.</summary>
    internal static bool AreWeighted(Sample sample)
    {
        double most = 0, least = double.PositiveInfinity;
        foreach (double weight in sample.Weights)
            if (weight > 0)
                (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
        return sample.WeightKind == WeightKind.Importance && least < most;
    }
}
