using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>The fit of the unpenalised part alone (intercept, offset, columns with κ = 0; limits ignored): D₀ and λ_max rest on it.</summary>
internal sealed class NullFit
{
    private const int MostSteps = 200;

    private NullFit(double[] beta, double[] gradients, double meanLoss, double saturated, FitStatus status)
    {
        (Beta, Gradients, MeanLoss, SaturatedLoss, Status) = (beta, gradients, meanLoss, saturated, status);
        double above = meanLoss - saturated;
        Objective = status == FitStatus.Separable ? double.NaN : above > 1e-15 * Math.Abs(meanLoss) ? above : 0;
    }

    /// <summary>β, 0 at every penalised coordinate.</summary>
    public double[] Beta { get; }

    /// <summary>The mean loss's gradient there, at every coordinate that takes part.</summary>
    public double[] Gradients { get; }

    /// <summary>The mean loss there.</summary>
    public double MeanLoss { get; }

    /// <summary>The saturated mean loss.</summary>
    public double SaturatedLoss { get; }

    /// <summary>D₀ = mean loss − saturated mean loss; NaN if there is no optimum.</summary>
    public double Objective { get; }

    /// <summary>Separable: no λ has an optimum.</summary>
    public FitStatus Status { get; }

    /// <summary>Fits the unpenalised part of <paramref name="coordinates"/>' problem.</summary>
    public static NullFit Of(Coordinates coordinates, CancellationToken stop = default)
    {
        var problem = coordinates.Problem;
        bool[] free = [.. Enumerable.Range(0, problem.Sample.Design.Columns).Select(j => problem.TakesPart(j) && problem.Penalty.Factor(j) == 0)];
        return Of(coordinates, problem with { Penalty = Penalty.L2.With([.. free.Select(isFree => isFree ? 0 : double.PositiveInfinity)]) }, stop);
    }

    /// <summary>The mean loss of the best model with intercept and offset only.</summary>
    public static double InterceptOnly(Problem problem, CancellationToken stop = default)
    {
        var none = ImmutableArray.CreateRange(Enumerable.Repeat(double.PositiveInfinity, problem.Sample.Design.Columns));
        var alone = problem with { Penalty = Penalty.L2.With(none) };
        return Of(new Coordinates(alone), alone, stop).MeanLoss;
    }

    private static NullFit Of(Coordinates all, Problem unpenalised, CancellationToken stop)
    {
        var coordinates = new Coordinates(unpenalised);
        var solver = new LinearSolver(coordinates);
        int[] working = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        bool done = solver.SolveExactly(working, MostSteps, stop);
        var status = solver.IsSeparable ? FitStatus.Separable : done ? FitStatus.Converged : FitStatus.IterationLimit;
        var loss = unpenalised.Loss;
        double saturated = loss.SaturatedSum(unpenalised.Sample.Target, coordinates.RowWeights);

        double[] slopes = new double[solver.Eta.Length], gradients = new double[all.Count];
        loss.Slopes(unpenalised.Sample.Target, solver.Eta, slopes);
        for (int at = 0; at < slopes.Length; at++)
            slopes[at] *= coordinates.RowWeights[at % coordinates.Rows];
        int[] takingPart = [.. Enumerable.Range(0, all.Count).Where(all.TakesPart)];
        var products = new double[takingPart.Length];
        all.Products(takingPart, slopes, 1, products);
        for (int a = 0; a < takingPart.Length; a++)
            gradients[takingPart[a]] = products[a];
        double meanLoss = loss.Sum(unpenalised.Sample.Target, solver.Eta, coordinates.RowWeights);
        return new NullFit(solver.Beta, gradients, meanLoss, saturated, status);
    }
}
