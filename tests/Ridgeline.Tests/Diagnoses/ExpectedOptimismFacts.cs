using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Diagnoses;

public sealed class ExpectedOptimismFacts
{
    private const double Errors = 5;
    private static readonly FitOptions Tight = new() { Tolerance = 1e-10, Threads = 1 };

    [Theory, InlineData("squared"), InlineData("logistic"), InlineData("poisson")]
    public void It_is_what_targets_drawn_from_the_truth_lose_on_other_targets_of_the_same_rows(string name)
    {
        var loss = Loss.Named(name);
        var c = new ChoiceCase(loss, 400, 12, 0.5, 9);
        var fitter = new LinearPathFitter(loss, Penalty.L2);
        var setting = Strength.Lambda(0.03).Setting;
        double[] eta = [.. Enumerable.Range(0, c.Rows).Select(i => 0.4 * (c.X[i] - c.X[c.Rows + i]))], mean = new double[c.Rows];
        loss.Means(eta, mean);
        var score = Score.Deviance(loss);
        double[] differences = new double[300], expected = new double[300];
        for (int b = 0; b < differences.Length; b++)
        {
            double[] y = Drawn(loss, mean, (ulong)b), other = Drawn(loss, mean, (ulong)b + 10_000), link = new double[c.Rows], fitted = new double[c.Rows];
            var sample = Sample.Of(c.Design, y);
            var model = fitter.Fit([sample], [setting], Tight)[0].Points[0].Model;
            model.Link(c.Design, link);
            model.Mean(link, fitted);
            // 2·mean loss differs from the deviance by what the fit has no part in
            differences[b] = 2 * (loss.Sum(other, link, sample.Weights) - loss.Sum(y, link, sample.Weights)) / c.Rows;
            var point = new ScorePoint(setting, 0, 1, 0, [1, 1], [0, 0], [1], false);
            expected[b] = ExpectedOptimism.Of(new ScoreCurve(score, [point]), 0, sample, ComputedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions(), Tight), name == "squared" ? 1 : null).Value;
        }

