using System.Collections.Immutable;
using System.Numerics.Tensors;
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

    /// <summary>P.</summary>
    public Penalty Penalty { get; }

    /// <summary>The automatic grid.</summary>
    public LambdaGrid Grid { get; }

    /// <inheritdoc/>
    public ImmutableArray<Setting> Settings(Sample sample) => Grid.Of(new Problem(sample, Loss, Penalty));

    /// <inheritdoc/>
    public Setting? Further(ImmutableArray<Setting> settings) => LambdaGrid.Below(settings);

    /// <inheritdoc/>
    public IReadOnlyList<ModelPath<LinearModel>> Fit(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ImmutableArray<Strength> strengths = [.. Setting.SimplestFirst(settings).Select(Strength.Of)];
        return ResampleLoop.Run(resamples, strengths.Length, options, progress, (sample, done) => Walk(sample, strengths, options, done, stop), stop);
    }

    private ModelPath<LinearModel> Walk(Sample sample, ImmutableArray<Strength> strengths, FitOptions options, Action done, CancellationToken stop)
    {
        var problem = new Problem(sample, Loss, Penalty);
        var solver = new NewtonSolver(problem);
        var iterate = new Iterate(problem);
        solver.FitNull(iterate, new FitOptions().MaxIterations, stop); // always to its end: D₀ and the status of every point rest on it
        var points = ImmutableArray.CreateBuilder<PathPoint<LinearModel>>(strengths.Length);
        foreach (var strength in strengths)
        {
            var certificate = solver.Solve(strength.LambdaOn(sample), options.Tolerance, options.MaxIterations, iterate, stop);
            var (coefficients, intercept) = iterate.OnOriginalScale(sample.View);
            var model = new LinearModel(Loss, coefficients, [intercept], TensorPrimitives.Norm<double>(iterate.Coefficients));
            points.Add(new PathPoint<LinearModel>(strength.Setting, model, certificate));
            done();
        }

        return new ModelPath<LinearModel>(points.MoveToImmutable());
    }
}
