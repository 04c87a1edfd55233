using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Diagnoses;

/// <summary>
/// Squared loss under L2 as the linear map from targets to predictions that it is, at every λ from one reduction. With v = s/Σs, ỹ = √v(y − offset), F the unpenalised columns of √vZ (the
/// intercept among them) = QR and the others √vZκ^(−½) = QG + U·diag(d)·Wᵀ, a row (f, p) is predicted as qᵀQᵀỹ + Σₖ aₖ·dₖ/(dₖ² + λ)·uₖᵀỹ, q = R⁻ᵀf and a = Wᵀ(p − Gᵀq).
/// </summary>
internal sealed class RidgeSmoother
{
    private const double Dependent = 1e-10; // what is left of an unpenalised column beside those before it, below which it says nothing new

    private readonly Sample _sample;
    private readonly DesignView _view;
    private readonly double[] _roots;       // √v
    private readonly List<int> _free = [];  // the columns of F; −1 is the intercept
    private readonly int[] _penalised;
    private readonly double[] _factorRoots; // √κ of the penalised
    private readonly double[] _basis;       // Q
    private readonly double[] _triangle;    // R, column after column
    private readonly double[] _shared;      // G, column after column
    private readonly SingularValues _values;
    private readonly double[]? _spread;     // [Q U]ᵀ·diag(v)·[Q U], where rows differ in v and each has its own noise

    /// <summary>Reduces the rows.</summary>
    /// <exception cref="ArgumentException">The penalty isn't L2 alone, has limits, or is of other columns.</exception>
    public RidgeSmoother(Sample sample, Penalty penalty)
    {
        (_sample, _view) = (sample, sample.View);
        int n = sample.Rows, p = sample.Design.Columns;
        if (penalty.L1Ratio != 0 || !penalty.Lower.IsDefault || !penalty.Upper.IsDefault)
            throw new ArgumentException($"bias and variance have a closed form under L2 without limits; this penalty is {penalty.Name}{(penalty.L1Ratio == 0 ? " with limits" : "")}", nameof(penalty));
        if (!penalty.FitsColumns(p))
            throw new ArgumentException($"the penalty has {Wording.Count(penalty.Factors.Length, "factor")} for {Wording.Count(p, "column")}", nameof(penalty));
        _roots = [.. sample.Weights.ToArray().Select(weight => Math.Sqrt(weight / sample.WeightSum))];
        int[] taken = [.. Enumerable.Range(0, p).Where(j => !_view.IsConstant(j) && penalty.Factor(j) < double.PositiveInfinity)];
        _penalised = [.. taken.Where(j => penalty.Factor(j) > 0)];
        _factorRoots = [.. _penalised.Select(j => Math.Sqrt(penalty.Factor(j)))];
        int[] candidates = [.. _view.Intercept ? [-1] : Array.Empty<int>(), .. taken.Where(j => penalty.Factor(j) == 0)];
        (_basis, _triangle) = Orthonormal(candidates);
        double[] rest = new double[(long)n * _penalised.Length];
        _shared = new double[Free * _penalised.Length];
        for (int c = 0; c < _penalised.Length; c++)
        {
            var column = rest.AsSpan(c * n, n);
            Fill(_penalised[c], _factorRoots[c], column);
            Remove(column, _shared.AsSpan(c * Free, Free));
        }

        _values = new SingularValues(rest, n, _penalised.Length);
        bool even = sample.WeightKind == WeightKind.Frequency || _roots.All(root => root == 0 || root == _roots.Max());
        _spread = even ? null : Spread();
    }

    /// <summary>How many unpenalised columns say something of their own, the intercept among them.</summary>
    public int Free => _free.Count;

    /// <summary>How many numbers say all that the fit has of targets, and of a row.</summary>
    public int Count => Free + _values.Count;

    /// <summary>The trace of the hat matrix: the unpenalised columns and Σ d²/(d² + λ).</summary>
    public double DegreesOfFreedom(double lambda) => Free + Enumerable.Range(0, _values.Count).Sum(k => _values.Values[k] * Filter(k, lambda));

    /// <summary>Qᵀ√v(y − offset) and then Uᵀ of it: what the fit has of targets.</summary>
    public double[] Reduced(ReadOnlySpan<double> target)
    {
        var own = new double[_roots.Length];
        for (int i = 0; i < own.Length; i++)
            own[i] = _roots[i] == 0 ? 0 : _roots[i] * (target[i] - (_sample.Offset.IsEmpty ? 0 : _sample.Offset[i]));
        var found = new double[Count];
        for (int k = 0; k < Count; k++)
            found[k] = TensorPrimitives.Dot(Direction(k), own);
        return found;
    }

    /// <summary>q and a of a row: its prediction is their product with what <see cref="Reduced"/> gave, filtered.</summary>
    public double[] Row(Design design, int row)
    {
        var found = new double[Count];
        double[] own = [.. _penalised.Select((j, c) => Standardised(design, row, j) / _factorRoots[c])];
        for (int a = 0; a < Free; a++) // Rᵀq = f
        {
            double value = _free[a] < 0 ? 1 : Standardised(design, row, _free[a]);
            for (int b = 0; b < a; b++)
                value -= _triangle[a * Free + b] * found[b];
            found[a] = value / _triangle[a * Free + a];
        }

        for (int c = 0; c < own.Length; c++)
            own[c] -= TensorPrimitives.Dot<double>(_shared.AsSpan(c * Free, Free), found.AsSpan(0, Free));
        for (int k = 0; k < _values.Count; k++)
            found[Free + k] = TensorPrimitives.Dot(_values.Right(k), own);
        return found;
    }

