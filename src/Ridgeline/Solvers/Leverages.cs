using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// gᵢ = xᵢᵀA⁻¹xᵢ of every row, A = Σ dᵢxᵢxᵢᵀ + λκ(1−r) over the coordinates of a support and the intercept: the leverage is dᵢgᵢ (Rad and Maleki 2020, eq. 8
/// and 13). The intercept is eliminated by the means under d: g = 1/Σd + z̃ᵀ(Z̃ᵀDZ̃ + λκ(1−r))⁻¹z̃.
/// </summary>
/// <remarks>
/// A support of no more columns than there are rows: Gram matrix, factor, and n rows through it in strips; of the squared loss one Gram matrix of all columns that
/// ever are in a support does. A larger one: <see cref="KernelLeverages"/>. Columns that depend on others of the support are left out.
/// </remarks>
internal sealed class Leverages
{
    private const int MostShared = 4096;     // columns of a Gram matrix that is kept
    private const double Dependent = 1e-13;  // a pivot's square, of its diagonal

    private readonly Coordinates _coordinates;
    private readonly int[] _ever, _place; // columns of the shared matrix; each column's place in it
    private readonly double[] _shared;
    private readonly double[] _roots;
    private readonly KernelLeverages _kernel;
    private readonly BlockedCholesky _blocked = new();
    private readonly TriangularStrips _triangular = new();
    private readonly RowStrips _rows = new();
    private int[] _support = [];
    private double[] _a = [], _means = [], _factors = [], _least = [], _solution = [], _strips = [], _squares = [], _scratch = [];
    private double _lambda, _total;
    private bool _byKernel;
    private int _stride;

    /// <summary>Leverages of a problem of one output.</summary>
    /// <param name="coordinates">Its unknowns.</param>
    /// <param name="ever">Columns that any support will hold.</param>
    public Leverages(Coordinates coordinates, ReadOnlySpan<int> ever)
    {
        (_coordinates, _kernel, _roots) = (coordinates, new KernelLeverages(coordinates), new double[coordinates.Rows]);
        _place = new int[coordinates.Problem.Sample.Design.Columns];
        _ever = ReferenceEquals(coordinates.Problem.Loss, Loss.Squared) && ever.Length is > 0 and <= MostShared && IsGram(ever) ? ever.ToArray() : [];
        _shared = new double[(long)_ever.Length * _ever.Length];
        for (int a = 0; a < _ever.Length; a++)
            _place[_ever[a]] = a;
        if (_ever.Length == 0)
            return;
        TensorPrimitives.Sqrt<double>(coordinates.RowWeights, _roots);
        coordinates.Gram(_ever, _roots, _shared, _ever.Length);
    }

    /// <summary>The support that was taken in, less the columns that depend on others.</summary>
    public ReadOnlySpan<int> Support => _support;

    /// <summary>Whether one Gram matrix of all columns that any support holds is kept.</summary>
    public bool IsShared => _ever.Length > 0;

    /// <summary>Its number of two columns.</summary>
    public double Shared(int a, int b) => _shared[_place[a] * _ever.Length + _place[b]];

    /// <summary>Takes in A.</summary>
    /// <param name="support">Columns.</param>
    /// <param name="d">vℓ″ of every row.</param>
    /// <param name="lambda">λ.</param>
    public void Take(ReadOnlySpan<int> support, ReadOnlySpan<double> d, double lambda)
    {
        (_support, _lambda, _total) = (support.ToArray(), lambda, TensorPrimitives.Sum(d));
        _byKernel = !IsGram(support);
        if (_byKernel)
        {
            _kernel.Take(support, d, lambda);
            return;
        }

        Centre(d);
        while (!Factor(d))
            _support = Independent(d);
        _triangular.Take(_a, _stride, _support.Length);
    }

    /// <summary>Σ dᵢgᵢ.</summary>
    /// <param name="d">As taken in.</param>
    public double Trace(ReadOnlySpan<double> d)
    {
        if (_byKernel)
        {
            var leverages = new double[d.Length];
            Rows(leverages);
            return TensorPrimitives.Dot<double>(leverages, d);
        }

        double trace = _support.Length + (HasIntercept ? 1 : 0);
        if (_coordinates.Penalty.L1Ratio == 1 || _lambda == 0)
            return trace;
        int size = _support.Length, length = TriangularStrips.LengthOf(size);
        var strips = Ensure(ref _strips, StripKernels.Width * length);
        var squares = Ensure(ref _squares, RowStrips.Rows);
        for (int first = 0; first < size; first += StripKernels.Width)
        {
            strips.Clear();
            for (int k = first; k < Math.Min(size, first + StripKernels.Width); k++)
                strips[StripKernels.At(k - first, k, length)] = 1;
            _triangular.Solve(strips, 1, first, squares);
            for (int k = first; k < Math.Min(size, first + StripKernels.Width); k++)
                trace -= _coordinates.Penalty.L2(_support[k], _lambda) * squares[k - first];
        }

        return trace;
    }

    /// <summary>g of every row.</summary>
    public void Rows(Span<double> target) => Rows(target, [], []);

