using Ridgeline.Numerics;

namespace Ridgeline.Solvers;

/// <summary>
/// Which stored coordinates of a quadratic are active, with which signs, which stand at a limit, and a Cholesky factor of the active ones' part of
/// Q + λκ(1−r) that is kept up to date as they come and go.
/// </summary>
internal sealed class ActiveSet
{
    /// <summary>How many coordinates enter the factor at once.</summary>
    public const int Together = 8;

    private const double MostRankTolerance = 1e-8;
    private const double DoubtfulPivot = 1e-11; // of its diagonal
    private const int MostRemovals = 8;         // at once by rotations; more are cheaper by a new factor

    private readonly QuadraticTerms _terms;
    private readonly UpdatableCholesky _factor = new();
    private readonly Place[] _entering = new Place[Together];
    private readonly Action<int, Span<double>> _fill;
    private Place[] _places = [], _bestPlaces = [];
    private int[] _active = []; // positions, in the factor's order
    private double[] _best = [], _first = [], _second = [], _column = [], _columns = [];
    private double _factorLambda = double.NaN;
    private bool _rightIsOld = true;

    public ActiveSet(QuadraticTerms terms)
    {
        _terms = terms;
        _fill = Fill;
    }

    /// <summary>Where a coordinate stands: at 0, active with a sign, or at a limit that isn't 0.</summary>
    private enum Place : byte
    {
        Zero,
        Positive,
        Negative,
        AtLower,
        AtUpper,
    }

    /// <summary>How many are active.</summary>
    public int Count { get; private set; }

    /// <summary>The positions of the active ones.</summary>
    public ReadOnlySpan<int> Positions => _active.AsSpan(0, Count);

    /// <summary>Whether the coordinate at a position is active.</summary>
    public bool Contains(int s) => _places[s] is Place.Positive or Place.Negative;

    /// <summary>Whether the coordinate at a position stands at 0.</summary>
    public bool IsAtZero(int s) => _places[s] == Place.Zero;

    /// <summary>How many active ones nothing penalises and have a pivot so small that rounding can have made it.</summary>
    public int DoubtfulAt(double lambda)
    {
        int count = 0;
        for (int a = 0; a < Count; a++)
            if (lambda * _terms.Factor(_active[a]) == 0 && _factor.Pivot(a) * _factor.Pivot(a) <= DoubtfulPivot * _terms.Diagonal(_active[a]))
                count++;
        return count;
    }

    /// <summary>Takes columns for dependent that nearly are, a hundred times as readily as before; false if that is enough.</summary>
    public bool Distrust()
    {
        if (_factor.RankTolerance >= MostRankTolerance || (_terms.HasRidge && _factorLambda > 0)) // the ridge part keeps pivots from 0, however small they are
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
        (Count, _factorLambda) = (0, double.NaN);
        _factor.Clear();
    }

    /// <summary>Forgets everything, and gives its memory back.</summary>
    public void Release()
    {
        Clear();
        _factor.Release();
        (_places, _bestPlaces, _active) = ([], [], []);
        (_best, _first, _second, _column, _columns) = ([], [], [], [], []);
    }

    /// <summary>Learns of coordinates that were stored, at 0, from position <paramref name="first"/> on.</summary>
    public void Extend(int first)
    {
        if (_places.Length < _terms.Stride)
        {
            int size = _terms.Stride;
            Array.Resize(ref _places, size);
            Array.Resize(ref _active, size);
            (_bestPlaces, _best, _first, _second, _column) = (new Place[size], new double[size], new double[size], new double[size], new double[size]);
        }

        _places.AsSpan(first, _terms.Count - first).Clear();
    }

    /// <summary>Learns that only the positions <paramref name="kept"/> are stored any more; none that was active has gone.</summary>
    public void Keep(ReadOnlySpan<int> kept)
    {
        for (int k = 0; k < kept.Length; k++)
            _places[k] = _places[kept[k]];
        for (int a = 0; a < Count; a++)
            _active[a] = kept.BinarySearch(_active[a]);
    }

    /// <summary>Stands at the terms' β: what isn't 0 is active, or at its limit.</summary>
    public void Start()
    {
        Clear();
        for (int s = 0; s < _terms.Count; s++)
        {
            double b = _terms.Beta[s];
            _places[s] = b == 0 ? Place.Zero : b >= _terms.Upper(s) ? Place.AtUpper : b <= _terms.Lower(s) ? Place.AtLower : b > 0 ? Place.Positive : Place.Negative;
            if (Contains(s))
                _active[Count++] = s;
        }
    }

    /// <summary>Learns that c has changed.</summary>
    public void LinearChanged() => _rightIsOld = true;

