using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Solvers;

/// <summary>No penalty where columns depend on each other, paths that stop early, and models between the points of a path.</summary>
public sealed class LinearEngineEdgeFacts
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Without_a_penalty_dependent_columns_are_counted_and_predictions_are_those_of_least_squares(double ratio) =>
        Gen.Select(Gen.Bool.SelectMany(sparse => (new EngineCases("squared", ratio, sparse) { Factors = false, Limits = false, MostRows = 30, MostColumns = 45 }).Gen), Gen.Bool).Sample((c, repeat) =>
        {
            if (repeat)
                c = c.WithColumns([.. Enumerable.Range(0, c.Columns), 0]);
            int[] rows = [.. Enumerable.Range(0, c.Rows).Where(i => c.Weights[i] > 0)], columns = [.. Enumerable.Range(0, c.Columns).Where(c.TakesPart)];
            var point = c.Fit(0, 1e-10);
            var certificate = point.Certificate!.Value;
            Assert.True(certificate.Converged, $"{certificate}");
            var z = Matrix<double>.Build.Dense(rows.Length, columns.Length + (c.Intercept ? 1 : 0), (a, b) => Math.Sqrt(c.Weights[rows[a]]) * (b < columns.Length ? c.X[columns[b] * c.Rows + rows[a]] : 1));
            var y = Vector<double>.Build.Dense(rows.Length, a => Math.Sqrt(c.Weights[rows[a]]) * (c.Y[rows[a]] - (c.Offset.Length > 0 ? c.Offset[rows[a]] : 0)));
            if (z.ColumnCount == 0)
                return;
            var svd = z.Svd();
            int rank = svd.S.Count(s => s > 1e-10 * svd.S[0]);
            Assert.True((certificate.Dependent > 0) == (rank < z.ColumnCount), $"{certificate.Dependent} of {z.ColumnCount} columns are said to be dependent, the rank is {rank}");
            var u = svd.U.SubMatrix(0, rows.Length, 0, rank);
            var fitted = u * (u.Transpose() * y);
            double[] eta = c.Eta(point.Model);
            double squares = 0;
            for (int a = 0; a < rows.Length; a++)
                squares += Math.Pow(Math.Sqrt(c.Weights[rows[a]]) * (eta[rows[a]] - (c.Offset.Length > 0 ? c.Offset[rows[a]] : 0)) - fitted[a], 2) / c.Weights.Sum();
            Assert.True(squares <= 2 * 1e-10 * certificate.NullObjective + 1e-20, $"fitted values differ by {Math.Sqrt(squares):g3}, null {certificate.NullObjective:g3}");
        });

    [Theory]
    [InlineData("squared")]
    [InlineData("logistic")]
    [InlineData("poisson")]
    public void A_path_that_stops_early_is_the_whole_path_up_to_where_it_is_saturated(string loss) =>
        (new EngineCases(loss, 1, Sparse: false) { Factors = false, Limits = false }).Gen.Sample(c =>
        {
            var fitter = c.Fitter(40, 1e-6);
            var settings = fitter.Settings(c.Sample);
            ImmutableArray<PathPoint<LinearModel>> Points(bool stops) =>
                fitter.Fit([c.Sample], settings, new FitOptions { StopWhenSaturated = stops, Threads = 1 }, null, CancellationToken.None)[0].Points;
            var (whole, part) = (Points(false), Points(true));
            Assert.Equal(settings.Length, whole.Length);
            Assert.InRange(part.Length, 5, whole.Length);
            for (int k = 0; k < part.Length; k++)
            {
                Assert.Equal(whole[k].Model.Coefficients, part[k].Model.Coefficients);
                Assert.Equal(whole[k].Certificate, part[k].Certificate);
            }

            Assert.All(part[4..^1], point => Assert.True(point.Model.DevianceRatio <= 0.999));
        }, iter: 40);

    [Theory]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("poisson")]
    public void Lambdas_next_to_each_other_lead_nowhere_else(string loss) =>
        (new EngineCases(loss, 0.5, Sparse: false) { Overlapping = true, MostColumns = 12 }).Gen.Sample(c =>
        {
            double[] lambdas = [0.02, Math.BitDecrement(0.02), Math.BitDecrement(Math.BitDecrement(0.02)), 0.01, Math.BitDecrement(0.01), 1e-3, 1e-5];
            foreach (var point in c.Fit([.. lambdas.Select(lambda => Strength.Lambda(lambda).Setting)], 1e-6))
                LinearEngineFacts.Optimal(c, point, 1e-6);
        }, iter: 40);

    /// <summary>Only differences between classes count: without a penalty a column's coefficients are centred, and one redundant class is no rank deficiency.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unpenalised_columns_of_several_classes_are_centred_and_no_class_counts_as_dependent(bool atZero) =>
        (new EngineCases("multinomial", 0.5, Sparse: false) { Factors = false, Limits = false, Odd = false, Overlapping = true, MostColumns = 4, MostRows = 40 }).Gen.Sample(c =>
        {
            if (!atZero)
                c = c with { Factors = [.. Enumerable.Range(0, c.Columns).Select(j => j == 0 ? 0.0 : 1)] };
            var repeated = c.WithColumns([.. Enumerable.Range(0, c.Columns), 0]);
            foreach (var (problem, dependent) in new[] { (c, 0), (repeated, 1) })
            {
                var point = problem.Fit(atZero ? 0 : 0.1, 1e-10);
                var (model, scales) = (point.Model, problem.PenaltyScales());
                Assert.True(point.Certificate!.Value.Converged, $"{point.Certificate}");
                Assert.Equal(dependent, point.Certificate.Value.Dependent);
                double squares = 0;
                for (int j = 0; j < problem.Columns; j++)
                {
                    double[] w = [.. Enumerable.Range(0, problem.Outputs).Select(k => model.Coefficients[k * problem.Columns + j])];
                    squares += w.Sum(value => value * value * scales[j] * scales[j]);
                    if (atZero || problem.Factor(j) == 0)
                        Assert.Equal(0, w.Sum(), 1e-12 * w.Sum(Math.Abs));
                }

                Assert.Equal(Math.Sqrt(squares), model.Norm, 1e-12 * model.Norm);
            }
        }, iter: 40);

    /// <summary>Every row is beyond Huber's δ at the unpenalised fit: nothing but damping is curvature there.</summary>
    [Fact]
    public void Where_no_row_has_curvature_a_cold_start_and_the_largest_lambda_hold()
    {
        var cases = new EngineCases("huber", 1, Sparse: false);
        var stalled = cases.Draw(7768611920970, 14, 12).Fit(0.02888676658372988, 1e-12).Certificate!.Value;
        Assert.True(stalled.Converged, $"{stalled}");
        var c = cases.Draw(277569076, 18, 11);
        double largest = c.Fitter().Settings(c.Sample)[0].Value;
        for (int power = -5; power <= 5; power++)
        {
            var scaled = c with { Weights = [.. c.Weights.Select(s => s * Math.Pow(10, power / 57.0))] };
            Assert.Equal(largest, scaled.Fitter().Settings(scaled.Sample)[0].Value, 1e-13 * largest);
        }
    }

    /// <summary>Rows of no events whose mean falls to 1e-13 and 1e-127: the dual point may not take a negative mean from rounding, and must meet a free column's equality all the same.</summary>
    [Theory]
    [InlineData(6507, 27, 17)]
    [InlineData(10247, 42, 27)]
    public void Rows_whose_curvature_has_died_away_leave_a_dual_point(int seed, int rows, int columns)
    {
        var c = new EngineCases("poisson", 1, Sparse: false) { MostColumns = 30 }.Draw((ulong)seed, rows, columns);
        Assert.Contains(0, c.Factors);
        foreach (var point in c.Fit(c.Fitter().Settings(c.Sample), 1e-10))
            Assert.True(point.Certificate!.Value.Converged, $"{point.Certificate} at {point.Setting}");
    }

    [Fact]
    public void Between_two_points_a_model_is_linear_in_lambda_and_beyond_the_ends_the_end_s() =>
        Gen.Select((new EngineCases("squared", 1, Sparse: false) { Factors = false, Limits = false, Odd = false, MostColumns = 5 }).Gen, Gen.Double[0, 1]).Sample((c, share) =>
        {
            double largest = c.Fitter().Settings(c.Sample)[0].Value, high = 1e-6 * largest, low = 1e-7 * largest, between = low + share * (high - low);
            var points = c.Fit([Strength.Lambda(high).Setting, Strength.Lambda(low).Setting], 1e-12);
            var path = new ModelPath<LinearModel>(points);
            Assert.Same(points[0].Model, path.At(Strength.Lambda(2 * high)));
            Assert.Same(points[1].Model, path.At(Strength.Lambda(low)));
            Assert.Same(points[1].Model, path.At(Strength.Lambda(0.5 * low)));
            Assert.Throws<ArgumentException>(() => path.At(Strength.C(1)));
            var model = path.At(Strength.Lambda(between));
            for (int j = 0; j < c.Columns; j++)
            {
                double expected = points[1].Model.Coefficients[j] + share * (points[0].Model.Coefficients[j] - points[1].Model.Coefficients[j]);
                Assert.Equal(expected, model.Coefficients[j], 1e-12 * (1 + Math.Abs(expected)));
            }

            double optimum = c.Fit(between, 1e-12).Certificate!.Value.Primal; // the segment between two points lies above the optimum, and below their chord
            Assert.InRange(c.Objective(model, between), optimum - 1e-12 * (1 + optimum), Math.Max(c.Objective(points[0].Model, between), c.Objective(points[1].Model, between)) + 1e-12 * (1 + optimum));
        }, iter: 60);
}
