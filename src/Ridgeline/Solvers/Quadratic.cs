using System.Numerics.Tensors;
using Ridgeline.Numerics;
using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// minimise ½βᵀQβ − cᵀβ + λP(β) over stored coordinates, exactly: on the active ones, with their signs fixed, by a Cholesky factor that is kept
/// up to date; every wrong sign leaves, every violator enters, until there is none.
/// </summary>
/// <remarks>
/// A step that doesn't lower the objective is taken back, and from there on the method is cautious: a line search to the first change of sign and one
/// violator at a time, which can't cycle. A coordinate whose column depends on the active ones enters by a move along the direction of no curvature.
/// </remarks>
internal sealed class Quadratic
{
    private const int MostRounds = 10_000;
    private const int MostStalls = 3;
    private const double MostRankTolerance = 1e-8;
    private const double DoubtfulPivot = 1e-11; // of its diagonal
    private const int Together = 8;         // coordinates that enter the factor at once
    private const int MostRemovals = 8;     // at once by rotations; more are cheaper by a new factor
    private const double Rounding = 1e-14;  // of the largest |c|/‖z‖, times ‖z‖: a push below it is noise
    private const double ReachRounding = 5e-16; // of Σ ‖z‖|β|, times ‖z‖: the same

    private readonly ElasticNetPenalty _penalty;
    private readonly UpdatableCholesky _factor = new();
    private readonly int _expected;
    private int[] _coordinates = [];
    private Place[] _places = [], _bestPlaces = [];
    private int[] _active = []; // positions, in the factor's order
    private bool[] _dependent = [];
    private double[] _q = [], _linear = [], _beta = [], _best = [], _residual = [], _solution = [], _column = [], _columns = [], _right = [];
    private readonly Place[] _entering = new Place[Together];
    private int _activeCount;
    private double _factorLambda = double.NaN;
    private double _scale, _reach; // the largest |c|/‖z‖, Σ ‖z‖|β|
    private bool _linearChanged = true;

    /// <summary>An empty quadratic.</summary>
    /// <param name="penalty">P.</param>
    /// <param name="expected">How many coordinates it makes room for at first.</param>
    public Quadratic(ElasticNetPenalty penalty, int expected) => (_penalty, _expected) = (penalty, expected);

    /// <summary>Where a coordinate stands: at 0, active with a sign, or at a limit that isn't 0.</summary>
    private enum Place : byte
    {
        Zero,
        Positive,
        Negative,
        AtLower,
        AtUpper,
    }

    /// <summary>How many coordinates are stored.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are active.</summary>
    public int ActiveCount => _activeCount;

    /// <summary>The positions of the active ones.</summary>
    public ReadOnlySpan<int> Active => _active.AsSpan(0, _activeCount);

    /// <summary>The stored coordinates.</summary>
    public ReadOnlySpan<int> Coordinates => _coordinates.AsSpan(0, Count);

    /// <summary>c.</summary>
    public ReadOnlySpan<double> Linear => _linear.AsSpan(0, Count);

    /// <summary>c from position <paramref name="first"/> on, to be written.</summary>
    public Span<double> ChangeLinear(int first)
    {
        _linearChanged |= first < Count && _activeCount > 0 && first == 0;
        return _linear.AsSpan(first, Count - first);
    }

    /// <summary>β at the stored coordinates.</summary>
    public Span<double> Beta => _beta.AsSpan(0, Count);

    /// <summary>c − Qβ: minus the smooth part's gradient at the minimum.</summary>
    public ReadOnlySpan<double> Residual => _residual.AsSpan(0, Count);

    /// <summary>Q, symmetric, a row every <see cref="Stride"/> numbers.</summary>
    public Span<double> Matrix => _q;

    /// <summary>The distance between rows of <see cref="Matrix"/>.</summary>
    public int Stride { get; private set; }

    /// <summary>How many stored coordinates depend on active ones and were left at 0 by the last minimisation.</summary>
    public int Dependent => _dependent.AsSpan(0, Count).Count(true);

