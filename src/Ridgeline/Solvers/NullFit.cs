using System.Collections.Immutable;
using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The fit of the unpenalised part alone (intercept, offset, columns with κ = 0): D₀ and λ_max rest on it. Limits are ignored, unless there is no optimum
/// without them.
/// </summary>
internal sealed class NullFit
{
    /// <summary>What a gradient may miss at λ_max and above, where every penalised coordinate is 0 by decree: with them at 0 that costs the gap only its square.</summary>
    public const double AtLargest = 1e-8;

    private const double SmallestL1Ratio = 1e-3;
    private const int MostSteps = 200;
    private const double Exact = 1e-13;           // of η: what the residuals of an exact fit may be
    private const double RoundingOfTarget = 4e-16; // as it was given, before its mean was taken off
    private const double NoiseOfGradient = 1e-13; // of ‖z_c‖·‖θ‖

    private readonly double _largestGradient;
    private double _noise; // NoiseOfGradient·‖θ‖

    private NullFit(double[] beta, double[] gradients, double meanLoss, double saturated, double rounding, FitStatus status)
    {
        (Beta, Gradients, MeanLoss, SaturatedLoss, Status) = (beta, gradients, meanLoss, saturated, status);
        _largestGradient = gradients.Length == 0 ? 0 : TensorPrimitives.MaxMagnitude<double>(gradients);
        double above = meanLoss - saturated;
        Objective = status == FitStatus.Separable || !double.IsFinite(above) ? double.NaN : above > rounding ? above : 0;
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

    /// <summary>λ_max = max |g_c|/(κ_c·max(r, 0.001)) over penalised coordinates, less what rounding may take; ∞ where no λ brings every coordinate to 0 (r &lt; 0.001).</summary>
    public double LargestLambda { get; private set; }

    /// <summary>gap ≤ tolerance; without a dual point, the optimality conditions to that share of the largest gradient here.</summary>
    public bool IsMet(double primal, double? dual, double violation, double tolerance) =>
        Objective == 0
        || (dual is { } bound ? primal - bound <= tolerance * Objective : violation <= Math.Min(1e-3 * tolerance, 1e-12) * Math.Abs(_largestGradient));

    /// <summary>
    /// β brought within the limits, or 0 where that costs less, as one of two coefficients that balance each other may be cut off: where a path starts.
    /// </summary>
    public double[] Start(Coordinates coordinates)
    {
        var start = new double[Beta.Length];
        for (int c = 0; c < start.Length; c++)
            start[c] = Math.Clamp(Beta[c], coordinates.Penalty.Lower(c), coordinates.Penalty.Upper(c));
        if (IsWithin(coordinates.Penalty))
            return start;
        var none = new double[start.Length];
        return LossAt(coordinates, start) < LossAt(coordinates, none) ? start : none;
    }

    /// <summary>Whether β keeps the limits: then it is the optimum of every λ from λ_max on.</summary>
    public bool IsWithin(ElasticNetPenalty penalty)
    {
        for (int c = 0; c < Beta.Length; c++)
            if (Beta[c] < penalty.Lower(c) || Beta[c] > penalty.Upper(c))
                return false;
        return true;
    }

    private static double LossAt(Coordinates coordinates, double[] beta)
    {
        var sample = coordinates.Problem.Sample;
        var eta = new double[coordinates.Outputs * coordinates.Rows];
        coordinates.EtaOf(beta, eta);
        return coordinates.Problem.Loss.Sum(sample.Target, eta, coordinates.RowWeights);
    }

    /// <summary>max |g_c|/(κ_c·max(r, 0.001)) over penalised coordinates that take part, limits ignored; 0 where that is rounding.</summary>
    public double Largest(Coordinates coordinates)
    {
        double largest = 0, share = Math.Max(coordinates.Penalty.L1Ratio, SmallestL1Ratio);
        for (int c = 0; c < coordinates.Count; c++)
            if (coordinates.TakesPart(c) && coordinates.Factors[c] > 0 && Math.Abs(Gradients[c]) > _noise * coordinates.NormOf(c))
                largest = Math.Max(largest, Math.Abs(Gradients[c]) / (coordinates.Factors[c] * share));
        return largest;
    }

    /// <summary>Fits the unpenalised part of <paramref name="coordinates"/>' problem.</summary>
    /// <param name="coordinates">The problem's unknowns.</param>
    /// <param name="shared">Where the gradients of a squared loss without free columns are already, if they are.</param>
    /// <param name="stop">Asked every round.</param>
    public static NullFit Of(Coordinates coordinates, DividedGram? shared = null, CancellationToken stop = default)
    {
        var (problem, given) = (coordinates.Problem, coordinates.Problem.Penalty);
        bool[] free = [.. Enumerable.Range(0, problem.Sample.Design.Columns).Select(j => problem.TakesPart(j) && given.Factor(j) == 0)];
        if (ReferenceEquals(problem.Loss, Loss.Squared) && !free.Contains(true))
            return OfMean(coordinates, shared);
        var penalty = Penalty.L2.With([.. free.Select(isFree => isFree ? 0 : double.PositiveInfinity)]);
        var fit = Of(coordinates, problem with { Penalty = penalty }, stop);
        bool limited = free.Index().Any(column => column.Item && (double.IsFinite(given.LowerLimit(column.Index)) || double.IsFinite(given.UpperLimit(column.Index))));
        return limited && !(fit.Objective > 0) ? Of(coordinates, problem with { Penalty = penalty.Within(given.Lower, given.Upper) }, stop) : fit;
    }

    /// <summary>The fit of intercept and offset only.</summary>
    public static NullFit InterceptOnly(Problem problem, CancellationToken stop = default)
    {
        var none = ImmutableArray.CreateRange(Enumerable.Repeat(double.PositiveInfinity, problem.Sample.Design.Columns));
        var alone = problem with { Penalty = Penalty.L2.With(none) };
        var coordinates = new Coordinates(alone);
        return ReferenceEquals(problem.Loss, Loss.Squared) ? OfMean(coordinates, null) : Of(coordinates, alone, stop);
    }

    private static NullFit Of(Coordinates all, Problem unpenalised, CancellationToken stop)
    {
        var coordinates = new Coordinates(unpenalised);
        var (loss, sample) = (unpenalised.Loss, unpenalised.Sample);
        int[] working = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        var (beta, eta, status) = (working.All(c => c % coordinates.Width == sample.Design.Columns) ? LinkOfMean(coordinates) : null) ?? Solved(coordinates, working, stop);
        double meanLoss = loss.Sum(sample.Target, eta, coordinates.RowWeights), saturated = loss.SaturatedSum(sample.Target, coordinates.RowWeights);

        double[] weighted = new double[eta.Length], gradients = new double[all.Count];
        loss.Slopes(sample.Target, eta, weighted);
        double size = coordinates.WeightedNorm(weighted), reach;
        for (int k = 0; k < coordinates.Outputs; k++)
        {
            var own = weighted.AsSpan(k * coordinates.Rows, coordinates.Rows);
            TensorPrimitives.Multiply(own, coordinates.RowWeights, own);
        }

        TensorPrimitives.Multiply(weighted, eta, eta);
        reach = TensorPrimitives.SumOfMagnitudes<double>(eta);
        double rounding = RoundingOf(meanLoss, reach, TensorPrimitives.SumOfMagnitudes<double>(weighted), sample);
        int[] takingPart = [.. Enumerable.Range(0, all.Count).Where(all.TakesPart)];
        var products = new double[takingPart.Length];
        all.Products(takingPart, weighted, 1, products);
        for (int a = 0; a < takingPart.Length; a++)
            gradients[takingPart[a]] = products[a];
        return new NullFit(beta, gradients, meanLoss, saturated, rounding, status).With(size, all);
    }

    /// <summary>Of the squared loss with no free column: the mean of y − offset, if there is an intercept.</summary>
    /// <param name="all">The problem's unknowns.</param>
    /// <param name="shared">Where the gradients are already, if they are.</param>
    private static NullFit OfMean(Coordinates all, DividedGram? shared)
    {
        const int Block = 512;
        var sample = all.Problem.Sample;
        int n = all.Rows, columns = sample.Design.Columns;
        double[] beta = new double[all.Count], gradients = new double[all.Count], weighted = shared is null ? new double[n] : [];
        double mean = 0, squares = 0, reach = 0, magnitudes = 0, sum = 0;
        if (sample.View.Intercept)
            beta[^1] = mean = TensorPrimitives.Dot<double>(sample.Target, all.RowWeights) - (sample.Offset.IsEmpty ? 0 : TensorPrimitives.Dot<double>(sample.Offset, all.RowWeights));
        Span<double> etas = stackalloc double[Block], slopes = stackalloc double[Block], ownSlopes = stackalloc double[Block];
        for (int row = 0; row < n; row += Block)
        {
            int length = Math.Min(Block, n - row);
            Span<double> eta = etas[..length], slope = slopes[..length], own = shared is null ? weighted.AsSpan(row, length) : ownSlopes[..length];
            eta.Fill(mean);
            if (!sample.Offset.IsEmpty)
                TensorPrimitives.Add(eta, sample.Offset.Slice(row, length), eta);
            TensorPrimitives.Subtract(eta, sample.Target.Slice(row, length), slope);
            TensorPrimitives.Multiply<double>(slope, all.RowWeights.AsSpan(row, length), own);
            squares += TensorPrimitives.Dot<double>(own, slope);
            (sum, magnitudes) = (sum + TensorPrimitives.Sum<double>(own), magnitudes + TensorPrimitives.SumOfMagnitudes<double>(own));
            TensorPrimitives.Multiply(eta, own, eta);
            reach += TensorPrimitives.SumOfMagnitudes<double>(eta);
        }

        int[] takingPart = [.. Enumerable.Range(0, columns).Where(all.TakesPart)];
        var products = new double[takingPart.Length];
        if (shared is null)
            all.Products(takingPart, weighted, 1, products);
        else
            shared.GradientsAtMean(sample, takingPart, products);
        for (int a = 0; a < takingPart.Length; a++)
            gradients[takingPart[a]] = products[a];
        if (sample.View.Intercept)
            gradients[columns] = sum;
        double meanLoss = 0.5 * squares;
        return new NullFit(beta, gradients, meanLoss, 0, RoundingOf(meanLoss, reach, magnitudes, sample), FitStatus.Converged).With(Math.Sqrt(squares), all);
    }

    /// <summary>What rounding may make of the mean loss.</summary>
    private static double RoundingOf(double meanLoss, double reach, double magnitudes, Sample sample) =>
        1e-15 * Math.Abs(meanLoss) + Exact * reach + RoundingOfTarget * magnitudes * Math.Abs(sample.Origin);

    /// <summary>λ_max, where the slopes have the weighted norm <paramref name="size"/>.</summary>
    private NullFit With(double size, Coordinates all)
    {
        _noise = NoiseOfGradient * size;
        LargestLambda = all.Penalty.L1Ratio >= SmallestL1Ratio ? Largest(all) * (1 - 1e-10) : double.PositiveInfinity;
        return this;
    }

    /// <summary>
    /// Of classes and counts where an intercept is all that is fitted: the links of the means of y, if they are finite; else null. Classes of the same weight have the same link to the last bit, so that
    /// rounding doesn't decide which of them is predicted.
    /// </summary>
    private static (double[] Beta, double[] Eta, FitStatus Status)? LinkOfMean(Coordinates coordinates)
    {
        var (loss, sample) = (coordinates.Problem.Loss, coordinates.Problem.Sample);
        if (!sample.View.Intercept || !sample.Offset.IsEmpty)
            return null;
        double[] links;
        if (ReferenceEquals(loss, Loss.Logistic) || ReferenceEquals(loss, Loss.Poisson))
            links = [Math.Log(TensorPrimitives.Dot<double>(sample.Target, coordinates.RowWeights) / (ReferenceEquals(loss, Loss.Logistic) ? Rest(coordinates) : 1))];
        else if (loss is MultinomialLoss)
            links = LinksOfShares(coordinates);
        else
            return null;
        if (!links.All(double.IsFinite))
            return null;
        double[] beta = new double[coordinates.Count], eta = new double[coordinates.Rows * coordinates.Outputs];
        for (int k = 0; k < links.Length; k++)
            beta[(k + 1) * coordinates.Width - 1] = links[k];
        coordinates.EtaOf(beta, eta);
        return (beta, eta, FitStatus.Converged);
    }

    /// <summary>log(share of a class / share of the last one), which stays at 0.</summary>
    private static double[] LinksOfShares(Coordinates coordinates)
    {
        double[] shares = new double[coordinates.Outputs];
        var target = coordinates.Problem.Sample.Target;
        for (int i = 0; i < target.Length; i++)
            if (coordinates.RowWeights[i] > 0)
                shares[(int)target[i]] += coordinates.RowWeights[i];
        return [.. shares.Select(share => Math.Log(share / shares[^1]))];
    }

    /// <summary>Σ v(1 − y), which near a mean of 1 keeps its digits.</summary>
    private static double Rest(Coordinates coordinates)
    {
        double sum = 0;
        var target = coordinates.Problem.Sample.Target;
        for (int i = 0; i < target.Length; i++)
            sum += coordinates.RowWeights[i] * (1 - target[i]);
        return sum;
    }

    private static (double[] Beta, double[] Eta, FitStatus Status) Solved(Coordinates coordinates, int[] working, CancellationToken stop)
    {
        var problem = coordinates.Problem;
        var solver = new LinearSolver(coordinates);
        if (problem.Sample.View.Intercept && !problem.Sample.Offset.IsEmpty && coordinates.Outputs == 1)
            solver.StandAt([.. Enumerable.Repeat(0.0, coordinates.Count - 1), Balancing(coordinates)]);
        bool limited = !problem.Penalty.Lower.IsDefault || !problem.Penalty.Upper.IsDefault;
        bool done = limited ? solver.SolveWithin(working, MostSteps, stop) : solver.SolveExactly(working, MostSteps, stop);
        return (solver.Beta, solver.Eta, solver.IsSeparable ? FitStatus.Separable : done ? FitStatus.Converged : FitStatus.IterationLimit);
    }

    /// <summary>
    /// The intercept b with Σ v·ℓ′(y, offset + b) = 0, by bisection: where offsets are large Newton's method may be far from it, and out of a number's
    /// range, at 0. 0 if there is none.
    /// </summary>
    private static double Balancing(Coordinates coordinates)
    {
        const int MostDoublings = 60, MostBisections = 60;
        var (loss, sample) = (coordinates.Problem.Loss, coordinates.Problem.Sample);
        double[] eta = new double[coordinates.Rows], slopes = new double[coordinates.Rows];
        double Slope(double b)
        {
            TensorPrimitives.Add(sample.Offset, b, eta);
            loss.Slopes(sample.Target, eta, slopes);
            double sum = 0;
            for (int i = 0; i < slopes.Length; i++)
                sum += coordinates.RowWeights[i] > 0 ? coordinates.RowWeights[i] * slopes[i] : 0;
            return sum;
        }

        double first = Slope(0), near = 0, far = first > 0 ? -1 : 1;
        for (int doubling = 0; Math.Sign(Slope(far)) == Math.Sign(first); doubling++)
        {
            if (doubling == MostDoublings || first == 0)
                return 0;
            (near, far) = (far, 2 * far);
        }

        for (int bisection = 0; bisection < MostBisections; bisection++)
        {
            double middle = near + 0.5 * (far - near);
            if (Math.Sign(Slope(middle)) == Math.Sign(first))
                near = middle;
            else
                far = middle;
        }

        return far;
    }
}
