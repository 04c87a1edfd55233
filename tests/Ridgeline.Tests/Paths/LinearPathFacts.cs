using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;

namespace Ridgeline.Tests.Paths;

/// <summary>What holds for every path of linear models, over random problems: correlated, badly scaled, wide, with held-out rows and free columns.</summary>
public sealed class LinearPathFacts
{
    private static readonly FitOptions Tight = new() { Tolerance = 1e-10, Threads = 1 };
    private static readonly Gen<Case> Cases = Gen.Select(Gen.ULong, Gen.Int[6, 40], Gen.Int[1, 12], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        .Select((seed, rows, columns, logistic, intercept, standardize, hard) => new Case(seed, rows, columns, logistic, intercept, standardize, hard));

    private sealed record Case(ulong Seed, int Rows, int Columns, bool Logistic, bool Intercept, bool Standardize, bool Hard)
    {
        public Loss Loss => Logistic ? Loss.Logistic : Loss.Squared;

        public (double[] X, double[] Y, double[] Weights) Draw()
        {
            var random = new Ridgeline.Numerics.RandomStream(Seed);
            double[] common = [.. Enumerable.Range(0, Rows).Select(_ => random.NextUniform() - 0.5)];
            var x = new double[Rows * Columns];
            for (int j = 0; j < Columns; j++)
            {
                double scale = Hard && Standardize ? Math.Pow(10, random.NextBelow(17) - 8) : 1, shared = Hard ? 0.999 : 0;
                for (int i = 0; i < Rows; i++)
                    x[j * Rows + i] = scale * (shared * common[i] + (1 - shared) * (random.NextUniform() - 0.5));
            }

            double[] y = [.. Enumerable.Range(0, Rows).Select(i => Logistic ? (i < 2 ? i : random.NextBelow(2)) : 3 * common[i] + random.NextUniform())];
            double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i < 4 ? 1.0 : random.NextBelow(4))];
            return (x, y, weights);
        }

