using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// One sample of a division on its way down λ: its quadratic, its base, and the dual point that came with the last minimum. Products with X are made by the
/// <see cref="DividedPath"/>, for all samples at once.
/// </summary>
internal sealed class DividedFit
{
    private const double SlowContraction = 0.5; // of the gap from step to step: this quadratic is no guide here
    private const double StaleCurvature = 0.05; // the mean change of its own, as a share
    private const int SmallQuadratic = 128;
    private const int MostRounds = 60;          // at one λ
    private const int MostSteps = 12;           // to the tolerance; where it is met the last ones may be more
    private const double SharedReach = 0.5;     // of the last step of λ, further down: what is near enters with what is pushed, where Q is there already
    private const double Near = 0.7;            // of λ: what may enter soon
    private const double Exact = 1e-24;         // of D₀: a step that lowers the quadratic by less

    private DividedGram? _shared;
    private Linearisation _model;
    private readonly Predictor? _predictor;
    private readonly Following? _following;
    private readonly DualBound _bound;
    private readonly double[] _lastEta, _slopes, _scratch, _gradients;
    private readonly int[] _own;
    private readonly List<int> _entering = [];
    private int _ownCount, _version, _rounds;
    private double _reach; // the λ whose pushed coordinates enter
    private double _lastGap, _lastStep, _lastPrimal;
    private long _read; // columns, as if it were alone
    private bool _renews, _isFresh; // whether curvatures are to be new, or are those at the base

    /// <summary>A fit that stands at the unpenalised part's.</summary>
    /// <param name="path">The problem, and its unpenalised part's fit.</param>
    /// <param name="shared">The curvatures and Gram matrices that all samples share; null where each has its own.</param>
    public DividedFit(LinearPath path, DividedGram? shared)
    {
        (Coordinates, Null) = (path.Coordinates, path.Null);
        _shared = shared?.Serves(Problem.Sample) == true ? shared : null;
        int n = Coordinates.Rows, count = Coordinates.Count;
        _model = new Linearisation(Coordinates, _shared);
        (Beta, TrialBeta, _gradients, _own) = (Null.Start(Coordinates), new double[count], new double[count], new int[count]);
        (_slopes, _scratch, _lastEta, TrialEta) = (new double[n], new double[n], new double[n], new double[n]);
        Coordinates.EtaOf(Beta, _lastEta);
        Dual = new DualPoint(Coordinates);
        _bound = new DualBound(Coordinates);
        IsQuadratic = ReferenceEquals(Problem.Loss, Loss.Squared);
        _following = _shared is not null && Following.Fits(Coordinates) ? new Following(Coordinates) : null;
        _predictor = IsQuadratic || _following is not null ? null : new Predictor(count, n);
        if (IsQuadratic)
            MoveBase(Beta, _lastEta); // once and for all
        (_renews, IsLeft) = (true, !(Null.Objective > 0)); // nothing to be explained, or no optimum
    }

    public Coordinates Coordinates { get; }

    public Problem Problem => Coordinates.Problem;

    /// <summary>The unpenalised part's fit.</summary>
    public NullFit Null { get; }

    /// <summary>Whether the loss is its own quadratic.</summary>
    public bool IsQuadratic { get; }

    /// <summary>β of the last solved λ.</summary>
    public double[] Beta { get; }

    /// <summary>The quadratic's minimum.</summary>
    public double[] TrialBeta { get; }

    /// <summary>η there; before the dual point moves Xw alone, as the columns are stored.</summary>
    public double[] TrialEta { get; }

    /// <summary>θ′, the dual point that came with it.</summary>
    public DualPoint Dual { get; }

    /// <summary>v∘θ₀, the slopes at the base.</summary>
    public double[] WeightedSlopes => _model.WeightedSlopes;

    /// <summary>The coordinates in the quadratic.</summary>
    public ReadOnlySpan<int> Stored => _model.Quadratic.Coordinates;

