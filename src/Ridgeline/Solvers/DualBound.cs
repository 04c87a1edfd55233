using System.Numerics.Tensors;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// The dual of a problem at points θ: D(θ) = −Σ vᵢ(ℓ*(yᵢ, θᵢ) − θᵢ·offsetᵢ) − Σ_c (λP_c)*(−g_c) with g = Zᵀ(v∘θ), where g_c = 0 for every
/// coordinate that nothing penalises or limits. Every such value is a lower bound of the objective.
/// </summary>
internal sealed class DualBound
{
    /// <summary>The dual's equalities count as met at this share of ‖z_c‖·‖θ‖.</summary>
    public const double EqualityTolerance = 1e-12;

    /// <summary>Three times the rounding of a product g_c, as a share of ‖z_c‖·‖θ‖; times β_c it enters the bound, as a root of squares over all c, and is taken off.</summary>
    private const double ProductRounding = 3.3e-16;

    /// <summary>
    /// What the rounding of θ may leave of a g_c beyond λκr, as a share of ‖z_c‖·‖θ‖. At a small λ the scale would make much of it, where D isn't flat in
    /// the scale: rows beyond Huber's δ. What it may move the bound by, as for an equality, is taken off instead.
    /// </summary>
    private const double HeldRounding = 4e-15;

    private readonly Coordinates _coordinates;
    private readonly Problem _problem;
    private double[] _scaled = []; // once a scale is needed

    public DualBound(Coordinates coordinates) => (_coordinates, _problem) = (coordinates, coordinates.Problem);

    /// <summary>The bound at θ, or at the longest sθ that is feasible; null where there is none.</summary>
    /// <param name="theta">θ, n × K.</param>
    /// <param name="offsetTerm">Σ vθ·offset.</param>
    /// <param name="coordinates">The coordinates whose gradient isn't known to be held by the penalty.</param>
    /// <param name="gradients">Their g, one every <paramref name="stride"/> numbers.</param>
    /// <param name="stride">See there.</param>
    /// <param name="beta">β: an equality that is met but for rounding, g_c, may move the bound by β_c·g_c, which is taken off.</param>
    /// <param name="lambda">λ.</param>
    public double? At(
        ReadOnlySpan<double> theta, double offsetTerm, ReadOnlySpan<int> coordinates, ReadOnlySpan<double> gradients, int stride, ReadOnlySpan<double> beta, double lambda)
    {
        double? bound = At(theta, offsetTerm, coordinates, gradients, stride, beta, lambda, scaleLimited: false, out bool limited);
        if (!limited)
            return bound;
        double? scaled = At(theta, offsetTerm, coordinates, gradients, stride, beta, lambda, scaleLimited: true, out _);
        return bound is null || scaled > bound ? scaled : bound; // a limit that is far away costs more than the scale
    }

