using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// The path of any loss under an L2 penalty alone where columns outnumber rows, by one factorisation for all λ (Hastie and Tibshirani 2004, "Efficient quadratic
/// regularization for expression arrays", Biostatistics 5(3)). With uⱼ = zⱼ/√κⱼ and UUᵀ = LLᵀ, so that U = LQᵀ, the problem in γ = Qᵀ√κβ has the design L, the same
/// loss, weights, offset and intercept, and the penalty ½λ‖γ‖².
/// </summary>
/// <remarks>
/// Q is never made: the rotated problem's dual point θ, a number a row, is one of the problem itself, and β = −Zᵀ(v∘θ)/(λκ) satisfies its optimality conditions as
/// they are. The gap is what ℓ(η) + ℓ*(θ) − ηθ comes to at η = Zβ + b: of second order in what rounding left of UUᵀ.
/// </remarks>
internal sealed class RotatedPath
{
    private const int MostLanes = 8;              // λ certified in one pass
    private const double ColumnsPerRow = 1.25;    // from here up n unknowns are cheaper
    private const double ShareOfTolerance = 0.9;  // of the gap, for the rotated problem; the rest is for the rounding of UUᵀ
    private const int MostRounds = 2;             // of refinement

    private readonly Coordinates _coordinates;
    private readonly NullFit _null;
    private readonly DualBound _bound;
    private readonly int[] _rows, _checked; // with weight; coordinates that take part
    private readonly Problem? _rotated;     // null if UUᵀ has no factor
    private readonly Lane[] _lanes;
    private readonly double[] _weighted, _products, _beta, _eta, _slopes, _theta;
    private readonly double _entries;       // of X, for UUᵀ
    private int _first, _stride;            // of the lanes in _products

