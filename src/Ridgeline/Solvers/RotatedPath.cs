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
    private const double ColumnsPerRow = 1.5;     // from here up n unknowns are cheaper
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
    private double[] _missing = [], _curvatures = [], _system = [], _roots = [], _change = []; // of refinement

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
            count = Tell(solved, tolerance, _entries / lambdas.Length, done, out ended);
            last = solved > 0 ? _beta : last;
            if (count < wanted)
                return at + count;
        }

        return at;
    }

    /// <summary>Certifies what the first lanes hold and hands it over, as far as certificates reach the tolerance; returns how many lanes that is.</summary>
    private int Tell(int count, double tolerance, double entries, Func<LinearPoint, bool> done, out bool ended)
    {
        ended = false;
        if (count == 0)
            return 0;
        long before = _coordinates.EntriesRead;
        ComputeGradients(count);
        entries += (double)(_coordinates.EntriesRead - before) / count;
        for (int b = 0; b < count; b++)
        {
            before = _coordinates.EntriesRead;
            Follow(b, count);
            var point = Certified(b, count, entries + _coordinates.EntriesRead - before, tolerance);
            for (int round = 0; round < MostRounds && !point.Certificate.Converged; round++)
            {
                Refine(b);
                point = Certified(b, count, entries + _coordinates.EntriesRead - before, tolerance);
            }

            if (!point.Certificate.Converged)
                return b;
            ended = !done(point);
            if (ended)
                return b + 1;
        }

        return count;
    }

    /// <summary>
    /// Newton's step towards Lγ + b in β = −Zᵀ(v∘θ)/(λκ), whose rounding 1/λ makes large: (K + λ(v∘d)⁻¹)y = Lγ + b − η, β += Zᵀy/κ, with the rotated K = LLᵀ and,
    /// of several outputs, each output's own curvatures d alone.
    /// </summary>
    private void Refine(int b)
    {
        var lane = _lanes[b];
        int n = _rows.Length, all = _coordinates.Rows, outputs = _coordinates.Outputs;
        if (_missing.Length == 0)
            (_missing, _curvatures, _system, _roots, _change) = (new double[outputs * n], new double[outputs * outputs * n], new double[n * n], new double[n], new double[_checked.Length]);
        var rotated = new Coordinates(_rotated!);
        rotated.EtaOf(lane.Gamma, _missing);
        _rotated!.Loss.Curvatures(_rotated.Sample.Target, _missing, _curvatures);
        Array.Clear(_weighted);
        int[] ranks = [.. Enumerable.Range(0, _rotated.Sample.Design.Columns)], places = [.. Enumerable.Range(0, n)];
        for (int k = 0; k < outputs; k++)
        {
            var missing = _missing.AsSpan(k * n, n);
            for (int a = 0; a < n; a++)
            {
                _roots[a] = Math.Sqrt(rotated.RowWeights[a] * _curvatures[(k * outputs + k) * n + a]);
                missing[a] = _roots[a] * (missing[a] - _eta[k * all + _rows[a]]);
            }

            rotated.Kernel(places, ranks, _roots, _system, n);
            for (int a = 0; a < n; a++)
                _system[a * n + a] += lane.Lambda;
            Cholesky.Factor(_system, n);
            Cholesky.Solve(_system, n, missing);
            for (int a = 0; a < n; a++)
                _weighted[k * all + _rows[a]] = _roots[a] * missing[a];
        }

        _coordinates.Products(_checked, _weighted.AsSpan(0, outputs * all), 1, _change);
        for (int a = 0; a < _checked.Length; a++)
            if (_coordinates.Factors[_checked[a]] > 0)
                _beta[_checked[a]] += _change[a] / _coordinates.Factors[_checked[a]];
        _coordinates.EtaOf(_beta, _eta);
    }

    private static RowPath PathOf(Problem problem, CancellationToken stop)
    {
        var coordinates = new Coordinates(problem);
        return new RowPath(coordinates, NullFit.Of(coordinates, stop: stop)) { ByOwnDual = true };
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

    /// <summary>zᵀ(v∘θ) of the first lanes, in one pass over X.</summary>
    private void ComputeGradients(int count)
    {
        int n = _coordinates.Rows, outputs = _coordinates.Outputs;
        for (int b = 0; b < count; b++)
        {
            var lane = _lanes[b];
            lane.OffsetTerm = 0;
            for (int k = 0; k < outputs; k++)
            {
                var weighted = _weighted.AsSpan((k * count + b) * n, n);
                weighted.Clear(); // 0 in rows without weight
                for (int a = 0; a < _rows.Length; a++)
                    weighted[_rows[a]] = _coordinates.RowWeights[_rows[a]] * lane.Theta[k * _rows.Length + a];
                lane.OffsetTerm += _coordinates.Problem.Sample.Offset.IsEmpty ? 0 : TensorPrimitives.Dot(weighted, _coordinates.Problem.Sample.Offset);
            }
        }

        _coordinates.Products(_checked, _weighted.AsSpan(0, count * outputs * n), count, _products);
    }

    /// <summary>β = −Zᵀ(v∘θ)/(λκ), the intercepts, and η of lane b.</summary>
    private void Follow(int b, int count)
    {
        var lane = _lanes[b];
        int width = lane.Gamma.Length / _coordinates.Outputs;
        for (int a = 0; a < _checked.Length; a++)
        {
            int c = _checked[a];
            double factor = _coordinates.Factors[c];
            _beta[c] = factor == 0 ? lane.Gamma[(_coordinates.OutputOf(c) + 1) * width - 1] : -_products[a * count + b] / (lane.Lambda * factor);
        }

        _coordinates.EtaOf(_beta, _eta);
    }

    /// <summary>The point at β and η: the bound at lane b's θ, its gradients those of the last pass.</summary>
    private LinearPoint Certified(int b, int count, double entries, double tolerance)
    {
        var problem = _coordinates.Problem;
        var lane = _lanes[b];
        int n = _coordinates.Rows;
        var gradients = _products.AsSpan(b);
        double meanLoss = problem.Loss.Evaluate(problem.Sample.Target, _eta, _coordinates.RowWeights, _slopes, []);
        double primal = meanLoss + _coordinates.PenaltyOf(_beta, lane.Lambda), violation = 0;
        for (int k = 0; k < _coordinates.Outputs; k++)
            for (int a = 0; a < _rows.Length; a++)
                _theta[k * n + _rows[a]] = lane.Theta[k * _rows.Length + a];
        TensorPrimitives.Subtract(_slopes, _theta, _slopes);
        double error = _coordinates.WeightedNorm(_slopes);
        for (int a = 0; a < _checked.Length; a++)
            violation = Math.Max(violation, _coordinates.Penalty.Violation(_checked[a], _beta[_checked[a]], gradients[a * count], lane.Lambda) + _coordinates.NormOf(_checked[a]) * error);
        double? dual = _bound.At(_theta, lane.OffsetTerm, _checked, gradients, count, _beta, lane.Lambda);
        var status = _null.IsMet(primal, dual, violation, tolerance) ? FitStatus.Converged : FitStatus.IterationLimit;
        double passes = entries / Math.Max(1, problem.Sample.Design.Entries);
        return new LinearPoint(_beta, meanLoss, new Certificate(primal, dual, _null.Objective, violation, lane.Steps, passes, status));
    }

    /// <summary>What the rotated problem has for one λ.</summary>
    private sealed class Lane(int unknowns, int size)
    {
        public double Lambda { get; private set; }
        public int Steps { get; private set; }

        /// <summary>Σ vθ·offset.</summary>
        public double OffsetTerm { get; set; }

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
