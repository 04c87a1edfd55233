using System.Numerics.Tensors;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// Walks one problem down its λ. Several λ are solved ahead over a working set, and one blocked pass over X then certifies them together; what the pass
/// finds outside the working set enters it, and the walk goes on from the first λ that isn't certified.
/// </summary>
internal sealed class RowPath
{
    private const int MostAhead = 8;              // λ certified in one pass
    private const long MostAheadNumbers = 1 << 21; // in their dual points
    private const double WorkingShare = 0.5;      // of the sequential strong rule's reach (Tibshirani et al. 2012), for the last λ ahead
    private const int MostAttempts = 4;
    private const double Exact = 1e-8;             // a tolerance from here down asks for exact coefficients too, where a problem is small: near the
    private const double DecreaseWhenExact = 1e-12; // optimum a step squares the error, so one more step than the gap needs makes them so
    private const double SmallWork = 2e7;          // multiplications of one Q
    private const double FarAbove = 0.1;           // of the λ before: further down is far
    private const int StepsFromFar = 15;           // before it is tried by λ in between
    private const double Approaching = 0.3;        // from λ to λ in between
    private const double ApproachTolerance = 1e-3; // of the relative gap there
    private const int ApproachSteps = 6;           // there
    private const double LeastApproached = 1e-9;   // of λ_max: below it no λ in between is solved

    private readonly Problem _problem;
    private readonly Coordinates _coordinates;
    private readonly LinearSolver _solver;
    private readonly DualBound _bound;
    private readonly bool[] _isWorking;
    private readonly List<int> _working = [];
    private readonly int[] _checked;
    private readonly Candidate[] _candidates; // made when they are first needed
    private double[] _weighted = []; // the candidates' v∘θ, for each output one after the other
    private double[] _products = [];
    private readonly int[] _all; // the coordinates that take part
    private double[] _plainEta = [], _plainDual = [], _plainGradients = [];

    /// <summary>A walk that starts from <paramref name="start"/>, from the unpenalised part's fit if that is left out.</summary>
    public RowPath(Coordinates coordinates, NullFit fit, double[]? start = null)
    {
        (_problem, _coordinates, Null) = (coordinates.Problem, coordinates, fit);
        _solver = new LinearSolver(_coordinates);
        _bound = new DualBound(_coordinates);
        _isWorking = new bool[_coordinates.Count];
        _checked = new int[_coordinates.Count];
        int size = _coordinates.Outputs * _coordinates.Rows;
        int ahead = (int)Math.Clamp(MostAheadNumbers / size, 1, MostAhead);
        _candidates = new Candidate[ahead];
        _all = [.. Enumerable.Range(0, _coordinates.Count).Where(_coordinates.TakesPart)];
        _solver.StandAt(start ?? Null.Start(coordinates));
    }

    /// <summary>Whether θ′ alone certifies a point, for whoever goes on with it; else the slopes at β may as well, if a fit was cut short.</summary>
    public bool ByOwnDual { get; init; }

    /// <summary>The unpenalised part's fit.</summary>
    private NullFit Null { get; }

