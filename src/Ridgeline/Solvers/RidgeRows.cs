using System.Numerics.Tensors;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// Residuals and leverages of every row along a ridge path of the squared loss, and the residuals without the row, from one reduction to tridiagonal form for all λ.
/// With uⱼ = (xⱼ − mⱼ)/(tⱼ√κⱼ), UᵀvU = QTQᵀ and y = Qᵀuᵢ: uᵢᵀ(UᵀvU + λI)⁻¹uᵢ = yᵀ(T + λI)⁻¹y, one forward substitution a row and λ. Without weight ρ of
/// row i its residual is r/(1 − ρg), g = uᵢᵀ(UᵀvU + λI)⁻¹uᵢ + 1 with an intercept (Golub, Heath and Wahba 1979, eq. 2.3, for ρ = v).
/// </summary>
/// <remarks>
/// Where rows are the smaller side the kernel √vUUᵀ√v is reduced instead: with M = (√vUUᵀ√v + λI)⁻¹ and a = M√vy, r = λa/√v and 1 − vg = λMᵢᵢ − v, in
/// which nothing cancels once τ√v√vᵀ is added to the kernel: the constant has then the eigenvalue τ instead of 0.
/// </remarks>
internal sealed class RidgeRows
{
    /// <summary>What comes of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="residuals">y − η at each λ.</param>
    /// <param name="rests">1 − vg at each λ.</param>
    /// <param name="leftOut">y − η without the row, at each λ.</param>
    public delegate void RowDone(int row, ReadOnlySpan<double> residuals, ReadOnlySpan<double> rests, ReadOnlySpan<double> leftOut);

    private const int Lanes = Tridiagonal.Lanes;
    private const int Four = 4;            // rows at a time
    private const double LeastShift = 1e-14; // of the largest eigenvalue: λ = 0 is the limit from above

    private readonly Coordinates _coordinates;
    private readonly Tridiagonal _reduced;
    private readonly bool _byRows, _intercept;
    private readonly int[] _rows, _penalised;
    private readonly double[] _target, _means, _factors; // y − offset; of the penalised
    private readonly double[] _basis, _right;            // Q in strips; Qᵀ times the right-hand side
    private readonly double[] _y;                        // rows of m numbers
    private readonly int _size, _stride;
    private readonly double _apart, _leastShift;         // τ
    private readonly RowStrips _strips = new();

    /// <summary>Reduces a problem of the squared loss in which L2 alone holds every column.</summary>
    public RidgeRows(Coordinates coordinates)
    {
        _coordinates = coordinates;
        var sample = coordinates.Problem.Sample;
        var view = sample.View;
        int n = coordinates.Rows;
        _intercept = view.Intercept;
        _penalised = [.. Enumerable.Range(0, view.Design.Columns).Where(coordinates.TakesPart)];
        _rows = [.. Enumerable.Range(0, n).Where(i => coordinates.RowWeights[i] > 0)];
        _byRows = Four * _rows.Length < (Four + 1) * _penalised.Length; // where it is close, too: nothing cancels there
        _size = _byRows ? _rows.Length : _penalised.Length;
        _stride = TriangularStrips.LengthOf(_size);
        _means = [.. _penalised.Select(c => view.StoredMeans[c])];
        _factors = [.. _penalised.Select(c => 1 / (view.PenaltyScales[c] * Math.Sqrt(coordinates.Factors[c])))];
        _target = sample.Target.ToArray();
        if (!sample.Offset.IsEmpty)
            TensorPrimitives.Subtract(_target, sample.Offset, _target);
        if (_intercept)
            TensorPrimitives.Subtract(_target, TensorPrimitives.Dot<double>(_target, coordinates.RowWeights), _target);

        double[] matrix = new double[(long)_size * _stride], right = new double[_size];
        if (_byRows)
            _apart = Kernel(matrix, right);
        else
            Gram(matrix, right);
        _reduced = new Tridiagonal(matrix, _size, _stride);
        double largest = _reduced.Largest();
        _leastShift = largest > 0 ? LeastShift * largest : 1;
        _basis = new double[(long)_stride * _size];
        _reduced.Basis(_basis);
        _right = new double[_size];
        for (int c = 0; c < _size; c++)
            for (int i = 0; i < _size; i++)
                _right[c] += _basis[StripKernels.At(c, i, _size)] * right[i];
        _y = new double[RowStrips.Rows * _stride];
    }

