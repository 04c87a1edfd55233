using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>Where the next λ starts: on the line in log λ through where the last two came near, or at the last, whichever costs less; first at the unpenalised part's fit.</summary>
internal sealed class RidgeStart(ScaledRidge ridge)
{
    private const double Furthest = 2; // times the way between the last two

    private Place _last = new(ridge.Columns, ridge.Rows), _before = new(ridge.Columns, ridge.Rows);
    private readonly double[] _bases = new double[ridge.Rows];
    private int _known;

    /// <summary>Takes where a λ came near.</summary>
    public void Take(double lambda, double[] gamma, double[] bases, double b)
    {
        (_last, _before) = (_before, _last);
        gamma.CopyTo(_last.Gamma, 0);
        bases.CopyTo(_last.Bases, 0);
        (_last.Lambda, _last.Intercept) = (lambda, b);
        _known++;
    }

    /// <summary>Writes γ; returns the intercept to start from.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="gamma">γ, to be written.</param>
    /// <param name="loss">Σ vℓ at Uγ + offset, of the best intercept from the one given.</param>
    public double Into(double lambda, double[] gamma, Func<double[], double, double> loss)
    {
        if (_known == 0)
        {
            Array.Clear(gamma);
            return ridge.HasIntercept ? ridge.Null.Beta[^1] : 0;
        }

        _last.Gamma.CopyTo(gamma, 0);
        double way = _known > 1 ? Math.Min(Furthest, Math.Log(_last.Lambda / lambda) / Math.Log(_before.Lambda / _last.Lambda)) : 0;
        if (!(way > 0))
            return _last.Intercept;
        Further(_last.Gamma, _before.Gamma, way, gamma);
        Further(_last.Bases, _before.Bases, way, _bases);
        double further = _last.Intercept + way * (_last.Intercept - _before.Intercept);
        double there = loss(_bases, further) + 0.5 * lambda * TensorPrimitives.SumOfSquares<double>(gamma);
        double here = loss(_last.Bases, _last.Intercept) + 0.5 * lambda * TensorPrimitives.SumOfSquares<double>(_last.Gamma);
        if (there <= here)
            return further;
        _last.Gamma.CopyTo(gamma, 0);
        return _last.Intercept;
    }

    /// <summary>target = last + way·(last − before).</summary>
    private static void Further(double[] last, double[] before, double way, double[] target)
    {
        TensorPrimitives.Subtract(last, before, target);
        TensorPrimitives.MultiplyAdd(target, way, last, target);
    }

    private sealed class Place(int columns, int rows)
    {
        public double Lambda { get; set; }
        public double Intercept { get; set; }
        public double[] Gamma { get; } = new double[columns];
        public double[] Bases { get; } = new double[rows];
    }
}
