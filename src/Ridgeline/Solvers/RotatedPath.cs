using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The path of any loss under an L2 penalty alone where columns outnumber rows, by one factorisation for all λ (Hastie and Tibshirani 2004, "Efficient quadratic
/// regularization for expression arrays", Biostatistics 5(3)). With uⱼ = zⱼ/√κⱼ and UUᵀ = LLᵀ, U = LQᵀ, the problem in γ = Qᵀ√κβ has the n rows of L,
/// the same loss and the penalty ½λ‖γ‖².
/// </summary>
/// <remarks>
/// Q is never made: the rotated problem's dual point θ, a number a row, is one of the problem itself, and β = −Zᵀ(v∘θ)/(λκ) satisfies its optimality conditions as
/// they are. The gap is what ℓ(η) + ℓ*(θ) − ηθ comes to at η = Zβ, of second order in what rounding left of UUᵀ.
/// </remarks>
internal sealed class RotatedPath
{
    private const int Lanes = 8;                  // λ certified in one pass
    private const double ColumnsPerRow = 1.5;     // from here up n unknowns are worth the factorisation
    private const double ShareOfTolerance = 0.9;  // of the gap, for the rotated problem; the rest is for the rounding of UUᵀ

    private readonly Coordinates _coordinates;
    private readonly NullFit _null;
    private readonly DualBound _bound;
    private readonly int[] _rows, _checked; // with weight; coordinates that take part
    private readonly Problem? _rotated;     // null if UUᵀ is no matrix of finite numbers
    private readonly double[] _lambdas = new double[Lanes];
    private readonly int[] _steps = new int[Lanes];
    private readonly double[][] _thetas = new double[Lanes][];
    private readonly double[] _weighted, _products, _intercepts, _beta, _eta, _slopes;
    private readonly double _entries;

    public RotatedPath(Coordinates coordinates, NullFit fit)
    {
        (_coordinates, _null, _bound) = (coordinates, fit, new DualBound(coordinates));
        int n = coordinates.Rows, size = coordinates.Outputs * n;
        long before = coordinates.EntriesRead;
        _checked = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        _rows = [.. Enumerable.Range(0, n).Where(i => coordinates.RowWeights[i] > 0)];
        _rotated = Rotated();
        (_weighted, _products, _intercepts) = (new double[size * Lanes], new double[_checked.Length * Lanes], new double[coordinates.Outputs * Lanes]);
        (_beta, _eta, _slopes) = (new double[coordinates.Count], new double[size], new double[size]);
        for (int b = 0; b < Lanes; b++)
            _thetas[b] = new double[size];
        _entries = coordinates.EntriesRead - before;
    }

    /// <summary>Whether a problem is of this kind, and has columns enough.</summary>
    public static bool Fits(Coordinates coordinates)
    {
        int rows = coordinates.Problem.Sample.RowsWithWeight;
        return rows <= RidgePath.MostUnknowns && RidgePath.IsRidgeAlone(coordinates, out int penalised) && penalised > 0 && penalised >= ColumnsPerRow * rows;
    }

    /// <summary>Solves at every λ in turn, as far as certificates reach the tolerance; returns how many λ that is.</summary>
    /// <param name="lambdas">Falling.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told each point in order; false ends the walk.</param>
    /// <param name="ended">Whether it did.</param>
    /// <param name="last">β where the walk stopped; null if it stopped before the first λ.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int Walk(ReadOnlySpan<double> lambdas, double tolerance, int maxSteps, Func<LinearPoint, bool> done, out bool ended, out double[]? last, CancellationToken stop)
    {
        (ended, last) = (false, null);
        int found = lambdas.Length;
        while (found > 0 && !(lambdas[found - 1] > 0))
            found--;
        if (_rotated is null || found == 0)
            return 0;
        double[] all = lambdas[..found].ToArray();
        var coordinates = new Coordinates(_rotated);
        int told = 0, kept = 0;
        bool missed = false, isDone = false, any = false;
        new RowPath(coordinates, NullFit.Of(coordinates, stop)).Walk(all, ShareOfTolerance * tolerance, maxSteps, point =>
        {
            bool solved = point.Certificate.Converged;
            if (solved)
                Keep(point, all[told + kept], kept++, coordinates);
            if (!solved || kept == Lanes)
                Tell();
            return solved && !missed && !isDone;
        }, stop);
        Tell();
        (ended, last) = (isDone, any ? _beta : null);
        return told;

        void Tell()
        {
            int count = kept;
            kept = 0;
            if (count == 0 || missed || isDone)
                return;
            long before = _coordinates.EntriesRead;
            any = true;
            ComputeGradients(count);
            double shared = (double)(_coordinates.EntriesRead - before) / count + _entries / all.Length;
            for (int b = 0; b < count && !isDone; b++)
            {
                var point = Certified(b, count, shared);
                missed = !(point.Certificate.RelativeGap <= tolerance);
                if (missed)
                    return;
                told++;
                isDone = !done(point);
            }
        }
    }

    /// <summary>The problem in γ over the rows with weight; null if UUᵀ overflows.</summary>
    private Problem? Rotated()
    {
        var (loss, sample) = (_coordinates.Problem.Loss, _coordinates.Problem.Sample);
        int n = _rows.Length;
        int[] columns = [.. _checked.Where(c => c < sample.Design.Columns)]; // alike in every output
        double[] ones = [.. Enumerable.Repeat(1.0, n)], kernel = new double[(long)n * n];
        _coordinates.Kernel(_rows, columns, ones, kernel, n);
        for (int a = 0; a < n; a++)
            for (int b = 0; b < a; b++)
                kernel[b * n + a] = kernel[a * n + b];
        if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(kernel)))
            return null;
        int rank = Cholesky.Root(kernel, n);
        if (rank == 0)
            return null;
        Array.Resize(ref kernel, rank * n);
        double[] target = Of(_rows, sample.Target), weights = Of(_rows, sample.Weights), offset = sample.Offset.IsEmpty ? [] : Of(_rows, sample.Offset);
        var rotated = Sample.Of(Design.Adopt(kernel, n), target, weights, sample.WeightKind, offset, standardize: false, sample.View.Intercept);
        return new Problem(rotated, loss, Penalty.L2);
    }

    private static double[] Of(int[] rows, ReadOnlySpan<double> values)
    {
        var target = new double[rows.Length];
        for (int a = 0; a < rows.Length; a++)
            target[a] = values[rows[a]];
        return target;
    }

    /// <summary>Takes what lane b needs of the rotated problem's solution: θ, 0 in rows without weight, and the intercepts.</summary>
    private void Keep(LinearPoint point, double lambda, int b, Coordinates rotated)
    {
        (_lambdas[b], _steps[b]) = (lambda, point.Certificate.Iterations);
        for (int k = 0; k < rotated.Outputs; k++)
        {
            for (int a = 0; a < _rows.Length; a++)
                _thetas[b][k * _coordinates.Rows + _rows[a]] = point.Dual[k * _rows.Length + a];
            _intercepts[b * rotated.Outputs + k] = _coordinates.Problem.Sample.View.Intercept ? point.Beta[(k + 1) * rotated.Width - 1] : 0;
        }
    }

    /// <summary>zᵀ(v∘θ) of every lane in one pass over X.</summary>
    private void ComputeGradients(int count)
    {
        int n = _coordinates.Rows, outputs = _coordinates.Outputs;
        for (int k = 0; k < outputs; k++)
            for (int b = 0; b < count; b++)
                TensorPrimitives.Multiply(_thetas[b].AsSpan(k * n, n), _coordinates.RowWeights, _weighted.AsSpan((k * count + b) * n, n));
        _coordinates.Products(_checked, _weighted.AsSpan(0, count * outputs * n), count, _products);
    }

    /// <summary>The point of lane b: β from the gradients at θ, the loss at η = Zβ + b, the bound at θ.</summary>
    private LinearPoint Certified(int b, int count, double entries)
    {
        var problem = _coordinates.Problem;
        int n = _coordinates.Rows, columns = problem.Sample.Design.Columns;
        double lambda = _lambdas[b], violation = 0, offsetTerm = 0;
        var gradients = _products.AsSpan(b);
        for (int a = 0; a < _checked.Length; a++)
        {
            int c = _checked[a];
            _beta[c] = _coordinates.ColumnOf(c) == columns ? _intercepts[b * _coordinates.Outputs + _coordinates.OutputOf(c)] : -gradients[a * count] / (lambda * _coordinates.Factors[c]);
            violation = Math.Max(violation, _coordinates.Penalty.Violation(c, _beta[c], gradients[a * count], lambda));
        }

        long before = _coordinates.EntriesRead;
        _coordinates.EtaOf(_beta, _eta);
        double passes = (entries + _coordinates.EntriesRead - before) / Math.Max(1, problem.Sample.Design.Entries);
        double meanLoss = problem.Loss.Evaluate(problem.Sample.Target, _eta, _coordinates.RowWeights, _slopes, []), primal = meanLoss + _coordinates.PenaltyOf(_beta, lambda);
        TensorPrimitives.Subtract(_slopes, _thetas[b], _slopes);
        for (int k = 0; k < _coordinates.Outputs && !problem.Sample.Offset.IsEmpty; k++)
            offsetTerm += TensorPrimitives.Dot(_weighted.AsSpan((k * count + b) * n, n), problem.Sample.Offset);
        double? dual = _bound.At(_thetas[b], offsetTerm, _checked, gradients, count, _beta, lambda);
        return new LinearPoint(_beta, meanLoss, new Certificate(primal, dual, _null.Objective, violation + _coordinates.WeightedNorm(_slopes), _steps[b], passes, FitStatus.Converged));
    }
}
