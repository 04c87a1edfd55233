using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Stability;

/// <summary>
/// The relaxed path: at each λ γ·(the penalised fit) + (1 − γ)·(the fit of its columns without a penalty), w and b alike. γ = 1 is the penalised path, γ = 0 refits what it selects.
/// </summary>
/// <remarks>
/// <para>Hastie, Tibshirani and Tibshirani: <i>Best subset, forward stepwise or lasso?</i> (Statist. Sci. 35, 2020), eq. 6, after Meinshausen: <i>Relaxed lasso</i> (Comput. Statist. Data
/// Anal. 52, 2007). Limits stay limits in the refit, free columns (κ = 0) are in it always, and of several classes a column is in it whole if any class has it.</para>
/// <para>λ that select the same columns share their refit. A point's certificate is that of the two fits whose gap is larger: the refit's gap is of the same D₀. Where the columns
/// selected separate the classes there is no refit: the point keeps the penalised fit, and its status says separable. Columns that depend on others are left at 0 in a refit, as in every fit without a penalty.</para>
/// </remarks>
public sealed class RelaxedPathFitter : IPathFitter<LinearModel>
{
    /// <summary>A relaxed path.</summary>
    /// <param name="loss">ℓ.</param>
    /// <param name="penalty">P, with an L1 part.</param>
    /// <param name="gamma">γ, from 0 (refitted) to 1 (as it is).</param>
    /// <param name="grid">The automatic grid; 100 λ if left out.</param>
    /// <exception cref="ArgumentException">The penalty is L2 alone: it selects nothing that could be refitted.</exception>
    public RelaxedPathFitter(Loss loss, Penalty penalty, double gamma, LambdaGrid? grid = null)
    {
        ArgumentNullException.ThrowIfNull(penalty);
        if (gamma is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "γ must be from 0 (the refit) to 1 (the penalised fit)");
        if (penalty.L1Ratio == 0)
            throw new ArgumentException("an L2 penalty leaves every column in: there is nothing to refit; a penalty with an L1 part selects", nameof(penalty));
        (Penalised, Gamma) = (new LinearPathFitter(loss, penalty, grid), gamma);
    }

    /// <summary>The penalised path.</summary>
    public LinearPathFitter Penalised { get; }

    /// <summary>γ.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public Loss? Loss => Penalised.Loss;

    /// <inheritdoc/>
    public ImmutableArray<Setting> Settings(Sample sample) => Penalised.Settings(sample);

    /// <inheritdoc/>
    public Setting? Further(ImmutableArray<Setting> settings) => Penalised.Further(settings);

    /// <inheritdoc/>
    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<LinearModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(visit);
        if (Gamma == 1)
        {
            Penalised.Walk(resamples, settings, options, visit, progress, stop);
            return;
        }

        var relaxed = new RelaxedPath?[resamples.Count];
        Penalised.Walk(resamples, settings, options, (k, point) => visit(k, (relaxed[k] ??= new RelaxedPath(this, resamples[k], options, stop)).Relaxed(point)), progress, stop);
    }

    /// <inheritdoc/>
    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<LinearModel> models, Span<double> target) => Penalised.Link(design, rows, models, target);
}