    /// <summary>Tells every row with weight.</summary>
    /// <param name="lambdas">λ ≥ 0.</param>
    /// <param name="removed">ρ of every row, at most its v.</param>
    /// <param name="sameLambda">Whether the objective without the row has the same λ beside its mean loss: λ(1 − ρ) beside Σvℓ − ρℓᵢ. Else λ stands beside that sum.</param>
    /// <param name="done">Told each row.</param>
    /// <param name="stop">Asked as rows go by.</param>
    public void Walk(ReadOnlySpan<double> lambdas, ReadOnlySpan<double> removed, bool sameLambda, RowDone done, CancellationToken stop)
    {
        int width = (lambdas.Length + Lanes - 1) / Lanes * Lanes, entries = _byRows ? _rows.Length : _coordinates.Rows;
        var all = new Shifted(this, lambdas, width);
        var without = sameLambda ? new Shifted(this, lambdas, width) : all;
        bool even = removed.IndexOfAnyExcept(removed[_rows[0]], 0) < 0; // then the rows without one have their λ in common
        var results = new double[3 * lambdas.Length];
        Span<int> rows = stackalloc int[Four];
        for (int chunk = 0; chunk < entries; chunk += RowStrips.Rows)
        {
            stop.ThrowIfCancellationRequested();
            int count = Math.Min(RowStrips.Rows, entries - chunk);
            FillRows(chunk, count);
            for (int at = 0; at < count; at += Four)
            {
                for (int q = 0; q < Four; q++)
                    rows[q] = Math.Min(at + q, count - 1) * _stride;
                all.Take(rows);
                if (sameLambda && even)
                    without.Take(rows, removed[_rows[0]]);
                for (int q = 0; q < Four && at + q < count; q++)
                {
                    int i = _byRows ? _rows[chunk + at + q] : chunk + at + q;
                    if (_coordinates.RowWeights[i] == 0)
                        continue;
                    if (sameLambda && !even)
                    {
                        rows.Fill((at + q) * _stride);
                        without.Take(rows, removed[i]);
                    }

                    Fill(results, i, q, all, without, removed[i]);
                    int length = lambdas.Length;
                    done(i, results.AsSpan(0, length), results.AsSpan(length, length), results.AsSpan(2 * length, length));
                }
            }
        }
    }

    private void Fill(Span<double> results, int i, int q, Shifted all, Shifted without, double removed)
    {
        int length = results.Length / 3;
        for (int b = 0; b < length; b++)
        {
            (results[b], results[length + b], _) = Row(i, all.Square(q, b), all.Product(q, b), all.Lambda(b), 0);
            (double residual, _, double left) = Row(i, without.Square(q, b), without.Product(q, b), without.Lambda(b), removed);
            results[2 * length + b] = residual / left;
        }
    }

    /// <summary>r, 1 − vg and 1 − ρg of a row from its two forms.</summary>
    private (double Residual, double Left, double Without) Row(int i, double square, double product, double shift, double removed)
    {
        double v = _coordinates.RowWeights[i], share = removed / v;
        if (_byRows)
        {
            double rest = shift * (square - (_intercept ? v / (_apart + shift) : 0));
            return (shift * product / Math.Sqrt(v), rest, 1 - share + share * rest);
        }

        double g = square + (_intercept ? 1 : 0);
        return (_target[i] - product, 1 - v * g, 1 - removed * g);
    }

