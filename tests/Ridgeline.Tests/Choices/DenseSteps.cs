using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Tests.Solvers;

namespace Ridgeline.Tests.Choices;

/// <summary>One Newton step from a fit to each fit without a row, and the hat matrix, in dense matrices as the formulas stand.</summary>
internal sealed class DenseSteps
{
    private readonly EngineCase _case;
    private readonly Matrix<double> _x, _inverse;
    private readonly Vector<double> _pull;
    private readonly double[] _eta, _slopes, _curvatures;

    public DenseSteps(EngineCase c, PathPoint<LinearModel> point)
    {
        _case = c;
        double lambda = Strength.Of(point.Setting).LambdaOn(c.Sample);
        double[] scales = c.PenaltyScales();
        var w = point.Model.Coefficients;
        Support = [.. Enumerable.Range(0, c.Columns).Where(j =>
            c.TakesPart(j) && w[j] > c.LowerOf(j) && w[j] < c.UpperOf(j) && (w[j] != 0 || lambda * c.Factor(j) * c.L1Ratio == 0))];
        int size = Support.Length + (c.Intercept ? 1 : 0);
        _x = Matrix<double>.Build.Dense(c.Rows, size, (i, a) => a == Support.Length ? 1 : (c.X[Support[a] * c.Rows + i] - Mean(c, Support[a])) / scales[Support[a]]);
        _eta = c.Eta(point.Model);
        (_slopes, _curvatures) = (new double[c.Rows], new double[c.Rows]);
        c.Loss.Slopes(c.Y, _eta, _slopes);
        c.Loss.Curvatures(c.Y, _eta, _curvatures);
        double total = c.Weights.Sum();
        var d = Vector<double>.Build.Dense(c.Rows, i => c.Weights[i] > 0 ? c.Weights[i] / total * _curvatures[i] : 0);
        var a = _x.TransposeThisAndMultiply(Matrix<double>.Build.DiagonalOfDiagonalVector(d) * _x);
        _pull = Vector<double>.Build.Dense(size);
        for (int s = 0; s < Support.Length; s++)
        {
            double factor = lambda * c.Factor(Support[s]), beta = w[Support[s]] * scales[Support[s]];
            a[s, s] += factor * (1 - c.L1Ratio);
            _pull[s] = factor * ((1 - c.L1Ratio) * beta + c.L1Ratio * Math.Sign(beta));
        }

        IsSingular = size > 0 && !(a.ConditionNumber() < 1e9);
        _inverse = size == 0 || IsSingular ? a : a.Inverse();
        DegreesOfFreedom = size == 0 || IsSingular ? 0 : (_inverse * _x.TransposeThisAndMultiply(Matrix<double>.Build.DiagonalOfDiagonalVector(d) * _x)).Trace();
    }

    public int[] Support { get; }

    public bool IsSingular { get; }

    public double DegreesOfFreedom { get; }

    /// <summary>η₋ᵢ; with the same λ beside a mean, or with the same C.</summary>
    public double Link(int i, bool sameLambda)
    {
        double share = _case.Weights[i] / _case.Weights.Sum();
        if (_x.ColumnCount == 0)
            return _eta[i];
        var row = _x.Row(i);
        var without = _inverse.Inverse() - share * _curvatures[i] * row.OuterProduct(row);
        var gradient = share * _slopes[i] * row + (sameLambda ? share * _pull : 0 * _pull);
        return _eta[i] + row * without.Solve(gradient);
    }

    private static double Mean(EngineCase c, int j) =>
        c.Intercept ? Enumerable.Range(0, c.Rows).Sum(i => c.Weights[i] * c.X[j * c.Rows + i]) / c.Weights.Sum() : 0;
}
