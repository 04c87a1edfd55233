using Ridgeline.Penalties;

namespace Ridgeline.Solvers;

/// <summary>
/// minimise ½βᵀQβ − cᵀβ + λP(β) over stored coordinates, exactly: on the active ones, with their signs fixed, by their factor; every wrong sign leaves,
/// every violator enters, until there is none.
/// </summary>
/// <remarks>
/// A step that doesn't lower the objective is taken back, and from there on the method is cautious: a line search to the first change of sign and one
/// violator at a time, which can't cycle. A coordinate whose column depends on the active ones enters by a move along the direction of no curvature.
/// </remarks>
internal sealed class Quadratic
{
    private const int MostRounds = 10_000;
    private const int MostStalls = 3;
    private const double Rounding = 1e-14;      // of the largest |c|/‖z‖, times ‖z‖: a push below it is noise
    private const double Refined = 1e-16;       // of the largest |c|/‖z‖, times ‖z‖: what may be missing where nothing penalises, of which a dual point allows little
    private const double ShareOfPenalised = 1.0 / 40; // of what is missing elsewhere
    private const double ReachRounding = 5e-16; // of Σ ‖z‖|β|, times ‖z‖: the same

    private readonly QuadraticTerms _terms;
    private readonly ActiveSet _set;
    private bool[] _dependent = [];
    private double[] _residual = [], _error = [], _products = []; // the last: Qβ
    private double _scale, _reach; // the largest |c|/‖z‖, Σ ‖z‖|β|

    /// <summary>An empty quadratic.</summary>
    /// <param name="penalty">P.</param>
    /// <param name="expected">How many coordinates it makes room for at first.</param>
    public Quadratic(ElasticNetPenalty penalty, int expected)
    {
        _terms = new QuadraticTerms(penalty, expected);
        _set = new ActiveSet(_terms);
    }

    /// <summary>How many coordinates are stored.</summary>
    public int Count => _terms.Count;

    /// <summary>How many of them are active.</summary>
    public int ActiveCount => _set.Count;

    /// <summary>The positions of the active ones.</summary>
    public ReadOnlySpan<int> Active => _set.Positions;

    /// <summary>The stored coordinates.</summary>
    public ReadOnlySpan<int> Coordinates => _terms.Coordinates;

    /// <summary>c.</summary>
    public ReadOnlySpan<double> Linear => _terms.Linear;

    /// <summary>β at the stored coordinates.</summary>
    public ReadOnlySpan<double> Beta => _terms.Beta;

    /// <summary>c − Qβ: minus the smooth part's gradient at the minimum.</summary>
    public ReadOnlySpan<double> Residual => _residual.AsSpan(0, Count);

    /// <summary>Q, symmetric, a row every <see cref="Stride"/> numbers; to be written where coordinates were stored.</summary>
    public Span<double> Matrix => _terms.Matrix;

    /// <summary>The distance between rows of <see cref="Matrix"/>.</summary>
    public int Stride => _terms.Stride;

    /// <summary>How many stored coordinates depend on active ones and were left at 0 by the last minimisation.</summary>
    public int Dependent => _dependent.AsSpan(0, Count).Count(true);

    /// <summary>Those, and the active ones that nothing penalises and whose pivot is so small that rounding can have made it.</summary>
    public int DependentAt(double lambda) => Dependent + _set.DoubtfulAt(lambda);

    /// <inheritdoc cref="ActiveSet.Distrust"/>
    public bool Distrust() => _set.Distrust();

    /// <inheritdoc cref="ActiveSet.TrustAgain"/>
    public bool TrustAgain() => _set.TrustAgain();

