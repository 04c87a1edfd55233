using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Penalties;
using Ridgeline.Solvers;

namespace Ridgeline.Paths;

/// <summary>Paths of linear models over λ or C, each point warm-started from the one before and certified.</summary>
public sealed class LinearPathFitter : IPathFitter<LinearModel>
{
    /// <summary>A fitter of linear models.</summary>
    /// <param name="loss">ℓ.</param>
    /// <param name="penalty">P.</param>
    /// <param name="grid">The automatic grid; 100 λ if left out.</param>
    public LinearPathFitter(Loss loss, Penalty penalty, LambdaGrid? grid = null) =>
        (Loss, Penalty, Grid) = (loss, penalty, grid ?? new LambdaGrid());

    /// <summary>ℓ.</summary>
    public Loss Loss { get; }

    Loss? IPathFitter<LinearModel>.Loss => Loss;

    /// <summary>P.</summary>
    public Penalty Penalty { get; }

    /// <summary>The automatic grid.</summary>
    public LambdaGrid Grid { get; }

    /// <inheritdoc/>
    public ImmutableArray<Setting> Settings(Sample sample) => Grid.Of(new Problem(sample, Loss, Penalty));

    /// <inheritdoc/>
    public Setting? Further(ImmutableArray<Setting> settings) => LambdaGrid.Below(settings);

    /// <inheritdoc/>
    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<LinearModel>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(visit);
        if (options.Kept is { } kept)
        {
            kept.Walk(this, resamples, settings, options with { Kept = null }, visit, progress, stop);
            return;
        }

        ImmutableArray<Strength> strengths = [.. Setting.SimplestFirst(settings).Select(Strength.Of)];
        if (resamples.Count > 0)
            resamples[0].Design.NeedNumbers("a linear model");
        new LinearBatch(this, resamples, strengths, options, visit, progress, stop).Run();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns than a model.</exception>
    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<LinearModel> models, Span<double> target) => LinearModel.Link(design, rows, models, target);

    internal bool HasFreeColumns => !Penalty.Factors.IsDefault && Penalty.Factors.Contains(0);

    /// <summary>w and b on the columns' original scale: wⱼ = βⱼ/tⱼ, b − Σ wⱼmⱼ; of several outputs intercepts and unpenalised columns without limits are centred, as only their differences count.</summary>
    internal LinearModel ModelOf(LinearPoint point, Coordinates coordinates, double lambda, double devianceRatio)
    {
        var view = coordinates.Problem.Sample.View;
        int columns = view.Design.Columns, outputs = coordinates.Outputs;
        double[] w = new double[columns * outputs], intercepts = new double[outputs];
        for (int k = 0; k < outputs; k++)
        {
            if (view.Intercept)
                intercepts[k] = point.Beta[k * coordinates.Width + columns] + coordinates.Problem.Sample.Origin;
            for (int j = 0; j < columns; j++)
            {
                double beta = point.Beta[k * coordinates.Width + j];
                if (beta == 0)
                    continue;
                w[k * columns + j] = beta >= coordinates.Penalty.Upper(k * coordinates.Width + j) ? Penalty.UpperLimit(j)
                    : beta <= coordinates.Penalty.Lower(k * coordinates.Width + j) ? Penalty.LowerLimit(j) : beta / view.PenaltyScales[j];
                if (view.Intercept)
                    intercepts[k] -= w[k * columns + j] * view.Means[j];
            }
        }

        if (outputs > 1)
            Centre(w, intercepts, lambda, columns);
        double squares = 0;
        for (int at = 0; at < w.Length; at++)
        {
            double scaled = w[at] == 0 ? 0 : w[at] * view.PenaltyScales[at % columns];
            squares += scaled * scaled;
        }

        return new LinearModel(Loss, ImmutableCollectionsMarshal.AsImmutableArray(w), [.. intercepts], Math.Sqrt(squares)) { DevianceRatio = devianceRatio };
    }

    private void Centre(double[] w, double[] intercepts, double lambda, int columns)
    {
        double mean = intercepts.Average();
        for (int k = 0; k < intercepts.Length; k++)
            intercepts[k] -= mean;
        for (int j = 0; j < columns; j++)
        {
            if (lambda * Penalty.Factor(j) != 0 || double.IsFinite(Penalty.LowerLimit(j)) || double.IsFinite(Penalty.UpperLimit(j)))
                continue;
            mean = 0;
            for (int k = 0; k < intercepts.Length; k++)
                mean += w[k * columns + j] / intercepts.Length;
            for (int k = 0; k < intercepts.Length; k++)
                w[k * columns + j] -= mean;
        }
    }
}
