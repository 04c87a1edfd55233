using System.Numerics.Tensors;
using Ridgeline.Designs;

namespace Ridgeline.Solvers;

/// <summary>
/// Minimises the quadratic around a base point over sparse columns when too many are active for a factor: by sweeps of coordinate descent (Friedman,
/// Hastie, Tibshirani 2010) that precondition conjugate gradients, or, where columns share so much that sweeps get on slowly, by conjugate gradients
/// with fixed signs. The intercept and the columns' means are eliminated in closed form.
/// </summary>
internal sealed class SparseDescent
{
    private const int MostRounds = 200;
    private const int MostConjugateSteps = 60;
    private const double Slow = 0.5;    // what a sweep leaves of what was missed before it
    private const int SlowSweeps = 2;   // before conjugate gradients take over
    private const int MostCutShort = 3; // times that these may stop for signs: where all is nearly dependent, only solving exactly after each sweep gets anywhere
    private const double CutShort = 0.1; // of what their first step missed
    private const int SignsEvery = 4;   // of their steps

    private readonly Coordinates _coordinates;
    private readonly SparseDesign _design;
    private readonly DesignView _view;
    private readonly ConjugateSweeps _sweeps;
    private readonly double[] _curvatures;                 // h = v∘d
    private readonly double[] _slopes;                     // u: v∘θ at β, but for the intercept's share
    private readonly double[] _sums;                       // Σ h·xⱼ
    private readonly double[] _diagonals;                  // zⱼᵀHzⱼ, the intercept eliminated
    private readonly int[] _stamps;
    private readonly double[] _image;
    private readonly bool[] _isActive;
    private readonly List<int> _active = [];
    private double[] _step = [], _residual = [], _search = [], _product = [], _ridge = [];
    private double _curvatureSum, _slopeSum;
    private long _read;
    private int _stamp;

    public SparseDescent(Coordinates coordinates)
    {
        _coordinates = coordinates;
        _view = coordinates.Problem.Sample.View;
        _design = (SparseDesign)_view.Design;
        int n = coordinates.Rows, p = _design.Columns;
        (_curvatures, _slopes, _image) = (new double[n], new double[n], new double[n]);
        (_sums, _diagonals, _stamps, _isActive) = (new double[p], new double[p], new int[p], new bool[p]);
        _sweeps = new ConjugateSweeps(n);
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
        _sweeps.Renew(_curvatures);
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
        Reserve(lambda);
        double last = double.PositiveInfinity;
        int slow = 0, conjugated = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var move = _sweeps.Begin(_slopes, _active.Count);
            double worst = Sweep(beta, lambda, move);
            if (worst <= precision)
                break;
            slow = worst > Slow * last ? slow + 1 : 0;
            if (slow < SlowSweeps && conjugated < MostCutShort)
            {
                if (worst <= last)
                    Follow(beta, lambda, move);
                else
                    _sweeps.Forget();
                last = worst;
                continue;
            }

            Conjugate(beta, lambda, 0.3 * precision, ++conjugated <= MostCutShort);
            _sweeps.Forget();
            (slow, last) = (0, double.PositiveInfinity);
        }

