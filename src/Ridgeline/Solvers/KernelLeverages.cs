using System.Numerics.Tensors;
using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// The leverages of <see cref="Leverages"/> where the support has more columns than there are rows: with K = √D·Z(λκ(1−r))⁻¹Zᵀ·√D, M = (I + K)⁻¹ and F the free
/// columns and the intercept, times √D, 1 − dg = [M − MF(FᵀMF)⁻¹FᵀM]ᵢᵢ.
/// </summary>
internal sealed class KernelLeverages
{
    private const double Faint = 1e-8;      // a row's curvature, of the mean: what is below counts as this
    private const double LeastRidge = 1e-12; // of the kernel's mean diagonal

    private readonly Coordinates _coordinates;
    private readonly BlockedCholesky _blocked = new();
    private readonly TriangularStrips _triangular = new();
    private readonly int[] _rows;
    private double[] _kernel = []; // lower triangle, of roots 1 and λ(1−r) = 1
    private double[] _r = [], _roots = [], _strips = [], _squares = [], _column = [];
    private double[] _free = [], _corner = []; // MF, a row a column of F; the factor of FᵀMF
    private int[] _support = [], _unpenalised = [];
    private bool _finite;
    private double _lambda;
    private int _columns; // of F

    public KernelLeverages(Coordinates coordinates) =>
        (_coordinates, _rows) = (coordinates, [.. Enumerable.Range(0, coordinates.Rows).Where(i => coordinates.RowWeights[i] > 0)]);

    private int Size => _rows.Length;

    private int Stride => TriangularStrips.LengthOf(Size);

    /// <summary>Takes in A; see <see cref="Leverages.Take"/>.</summary>
    public void Take(ReadOnlySpan<int> support, ReadOnlySpan<double> d, double lambda)
    {
        int size = Size, stride = Stride;
        _lambda = lambda * (1 - _coordinates.Penalty.L1Ratio);
        int[] penalised = [.. support.ToArray().Where(c => _coordinates.Factors[c] > 0)];
        int[] unpenalised = [.. support.ToArray().Where(c => _coordinates.Factors[c] == 0)];
        if (!penalised.AsSpan().SequenceEqual(_support))
        {
            var kernel = Leverages.Ensure(ref _kernel, size * stride);
            var ones = new double[size];
            Array.Fill(ones, 1);
            _coordinates.Kernel(_rows, penalised, ones, kernel, stride);
        }

        (_support, _unpenalised) = (penalised, unpenalised);
        var roots = Leverages.Ensure(ref _roots, size);
        double mean = TensorPrimitives.Sum(d) / size, diagonal = 0;
        for (int a = 0; a < size; a++)
        {
            roots[a] = Math.Sqrt(Math.Max(d[_rows[a]], Faint * mean));
            diagonal += roots[a] * roots[a] * _kernel[a * stride + a] / size;
        }

        _lambda = Math.Max(_lambda, LeastRidge * diagonal);
        var r = Leverages.Ensure(ref _r, (stride + 1) * stride);
        for (int a = 0; a < size; a++)
        {
            double factor = roots[a] / _lambda;
            for (int b = 0; b <= a; b++)
                r[b * stride + a] = _kernel[a * stride + b] * factor * roots[b];
            r[a * stride + a] += 1;
        }

        _finite = _blocked.Factor(_r, stride, size, new double[size]);
        if (!_finite)
            return; // curvatures that aren't numbers
        _triangular.Take(_r, stride, size);
        Eliminate();
    }

    /// <summary>g of every row; 0 in rows without weight, NaN where curvatures aren't numbers.</summary>
    public void Rows(Span<double> target)
    {
        target.Fill(_finite ? 0 : double.NaN);
        if (!_finite)
            return;
        int length = Stride;
        var strips = Leverages.Ensure(ref _strips, StripKernels.Width * length);
        var squares = Leverages.Ensure(ref _squares, RowStrips.Rows);
        var own = new double[_columns];
        for (int first = 0; first < Size; first += StripKernels.Width)
        {
            strips.Clear();
            for (int a = first; a < Math.Min(Size, first + StripKernels.Width); a++)
                strips[StripKernels.At(a - first, a, length)] = 1;
            _triangular.Solve(strips, 1, first, squares);
            for (int a = first; a < Math.Min(Size, first + StripKernels.Width); a++)
            {
                double rest = squares[a - first];
                for (int f = 0; f < _columns; f++)
                    own[f] = _free[f * Size + a];
                Cholesky.Solve(_corner, _columns, own);
                for (int f = 0; f < _columns; f++)
                    rest -= own[f] * _free[f * Size + a];
                target[_rows[a]] = (1 - rest) / (_roots[a] * _roots[a]);
            }
        }
    }

    /// <summary>xᵢᵀA⁻¹q = ((I − H)u)ᵢ with u = Z(λκ(1−r))⁻¹q; 0 in rows without weight.</summary>
    public void Products(ReadOnlySpan<double> q, Span<double> target)
    {
        target.Fill(double.NaN);
        if (!_finite)
            return;
        var view = _coordinates.Problem.Sample.View;
        var scaled = new double[_support.Length];
        double constant = 0;
        for (int k = 0; k < scaled.Length; k++)
        {
            int c = _support[k];
            scaled[k] = q[c] / (_lambda * _coordinates.Factors[c] * view.PenaltyScales[c]);
            constant -= scaled[k] * view.StoredMeans[c];
        }

        target.Fill(constant);
        view.Design.AddColumns(_support, scaled, target);
        var x = Leverages.Ensure(ref _column, Size);
        for (int a = 0; a < Size; a++)
            x[a] = _roots[a] * target[_rows[a]];
        var along = new double[_columns];
        for (int f = 0; f < _columns; f++)
            along[f] = TensorPrimitives.Dot<double>(_free.AsSpan(f * Size, Size), x);
        Cholesky.Solve(_corner, _columns, along);
        Leverages.Solve(_r, Stride, x);
        for (int f = 0; f < _columns; f++)
            TensorPrimitives.MultiplyAdd(_free.AsSpan(f * Size, Size), -along[f], x, x);
        target.Clear();
        for (int a = 0; a < Size; a++)
            target[_rows[a]] = x[a] / _roots[a];
    }

    /// <summary>MF and the factor of FᵀMF.</summary>
    private void Eliminate()
    {
        var view = _coordinates.Problem.Sample.View;
        _columns = _unpenalised.Length + (view.Intercept ? 1 : 0);
        var free = Leverages.Ensure(ref _free, _columns * Size);
        var plain = new double[_columns * Size];
        for (int f = 0; f < _columns; f++)
            for (int a = 0; a < Size; a++)
                plain[f * Size + a] = free[f * Size + a] = _roots[a] * (f == _unpenalised.Length ? 1 : view[_rows[a], _unpenalised[f]]);
        for (int f = 0; f < _columns; f++)
            Leverages.Solve(_r, Stride, free.Slice(f * Size, Size));
        var corner = Leverages.Ensure(ref _corner, _columns * _columns);
        for (int f = 0; f < _columns; f++)
            for (int g = 0; g <= f; g++)
                corner[f * _columns + g] = TensorPrimitives.Dot<double>(free.Slice(f * Size, Size), plain.AsSpan(g * Size, Size));
        Cholesky.Factor(corner, _columns);
    }
}