    /// <summary>The minimum over the active ones, signs and limits aside.</summary>
    public ReadOnlySpan<double> Minimum(double lambda)
    {
        var x = _first.AsSpan(0, Count);
        if (_places.AsSpan(0, _terms.Count).IndexOfAny(Place.AtLower, Place.AtUpper) < 0)
            _factor.SolveRight(lambda, x);
        else
        {
            for (int a = 0; a < Count; a++)
                x[a] = _terms.Linear[_active[a]] - lambda * Pull(_active[a]) - AtLimits(_active[a]);
            _factor.Solve(x);
        }

        return x;
    }

    /// <summary>Solves (Q + λκ(1−r))·x = b over the active ones.</summary>
    /// <param name="target">b on entry, x on return.</param>
    public void Solve(Span<double> target) => _factor.Solve(target);

    /// <summary>The pull that the penalty holds at an active coordinate: λκ(r·sign + (1−r)β).</summary>
    public double Held(int s, double lambda)
    {
        double l1 = _terms.L1(s, lambda);
        return (_places[s] == Place.Positive ? l1 : -l1) + _terms.L2(s, lambda) * _terms.Beta[s];
    }

    /// <summary>Whether <paramref name="x"/> has changed its sign, where the penalty has a kink, or is beyond a limit.</summary>
    public bool IsBeyond(int s, double x, double lambda) => x < 0
        ? x < _terms.Lower(s) || (_places[s] == Place.Positive && _terms.L1(s, lambda) > 0)
        : x > _terms.Upper(s) || (x > 0 && _places[s] == Place.Negative && _terms.L1(s, lambda) > 0);

    /// <summary>Where an active coordinate on its way to <paramref name="x"/> has to stop.</summary>
    public double Stop(int s, double x, double lambda)
    {
        bool kink = _terms.L1(s, lambda) > 0 && (_places[s] == Place.Positive ? x < 0 : x > 0);
        return kink ? 0 : x > 0 ? _terms.Upper(s) : _terms.Lower(s);
    }

    /// <summary>Makes those inactive whose <paramref name="x"/> is beyond where they have to stop, and puts them there.</summary>
    /// <param name="x">A number an active coordinate.</param>
    /// <param name="wrong">How many they are.</param>
    /// <param name="lambda">λ.</param>
    public void Drop(ReadOnlySpan<double> x, int wrong, double lambda)
    {
        if (wrong <= MostRemovals)
        {
            for (int a = Count - 1; a >= 0; a--)
                if (IsBeyond(_active[a], x[a], lambda))
                    Leave(a, Stop(_active[a], x[a], lambda));
            return;
        }

        int kept = 0;
        for (int a = 0; a < Count; a++)
        {
            int s = _active[a];
            if (IsBeyond(s, x[a], lambda))
                StandAt(s, Stop(s, x[a], lambda));
            else
                _active[kept++] = s;
        }

        Count = kept;
        Factor(lambda, force: true);
    }

    /// <summary>Makes the <paramref name="a"/>-th active one inactive, at <paramref name="stop"/>.</summary>
    public void Leave(int a, double stop)
    {
        StandAt(_active[a], stop);
        _factor.Remove(a);
        _active.AsSpan(a + 1, Count - a - 1).CopyTo(_active.AsSpan(a));
        Count--;
    }

    /// <summary>Makes a coordinate active that is pushed from where it stands; false if it depends on active ones.</summary>
    public bool TryEnter(int s, double push, double lambda)
    {
        Span<int> one = [s];
        Span<double> direction = [push];
        return Enter(one, direction, lambda) > 0;
    }

    /// <summary>Makes coordinates active, at most <see cref="Together"/>, that are pushed from where they stand; those that depend on active ones stay. Returns how many entered.</summary>
    public int Enter(ReadOnlySpan<int> entering, ReadOnlySpan<double> pushes, double lambda)
    {
        int count = entering.Length, stride = Count + count;
        if (_columns.Length < count * stride)
            _columns = new double[count * stride + 64];
        Span<double> corner = stackalloc double[count * count], first = stackalloc double[count], second = stackalloc double[count];
        Span<bool> accepted = stackalloc bool[count];
        for (int b = 0; b < count; b++)
        {
            int s = entering[b];
            var row = _terms.Row(s);
            var column = _columns.AsSpan(b * stride, Count);
            for (int a = 0; a < column.Length; a++)
                column[a] = row[_active[a]];
            for (int a = 0; a <= b; a++)
                corner[b * count + a] = row[entering[a]];
            corner[b * count + b] += _terms.L2(s, lambda);
            _entering[b] = _places[s];
            _places[s] = _terms.Beta[s] > 0 || (_terms.Beta[s] == 0 && pushes[b] > 0) ? Place.Positive : Place.Negative;
            (first[b], second[b]) = (_terms.Linear[s], Pull(s));
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

            _active[Count++] = entering[b];
            entered++;
        }

        return entered;
    }