    /// <summary>Whether this λ isn't solved yet.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the fit goes on by itself, from this λ on.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Whether it has no points to make any more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The λ to solve, and the steps taken there.</summary>
    public double Lambda { get; private set; }

    public int Steps { get; private set; }

    /// <summary>Whether gradients at the base are missing.</summary>
    public bool NeedsGradients { get; private set; }

    /// <summary>The coordinates that are to be stored next.</summary>
    public ReadOnlySpan<int> Entering => CollectionsMarshal.AsSpan(_entering);

    /// <summary>The coordinates whose gradient at θ′ matters, and where it goes, one of all coordinates.</summary>
    public ReadOnlySpan<int> Own => _own.AsSpan(0, _ownCount);

    /// <summary>The gradients that were asked for last, one of all coordinates.</summary>
    public double[] Gradients => _gradients;

    /// <summary>Takes a gradient at θ′.</summary>
    public void Record(int c, double gradient) => Dual.Screening.Record(c, _gradients[c] = gradient, Dual.Screening.Length);

    /// <summary>Takes the fit of all rows at the λ that begins next.</summary>
    public void Follow(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> eta) => _following?.Take(coefficients, eta);

    /// <summary>Stands before <paramref name="lambda"/>: the base goes where the fit of all rows or else the path so far leads, of the squared loss nowhere.</summary>
    public void Begin(double lambda)
    {
        _reach = _shared is not null && Lambda > lambda ? Math.Max(0, lambda - SharedReach * (Lambda - lambda)) : lambda;
        (Lambda, IsOpen, Steps, _rounds, _read) = (lambda, true, 0, 0, 0);
        _lastGap = _lastStep = _lastPrimal = double.PositiveInfinity;
        if (_following is not null)
        {
            MoveBase(_following.Beta, _following.Eta);
        }
        else if (!IsQuadratic)
        {
            bool predicted = _predictor!.Predict(lambda);
            MoveBase(predicted ? _predictor.Beta : Beta, predicted ? _predictor.Eta : _lastEta);
        }

        _renews |= _shared is not null ? _version != _shared.Version : !IsQuadratic && HasStaleCurvatures();
        ListEntering();
    }

    /// <summary>What isn't 0, what has no kink (it moves, whatever its gradient), and what was pushed when that was last looked at.</summary>
    private void ListEntering()
    {
        _entering.Clear();
        for (int c = 0; c < _own.Length; c++)
            if ((_model.Beta[c] != 0 || Beta[c] != 0 || Math.Abs(Dual.Screening.GradientOf(c)) >= Coordinates.Penalty.L1(c, _reach))
                && (_renews || !_model.IsStored(c)) && Coordinates.TakesPart(c))
                _entering.Add(c);
    }

    /// <summary>Whether what enters isn't in the shared Gram yet.</summary>
    public bool Lacks(DividedGram shared)
    {
        foreach (int c in _entering)
            if (!shared.Holds(c))
                return true;
        return false;
    }

    /// <summary>Adds what enters, and what may soon.</summary>
    public void ListNear(List<int> target)
    {
        target.AddRange(_entering);
        for (int c = 0; c < Problem.Sample.Design.Columns; c++)
            if (Coordinates.TakesPart(c) && Math.Abs(Dual.Screening.GradientOf(c)) >= Coordinates.Penalty.L1(c, Near * Lambda))
                target.Add(c);
    }

    /// <summary>Stores what enters, in new curvatures all there is; a shared Gram holds it by now.</summary>
    public void Extend()
    {
        if (_renews)
            _model.Renew(Entering, 0, Beta, IsQuadratic ? Null.Gradients : _gradients); // other losses' gradients follow
        else if (_entering.Count > 0 && NeedsGradients)
            _model.Extend(Entering, _gradients);
        else if (_entering.Count > 0)
            _model.Extend(Entering, IsQuadratic ? Null.Gradients : []);
        if (_renews && _shared is not null)
            _version = _shared.Version;
        (_isFresh, _renews) = (_renews, false);
        _entering.Clear();
    }

