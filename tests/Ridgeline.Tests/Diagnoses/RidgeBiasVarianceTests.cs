using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Diagnoses;

public sealed class RidgeBiasVarianceTests
{
    private static readonly FitOptions Tight = new() { Tolerance = 1e-13, Threads = 1 };

    [Fact]
    public void Bias_variance_and_degrees_of_freedom_are_those_of_60_digits()
    {
        using var golden = ReferenceData.Golden("bias_variance");
        var root = golden.RootElement;
        var (sample, test, _) = Polynomial(root);
        double[] truth = Column("f_true"), at = Numbers(root.GetProperty("f_test"));
        foreach (var row in root.GetProperty("rows").EnumerateArray())
        {
            double alpha = row.GetProperty("alpha").GetDouble(), tolerance = alpha <= 1e-8 ? 1e-5 : 1e-8;
            var found = RidgeBiasVariance.Of(sample, Penalty.L2, truth, root.GetProperty("sigma").GetDouble(), test, at, [Strength.Lambda(alpha / sample.Rows).Setting]).Points[0];
            Near(row.GetProperty("edf_including_intercept").GetDouble(), found.DegreesOfFreedom, tolerance);
            Near(row.GetProperty("bias2_mean").GetDouble(), found.BiasSquared, tolerance);
            Near(row.GetProperty("variance_mean").GetDouble(), found.Variance, tolerance);
            Near(row.GetProperty("expected_test_mse_mean").GetDouble(), found.ExpectedError, tolerance);
            double[] biases = Numbers(row.GetProperty("bias2_per_x")), variances = Numbers(row.GetProperty("variance_per_x"));
            for (int t = 0; t < at.Length; t++)
            {
                Near(variances[t], found.Variances[t], tolerance);
                // a bias that crosses zero has only the digits that the largest leaves it
                Assert.Equal(Math.Sqrt(biases[t]), Math.Abs(found.Biases[t]), tolerance * Math.Sqrt(biases.Max()));
            }
        }
    }

    [Fact]
    public void Coefficients_and_predictions_of_a_draw_are_those_of_60_digits()
    {
        using var golden = ReferenceData.Golden("bias_variance");
        var root = golden.RootElement;
        var (sample, test, y) = Polynomial(root);
        var smoother = new RidgeSmoother(sample, Penalty.L2);
        double[] reduced = smoother.Reduced(y), filtered = new double[smoother.Count];
        foreach (var row in root.GetProperty("rows").EnumerateArray())
        {
            double alpha = row.GetProperty("alpha").GetDouble(), tolerance = alpha <= 1e-8 ? 1e-5 : 1e-8;
            double[] coefficients = Numbers(row.GetProperty("coef_for_y_draw1_standardised")), predictions = Numbers(row.GetProperty("predictions_for_y_draw1"));
            double[] found = smoother.Coefficients(reduced, alpha / sample.Rows);
            for (int j = 0; j < found.Length; j++)
                Assert.Equal(coefficients[j], found[j], tolerance * coefficients.Max(Math.Abs));
            for (int t = 0; t < predictions.Length; t++)
            {
                smoother.Filtered(smoother.Row(test, t), alpha / sample.Rows, filtered);
                Assert.Equal(predictions[t], filtered.Zip(reduced, (a, b) => a * b).Sum(), tolerance * predictions.Max(Math.Abs));
            }
        }
    }

    [Fact]
    public void The_closed_form_is_what_the_ordinary_solver_fits() => Gen.Select(ChoiceCase.Any(Loss.Squared), Gen.Bool, Gen.Bool, Gen.Int[0, 3]).Sample((c, standardize, intercept, kind) =>
    {
        foreach (var sample in Samples(c, standardize, intercept))
        {
            var penalty = PenaltyOf(c, kind);
            var smoother = new RidgeSmoother(sample, penalty);
            double[] reduced = smoother.Reduced(sample.Target), filtered = new double[smoother.Count], link = new double[c.Rows];
            foreach (double lambda in new[] { 1, 0.01 })
            {
                var model = new LinearPathFitter(Loss.Squared, penalty).Fit([sample], [Strength.Lambda(lambda).Setting], Tight)[0].Points[0].Model;
                model.Link(c.Design, link);
                double scale = 1 + link.Max(Math.Abs);
                for (int i = 0; i < c.Rows; i++)
                {
                    smoother.Filtered(smoother.Row(c.Design, i), lambda, filtered);
                    Assert.Equal(link[i], filtered.Zip(reduced, (a, b) => a * b).Sum(), 1e-6 * scale);
                }

                double[] coefficients = smoother.Coefficients(reduced, lambda);
                for (int j = 0; j < c.Columns; j++)
                    Assert.Equal(model.Coefficients[j] * sample.View.PenaltyScales[j], coefficients[j], 1e-6 * scale);
            }
        }
    }, iter: 40);