    /// <summary>Qᵀuᵢ of some rows; where the kernel was reduced, rows of Q.</summary>
    private void FillRows(int from, int count)
    {
        if (_byRows)
        {
            for (int i = 0; i < count; i++)
                for (int c = 0; c < _size; c++)
                    _y[i * _stride + c] = _basis[StripKernels.At(c, from + i, _size)];
            return;
        }

        const int Width = StripKernels.Width;
        int strips = _stride / Width, length = Width * _size;
        Array.Clear(_y);
        var left = _strips.Pack(_coordinates, _penalised, _means, _factors, from, _size);
        for (int row = 0; row < _size; row += StripKernels.Depth)
        {
            int depth = Math.Min(StripKernels.Depth, _size - row);
            for (int b = 0; b < strips; b += 2)
                for (int a = 0; a * Width < count; a++)
                    StripKernels.AddRows(
                        left[(a * length + row * Width)..], _basis.AsSpan(b * length + row * Width), Math.Min(2, strips - b), length, depth, _y.AsSpan(a * Width * _stride + b * Width), _stride);
        }
    }

    /// <summary>UᵀvU, and Uᵀvy.</summary>
    private void Gram(double[] matrix, double[] right)
    {
        double[] roots = new double[_coordinates.Rows], weighted = new double[roots.Length];
        TensorPrimitives.Sqrt<double>(_coordinates.RowWeights, roots);
        _coordinates.Gram(_penalised, roots, matrix, _stride);
        TensorPrimitives.Multiply(_target, _coordinates.RowWeights, weighted);
        _coordinates.Products(_penalised, weighted, 1, right);
        for (int a = 0; a < _size; a++)
        {
            double root = Math.Sqrt(_coordinates.Factors[_penalised[a]]);
            right[a] /= root;
            for (int b = 0; b <= a; b++)
                matrix[a * _stride + b] /= root * Math.Sqrt(_coordinates.Factors[_penalised[b]]);
        }
    }

    /// <summary>√vUUᵀ√v + τ√v√vᵀ, and √vy; returns τ, the kernel's mean eigenvalue.</summary>
    private double Kernel(double[] matrix, double[] right)
    {
        double[] roots = [.. _rows.Select(i => Math.Sqrt(_coordinates.RowWeights[i]))];
        _coordinates.Kernel(_rows, _penalised, roots, matrix, _stride);
        double trace = 0;
        for (int a = 0; a < _size; a++)
        {
            right[a] = roots[a] * _target[_rows[a]];
            trace += matrix[a * _stride + a] / _size;
        }

        for (int a = 0; a < _size && _intercept; a++)
            for (int b = 0; b <= a; b++)
                matrix[a * _stride + b] += trace * roots[a] * roots[b];
        return trace;
    }

    /// <summary>T + λI at many λ, factored, and four rows' forms there.</summary>
    private sealed class Shifted
    {
        private readonly RidgeRows _of;
        private readonly double[] _lambdas, _shifts, _factors, _squares, _products; // the last two: a batch of λ after the other, in each a row after the other
        private double _share = -1;

        public Shifted(RidgeRows of, ReadOnlySpan<double> lambdas, int width)
        {
            (_of, _lambdas, _shifts, _factors) = (of, new double[width], new double[width], new double[3 * width * of._size]);
            (_squares, _products) = (new double[Four * width], new double[Four * width]);
            for (int b = 0; b < width; b++)
                _lambdas[b] = lambdas[Math.Min(b, lambdas.Length - 1)];
        }

        public double Lambda(int b) => _shifts[b];

        public double Square(int row, int b) => _squares[b / Lanes * Four * Lanes + row * Lanes + b % Lanes];

        public double Product(int row, int b) => _products[b / Lanes * Four * Lanes + row * Lanes + b % Lanes];

        /// <summary>The forms of four rows, at λ(1 − share).</summary>
        public void Take(ReadOnlySpan<int> rows, double share = 0)
        {
            bool factored = share == _share;
            _share = share;
            for (int b = 0; b < _lambdas.Length; b++)
                _shifts[b] = Math.Max(_of._leastShift, _lambdas[b] * (1 - share));
            for (int b = 0; b < _lambdas.Length; b += Lanes)
            {
                var factor = _factors.AsSpan(3 * b * _of._size, 3 * Lanes * _of._size);
                if (!factored)
                    _of._reduced.Factor(_shifts.AsSpan(b, Lanes), _of._right, factor);
                _of._reduced.Forms(factor, rows, _of._y, _squares.AsSpan(b * Four), _products.AsSpan(b * Four));
            }
        }
    }
}