    private double? At(
        ReadOnlySpan<double> theta, double offsetTerm, ReadOnlySpan<int> coordinates, ReadOnlySpan<double> gradients, int stride, ReadOnlySpan<double> beta, double lambda,
        bool scaleLimited, out bool limited)
    {
        double size = _coordinates.WeightedNorm(theta), scale = 1, rounding = 0, squares = 0;
        limited = false;
        for (int a = 0; a < coordinates.Length; a++)
        {
            int c = coordinates[a];
            double pull = -gradients[a * stride], held = _coordinates.Penalty.L1(c, lambda);
            squares += beta[c] * _coordinates.NormOf(c) * beta[c] * _coordinates.NormOf(c);
            if (Math.Abs(pull) <= held || !_coordinates.TakesPart(c) || _coordinates.Penalty.L2(c, lambda) > 0)
                continue;
            bool inside = IsInside(c, pull, held, beta[c], size);
            limited |= inside && double.IsFinite(Limit(c, pull));
            if (double.IsFinite(Limit(c, pull)) && !(scaleLimited && inside))
                continue;
            if (held > 0 && Math.Abs(pull) - held <= Excess(c, size))
                rounding += (Math.Abs(pull) - held) * Math.Abs(beta[c]);
            else if (held > 0)
                scale = Math.Min(scale, held / Math.Abs(pull));
            else if (Math.Abs(pull) > EqualityTolerance * _coordinates.NormOf(c) * size)
                return null;
            else
                rounding += Math.Abs(pull * beta[c]);
        }

        rounding += ProductRounding * size * Math.Sqrt(squares);
        double dual = scale * offsetTerm - LossConjugate(theta, scale) - rounding;
        for (int a = 0; a < coordinates.Length; a++)
        {
            int c = coordinates[a];
            double pull = -gradients[a * stride], held = _coordinates.Penalty.L1(c, lambda);
            if (!(Math.Abs(scale * pull) > held) || !_coordinates.TakesPart(c))
                continue;
            if (_coordinates.Penalty.L2(c, lambda) > 0 || (double.IsFinite(Limit(c, pull)) && !(scaleLimited && IsInside(c, pull, held, beta[c], size))))
                dual -= Conjugate(_coordinates, c, scale * pull, beta[c], lambda, size);
        }

        return double.IsFinite(dual) ? dual : null;
    }

    /// <summary>Shrinks the heavier sign of a loss's slopes until Σvθ = 0: every θ moves toward 0, so it stays inside the conjugate's domain.</summary>
    public void Balance(Span<double> theta)
    {
        var (positive, negative) = RowSums.Signs(_coordinates.RowWeights, theta);
        double light = Math.Min(positive, negative);
        double shrinkPositive = positive > 0 ? light / positive : 0, shrinkNegative = negative > 0 ? light / negative : 0;
        for (int i = 0; i < theta.Length; i++)
            theta[i] *= theta[i] > 0 ? shrinkPositive : shrinkNegative;
    }

    /// <summary>
    /// (λP_c)*(pull). Where all that keeps the pull from what β makes of it, λκ(rσ + (1−r)β), is rounding, that rounding times β is taken off instead, as for an
    /// equality and like there to first order, if that is less: its square over a tiny λκ(1−r) has no bound.
    /// </summary>
    public static double Conjugate(Coordinates coordinates, int c, double pull, double beta, double lambda, double size)
    {
        double conjugate = coordinates.Penalty.Conjugate(c, pull, lambda), l2 = coordinates.Penalty.L2(c, lambda);
        double error = Math.Abs(pull - l2 * beta - Math.CopySign(coordinates.Penalty.L1(c, lambda), beta));
        return l2 > 0 && beta != 0 && error <= EqualityTolerance * coordinates.NormOf(c) * size ? Math.Min(conjugate, 0.5 * l2 * beta * beta + error * Math.Abs(beta)) : conjugate;
    }

    /// <summary>Whether β isn't at the limit that it is pushed to, and the push can be met without it: by the scale, or as an equality is.</summary>
    private bool IsInside(int c, double pull, double held, double beta, double size) =>
        beta != Limit(c, pull) && (held > 0 || Math.Abs(pull) <= EqualityTolerance * _coordinates.NormOf(c) * size);

    private double Excess(int c, double size) => HeldRounding * _coordinates.NormOf(c) * size;

    private double Limit(int c, double pull) => pull > 0 ? _coordinates.Penalty.Upper(c) : _coordinates.Penalty.Lower(c);

    private double LossConjugate(ReadOnlySpan<double> theta, double scale)
    {
        if (scale == 1)
            return _problem.Loss.ConjugateSum(_problem.Sample.Target, theta, _coordinates.RowWeights);
        if (_scaled.Length == 0)
            _scaled = new double[theta.Length];
        TensorPrimitives.Multiply(theta, scale, _scaled);
        return _problem.Loss.ConjugateSum(_problem.Sample.Target, _scaled, _coordinates.RowWeights);
    }
}
