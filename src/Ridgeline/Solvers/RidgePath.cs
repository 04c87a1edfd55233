using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// The path of the squared loss under an L2 penalty alone, by one reduction for all λ. With uⱼ = zⱼ/√κⱼ, γⱼ = √κⱼβⱼ and ỹ = y − offset − b, where n is the smaller side
/// (√v UUᵀ√v + λI)a = √v ỹ, γ = Uᵀ√v a; where p is, (UᵀvU + λI)γ = Uᵀvỹ. Eight λ at a time are solved and certified from the rows.
/// </summary>
/// <remarks>
/// The columns are centred where there is an intercept, so that it stands apart: b is what is left of the mean. On the rows' side θ = −λa/√v is the dual point, whose
/// gradients −λκβ satisfy the optimality conditions as they are; the gap is ½‖η − (y + θ)‖², of second order in what rounding left.
/// </remarks>
internal sealed class RidgePath
{
    private const int Lanes = Tridiagonal.Lanes;
    public const int MostUnknowns = 4096;
    private const int MostRounds = 2;              // of refinement
    private const double Exact = 1e-8;             // a tolerance from here down asks for exact coefficients too
    private const double MissingWhenExact = 1e-13; // of the right-hand side
    private const double SweepsOfDescent = 100;    // that a λ takes where sparse columns are descended instead
    private const double WorkOfEntry = 10;         // multiplications in registers in the time of one scattered entry

    private readonly Coordinates _coordinates;
    private readonly NullFit _null;
    private readonly DualBound _bound;
    private readonly Tridiagonal _reduced;
    private readonly bool _byRows;
    private readonly int[] _rows, _penalised, _checked; // with weight; penalised coordinates; those and the intercept
    private readonly double[] _roots;                   // √v of _rows, or √κ of _penalised
    private readonly double[] _solution, _right;        // a number a lane
    private readonly double[] _target;                  // y − offset
    private readonly double[] _weighted, _products, _theta, _scratch;
    private readonly double[][] _betas = new double[Lanes][], _etas = new double[Lanes][];
    private readonly double _entries;

    public RidgePath(Coordinates coordinates, NullFit fit)
    {
        (_coordinates, _null, _bound) = (coordinates, fit, new DualBound(coordinates));
        var sample = coordinates.Problem.Sample;
        int n = coordinates.Rows;
        long before = coordinates.EntriesRead;
        _checked = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        _penalised = [.. _checked.Where(c => coordinates.Factors[c] > 0)];
        _rows = [.. Enumerable.Range(0, n).Where(i => coordinates.RowWeights[i] > 0)];
        _byRows = _rows.Length < _penalised.Length;
        int size = _byRows ? _rows.Length : _penalised.Length, stride = (size + 7) / 8 * 8;
        _target = sample.Target.ToArray();
        if (!sample.Offset.IsEmpty)
            TensorPrimitives.Subtract(_target, sample.Offset, _target);
        _roots = _byRows ? [.. _rows.Select(i => Math.Sqrt(coordinates.RowWeights[i]))] : [.. _penalised.Select(c => Math.Sqrt(coordinates.Factors[c]))];
        (_solution, _right) = (new double[size * Lanes], new double[size * Lanes]);
        (_weighted, _products, _theta, _scratch) = (new double[n * Lanes], new double[_checked.Length * Lanes], new double[n], new double[n]);
        for (int b = 0; b < Lanes; b++)
            (_betas[b], _etas[b]) = (new double[coordinates.Count], new double[n]);

        var matrix = new double[(long)size * stride];
        if (_byRows)
            coordinates.Kernel(_rows, _penalised, _roots, matrix, stride);
        else
        {
            var all = new double[n];
            TensorPrimitives.Sqrt<double>(coordinates.RowWeights, all);
            coordinates.Gram(_penalised, all, matrix, stride);
            for (int a = 0; a < size; a++)
                for (int b = 0; b <= a; b++)
                    matrix[a * stride + b] /= _roots[a] * _roots[b];
        }

        _reduced = new Tridiagonal(matrix, size, stride);
        _entries = coordinates.EntriesRead - before;
    }

    /// <summary>Whether a problem is of this kind, and worth its reduction for so many λ.</summary>
    public static bool Fits(Coordinates coordinates, int lambdas)
    {
        var sample = coordinates.Problem.Sample;
        if (!ReferenceEquals(coordinates.Problem.Loss, Loss.Squared) || !IsRidgeAlone(coordinates, out int penalised))
            return false;
        double size = Math.Min(penalised, sample.RowsWithWeight);
        if (size is < 1 or > MostUnknowns || (lambdas < 2 && penalised <= sample.RowsWithWeight))
            return false;
        return sample.Design is Designs.DenseDesign || 4.0 / 3 * size * size * size <= SweepsOfDescent * WorkOfEntry * lambdas * sample.Design.Entries;
    }