    /// <summary>Takes the gradients at the base for c.</summary>
    public void TakeGradients()
    {
        _model.FillLinear(_gradients);
        _read += Stored.Length;
        NeedsGradients = false;
    }

    /// <summary>Minimises the quadratic over what is stored.</summary>
    public void Minimise(double tolerance, CancellationToken stop)
    {
        var quadratic = _model.Quadratic;
        quadratic.Minimise(Lambda, Lambda >= Null.LargestLambda ? NullFit.AtLargest : Slack(tolerance), stop);
        if (quadratic.Count <= SmallQuadratic)
            quadratic.Refine(Lambda);
        Array.Clear(TrialBeta);
        for (int s = 0; s < quadratic.Count; s++)
            TrialBeta[quadratic.Coordinates[s]] = quadratic.Beta[s];
    }

    /// <summary>The coefficients of columns as they are stored at the minimum.</summary>
    public void CopyCoefficients(ReadOnlySpan<int> columns, Span<double> target)
    {
        var scales = Problem.Sample.View.PenaltyScales;
        for (int a = 0; a < columns.Length; a++)
            target[a] = TrialBeta[columns[a]] == 0 ? 0 : TrialBeta[columns[a]] / scales[columns[a]];
    }

    /// <summary>Makes η of the stored columns' combination; 0 in rows without weight.</summary>
    private void CompleteEta()
    {
        var sample = Problem.Sample;
        int columns = sample.Design.Columns;
        double constant = 0;
        foreach (int c in Stored)
            if (TrialBeta[c] != 0)
                constant += c == columns ? TrialBeta[c] : -TrialBeta[c] / sample.View.PenaltyScales[c] * sample.View.StoredMeans[c];
        TensorPrimitives.Add(TrialEta, constant, TrialEta);
        if (!sample.Offset.IsEmpty)
            TensorPrimitives.Add(TrialEta, sample.Offset, TrialEta);
        Coordinates.ClearAbsent(TrialEta);
    }

    /// <summary>Takes θ′ = θ₀ + d∘(η′ − η₀), and finds the coordinates whose gradient the penalty may not hold there.</summary>
    public void MoveDual()
    {
        CompleteEta();
        _model.SlopesAt(TrialEta, Dual.Values);
        Dual.Weigh();
        if (Problem.Sample.View.Intercept && !Dual.IsBalanced())
            _bound.Balance(Dual.Values);
        Dual.Register();
        _ownCount = 0;
        for (int c = 0; c < _own.Length; c++)
            if (Coordinates.TakesPart(c) && (TrialBeta[c] != 0 || Dual.Screening.MayExceed(c, Coordinates.Penalty.L1(c, Lambda))))
                _own[_ownCount++] = c;
        _read += _ownCount + _model.Quadratic.ActiveCount;
    }

