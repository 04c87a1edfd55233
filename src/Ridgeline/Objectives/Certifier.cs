using System.Numerics.Tensors;

namespace Ridgeline.Objectives;

/// <summary>
/// Certifies iterates of one problem. With v = s/Σs and G = Zᵀ(v∘θ) the dual of the objective is
/// D(θ) = −Σ vᵢ(ℓ*(yᵢ, θᵢ) − θᵢ·offsetᵢ) − Σⱼ (λκⱼPⱼ)*(−Gⱼ), with Σ vᵢθᵢ = 0 for the intercept and Gⱼ = 0 for every free column.
/// </summary>
internal sealed class Certifier
{
    /// <summary>The dual's equalities count as met at this share of ‖xⱼ‖·‖θ‖.</summary>
    public const double EqualityTolerance = 1e-12;

    /// <summary>Σvθ is brought to zero from this share of ‖θ‖ on: what is left of it would enter the bound times the intercept.</summary>
    private const double BalanceTolerance = 1e-15;

    private readonly Problem _problem;
    private readonly double[] _rowWeights;  // v
    private readonly double[] _theta;       // a dual point: the slopes, balanced where the intercept asks for it
    private readonly double[] _weightedTheta;
    private readonly double[] _dualGradient;
    private readonly double[] _negated;

    public Certifier(Problem problem)
    {
        _problem = problem;
        var sample = problem.Sample;
        _rowWeights = sample.Weights.ToArray();
        TensorPrimitives.Divide(_rowWeights, sample.WeightSum, _rowWeights);
        _theta = new double[sample.Design.Rows];
        _weightedTheta = new double[sample.Design.Rows];
        _dualGradient = new double[sample.Design.Columns];
        _negated = new double[sample.Design.Columns];
        Slopes = new double[sample.Design.Rows];
        WeightedSlopes = new double[sample.Design.Rows];
        Gradient = new double[sample.Design.Columns];
        SaturatedLoss = problem.Loss.SaturatedSum(sample.Target, _rowWeights);
    }

    /// <summary>v, the row weights that sum to 1.</summary>
    public ReadOnlySpan<double> RowWeights => _rowWeights;

    /// <summary>∂ℓ/∂η at the last certified iterate.</summary>
    public double[] Slopes { get; }

    /// <summary>v∘∂ℓ/∂η at the last certified iterate.</summary>
    public double[] WeightedSlopes { get; }

    /// <summary>The mean loss's gradient in β at the last certified iterate; 0 for columns that take no part.</summary>
    public double[] Gradient { get; }

    /// <summary>The mean loss's derivative in b at the last certified iterate.</summary>
    public double InterceptGradient { get; private set; }

    /// <summary>The saturated mean loss.</summary>
    public double SaturatedLoss { get; }

    /// <summary>Passes over X so far.</summary>
    public int Passes { get; private set; }

    /// <summary>The objective.</summary>
    public double Primal(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> eta, double lambda) =>
        _problem.Loss.Sum(_problem.Sample.Target, eta, _rowWeights) + _problem.Penalty.Sum(coefficients, lambda);

    /// <summary>The objective, its lower bound and the violation of the optimality conditions at <paramref name="iterate"/>; the slopes and gradients stay to be used.</summary>
    public (double Primal, double? Dual, double Violation) Certify(Iterate iterate, double lambda)
    {
        var (sample, loss, penalty) = (_problem.Sample, _problem.Loss, _problem.Penalty);
        loss.Slopes(sample.Target, iterate.Eta, Slopes);
        TensorPrimitives.Multiply(Slopes, _rowWeights, WeightedSlopes);
        double sum = TensorPrimitives.Sum<double>(WeightedSlopes);
        InterceptGradient = sample.View.Intercept ? sum : 0;
        Products(WeightedSlopes, sum, Gradient);

        double violation = Math.Max(Math.Abs(InterceptGradient), penalty.MaxViolation(iterate.Coefficients, Gradient, lambda));
        double primal = Primal(iterate.Coefficients, iterate.Eta, lambda);
        return (primal, Dual(sum, lambda), violation);
    }

    private double? Dual(double sum, double lambda)
    {
        var (sample, loss, penalty) = (_problem.Sample, _problem.Loss, _problem.Penalty);
        ReadOnlySpan<double> theta = Slopes, gradient = Gradient;
        double size = WeightedNorm(Slopes);
        if (sample.View.Intercept && Math.Abs(sum) > BalanceTolerance * size)
        {
            Balance(_theta);
            theta = _theta;
            size = WeightedNorm(_theta);
            TensorPrimitives.Multiply(_theta, _rowWeights, _weightedTheta);
            Products(_weightedTheta, TensorPrimitives.Sum<double>(_weightedTheta), _dualGradient);
            gradient = _dualGradient;
        }

        for (int j = 0; j < gradient.Length; j++)
            if (_problem.TakesPart(j) && penalty.Weight(j, lambda) == 0 && Math.Abs(gradient[j]) > EqualityTolerance * ColumnNorm(j) * size)
                return null;

        TensorPrimitives.Negate(gradient, _negated);
        double dual = -loss.ConjugateSum(sample.Target, theta, _rowWeights) - penalty.ConjugateSum(_negated, lambda);
        if (!sample.Offset.IsEmpty)
            for (int i = 0; i < theta.Length; i++)
                dual += _rowWeights[i] * theta[i] * sample.Offset[i];
        return double.IsFinite(dual) ? dual : null;
    }

    /// <summary>Shrinks the heavier sign of the slopes until Σvθ = 0: every θ moves toward 0, so it stays inside the conjugate's domain.</summary>
    private void Balance(Span<double> target)
    {
        double positive = 0, negative = 0;
        for (int i = 0; i < target.Length; i++)
        {
            positive += Math.Max(0, WeightedSlopes[i]);
            negative -= Math.Min(0, WeightedSlopes[i]);
        }

        double light = Math.Min(positive, negative);
        double shrinkPositive = positive > 0 ? light / positive : 0, shrinkNegative = negative > 0 ? light / negative : 0;
        for (int i = 0; i < target.Length; i++)
            target[i] = Slopes[i] * (Slopes[i] > 0 ? shrinkPositive : shrinkNegative);
    }

    private void Products(ReadOnlySpan<double> r, double sum, Span<double> target)
    {
        Passes++;
        for (int j = 0; j < target.Length; j++)
            target[j] = _problem.TakesPart(j) ? _problem.Sample.View.Dot(j, r, sum) : 0;
    }

    /// <summary>‖zⱼ‖ in the weighted norm: sdⱼ/tⱼ of a centred column, more without an intercept.</summary>
    private double ColumnNorm(int j)
    {
        var view = _problem.Sample.View;
        double squares = view.Scales[j] * view.Scales[j] + (view.Intercept ? 0 : view.Means[j] * view.Means[j]);
        return Math.Sqrt(squares) / view.PenaltyScales[j];
    }

    private double WeightedNorm(ReadOnlySpan<double> theta)
    {
        double sum = 0;
        for (int i = 0; i < theta.Length; i++)
            sum += _rowWeights[i] * theta[i] * theta[i];
        return Math.Sqrt(sum);
    }
}
