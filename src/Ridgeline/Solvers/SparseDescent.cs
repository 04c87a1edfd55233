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
    private const double Forcing = 0.02;    // of what the sweep before missed: signs that are still wrong aren't worth an exact solution
    private const double MostHeld = 1.3;    // columns, to those that are active

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
    private readonly ActiveColumns _held;
    private readonly double[] _weighted;
    private readonly double[] _moved;                      // Z·step so far
    private double[] _step = [], _residual = [], _search = [], _product = [], _inverse = [], _l1 = []; // by slot
    private double _curvatureSum, _slopeSum;
    private int _stamp;

    public SparseDescent(Coordinates coordinates)
    {
        _coordinates = coordinates;
        _view = coordinates.Problem.Sample.View;
        _design = (SparseDesign)_view.Design;
        int n = coordinates.Rows, p = _design.Columns;
        (_curvatures, _slopes, _image, _moved, _weighted) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        _held = new ActiveColumns(_design);
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
        Hold();
        for (int round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            double worst = Sweep(beta, lambda);
            if (worst <= precision)
                break;
            if (round >= SweepsFirst - 1)
                Conjugate(beta, lambda, Math.Max(0.3 * precision, Forcing * worst));
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
        long read = 0;
        foreach (int j in _active)
        {
            double q = _diagonals[j];
            if (!(q > 0))
                continue;
            read += _design.EntriesOf(j);
            double gradient = Gradient(j), before = beta[j], l1 = _coordinates.Penalty.L1(j, lambda);
            worst = Math.Max(worst, _coordinates.Penalty.Violation(j, before, gradient, lambda) / l1);
            double after = _coordinates.Penalty.Prox(j, before - gradient / q, lambda / q);
            if (after != before)
            {
                beta[j] = after;
                Move(j, (after - before) / _view.PenaltyScales[j]);
                read += _design.EntriesOf(j);
            }
        }

        _coordinates.CountRead(read);
        return worst;
    }

    private double Gradient(int j)
    {
        double product = _held.Dot(_held.SlotOf(j), _slopes);
        return (_view.Intercept ? product - _sums[j] * (_slopeSum / _curvatureSum) : product) / _view.PenaltyScales[j];
    }

    private void Move(int j, double change)
    {
        _held.AddTo(_held.SlotOf(j), change, _curvatures, _slopes);
        if (_view.Intercept)
            _slopeSum += change * _sums[j];
    }

    /// <summary>
    /// Preconditioned conjugate gradients for (Q + λκ(1−r))·step = what the active gradients miss, to <paramref name="precision"/> as a share of λκr;
    /// coordinates whose sign the step would change stop at 0.
    /// </summary>
    private void Conjugate(Span<double> beta, double lambda, double precision)
    {
        int count = _held.Columns.Length;
        Span<double> step = _step.AsSpan(0, count), residual = _residual.AsSpan(0, count), search = _search.AsSpan(0, count), product = _product.AsSpan(0, count);
        Span<double> inverse = _inverse.AsSpan(0, count), l1 = _l1.AsSpan(0, count);
        var columns = _held.Columns;
        _moved.AsSpan().Clear();
        step.Clear();
        _coordinates.CountRead(_held.Entries);
        double energy = 0;
        for (int a = 0; a < count; a++)
        {
            int j = columns[a];
            l1[a] = _coordinates.Penalty.L1(j, lambda);
            bool moves = _isActive[j] && _diagonals[j] > 0 && beta[j] != 0 && beta[j] < _coordinates.Penalty.Upper(j) && beta[j] > _coordinates.Penalty.Lower(j);
            inverse[a] = moves ? 1 / (_diagonals[j] + _coordinates.Penalty.L2(j, lambda)) : 0;
            residual[a] = moves ? -Gradient(j) - _coordinates.Penalty.L2(j, lambda) * beta[j] - Math.CopySign(l1[a], beta[j]) : 0;
            search[a] = residual[a] * inverse[a];
            energy += residual[a] * search[a];
        }

        for (int iteration = 0; iteration < MostConjugateSteps && energy > 0; iteration++)
        {
            Multiply(lambda, search, product);
            double curvature = TensorPrimitives.Dot<double>(search, product);
            if (!(curvature > 0))
                break;
            double length = energy / curvature, next = 0, worst = 0;
            TensorPrimitives.MultiplyAdd(_image, length, _moved, _moved);
            TensorPrimitives.MultiplyAdd(search, length, step, step);
            for (int a = 0; a < count; a++)
            {
                double left = inverse[a] == 0 ? 0 : residual[a] - length * product[a];
                residual[a] = left;
                next += left * left * inverse[a];
                worst = Math.Max(worst, Math.Abs(left) / l1[a]);
            }

            if (worst <= precision)
                break;
            TensorPrimitives.Multiply(search, next / energy, search);
            TensorPrimitives.MultiplyAdd(residual, inverse, search, search);
            energy = next;
        }

        TensorPrimitives.MultiplyAdd(_moved, _curvatures, _slopes, _slopes);
        if (_view.Intercept)
            _slopeSum += TensorPrimitives.Dot<double>(_moved, _curvatures);
        for (int a = 0; a < count; a++)
        {
            if (step[a] == 0)
                continue;
            int j = columns[a];
            double before = beta[j], whole = before + step[a];
            double after = Math.Sign(whole) == Math.Sign(before) ? Math.Clamp(whole, _coordinates.Penalty.Lower(j), _coordinates.Penalty.Upper(j)) : 0;
            beta[j] = after;
            if (after != whole)
                Move(j, (after - whole) / _view.PenaltyScales[j]);
        }
    }

    /// <summary>Copies the active columns that aren't held yet; those that aren't active any more go once they are a good part of what is held.</summary>
    private void Hold()
    {
        long active = 0;
        foreach (int j in _active)
            active += _design.EntriesOf(j);
        if (_held.Entries > MostHeld * active)
            _held.Clear();
        foreach (int j in _active)
            if (_held.SlotOf(j) < 0)
                _held.Add(j);
        int count = _held.Columns.Length;
        if (_step.Length < count)
            (_step, _residual, _search, _product, _inverse, _l1) = (new double[count * 2], new double[count * 2], new double[count * 2], new double[count * 2], new double[count * 2], new double[count * 2]);
    }

    /// <summary>product = (Q + λκ(1−r))·search, and the image Z·search, but for the intercept's share.</summary>
    private void Multiply(double lambda, ReadOnlySpan<double> search, Span<double> product)
    {
        var columns = _held.Columns;
        _image.AsSpan().Clear();
        for (int a = 0; a < columns.Length; a++)
            if (search[a] != 0)
                _held.AddTo(a, search[a] / _view.PenaltyScales[columns[a]], _image);
        TensorPrimitives.Multiply(_image, _curvatures, _weighted);
        _coordinates.CountRead(2 * _held.Entries);
        double share = _view.Intercept ? TensorPrimitives.Sum<double>(_weighted) / _curvatureSum : 0;
        for (int a = 0; a < columns.Length; a++)
        {
            int j = columns[a];
            product[a] = search[a] == 0 ? 0 : (_held.Dot(a, _weighted) - share * _sums[j]) / _view.PenaltyScales[j] + _coordinates.Penalty.L2(j, lambda) * search[a];
        }
    }

    private double MeansOf(ReadOnlySpan<double> beta)
    {
        double sum = 0;
        for (int j = 0; j < _design.Columns && _view.Intercept; j++)
            if (beta[j] != 0)
                sum += beta[j] / _view.PenaltyScales[j] * _view.StoredMeans[j];
        return sum;
    }
}
