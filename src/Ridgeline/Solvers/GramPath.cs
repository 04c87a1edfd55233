using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// The path of the squared loss on a tall dense design: one Gram matrix Q = ZᵀVZ, c = ZᵀVr of the unpenalised fit's residuals r = y − offset − Zβ₀, and
/// from there on nothing of length n. Loss, gradient and dual are those of the rows, since with δ = β − β₀ ‖r − Zδ‖² = ‖r‖² − δᵀ(c + (c − Qδ)).
/// </summary>
/// <remarks>
/// What rounding does to these sums grows with (‖r‖ + Σ|δⱼ|‖zⱼ‖)². A point where that could reach 1e-13 of D₀ isn't certified here: the walk over rows takes over.
/// </remarks>
internal sealed class GramPath
{
    private const int MostColumns = 2048;
    private const int RowsPerColumn = 4;         // from there on one Gram matrix is cheaper than passes
    private const double Slack = 3e-11;           // of λκr: the two ways of forming a gradient may differ by that
    private const double UnitRounding = 4e-16;   // of a blocked sum of products
    private const double TrustedRounding = 1e-13; // of D₀

    private readonly Coordinates _coordinates;
    private readonly Linearisation _model;
    private readonly NullFit _null;
    private readonly GramRidge? _ridge; // under L2 alone, where it can be had
    private readonly double[] _residual;
    private readonly double[] _beta;
    private readonly double[] _change; // δ at the stored coordinates
    private readonly double _entries;
    private readonly double _size;     // Σ vr²