    /// <inheritdoc cref="ActiveSet.Trust"/>
    public void Trust() => _set.Trust();

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _terms.Clear();
        _set.Clear();
    }

    /// <summary>Forgets everything, and gives its memory back.</summary>
    public void Release()
    {
        _terms.Release();
        _set.Release();
        (_dependent, _residual, _error, _products) = ([], [], [], []);
    }

    /// <summary>Stores more coordinates, at 0; their part of Q and c is for the caller to fill.</summary>
    public void Store(ReadOnlySpan<int> coordinates)
    {
        int first = Count;
        _terms.Store(coordinates);
        _set.Extend(first);
        if (_residual.Length >= Stride)
            return;
        Array.Resize(ref _dependent, Stride);
        Array.Resize(ref _residual, Stride);
        (_error, _products) = (new double[Stride], new double[Stride]);
    }

    /// <summary>Forgets the coordinates at 0; returns the positions that are kept, in order.</summary>
    public int[] Prune()
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(s => !_set.IsAtZero(s))];
        for (int k = 0; k < kept.Length; k++)
            _residual[k] = _residual[kept[k]];
        _set.Keep(kept);
        _terms.Keep(kept);
        return kept;
    }

    /// <summary>c from position <paramref name="first"/> on, to be written.</summary>
    public Span<double> ChangeLinear(int first)
    {
        if (first == 0)
            _set.LinearChanged();
        return _terms.Linear[first..];
    }

    /// <summary>Stands at <paramref name="beta"/>: what isn't 0 is active, or at its limit.</summary>
    /// <param name="beta">All coordinates of the problem.</param>
    public void StartFrom(ReadOnlySpan<double> beta)
    {
        for (int s = 0; s < Count; s++)
            _terms.Beta[s] = beta[_terms.Coordinates[s]];
        _set.Start();
    }

    /// <summary>target = Qx.</summary>
    public void Multiply(ReadOnlySpan<double> x, Span<double> target) => _terms.Products(x, target);

    /// <inheritdoc cref="ActiveSet.Held"/>
    public double Held(int s, double lambda) => _set.Held(s, lambda);

    /// <inheritdoc cref="ActiveSet.Solve"/>
    public void SolveFactored(Span<double> target) => _set.Solve(target);

    /// <summary>Minimises at <paramref name="lambda"/> from where it stands.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="slack">A violation below this share of λκr doesn't count.</param>
    /// <param name="stop">Asked every round.</param>
    public void Minimise(double lambda, double slack, CancellationToken stop)
    {
        _dependent.AsSpan(0, Count).Clear();
        _scale = 0;
        for (int s = 0; s < Count; s++)
            if (_terms.Diagonal(s) > 0)
                _scale = Math.Max(_scale, Math.Abs(Linear[s]) / Math.Sqrt(_terms.Diagonal(s)));
        _set.Factor(lambda, force: false);
        double best = double.PositiveInfinity, value = best;
        bool cautious = false;
        int stalls = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            SolveActive(lambda, cautious);
            value = Value(lambda);
            if (value < best)
                _set.Save();
            else if (cautious && ++stalls == MostStalls)
                break;
            else if (!cautious)
            {
                _set.Restore(lambda);
                Value(lambda);
                cautious = true;
            }

            best = Math.Min(best, value);
            if (!Enter(lambda, slack, cautious) && !EnterFree(lambda))
                break;
        }

        if (!(value > best))
            return;
        _set.Restore(lambda);
        if (EnterFree(lambda))
            SolveActive(lambda, cautious: true);
        Value(lambda);
    }

    /// <summary>One step of iterative refinement on the active coordinates, where the factor's rounding shows.</summary>
    public void Refine(double lambda)
    {
        Span<double> error = _error.AsSpan(0, ActiveCount), beta = _terms.Beta;
        var active = Active;
        double worst = 0;
        _terms.Products(beta, _products);
        for (int a = 0; a < active.Length; a++)
        {
            int s = active[a];
            error[a] = Linear[s] - _products[s] - _set.Held(s, lambda);
            double held = _terms.L1(s, lambda) + _terms.L2(s, lambda);
            worst = Math.Max(worst, Math.Abs(error[a]) / Math.Sqrt(_terms.Diagonal(s)) * (held > 0 ? ShareOfPenalised : 1));
        }

        if (worst <= Refined * _scale)
            return;
        _set.Solve(error);
        for (int a = 0; a < active.Length; a++)
            if (_set.IsBeyond(active[a], beta[active[a]] + error[a], lambda))
                return;
        for (int a = 0; a < active.Length; a++)
            beta[active[a]] += error[a];
        Value(lambda);
    }

    /// <summary>Solves on the active coordinates; wrong ones leave, all at once or, when <paramref name="cautious"/>, as a line search meets them.</summary>
    private void SolveActive(double lambda, bool cautious)
    {
        while (_set.Count > 0)
        {
            var x = _set.Minimum(lambda);
            var active = _set.Positions;
            var beta = _terms.Beta;
            int wrong = 0, blocking = -1;
            double share = 1;
            for (int a = 0; a < active.Length; a++)
            {
                int s = active[a];
                if (!_set.IsBeyond(s, x[a], lambda))
                    continue;
                wrong++;
                double own = Math.Abs(_set.Stop(s, x[a], lambda) - beta[s]) / Math.Abs(x[a] - beta[s]);
                if (blocking < 0 || own < share)
                    (blocking, share) = (a, Math.Min(1, own));
            }

            if (wrong > 0 && !cautious)
            {
                _set.Drop(x, wrong, lambda);
                continue;
            }

            for (int a = 0; a < active.Length; a++)
                beta[active[a]] = wrong == 0 ? x[a] : beta[active[a]] + share * (x[a] - beta[active[a]]);
            if (wrong == 0)
                return;
            _set.Leave(blocking, _set.Stop(active[blocking], x[blocking], lambda));
        }
    }

    /// <summary>Lets violators in: all of them, or the worst when <paramref name="cautious"/>. False if none can enter.</summary>
    private bool Enter(double lambda, double slack, bool cautious)
    {
        Span<int> entering = stackalloc int[ActiveSet.Together];
        Span<double> pushes = stackalloc double[ActiveSet.Together];
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
                if (++waiting < ActiveSet.Together)
                    continue;
                entered += _set.Enter(entering, pushes, lambda);
                waiting = 0;
            }

            if (worst < 0)
                return false;
            if (waiting > 0)
                entered += _set.Enter(entering[..waiting], pushes[..waiting], lambda);
            if (entered > 0 || (cautious && _set.TryEnter(worst, strongest, lambda)) || _set.Slide(worst, strongest, lambda))
                return true;
            _dependent[worst] = true;
        }
    }

    /// <summary>Lets in what nothing holds at 0 and nothing pushes from there, so that those left are the ones that depend on others. False if there is none.</summary>
    private bool EnterFree(double lambda)
    {
        bool entered = false;
        for (int s = 0; s < Count; s++)
        {
            if (!_set.IsAtZero(s) || _dependent[s] || !_terms.IsFree(s, lambda))
                continue;
            if (_set.TryEnter(s, 1, lambda))
                entered = true;
            else
                _dependent[s] = true;
        }

        return entered;
    }

    /// <summary>How strongly a coordinate that isn't active is pushed from where it stands, beyond what the penalty holds; 0 if it isn't.</summary>
    private double Push(int s, double lambda, double slack)
    {
        if (_set.Contains(s) || _dependent[s] || double.IsPositiveInfinity(_terms.Factor(s)))
            return 0;
        double beta = _terms.Beta[s], l1 = _terms.L1(s, lambda), noise = slack * l1 + (Rounding * _scale + ReachRounding * _reach) * Math.Sqrt(_terms.Diagonal(s));
        double up = _residual[s] - _terms.L2(s, lambda) * beta - (beta < 0 ? -l1 : l1);  // the pull towards larger β
        double down = _residual[s] - _terms.L2(s, lambda) * beta - (beta > 0 ? l1 : -l1);
        return up > noise && beta < _terms.Upper(s) ? up : down < -noise && beta > _terms.Lower(s) ? down : 0;
    }

    /// <summary>The objective; c − Qβ of every stored coordinate is left in <see cref="Residual"/>, that of active ones as their solution says it.</summary>
    private double Value(double lambda)
    {
        double value = 0;
        _reach = 0;
        _terms.Products(_terms.Beta, _products);
        for (int s = 0; s < Count; s++)
        {
            double beta = _terms.Beta[s];
            _residual[s] = _set.Contains(s) ? _set.Held(s, lambda) : Linear[s] - _products[s];
            if (beta == 0)
                continue;
            _reach += Math.Sqrt(_terms.Diagonal(s)) * Math.Abs(beta);
            value += _terms.L1(s, lambda) * Math.Abs(beta) + 0.5 * _terms.L2(s, lambda) * beta * beta - 0.5 * beta * (Linear[s] + _residual[s]);
        }

        return value;
    }
}