    /// <summary>Solves at every λ in turn.</summary>
    /// <param name="lambdas">Falling.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="maxSteps">The most steps at one λ.</param>
    /// <param name="done">Told each point in order; false ends the walk.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    /// <param name="before">The λ of the point that it starts from.</param>
    public void Walk(
        ReadOnlySpan<double> lambdas, double tolerance, int maxSteps, Func<LinearPoint, bool> done, CancellationToken stop, double before = double.PositiveInfinity)
    {
        int at = 0, ahead = 1, attempts = 0;
        double sharpness = 1;
        long entries = _coordinates.EntriesRead;
        int steps = 0;
        while (at < lambdas.Length)
        {
            stop.ThrowIfCancellationRequested();
            int count = attempts > 0 ? 1 : Math.Min(Math.Min(ahead, _candidates.Length), lambdas.Length - at);
            bool far = IsFar(lambdas[at], before);
            if (far && attempts == 1 && !_candidates[0].Closed)
                steps += Approach(lambdas[at], before, maxSteps - steps, stop);
            Reach(lambdas[at + count - 1], Math.Min(before, 2 * lambdas[at]));
            Reserve(count);
            for (int b = 0; b < count; b++)
                SolveInto(_candidates[b], lambdas[at + b], tolerance * sharpness, far && attempts == 0 ? Math.Min(maxSteps, StepsFromFar) : maxSteps - (b == 0 ? steps : 0), stop);
            int computed = ComputeGradients(lambdas.Slice(at, count), count);

            int certified = 0;
            for (; certified < count; certified++)
            {
                var candidate = _candidates[certified];
                double lambda = lambdas[at + certified];
                steps = (certified == 0 ? steps : 0) + candidate.Steps;
                long read = (_coordinates.EntriesRead - entries) / count;
                var certificate = Certify(candidate, lambda, tolerance, certified, count, computed, steps, read);
                bool more = certificate.Status == FitStatus.IterationLimit && steps < maxSteps && attempts < MostAttempts;
                bool outside = more && AddViolators(lambda, certified, count, computed);
                if (outside || (more && (candidate.Closed || attempts < 2 || _solver.IsQuadratic)))
                {
                    sharpness *= outside ? 1 : 0.1; // of those outside the working set it is enough to be in it
                    break;
                }

                (steps, attempts, sharpness) = (0, 0, 1);
                before = lambda;
                if (!done(new LinearPoint(candidate.Beta, candidate.MeanLoss, certificate) { Dual = candidate.Dual }))
                    return;
            }

            at += certified;
            if (certified == count)
            {
                ahead = Math.Min(MostAhead, ahead + Math.Max(1, ahead / 2));
                entries = _coordinates.EntriesRead;
                continue;
            }

            ahead = Math.Max(1, certified);
            attempts++;
            _solver.StandAt(_candidates[certified].Beta, polished: true);
        }
    }

    private void Reserve(int count)
    {
        int size = _coordinates.Outputs * _coordinates.Rows;
        for (int b = 0; b < count; b++)
            _candidates[b] ??= new Candidate(_coordinates.Count, size);
        if (_weighted.Length < count * size)
            _weighted = new double[count * size];
    }

    /// <summary>
    /// Goes down to <paramref name="lambda"/> from the unpenalised part's fit by way of λ in between, none of which is kept: Newton's method then starts
    /// near every minimum. Returns the steps that took.
    /// </summary>
    private int Approach(double lambda, double before, int maxSteps, CancellationToken stop)
    {
        int first = _solver.Steps;
        double from = From(before);
        _solver.StandAt(Null.Start(_coordinates));
        double last = Math.Max(lambda, LeastApproached * Null.LargestLambda);
        for (double next = Approaching * from; next > last && _solver.Steps - first < maxSteps * 3 / 4; next *= Approaching)
        {
            Reach(next, next / Approaching);
            _solver.Solve(next, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_working), ApproachTolerance * Null.Objective, double.PositiveInfinity, NullFit.AtLargest, ApproachSteps, stop);
        }