        double average = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - average) * (d - average)) / 299 / 300);
        Assert.InRange(expected.Average(), 0.95 * average - Errors * error, 1.05 * average + Errors * error);
        Assert.True(error < 0.3 * average, $"{average} ± {error}");
    }

    [Fact]
    public void Rows_of_uneven_weight_flatter_by_the_leverages_of_the_weighty()
    {
        const int n = 60, p = 4;
        double[] x = ChoiceCase.Normals(new RandomStream(1, 1), n * p), weights = [.. ChoiceCase.Normals(new RandomStream(1, 2), n).Select(Math.Exp)];
        var design = Design.Dense(x, n);
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        var setting = Strength.Lambda(0).Setting;
        double total = weights.Sum();
        var differences = new double[600];
        for (int b = 0; b < differences.Length; b++)
        {
            double[] y = ChoiceCase.Normals(new RandomStream((ulong)b, 3), n), other = ChoiceCase.Normals(new RandomStream((ulong)b, 4), n), link = new double[n];
            fitter.Fit([Sample.Of(design, y, weights)], [setting], Tight)[0].Points[0].Model.Link(design, link);
            differences[b] = Enumerable.Range(0, n).Sum(i => weights[i] / total * (Math.Pow(other[i] - link[i], 2) - Math.Pow(y[i] - link[i], 2)));
        }

        var sample = Sample.Of(design, ChoiceCase.Normals(new RandomStream(0, 3), n), weights);
        var df = ComputedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions(), Tight);
        var curve = new ScoreCurve(Score.Mse, [new ScorePoint(setting, 0, 1, 0, [1, 1], [0, 0], [1], false)]);
        var found = ExpectedOptimism.Of(curve, 0, sample, df, 1);
        double average = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - average) * (d - average)) / 599 / 600);
        Assert.InRange(found.Value, average - Errors * error, average + Errors * error);
        Assert.True(found.Value - 2 * df.Value / n > Errors * error, $"{average} ± {error}, {found.Value}, {df.Value}");
        Assert.Contains("Counted by the weights", found.Sentence, StringComparison.Ordinal);
        // targets drawn anew find the same
        var drawn = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions { Draws = 200 }, Tight);
        Assert.InRange(drawn.Weighted, df.Weighted - Errors * drawn.WeightedStandardError, df.Weighted + Errors * drawn.WeightedStandardError);
        // weights that are equal, or copies, count every row alike
        foreach (var even in new[] { Sample.Of(design, sample.Target, [.. Enumerable.Repeat(0.3, n)]), Sample.Of(design, sample.Target, [.. Enumerable.Range(0, n).Select(i => 1.0 + i % 2)], WeightKind.Frequency) })
        {
            var own = ComputedDegreesOfFreedom.Of(fitter, even, setting, new PerturbationOptions(), Tight);
            Assert.Equal(own.Value, own.Weighted);
        }
    }

    [Fact]
    public void Every_score_that_has_a_formula_has_the_same_one()
    {
        var c = new ChoiceCase(Loss.Logistic, 60, 5, 1, 2);
        var run = CrossValidation.Run(new LinearPathFitter(Loss.Logistic, Penalty.L2), c.Sample, c.Folds(c.Sample, 3), [Strength.Lambda(0.1).Setting], [Score.LogLoss, Score.Deviance(Loss.Logistic), Score.Accuracy], Tight);
        var df = new ComputedDegreesOfFreedom(3, 0.5, DegreesOfFreedomWay.Perturbation, 20);
        var (log, deviance) = (ExpectedOptimism.Of(run.Curves[0], 0, c.Sample, df), ExpectedOptimism.Of(run.Curves[1], 0, c.Sample, df));
        Assert.Equal(3.0 / 60, log.Value, 1e-15);
        Assert.Equal(0.5 / 60, log.StandardError, 1e-15);
        Assert.Equal(2 * log.Value, deviance.Value, 1e-15);
        Assert.Equal(log.Share, deviance.Share, 1e-6);
        Assert.Contains($"{log.Gap.Mean:F4}", log.Sentence, StringComparison.Ordinal);
        Assert.Contains("20 targets drawn anew", log.Sentence, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExpectedOptimism.Of(run.Curves[2], 0, c.Sample, df));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpectedOptimism.Of(run.Curves[0], 0, c.Sample, df, 0));
        Assert.True(ExpectedOptimism.Suits(Score.Mse) && ExpectedOptimism.Suits(Score.PoissonDeviance) && !ExpectedOptimism.Suits(Score.RocAuc) && !ExpectedOptimism.Suits(Score.Deviance(Loss.SquaredHinge)));
    }

    [Fact]
    public void The_noise_is_the_best_held_out_error_where_it_is_not_stated()
    {
        var c = new ChoiceCase(Loss.Squared, 60, 5, 1, 2);
        var run = CrossValidation.Run(
            new LinearPathFitter(Loss.Squared, Penalty.L2), c.Sample, c.Folds(c.Sample, 3), [.. new[] { 1, 0.1, 0 }.Select(lambda => Strength.Lambda(lambda).Setting)], [Score.Mse, Score.Deviance(Loss.Squared)], Tight);
        var df = ComputedDegreesOfFreedom.OfCrossValidated(new LinearPathFitter(Loss.Squared, Penalty.L2), c.Sample, run, 2, new PerturbationOptions(), Tight);
        Assert.Equal(6, df.Value, 1e-9);
        double least = run.Curves[0].Points.Min(point => point.Mean);
        foreach (var curve in run.Curves)
            Assert.Equal(2 * least * 6 / 60, ExpectedOptimism.Of(curve, 2, c.Sample, df).Value, 1e-6);
        var frequent = Sample.Of(c.Design, c.Y, [.. Enumerable.Repeat(2.0, 60)], WeightKind.Frequency);
        Assert.Equal(2 * 1.5 * 6 / 120, ExpectedOptimism.Of(run.Curves[0], 2, frequent, df, 1.5).Value, 1e-12);
    }

    private static double[] Drawn(Loss loss, double[] mean, ulong b)
    {
        var random = new RandomStream(b, 8);
        double[] noise = ChoiceCase.Normals(new RandomStream(b, 9), mean.Length);
        return [.. mean.Select((m, i) =>
        {
            if (ReferenceEquals(loss, Loss.Squared))
                return m + noise[i];
            double u = random.NextUniform();
            if (ReferenceEquals(loss, Loss.Logistic))
                return u < m ? 1 : 0;
            double count = 0;
            for (double term = Math.Exp(-m), below = term; u >= below && count < 100; below += term)
                term *= m / ++count;
            return count;
        })];
    }
}