    /// <summary>A row as one λ sees it: q, and a times d/(d² + λ).</summary>
    public void Filtered(ReadOnlySpan<double> row, double lambda, Span<double> target)
    {
        row[..Free].CopyTo(target);
        for (int k = 0; k < _values.Count; k++)
            target[Free + k] = row[Free + k] * Filter(k, lambda);
    }

    /// <summary>The variance of a prediction, for targets whose noise has variance 1: of a row of frequency f it is that of a mean of f.</summary>
    /// <param name="filtered">What <see cref="Filtered"/> gave.</param>
    public double Variance(ReadOnlySpan<double> filtered)
    {
        if (_spread is null)
            return TensorPrimitives.SumOfSquares(filtered) / _sample.EffectiveRows;
        double sum = 0;
        for (int k = 0; k < Count; k++)
            sum += filtered[k] * TensorPrimitives.Dot<double>(_spread.AsSpan(k * Count, Count), filtered);
        return sum;
    }

    /// <summary>The coefficients of the standardised columns, of targets that were reduced; 0 of those that take no part.</summary>
    public double[] Coefficients(ReadOnlySpan<double> reduced, double lambda)
    {
        var found = new double[_view.Design.Columns];
        double[] own = new double[_penalised.Length], free = reduced[..Free].ToArray();
        for (int k = 0; k < _values.Count; k++)
            TensorPrimitives.MultiplyAdd(_values.Right(k), Filter(k, lambda) * reduced[Free + k], own, own);
        for (int c = 0; c < own.Length; c++)
        {
            found[_penalised[c]] = own[c] / _factorRoots[c];
            TensorPrimitives.MultiplyAdd(_shared.AsSpan(c * Free, Free), -own[c], free, free);
        }

        for (int a = Free - 1; a >= 0; a--) // Rγ = Qᵀỹ − Gc
        {
            free[a] /= _triangle[a * Free + a];
            for (int b = 0; b < a; b++)
                free[b] -= _triangle[a * Free + b] * free[a];
            if (_free[a] >= 0)
                found[_free[a]] = free[a];
        }

        return found;
    }

    /// <summary>d/(d² + λ); of λ = 0 the limit from above.</summary>
    private double Filter(int k, double lambda)
    {
        double d = _values.Values[k];
        return lambda == 0 ? (d > _values.Least ? 1 / d : 0) : d / (d * d + lambda);
    }

    private ReadOnlySpan<double> Direction(int k) => k < Free ? _basis.AsSpan(k * _roots.Length, _roots.Length) : _values.Left(k - Free);

    /// <summary>Q and R of the unpenalised columns, each freed twice of those before it; which of them are none of the others' sums.</summary>
    private (double[] Basis, double[] Triangle) Orthonormal(int[] candidates)
    {
        int n = _roots.Length;
        double[] basis = [], column = new double[n];
        var heads = new List<double[]>();
        foreach (int j in candidates)
        {
            Fill(j, 1, column);
            double whole = TensorPrimitives.Norm<double>(column);
            var head = new double[_free.Count + 1];
            for (int round = 0; round < 2; round++)
                for (int a = 0; a < _free.Count; a++)
                {
                    double share = TensorPrimitives.Dot<double>(basis.AsSpan(a * n, n), column);
                    head[a] += share;
                    TensorPrimitives.MultiplyAdd(basis.AsSpan(a * n, n), -share, column, column);
                }

            double left = TensorPrimitives.Norm<double>(column);
            if (!(left > Dependent * whole))
                continue;
            head[^1] = left;
            heads.Add(head);
            _free.Add(j);
            TensorPrimitives.Divide(column, left, column);
            basis = [.. basis, .. column];
        }

        var triangle = new double[heads.Count * heads.Count];
        for (int a = 0; a < heads.Count; a++)
            heads[a].CopyTo(triangle, a * heads.Count);
        return (basis, triangle);
    }

    /// <summary>√v·z of a column over √κ; of −1 √v.</summary>
    private void Fill(int column, double factorRoot, Span<double> target)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = _roots[i] == 0 ? 0 : column < 0 ? _roots[i] : _roots[i] * _view[i, column] / factorRoot;
    }

    /// <summary>Takes Q's part off a column, twice, and adds it up.</summary>
    private void Remove(Span<double> column, Span<double> shares)
    {
        for (int round = 0; round < 2; round++)
            for (int a = 0; a < Free; a++)
            {
                double share = TensorPrimitives.Dot<double>(Direction(a), column);
                shares[a] += share;
                TensorPrimitives.MultiplyAdd(Direction(a), -share, column, column);
            }
    }

    private double Standardised(Design design, int row, int column) =>
        (design[row, column] + (design.Shift(column) - _view.Design.Shift(column)) - _view.StoredMeans[column]) / _view.PenaltyScales[column];

    private double[] Spread()
    {
        var spread = new double[Count * Count];
        var scaled = new double[_roots.Length];
        for (int k = 0; k < Count; k++)
        {
            for (int i = 0; i < scaled.Length; i++)
                scaled[i] = _roots[i] * _roots[i] * Direction(k)[i];
            for (int l = 0; l < Count; l++)
                spread[k * Count + l] = TensorPrimitives.Dot<double>(scaled, Direction(l));
        }

        return spread;
    }
}
