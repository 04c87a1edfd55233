using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;
using Ridgeline.Stability;
using Ridgeline.Tests.Choices;

namespace Ridgeline.Tests.Stability;

public sealed class RelaxedPathFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-11, Threads = 1 };
    private static readonly LambdaGrid Grid = new() { Count = 8, Ratio = 0.05 };
    private static readonly Gen<ChoiceCase> Cases = ChoiceCase.Any(Loss.Squared, Loss.Multinomial(3), Loss.Poisson, Loss.Huber(1)).Select(c => new ChoiceCase(c.Loss, 80, c.Columns, 0.3 * c.Strength, c.Seed));

    [Fact]
    public void At_0_it_is_the_fit_of_the_selected_columns_alone_and_between_the_two_the_models_are_mixed() => Gen.Select(Cases, Gen.Double[0.1, 0.9]).Sample((c, gamma) =>
    {
        var settings = new LinearPathFitter(c.Loss, Penalty.L1, Grid).Settings(c.Weighted);
        var lasso = new LinearPathFitter(c.Loss, Penalty.L1).Fit([c.Weighted], settings, Fit)[0];
        var refitted = new RelaxedPathFitter(c.Loss, Penalty.L1, 0).Fit([c.Weighted], settings, Fit)[0];
        var mixed = new RelaxedPathFitter(c.Loss, Penalty.L1, gamma).Fit([c.Weighted], settings, Fit)[0];
        Assert.Equal(lasso.Points.Select(point => point.Model.NonZeros), refitted.Points.Select(point => point.Model.NonZeros));
        for (int at = 0; at < settings.Length; at++)
        {
            int[] support = [.. Enumerable.Range(0, c.Columns).Where(j => Enumerable.Range(0, c.Loss.Outputs).Any(k => lasso.Points[at].Model.Coefficients[k * c.Columns + j] != 0))];
            if (support.Length == 0)
                continue;
            var alone = Sample.Of(Design.Dense([.. support.SelectMany(j => c.X[(j * c.Rows)..((j + 1) * c.Rows)])], c.Rows), c.Y, c.Weights, offset: c.Offset);
            var direct = new LinearPathFitter(c.Loss, Penalty.L2).Fit([alone], [Strength.Lambda(0).Setting], Fit)[0].Points[0];
            for (int k = 0; k < c.Loss.Outputs; k++)
                for (int s = 0; s < support.Length; s++)
                {
                    double refit = refitted.Points[at].Model.Coefficients[k * c.Columns + support[s]], own = lasso.Points[at].Model.Coefficients[k * c.Columns + support[s]];
                    Assert.Equal(direct.Model.Coefficients[k * support.Length + s], refit, 1e-4);
                    Assert.Equal(gamma * own + (1 - gamma) * refit, mixed.Points[at].Model.Coefficients[k * c.Columns + support[s]], 1e-12);
                }

            Assert.Equal(direct.Model.DevianceRatio, refitted.Points[at].Model.DevianceRatio, 1e-8);
            Assert.Equal(direct.Deviance, refitted.Points[at].Deviance, 1e-8 * (1 + direct.Deviance));
            Assert.Equal(direct.Model.Norm, refitted.Points[at].Model.Norm, 1e-4);
            Assert.True(refitted.Points[at].Certificate!.Value.Converged);
            Assert.InRange(mixed.Points[at].Deviance, direct.Deviance - 1e-9, lasso.Points[at].Deviance + 1e-9); // convex in γ, least at the refit
        }
    }, iter: 10);

    [Fact]
    public void At_1_it_is_the_penalised_path_bit_for_bit() => Cases.Sample(c =>
    {
        var plain = new LinearPathFitter(c.Loss, Penalty.ElasticNet(0.5), Grid);
        var settings = plain.Settings(c.Weighted);
        var one = plain.Fit([c.Weighted], settings, Fit)[0];
        var other = new RelaxedPathFitter(c.Loss, Penalty.ElasticNet(0.5), 1, Grid).Fit([c.Weighted], settings, Fit)[0];
        Assert.Equal(one.Points.SelectMany(point => point.Model.Coefficients), other.Points.SelectMany(point => point.Model.Coefficients));
    }, iter: 5);

    [Fact]
    public void Cross_validation_takes_it_and_neither_threads_nor_company_matter() => Gen.Select(Cases, Gen.Double[0, 0.9]).Sample((c, gamma) =>
    {
        var fitter = new RelaxedPathFitter(c.Loss, Penalty.L1, gamma, Grid);
        var settings = fitter.Settings(c.Sample);
        var folds = c.Folds(c.Sample, 4);
        var one = CrossValidation.Run(fitter, c.Sample, folds, settings, [Score.Deviance(c.Loss)], Fit);
        var other = CrossValidation.Run(fitter, c.Sample, folds, settings, [Score.Deviance(c.Loss)], Fit with { Threads = 3 });
        Assert.Equal(one.Curves[0].Points.Select(point => point.Mean), other.Curves[0].Points.Select(point => point.Mean));
        var alone = fitter.Fit([c.Sample.Reweighted(folds.TrainingWeights(c.Sample, 1))], settings, Fit)[0];
        for (int at = 0; at < settings.Length; at++)
        {
            var link = new double[c.Rows * c.Loss.Outputs];
            alone.Points[at].Model.Link(c.Design, link);
            var rows = one.OutOfFold.RowsOf(1);
            for (int m = 0; m < rows.Length; m++)
                Assert.Equal(link[rows[m]], one.OutOfFold.LinksOf(1, at)[m], 1e-4 * (1 + Math.Abs(link[rows[m]])));
        }
    }, iter: 8);

    [Fact]
    public void Limits_hold_and_free_columns_stay_in() => Cases.Sample(c =>
    {
        if (c.Loss.Outputs > 1)
            return;
        var penalty = Penalty.L1.With([0, .. Enumerable.Repeat(1.0, c.Columns - 1)]).Within([.. Enumerable.Repeat(-0.05, c.Columns)], [.. Enumerable.Repeat(0.05, c.Columns)]);
        var fitter = new RelaxedPathFitter(c.Loss, penalty, 0, Grid);
        foreach (var point in fitter.Fit([c.Weighted], fitter.Settings(c.Weighted), Fit)[0].Points)
        {
            Assert.All(point.Model.Coefficients, w => Assert.InRange(w, -0.05, 0.05));
            Assert.NotEqual(0, point.Model.Coefficients[0]);
        }
    }, iter: 8);

    [Fact]
    public void Where_the_selected_columns_separate_the_classes_the_penalised_fit_stays_and_says_so()
    {
        double[] x = [-3, -2, -1, 1, 2, 3], noise = [1, -1, 1, -1, 1, -1];
        var sample = Sample.Of(Design.Dense([.. x, .. noise], 6), [0, 0, 0, 1, 1, 1]);
        var settings = new LinearPathFitter(Loss.Logistic, Penalty.L1, Grid).Settings(sample);
        var lasso = new LinearPathFitter(Loss.Logistic, Penalty.L1).Fit([sample], settings, Fit)[0];
        var relaxed = new RelaxedPathFitter(Loss.Logistic, Penalty.L1, 0.5).Fit([sample], settings, Fit)[0];
        for (int at = 1; at < settings.Length; at++)
        {
            Assert.Equal(FitStatus.Separable, relaxed.Points[at].Certificate!.Value.Status);
            Assert.Equal<IEnumerable<double>>(lasso.Points[at].Model.Coefficients, relaxed.Points[at].Model.Coefficients);
        }
    }

    [Fact]
    public void What_selects_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RelaxedPathFitter(Loss.Squared, Penalty.L2, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RelaxedPathFitter(Loss.Squared, Penalty.L1, 1.5));
    }
}
