using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Solvers;

namespace Ridgeline.Tests.Solvers;

/// <summary>Ridge paths by one reduction, against augmented least squares by QR.</summary>
public sealed class RidgePathFacts
{
    private static readonly Gen<(EngineCase Case, double[] Lambdas)> Cases = With(Gen.Bool.SelectMany(sparse => new EngineCases("squared", 0, sparse) { Limits = false }.Gen));

    private static readonly Gen<(EngineCase Case, double[] Lambdas)> TallCases = With(new EngineCases("squared", 0, false) { Limits = false, MostRows = 200, MostColumns = 20 }.Gen);

    private static Gen<(EngineCase Case, double[] Lambdas)> With(Gen<EngineCase> cases) => Gen.Select(cases, Gen.Double[-3, 1].Array[3, 11])
        .Select((c, powers) => (c, powers.Select(power => Math.Pow(10, power)).Distinct().OrderDescending().ToArray()));

    [Fact]
    public void Every_point_is_certified_and_solves_the_augmented_least_squares() => Gen.OneOf(Cases, TallCases).Sample((c, lambdas) =>
    {
        var points = c.Fit([.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)], 1e-10);
        for (int k = 0; k < lambdas.Length; k++)
        {
            LinearEngineFacts.Certified(c, points[k], 1e-10);
            var (w, b) = LeastSquares(c, lambdas[k]);
            double size = w.Select(Math.Abs).Append(1).Max();
            for (int j = 0; j < c.Columns; j++)
                Assert.True(Math.Abs(w[j] - points[k].Model.Coefficients[j]) <= 1e-9 * size, $"w{j} = {points[k].Model.Coefficients[j]:r} for {w[j]:r} at {lambdas[k]}");
            Assert.True(Math.Abs(b - points[k].Model.Intercepts[0]) <= 1e-9 * (size + Math.Abs(b)));
        }
    }, iter: 300);

    [Fact]
    public void A_walk_certifies_every_lambda_by_itself() => Cases.Sample((c, lambdas) =>
    {
        var path = new LinearPath(new Problem(c.Sample, c.Loss, c.Penalty));
        if (!(path.Null.Objective > 0) || !RidgePath.Fits(path.Coordinates, lambdas.Length))
            return;
        int told = 0;
        int walked = new RidgePath(path.Coordinates, path.Null).Walk(lambdas, 1e-10, _ => ++told > 0, out bool ended, CancellationToken.None);
        Assert.Equal((lambdas.Length, lambdas.Length, false), (walked, told, ended));
    }, iter: 300);

    [Fact]
    public void A_tall_path_needs_no_more_than_its_Gram_matrix() => TallCases.Sample((c, lambdas) =>
    {
        var path = new LinearPath(new Problem(c.Sample, c.Loss, c.Penalty));
        if (!(path.Null.Objective > 0) || !GramPath.Fits(path.Coordinates))
            return;
        double[] withNone = [.. lambdas, 0];
        int told = 0;
        int walked = new GramPath(path.Coordinates, path.Null).Walk(withNone, 1e-10, _ => ++told > 0, out bool ended, CancellationToken.None);
        Assert.Equal((withNone.Length, withNone.Length, false), (walked, told, ended));
    }, iter: 300);

    [Fact]
    public void Dense_is_sparse_and_a_path_is_its_single_fits() => Cases.Sample((c, lambdas) =>
    {
        var points = c.Fit([.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)], 1e-10);
        var other = (c with { Sparse = !c.Sparse }).Fit([.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)], 1e-10);
        for (int k = 0; k < lambdas.Length; k++)
        {
            var single = c.Fit(lambdas[k], 1e-10).Model;
            double size = points[k].Model.Coefficients.Select(Math.Abs).Append(1).Max();
            for (int j = 0; j < c.Columns; j++)
            {
                Assert.Equal(points[k].Model.Coefficients[j], single.Coefficients[j], 1e-9 * size);
                Assert.Equal(points[k].Model.Coefficients[j], other[k].Model.Coefficients[j], 1e-9 * size);
            }
        }
    }, iter: 100);

    [Fact]
    public void A_shifted_matrix_is_solved_for_every_shift() => Gen.Select(Gen.ULong, Gen.Int[1, 150]).Sample((seed, size) =>
    {
        var random = new RandomStream(seed);
        int stride = (size + 7) / 8 * 8, rank = 1 + random.NextBelow(size + 5);
        var factor = Matrix<double>.Build.Dense(size, rank, (_, _) => random.NextUniform() - 0.5);
        var a = factor * factor.Transpose();
        var values = new double[size * stride];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++)
                values[i * stride + j] = a[i, j];
        double[] lambdas = [.. Enumerable.Range(0, Tridiagonal.Lanes).Select(b => Math.Pow(10, -b / 2.0))];
        double[] right = [.. Enumerable.Range(0, size * Tridiagonal.Lanes).Select(_ => random.NextUniform() - 0.5)], x = [.. right];
        new Tridiagonal(values, size, stride).Solve(lambdas, x);
        for (int b = 0; b < lambdas.Length; b++)
        {
            var solution = Vector<double>.Build.Dense(size, i => x[i * Tridiagonal.Lanes + b]);
            var missing = a * solution + lambdas[b] * solution - Vector<double>.Build.Dense(size, i => right[i * Tridiagonal.Lanes + b]);
            Assert.InRange(missing.L2Norm(), 0, 1e-14 * size * (1 + a.FrobeniusNorm() * solution.L2Norm()));
        }
    }, iter: 100);

    /// <summary>min ½‖√v(y − offset − Zβ − b)‖² + ½λΣκβ² as one QR decomposition of the stacked system.</summary>
    private static (double[] W, double B) LeastSquares(EngineCase c, double lambda)
    {
        int[] columns = [.. Enumerable.Range(0, c.Columns).Where(c.TakesPart)];
        double[] scales = c.PenaltyScales();
        double total = c.Weights.Sum();
        int unknowns = columns.Length + (c.Intercept ? 1 : 0);
        var w = new double[c.Columns];
        if (unknowns == 0)
            return (w, 0);
        var a = Matrix<double>.Build.Dense(c.Rows + columns.Length, unknowns);
        var right = Vector<double>.Build.Dense(c.Rows + columns.Length);
        for (int i = 0; i < c.Rows; i++)
        {
            double root = Math.Sqrt(c.Weights[i] / total);
            for (int k = 0; k < columns.Length; k++)
                a[i, k] = root * c.X[columns[k] * c.Rows + i] / scales[columns[k]];
            if (c.Intercept)
                a[i, columns.Length] = root;
            right[i] = root * (c.Y[i] - (c.Offset.Length > 0 ? c.Offset[i] : 0));
        }

        for (int k = 0; k < columns.Length; k++)
            a[c.Rows + k, k] = Math.Sqrt(lambda * c.Factor(columns[k]));
        var solution = a.QR().Solve(right);
        for (int k = 0; k < columns.Length; k++)
            w[columns[k]] = solution[k] / scales[columns[k]];
        return (w, c.Intercept ? solution[columns.Length] : 0);
    }
}