    /// <summary>Those, and the active ones that nothing penalises and whose pivot is so small that rounding can have made it.</summary>
    public int DependentAt(double lambda)
    {
        int count = Dependent;
        for (int a = 0; a < _activeCount; a++)
        {
            int s = _active[a];
            if (lambda * _penalty.Factor(_coordinates[s]) == 0 && _factor.Pivot(a) * _factor.Pivot(a) <= DoubtfulPivot * Row(s)[s])
                count++;
        }

        return count;
    }

    /// <summary>Whether the coordinate at <paramref name="position"/> is active.</summary>
    public bool IsActive(int position) => _places[position] is Place.Positive or Place.Negative;

    /// <summary>Takes columns for dependent that nearly are, a hundred times as readily as before; false if that is enough.</summary>
    public bool Distrust()
    {
        if (_factor.RankTolerance >= MostRankTolerance || (_penalty.L1Ratio < 1 && _factorLambda > 0)) // the ridge part keeps pivots from 0, however small they are
            return false;
        _factor.RankTolerance *= 100;
        return true;
    }

    /// <summary>Undoes the last <see cref="Distrust"/>; false if there was none.</summary>
    public bool TrustAgain()
    {
        if (_factor.RankTolerance <= UpdatableCholesky.LeastRankTolerance)
            return false;
        _factor.RankTolerance /= 100;
        return true;
    }

