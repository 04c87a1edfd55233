using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Choices;

/// <summary>
/// How many parameters a fit of any family is worth, seen from how it follows its targets: Σᵢ cov(λ̂ᵢ, yᵢ) over targets drawn anew, λ̂ the natural parameter that the fit of
/// them gives. Where there is a formula, <see cref="DegreesOfFreedom"/> has it at once and exactly.
/// </summary>
/// <remarks>
/// <para>Numbers: y* = y + τε, λ̂ = η/τ² (Ye 1998, §2: ∂E[μ̂ᵢ]/∂μᵢ summed; Efron 2004, §2: Σ cov(μ̂ᵢ, yᵢ)/σ²), the trace of the hat matrix where η is linear in y. A row of frequency f has the noise
/// τ/√f of a mean of f.</para>
/// <para>Classes and counts: y* drawn from the fitted means (the parametric bootstrap), λ̂ the link of the loss, such as log(μ̂/(1 − μ̂)) (Efron 2004, §3): twice the sum is by how
/// much the training deviance flatters. A family without a link has λ̂ₖ = μ̂ₖ/μₖ, the same to first order: a leaf counts 1, or K − 1 of K classes.</para>
/// <para>Draw b gives Σᵢ (λ̂*ᵢ − λ̂ᵢ)(y*ᵢ − E y*ᵢ), whose mean over draws is the estimate: with λ̂ᵢ, of the fit as it is, taken off, which changes no mean, it varies less.</para>
/// </remarks>
/// <param name="Value">The estimate. Not finite where the fit of a draw has no λ̂ (a class that no row was drawn of).</param>
/// <param name="StandardError">Of the estimate, from the draws.</param>
/// <param name="Draws">What each draw gave.</param>
public sealed record PerturbedDegreesOfFreedom(double Value, double StandardError, ImmutableArray<double> Draws)
{
    /// <summary>The estimate of n·Σ vᵢ·cov(λ̂ᵢ, yᵢ), v = s/Σs: <see cref="ComputedDegreesOfFreedom.Weighted"/>.</summary>
    public double Weighted { get; init; } = Value;

    /// <summary>Its standard error, from the draws.</summary>
    public double WeightedStandardError { get; init; } = StandardError;

    /// <summary>The rows of whose class or count the model drawn from is sure (a probability of 1, a mean of 0): they say nothing of how closely fits follow.</summary>
    public int SureRows { get; init; }

    /// <summary>The estimate of one setting: a fit of the targets as they are, and one a draw.</summary>
    /// <typeparam name="TModel">The family's model.</typeparam>
    /// <param name="fitter">The family.</param>
    /// <param name="sample">The rows that are fitted; only those with weight are drawn anew and counted.</param>
    /// <param name="setting">Where the knob stands.</param>
    /// <param name="options">Draws, seed, noise.</param>
    /// <param name="fit">How models are fitted, and on how many threads draws are; the tolerance should be small beside what a draw changes.</param>
    /// <param name="stop">Asked before every fit.</param>
    /// <exception cref="ArgumentException">It isn't said what the target of a family without a loss is; the loss has no targets to draw (squared hinge); the fit is exact and no noise is stated; the means given aren't means of these rows; or no row can be drawn otherwise than it is, as the model drawn from is sure of all.</exception>
    public static PerturbedDegreesOfFreedom Of<TModel>(
        IPathFitter<TModel> fitter, Sample sample, Setting setting, PerturbationOptions options, FitOptions fit, CancellationToken stop = default)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(fitter);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fit);
        var single = fit with { Threads = 1, StopWhenSaturated = false };
        double[] link = Link(fitter, sample, setting, single, stop, out var model), mean = new double[link.Length];
        model.Mean(link, mean);
        var targets = new DrawnTargets(sample, options, fitter.Loss, link, mean);
        int sure = targets.SureRows;
        if (sure == sample.RowsWithWeight)
            throw new ArgumentException("no targets can be drawn: the model they are drawn from is sure of every row, so none would be drawn otherwise; Means that are less sure would do", nameof(setting));
        double[] draws = new double[options.Draws], weighted = new double[options.Draws];
        ResampleLoop.Run(draws.Length, fit.Threads, b =>
        {
            stop.ThrowIfCancellationRequested();
            double[] drawn = targets.Draw(b);
            (draws[b], weighted[b]) = targets.Covariance(drawn, Link(fitter, sample.Retargeted(drawn), setting, single, stop, out _));
        });
        var (value, error) = MeanOf(draws);
        var (ofWeighted, errorOfWeighted) = MeanOf(weighted);
        return new PerturbedDegreesOfFreedom(value, error, [.. draws]) { Weighted = ofWeighted, WeightedStandardError = errorOfWeighted, SureRows = sure };
    }

    private static (double Mean, double StandardError) MeanOf(double[] draws)
    {
        double value = draws.Average(), squares = draws.Sum(draw => (draw - value) * (draw - value));
        return (value, Math.Sqrt(squares / (draws.Length - 1) / draws.Length));
    }

    /// <summary>η of every row by the fit of a sample.</summary>
    private static double[] Link<TModel>(IPathFitter<TModel> fitter, Sample sample, Setting setting, FitOptions fit, CancellationToken stop, out TModel model)
        where TModel : IModel
    {
        TModel? found = default;
        fitter.Walk([sample], [setting], fit, (_, point) => found = point.Model, null, stop);
        model = found!;
        var link = new double[sample.Rows * model.Outputs];
        model.Link(sample.Design, link);
        for (int k = 0; k < link.Length && !sample.Offset.IsEmpty; k += sample.Rows)
            TensorPrimitives.Add(link.AsSpan(k, sample.Rows), sample.Offset, link.AsSpan(k, sample.Rows));
        return link;
    }
}