    /// <summary>Whether every column that takes part has a penalty, L2 alone, and no limits.</summary>
    /// <param name="coordinates">The problem's unknowns.</param>
    /// <param name="penalised">How many columns take part.</param>
    public static bool IsRidgeAlone(Coordinates coordinates, out int penalised)
    {
        penalised = 0;
        if (coordinates.Penalty.L1Ratio != 0)
            return false;
        for (int j = 0; j < coordinates.Problem.Sample.Design.Columns; j++) // alike in every output
        {
            if (!coordinates.TakesPart(j))
                continue;
            if (coordinates.Factors[j] == 0 || double.IsFinite(coordinates.Penalty.Lower(j)) || double.IsFinite(coordinates.Penalty.Upper(j)))
                return false;
            penalised++;
        }

        return true;
    }

    /// <summary>Solves at every λ in turn, as far as certificates reach the tolerance; returns how many λ that is.</summary>
    /// <param name="lambdas">Falling.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="done">Told each point in order; false ends the walk.</param>
    /// <param name="ended">Whether it did.</param>
    /// <param name="stop">Asked at every batch.</param>
    public int Walk(ReadOnlySpan<double> lambdas, double tolerance, Func<LinearPoint, bool> done, out bool ended, CancellationToken stop)
    {
        ended = false;
        Span<double> batch = stackalloc double[Lanes];
        for (int at = 0; at < lambdas.Length;)
        {
            stop.ThrowIfCancellationRequested();
            int count = Math.Min(Lanes, lambdas.Length - at);
            while (count > 0 && !(lambdas[at + count - 1] > 0))
                count--;
            if (count == 0)
                return at;
            batch.Fill(lambdas[at + count - 1]);
            lambdas.Slice(at, count).CopyTo(batch);
            long before = _coordinates.EntriesRead;
            Solve(batch, count, tolerance);
            double passes = ((double)(_coordinates.EntriesRead - before) / count + _entries / lambdas.Length) / Math.Max(1, _coordinates.Problem.Sample.Design.Entries);
            for (int b = 0; b < count; b++, at++)
            {
                var point = Certified(b, count, batch[b], passes);
                if (!(point.Certificate.RelativeGap <= tolerance))
                    return at;
                if (done(point))
                    continue;
                ended = true;
                return at + 1;
            }
        }

        return lambdas.Length;
    }

    /// <summary>Solves at up to eight λ, and again for what the true residuals say is missing.</summary>
    private void Solve(ReadOnlySpan<double> lambdas, int count, double tolerance)
    {
        double constant = _coordinates.Width > _coordinates.Problem.Sample.Design.Columns ? TensorPrimitives.Dot<double>(_target, _coordinates.RowWeights) : 0;
        Array.Clear(_solution);
        TensorPrimitives.Subtract(_target, constant, _scratch);
        if (_byRows)
            for (int a = 0; a < _rows.Length; a++)
                _right.AsSpan(a * Lanes, Lanes).Fill(_roots[a] * _scratch[_rows[a]]);
        else
        {
            TensorPrimitives.Multiply(_scratch, _coordinates.RowWeights, _scratch);
            _coordinates.Products(_penalised, _scratch, 1, _products);
            for (int a = 0; a < _penalised.Length; a++)
                _right.AsSpan(a * Lanes, Lanes).Fill(_products[a] / _roots[a]);
        }

        double size = TensorPrimitives.Norm<double>(_right);
        for (int round = 0; round <= MostRounds; round++)
        {
            _reduced.Solve(lambdas, _right);
            TensorPrimitives.Add(_solution, _right, _solution);
            if (_byRows)
                FollowRows(lambdas, count);
            else
                FollowColumns(lambdas, count);
            double missing = TensorPrimitives.Norm<double>(_right);
            if (missing <= MissingWhenExact * size || (round > 0 && tolerance > Exact) || (tolerance > Exact && missing <= Exact * size))
                return;
        }
    }

