using System.Numerics.Tensors;
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
    private readonly NullFit _null;
    private readonly Quadratic _quadratic;
    private readonly GramRidge? _ridge;    // under L2 alone, where it can be had
    private readonly double[] _start;      // β₀
    private readonly double[] _pulls;      // c at the stored coordinates
    private readonly double[] _residual;   // c − Qδ
    private readonly double[] _beta;
    private readonly double[] _change;     // δ
    private readonly Bounds[] _bounds;     // what holds the stored coordinates
    private readonly bool _isLasso;        // nothing but λκ|β| does
    private readonly double _entries;
    private readonly double _size;         // Σ vr²

    /// <summary>A path from the unpenalised part's fit.</summary>
    /// <param name="coordinates">The problem.</param>
    /// <param name="fit">The unpenalised part's fit.</param>
    /// <param name="shared">Where its Gram matrix is already, if it is.</param>
    public GramPath(Coordinates coordinates, NullFit fit, DividedGram? shared = null)
    {
        (_coordinates, _null) = (coordinates, fit);
        long before = coordinates.EntriesRead;
        int ones = coordinates.Problem.Sample.Design.Columns;
        int[] stored = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart).OrderByDescending(c => c == ones)];
        _quadratic = new Quadratic(coordinates.Penalty, stored.Length);
        _quadratic.Store(stored);
        FillMatrix(shared);
        _start = fit.Start(coordinates);
        double[] gradients = _start.AsSpan().SequenceEqual(fit.Beta) ? fit.Gradients : GradientsAt(_start);
        _size = 2 * (ReferenceEquals(gradients, fit.Gradients) ? fit.MeanLoss : MeanLossAt(_start));
        (_beta, _pulls) = (new double[coordinates.Count], [.. stored.Select(c => -gradients[c])]);
        (_residual, _change, _bounds) = (new double[stored.Length], new double[stored.Length], [.. stored.Select(c => new Bounds(coordinates, c))]);
        _isLasso = coordinates.Penalty.L1Ratio == 1 && _bounds.All(own => double.IsInfinity(own.Lower) && double.IsInfinity(own.Upper));
        for (int s = 0; s < stored.Length; s++)
            _change[s] = _start[stored[s]];
        _quadratic.Multiply(_change, _residual);
        var linear = _quadratic.ChangeLinear(0);
        for (int s = 0; s < stored.Length; s++)
            linear[s] = _residual[s] + _pulls[s];
        _quadratic.StartFrom(_start);
        _entries = coordinates.EntriesRead - before;
        _ridge = GramRidge.Of(_quadratic, coordinates.Penalty);
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

    /// <summary>Q; the coordinate of ones, if there is one, is the first.</summary>
    private void FillMatrix(DividedGram? shared)
    {
        var (sample, stride) = (_coordinates.Problem.Sample, _quadratic.Stride);
        var matrix = _quadratic.Matrix;
        if (shared is not null)
        {
            shared.CopyTo(sample, _quadratic.Coordinates, 0, matrix, stride);
            return;
        }

        int first = sample.View.Intercept ? 1 : 0;
        double[] roots = new double[_coordinates.Rows];
        TensorPrimitives.Sqrt<double>(_coordinates.RowWeights, roots);
        if (first == 1)
            matrix[0] = 1; // the weights centre the columns: the rest of it is 0
        _coordinates.Gram(_quadratic.Coordinates[first..], roots, matrix[(first * stride + first)..], stride);
    }

    /// <summary>θ = η − y at β, and η itself.</summary>
    private (double[] Eta, double[] Slopes) RowsAt(double[] beta)
    {
        double[] eta = new double[_coordinates.Rows], slopes = new double[_coordinates.Rows];
        _coordinates.EtaOf(beta, eta);
        _coordinates.Problem.Loss.Slopes(_coordinates.Problem.Sample.Target, eta, slopes);
        return (eta, slopes);
    }

    private double MeanLossAt(double[] beta) =>
        _coordinates.Problem.Loss.Sum(_coordinates.Problem.Sample.Target, RowsAt(beta).Eta, _coordinates.RowWeights);

    private double[] GradientsAt(double[] beta)
    {
        double[] slopes = RowsAt(beta).Slopes, products = new double[_quadratic.Count], gradients = new double[_coordinates.Count];
        TensorPrimitives.Multiply(slopes, _coordinates.RowWeights, slopes);
        _coordinates.Products(_quadratic.Coordinates, slopes, 1, products);
        for (int s = 0; s < products.Length; s++)
            gradients[_quadratic.Coordinates[s]] = products[s];
        return gradients;
    }

    /// <summary>Takes a ridge minimum over; how many coordinates depend on others: none.</summary>
    private int Take(GramRidge ridge, int lane)
    {
        for (int s = 0; s < _quadratic.Count; s++)
            _beta[_quadratic.Coordinates[s]] = ridge.Beta(s, lane);
        _quadratic.StartFrom(_beta);
        return 0;
    }

    /// <summary>Minimises; how many coordinates depend on others.</summary>
    private int Minimise(double lambda, CancellationToken stop)
    {
        _quadratic.Minimise(lambda, lambda >= _null.LargestLambda ? NullFit.AtLargest : Slack, stop);
        _quadratic.Refine(lambda);
        return _quadratic.DependentAt(lambda);
    }

    /// <summary>The quadratic's minimum as a point; null where its certificate needs the rows.</summary>
    private LinearPoint? Certified(double lambda, double tolerance, int points, int dependent)
    {
        ReadOnlySpan<int> coordinates = _quadratic.Coordinates;
        ReadOnlySpan<double> beta = _quadratic.Beta;
        for (int s = 0; s < _change.Length; s++)
            _change[s] = beta[s] - _start[coordinates[s]];
        _quadratic.Multiply(_change, _residual);
        double explained = 0, linear = 0, penalty = 0, size = Math.Sqrt(_size);
        Array.Clear(_beta);
        for (int s = 0; s < _change.Length; s++)
        {
            double pull = _pulls[s], b = beta[s];
            _residual[s] = pull - _residual[s];
            explained += _change[s] * (pull + _residual[s]);
            linear += _change[s] * pull - (b - _change[s]) * _residual[s];
            size += Math.Abs(_change[s]) * _bounds[s].Norm;
            _beta[coordinates[s]] = b;
            penalty += b == 0 ? 0 : (_bounds[s].L1 + 0.5 * _bounds[s].L2 * Math.Abs(b)) * Math.Abs(b);
        }

        double meanLoss = 0.5 * (_size - explained), primal = meanLoss + lambda * penalty;
        if (!(UnitRounding * size * size <= TrustedRounding * _null.Objective))
            return null;
        double? dual = Dual(lambda, meanLoss, linear);
        if (!(primal - dual <= tolerance * _null.Objective))
            return null;
        double passes = _entries / points / Math.Max(1, _coordinates.Problem.Sample.Design.Entries);
        return new LinearPoint(_beta, meanLoss, new Certificate(primal, dual, _null.Objective, Violation(lambda), 1, passes, FitStatus.Converged) { Dependent = dependent });
    }

    private double Violation(double lambda)
    {
        double violation = 0;
        for (int s = 0; s < _residual.Length; s++)
        {
            double pull = _residual[s], beta = _quadratic.Beta[s];
            if (_isLasso)
                violation = Math.Max(violation, beta == 0 ? Math.Abs(pull) - lambda * _bounds[s].L1 : Math.Abs(pull - Math.CopySign(lambda * _bounds[s].L1, beta)));
            else
                violation = Math.Max(violation, _coordinates.Penalty.Violation(_quadratic.Coordinates[s], beta, -pull, lambda));
        }

        return violation;
    }

    /// <summary>The dual at sθ, θ = Zβ + offset − y, s the longest that is feasible: −½s²‖θ‖² + s(‖r‖² − δᵀc + β₀ᵀ(c − Qδ)) less the penalty's conjugate.</summary>
    private double? Dual(double lambda, double meanLoss, double linear)
    {
        double scale = 1, rounding = 0, norm = Math.Sqrt(Math.Max(0, 2 * meanLoss));
        for (int s = 0; s < _residual.Length; s++)
        {
            ref readonly var own = ref _bounds[s];
            double pull = Math.Abs(_residual[s]), held = lambda * own.L1;
            if (pull <= held || lambda * own.L2 > 0 || double.IsFinite(own.Limit(_residual[s])))
                continue;
            if (held > 0)
                scale = Math.Min(scale, held / pull);
            else if (pull > DualBound.EqualityTolerance * own.Norm * norm)
                return null;
            else
                rounding += Math.Abs(pull * _quadratic.Beta[s]);
        }

        double dual = -scale * scale * meanLoss + scale * (_size - linear) - rounding;
        for (int s = 0; s < _residual.Length && !_isLasso; s++)
        {
            ref readonly var own = ref _bounds[s];
            double pull = scale * _residual[s];
            if (Math.Abs(pull) > lambda * own.L1 && (lambda * own.L2 > 0 || double.IsFinite(own.Limit(pull))))
                dual -= DualBound.Conjugate(_coordinates, _quadratic.Coordinates[s], pull, _quadratic.Beta[s], lambda, norm);
        }

        return double.IsFinite(dual) ? dual : null;
    }

    /// <summary>What holds a coordinate: κr, κ(1−r), its limits; and ‖z‖.</summary>
    private readonly struct Bounds(Coordinates coordinates, int c)
    {
        public readonly double L1 = coordinates.Penalty.L1(c, 1), L2 = coordinates.Penalty.L2(c, 1), Lower = coordinates.Penalty.Lower(c), Upper = coordinates.Penalty.Upper(c);
        public readonly double Norm = coordinates.NormOf(c);

        /// <summary>The limit in the direction of a pull.</summary>
        public double Limit(double pull) => pull > 0 ? Upper : Lower;
    }
}
