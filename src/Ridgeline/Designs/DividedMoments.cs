using System.Numerics.Tensors;

namespace Ridgeline.Designs;

/// <summary>
/// Means and standard deviations of dense columns without each part of a division, from one look at every part: with its weight W, mean m and M = Σ w(x − m)²,
/// a sum of parts has the mean m̄ = Σ W·m/Σ W and the squares Σ M + Σ W(m − m̄)² (Chan, Golub and LeVeque 1983, eq. 2.1).
/// </summary>
internal sealed class DividedMoments
{
    private const double LeastVariance = 1e-280, MostVariance = 1e280; // beyond, squares vanish or overflow

    private readonly Division _division;
    private readonly DenseDesign _design;
    private readonly double[][] _weights; // of each part's rows; empty where all are alike
    private readonly double[] _totals, _means, _squares, _picked;

    public DividedMoments(Division division)
    {
        (_division, _design) = (division, (DenseDesign)division.Whole.Design);
        var weights = division.Whole.Weights;
        int parts = division.Parts, most = 0;
        (_weights, _totals, _means, _squares) = (new double[parts][], new double[parts], new double[parts], new double[parts]);
        for (int part = 0; part < parts; part++)
        {
            var rows = division.RowsOf(part);
            double[] own = new double[rows.Length];
            for (int i = 0; i < own.Length; i++)
                own[i] = weights[rows[i]];
            most = Math.Max(most, own.Length);
            (_totals[part], _weights[part]) = (TensorPrimitives.Sum<double>(own), own.AsSpan().IndexOfAnyExcept(1.0) < 0 ? [] : own);
        }

        _picked = new double[most];
    }

    /// <summary>Whether a division's samples get their moments here.</summary>
    public static bool Serves(Division division) => division.IsCoarse && division.Whole.Design is DenseDesign;

    /// <summary>Looks at a column.</summary>
    public void Take(int j)
    {
        var column = _design.Values.AsSpan(j * _design.Rows, _design.Rows);
        for (int part = 0; part < _means.Length; part++)
        {
            var rows = _division.RowsOf(part);
            if (rows.IsEmpty)
                continue;
            var x = _picked.AsSpan(0, rows.Length);
            double first = column[rows[0]]; // from there on, a constant column has differences of exactly 0
            for (int i = 0; i < x.Length; i++)
                x[i] = column[rows[i]] - first;
            double[] weights = _weights[part];
            double mean = (weights.Length == 0 ? TensorPrimitives.Sum<double>(x) : TensorPrimitives.Dot<double>(x, weights)) / _totals[part];
            _means[part] = first + mean;
            if (x.IndexOfAnyExcept(0) < 0)
            {
                _squares[part] = 0;
                continue;
            }

            TensorPrimitives.Subtract(x, mean, x);
            if (weights.Length == 0)
                _squares[part] = TensorPrimitives.SumOfSquares<double>(x);
            else
            {
                double squares = 0;
                for (int i = 0; i < x.Length; i++)
                    squares += weights[i] * x[i] * x[i];
                _squares[part] = squares;
            }

            _squares[part] = Math.Max(_squares[part], double.Epsilon); // not constant
        }
    }

    /// <summary>The column's mean and 1/n standard deviation without a part; null where they need more care.</summary>
    public (double Mean, double Scale)? Without(int left)
    {
        int from = -1;
        double total = 0, sum = 0, squares = 0;
        bool constant = true;
        for (int part = 0; part < _means.Length; part++)
        {
            if (part == left || _totals[part] == 0)
                continue;
            from = from < 0 ? part : from;
            constant &= _squares[part] == 0 && _means[part] == _means[from];
            total += _totals[part];
            sum += _totals[part] * (_means[part] - _means[from]);
            squares += _squares[part];
        }

        if (from < 0)
            return (0, 0); // no row is left: nobody can ask for that sample
        if (constant)
            return (_means[from], 0);
        double shift = sum / total;
        for (int part = 0; part < _means.Length; part++)
            if (part != left && _totals[part] > 0)
                squares += _totals[part] * (_means[part] - _means[from] - shift) * (_means[part] - _means[from] - shift);
        double variance = squares / total;
        return variance is > LeastVariance and < MostVariance ? (_means[from] + shift, Math.Sqrt(variance)) : null;
    }
}
