using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Choices;

/// <summary>How leave-one-out is approximated.</summary>
public sealed record LeaveOneOutOptions
{
    /// <summary>How many rows may be fitted again without themselves, ≥ 0; default 8. Only those are whose absence moves the total deviance by 1 % at some setting that can be relied on; each costs a path down to the last such setting.</summary>
    public int Refits
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "the number of refits can't be negative");
    } = 8;

    /// <summary>Whether η₋ᵢ of every row is kept at every point; default no.</summary>
    public bool KeepLinks { get; init; }

    /// <summary>How the refits are fitted.</summary>
    public FitOptions Fit { get; init; } = new();
}

/// <summary>Every row's loss by the fit without it, along a whole path and without n fits.</summary>
/// <remarks>
/// Leaving out: the row's weight becomes 0; of frequency weights it falls by 1, as such a row is several. The setting stays as it is: a λ is the same λ beside the
/// mean of what is left, a C the same C. The columns' scales stay those of all rows, so that the penalty is the same; the intercept, and with it the means, is fitted
/// anew. Cross-validation learns the scales anew as well, which differs by O(1/n).
/// </remarks>
public static class LeaveOneOut
{
    /// <summary>Exact leave-one-out and generalised cross-validation of ridge at every setting: squared loss under L2 alone, by one factorisation (Golub, Heath and Wahba 1979). It needs no path.</summary>
    /// <param name="sample">The rows, at least two with weight.</param>
    /// <param name="penalty">L2, each factor above 0 or infinite, no limits.</param>
    /// <param name="settings">λ or C; λ = 0 is the limit from above.</param>
    /// <param name="keepLinks">Whether η₋ᵢ of every row is kept.</param>
    /// <param name="stop">Asked as rows go by.</param>
    /// <exception cref="ArgumentException">The penalty has an L1 part, free columns or limits; the settings aren't of λ or C; or a single row has weight.</exception>
    public static LeaveOneOutCurve Ridge(
        Sample sample, Penalty penalty, ImmutableArray<Setting> settings, bool keepLinks = false, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(penalty);
        double[] removed = Removed(sample);
        settings = Setting.SimplestFirst(settings);
        var problem = new Problem(sample, Loss.Squared, penalty);
        problem.Check();
        var coordinates = new Coordinates(problem.Centred());
        if (!RidgePath.IsRidgeAlone(coordinates, out _))
            throw new ArgumentException("exact leave-one-out needs an L2 penalty on every column and no limits; others have the approximation", nameof(penalty));
        double[] lambdas = [.. settings.Select(setting => Strength.Of(setting).LambdaOn(sample))];
        int count = lambdas.Length, n = sample.Rows;
        double[] sums = new double[count], squares = new double[count], rss = new double[count], left = new double[count], largest = new double[count];
        double[][] links = [.. lambdas.Select(_ => keepLinks ? Missing(n) : [])];
        new RidgeRows(coordinates).Walk(lambdas, removed, settings[0].Knob == Knob.Lambda, (row, residuals, rests, leftOut) =>
        {
            double v = coordinates.RowWeights[row], copies = sample.WeightKind == WeightKind.Frequency ? sample.Weights[row] : 1;
            for (int b = 0; b < count; b++)
            {
                double deviance = leftOut[b] * leftOut[b], rest = copies - 1 + rests[b];
                sums[b] += v * deviance;
                squares[b] += v * deviance * deviance;
                rss[b] += v * residuals[b] * residuals[b];
                left[b] += rest;
                largest[b] = Math.Max(largest[b], 1 - rest / copies);
                if (keepLinks)
                    links[b][row] = sample.Target[row] - leftOut[b];
            }
        }, stop);
        double rows = sample.EffectiveRows;
        return new LeaveOneOutCurve([.. settings.Select((setting, b) => new LeaveOneOutPoint(
            setting, sums[b], Math.Sqrt(Math.Max(0, squares[b] - sums[b] * sums[b]) / (rows - 1)), rows - left[b], left[b] > 0 ? rss[b] * Math.Pow(rows / left[b], 2) : double.NaN,
            largest[b], LeaveOneOutDoubt.None, keepLinks ? ImmutableCollectionsMarshal.AsImmutableArray(links[b]) : default))], []);
    }