    /// <summary>
    /// The column at <paramref name="s"/> is a combination of active ones: moving along it against them has no curvature and lowers the objective
    /// until an active coordinate stops, which leaves. False if nothing stops it: the push is then only rounding.
    /// </summary>
    public bool Slide(int s, double push, double lambda)
    {
        Span<double> beta = _terms.Beta, direction = _column.AsSpan(0, Count);
        for (int a = 0; a < direction.Length; a++)
            direction[a] = -Math.Sign(push) * _terms.Row(s)[_active[a]];
        _factor.Solve(direction);
        int blocking = -1;
        bool kink = beta[s] * push < 0 && _terms.L1(s, lambda) > 0; // on its way back from a limit it stops at 0
        double stop = kink ? 0 : push > 0 ? _terms.Upper(s) : _terms.Lower(s), length = Math.Abs(stop - beta[s]);
        for (int a = 0; a < direction.Length; a++)
        {
            if (direction[a] == 0)
                continue;
            double own = Math.Abs(Stop(_active[a], direction[a] * double.PositiveInfinity, lambda) - beta[_active[a]]) / Math.Abs(direction[a]);
            if (own < length)
                (blocking, length) = (a, own);
        }

        if (double.IsInfinity(length))
            return false;
        for (int a = 0; a < direction.Length; a++)
            beta[_active[a]] += length * direction[a];
        double reached = beta[s] + Math.Sign(push) * length;
        if (blocking < 0)
        {
            StandAt(s, stop);
            return true;
        }

        Leave(blocking, Stop(_active[blocking], direction[blocking] * double.PositiveInfinity, lambda));
        beta[s] = reached;
        if (!TryEnter(s, push, lambda))
            beta[s] = 0;
        return true;
    }

    /// <summary>Remembers β and where every coordinate stands.</summary>
    public void Save()
    {
        _terms.Beta.CopyTo(_best);
        _places.AsSpan(0, _terms.Count).CopyTo(_bestPlaces);
    }

    /// <summary>Goes back to where <see cref="Save"/> was called last.</summary>
    public void Restore(double lambda)
    {
        _best.AsSpan(0, _terms.Count).CopyTo(_terms.Beta);
        _bestPlaces.AsSpan(0, _terms.Count).CopyTo(_places);
        Count = 0;
        for (int s = 0; s < _terms.Count; s++)
            if (Contains(s))
                _active[Count++] = s;
        Factor(lambda, force: true);
    }

    /// <summary>Makes the factor that of the active coordinates at <paramref name="lambda"/>; those that depend on others go to 0.</summary>
    public void Factor(double lambda, bool force)
    {
        bool same = _terms.HasRidge ? _factorLambda == lambda : !double.IsNaN(_factorLambda);
        if (same && !force)
        {
            if (_rightIsOld)
                SetRight();
            return;
        }

        _factorLambda = lambda;
        if (_factor.Factor(Count, _fill))
        {
            SetRight();
            return;
        }

        int[] candidates = Positions.ToArray();
        Count = 0;
        _factor.Clear();
        foreach (int s in candidates)
            if (!TryEnter(s, _places[s] == Place.Positive ? 1 : -1, lambda))
                StandAt(s, 0);
    }

    private void StandAt(int s, double stop)
    {
        _terms.Beta[s] = stop;
        _places[s] = stop == 0 ? Place.Zero : stop > 0 ? Place.AtUpper : Place.AtLower;
    }

    /// <summary>Σ Qₛₜβₜ over coordinates at a limit.</summary>
    private double AtLimits(int s)
    {
        double sum = 0;
        for (int t = 0; t < _terms.Count; t++)
            if (_places[t] is Place.AtLower or Place.AtUpper)
                sum += _terms.Row(s)[t] * _terms.Beta[t];
        return sum;
    }

    /// <summary>κr·sign of an active coordinate: what λ takes from c.</summary>
    private double Pull(int s) => _places[s] == Place.Positive ? _terms.L1(s, 1) : -_terms.L1(s, 1);

    private void SetRight()
    {
        Span<double> first = _first.AsSpan(0, Count), second = _second.AsSpan(0, Count);
        for (int a = 0; a < Count; a++)
            (first[a], second[a]) = (_terms.Linear[_active[a]], Pull(_active[a]));
        _factor.SetRight(first, second);
        _rightIsOld = false;
    }

    private void Fill(int a, Span<double> target)
    {
        int s = _active[a];
        var row = _terms.Row(s);
        for (int b = 0; b < target.Length; b++)
            target[b] = row[_active[a + b]];
        target[0] += _terms.L2(s, _factorLambda);
    }
}