        foreach (int j in _active)
            _isActive[j] = false;
        _coordinates.CountRead(_read);
        _read = 0;
        if (_view.Intercept)
            beta[_design.Columns] = interceptBefore - _slopeSum / _curvatureSum + MeansOf(beta) - meansBefore;
    }

    /// <summary>Takes column <paramref name="j"/> in, if the quadratic has curvature along it.</summary>
    private void Activate(int j)
    {
        if (_stamps[j] != _stamp)
            Renew(j);
        _isActive[j] = _diagonals[j] > 0;
        if (_isActive[j])
            _active.Add(j);
    }

    private void Renew(int j)
    {
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
        _read += rows.Length;
    }

    private void Reserve(double lambda)
    {
        int count = _active.Count;
        if (_ridge.Length < count)
            (_step, _residual, _search, _product, _ridge) = (new double[count * 2], new double[count * 2], new double[count * 2], new double[count * 2], new double[count * 2]);
        for (int a = 0; a < count; a++)
            _ridge[a] = _coordinates.Penalty.L2(_active[a], lambda);
        _sweeps.Forget();
    }

    /// <summary>One pass of coordinate descent; returns the largest violation before each step, as a share of λκr.</summary>
    private double Sweep(Span<double> beta, double lambda, Span<double> move)
    {
        double worst = 0;
        for (int a = 0; a < move.Length; a++)
        {
            int j = _active[a];
            double q = _diagonals[j], gradient = Gradient(j), before = beta[j], l1 = _coordinates.Penalty.L1(j, lambda);
            worst = Math.Max(worst, _coordinates.Penalty.Violation(j, before, gradient, lambda) / l1);
            double after = _coordinates.Penalty.Prox(j, before - gradient / q, lambda / q);
            move[a] = after - before;
            if (after != before)
            {
                beta[j] = after;
                Move(j, move[a] / _view.PenaltyScales[j]);
            }
        }

        return worst;
    }

    /// <summary>Goes from a sweep to where its move, made conjugate to those before it, leads; coordinates whose sign that would change stop at 0.</summary>
    private void Follow(Span<double> beta, double lambda, Span<double> move)
    {
        double own = 0;
        bool alone = false; // where a coordinate comes or goes, or is held, the moves aren't of one linear system
        for (int a = 0; a < move.Length; a++)
        {
            int j = _active[a];
            own += Diagonal(j, lambda) * move[a] * move[a];
            alone |= move[a] != 0 && (beta[j] == 0 || !SameSign(beta[j], beta[j] - move[a]));
            _step[a] = beta[j] - move[a];
        }

        double total = _view.Intercept ? _curvatureSum : double.PositiveInfinity;
        double length = _sweeps.Follow(move, _ridge.AsSpan(0, move.Length), _slopes, own, total);
        if (length == 0)
            return;
        if (_view.Intercept)
            _slopeSum = TensorPrimitives.Sum<double>(_slopes);
        for (int a = 0; a < move.Length; a++)
            alone |= Place(beta, _active[a], _step[a] + length * move[a]);
        if (alone)
            _sweeps.Forget();
    }

    /// <summary>Puts a coordinate whose move is in the slopes already to <paramref name="planned"/>, or as near as its sign and limits let it; whether they don't.</summary>
    private bool Place(Span<double> beta, int j, double planned)
    {
        double placed = SameSign(planned, beta[j]) ? Math.Clamp(planned, _coordinates.Penalty.Lower(j), _coordinates.Penalty.Upper(j)) : 0;
        beta[j] = placed;
        if (placed == planned)
            return false;
        Move(j, (placed - planned) / _view.PenaltyScales[j]);
        return true;
    }

    private static bool SameSign(double a, double b) => a * b > 0;

    private double Gradient(int j)
    {
        _read += _design.EntriesOf(j);
        double product = _design.Dot(j, _slopes);
        return (_view.Intercept ? product - _sums[j] * (_slopeSum / _curvatureSum) : product) / _view.PenaltyScales[j];
    }

    private void Move(int j, double change)
    {
        _read += _design.EntriesOf(j);
        _design.AddScaledColumn(j, change, _curvatures, _slopes);
        if (_view.Intercept)
            _slopeSum += change * _sums[j];
    }

    /// <summary>
    /// Preconditioned conjugate gradients for (Q + λκ(1−r))·step = what the active gradients miss; coordinates whose sign it would change stop at 0.
    /// </summary>
    /// <param name="beta">β.</param>
    /// <param name="lambda">λ.</param>
    /// <param name="precision">The share of λκr by which a gradient may miss.</param>
    /// <param name="mayCut">Whether a step that changes signs needn't be exact.</param>
    private void Conjugate(Span<double> beta, double lambda, double precision, bool mayCut)
    {
        int count = _active.Count;
        double energy = 0, first = 0;
        for (int a = 0; a < count; a++)
        {
            int j = _active[a];
            bool fixedAt = beta[j] == 0 || beta[j] >= _coordinates.Penalty.Upper(j) || beta[j] <= _coordinates.Penalty.Lower(j);
            _step[a] = 0;
            _residual[a] = fixedAt ? 0 : -Gradient(j) - _ridge[a] * beta[j] - Math.CopySign(_coordinates.Penalty.L1(j, lambda), beta[j]);
            _search[a] = fixedAt ? 0 : _residual[a] / Diagonal(j, lambda);
            energy += _residual[a] * _search[a];
        }

        for (int iteration = 0; iteration < MostConjugateSteps && energy > 0; iteration++)
        {
            Multiply(beta);
            double curvature = TensorPrimitives.Dot<double>(_search.AsSpan(0, count), _product.AsSpan(0, count));
            if (!(curvature > 0))
                break;
            double length = energy / curvature, next = 0, worst = 0;
            for (int a = 0; a < count; a++)
            {
                int j = _active[a];
                _step[a] += length * _search[a];
                if (beta[j] == 0)
                    continue;
                _residual[a] -= length * _product[a];
                next += _residual[a] * _residual[a] / Diagonal(j, lambda);
                worst = Math.Max(worst, Math.Abs(_residual[a]) / _coordinates.Penalty.L1(j, lambda));
            }

            first = iteration == 0 ? worst : first;
            if (worst <= precision || (mayCut && worst <= CutShort * first && iteration % SignsEvery == 0 && ChangesSigns(beta)))
                break;
            double share = next / energy;
            for (int a = 0; a < count; a++)
                _search[a] = beta[_active[a]] == 0 ? 0 : _residual[a] / Diagonal(_active[a], lambda) + share * _search[a];
            energy = next;
        }

        for (int a = 0; a < count; a++)
        {
            int j = _active[a];
            double before = beta[j], after = before + _step[a];
            if (_step[a] == 0)
                continue;
            after = SameSign(after, before) ? Math.Clamp(after, _coordinates.Penalty.Lower(j), _coordinates.Penalty.Upper(j)) : 0;
            beta[j] = after;
            Move(j, (after - before) / _view.PenaltyScales[j]);
        }
    }

    private bool ChangesSigns(ReadOnlySpan<double> beta)
    {
        for (int a = 0; a < _active.Count; a++)
            if (_step[a] != 0 && !SameSign(beta[_active[a]] + _step[a], beta[_active[a]]))
                return true;
        return false;
    }

    /// <summary>product = (Q + λκ(1−r))·search.</summary>
    private void Multiply(ReadOnlySpan<double> beta)
    {
        _image.AsSpan().Clear();
        for (int a = 0; a < _active.Count; a++)
        {
            int j = _active[a];
            if (_search[a] == 0)
                continue;
            _design.AddColumn(j, _search[a] / _view.PenaltyScales[j], _image);
            _read += 2 * _design.EntriesOf(j);
        }

        TensorPrimitives.Multiply(_image, _curvatures, _image);
        double sum = _view.Intercept ? TensorPrimitives.Sum<double>(_image) / _curvatureSum : 0;
        for (int a = 0; a < _active.Count; a++)
        {
            int j = _active[a];
            _product[a] = beta[j] == 0 ? 0 : (_design.Dot(j, _image) - sum * _sums[j]) / _view.PenaltyScales[j] + _ridge[a] * _search[a];
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
