using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// Solves one problem at one λ after another over a working set: the loss as a quadratic around where it stands (proximal Newton; Lee, Sun, Saunders
/// 2014), that quadratic exactly, a line search, and again until the gap over the working set is closed.
/// </summary>
/// <remarks>
/// The quadratic's minimum comes with slopes θ′ = θ₀ + d∘(η′ − η₀) that satisfy its optimality conditions exactly. As a dual point they close the gap
/// to second order in what the quadratic misses of the loss, where the slopes at η′ themselves close it only to first order.
/// </remarks>
internal sealed class LinearSolver
{
    private const double SufficientDecrease = 1e-4; // Armijo's share
    private const int MostHalvings = 40;
    private const int MostGrowths = 1000;           // of a minimisation over a growing part of the working set
    private const double ShareOfTolerance = 0.3;    // of the gap; the rest is for columns outside the working set
    private const double SlowContraction = 0.2;     // of the gap from step to step: curvatures are then too old
    private const double FirstPrecision = 0.1;     // of descent's gradients: the first quadratic at a λ misses more of the loss than that
    private const double DistrustedRise = 1e3;      // times the rounding of the objective
    private const double GrossRise = 1e-3;          // of the objective
    private const int MostStalls = 4;               // steps that promise no more than rounding
    private const int MostNoise = 15;              // such steps in all: a start from there may do better
    private const double Progress = 10;             // times the rounding of the objective: a step that promises so much ends a stall
    private const double ShareForDescent = 0.5;    // of the gap to reach, for gradients that descent leaves
    private const double NearlyPushed = 0.97;       // of what holds a gradient: descent takes those in too, sooner than start again for them
    private const double Balanced = 1e-15;         // of Σ v|θ|: where damping is all the curvature, a step would blow such a gradient up
    private const double AsExact = 1e-13;          // of the loss
    private const int SmallWorkingSet = 128;        // held in Q whole
    private const int FewRows = 1024;               // no more columns than that are active: one quadratic keeps its factor, where near saturation descent would hardly move
    private const int MostFactored = 300;           // sparse columns with a factor; more are cheaper without

    private readonly Problem _problem;
    private readonly Linearisation _model;
    private readonly double[] _weights;
    private readonly double[] _trialBeta, _trialEta, _trialSlopes, _change;
    private readonly WorkingGradients _gradients;
    private Separation? _separation; // once nothing is penalised
    private readonly DualPolish _polish;
    private SparseDescent? _descent; // once too many sparse columns are active for a factor
    private readonly int _mostFactored;
    private double _target;
    private readonly Predictor? _predictor;
    private bool _started, _fresh, _polished, _first;
    private bool _isPredicted; // the base: not where the solver stands, but where it expects to get
    private bool _waits, _renews; // the base isn't where the solver stands, it waits for the next λ; and whether its curvatures are to be new then
    private double _damping, _extraWork;

    public LinearSolver(Coordinates coordinates)
    {
        (Coordinates, _problem, _weights) = (coordinates, coordinates.Problem, coordinates.RowWeights);
        _model = new Linearisation(coordinates);
        int size = coordinates.Outputs * coordinates.Rows;
        (Beta, _trialBeta) = (new double[coordinates.Count], new double[coordinates.Count]);
        (Eta, _trialEta, _trialSlopes, _change) = (new double[size], new double[size], new double[size], new double[size]);
        Dual = new DualPoint(coordinates);
        (_gradients, _polish) = (new WorkingGradients(coordinates, Dual), new DualPolish(coordinates, _model));
        IsQuadratic = ReferenceEquals(_problem.Loss, Loss.Squared);
        _predictor = IsQuadratic ? null : new Predictor(Beta.Length, Eta.Length);
        _mostFactored = SparseDescent.Fits(coordinates) && !(IsQuadratic && coordinates.Rows <= FewRows) ? MostFactored : int.MaxValue;
        Coordinates.EtaOf(Beta, Eta);
    }

    public Coordinates Coordinates { get; }

    /// <summary>Whether the loss is its own quadratic.</summary>
    public bool IsQuadratic { get; }

    /// <summary>β.</summary>
    public double[] Beta { get; }

    /// <summary>η.</summary>
    public double[] Eta { get; }

