using System.Numerics.Tensors;

namespace Ridgeline.Solvers;

/// <summary>
/// One λ of a <see cref="ScaledRidge"/>, solved by Newton's method whose systems (UᵀWU + λI)x = −g are solved by conjugate gradients as far as it pays (Lin, Weng and
/// Keerthi 2008, "Trust region Newton method for large-scale logistic regression", JMLR 9; the forcing terms are choice 2 of Eisenstat and Walker 1996, SIAM J. Sci. Comput. 17(1)).
/// It asks for one product with X and one with Xᵀ a round: <see cref="Coefficients"/> → <see cref="Combined"/>, <see cref="Weigh"/>, <see cref="Weighted"/> →
/// <see cref="Products"/>, <see cref="Advance"/>.
/// </summary>
/// <remarks>The slopes θ at (γ, b) leave the gap ‖g‖²/(2λ), g = Uᵀ(v∘θ) + λγ: that much of g is asked for, and no more.</remarks>
internal sealed class RidgeLane
{
    private const double MostForcing = 0.25, ForcingShare = 0.9, SafeguardFrom = 0.1; // Eisenstat and Walker's η_max, γ and threshold
    private const double ShareOfGap = 0.9;        // of the tolerance; the rest is for rounding
    private const double ShareNear = 0.5, ShareAtEnd = 0.8; // of the gradient asked for, at which its linearisation is enough
    private const int MostProducts = 500;         // with the curvature at one λ
    private const int MostHalvings = 30;
    private const double Decrease = 1e-4;         // of what the slope promises (Armijo)
    private const double Rounding = 1e-14;        // of the objective
    private const int MostAttempts = 4;           // at a bound that rounding spoils

    private readonly ScaledRidge _ridge;
    private readonly double[] _gamma, _step, _residual, _direction, _lambdas;
    private readonly double[] _bases, _eta, _slopes, _curvatures, _along, _trial;
    private readonly double[] _beta, _gradients;
    private double _lambda, _tolerance, _near, _intercept, _shift, _objective, _meanLoss, _constant;
    private double _size, _forcing, _wanted, _passes;
    private double _dot, _mean, _slope, _level; // rᵀM⁻¹r; of Ud under W; gᵀx; Σ W
    private int _steps, _products, _attempts, _maxSteps;
    private bool _stepping; // the products are the curvature's, not the gradient's