    /// <summary>A path from the unpenalised part's fit.</summary>
    /// <param name="coordinates">The problem.</param>
    /// <param name="fit">The unpenalised part's fit.</param>
    /// <param name="shared">Where its Gram matrix is already, if it is.</param>
    public GramPath(Coordinates coordinates, NullFit fit, DividedGram? shared = null)
    {
        (_coordinates, _null) = (coordinates, fit);
        _model = new Linearisation(coordinates, shared);
        long before = coordinates.EntriesRead;
        double[] eta = new double[coordinates.Rows], start = fit.Start(coordinates);
        coordinates.EtaOf(start, eta);
        _model.MoveTo(start, eta);
        var known = start.AsSpan().SequenceEqual(fit.Beta) ? fit.Gradients : [];
        _model.Renew([.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)], 0, start, known);
        _size = 2 * _model.MeanLoss;
        (_beta, _residual, _change) = (new double[coordinates.Count], new double[_model.Quadratic.Count], new double[_model.Quadratic.Count]);
        _entries = coordinates.EntriesRead - before;
        _ridge = GramRidge.Of(_model.Quadratic, coordinates.Penalty);
    }

    /// <summary>Whether a problem is of this kind.</summary>
    public static bool Fits(Coordinates coordinates) => Fits(coordinates.Problem.Loss, coordinates.Problem.Sample.Design, coordinates.Problem.Sample.RowsWithWeight);

    /// <summary>Whether so many rows of a design are.</summary>
    public static bool Fits(Loss loss, Design design, int rows) =>
        ReferenceEquals(loss, Loss.Squared) && design is DenseDesign && design.Columns <= MostColumns && rows >= (long)RowsPerColumn * design.Columns;

    /// <summary>Solves at every λ in turn, as far as certificates need no rows; returns how many λ that is.</summary>
    /// <param name="lambdas">Falling.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="done">Told each point in order; false ends the walk.</param>
    /// <param name="ended">Whether it did.</param>
    /// <param name="stop">Asked at every λ and every round.</param>
    public int Walk(ReadOnlySpan<double> lambdas, double tolerance, Func<LinearPoint, bool> done, out bool ended, CancellationToken stop)
    {
        ended = false;
        for (int at = 0; at < lambdas.Length; at++)
        {
            stop.ThrowIfCancellationRequested();
            if (_ridge is not null && at % GramRidge.Lanes == 0)
                _ridge.Solve(lambdas.Slice(at, Math.Min(GramRidge.Lanes, lambdas.Length - at)));
            int dependent = _ridge is not null && lambdas[at] > 0 ? Take(_ridge, at % GramRidge.Lanes) : Minimise(lambdas[at], stop);
            if (Certified(lambdas[at], tolerance, lambdas.Length, dependent) is not { } point)
                return at;
            if (done(point))
                continue;
            ended = true;
            return at + 1;
        }

        return lambdas.Length;
    }

    /// <summary>Takes a ridge minimum over; how many coordinates depend on others: none.</summary>
    private int Take(GramRidge ridge, int lane)
    {
        var quadratic = _model.Quadratic;
        for (int s = 0; s < quadratic.Count; s++)
            _beta[quadratic.Coordinates[s]] = ridge.Beta(s, lane);
        quadratic.StartFrom(_beta);
        return 0;
    }

    /// <summary>Minimises; how many coordinates depend on others.</summary>
    private int Minimise(double lambda, CancellationToken stop)
    {
        _model.Quadratic.Minimise(lambda, lambda >= _null.LargestLambda ? NullFit.AtLargest : Slack, stop);
        _model.Quadratic.Refine(lambda);
        return _model.Quadratic.DependentAt(lambda);
    }

    /// <summary>The quadratic's minimum as a point; null where its certificate needs the rows.</summary>
    private LinearPoint? Certified(double lambda, double tolerance, int points, int dependent)
    {
        var quadratic = _model.Quadratic;
        for (int k = 0; k < _change.Length; k++)
            _change[k] = quadratic.Beta[k] - _model.Beta[quadratic.Coordinates[k]];
        quadratic.Multiply(_change, _residual);
        double explained = 0, linear = 0, penalty = 0, size = Math.Sqrt(_size);
        Array.Clear(_beta);
        for (int s = 0; s < _change.Length; s++)
        {
            int c = quadratic.Coordinates[s];
            double pull = -_model.Gradients[s], b = quadratic.Beta[s];
            _residual[s] = pull - _residual[s];
            explained += _change[s] * (pull + _residual[s]);
            linear += _change[s] * pull - _model.Beta[c] * _residual[s];
            size += Math.Abs(_change[s]) * _coordinates.NormOf(c);
            _beta[c] = b;
            if (b != 0 && _coordinates.Factors[c] > 0)
                penalty += lambda * _coordinates.Penalty.Value(c, b);
        }

        double meanLoss = 0.5 * (_size - explained), primal = meanLoss + penalty;
        if (!(UnitRounding * size * size <= TrustedRounding * _null.Objective))
            return null;
        double? dual = Dual(lambda, meanLoss, linear);
        if (!(primal - dual <= tolerance * _null.Objective))
            return null;
        double violation = 0;
        for (int s = 0; s < quadratic.Count; s++)
            violation = Math.Max(violation, _coordinates.Penalty.Violation(quadratic.Coordinates[s], quadratic.Beta[s], -_residual[s], lambda));
        double passes = _entries / points / Math.Max(1, _coordinates.Problem.Sample.Design.Entries);
        return new LinearPoint(_beta, meanLoss, new Certificate(primal, dual, _null.Objective, violation, 1, passes, FitStatus.Converged) { Dependent = dependent });
    }

    /// <summary>The dual at sθ, θ = Zβ + offset − y, s the longest that is feasible: −½s²‖θ‖² + s(‖r‖² − δᵀc + β₀ᵀ(c − Qδ)) less the penalty's conjugate.</summary>
    private double? Dual(double lambda, double meanLoss, double linear)
    {
        var quadratic = _model.Quadratic;
        double scale = 1, rounding = 0, norm = Math.Sqrt(Math.Max(0, 2 * meanLoss));
        for (int s = 0; s < quadratic.Count; s++)
        {
            int c = quadratic.Coordinates[s];
            double pull = _residual[s], held = _coordinates.Penalty.L1(c, lambda), limit = pull > 0 ? _coordinates.Penalty.Upper(c) : _coordinates.Penalty.Lower(c);
            if (Math.Abs(pull) <= held || _coordinates.Penalty.L2(c, lambda) > 0 || double.IsFinite(limit))
                continue;
            if (held > 0)
                scale = Math.Min(scale, held / Math.Abs(pull));
            else if (Math.Abs(pull) > DualBound.EqualityTolerance * _coordinates.NormOf(c) * norm)
                return null;
            else
                rounding += Math.Abs(pull * quadratic.Beta[s]);
        }

        double dual = -scale * scale * meanLoss + scale * (_size - linear) - rounding;
        for (int s = 0; s < quadratic.Count; s++)
        {
            int c = quadratic.Coordinates[s];
            double pull = scale * _residual[s], limit = pull > 0 ? _coordinates.Penalty.Upper(c) : _coordinates.Penalty.Lower(c);
            if (Math.Abs(pull) > _coordinates.Penalty.L1(c, lambda) && (_coordinates.Penalty.L2(c, lambda) > 0 || double.IsFinite(limit)))
                dual -= DualBound.Conjugate(_coordinates, c, pull, quadratic.Beta[s], lambda, norm);
        }

        return double.IsFinite(dual) ? dual : null;
    }
}