    /// <summary>g of every row, and xᵢᵀA⁻¹q = (R⁻ᵀxᵢ)ᵀ(R⁻ᵀq), q over the columns, 0 for the intercept and where nothing is penalised.</summary>
    /// <param name="target">g.</param>
    /// <param name="q">q; empty if its products aren't wanted.</param>
    /// <param name="products">They.</param>
    public void Rows(Span<double> target, ReadOnlySpan<double> q, Span<double> products)
    {
        if (_byKernel)
        {
            _kernel.Rows(target);
            if (!q.IsEmpty)
                _kernel.Products(q, products);
            return;
        }

        int size = _support.Length, length = TriangularStrips.LengthOf(size);
        int together = RowStrips.RowsOf(length);
        var squares = Ensure(ref _squares, together);
        var solution = Ensure(ref _solution, length);
        solution.Clear();
        for (int k = 0; k < size && !q.IsEmpty; k++)
            solution[k] = q[_support[k]];
        SolveLower(_a, _stride, solution[..size]);
        for (int row = 0; row < target.Length; row += together)
        {
            int count = Math.Min(together, target.Length - row), whole = (count + StripKernels.Width - 1) / StripKernels.Width;
            var strips = _rows.Pack(_coordinates, _support, _means.AsSpan(0, size), _factors, row, length, together);
            _triangular.Solve(strips, whole, 0, squares);
            squares[..count].CopyTo(target[row..]);
            if (q.IsEmpty)
                continue;
            TriangularStrips.Products(strips, whole, solution, squares);
            squares[..count].CopyTo(products[row..]);
        }

        if (HasIntercept)
            TensorPrimitives.Add(target, 1 / _total, target);
    }

    /// <summary>Overwrites b with x, RᵀRx = b.</summary>
    internal static void Solve(ReadOnlySpan<double> r, int stride, Span<double> x)
    {
        SolveLower(r, stride, x);
        SolveUpper(r, stride, x);
    }

    /// <summary>Overwrites b with x, Rᵀx = b.</summary>
    private static void SolveLower(ReadOnlySpan<double> r, int stride, Span<double> x)
    {
        for (int k = 0; k < x.Length; k++)
        {
            x[k] /= r[k * stride + k];
            TensorPrimitives.MultiplyAdd(r.Slice(k * stride + k + 1, x.Length - k - 1), -x[k], x[(k + 1)..], x[(k + 1)..]);
        }
    }

    /// <summary>Overwrites b with x, Rx = b.</summary>
    internal static void SolveUpper(ReadOnlySpan<double> r, int stride, Span<double> x)
    {
        for (int k = x.Length - 1; k >= 0; k--)
            x[k] = (x[k] - TensorPrimitives.Dot(r.Slice(k * stride + k + 1, x.Length - k - 1), x[(k + 1)..])) / r[k * stride + k];
    }

    internal static Span<double> Ensure(ref double[] room, int length)
    {
        if (room.Length < length)
            room = new double[length + length / 4];
        return room.AsSpan(0, length);
    }

    private bool HasIntercept => _coordinates.Problem.Sample.View.Intercept;

    private bool IsGram(ReadOnlySpan<int> support) => _coordinates.Penalty.L1Ratio == 1 || support.Length <= _coordinates.Problem.Sample.RowsWithWeight;

    /// <summary>Means under d, and 1/t.</summary>
    private void Centre(ReadOnlySpan<double> d)
    {
        var view = _coordinates.Problem.Sample.View;
        int size = _support.Length;
        var means = Ensure(ref _means, size);
        var factors = Ensure(ref _factors, size);
        bool own = HasIntercept && _ever.Length == 0;
        if (own)
            view.Design.Products(_support, d, 1, means, ref _scratch);
        for (int a = 0; a < size; a++)
        {
            means[a] = own ? means[a] / _total : view.StoredMeans[_support[a]];
            factors[a] = 1 / view.PenaltyScales[_support[a]];
        }
    }

    /// <summary>A and its factor R; false where a column depends on those before it.</summary>
    private bool Factor(ReadOnlySpan<double> d)
    {
        int size = _support.Length;
        Fill(d);
        var least = Ensure(ref _least, size);
        for (int a = 0; a < size; a++)
            least[a] = Dependent * _a[a * _stride + a];
        return _blocked.Factor(_a, _stride, size, least);
    }

    private void Fill(ReadOnlySpan<double> d)
    {
        int size = _support.Length;
        _stride = TriangularStrips.LengthOf(size);
        var a = Ensure(ref _a, _stride * _stride + _stride);
        if (_ever.Length > 0)
            for (int k = 0; k < size; k++)
            {
                var row = _shared.AsSpan(_place[_support[k]] * _ever.Length, _ever.Length);
                for (int l = k; l < size; l++)
                    a[k * _stride + l] = row[_place[_support[l]]];
            }
        else
        {
            TensorPrimitives.Sqrt(d, _roots);
            var view = _coordinates.Problem.Sample.View;
            double[] scales = [.. _support.Select(c => view.PenaltyScales[c])];
            view.Design.Gram(_support, _roots, _means.AsSpan(0, size), scales, a, _stride, ref _scratch);
        }

        for (int k = 0; k < size; k++)
            a[k * _stride + k] += _coordinates.Penalty.L2(_support[k], _lambda);
    }

    /// <summary>The support without the columns that depend on those before them.</summary>
    private int[] Independent(ReadOnlySpan<double> d)
    {
        Fill(d);
        int size = _support.Length;
        var factor = new double[size * size];
        for (int k = 0; k < size; k++)
            for (int l = 0; l <= k; l++)
                factor[k * size + l] = _a[l * _stride + k];
        Cholesky.Factor(factor, size);
        int worst = 0;
        double least = double.PositiveInfinity;
        var kept = new List<int>();
        for (int k = 0; k < size; k++)
        {
            double share = factor[k * size + k] * factor[k * size + k] / _a[k * _stride + k];
            if (share > 2 * Dependent)
                kept.Add(k);
            else if (share < least)
                (least, worst) = (share, k);
        }

        if (kept.Count == size)
            kept.Remove(worst);
        int[] support = [.. kept.Select(k => _support[k])];
        for (int k = 0; k < kept.Count; k++)
            (_means[k], _factors[k]) = (_means[kept[k]], _factors[kept[k]]);
        return support;
    }
}