    public RidgeLane(ScaledRidge ridge)
    {
        _ridge = ridge;
        int n = ridge.Rows, p = ridge.Columns;
        (_gamma, _step, _residual, _direction, _lambdas, Coefficients, Products) = (new double[p], new double[p], new double[p], new double[p], new double[p], new double[p], new double[p]);
        (_bases, _eta, _slopes, _curvatures, _along, _trial, Combined, Weighted) =
            (new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n], new double[n]);
        (_beta, _gradients) = (new double[ridge.Coordinates.Count], new double[ridge.Checked.Length]);
    }

    /// <summary>Which λ it is.</summary>
    public int At { get; private set; }

    /// <summary>c: Xc is asked for.</summary>
    public double[] Coefficients { get; }

    /// <summary>Xc.</summary>
    public double[] Combined { get; }

    /// <summary>r: Xᵀr is asked for.</summary>
    public double[] Weighted { get; }

    /// <summary>Xᵀr.</summary>
    public double[] Products { get; }

    /// <summary>Whether it asks for products.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the gap is small enough to start the next λ from.</summary>
    public bool IsNear { get; private set; }

    /// <summary>What is certified; null if it isn't.</summary>
    public LinearPoint? Point { get; private set; }

    /// <summary>Starts at one λ from where <paramref name="start"/> leads.</summary>
    public void Start(int at, double lambda, double tolerance, double near, int maxSteps, RidgeStart start)
    {
        (At, _lambda, _tolerance, _near, _maxSteps) = (at, lambda, tolerance, near, maxSteps);
        (_steps, _products, _attempts, _passes, _size, _stepping) = (0, 0, 0, 0, double.NaN, false);
        (IsOpen, IsNear, Point) = (true, false, null);
        Array.Fill(_lambdas, lambda);
        _intercept = start.Into(lambda, _gamma, (bases, b) => _ridge.Settle(bases, ref b, _eta, _slopes, _curvatures));
        Ask();
    }

    /// <summary>Keeps where it stands for the λ that come.</summary>
    public void Keep(RidgeStart start) => start.Take(_lambda, _gamma, _bases, _intercept);

    /// <summary>The right-hand side from what was combined.</summary>
    public void Weigh()
    {
        _ridge.Shift(Combined, _constant, withOffset: !_stepping);
        if (!_stepping)
        {
            Combined.CopyTo(_bases, 0);
            _meanLoss = _ridge.Settle(_bases, ref _intercept, _eta, _slopes, _curvatures);
            _objective = _meanLoss + 0.5 * _lambda * TensorPrimitives.SumOfSquares<double>(_gamma);
            _ridge.Balance(_slopes, Weighted);
            return;
        }

        _mean = _ridge.HasIntercept && _level > 0 ? TensorPrimitives.Dot<double>(_curvatures, Combined) / _level : 0;
        TensorPrimitives.Subtract(Combined, _mean, Weighted);
        TensorPrimitives.Multiply(Weighted, _curvatures, Weighted);
    }

    /// <summary>Goes on with the products.</summary>
    /// <param name="share">Of the passes that gave them.</param>
    public void Advance(double share)
    {
        _passes += 2 * share;
        _ridge.Gradients(Products, TensorPrimitives.Sum<double>(Weighted));
        if (_stepping)
            AdvanceStep();
        else
            AdvanceGradient();
    }

    private double Threshold(double gap) => Math.Sqrt(2 * _lambda * gap * _ridge.Null.Objective);

    private void AdvanceGradient()
    {
        TensorPrimitives.MultiplyAdd(_gamma, _lambda, Products, _residual);
        TensorPrimitives.Negate(_residual, _residual);
        double before = _size, final = Threshold(ShareOfGap * _tolerance) * Math.Pow(0.3, _attempts), near = Threshold(_near);
        _size = TensorPrimitives.Norm<double>(_residual);
        if (!double.IsFinite(_size) || !double.IsFinite(_objective))
        {
            IsOpen = false;
            return;
        }

        if (_size <= final)
        {
            var point = _ridge.Certified(_gamma, _intercept, _meanLoss, _slopes, Weighted, Products, _lambda, _tolerance, (_steps, _passes), _beta, _gradients);
            IsNear = true;
            if (point.Certificate.Converged)
            {
                (Point, IsOpen) = (point, false);
                return;
            }

            (_attempts, final) = (_attempts + 1, 0.3 * final);
        }

        if (_steps == _maxSteps || _products >= MostProducts || _attempts > MostAttempts)
        {
            IsOpen = false;
            return;
        }

        bool reached = !IsNear && _size <= near;
        IsNear |= reached;
        _forcing = double.IsNaN(before) || reached ? MostForcing : Forcing(_size / before);
        _wanted = Math.Max(_forcing * _size, IsNear || final > near ? ShareAtEnd * final : ShareNear * near);
        BeginStep();
    }

    private double Forcing(double ratio)
    {
        double forcing = ForcingShare * ratio * ratio, safeguard = ForcingShare * _forcing * _forcing;
        return Math.Min(MostForcing, safeguard > SafeguardFrom ? Math.Max(forcing, safeguard) : forcing);
    }

    private void BeginStep()
    {
        TensorPrimitives.Multiply(_curvatures, _ridge.Coordinates.RowWeights, _curvatures); // W
        _level = TensorPrimitives.Sum<double>(_curvatures);
        Array.Clear(_step);
        Array.Clear(_direction);
        Array.Clear(_along);
        (_shift, _slope, _dot, _stepping) = (0, 0, 0, true);
        _steps++;
        NextDirection();
    }

    /// <summary>Preconditioned by λ + Σ W·‖uⱼ‖², the system's diagonal if all rows were alike.</summary>
    private void NextDirection()
    {
        TensorPrimitives.MultiplyAdd(_ridge.NormSquares, _level, _lambdas, Coefficients);
        TensorPrimitives.Divide(_residual, Coefficients, Coefficients);
        double dot = TensorPrimitives.Dot<double>(_residual, Coefficients);
        TensorPrimitives.MultiplyAdd(_direction, _dot > 0 ? dot / _dot : 0, Coefficients, _direction);
        _dot = dot;
        _constant = _ridge.Coefficients(_direction, Coefficients);
    }

    private void AdvanceStep()
    {
        _products++;
        TensorPrimitives.MultiplyAdd(_direction, _lambda, Products, Products); // (UᵀWU + λI)d
        double length = _dot / TensorPrimitives.Dot<double>(_direction, Products);
        if (!(length > 0 && double.IsFinite(length)))
        {
            Search();
            return;
        }

        TensorPrimitives.MultiplyAdd(_direction, length, _step, _step);
        TensorPrimitives.MultiplyAdd(Combined, length, _along, _along);
        TensorPrimitives.MultiplyAdd(Products, -length, _residual, _residual);
        (_shift, _slope) = (_shift - length * _mean, _slope - length * _dot);
        if (TensorPrimitives.Norm<double>(_residual) <= _wanted || _products >= MostProducts)
            Search();
        else
            NextDirection();
    }

    /// <summary>Goes along the step as far as it decreases F by its share.</summary>
    private void Search()
    {
        double cross = TensorPrimitives.Dot<double>(_gamma, _step), square = TensorPrimitives.SumOfSquares<double>(_step), own = TensorPrimitives.SumOfSquares<double>(_gamma), length = 1;
        for (int halving = 0; halving < MostHalvings && _slope < 0; halving++, length *= 0.5)
        {
            double b = _intercept + length * _shift;
            TensorPrimitives.MultiplyAdd(_along, length, _bases, _trial);
            double loss = _ridge.Settle(_trial, ref b, _eta, _slopes, _curvatures), objective = loss + 0.5 * _lambda * (own + length * (2 * cross + length * square));
            if (!(objective <= _objective + Decrease * length * _slope + Rounding * Math.Abs(_objective)))
                continue;
            TensorPrimitives.MultiplyAdd(_step, length, _gamma, _gamma);
            _intercept = b;
            Ask();
            return;
        }

        IsOpen = false;
    }

    /// <summary>Asks for η and the gradient.</summary>
    private void Ask()
    {
        _constant = _ridge.Coefficients(_gamma, Coefficients);
        _stepping = false;
    }
}
