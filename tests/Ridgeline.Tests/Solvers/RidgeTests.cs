using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Objectives;
using Ridgeline.Solvers;
using Ridgeline.Tests.Paths;

namespace Ridgeline.Tests.Solvers;

/// <summary>Ridge fits against what can be had without the solver.</summary>
public sealed class RidgeTests
{
    [Fact]
    public void The_squared_loss_has_the_solution_of_its_least_squares_problem() =>
        Gen.Select(Gen.Bool.SelectMany(factors => LinearCase.Gen("squared", new LinearKinds { Factors = factors })), Gen.Double[-4, 1]).Sample((c, power) =>
        {
            double lambda = Math.Pow(10, power);
            var model = c.Fit([Strength.Lambda(lambda).Setting]).Points[0].Model;
            var (w, b) = LeastSquares(c, lambda);
            for (int j = 0; j < c.Columns; j++)
                Assert.Equal(w[j], model.Coefficients[j], 1e-9 * (1 + Math.Abs(w[j])));
            Assert.Equal(b, model.Intercepts[0], 1e-9 * (1 + Math.Abs(b)));
        });

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void At_a_fit_no_coefficient_lowers_the_objective(string loss) =>
        Gen.Select(Gen.Bool.SelectMany(factors => LinearCase.Gen(loss, new LinearKinds { Factors = factors })), Gen.Double[-5, 1]).Sample((c, power) =>
        {
            const double H = 1e-5;
            double lambda = Math.Pow(10, power);
            var point = c.Fit([Strength.Lambda(lambda).Setting]).Points[0];
            double[] w = [.. point.Model.Coefficients], scales = c.PenaltyScales();
            double b = point.Model.Intercepts[0];
            Assert.Equal(c.Objective(w, b, lambda), point.Certificate!.Value.Primal, 1e-12 * (1 + point.Certificate.Value.Primal));
            for (int j = 0; j < w.Length; j++)
            {
                if (!c.Factors.IsDefault && double.IsInfinity(c.Factors[j]))
                    continue;
                double at = w[j], step = H / scales[j];
                w[j] = at + step;
                double above = c.Objective(w, b, lambda);
                w[j] = at - step;
                Assert.Equal(0, (above - c.Objective(w, b, lambda)) / (2 * H), 1e-7);
                w[j] = at;
            }

            if (c.Intercept)
                Assert.Equal(0, (c.Objective(w, b + H, lambda) - c.Objective(w, b - H, lambda)) / (2 * H), 1e-7);
            else
                Assert.Equal(0, b);
        });

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void The_gap_bounds_how_far_a_fit_is_from_the_optimum(string loss) =>
        Gen.Select(LinearCase.Gen(loss, new LinearKinds()), Gen.Double[-6, 0], Gen.Int[1, 4], Gen.Double[-10, -1]).Sample((c, power, most, digits) =>
        {
            var setting = Strength.Lambda(Math.Pow(10, power)).Setting;
            var rough = c.Fit([setting], Math.Pow(10, digits), most).Points[0].Certificate!.Value;
            var best = c.Fit([setting], 1e-15, 1000).Points[0].Certificate!.Value;
            Assert.True(rough.Primal - rough.Dual >= rough.Primal - best.Primal - 1e-13 * (1 + rough.Primal), $"{rough} and {best}");
            Assert.True(rough.RelativeGap >= -1e-13);
            Assert.Equal(rough.RelativeGap <= Math.Pow(10, digits), rough.Converged);
        });

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void The_null_objective_is_the_best_mean_loss_of_an_intercept_and_free_columns(string loss) =>
        LinearCase.Gen(loss, new LinearKinds { Factors = true }).Sample(c =>
        {
            var certificate = c.Fit([Strength.Lambda(0.1).Setting]).Points[0].Certificate!.Value;
            var free = c.WithColumns([0]) with { Factors = default };
            var best = free.Fit([Strength.Lambda(0).Setting]).Points[0].Model;
            Assert.Equal(free.MeanLoss(best.Coefficients, best.Intercepts[0]), certificate.NullObjective, 1e-10);
        });

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    public void The_null_fit_is_stationary_to_the_last_digits(string loss) => LinearCase.Gen(loss, new LinearKinds { Factors = true, MostRows = 2000, MostColumns = 4 }).Sample(c =>
    {
        var problem = new Problem(c.Sample, c.Loss, c.Penalty);
        var fit = NullFit.Of(new Coordinates(problem));
        Assert.Equal(FitStatus.Converged, fit.Status);
        Assert.InRange(Math.Abs(fit.Gradients[0]), 0, 1e-12);
    }, iter: 1000);

    /// <summary>Up to 1e5 standard deviations: η's own rounding is then 1e-11 of them, which a gap of 1e-10 still bears.</summary>
    [Fact]
    public void Targets_far_from_zero_are_certified_all_the_same() => Gen.Select(LinearCase.Gen("squared", new LinearKinds { Offsets = false }), Gen.Double[3, 5]).Sample((c, power) =>
    {
        var moved = c with { Intercept = true, Y = [.. c.Y.Select(y => y + Math.Pow(10, power))] };
        var point = moved.Fit([Strength.Lambda(0.1).Setting]).Points[0];
        Assert.True(point.Certificate!.Value.Converged, $"{point.Certificate}");
        var still = (c with { Intercept = true }).Fit([Strength.Lambda(0.1).Setting]).Points[0].Model;
        for (int j = 0; j < c.Columns; j++)
            Assert.Equal(still.Coefficients[j], point.Model.Coefficients[j], 1e-7);
    });

    /// <summary>min ½‖√v(y − offset − Zβ − b)‖² + ½λ Σκβ² as one QR decomposition of the stacked system.</summary>
    private static (double[] W, double B) LeastSquares(LinearCase c, double lambda)
    {
        int[] columns = [.. Enumerable.Range(0, c.Columns).Where(j => c.Factors.IsDefault || double.IsFinite(c.Factors[j]))];
        double[] scales = c.PenaltyScales();
        double total = c.Weights.Sum();
        int unknowns = columns.Length + (c.Intercept ? 1 : 0);
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
            a[c.Rows + k, k] = Math.Sqrt(lambda * (c.Factors.IsDefault ? 1 : c.Factors[columns[k]]));
        var solution = a.QR().Solve(right);
        var w = new double[c.Columns];
        for (int k = 0; k < columns.Length; k++)
            w[columns[k]] = solution[k] / scales[columns[k]];
        return (w, c.Intercept ? solution[columns.Length] : 0);
    }
}