    /// <summary>θ, β, η from a; what is missing of √v(y − η) − λa.</summary>
    private void FollowRows(ReadOnlySpan<double> lambdas, int count)
    {
        int n = _coordinates.Rows;
        bool intercept = _coordinates.Width > _coordinates.Problem.Sample.Design.Columns;
        Array.Clear(_weighted);
        for (int b = 0; b < count; b++)
        {
            double mean = 0;
            for (int a = 0; a < _rows.Length && intercept; a++)
                mean += _roots[a] * _solution[a * Lanes + b];
            for (int a = 0; a < _rows.Length; a++)
            {
                _solution[a * Lanes + b] -= mean * _roots[a]; // Σvθ = 0
                _weighted[b * n + _rows[a]] = -lambdas[b] * _roots[a] * _solution[a * Lanes + b];
            }
        }

        _coordinates.Products(_checked, _weighted.AsSpan(0, count * n), count, _products);
        for (int b = 0; b < count; b++)
        {
            var beta = _betas[b];
            for (int a = 0; a < _penalised.Length; a++)
                beta[_penalised[a]] = -_products[a * count + b] / (lambdas[b] * _coordinates.Factors[_penalised[a]]);
            Predict(b);
            for (int a = 0; a < _rows.Length; a++)
                _right[a * Lanes + b] = _roots[a] * (_target[_rows[a]] - _etas[b][_rows[a]]) - lambdas[b] * _solution[a * Lanes + b];
        }

        ClearFrom(count);
    }

    /// <summary>β, η, θ from γ; what is missing of −g − λκβ, over √κ.</summary>
    private void FollowColumns(ReadOnlySpan<double> lambdas, int count)
    {
        int n = _coordinates.Rows;
        for (int b = 0; b < count; b++)
        {
            for (int a = 0; a < _penalised.Length; a++)
                _betas[b][_penalised[a]] = _solution[a * Lanes + b] / _roots[a];
            Predict(b);
            var weighted = _weighted.AsSpan(b * n, n);
            TensorPrimitives.Subtract(_etas[b], _target, weighted);
            TensorPrimitives.Multiply(weighted, _coordinates.RowWeights, weighted);
        }

        _coordinates.Products(_checked, _weighted.AsSpan(0, count * n), count, _products);
        for (int a = 0; a < _penalised.Length; a++)
            for (int b = 0; b < count; b++)
                _right[a * Lanes + b] = -_products[a * count + b] / _roots[a] - lambdas[b] * _solution[a * Lanes + b];
        ClearFrom(count);
    }

    /// <summary>η = Zβ + b without the offset, b the mean of what Zβ leaves.</summary>
    private void Predict(int b)
    {
        int columns = _coordinates.Problem.Sample.Design.Columns;
        double[] beta = _betas[b], eta = _etas[b];
        bool intercept = _coordinates.Width > columns;
        if (intercept)
            beta[columns] = 0;
        Array.Clear(eta);
        _coordinates.AddTo(beta, eta);
        if (!intercept)
            return;
        double constant = 0;
        foreach (int i in _rows)
            constant += _coordinates.RowWeights[i] * (_target[i] - eta[i]);
        beta[columns] = constant;
        TensorPrimitives.Add(eta, constant, eta);
    }

    private void ClearFrom(int lane)
    {
        for (int at = 0; at < _right.Length && lane < Lanes; at += Lanes)
            _right.AsSpan(at + lane, Lanes - lane).Clear();
    }

    /// <summary>The point of lane b: the loss at η, the bound at θ, its gradients those of the last pass.</summary>
    private LinearPoint Certified(int b, int count, double lambda, double passes)
    {
        var weights = _coordinates.RowWeights;
        var sample = _coordinates.Problem.Sample;
        var weighted = _weighted.AsSpan(b * weights.Length, weights.Length);
        Array.Clear(_theta);
        foreach (int i in _rows)
            _theta[i] = weighted[i] / weights[i];
        double offsetTerm = sample.Offset.IsEmpty ? 0 : TensorPrimitives.Dot(weighted, sample.Offset);
        TensorPrimitives.Subtract(_target, _etas[b], _scratch);
        double meanLoss = 0;
        foreach (int i in _rows)
            meanLoss += 0.5 * weights[i] * _scratch[i] * _scratch[i];
        double primal = meanLoss + _coordinates.PenaltyOf(_betas[b], lambda), violation = 0;
        var gradients = _products.AsSpan(b);
        for (int a = 0; a < _checked.Length; a++)
            violation = Math.Max(violation, _coordinates.Penalty.Violation(_checked[a], _betas[b][_checked[a]], gradients[a * count], lambda));
        TensorPrimitives.Add(_theta, _scratch, _scratch); // θ less the slopes at η
        double error = 0;
        foreach (int i in _rows)
            error += weights[i] * _scratch[i] * _scratch[i];
        double? dual = _bound.At(_theta, offsetTerm, _checked, gradients, count, _betas[b], lambda);
        return new LinearPoint(_betas[b], meanLoss, new Certificate(primal, dual, _null.Objective, violation + Math.Sqrt(error), 1, passes, FitStatus.Converged));
    }
}