    /// <summary>θ′, the dual point that came with β.</summary>
    public DualPoint Dual { get; }

    /// <summary>The mean loss at η.</summary>
    public double MeanLoss { get; private set; }

    /// <summary>‖θ′ − the slopes at η‖ in the norm weighted by v.</summary>
    public double SlopeError { get; private set; }

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; private set; }

    /// <summary>How many coordinates without a kink depend on others.</summary>
    private int Dependent => _model.Quadratic.Dependent;

    /// <summary>The same as a certificate reports it: with those that rounding alone keeps apart from others.</summary>
    public int DependentAt(double lambda)
    {
        int count = _model.Quadratic.DependentAt(lambda), outputs = Coordinates.Outputs;
        if (outputs > 1) // without a penalty one class of a column is redundant: only differences between classes count
            return Math.Max(0, count - (lambda == 0 ? Columns().Count(column => Coordinates.Factors[column] > 0) : 0) + outputs - 2) / (outputs - 1);
        return count > 0 && _model.HasFlatRows() ? Math.Min(count, RankDeficiency(lambda)) : count; // rows without curvature take Q's rank, not X's
    }

    private IEnumerable<int> Columns() => Enumerable.Range(0, _problem.Sample.Design.Columns).Where(Coordinates.TakesPart);

    /// <summary>By how much the rank of the columns that nothing penalises is below their number.</summary>
    private int RankDeficiency(double lambda)
    {
        int[] free = [.. Enumerable.Range(0, Coordinates.Count).Where(c => Coordinates.TakesPart(c) && lambda * Coordinates.Factors[c] == 0 && Coordinates.ColumnOf(c) < _problem.Sample.Design.Columns)];
        double[] roots = new double[_weights.Length], gram = new double[free.Length * free.Length];
        TensorPrimitives.Sqrt(_weights, roots);
        Coordinates.Gram(free, roots, gram, free.Length);
        return free.Length - Cholesky.Factor(gram, free.Length);
    }

    /// <summary>Whether the last solve found a direction along which the loss falls for ever.</summary>
    public bool IsSeparable { get; private set; }

    /// <summary>Whether descent minimises the quadratics: nothing is held for a working coordinate that isn't active.</summary>
    public bool Descends => _descent is not null;

    public bool IsStored(int c) => _descent is null ? _model.IsStored(c) : Beta[c] != 0;

    /// <summary>Stands at <paramref name="beta"/>, from where the next solve starts.</summary>
    /// <param name="beta">β.</param>
    /// <param name="polished">Whether θ′ is to be polished from the rows from now on: what rounding left stood in the way.</param>
    public void StandAt(ReadOnlySpan<double> beta, bool polished = false)
    {
        _polished = polished;
        beta.CopyTo(Beta);
        Coordinates.EtaOf(Beta, Eta);
        (_damping, _waits, _isPredicted) = (0, false, false);
        if (!IsQuadratic || !_started || _descent is not null)
            _started = false;
        else // the same Q, but c from the gradient as it is at β: what rounding left of the solution is solved again
            Rebase();
    }

    private void Rebase()
    {
        _model.MoveTo(Beta, Eta);
        MeanLoss = _model.MeanLoss; // at β, not where another λ was solved ahead
        StoreAll(Beta);
        _model.FillLinear();
        _model.Quadratic.StartFrom(Beta);
    }

    /// <summary>Solves at <paramref name="lambda"/> over a working set.</summary>
    /// <param name="lambda">λ.</param>
    /// <param name="working">The coordinates that may become active.</param>
    /// <param name="target">The gap to reach, in the objective's unit.</param>
    /// <param name="mostDecrease">The last step may have lowered the objective by this much: near the optimum the next would by its square.</param>
    /// <param name="slack">A violation below this share of λκr doesn't count.</param>
    /// <param name="maxSteps">The most steps.</param>
    /// <param name="stop">Asked every round.</param>
    /// <returns>Whether the gap over the working set is closed.</returns>
    public bool Solve(double lambda, ReadOnlySpan<int> working, double target, double mostDecrease, double slack, int maxSteps, CancellationToken stop)
    {
        if (_descent is null && lambda > 0 && _model.Quadratic.ActiveCount > _mostFactored)
        {
            (_descent, _started, _waits) = (new SparseDescent(Coordinates), false, false);
            _model.Release();
        }

        _target = target;
        _model.Quadratic.Trust();
        Begin(lambda, working);
        double lastGap = double.PositiveInfinity;
        int stalls = 0;
        for (int step = 0; step < maxSteps; step++)
        {
            _first = step == 0;
            var (length, decrease, before) = Step(lambda, working, slack, stop);
            if (length == 0)
                return false;
            double gap = length < 1 && decrease < -Rounding(before) ? double.PositiveInfinity : _descent is null ? Gap(lambda) : GapOver(lambda);
            bool closed = gap <= (decrease < -Rounding(before) ? ShareOfTolerance : 1) * target && (gap >= -target - 1e-10 * Math.Abs(before) || _damping == 0) && -decrease <= (_fresh ? mostDecrease : 1e-4 * mostDecrease);
            if (IsQuadratic)
                return closed;
            (_waits, _renews) = (true, true); // wherever the solve ends
            if (Separates(lambda))
                return false;
            bool stuck = decrease >= -Rounding(before) && !closed;
            stalls = stuck ? stalls + 1 : decrease < -Progress * Rounding(before) ? 0 : stalls; // no damping at first, more if that doesn't help
            if (stuck && stalls == 1)
                _damping = 0;
            if (stuck && stalls > MostStalls && _fresh && (stalls > MostNoise || !Damp()))
                return false;
            bool slow = length < 1 || !(gap < double.PositiveInfinity) || gap > SlowContraction * lastGap || double.IsFinite(mostDecrease) || (_damping > 0 && _fresh) || stuck;
            if (!closed)
                _extraWork += WorkOfStep(working.Length);
            if (closed)
            {
                _renews = _extraWork > WorkOfRenewal() || _descent is not null;
                _predictor!.Add(lambda, Beta, Eta);
                return true;
            }

            _waits = false;
            MoveBase(slow || _descent is not null, working);
            lastGap = gap;
        }

        return false;
    }

    /// <summary>Solves the unpenalised problem as far as rounding lets it, by Newton's method.</summary>
    /// <returns>Whether it got there; false if it is separable or out of steps.</returns>
    public bool SolveExactly(ReadOnlySpan<int> working, int maxSteps, CancellationToken stop)
    {
        Begin(0, working);
        double last = double.PositiveInfinity;
        int stalls = 0;
        for (int step = 0; step < maxSteps; step++)
        {
            double violation = _model.Violation();
            stalls = violation > 0.5 * last && violation < 1e-8 * _model.SlopeSize() ? stalls + 1 : 0; // damping may hold one step up, not three
            if (violation == 0 || stalls > 2 || (_damping > 0 && violation <= Balanced * _model.SlopeSize()))
                return true;
            last = Math.Min(last, violation);
            var (length, decrease, before) = Step(0, working, 0, stop);
            if (length == 0)
                return violation < 1e-8 * _model.SlopeSize();
            if (Separates(0))
                return false;
            if (IsQuadratic)
                return true;
            if (decrease >= -Rounding(before) && violation >= 1e-8 * _model.SlopeSize())
                Damp(); // no curvature where there is a slope: all rows beyond Huber's δ, say
            _model.MoveTo(Beta, Eta, MeanLoss, _trialSlopes, withLinear: false);
            Renew(working);
        }

        return false;
    }

    /// <summary>The same within limits, where gradients needn't vanish: until steps lower the objective by no more than rounding.</summary>
    public bool SolveWithin(ReadOnlySpan<int> working, int maxSteps, CancellationToken stop) =>
        Solve(0, working, AsExact * _problem.Loss.Sum(_problem.Sample.Target, Eta, _weights), double.PositiveInfinity, 0, maxSteps, stop);

    /// <summary>Brings the base to where the solver stands.</summary>
    private void MoveBase(bool renew, ReadOnlySpan<int> working)
    {
        _model.MoveTo(Beta, Eta, MeanLoss, _trialSlopes, withLinear: !renew);
        if (renew)
            Renew(working);
        _fresh &= renew;
    }

    /// <summary>Brings the base to where the path so far leads at <paramref name="lambda"/>, or else to where the solver stands.</summary>
    private void MoveOn(double lambda, ReadOnlySpan<int> working)
    {
        _isPredicted = _damping == 0 && _predictor!.Predict(lambda);
        if (_isPredicted)
        {
            if (!_renews)
                StoreAll(_predictor!.Beta);
            _model.MoveTo(_predictor!.Beta, _predictor.Eta);
            _isPredicted = double.IsFinite(_model.MeanLoss);
        }

        if (!_isPredicted)
        {
            MoveBase(_renews, working);
            return;
        }

        if (_renews)
            Renew(working);
        else
            _model.FillLinear();
        _fresh &= _renews;
    }

    /// <summary>Stores what isn't 0.</summary>
    private void StoreAll(ReadOnlySpan<double> beta)
    {
        _gradients.Clear();
        for (int c = 0; c < beta.Length; c++)
            if (beta[c] != 0 && !_model.IsStored(c))
                _gradients.Add(c);
        Extend();
    }

    private void Begin(double lambda, ReadOnlySpan<int> working)
    {
        IsSeparable = false;
        if (_waits)
            MoveOn(lambda, working);
        _waits = false;
        if (!_started)
        {
            _started = true;
            if (IsQuadratic) // around 0, once and for all: c then never changes
            {
                Array.Clear(_trialBeta);
                Coordinates.EtaOf(_trialBeta, _trialEta);
                _model.MoveTo(_trialBeta, _trialEta);
            }
            else
                _model.MoveTo(Beta, Eta);

            MeanLoss = _model.MeanLoss;
            Renew(working);
            if (IsQuadratic && _descent is null)
                _model.Quadratic.StartFrom(Beta);
        }

        if (_descent is not null)
            return;
        _gradients.Clear();
        foreach (int c in working)
            if (!_model.IsStored(c) && Coordinates.Penalty.L1(c, lambda) == 0)
                _gradients.Add(c); // without a kink it moves, whatever its gradient
        Extend();
    }

    /// <summary>Minimises the quadratic over the working set and goes there, or as far on the way as the objective falls.</summary>
    /// <returns>The share of the way, 0 if the objective doesn't fall; what the quadratic promised; the objective before.</returns>
    private (double Length, double Decrease, double Before) Step(double lambda, ReadOnlySpan<int> working, double slack, CancellationToken stop)
    {
        double lastRise = double.PositiveInfinity;
        bool settled = false;
        while (true)
        {
            MinimiseOver(working, lambda, slack, stop);
            Steps++;
            double before = _model.MeanLoss + Coordinates.PenaltyOf(_model.Beta, lambda);
            double decrease = ModelDecrease(lambda);
            double rise = _descent is null && !settled ? RiseOf(lambda, decrease) : 0;
            if (rise > DistrustedRise * Rounding(before))
            {
                settled = rise >= lastRise; // not for lack of rank: the columns left out since then were missed
                if (settled ? _model.Quadratic.TrustAgain() : _model.Quadratic.Distrust())
                {
                    lastRise = rise;
                    if (IsQuadratic)
                        _model.Quadratic.StartFrom(Beta);
                    else
                        Renew(working);
                    continue;
                }
            }

            if (IsQuadratic && _descent is null && !((settled ? RiseOf(lambda, decrease) : rise) <= GrossRise * Math.Abs(before)))
            {
                _model.Quadratic.StartFrom(Beta); // a factor of nearly dependent columns has blown up: it stays where it was
                return (0, decrease, before);
            }

            double length = IsQuadratic ? 1 : LineSearch(lambda, before, decrease, _fresh && !_isPredicted ? MostHalvings : 0);
            if (_isPredicted && length < 1)
            {
                _isPredicted = false;
                _model.MoveTo(Beta, Eta);
                Renew(working);
                continue;
            }

            _isPredicted = false;
            if (length == 1 || (length > 0 && _fresh))
            {
                if (length < 1)
                    Damp(length);
                else if (_damping > 0)
                    _damping = _damping < 1e-10 * CurvatureUnit() ? 0 : 0.1 * _damping;
                Accept(lambda);
                return (length, decrease, before);
            }

            bool small = Math.Abs(decrease) <= Rounding(before) || (decrease > 0 && decrease < 1e-9 * Math.Abs(before) && Dependent == 0 && !_model.HasFlatRows()); // without curvature somewhere there may be no minimum
            if (_fresh && (small || !Damp()))
            {
                _model.Beta.CopyTo(Beta, 0);
                _model.Eta.CopyTo(Eta, 0);
                MeanLoss = _model.MeanLoss;
                return (0, decrease, before);
            }

            Renew(working);
        }
    }

    /// <summary>By how much the quadratic's minimum, as found, is above where it started: it can't be, but for a factor of columns that nearly depend on each other.</summary>
    private double RiseOf(double lambda, double decrease) => !IsQuadratic
        ? decrease
        : _problem.Loss.Sum(_problem.Sample.Target, _trialEta, _weights) + Coordinates.PenaltyOf(_trialBeta, lambda) - MeanLoss - Coordinates.PenaltyOf(Beta, lambda);

    /// <summary>Curvatures at the base, and Q over what is active or free there.</summary>
    private void Renew(ReadOnlySpan<int> working)
    {
        if (_descent is not null)
        {
            _model.RenewCurvatures(_damping);
            _descent.Renew(_model.Curvatures);
            (_fresh, _extraWork) = (true, 0);
            return;
        }

        var counting = new List<int>();
        foreach (int c in working)
            if (_model.Beta[c] != 0 || Beta[c] != 0 || Coordinates.Factors[c] == 0 || working.Length <= SmallWorkingSet)
                counting.Add(c);
        _model.Renew([.. counting], _damping, Beta);
        (_fresh, _extraWork) = (true, 0);
    }

    /// <summary>Raises the damping; false if it can't get any higher.</summary>
    private bool Damp(double length = 1)
    {
        double unit = CurvatureUnit();
        if (_damping >= 4 * unit)
            return false;
        _damping = _damping > 0 && length < 1 ? Math.Min(4 * unit, Math.Max(10, 1 / length) * _damping) : Math.Max(10 * _damping, 1e-3 * unit);
        return true;
    }

    private double CurvatureUnit() => double.IsFinite(_problem.Loss.MaxCurvature) ? _problem.Loss.MaxCurvature : Math.Max(1e-300, _model.LargestCurvature());

    private double WorkOfStep(int working) => 2.0 * Coordinates.Rows * (working + 2 * _model.Quadratic.ActiveCount);

    private double WorkOfRenewal()
    {
        double m = _model.Quadratic.ActiveCount;
        return (Coordinates.Rows * m * m / 2 + m * m * m / 6) / 2; // multiplications in registers, against numbers from memory
    }

    private void MinimiseOver(ReadOnlySpan<int> working, double lambda, double slack, CancellationToken stop)
    {
        if (_descent is not null)
        {
            Descend(working, lambda, slack, stop);
            return;
        }

        var quadratic = _model.Quadratic;
        double travelled;
        int rounds = 0;
        do
        {
            travelled = Dual.Screening.Length;
            quadratic.Minimise(lambda, slack, stop);
            if (_polished || working.Length <= SmallWorkingSet)
                quadratic.Refine(lambda);
            Array.Clear(_trialBeta);
            for (int s = 0; s < quadratic.Count; s++)
                _trialBeta[quadratic.Coordinates[s]] = quadratic.Beta[s];
            Coordinates.EtaOf(_trialBeta, _trialEta);
            SlopesAt(_trialEta, Dual.Values);
            Dual.Register();
            _gradients.FindOutside(_model, working, lambda, slack);
            Extend();
        }
        while (_gradients.Violators.Length > 0 && (++rounds == 1 || Dual.Screening.Length > travelled) && rounds < MostGrowths); // where β is huge, a push may be below its rounding
        if (_polished || HasEqualities(lambda))
        {
            _polish.Apply(Dual.Values, Dual.Weighted, lambda);
            Dual.Register(); // no matter how far it went: screening rests on the way of θ′
        }
    }

    /// <summary>The same by descent, from β or what was predicted, until the gradients miss what the penalty holds by a small share of the gap alone.</summary>
    private void Descend(ReadOnlySpan<int> working, double lambda, double slack, CancellationToken stop)
    {
        const int MostRounds = 50;
        (_isPredicted ? _model.Beta : Beta).CopyTo(_trialBeta, 0);
        (_isPredicted ? _model.Eta : Eta).CopyTo(_trialEta, 0);
        double norm = Math.Max(Coordinates.PenaltyOf(Beta, lambda), 1e-3 * _model.MeanLoss);
        double precision = IsQuadratic || !_first ? Math.Clamp(ShareForDescent * _target / norm, 1e-13, 1e-3) : FirstPrecision;
        _gradients.Clear();
        foreach (int c in working)
            if (_trialBeta[c] == 0 && Coordinates.ColumnOf(c) < _problem.Sample.Design.Columns && Math.Abs(Dual.Screening.GradientOf(c)) > (_first ? 1 : NearlyPushed) * Coordinates.Penalty.L1(c, lambda))
                _gradients.Add(c);
        for (int round = 0; round < MostRounds; round++)
        {
            SlopesAt(_trialEta, Dual.Values);
            Dual.Weigh();
            _descent!.Minimise(_trialBeta, Dual.Weighted, _gradients.Violators, lambda, precision, stop);
            Coordinates.EtaOf(_trialBeta, _trialEta);
            SlopesAt(_trialEta, Dual.Values);
            Dual.Register();
            if (!_gradients.FindPushed(_trialBeta, working, lambda, Math.Max(slack, precision), NearlyPushed - 1))
                return;
        }
    }

    /// <summary>The slopes at η as the quadratic sees them.</summary>
    private void SlopesAt(ReadOnlySpan<double> eta, double[] target)
    {
        if (IsQuadratic)
            _problem.Loss.Slopes(_problem.Sample.Target, eta, target);
        else
            _model.SlopesAt(eta, target);
    }

    /// <summary>The gap as descent leaves it: the bound from what was checked last.</summary>
    private double GapOver(double lambda) =>
        _gradients.Bound(Beta, lambda) is { } bound ? MeanLoss + Coordinates.PenaltyOf(Beta, lambda) - bound : double.PositiveInfinity;

    /// <summary>Whether a column, not only the intercept, is unpenalised and without limits; or the intercept's own equality isn't met.</summary>
    private bool HasEqualities(double lambda)
    {
        foreach (int c in _model.Quadratic.Coordinates)
            if (Coordinates.IsEquality(c, lambda) && Coordinates.ColumnOf(c) < _problem.Sample.Design.Columns)
                return true;
        return _problem.Sample.View.Intercept && !Dual.IsBalanced();
    }

    private void Extend()
    {
        if (_gradients.Violators.Length > 0)
            _model.Extend(_gradients.Violators);
    }

    /// <summary>What the quadratic and the penalty fall by from the base to its minimum; negative.</summary>
    private double ModelDecrease(double lambda)
    {
        double change = Coordinates.PenaltyOf(_trialBeta, lambda) - Coordinates.PenaltyOf(_model.Beta, lambda);
        for (int k = 0; k < Coordinates.Outputs; k++)
            change += 0.5 * RowSums.Products(_weights, Output(_trialEta, k), Output(_model.Eta, k), Output(_model.Slopes, k), Output(Dual.Values, k));

        return change;
    }

    private Span<double> Output(double[] values, int k) => values.AsSpan(k * Coordinates.Rows, Coordinates.Rows);

    /// <summary>The first of 1, ½, ¼ … at which the objective has fallen enough; the trial point is moved there. 0 if there is none.</summary>
    private double LineSearch(double lambda, double before, double decrease, int mostHalvings)
    {
        double length = 1, allowed = Rounding(before);
        if (Math.Abs(decrease) <= allowed)
            allowed *= 8; // what promises no more than rounding can't be judged by it, and is Newton's last step
        for (int halving = 0; halving <= mostHalvings; halving++)
        {
            MeanLoss = _problem.Loss.Evaluate(_problem.Sample.Target, _trialEta, _weights, _trialSlopes, []);
            double after = MeanLoss + Coordinates.PenaltyOf(_trialBeta, lambda);
            if (after <= before + SufficientDecrease * length * Math.Min(0, decrease) + allowed) // a quadratic that lacks curvature may promise a rise
                return length;
            length *= 0.5;
            Halve(_trialBeta, _model.Beta);
            Halve(_trialEta, _model.Eta);
        }

        return 0;
    }

    private static void Halve(Span<double> point, ReadOnlySpan<double> towards)
    {
        TensorPrimitives.Add(point, towards, point);
        TensorPrimitives.Multiply(point, 0.5, point);
    }

    private void Accept(double lambda)
    {
        if (IsQuadratic)
            MeanLoss = _problem.Loss.Evaluate(_problem.Sample.Target, _trialEta, _weights, _trialSlopes, []);
        TensorPrimitives.Subtract(Dual.Values, _trialSlopes, _change);
        SlopeError = Coordinates.WeightedNorm(_change); // of the squared loss what a polish moved

        _trialBeta.CopyTo(Beta, 0);
        _trialEta.CopyTo(Eta, 0);
    }

    /// <summary>The gap between the objective at β and the dual at θ′, as far as the stored coordinates tell.</summary>
    private double Gap(double lambda)
    {
        var quadratic = _model.Quadratic;
        double size = Dual.Size, conjugate = _problem.Loss.ConjugateSum(_problem.Sample.Target, Dual.Values, _weights);
        if (double.IsPositiveInfinity(conjugate) && Confine(size, lambda))
            conjugate = _problem.Loss.ConjugateSum(_problem.Sample.Target, Dual.Values, _weights);
        conjugate -= Dual.OffsetTerm();
        for (int s = 0; s < quadratic.Count; s++)
        {
            int c = quadratic.Coordinates[s];
            double pull = quadratic.Residual[s], l1 = Coordinates.Penalty.L1(c, lambda), limit = pull > 0 ? Coordinates.Penalty.Upper(c) : Coordinates.Penalty.Lower(c);
            if (double.IsFinite(limit) || Coordinates.Penalty.L2(c, lambda) > 0)
                conjugate += Coordinates.Penalty.Conjugate(c, pull, lambda);
            else if (l1 > 0)
                conjugate += Math.Abs(pull) * (1 - 1e-9) <= l1 ? 0 : double.PositiveInfinity;
            else if (Math.Abs(pull) > 1e-9 * Coordinates.NormOf(c) * size)
                return double.PositiveInfinity;
        }

        double gap = MeanLoss + Coordinates.PenaltyOf(Beta, lambda) + conjugate;
        return double.IsNaN(gap) ? double.PositiveInfinity : gap;
    }

    /// <summary>
    /// At the end of a convergence θ′ may be outside the conjugate's domain by rounding, or where a row's own curvature has died away; it then takes the
    /// slopes there, and the optimality conditions are met again by the other rows.
    /// </summary>
    private bool Confine(double size, double lambda)
    {
        const double Rounding = 1e-13, Nearby = 1e-9;
        Dual.Values.CopyTo(_change, 0);
        _problem.Loss.Confine(_problem.Sample.Target, Eta, _weights, Dual.Values);
        TensorPrimitives.Subtract(_change, Dual.Values, _change);
        double moved = Coordinates.WeightedNorm(_change);
        if (!(moved <= Nearby * size))
        {
            TensorPrimitives.Add(Dual.Values, _change, Dual.Values);
            return false;
        }

        if (moved > Rounding * size)
        {
            Dual.Weigh();
            _polish.Apply(Dual.Values, Dual.Weighted, lambda, undamped: true);
        }

        Dual.Register();
        return true;
    }

    /// <summary>Where nothing is penalised: whether β, or the last step, separates, as far as it may go on for ever within the limits.</summary>
    private bool Separates(double lambda)
    {
        if (lambda != 0)
            return false;
        _separation ??= new Separation(Coordinates);
        IsSeparable = _separation.Along(Beta);
        if (!IsSeparable)
        {
            TensorPrimitives.Subtract(Beta, _model.Beta, _trialBeta);
            IsSeparable = _separation.Along(_trialBeta);
        }

        return IsSeparable;
    }

    /// <summary>The rounding of a sum of n losses: its own, and that of η times the slopes.</summary>
    private double Rounding(double value) => (1e-15 + 2.3e-16 * Math.Sqrt(Coordinates.Rows)) * Math.Abs(value) + 2.3e-16 * _model.SlopeReach;
}