    /// <summary>Goes where the minimum is, if it closes the gap; else what is pushed enters, or the base moves, or the fit is left to itself.</summary>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps.</param>
    /// <returns>The certified point, if there is one.</returns>
    public LinearPoint? Settle(double tolerance, int maxSteps)
    {
        _rounds++;
        if (FindPushed(Slack(tolerance)) && _rounds <= MostRounds)
            return null;
        if (_entering.Count > 0)
        {
            (IsOpen, IsLeft) = (false, true); // what enters throws out what was pushed before
            return null;
        }

        Steps++;
        double meanLoss = Problem.Loss.Evaluate(Problem.Sample.Target, TrialEta, Coordinates.RowWeights, _slopes, []);
        TensorPrimitives.Subtract(Dual.Values, _slopes, _scratch);
        double primal = meanLoss + Coordinates.PenaltyOf(TrialBeta, Lambda), error = Coordinates.WeightedNorm(_scratch), violation = 0;
        Span<double> gradients = new double[_ownCount];
        for (int a = 0; a < _ownCount; a++)
        {
            int c = _own[a];
            gradients[a] = _gradients[c];
            if (TrialBeta[c] != 0 || Math.Abs(gradients[a]) > Coordinates.Penalty.L1(c, Lambda))
                violation = Math.Max(violation, Coordinates.Penalty.Violation(c, TrialBeta[c], gradients[a], Lambda) + Coordinates.NormOf(c) * error);
        }

        double? dual = _bound.At(Dual.Values, Dual.OffsetTerm(), Own, gradients, 1, TrialBeta, Lambda);
        double gap = primal - dual ?? double.PositiveInfinity;
        bool met = dual is not null && Null.IsMet(primal, dual, violation, tolerance);
        double step = StepSize();
        bool goesOn = !IsQuadratic && Steps < maxSteps && step > Exact * Null.Objective && step < SlowContraction * _lastStep
            && RowPath.GoesOn(tolerance, (double)Coordinates.Rows * Stored.Length * Stored.Length);
        _lastStep = step;
        if (met && !goesOn)
        {
            IsOpen = false;
            TrialBeta.CopyTo(Beta, 0);
            TrialEta.CopyTo(_lastEta, 0);
            _predictor?.Add(Lambda, Beta, _lastEta);
            _following?.Add(Beta, _lastEta);
            return new LinearPoint(Beta, meanLoss, new Certificate(primal, dual, Null.Objective, violation, Steps, (double)_read / Math.Max(1, Problem.Sample.Design.Columns), FitStatus.Converged) { Dependent = _model.Quadratic.DependentAt(Lambda) });
        }

        bool contracts = met || gap < SlowContraction * _lastGap || (double.IsPositiveInfinity(gap) && primal < _lastPrimal); // a gap that is met may be rounding, but then the steps contract
        if (IsQuadratic || Steps >= maxSteps || (!met && Steps >= MostSteps) || !(primal <= _lastPrimal * (1 + 1e-12) || contracts) || (!contracts && _shared is null && _isFresh))
        {
            (IsOpen, IsLeft) = (false, true);
            return null;
        }

        (_lastGap, _lastPrimal) = (gap, primal);
        if (!contracts && _shared is not null)
            (_shared, _model) = (null, new Linearisation(Coordinates)); // the shared curvatures are no guide here
        MoveBase(TrialBeta, TrialEta, meanLoss, _slopes);
        _isFresh = false;
        if (_shared is null && (!contracts || HasStaleCurvatures()))
        {
            _renews = true;
            ListEntering();
        }

        return null;
    }

    /// <summary>½ Σ vd(η′ − η₀)².</summary>
    private double StepSize() => 0.5 * RowSums.Squares(Coordinates.RowWeights, _model.Curvatures, TrialEta, _model.Eta);

    private static double Slack(double tolerance) => Math.Max(1e-11, 0.05 * tolerance);

    /// <summary>Lists what isn't stored and pushed at θ′; false if there is nothing.</summary>
    private bool FindPushed(double slack)
    {
        for (int a = 0; a < _ownCount; a++)
        {
            int c = _own[a];
            if (!_model.IsStored(c) && Coordinates.IsPushed(c, _gradients[c], Lambda, slack))
                _entering.Add(c);
        }

        return _entering.Count > 0;
    }

    private bool HasStaleCurvatures()
    {
        Problem.Loss.Curvatures(Problem.Sample.Target, _model.Eta, _scratch);
        return RowSums.Distance(Coordinates.RowWeights, _scratch, _model.Curvatures) > StaleCurvature * TensorPrimitives.Dot<double>(Coordinates.RowWeights, _scratch);
    }

    private void MoveBase(ReadOnlySpan<double> beta, ReadOnlySpan<double> eta)
    {
        Problem.Loss.Slopes(Problem.Sample.Target, eta, _slopes);
        MoveBase(beta, eta, double.NaN, _slopes);
    }

    private void MoveBase(ReadOnlySpan<double> beta, ReadOnlySpan<double> eta, double meanLoss, ReadOnlySpan<double> slopes)
    {
        _model.MoveTo(beta, eta, meanLoss, slopes, withLinear: false);
        NeedsGradients = !IsQuadratic;
    }
}