    [Fact]
    public void Degrees_of_freedom_are_the_trace_of_the_hat_matrix() => Gen.Select(ChoiceCase.Any(Loss.Squared), Gen.Int[0, 3]).Sample((c, kind) =>
    {
        foreach (var sample in Samples(c, standardize: true, intercept: true))
        {
            var penalty = PenaltyOf(c, kind);
            ImmutableArray<Setting> settings = [.. new[] { 1, 0.1, 1e-3 }.Select(lambda => Strength.Lambda(lambda).Setting)];
            var path = new LinearPathFitter(Loss.Squared, penalty).Fit([sample], settings, Tight)[0];
            var known = DegreesOfFreedom.Of(sample, Loss.Squared, penalty, path);
            var found = RidgeBiasVariance.Of(sample, penalty, c.Y, 1, c.Design, c.Y, settings);
            for (int k = 0; k < settings.Length; k++)
                Assert.Equal(known[k], found.Points[k].DegreesOfFreedom, 1e-8 * known[k]);
        }
    }, iter: 20);

    [Fact]
    public void Bias_variance_and_noise_are_the_error_of_fits_to_targets_drawn_anew() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        // the mean of each draw's error, and five of its standard errors: one in two million is further off
        const int Draws = 200;
        const double Noise = 0.7, Errors = 5;
        double[] truth = c.Y, test = ChoiceCase.Normals(new RandomStream(c.Seed, 20), 9 * c.Columns), at = ChoiceCase.Normals(new RandomStream(c.Seed, 21), 9);
        var design = Design.Dense(test, 9);
        var setting = Strength.Lambda(0.1).Setting;
        foreach (var sample in Samples(c, standardize: true, intercept: true))
        {
            var exact = RidgeBiasVariance.Of(sample, Penalty.L2, truth, Noise, design, at, [setting]).Points[0];
            var errors = new double[Draws];
            for (int b = 0; b < Draws; b++)
            {
                double[] noise = ChoiceCase.Normals(new RandomStream(c.Seed, 100 + (ulong)b), c.Rows + 9), link = new double[9];
                double[] y = [.. truth.Select((f, i) => f + Noise * noise[i] / Math.Sqrt(sample.WeightKind == WeightKind.Frequency ? sample.Weights[i] : 1))];
                new LinearPathFitter(Loss.Squared, Penalty.L2).Fit([sample.Retargeted(y)], [setting], Tight)[0].Points[0].Model.Link(design, link);
                errors[b] = link.Select((eta, t) => Math.Pow(at[t] + Noise * noise[c.Rows + t] - eta, 2)).Average();
            }

            double mean = errors.Average(), error = Math.Sqrt(errors.Sum(e => (e - mean) * (e - mean)) / (Draws - 1) / Draws);
            Assert.InRange(exact.ExpectedError, mean - Errors * error, mean + Errors * error);
        }
    }, iter: 10);

    [Fact]
    public void A_row_of_frequency_two_is_the_row_twice() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        int[] rows = [.. Enumerable.Range(0, c.Rows).SelectMany(i => Enumerable.Repeat(i, (int)c.Frequencies[i]))];
        var twice = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => rows.Select(i => c.X[j * c.Rows + i]))], rows.Length), [.. rows.Select(i => c.Y[i])]);
        ImmutableArray<Setting> settings = [Strength.Lambda(0.3).Setting, Strength.C(2).Setting];
        foreach (var setting in settings)
        {
            var once = RidgeBiasVariance.Of(Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency), Penalty.L2, c.Y, 0.5, c.Design, c.Y, [setting]).Points[0];
            var copied = RidgeBiasVariance.Of(twice, Penalty.L2, [.. rows.Select(i => c.Y[i])], 0.5, c.Design, c.Y, [setting]).Points[0];
            Assert.Equal(copied.BiasSquared, once.BiasSquared, 1e-10 * (1 + copied.BiasSquared));
            Assert.Equal(copied.Variance, once.Variance, 1e-10);
            Assert.Equal(copied.DegreesOfFreedom, once.DegreesOfFreedom, 1e-10 * copied.DegreesOfFreedom);
        }
    }, iter: 20);

    [Fact]
    public void Scaling_importance_weights_changes_nothing_and_rows_without_weight_are_absent() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        ImmutableArray<Setting> settings = [Strength.Lambda(0.3).Setting, Strength.Lambda(1e-4).Setting];
        double[] weights = [.. c.Weights.Select((weight, i) => i % 4 == 1 ? 0 : weight)], other = [.. c.Y.Select((y, i) => i % 4 == 1 ? 1e3 : y)];
        var known = RidgeBiasVariance.Of(Sample.Of(c.Design, c.Y, weights), Penalty.L2, c.Y, 0.5, c.Design, c.Y, settings);
        var found = RidgeBiasVariance.Of(Sample.Of(c.Design, c.Y, [.. weights.Select(weight => 8 * weight)]), Penalty.L2, other, 0.5, c.Design, c.Y, settings);
        for (int k = 0; k < 2; k++)
        {
            Assert.Equal(known.Points[k].BiasSquared, found.Points[k].BiasSquared, 1e-12 * (1 + known.Points[k].BiasSquared));
            Assert.Equal(known.Points[k].Variance, found.Points[k].Variance, 1e-12);
        }
    }, iter: 20);

    [Fact]
    public void With_more_columns_than_rows_and_no_penalty_the_training_rows_are_met_exactly()
    {
        var random = new RandomStream(5);
        double[] x = ChoiceCase.Normals(random, 12 * 40), y = ChoiceCase.Normals(random, 12);
        var sample = Sample.Of(Design.Dense(x, 12), y);
        var found = RidgeBiasVariance.Of(sample, Penalty.L2, y, 2, sample.Design, y, [Strength.Lambda(1e3).Setting, Strength.Lambda(0).Setting]);
        Assert.Equal(0, found.Points[1].BiasSquared, 1e-20);
        Assert.Equal(4, found.Points[1].Variance, 1e-9); // every fit is its own target
        Assert.Equal(12, found.Points[1].DegreesOfFreedom, 1e-9);
        Assert.Equal(4.0 / 12, found.Points[0].Variance, 1e-2);
        Assert.Contains("expected error is least at", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_closed_form_is_refused()
    {
        var c = new ChoiceCase(Loss.Squared, 24, 5, 1, 1);
        RidgeBiasVariance Of(Penalty penalty, double noise = 1, int rows = 24) => RidgeBiasVariance.Of(c.Sample, penalty, c.Y.AsSpan(0, rows), noise, c.Design, c.Y, [Strength.Lambda(1).Setting]);
        Assert.Contains("under L2", Assert.Throws<ArgumentException>(() => Of(Penalty.L1)).Message, StringComparison.Ordinal);
        Assert.Contains("limits", Assert.Throws<ArgumentException>(() => Of(Penalty.L2.Within([0, 0, 0, 0, 0], default))).Message, StringComparison.Ordinal);
        Assert.Contains("3 factors", Assert.Throws<ArgumentException>(() => Of(Penalty.L2.With([1, 1, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("23 numbers for 24 rows", Assert.Throws<ArgumentException>(() => Of(Penalty.L2, rows: 23)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Penalty.L2, -1));
    }

    private static Sample[] Samples(ChoiceCase c, bool standardize, bool intercept) =>
    [
        Sample.Of(c.Design, c.Y, standardize: standardize, intercept: intercept), Sample.Of(c.Design, c.Y, c.Weights, standardize: standardize, intercept: intercept),
        Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency, standardize: standardize, intercept: intercept),
    ];

    /// <summary>All alike; of sizes of their own; some free; one left out.</summary>
    private static Penalty PenaltyOf(ChoiceCase c, int kind) => kind == 0 ? Penalty.L2 : Penalty.L2.With(
        [.. Enumerable.Range(0, c.Columns).Select(j => kind == 1 ? 0.5 + j : kind == 2 ? (j < 2 ? 0 : 1) : j == 0 ? double.PositiveInfinity : j == 3 ? 0 : 2.0)]);

    private static (Sample Sample, Design Test, double[] Y) Polynomial(JsonElement root)
    {
        int degree = root.GetProperty("degree").GetInt32();
        double[] x = Column("x"), at = Numbers(root.GetProperty("x_test")), y = Column("y_draw1");
        return (Sample.Of(Powers(x, degree), y), Powers(at, degree), y);
    }

    private static Design Powers(double[] x, int degree) => Design.Dense([.. Enumerable.Range(1, degree).SelectMany(power => x.Select(v => Math.Pow(v, power)))], x.Length);

    private static double[] Column(string name) => ReferenceData.Table("bias_variance_design").Numbers(name).Values.ToArray();

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static void Near(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Abs(expected));
}