        public Sample Sample()
        {
            var (x, y, weights) = Draw();
            return Ridgeline.Designs.Sample.Of(Design.Dense(x, Rows), y, weights, standardize: Standardize, intercept: Intercept);
        }
    }

    [Fact]
    public void Every_point_of_an_automatic_path_is_certified() => Cases.Sample(c =>
    {
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, new LambdaGrid { Count = 12, Ratio = 1e-7 });
        var sample = c.Sample();
        foreach (var point in Fit(fitter, sample, fitter.Settings(sample)))
        {
            var certificate = point.Certificate!.Value;
            Assert.True(certificate.Converged, $"{point.Setting}: {certificate}");
            Assert.InRange(certificate.RelativeGap!.Value, -1e-12, 1e-10);
        }
    });

    [Fact]
    public void The_gap_bounds_how_far_the_objective_is_from_the_optimum() => Gen.Select(Cases, Gen.Double[-6, 0], Gen.Int[1, 4]).Sample((c, exponent, steps) =>
    {
        var sample = c.Sample();
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2);
        ImmutableArray<Setting> setting = [Strength.Lambda(Math.Pow(10, exponent)).Setting];
        var cut = Fit(fitter, sample, setting, new FitOptions { Tolerance = 1e-3, MaxIterations = steps })[0].Certificate!.Value;
        var exact = Fit(fitter, sample, setting, new FitOptions { Tolerance = 1e-12 })[0].Certificate!.Value;
        if (cut.Dual is { } dual)
            Assert.True(dual <= exact.Primal + 1e-13 * cut.NullObjective, $"{dual} is above {exact.Primal}");
        Assert.True(cut.Primal >= exact.Primal - 1e-12 * cut.NullObjective);
    });

    [Fact]
    public void The_fit_is_stationary_for_the_objective_written_out() => Gen.Select(Cases.Where(c => !c.Hard), Gen.Double[-4, 0]).Sample((c, exponent) =>
    {
        double lambda = Math.Pow(10, exponent);
        var (x, y, weights) = c.Draw();
        var sample = c.Sample();
        var model = Fit(new LinearPathFitter(c.Loss, Penalty.L2), sample, [Strength.Lambda(lambda).Setting])[0].Model;
        double[] w = [.. model.Coefficients, .. model.Intercepts];
        double Objective(double[] v)
        {
            double sum = 0;
            for (int i = 0; i < c.Rows; i++)
            {
                double eta = v[^1];
                for (int j = 0; j < c.Columns; j++)
                    eta += x[j * c.Rows + i] * v[j];
                sum += weights[i] * (c.Logistic ? Math.Log(1 + Math.Exp(eta)) - y[i] * eta : 0.5 * (y[i] - eta) * (y[i] - eta));
            }

            sum /= weights.Sum();
            for (int j = 0; j < c.Columns; j++)
                sum += 0.5 * lambda * Math.Pow(v[j] * (c.Standardize ? sample.View.Scales[j] : 1), 2);
            return sum;
        }

        for (int j = 0; j < (c.Intercept ? w.Length : w.Length - 1); j++)
        {
            double[] up = [.. w], down = [.. w];
            (up[j], down[j]) = (up[j] + 1e-5, down[j] - 1e-5);
            Assert.InRange((Objective(up) - Objective(down)) / 2e-5, -1e-7, 1e-7);
        }
    });

    [Fact]
    public void Squared_loss_solves_the_normal_equations() => Gen.Select(Cases.Where(c => !c.Hard && !c.Logistic && c.Intercept), Gen.Double[-3, 0]).Sample((c, exponent) =>
    {
        double lambda = Math.Pow(10, exponent);
        var (x, y, weights) = c.Draw();
        var sample = c.Sample();
        var model = Fit(new LinearPathFitter(Loss.Squared, Penalty.L2), sample, [Strength.Lambda(lambda).Setting])[0].Model;
        var z = Matrix<double>.Build.Dense(c.Rows, c.Columns + 1, (i, j) => j < c.Columns ? x[j * c.Rows + i] : 1);
        var v = Matrix<double>.Build.DenseOfDiagonalArray([.. weights.Select(s => s / weights.Sum())]);
        var penalty = Matrix<double>.Build.DenseOfDiagonalArray([.. Enumerable.Range(0, c.Columns + 1).Select(j => j == c.Columns ? 0 : lambda * (c.Standardize ? sample.View.Scales[j] * sample.View.Scales[j] : 1))]);
        var w = (z.Transpose() * v * z + penalty).Solve(z.Transpose() * v * Vector<double>.Build.Dense(y));
        for (int j = 0; j < c.Columns; j++)
            Assert.Equal(w[j], model.Coefficients[j], 1e-7 * (1 + w.AbsoluteMaximum()));
        Assert.Equal(w[c.Columns], model.Intercepts[0], 1e-7 * (1 + w.AbsoluteMaximum()));
    });

    [Fact]
    public void As_lambda_falls_the_training_loss_never_rises_and_the_norm_never_falls() => Cases.Sample(c =>
    {
        var sample = c.Sample();
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, new LambdaGrid { Count = 10, Ratio = 1e-6 });
        var points = Fit(fitter, sample, fitter.Settings(sample));
        double scale = points[0].Certificate!.Value.NullObjective;
        for (int k = 1; k < points.Length; k++)
        {
            Assert.True(points[k].Model.Norm >= points[k - 1].Model.Norm * (1 - 1e-6));
            Assert.True(TrainLoss(c, sample, points[k]) <= TrainLoss(c, sample, points[k - 1]) + 1e-9 * scale);
        }
    });

    [Fact]
    public void A_held_out_row_is_an_absent_row_a_frequency_of_2_the_row_twice_and_the_weights_scale_nothing() => Cases.Sample(c =>
    {
        var (x, y, weights) = c.Draw();
        int[] copies = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        double[] repeated = [.. Enumerable.Range(0, c.Columns).SelectMany(j => copies.Select(i => x[j * c.Rows + i]))];
        var weighted = c.Sample();
        var twice = Sample.Of(Design.Dense(repeated, copies.Length), [.. copies.Select(i => y[i])], standardize: c.Standardize, intercept: c.Intercept);
        var scaled = weighted.Reweighted([.. weights.Select(s => 3.7 * s)]);
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, new LambdaGrid { Count = 5, Ratio = 1e-3 });
        var settings = fitter.Settings(weighted);
        var expected = Fit(fitter, weighted, settings);
        foreach (var other in new[] { twice, scaled })
        {
            var points = Fit(fitter, other, fitter.Settings(other));
            for (int k = 0; k < points.Length; k++)
            {
                Assert.Equal(settings[k].Value, points[k].Setting.Value, 1e-9 * settings[k].Value);
                Assert.Equal(expected[k].Model.Norm, points[k].Model.Norm, 1e-6 * (1e-9 + expected[k].Model.Norm));
            }
        }
    });

    [Fact]
    public void Neither_threads_nor_company_nor_the_start_change_a_fit() => Cases.Sample(c =>
    {
        var sample = c.Sample();
        var other = sample.Reweighted([.. sample.Weights.ToArray().Select((s, i) => i < 4 ? s : 1)]);
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2, new LambdaGrid { Count = 5, Ratio = 1e-4 });
        var settings = fitter.Settings(sample);
        var alone = Fit(fitter, sample, settings);
        var together = fitter.Fit([other, sample, other], settings, Tight with { Threads = 4 }, null, CancellationToken.None)[1].Points;
        Assert.Equal(alone.SelectMany(p => p.Model.Coefficients), together.SelectMany(p => p.Model.Coefficients));
        var cold = Fit(fitter, sample, [settings[^1]])[0];
        Assert.Equal(alone[^1].Certificate!.Value.Primal, cold.Certificate!.Value.Primal, 1e-10 * alone[0].Certificate!.Value.NullObjective);
    });

    [Fact]
    public void Permuting_columns_permutes_the_coefficients() => Cases.Where(c => !c.Hard).Sample(c =>
    {
        var (x, y, weights) = c.Draw();
        double[] reversed = [.. Enumerable.Range(0, c.Columns).Reverse().SelectMany(j => x[(j * c.Rows)..((j + 1) * c.Rows)])];
        var fitter = new LinearPathFitter(c.Loss, Penalty.L2);
        ImmutableArray<Setting> setting = [Strength.Lambda(0.01).Setting];
        var w = Fit(fitter, c.Sample(), setting)[0].Model.Coefficients;
        var v = Fit(fitter, Sample.Of(Design.Dense(reversed, c.Rows), y, weights, standardize: c.Standardize, intercept: c.Intercept), setting)[0].Model.Coefficients;
        for (int j = 0; j < c.Columns; j++)
            Assert.Equal(w[j], v[c.Columns - 1 - j], 1e-7 * (1 + Math.Abs(w[j])));
    });

    [Fact]
    public void A_free_column_is_not_shrunk_and_an_excluded_one_takes_no_part() => Cases.Where(c => c.Columns >= 3 && !c.Hard && !c.Logistic).Sample(c =>
    {
        var sample = c.Sample();
        double[] factors = [.. Enumerable.Range(0, c.Columns).Select(j => j == 0 ? 0 : j == 1 ? double.PositiveInfinity : 1)];
        var point = Fit(new LinearPathFitter(c.Loss, Penalty.L2.With([.. factors])), sample, [Strength.Lambda(1e6).Setting])[0];
        var alone = Fit(new LinearPathFitter(c.Loss, Penalty.L2.With([.. factors.Select((_, j) => j == 0 ? 0 : double.PositiveInfinity)])), sample, [Strength.Lambda(1).Setting])[0];
        Assert.Equal(0, point.Model.Coefficients[1]);
        Assert.Equal(alone.Model.Coefficients[0], point.Model.Coefficients[0], 1e-4 * (1 + Math.Abs(alone.Model.Coefficients[0])));
        Assert.True(point.Certificate!.Value.Converged);
    });

    [Fact]
    public void An_offset_acts_as_a_fixed_part_of_the_prediction() => Cases.Where(c => !c.Hard && !c.Logistic).Sample(c =>
    {
        var (x, y, weights) = c.Draw();
        double[] offset = [.. Enumerable.Range(0, c.Rows).Select(i => Math.Sin(i))];
        var design = Design.Dense(x, c.Rows);
        var shifted = Sample.Of(design, y, weights, offset: offset, standardize: c.Standardize, intercept: c.Intercept);
        var subtracted = Sample.Of(design, [.. y.Zip(offset, (a, b) => a - b)], weights, standardize: c.Standardize, intercept: c.Intercept);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        var (one, two) = (Fit(fitter, shifted, [Strength.Lambda(0.01).Setting])[0], Fit(fitter, subtracted, [Strength.Lambda(0.01).Setting])[0]);
        Assert.Equal(two.Model.Coefficients, one.Model.Coefficients, (a, b) => Math.Abs(a - b) <= 1e-8 * (1 + Math.Abs(a)));
        Assert.True(one.Certificate!.Value.Converged);
    });

    [Fact]
    public void The_automatic_grid_starts_at_the_largest_gradient_over_a_thousandth_and_falls_evenly() => Cases.Where(c => !c.Hard && c.Intercept && c.Standardize).Sample(c =>
    {
        var (x, y, weights) = c.Draw();
        var sample = c.Sample();
        double total = weights.Sum(), mean = y.Zip(weights, (a, s) => a * s).Sum() / total, largest = 0;
        for (int j = 0; j < c.Columns; j++)
        {
            double g = 0;
            for (int i = 0; i < c.Rows; i++)
                g += weights[i] / total * (mean - y[i]) * (x[j * c.Rows + i] - sample.View.Means[j]) / sample.View.Scales[j];
            largest = Math.Max(largest, Math.Abs(g));
        }

        var grid = new LinearPathFitter(c.Loss, Penalty.L2).Settings(sample);
        Assert.Equal(100, grid.Length);
        Assert.Equal(1000 * largest, grid[0].Value, 1e-9 * grid[0].Value);
        Assert.Equal(sample.RowsWithWeight >= c.Columns ? 1e-4 : 1e-2, grid[^1].Value / grid[0].Value, 1e-12);
    });

    [Fact]
    public void A_fit_cut_short_has_a_gap_above_its_tolerance_and_is_not_converged()
    {
        var sample = new Case(3, 40, 5, Logistic: true, Intercept: true, Standardize: true, Hard: false).Sample();
        var certificate = Fit(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, [Strength.Lambda(1e-5).Setting], new FitOptions { MaxIterations = 1, Tolerance = 1e-10 })[0].Certificate!.Value;
        Assert.Equal(FitStatus.IterationLimit, certificate.Status);
        Assert.False(certificate.Converged);
        Assert.True(certificate.RelativeGap > 1e-10);
    }

    [Theory]
    [InlineData("complete", new double[] { 1, 2, 3, 4, 5, 6 }, new double[] { 0, 0, 0, 1, 1, 1 }, FitStatus.Separable)]
    [InlineData("quasi-complete: they meet in one value", new double[] { 1, 2, 3, 3, 5, 6 }, new double[] { 0, 0, 0, 1, 1, 1 }, FitStatus.Separable)]
    [InlineData("quasi-complete: a rare value has one class", new double[] { 0, 0, 0, 0, 1, 1 }, new double[] { 0, 1, 0, 1, 1, 1 }, FitStatus.Separable)]
    [InlineData("overlapping", new double[] { 1, 2, 4, 3, 5, 6 }, new double[] { 0, 0, 0, 1, 1, 1 }, FitStatus.Converged)]
    [InlineData("barely overlapping", new double[] { 1, 2, 3.001, 3, 5, 6 }, new double[] { 0, 0, 0, 1, 1, 1 }, FitStatus.Converged)]
    [InlineData("one class", new double[] { 1, 2, 3, 4, 5, 6 }, new double[] { 1, 1, 1, 1, 1, 1 }, FitStatus.Separable)]
    public void Without_a_penalty_separable_classes_are_found_and_others_converge(string why, double[] x, double[] y, FitStatus status)
    {
        var sample = Sample.Of(Design.Dense(x, x.Length), y);
        var certificate = Fit(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, [Strength.C(double.PositiveInfinity).Setting])[0].Certificate!.Value;
        Assert.True(certificate.Status == status, $"{why}: {certificate}");
    }

    [Fact]
    public void One_class_has_no_optimum_at_any_lambda() =>
        Assert.Equal(FitStatus.Separable, Fit(new LinearPathFitter(Loss.Logistic, Penalty.L2), Sample.Of(Design.Dense([1, 2, 3], 3), [1, 1, 1]), [Strength.Lambda(0.1).Setting])[0].Certificate!.Value.Status);

    [Fact]
    public void Duplicate_columns_without_a_penalty_are_left_out_and_the_fit_is_that_of_one()
    {
        double[] x = [1, 2, 4, 3, 5, 6, 2.5, 3.5], y = [0, 0, 0, 1, 1, 1, 1, 0];
        var fitter = new LinearPathFitter(Loss.Logistic, Penalty.L2);
        ImmutableArray<Setting> none = [Strength.C(double.PositiveInfinity).Setting];
        var one = Fit(fitter, Sample.Of(Design.Dense(x, 8), y), none)[0];
        var two = Fit(fitter, Sample.Of(Design.Dense([.. x, .. x], 8), y), none)[0];
        Assert.True(two.Certificate!.Value.Converged);
        Assert.Equal(one.Model.Coefficients[0], two.Model.Coefficients.Sum(), 1e-8);
    }

    [Fact]
    public void What_a_solver_can_t_do_is_refused_before_any_work()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3], 3), [0, 1, 2]);
        Assert.Contains("0 and 1", Assert.Throws<ArgumentException>(() => Fit(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, [Strength.Lambda(1).Setting])).Message);
        Assert.Throws<ArgumentException>(() => Fit(new LinearPathFitter(Loss.Squared, Penalty.L2.With([1, 1])), sample, [Strength.Lambda(1).Setting]));
        Assert.Throws<ArgumentException>(() => Fit(new LinearPathFitter(Loss.Squared, Penalty.L2), sample, [new Setting(Knob.Depth, 1)]));
    }

    [Fact]
    public void A_stopped_path_throws_and_says_so()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var sample = Sample.Of(Design.Dense([1, 2, 3], 3), [0, 1, 2]);
        Assert.Throws<OperationCanceledException>(() => new LinearPathFitter(Loss.Squared, Penalty.L2).Fit([sample], [Strength.Lambda(1).Setting], Tight, null, source.Token));
    }

    [Fact]
    public void The_articles_weights_and_objective_are_found_at_every_c()
    {
        var article = ReferenceData.Golden("seed_article").RootElement;
        var table = ReferenceData.Table("breast_cancer");
        var weights = new double[569];
        foreach (var row in article.GetProperty("split").GetProperty("train_rows").EnumerateArray())
            weights[row.GetInt32()] = 1;
        var sample = Sample.Of(Design.Of(table, article.GetProperty("x_columns").EnumerateArray().Select(n => n.GetString()!)), table.Numbers("target").Values, weights);
        var rows = article.GetProperty("c_sweep").GetProperty("rows").EnumerateArray().ToArray();
        var points = Fit(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, [.. rows.Select(r => Strength.C(r.GetProperty("C").GetDouble()).Setting)]);
        for (int k = 0; k < rows.Length; k++)
        {
            Compare(rows[k].GetProperty("exact"), points[k].Model, 1e-6);
            Assert.Equal(rows[k].GetProperty("exact").GetProperty("weight_norm").GetDouble(), points[k].Model.Norm, 1e-6 * points[k].Model.Norm);
        }

        var l2 = article.GetProperty("three_types").EnumerateArray().First().GetProperty("exact");
        Compare(l2, points[3].Model, 1e-9);
        Assert.Equal(l2.GetProperty("objective_mean_scale").GetDouble(), points[3].Certificate!.Value.Primal, 1e-12);

        void Compare(System.Text.Json.JsonElement exact, LinearModel model, double tolerance)
        {
            double[] w = [.. exact.GetProperty("coef").EnumerateArray().Select(v => v.GetDouble())];
            double largest = w.Max(Math.Abs), centred = model.Intercepts[0];
            for (int j = 0; j < w.Length; j++)
            {
                Assert.Equal(w[j], model.Coefficients[j] * sample.View.Scales[j], tolerance * largest);
                centred += model.Coefficients[j] * sample.View.Means[j];
            }

            Assert.Equal(exact.GetProperty("intercept").GetDouble(), centred, tolerance * largest);
        }
    }

    private static ImmutableArray<PathPoint<LinearModel>> Fit(LinearPathFitter fitter, Sample sample, ImmutableArray<Setting> settings, FitOptions? options = null) =>
        fitter.Fit([sample], settings, options ?? Tight, null, CancellationToken.None)[0].Points;

    private static double TrainLoss(Case c, Sample sample, PathPoint<LinearModel> point)
    {
        var link = new double[c.Rows];
        point.Model.Link(sample.Design, link);
        return c.Loss.Sum(sample.Target, link, sample.Weights) / sample.WeightSum;
    }
}