    /// <summary>
    /// Approximate leave-one-out of a path (Rad and Maleki 2020, eq. 8 and 13): one Newton step from the fit to the fit without the row, over the columns that can
    /// move, η₋ᵢ = ηᵢ + ρ(ℓ′ᵢgᵢ + xᵢᵀA⁻¹q)/(1 − ρℓ″ᵢgᵢ); gᵢ = xᵢᵀA⁻¹xᵢ, A the Hessian, ρ the share of weight that is left out, and q = λ∂P where the setting is a
    /// λ, whose share of the sum falls with it, 0 where it is a C. The rows that matter most are fitted without themselves. Ridge of the squared loss is exact.
    /// </summary>
    /// <remarks>It takes n numbers a point. Against all refits the mean deviance is off by less than 1 % at most trusted points, under L1 with more columns than rows by some per cent.</remarks>
    /// <param name="sample">The rows that were fitted, at least two with weight.</param>
    /// <param name="loss">ℓ, of one output.</param>
    /// <param name="penalty">P.</param>
    /// <param name="path">The path that was fitted with them, the simplest first.</param>
    /// <param name="options">Refits, and what is kept.</param>
    /// <param name="stop">Asked at every point.</param>
    /// <exception cref="ArgumentException">The loss has several outputs, the path another number of columns than the sample, or a single row has weight.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LeaveOneOutCurve Approximate(
        Sample sample, Loss loss, Penalty penalty, ModelPath<LinearModel> path, LeaveOneOutOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(penalty);
        ArgumentNullException.ThrowIfNull(path);
        options ??= new LeaveOneOutOptions();
        double[] removed = Removed(sample);
        var problem = new Problem(sample, loss, penalty);
        problem.Check();
        if (ReferenceEquals(loss, Loss.Squared) && RidgePath.IsRidgeAlone(new Coordinates(problem), out _))
            return Ridge(sample, penalty, [.. path.Points.Select(point => point.Setting)], options.KeepLinks, stop);
        var steps = new LeaveOneOutSteps(sample, loss, penalty, path, removed, options.Refits, options.KeepLinks);
        for (int k = 0; k < path.Points.Length; k++)
        {
            stop.ThrowIfCancellationRequested();
            steps.Take(k);
        }

        int[] refitted = steps.Influential();
        var settings = path.Points.Take(steps.Reliable).Select(point => point.Setting).ToImmutableArray();
        if (refitted.Length > 0)
        {
            Sample[] without = [.. refitted.Select(i => Without(sample, i))];
            var paths = new LinearPathFitter(loss, penalty).Fit(without, settings, options.Fit, progress: null, stop);
            for (int r = 0; r < refitted.Length; r++)
                steps.Replace(refitted[r], paths[r]);
        }

        return new LeaveOneOutCurve([.. path.Points.Select((_, k) => steps.Point(k, refitted))], [.. refitted]);
    }

    internal static double[] Missing(int rows)
    {
        var missing = new double[rows];
        Array.Fill(missing, double.NaN);
        return missing;
    }

    /// <summary>The sample without one row, or without one of its copies, seen through the same scales.</summary>
    internal static Sample Without(Sample sample, int row)
    {
        double[] weights = sample.Weights.ToArray();
        weights[row] -= sample.WeightKind == WeightKind.Frequency ? 1 : weights[row];
        return sample.Reweighted(weights, sample.View);
    }

    /// <summary>ρ: the share of all weight that leaving a row out takes away.</summary>
    private static double[] Removed(Sample sample)
    {
        if (sample.EffectiveRows < 2)
            throw new ArgumentException("leaving a row out needs at least two rows with weight", nameof(sample));
        var removed = new double[sample.Rows];
        for (int i = 0; i < removed.Length; i++)
            removed[i] = (sample.WeightKind == WeightKind.Frequency ? Math.Min(1, sample.Weights[i]) : sample.Weights[i]) / sample.WeightSum;
        return removed;
    }
}
