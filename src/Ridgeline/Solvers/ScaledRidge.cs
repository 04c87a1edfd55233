using System.Numerics.Tensors;
using Ridgeline.Losses;
using Ridgeline.Objectives;

namespace Ridgeline.Solvers;

/// <summary>
/// A problem of one output under L2 alone in γ = √κβ: F(γ, b) = Σ vℓ(y, Uγ + b + offset) + ½λ‖γ‖² with uⱼ = zⱼ/√κⱼ = (xⱼ − mⱼ)/(tⱼ√κⱼ), seen through products of X with c = γ/(t√κ).
/// </summary>
internal sealed class ScaledRidge
{
    private const int MostBalancings = 60;
    private const double Balanced = 1e-13;    // Σ vθ as a share of Σ v|θ|: what is left is balanced away
    private const double LongestShift = 4;    // of the intercept at once

    private readonly double[] _inverse;       // 1/(t√κ); 0 for columns that take no part
    private readonly double[] _means, _roots; // of stored columns; √κ
    private readonly int[] _absent;
    private readonly DualBound _bound;

    public ScaledRidge(Coordinates coordinates, NullFit fit)
    {
        (Coordinates, Null, _bound) = (coordinates, fit, new DualBound(coordinates)); // one for all lanes: an L2 penalty never scales θ
        var view = coordinates.Problem.Sample.View;
        (Rows, Columns, HasIntercept) = (coordinates.Rows, view.Design.Columns, view.Intercept);
        (_inverse, _means, _roots, NormSquares) = (new double[Columns], view.StoredMeans, new double[Columns], new double[Columns]);
        Checked = [.. Enumerable.Range(0, coordinates.Count).Where(coordinates.TakesPart)];
        _absent = [.. Enumerable.Range(0, Rows).Where(i => coordinates.RowWeights[i] == 0)];
        foreach (int j in Checked)
        {
            if (j == Columns)
                continue;
            _roots[j] = Math.Sqrt(coordinates.Factors[j]);
            _inverse[j] = 1 / (view.PenaltyScales[j] * _roots[j]);
            NormSquares[j] = Math.Pow(coordinates.NormOf(j) / _roots[j], 2);
        }
    }

    public Coordinates Coordinates { get; }

    /// <summary>The unpenalised part's fit.</summary>
    public NullFit Null { get; }

    public int Rows { get; }

    public int Columns { get; }

    public bool HasIntercept { get; }

    /// <summary>The coordinates that take part.</summary>
    public int[] Checked { get; }

    /// <summary>‖uⱼ‖² in the norm weighted by v.</summary>
    public double[] NormSquares { get; }

    private Loss Loss => Coordinates.Problem.Loss;

    private ReadOnlySpan<double> Target => Coordinates.Problem.Sample.Target;

    /// <summary>c = γ/(t√κ); returns what Xc is above Uγ in every row, Σ cm.</summary>
    public double Coefficients(double[] gamma, double[] target)
    {
        TensorPrimitives.Multiply(gamma, _inverse, target);
        return TensorPrimitives.Dot<double>(target, _means);
    }

    /// <summary>combined −= constant, 0 in rows without weight, where it may run off.</summary>
    public void Shift(double[] combined, double constant, bool withOffset)
    {
        TensorPrimitives.Subtract(combined, constant, combined);
        if (withOffset && !Coordinates.Problem.Sample.Offset.IsEmpty)
            TensorPrimitives.Add(combined, Coordinates.Problem.Sample.Offset, combined);
        foreach (int i in _absent)
            combined[i] = 0;
    }

    /// <summary>Uᵀr from Xᵀr, in place.</summary>
    public void Gradients(double[] products, double sum)
    {
        TensorPrimitives.MultiplyAdd(_means, -sum, products, products);
        TensorPrimitives.Multiply(products, _inverse, products);
    }

    /// <summary>Σ vℓ(y, base + b), slopes and curvatures there; the b of the least sum, from b on, where there is an intercept.</summary>
    public double Settle(double[] bases, ref double b, double[] eta, double[] slopes, double[] curvatures)
    {
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (int round = 0; ; round++)
        {
            TensorPrimitives.Add(bases, b, eta);
            double value = Loss.Evaluate(Target, eta, Coordinates.RowWeights, slopes, curvatures);
            if (!HasIntercept)
                return value;
            double slope = 0, size = 0, curvature = 0;
            var weights = Coordinates.RowWeights;
            for (int i = 0; i < weights.Length; i++)
            {
                if (weights[i] == 0)
                    continue;
                double weighted = weights[i] * slopes[i];
                slope += weighted;
                size += Math.Abs(weighted);
                curvature += weights[i] * curvatures[i];
            }

            if (!(Math.Abs(slope) > Balanced * size) || round == MostBalancings)
                return value;
            (low, high) = slope > 0 ? (low, b) : (b, high);
            double step = Math.Clamp(-slope / curvature, -LongestShift, LongestShift), next = b + (double.IsNaN(step) ? -Math.Sign(slope) : step);
            if (next <= low || next >= high)
                next = 0.5 * (low + high);
            if (next == b)
                return value;
            b = next;
        }
    }

    /// <summary>The point at γ and b; converged if the bound at θ certifies it.</summary>
    /// <param name="gamma">γ.</param>
    /// <param name="b">The intercept.</param>
    /// <param name="meanLoss">Σ vℓ there.</param>
    /// <param name="theta">θ, the slopes there, balanced.</param>
    /// <param name="weighted">v∘θ.</param>
    /// <param name="products">Uᵀ(v∘θ).</param>
    /// <param name="lambda">λ.</param>
    /// <param name="tolerance">The relative gap to reach.</param>
    /// <param name="effort">Steps and passes.</param>
    /// <param name="beta">β, to be written.</param>
    /// <param name="gradients">Room for a number a coordinate that takes part.</param>
    public LinearPoint Certified(
        double[] gamma, double b, double meanLoss, double[] theta, double[] weighted, double[] products, double lambda, double tolerance, (int Steps, double Passes) effort, double[] beta, double[] gradients)
    {
        double violation = 0;
        for (int a = 0; a < Checked.Length; a++)
        {
            int c = Checked[a];
            beta[c] = c == Columns ? b : gamma[c] / _roots[c];
            gradients[a] = c == Columns ? TensorPrimitives.Sum<double>(weighted) : products[c] * _roots[c];
            violation = Math.Max(violation, Coordinates.Penalty.Violation(c, beta[c], gradients[a], lambda));
        }

        var offset = Coordinates.Problem.Sample.Offset;
        double primal = meanLoss + Coordinates.PenaltyOf(beta, lambda), offsetTerm = offset.IsEmpty ? 0 : TensorPrimitives.Dot(weighted, offset);
        double? dual = _bound.At(theta, offsetTerm, Checked, gradients, 1, beta, lambda);
        var status = Null.IsMet(primal, dual, violation, tolerance) ? FitStatus.Converged : FitStatus.IterationLimit;
        return new LinearPoint(beta, meanLoss, new Certificate(primal, dual, Null.Objective, violation, effort.Steps, effort.Passes, status)) { Dual = theta };
    }

    /// <summary>θ balanced where there is an intercept, and v∘θ.</summary>
    public void Balance(double[] theta, double[] weighted)
    {
        if (HasIntercept)
            _bound.Balance(theta);
        TensorPrimitives.Multiply(theta, Coordinates.RowWeights, weighted);
    }
}