    /// <summary>Takes only those for dependent that are, but for rounding.</summary>
    public void Trust() => _factor.RankTolerance = UpdatableCholesky.LeastRankTolerance;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (Count, _activeCount, _factorLambda) = (0, 0, double.NaN);
        _factor.Clear();
    }

    /// <summary>Stores more coordinates, at 0; their part of Q and c is for the caller to fill.</summary>
    public void Store(ReadOnlySpan<int> coordinates)
    {
        Reserve(Count + coordinates.Length);
        coordinates.CopyTo(_coordinates.AsSpan(Count));
        _places.AsSpan(Count, coordinates.Length).Clear();
        _beta.AsSpan(Count, coordinates.Length).Clear();
        _linear.AsSpan(Count, coordinates.Length).Clear();
        Count += coordinates.Length;
    }

    /// <summary>Forgets the coordinates at 0; returns the positions that are kept, in order.</summary>
    public int[] Prune()
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(s => _places[s] != Place.Zero)];
        var moved = new int[Count];
        for (int k = 0; k < kept.Length; k++)
        {
            int s = kept[k];
            moved[s] = k;
            for (int l = 0; l < kept.Length; l++)
                _q[k * Stride + l] = _q[s * Stride + kept[l]];
            (_coordinates[k], _places[k], _linear[k], _beta[k], _residual[k]) = (_coordinates[s], _places[s], _linear[s], _beta[s], _residual[s]);
        }

        for (int a = 0; a < _activeCount; a++)
            _active[a] = moved[_active[a]];
        Count = kept.Length;
        return kept;
    }

    /// <summary>Stands at <paramref name="beta"/>: what isn't 0 is active, or at its limit.</summary>
    /// <param name="beta">All coordinates of the problem.</param>
    public void StartFrom(ReadOnlySpan<double> beta)
    {
        (_activeCount, _factorLambda) = (0, double.NaN);
        _factor.Clear();
        for (int s = 0; s < Count; s++)
        {
            double b = _beta[s] = beta[_coordinates[s]];
            _places[s] = b == 0 ? Place.Zero : b >= _penalty.Upper(_coordinates[s]) ? Place.AtUpper : b <= _penalty.Lower(_coordinates[s]) ? Place.AtLower : b > 0 ? Place.Positive : Place.Negative;
            if (IsActive(s))
                _active[_activeCount++] = s;
        }
    }

    /// <summary>target = Qβ.</summary>
    public void Multiply(Span<double> target)
    {
        for (int s = 0; s < Count; s++)
            target[s] = TensorPrimitives.Dot<double>(Row(s), Beta);
    }

    /// <summary>Solves (Q + λκ(1−r))·x = b over the active coordinates.</summary>
    public void SolveFactored(Span<double> target) => _factor.Solve(target);

    /// <summary>Minimises at <paramref name="lambda"/> from where it stands.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="slack">A violation below this share of λκr doesn't count.</param>
    /// <param name="stop">Asked every round.</param>
    public void Minimise(double lambda, double slack, CancellationToken stop)
    {
        _dependent.AsSpan(0, Count).Clear();
        _scale = 0;
        for (int s = 0; s < Count; s++)
            if (_q[s * Stride + s] > 0)
                _scale = Math.Max(_scale, Math.Abs(_linear[s]) / Math.Sqrt(_q[s * Stride + s]));
        Factor(lambda, force: false);
        double best = double.PositiveInfinity, value = best;
        bool cautious = false;
        int stalls = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            SolveActive(lambda, cautious);
            value = Value(lambda);
            if (value < best)
                Keep();
            else if (cautious && ++stalls == MostStalls)
                break;
            else if (!cautious)
            {
                Restore(lambda);
                Value(lambda);
                cautious = true;
            }

            best = Math.Min(best, value);
            if (!Enter(lambda, slack, cautious) && !EnterFree(lambda))
                break;
        }

        if (!(value > best))
            return;
        Restore(lambda);
        if (EnterFree(lambda))
            SolveActive(lambda, cautious: true);
        Value(lambda);
    }

    /// <summary>Lets in what nothing holds at 0 and nothing pushes from there, so that those left are the ones that depend on others. False if there is none.</summary>
    private bool EnterFree(double lambda)
    {
        bool entered = false;
        for (int s = 0; s < Count; s++)
        {
            int c = _coordinates[s];
            if (_places[s] != Place.Zero || _dependent[s] || lambda * _penalty.Factor(c) != 0 || !(_penalty.Lower(c) < 0) || !(_penalty.Upper(c) > 0))
                continue;
            if (TryEnter(s, 1, lambda))
                entered = true;
            else
                _dependent[s] = true;
        }

        return entered;
    }

    /// <summary>One step of iterative refinement on the active coordinates, where the factor's rounding shows.</summary>
    public void Refine(double lambda)
    {
        var error = _solution.AsSpan(0, _activeCount);
        double worst = 0;
        for (int a = 0; a < _activeCount; a++)
        {
            int s = _active[a];
            error[a] = _linear[s] - TensorPrimitives.Dot<double>(Row(s), Beta) - Held(s, lambda);
            worst = Math.Max(worst, Math.Abs(error[a]) / Math.Sqrt(Row(s)[s]));
        }

        if (worst <= 1e-16 * _scale)
            return;
        _factor.Solve(error);
        for (int a = 0; a < _activeCount; a++)
            if (IsBeyond(_active[a], _beta[_active[a]] + error[a], lambda))
                return;
        for (int a = 0; a < _activeCount; a++)
            _beta[_active[a]] += error[a];
        Value(lambda);
    }

    /// <summary>The pull that the penalty holds at an active coordinate: λκ(r·sign + (1−r)β).</summary>
    public double Held(int s, double lambda)
    {
        double l1 = _penalty.L1(_coordinates[s], lambda);
        return (_places[s] == Place.Positive ? l1 : -l1) + _penalty.L2(_coordinates[s], lambda) * _beta[s];
    }

    /// <summary>Solves on the active coordinates; wrong ones leave, all at once or, when <paramref name="cautious"/>, as a line search meets them.</summary>
    private void SolveActive(double lambda, bool cautious)
    {
        while (_activeCount > 0)
        {
            var x = _solution.AsSpan(0, _activeCount);
            if (_places.AsSpan(0, Count).IndexOfAny(Place.AtLower, Place.AtUpper) < 0)
                _factor.SolveRight(lambda, x);
            else
            {
                for (int a = 0; a < _activeCount; a++)
                    x[a] = _linear[_active[a]] - lambda * Pull(_active[a]) - AtLimits(_active[a]);
                _factor.Solve(x);
            }

            int wrong = 0, blocking = -1;
            double share = 1;
            for (int a = 0; a < _activeCount; a++)
            {
                int s = _active[a];
                if (!IsBeyond(s, x[a], lambda))
                    continue;
                wrong++;
                double own = Math.Abs(Stop(s, x[a], lambda) - _beta[s]) / Math.Abs(x[a] - _beta[s]);
                if (blocking < 0 || own < share)
                    (blocking, share) = (a, Math.Min(1, own));
            }

            if (wrong > 0 && !cautious)
            {
                Drop(x, wrong, lambda);
                continue;
            }

            for (int a = 0; a < _activeCount; a++)
                _beta[_active[a]] = wrong == 0 ? x[a] : _beta[_active[a]] + share * (x[a] - _beta[_active[a]]);
            if (wrong == 0)
                return;
            Leave(blocking, Stop(_active[blocking], x[blocking], lambda));
        }
    }

    /// <summary>Σ Qₛₜβₜ over coordinates at a limit.</summary>
    private double AtLimits(int s)
    {
        double sum = 0;
        for (int t = 0; t < Count; t++)
            if (_places[t] is Place.AtLower or Place.AtUpper)
                sum += _q[s * Stride + t] * _beta[t];
        return sum;
    }

    /// <summary>Whether <paramref name="x"/> has changed its sign, where the penalty has a kink, or is beyond a limit.</summary>
    private bool IsBeyond(int s, double x, double lambda) => x < 0
        ? x < _penalty.Lower(_coordinates[s]) || (_places[s] == Place.Positive && _penalty.L1(_coordinates[s], lambda) > 0)
        : x > _penalty.Upper(_coordinates[s]) || (x > 0 && _places[s] == Place.Negative && _penalty.L1(_coordinates[s], lambda) > 0);

    /// <summary>Where a coordinate on its way to <paramref name="x"/> has to stop.</summary>
    private double Stop(int s, double x, double lambda)
    {
        bool kink = _penalty.L1(_coordinates[s], lambda) > 0 && (_places[s] == Place.Positive ? x < 0 : x > 0);
        return kink ? 0 : x > 0 ? _penalty.Upper(_coordinates[s]) : _penalty.Lower(_coordinates[s]);
    }

    private void Drop(ReadOnlySpan<double> x, int wrong, double lambda)
    {
        if (wrong <= MostRemovals)
        {
            for (int a = _activeCount - 1; a >= 0; a--)
                if (IsBeyond(_active[a], x[a], lambda))
                    Leave(a, Stop(_active[a], x[a], lambda));
            return;
        }

        int kept = 0;
        for (int a = 0; a < _activeCount; a++)
        {
            int s = _active[a];
            if (IsBeyond(s, x[a], lambda))
                StandAt(s, Stop(s, x[a], lambda));
            else
                _active[kept++] = s;
        }

        _activeCount = kept;
        Factor(lambda, force: true);
    }

    private void Leave(int a, double stop)
    {
        StandAt(_active[a], stop);
        _factor.Remove(a);
        _active.AsSpan(a + 1, _activeCount - a - 1).CopyTo(_active.AsSpan(a));
        _activeCount--;
    }

    private void StandAt(int s, double stop)
    {
        _beta[s] = stop;
        _places[s] = stop == 0 ? Place.Zero : stop > 0 ? Place.AtUpper : Place.AtLower;
    }

    /// <summary>Lets violators in: all of them, or the worst when <paramref name="cautious"/>. False if none can enter.</summary>
    private bool Enter(double lambda, double slack, bool cautious)
    {
        Span<int> entering = stackalloc int[Together];
        Span<double> pushes = stackalloc double[Together];
        while (true)
        {
            int worst = -1, entered = 0, waiting = 0;
            double strongest = 0;
            for (int s = 0; s < Count; s++)
            {
                double push = Push(s, lambda, slack);
                if (push == 0)
                    continue;
                if (Math.Abs(push) > Math.Abs(strongest))
                    (worst, strongest) = (s, push);
                if (cautious)
                    continue;
                (entering[waiting], pushes[waiting]) = (s, push);
                if (++waiting < Together)
                    continue;
                entered += Enter(entering, pushes, lambda);
                waiting = 0;
            }

            if (worst < 0)
                return false;
            if (waiting > 0)
                entered += Enter(entering[..waiting], pushes[..waiting], lambda);
            if (entered > 0 || (cautious && TryEnter(worst, strongest, lambda)) || Slide(worst, strongest, lambda))
                return true;
            _dependent[worst] = true;
        }
    }

    /// <summary>How strongly a coordinate that isn't active is pushed from where it stands, beyond what the penalty holds; 0 if it isn't.</summary>
    private double Push(int s, double lambda, double slack)
    {
        int c = _coordinates[s];
        if (IsActive(s) || _dependent[s] || double.IsPositiveInfinity(_penalty.Factor(c)))
            return 0;
        double l1 = _penalty.L1(c, lambda), noise = slack * l1 + (Rounding * _scale + ReachRounding * _reach) * Math.Sqrt(_q[s * Stride + s]);
        double up = _residual[s] - _penalty.L2(c, lambda) * _beta[s] - (_beta[s] < 0 ? -l1 : l1);  // the pull towards larger β
        double down = _residual[s] - _penalty.L2(c, lambda) * _beta[s] - (_beta[s] > 0 ? l1 : -l1);
        return up > noise && _beta[s] < _penalty.Upper(c) ? up : down < -noise && _beta[s] > _penalty.Lower(c) ? down : 0;
    }

    /// <summary>κr·sign of an active coordinate: what λ takes from c.</summary>
    private double Pull(int s)
    {
        double pull = _penalty.L1(_coordinates[s], 1);
        return _places[s] == Place.Positive ? pull : -pull;
    }

    private bool TryEnter(int s, double push, double lambda)
    {
        Span<int> one = [s];
        Span<double> direction = [push];
        return Enter(one, direction, lambda) > 0;
    }

    /// <summary>Makes coordinates active that are pushed from where they stand; those that depend on active ones stay. Returns how many entered.</summary>
    private int Enter(ReadOnlySpan<int> entering, ReadOnlySpan<double> pushes, double lambda)
    {
        int count = entering.Length, stride = _activeCount + count;
        if (_columns.Length < count * stride)
            _columns = new double[count * stride + 64];
        Span<double> corner = stackalloc double[count * count], first = stackalloc double[count], second = stackalloc double[count];
        Span<bool> accepted = stackalloc bool[count];
        for (int b = 0; b < count; b++)
        {
            int s = entering[b];
            var row = Row(s);
            var column = _columns.AsSpan(b * stride, _activeCount);
            for (int a = 0; a < column.Length; a++)
                column[a] = row[_active[a]];
            for (int a = 0; a <= b; a++)
                corner[b * count + a] = row[entering[a]];
            corner[b * count + b] += _penalty.L2(_coordinates[s], lambda);
            _entering[b] = _places[s];
            _places[s] = _beta[s] > 0 || (_beta[s] == 0 && pushes[b] > 0) ? Place.Positive : Place.Negative;
            (first[b], second[b]) = (_linear[s], Pull(s));
        }

        _factor.Append(_columns, stride, corner, first, second, accepted);
        int entered = 0;
        for (int b = 0; b < count; b++)
        {
            if (!accepted[b])
            {
                _places[entering[b]] = _entering[b];
                continue;
            }

            _active[_activeCount++] = entering[b];
            entered++;
        }

        return entered;
    }

    /// <summary>
    /// The column at <paramref name="s"/> is a combination of active ones: moving along it against them has no curvature and lowers the objective
    /// until an active coordinate stops, which leaves. False if nothing stops it: the push is then only rounding.
    /// </summary>
    private bool Slide(int s, double push, double lambda)
    {
        var direction = _column.AsSpan(0, _activeCount);
        for (int a = 0; a < direction.Length; a++)
            direction[a] = -Math.Sign(push) * _q[s * Stride + _active[a]];
        _factor.Solve(direction);
        int blocking = -1;
        bool kink = _beta[s] * push < 0 && _penalty.L1(_coordinates[s], lambda) > 0; // on its way back from a limit it stops at 0
        double stop = kink ? 0 : push > 0 ? _penalty.Upper(_coordinates[s]) : _penalty.Lower(_coordinates[s]), length = Math.Abs(stop - _beta[s]);
        for (int a = 0; a < direction.Length; a++)
        {
            if (direction[a] == 0)
                continue;
            double own = Math.Abs(Stop(_active[a], direction[a] * double.PositiveInfinity, lambda) - _beta[_active[a]]) / Math.Abs(direction[a]);
            if (own < length)
                (blocking, length) = (a, own);
        }

        if (double.IsInfinity(length))
            return false;
        for (int a = 0; a < direction.Length; a++)
            _beta[_active[a]] += length * direction[a];
        double reached = _beta[s] + Math.Sign(push) * length;
        if (blocking < 0)
        {
            StandAt(s, stop);
            return true;
        }

        Leave(blocking, Stop(_active[blocking], direction[blocking] * double.PositiveInfinity, lambda));
        _beta[s] = reached;
        if (!TryEnter(s, push, lambda))
            _beta[s] = 0;
        return true;
    }

    /// <summary>The objective; c − Qβ of every stored coordinate is left in <see cref="Residual"/>, that of active ones as their solution says it.</summary>
    private double Value(double lambda)
    {
        double value = 0;
        _reach = 0;
        for (int s = 0; s < Count; s++)
        {
            _residual[s] = IsActive(s) ? Held(s, lambda) : _linear[s] - TensorPrimitives.Dot<double>(Row(s), Beta);
            if (_beta[s] == 0)
                continue;
            _reach += Math.Sqrt(_q[s * Stride + s]) * Math.Abs(_beta[s]);
            value += _penalty.L1(_coordinates[s], lambda) * Math.Abs(_beta[s]) + 0.5 * _penalty.L2(_coordinates[s], lambda) * _beta[s] * _beta[s]
                - 0.5 * _beta[s] * (_linear[s] + _residual[s]);
        }

        return value;
    }

    private void Keep()
    {
        Beta.CopyTo(_best);
        _places.AsSpan(0, Count).CopyTo(_bestPlaces);
    }

    private void Restore(double lambda)
    {
        _best.AsSpan(0, Count).CopyTo(_beta);
        _bestPlaces.AsSpan(0, Count).CopyTo(_places);
        _activeCount = 0;
        for (int s = 0; s < Count; s++)
            if (IsActive(s))
                _active[_activeCount++] = s;
        Factor(lambda, force: true);
    }

    /// <summary>Makes the factor that of the active coordinates at <paramref name="lambda"/>; those that depend on others go to 0.</summary>
    private void Factor(double lambda, bool force)
    {
        bool same = _penalty.L1Ratio == 1 ? !double.IsNaN(_factorLambda) : _factorLambda == lambda;
        if (same && !force)
        {
            if (_linearChanged)
                SetRight();
            return;
        }

        _factorLambda = lambda;
        if (_factor.Factor(_activeCount, (a, target) => Fill(a, target, lambda)))
        {
            SetRight();
            return;
        }

        int[] candidates = _active.AsSpan(0, _activeCount).ToArray();
        _factor.Clear();
        _activeCount = 0;
        foreach (int s in candidates)
        {
            if (!TryEnter(s, _places[s] == Place.Positive ? 1 : -1, lambda))
                StandAt(s, 0);
        }
    }

    private void SetRight()
    {
        Span<double> first = _solution.AsSpan(0, _activeCount), second = _right.AsSpan(0, _activeCount);
        for (int a = 0; a < _activeCount; a++)
            (first[a], second[a]) = (_linear[_active[a]], Pull(_active[a]));
        _factor.SetRight(first, second);
        _linearChanged = false;
    }

    private void Fill(int a, Span<double> target, double lambda)
    {
        int s = _active[a];
        var row = Row(s);
        for (int b = 0; b < target.Length; b++)
            target[b] = row[_active[a + b]];
        target[0] += _penalty.L2(_coordinates[s], lambda);
    }

    private ReadOnlySpan<double> Row(int s) => _q.AsSpan(s * Stride, Count);

    private void Reserve(int count)
    {
        if (count <= Stride)
            return;
        int stride = Math.Max(count, Math.Max(Math.Max(32, _expected), Stride * 3 / 2)) / 8 * 8 + 8;
        var q = new double[(long)stride * stride];
        for (int s = 0; s < Count; s++)
            Row(s).CopyTo(q.AsSpan(s * stride));
        (_q, Stride) = (q, stride);
        Array.Resize(ref _coordinates, stride);
        Array.Resize(ref _places, stride);
        Array.Resize(ref _bestPlaces, stride);
        Array.Resize(ref _active, stride);
        Array.Resize(ref _dependent, stride);
        Array.Resize(ref _linear, stride);
        Array.Resize(ref _beta, stride);
        Array.Resize(ref _best, stride);
        Array.Resize(ref _residual, stride);
        Array.Resize(ref _solution, stride);
        Array.Resize(ref _column, stride);
        Array.Resize(ref _right, stride);
    }
}
