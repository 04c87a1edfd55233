using System.Numerics.Tensors;
using Ridgeline.Designs;

namespace Ridgeline.Solvers;

/// <summary>
/// Minimises the quadratic around a base point over sparse columns when too many are active for a factor: coordinate descent finds the support, and
/// conjugate gradients on it, signs fixed, finish it (Friedman, Hastie, Tibshirani 2010 for the first; each step of either costs the active entries twice).
/// The intercept and the columns' means are eliminated in closed form.
/// </summary>
internal sealed class SparseDescent
{
    private const int MostRounds = 200;
    private const int MostConjugateSteps = 60;
    private const int SweepsFirst = 2;

    private readonly Coordinates _coordinates;
    private readonly SparseDesign _design;
    private readonly DesignView _view;
    private readonly double[] _curvatures;                 // h = v∘d
    private readonly double[] _slopes;                     // u: v∘θ at β, but for the intercept's share
    private readonly double[] _sums;                       // Σ h·xⱼ
    private readonly double[] _diagonals;                  // zⱼᵀHzⱼ, the intercept eliminated
    private readonly int[] _stamps;
    private readonly double[] _image;
    private readonly bool[] _isActive;
    private readonly List<int> _active = [];
    private double[] _step = [], _residual = [], _search = [], _product = [];
    private double _curvatureSum, _slopeSum;
    private int _stamp;

    public SparseDescent(Coordinates coordinates)
    {
        _coordinates = coordinates;
        _view = coordinates.Problem.Sample.View;
        _design = (SparseDesign)_view.Design;
        int n = coordinates.Rows, p = _design.Columns;
        (_curvatures, _slopes, _image) = (new double[n], new double[n], new double[n]);
        (_sums, _diagonals, _stamps, _isActive) = (new double[p], new double[p], new int[p], new bool[p]);
    }

    /// <summary>Whether a problem's quadratics can be minimised here.</summary>
    public static bool Fits(Coordinates coordinates)
    {
        if (coordinates.Problem.Sample.Design is not SparseDesign || coordinates.Outputs != 1)
            return false;
        for (int c = 0; c < coordinates.Problem.Sample.Design.Columns; c++)
            if (coordinates.Factors[c] == 0)
                return false; // a free column's dual equality needs more than descent's precision
        return coordinates.Penalty.L1Ratio > 0;
    }

    /// <summary>Takes h = v∘d.</summary>
    public void Renew(ReadOnlySpan<double> curvatures)
    {
        TensorPrimitives.Multiply(curvatures, _coordinates.RowWeights, _curvatures);
        _curvatureSum = TensorPrimitives.Sum<double>(_curvatures);
        _stamp++;
    }

    /// <summary>Minimises over <paramref name="entering"/> and what is active in <paramref name="beta"/>.</summary>
    /// <param name="beta">β on entry and, all but its intercept exact to <paramref name="precision"/>, on return.</param>
    /// <param name="weightedSlopes">v∘θ at β as the quadratic sees it.</param>
    /// <param name="entering">Coordinates at 0 that are pushed from there.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="precision">The share of λκr by which a gradient may miss.</param>
    /// <param name="stop">Asked every round.</param>
    public void Minimise(Span<double> beta, ReadOnlySpan<double> weightedSlopes, ReadOnlySpan<int> entering, double lambda, double precision, CancellationToken stop)
    {
        weightedSlopes.CopyTo(_slopes);
        _slopeSum = _view.Intercept ? TensorPrimitives.Sum<double>(_slopes) : 0;
        double interceptBefore = _view.Intercept ? beta[_design.Columns] : 0, meansBefore = MeansOf(beta);
        _active.Clear();
        for (int j = 0; j < _design.Columns; j++)
            if (beta[j] != 0)
                Activate(j);
        foreach (int j in entering)
            if (!_isActive[j])
                Activate(j);
        for (int round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            double worst = Sweep(beta, lambda);
            if (worst <= precision)
                break;
            if (round >= SweepsFirst - 1)
                Conjugate(beta, lambda, 0.3 * precision);
        }

        foreach (int j in _active)
            _isActive[j] = false;
        if (_view.Intercept)
            beta[_design.Columns] = interceptBefore - _slopeSum / _curvatureSum + MeansOf(beta) - meansBefore;
    }

    private void Activate(int j)
    {
        _isActive[j] = true;
        _active.Add(j);
        if (_stamps[j] == _stamp)
            return;
        _stamps[j] = _stamp;
        ReadOnlySpan<double> values = _design.Values(j);
        ReadOnlySpan<int> rows = _design.RowsOf(j);
        double sum = 0, squares = 0;
        for (int k = 0; k < rows.Length; k++)
        {
            double hx = _curvatures[rows[k]] * values[k];
            sum += hx;
            squares += hx * values[k];
        }

        double scale = _view.PenaltyScales[j];
        _sums[j] = sum;
        _diagonals[j] = (squares - (_view.Intercept ? sum * sum / _curvatureSum : 0)) / (scale * scale);
    }