        return _solver.Steps - first;
    }

    /// <summary>Whether λ is so far below that Newton's method may not get there from where it stands.</summary>
    private bool IsFar(double lambda, double before) => !_solver.IsQuadratic && Null.Status != FitStatus.Separable && double.IsFinite(From(before)) && lambda < FarAbove * From(before);

    /// <summary>Whether a fit is to be exact beyond its tolerance, as that costs little.</summary>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="work">Multiplications of one Q.</param>
    public static bool GoesOn(double tolerance, double work) => tolerance <= Exact && work <= SmallWork;

    private double From(double before) => double.IsFinite(before) ? before : Null.LargestLambda;

    private void SolveInto(Candidate candidate, double lambda, double tolerance, int maxSteps, CancellationToken stop)
    {
        int before = _solver.Steps;
        double slack = lambda >= Null.LargestLambda ? NullFit.AtLargest : Math.Max(1e-11, 0.05 * tolerance);
        double active = Math.Min(_working.Count, _coordinates.Rows);
        bool exact = lambda == 0 // whether an unpenalised optimum exists shows only near it
            || GoesOn(tolerance, _coordinates.Rows * _coordinates.Outputs * active * active);
        candidate.Closed = Null.Status != FitStatus.Separable
            && _solver.Solve(lambda, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_working), tolerance * Null.Objective,
                exact ? DecreaseWhenExact * Null.Objective : double.PositiveInfinity, slack, maxSteps, stop);
        candidate.Separable = Null.Status == FitStatus.Separable || _solver.IsSeparable;
        candidate.Steps = _solver.Steps - before;
        candidate.Dependent = _solver.DependentAt(lambda);
        (candidate.MeanLoss, candidate.SlopeError, candidate.PathLength, candidate.OffsetTerm) =
            (Null.Status == FitStatus.Separable ? Null.MeanLoss : _solver.MeanLoss, _solver.SlopeError, _solver.Dual.Screening.Length, _solver.Dual.OffsetTerm());
        _solver.Beta.CopyTo(candidate.Beta, 0);
        _solver.Dual.Values.CopyTo(candidate.Dual, 0);
        _solver.Dual.Weighted.CopyTo(candidate.WeightedDual, 0);
    }

    /// <summary>Makes the working set, all where that costs little, for λ down to <paramref name="last"/>, as seen from <paramref name="before"/>.</summary>
    private void Reach(double last, double before)
    {
        _working.Clear();
        double reach = double.IsFinite(before) ? Math.Max(0, last - WorkingShare * (before - last)) : last;
        for (int c = 0; c < _coordinates.Count; c++)
        {
            _isWorking[c] = _coordinates.TakesPart(c)
                && (_solver.Descends || _solver.Beta[c] != 0 || _solver.IsStored(c) || _isWorking[c] && _solver.Dual.Screening.MayExceed(c, 0.5 * _coordinates.Penalty.L1(c, reach)) || Math.Abs(_solver.Dual.Screening.GradientOf(c)) >= _coordinates.Penalty.L1(c, reach) || !_solver.Dual.Screening.IsKnown(c) && Math.Abs(Null.Gradients[c]) >= _coordinates.Penalty.L1(c, reach));
            if (_isWorking[c])
                _working.Add(c);
        }
    }

    /// <summary>zᵀ(v∘θ) of every candidate, for the coordinates whose gradient may be above what the penalty holds at its λ; returns how many they are.</summary>
    private int ComputeGradients(ReadOnlySpan<double> lambdas, int count)
    {
        int found = 0, n = _coordinates.Rows;
        for (int c = 0; c < _coordinates.Count; c++)
            if (_coordinates.TakesPart(c) && (IsActive(c, count) || MayViolate(c, lambdas, count)))
                _checked[found++] = c;
        for (int k = 0; k < _coordinates.Outputs; k++)
            for (int b = 0; b < count; b++)
                _candidates[b].WeightedDual.AsSpan(k * n, n).CopyTo(_weighted.AsSpan((k * count + b) * n));
        if (_products.Length < (found + 1) * count)
            _products = new double[Math.Min((found + 1) * count * 3L / 2, (_coordinates.Count + 1L) * _candidates.Length)];
        _coordinates.Products(_checked.AsSpan(0, found), _weighted.AsSpan(0, count * _coordinates.Outputs * n), count, _products);
        for (int a = 0; a < found; a++)
            _solver.Dual.Screening.Record(_checked[a], _products[a * count + count - 1], _candidates[count - 1].PathLength);
        return found;
    }

    private bool IsActive(int c, int count)
    {
        for (int b = 0; b < count; b++)
            if (_candidates[b].Beta[c] != 0)
                return true;
        return false;
    }

    private bool MayViolate(int c, ReadOnlySpan<double> lambdas, int count)
    {
        for (int b = 0; b < count; b++)
            if (_solver.Dual.Screening.MayExceed(c, _candidates[b].PathLength, _coordinates.Penalty.L1(c, lambdas[b])))
                return true;
        return false;
    }

    private Certificate Certify(Candidate candidate, double lambda, double tolerance, int b, int stride, int computed, int steps, long entries)
    {
        var coordinates = _checked.AsSpan(0, computed);
        var gradients = _products.AsSpan(b);
        double primal = candidate.MeanLoss + _coordinates.PenaltyOf(candidate.Beta, lambda), violation = 0;
        for (int a = 0; a < computed; a++)
            violation = Math.Max(violation, _coordinates.Penalty.Violation(coordinates[a], candidate.Beta[coordinates[a]], gradients[a * stride], lambda) + _coordinates.NormOf(coordinates[a]) * candidate.SlopeError);
        double? dual = candidate.Separable ? null : _bound.At(candidate.Dual, candidate.OffsetTerm, coordinates, gradients, stride, candidate.Beta, lambda);
        if (!candidate.Separable && !ByOwnDual && (dual is null || !Null.IsMet(primal, dual, violation, tolerance)))
            dual = Larger(dual, PlainDual(candidate, lambda));
        if (!candidate.Separable && !ByOwnDual && !Null.IsMet(primal, dual, violation, tolerance) && Null.IsMet(primal, Null.SaturatedLoss, violation, tolerance))
            dual = Null.SaturatedLoss; // θ = 0, where hardly a residual is left
        var status = candidate.Separable ? FitStatus.Separable : Null.IsMet(primal, dual, violation, tolerance) ? FitStatus.Converged : FitStatus.IterationLimit;
        double passes = (double)entries / Math.Max(1, _problem.Sample.Design.Entries);
        return new Certificate(primal, dual, Null.Objective, violation, steps, passes, status) { Dependent = candidate.Dependent };
    }

    private static double? Larger(double? a, double? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    /// <summary>The bound at the slopes themselves, balanced; for fits that were cut short.</summary>
    private double? PlainDual(Candidate candidate, double lambda)
    {
        int n = _coordinates.Rows, outputs = _coordinates.Outputs;
        if (_plainEta.Length == 0)
            (_plainEta, _plainDual, _plainGradients) = (new double[outputs * n], new double[outputs * n], new double[_all.Length]);
        double[] eta = _plainEta, theta = _plainDual;
        Span<double> weighted = _weighted.AsSpan(0, outputs * n); // what it held for the candidates is in the products by now
        double offsetTerm = 0;
        var offset = _problem.Sample.Offset;
        _coordinates.EtaOf(candidate.Beta, eta);
        _problem.Loss.Slopes(_problem.Sample.Target, eta, theta);
        if (_problem.Sample.View.Intercept && outputs == 1)
            _bound.Balance(theta);
        for (int k = 0; k < outputs; k++)
        {
            TensorPrimitives.Multiply(theta.AsSpan(k * n, n), _coordinates.RowWeights, weighted.Slice(k * n, n));
            offsetTerm += offset.IsEmpty ? 0 : TensorPrimitives.Dot(weighted.Slice(k * n, n), offset);
        }

        _coordinates.Products(_all, weighted, 1, _plainGradients);
        return _bound.At(theta, offsetTerm, _all, _plainGradients, 1, candidate.Beta, lambda);
    }

    /// <summary>Takes into the working set what is pushed at <paramref name="lambda"/>; false if nothing new is.</summary>
    private bool AddViolators(double lambda, int b, int stride, int computed)
    {
        bool added = false;
        for (int a = 0; a < computed; a++)
        {
            int c = _checked[a];
            if (_isWorking[c] || !_coordinates.IsPushed(c, _products[a * stride + b], lambda, 1e-11))
                continue;
            _isWorking[c] = added = true;
        }

        return added;
    }

    /// <summary>What a λ that was solved ahead leaves to be certified.</summary>
    private sealed class Candidate(int coordinates, int size)
    {
        public double[] Beta { get; } = new double[coordinates];
        public double[] Dual { get; } = new double[size];
        public double[] WeightedDual { get; } = new double[size];
        public double MeanLoss { get; set; }
        public double SlopeError { get; set; }
        public double PathLength { get; set; }
        public double OffsetTerm { get; set; }
        public int Steps { get; set; }
        public int Dependent { get; set; }
        public bool Closed { get; set; }
        public bool Separable { get; set; }
    }
}