    public RotatedPath(Coordinates coordinates, NullFit fit)
    {
        (_coordinates, _null, _bound) = (coordinates, fit, new DualBound(coordinates));
        int n = coordinates.Rows, size = coordinates.Outputs * n;
        long before = coordinates.EntriesRead;
        _checked = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        _rows = [.. Enumerable.Range(0, n).Where(i => coordinates.RowWeights[i] > 0)];
        _rotated = Rotated();
        _entries = coordinates.EntriesRead - before;
        int unknowns = _rotated is null ? 0 : coordinates.Outputs * (_rotated.Sample.Design.Columns + (_rotated.Sample.View.Intercept ? 1 : 0));
        _lanes = [.. Enumerable.Range(0, MostLanes).Select(_ => new Lane(unknowns, coordinates.Outputs * _rows.Length))];
        (_weighted, _products) = (new double[size * MostLanes], new double[_checked.Length * MostLanes]);
        (_beta, _eta, _slopes, _theta) = (new double[coordinates.Count], new double[size], new double[size], new double[size]);
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
    /// <param name="last">β where the walk stopped; null if it stopped before there was one.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int Walk(ReadOnlySpan<double> lambdas, double tolerance, int maxSteps, Func<LinearPoint, bool> done, out bool ended, out double[]? last, CancellationToken stop)
    {
        (ended, last) = (false, null);
        if (_rotated is null)
            return 0;
        int at = 0, count;
        for (var path = PathOf(_rotated, stop); at < lambdas.Length && !ended; at += count)
        {
            int wanted = Math.Min(MostLanes, lambdas.Length - at), solved = 0;
            while (wanted > 0 && !(lambdas[at + wanted - 1] > 0))
                wanted--;
            if (wanted == 0)
                break;
            double[] ahead = lambdas.Slice(at, wanted).ToArray();
            path.Walk(ahead, ShareOfTolerance * tolerance, maxSteps, point => point.Certificate.Converged && _lanes[solved].Take(point, ahead[solved++]), stop, at > 0 ? lambdas[at - 1] : double.PositiveInfinity);
            count = Tell(solved, tolerance, maxSteps, _entries / lambdas.Length, done, out ended, stop);
            last = count > 0 || solved > 0 ? _beta : last;
            if (count < wanted)
                return at + count;
        }

        return at;
    }

    /// <summary>Certifies what the first lanes hold and hands it over, as far as certificates reach the tolerance; returns how many lanes that is.</summary>
    private int Tell(int count, double tolerance, int maxSteps, double entries, Func<LinearPoint, bool> done, out bool ended, CancellationToken stop)
    {
        ended = false;
        int told = 0;
        for (int round = 0; told < count; round++)
        {
            long before = _coordinates.EntriesRead;
            ComputeGradients(told, count);
            double shared = entries + (double)(_coordinates.EntriesRead - before) / (count - told);
            while (told < count)
            {
                var point = Certified(told, shared, tolerance);
                if (!point.Certificate.Converged)
                    break;
                told++;
                ended = !done(point);
                if (ended)
                    return told;
            }

            if (told < count && (round == MostRounds || !Refine(told, count, tolerance, maxSteps, stop)))
                return told;
        }

        return told;
    }

    /// <summary>
    /// Solves the rotated problem again in the lanes from one on, its offset moved by what η = Zβ + b is beside Lγ + b: where that repeats, L is exact.
    /// False where a solve fails, or every output would need its own offset.
    /// </summary>
    private bool Refine(int first, int count, double tolerance, int maxSteps, CancellationToken stop)
    {
        if (_coordinates.Outputs > 1)
            return false;
        var sample = _rotated!.Sample;
        double[] eta = new double[_rows.Length], none = new double[_rows.Length];
        var rotated = new Coordinates(_rotated);
        for (int b = first; b < count; b++)
        {
            var lane = _lanes[b];
            Follow(b);
            Array.Clear(eta);
            rotated.AddTo(lane.Gamma, eta); // without any offset
            for (int a = 0; a < eta.Length; a++)
                eta[a] = _eta[_rows[a]] - eta[a];
            var moved = _rotated with { Sample = Sample.Of(sample.Design, sample.Target, sample.Weights, sample.WeightKind, eta, sample.Standardize, sample.View.Intercept) };
            bool solved = false;
            int steps = lane.Steps;
            PathOf(moved, stop, lane.Gamma).Walk([lane.Lambda], ShareOfTolerance * tolerance, maxSteps, point => solved = point.Certificate.Converged && lane.Take(point, lane.Lambda), stop);
            if (!solved)
                return false;
            lane.Steps += steps;
        }

        return true;
    }

    private static RowPath PathOf(Problem problem, CancellationToken stop, double[]? start = null)
    {
        var coordinates = new Coordinates(problem);
        return new RowPath(coordinates, NullFit.Of(coordinates, stop), start);
    }

    /// <summary>The problem in γ over the rows with weight; null if UUᵀ has no factor, as where it overflows.</summary>
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
        int rank = double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(kernel)) ? Cholesky.Root(kernel, n) : 0;
        if (rank == 0)
            return null;
        Array.Resize(ref kernel, rank * n);
        double[] target = Of(sample.Target), weights = Of(sample.Weights), offset = sample.Offset.IsEmpty ? [] : Of(sample.Offset);
        var rotated = Sample.Of(Design.Adopt(kernel, n), target, weights, sample.WeightKind, offset, standardize: false, sample.View.Intercept);
        return new Problem(rotated, loss, Penalty.L2);
    }

    /// <summary>The values of the rows with weight.</summary>
    private double[] Of(ReadOnlySpan<double> values)
    {
        var target = new double[_rows.Length];
        for (int a = 0; a < target.Length; a++)
            target[a] = values[_rows[a]];
        return target;
    }

    /// <summary>zᵀ(v∘θ) of the lanes from one on, in one pass over X.</summary>
    private void ComputeGradients(int first, int count)
    {
        int n = _coordinates.Rows, lanes = count - first;
        Array.Clear(_weighted); // 0 in rows without weight
        for (int k = 0; k < _coordinates.Outputs; k++)
            for (int b = 0; b < lanes; b++)
                for (int a = 0; a < _rows.Length; a++)
                    _weighted[(k * lanes + b) * n + _rows[a]] = _coordinates.RowWeights[_rows[a]] * _lanes[first + b].Theta[k * _rows.Length + a];
        (_first, _stride) = (first, lanes);
        _coordinates.Products(_checked, _weighted.AsSpan(0, lanes * _coordinates.Outputs * n), lanes, _products);
    }

    /// <summary>β = −Zᵀ(v∘θ)/(λκ) and η of lane b; returns its gradients, one every so many numbers as there are lanes.</summary>
    private ReadOnlySpan<double> Follow(int b)
    {
        var gradients = _products.AsSpan(b - _first);
        for (int a = 0; a < _checked.Length; a++)
        {
            int c = _checked[a], k = _coordinates.OutputOf(c);
            bool ones = _coordinates.Factors[c] == 0;
            _beta[c] = ones ? _lanes[b].Gamma[(k + 1) * _lanes[b].Gamma.Length / _coordinates.Outputs - 1] : -gradients[a * _stride] / (_lanes[b].Lambda * _coordinates.Factors[c]);
        }

        _coordinates.EtaOf(_beta, _eta);
        return gradients;
    }

    /// <summary>The point of lane b: the loss at η, the bound at θ.</summary>
    private LinearPoint Certified(int b, double entries, double tolerance)
    {
        var problem = _coordinates.Problem;
        int n = _coordinates.Rows;
        double lambda = _lanes[b].Lambda, violation = 0, offsetTerm = 0;
        long before = _coordinates.EntriesRead;
        var gradients = Follow(b);
        double passes = (entries + _coordinates.EntriesRead - before) / Math.Max(1, problem.Sample.Design.Entries);
        double meanLoss = problem.Loss.Evaluate(problem.Sample.Target, _eta, _coordinates.RowWeights, _slopes, []), primal = meanLoss + _coordinates.PenaltyOf(_beta, lambda);
        for (int a = 0; a < _checked.Length; a++)
            violation = Math.Max(violation, _coordinates.Penalty.Violation(_checked[a], _beta[_checked[a]], gradients[a * _stride], lambda));
        Array.Clear(_theta);
        for (int k = 0; k < _coordinates.Outputs; k++)
        {
            for (int a = 0; a < _rows.Length; a++)
                _theta[k * n + _rows[a]] = _lanes[b].Theta[k * _rows.Length + a];
            offsetTerm += problem.Sample.Offset.IsEmpty ? 0 : TensorPrimitives.Dot(_weighted.AsSpan((k * _stride + b - _first) * n, n), problem.Sample.Offset);
        }

        TensorPrimitives.Subtract(_slopes, _theta, _slopes);
        violation += _coordinates.WeightedNorm(_slopes);
        double? dual = _bound.At(_theta, offsetTerm, _checked, gradients, _stride, _beta, lambda);
        var status = _null.IsMet(primal, dual, violation, tolerance) ? FitStatus.Converged : FitStatus.IterationLimit;
        return new LinearPoint(_beta, meanLoss, new Certificate(primal, dual, _null.Objective, violation, _lanes[b].Steps, passes, status));
    }

    /// <summary>What the rotated problem has for one λ.</summary>
    private sealed class Lane(int unknowns, int size)
    {
        public double Lambda { get; private set; }
        public int Steps { get; set; }

        /// <summary>γ, and the intercept after it, for every output.</summary>
        public double[] Gamma { get; } = new double[unknowns];

        /// <summary>θ, of the rows with weight alone.</summary>
        public double[] Theta { get; } = new double[size];

        /// <summary>Takes a point; always true.</summary>
        public bool Take(LinearPoint point, double lambda)
        {
            (Lambda, Steps) = (lambda, point.Certificate.Iterations);
            point.Beta.CopyTo(Gamma, 0);
            point.Dual.CopyTo(Theta, 0);
            return true;
        }
    }
}