    /// <summary>One pass of coordinate descent; returns the largest violation before each step, as a share of λκr.</summary>
    private double Sweep(Span<double> beta, double lambda)
    {
        double worst = 0;
        foreach (int j in _active)
        {
            double q = _diagonals[j];
            if (!(q > 0))
                continue;
            double gradient = Gradient(j), before = beta[j], l1 = _coordinates.Penalty.L1(j, lambda);
            worst = Math.Max(worst, _coordinates.Penalty.Violation(j, before, gradient, lambda) / l1);
            double after = _coordinates.Penalty.Prox(j, before - gradient / q, lambda / q);
            if (after != before)
            {
                beta[j] = after;
                Move(j, (after - before) / _view.PenaltyScales[j]);
            }
        }

        return worst;
    }

    private double Gradient(int j)
    {
        double product = _design.Dot(j, _slopes);
        return (_view.Intercept ? product - _sums[j] * (_slopeSum / _curvatureSum) : product) / _view.PenaltyScales[j];
    }

    private void Move(int j, double change)
    {
        _design.AddScaledColumn(j, change, _curvatures, _slopes);
        if (_view.Intercept)
            _slopeSum += change * _sums[j];
    }

    /// <summary>Preconditioned conjugate gradients for (Q + λκ(1−r))·step = what the active gradients miss; coordinates whose sign it would change stop at 0.</summary>
    private void Conjugate(Span<double> beta, double lambda, double precision)
    {
        _active.RemoveAll(j =>
        {
            bool leaves = !(_diagonals[j] > 0);
            if (leaves)
                _isActive[j] = false;
            return leaves;
        });
        int m = 0;
        if (_step.Length < _active.Count)
            (_step, _residual, _search, _product) = (new double[_active.Count * 2], new double[_active.Count * 2], new double[_active.Count * 2], new double[_active.Count * 2]);
        double energy = 0;
        for (int a = 0; a < _active.Count; a++)
        {
            int j = _active[a];
            bool fixedAt = beta[j] == 0 || beta[j] >= _coordinates.Penalty.Upper(j) || beta[j] <= _coordinates.Penalty.Lower(j);
            _step[a] = 0;
            _residual[a] = fixedAt ? 0 : -Gradient(j) - _coordinates.Penalty.L2(j, lambda) * beta[j] - Math.CopySign(_coordinates.Penalty.L1(j, lambda), beta[j]);
            _search[a] = fixedAt ? 0 : _residual[a] / Diagonal(j, lambda);
            energy += _residual[a] * _search[a];
            m += fixedAt ? 0 : 1;
        }

        for (int iteration = 0; iteration < MostConjugateSteps && energy > 0 && m > 0; iteration++)
        {
            Multiply(beta, lambda);
            double curvature = TensorPrimitives.Dot<double>(_search.AsSpan(0, _active.Count), _product.AsSpan(0, _active.Count));
            if (!(curvature > 0))
                break;
            double length = energy / curvature, next = 0, worst = 0;
            for (int a = 0; a < _active.Count; a++)
            {
                int j = _active[a];
                _step[a] += length * _search[a];
                if (beta[j] == 0)
                    continue;
                _residual[a] -= length * _product[a];
                next += _residual[a] * _residual[a] / Diagonal(j, lambda);
                worst = Math.Max(worst, Math.Abs(_residual[a]) / _coordinates.Penalty.L1(j, lambda));
            }

            if (worst <= precision)
                break;
            double share = next / energy;
            for (int a = 0; a < _active.Count; a++)
                _search[a] = beta[_active[a]] == 0 ? 0 : _residual[a] / Diagonal(_active[a], lambda) + share * _search[a];
            energy = next;
        }

        for (int a = 0; a < _active.Count; a++)
        {
            int j = _active[a];
            double before = beta[j], after = before + _step[a];
            if (_step[a] == 0)
                continue;
            after = Math.Sign(after) == Math.Sign(before) ? Math.Clamp(after, _coordinates.Penalty.Lower(j), _coordinates.Penalty.Upper(j)) : 0;
            beta[j] = after;
            Move(j, (after - before) / _view.PenaltyScales[j]);
        }
    }

    /// <summary>product = (Q + λκ(1−r))·search.</summary>
    private void Multiply(ReadOnlySpan<double> beta, double lambda)
    {
        _image.AsSpan().Clear();
        for (int a = 0; a < _active.Count; a++)
            if (_search[a] != 0)
                _design.AddColumn(_active[a], _search[a] / _view.PenaltyScales[_active[a]], _image);
        TensorPrimitives.Multiply(_image, _curvatures, _image);
        double sum = _view.Intercept ? TensorPrimitives.Sum<double>(_image) / _curvatureSum : 0;
        for (int a = 0; a < _active.Count; a++)
        {
            int j = _active[a];
            _product[a] = beta[j] == 0 ? 0 : (_design.Dot(j, _image) - sum * _sums[j]) / _view.PenaltyScales[j] + _coordinates.Penalty.L2(j, lambda) * _search[a];
        }
    }

    private double Diagonal(int j, double lambda) => _diagonals[j] + _coordinates.Penalty.L2(j, lambda);

    private double MeansOf(ReadOnlySpan<double> beta)
    {
        double sum = 0;
        for (int j = 0; j < _design.Columns && _view.Intercept; j++)
            if (beta[j] != 0)
                sum += beta[j] / _view.PenaltyScales[j] * _view.StoredMeans[j];
        return sum;
    }
}
