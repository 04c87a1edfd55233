using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class LearningCurveFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };
    private static readonly double[] Shares = [0.1, 0.3, 0.55, 1];

    [Fact]
    public void Fewer_rows_are_among_more_and_every_class_has_its_share() => Gen.Select(ChoiceCase.Any(Loss.Squared, Loss.Multinomial(3)), Gen.ULong).Sample((c, seed) =>
    {
        double[] training = [.. c.Frequencies.Select((weight, i) => i % 4 == 0 ? 0 : weight)];
        var subsets = new TrainingSubsets(c.Sample, training, c.IsOfClasses, [], isTimeOrdered: false, seed, 1);
        double[] before = new double[c.Rows];
        foreach (double share in Shares)
        {
            double[] found = subsets.Weights(share);
            for (int i = 0; i < c.Rows; i++)
            {
                Assert.True(found[i] == 0 || found[i] == training[i]);
                Assert.True(before[i] == 0 || found[i] == before[i]);
            }

            foreach (var level in Enumerable.Range(0, c.Rows).Where(i => training[i] > 0).GroupBy(i => c.IsOfClasses ? c.Y[i] : 0))
                Assert.Equal(Math.Max(c.IsOfClasses ? 1 : 2, Math.Ceiling(share * level.Count() - 1e-9)), level.Count(i => found[i] > 0));
            before = found;
        }

        Assert.Equal(training, before);
    }, iter: 50);

    [Fact]
    public void Groups_stay_whole_and_of_rows_in_time_order_the_latest_are_taken() => ChoiceCase.Any(Loss.Logistic).Sample(c =>
    {
        double[] training = [.. Enumerable.Range(0, c.Rows).Select(i => i < c.Rows - 5 ? 1.0 : 0)];
        int[] groups = [.. Enumerable.Range(0, c.Rows).Select(i => i * 7 % 11)], classes = [.. c.Y.Take(c.Rows - 5).Select(y => (int)y).Distinct()];
        var whole = new TrainingSubsets(c.Sample, training, ofClasses: true, groups, isTimeOrdered: false, c.Seed, 0);
        var latest = new TrainingSubsets(c.Sample, training, ofClasses: false, [], isTimeOrdered: true, c.Seed, 0);
        foreach (double share in Shares)
        {
            double[] found = whole.Weights(share), last = latest.Weights(share);
            for (int i = 0; i < c.Rows; i++)
                Assert.All(Enumerable.Range(0, c.Rows).Where(k => training[k] > 0 && training[i] > 0 && groups[k] == groups[i]), k => Assert.Equal(found[i], found[k]));
            Assert.True(found.Count(weight => weight > 0) >= share * (c.Rows - 5) - 1e-9);
            Assert.Equal(classes.Length, Enumerable.Range(0, c.Rows).Where(i => found[i] > 0).Select(i => c.Y[i]).Distinct().Count());
            int count = Math.Max(2, (int)Math.Ceiling(share * (c.Rows - 5) - 1e-9));
            Assert.Equal(Enumerable.Range(c.Rows - 5 - count, count), Enumerable.Range(0, c.Rows).Where(i => last[i] > 0));
        }
    }, iter: 30);

    [Fact]
    public void The_largest_size_is_cross_validation_itself_for_every_family() => ChoiceCase.Any(Loss.Logistic, Loss.Squared).Sample(c =>
    {
        var folds = c.Folds(c.Sample, 3, repeats: 2);
        var score = c.IsOfClasses ? Score.Brier : Score.Mse;
        var tree = new TreePathFitter(new TreeOptions { Criterion = c.IsOfClasses ? SplitCriterion.Gini : SplitCriterion.SquaredError }, Knob.Depth);
        var network = new NetworkPathFitter(Network.Layers(3) with { Epochs = 3 }, c.Loss, Knob.Epochs);
        foreach (var (fitter, simpler, setting) in new (IPathFitter<IModel>, Setting, Setting)[]
        {
            (new FamilyFitter<LinearModel>(new LinearPathFitter(c.Loss, Penalty.L2)), Strength.Lambda(1).Setting, Strength.Lambda(0.01).Setting),
            (new FamilyFitter<DecisionTree>(tree), new Setting(Knob.Depth, 1), new Setting(Knob.Depth, 4)),
            (new FamilyFitter<NetworkModel>(network), new Setting(Knob.Epochs, 1), new Setting(Knob.Epochs, 3)),
        })
        {
            var options = new LearningCurveOptions { Fractions = [0.5, 1], Others = [simpler], Seed = c.Seed };
            var curve = LearningCurve.Of(fitter, c.Sample, folds, setting, score, options, Fit);
            var known = CrossValidation.Run(fitter, c.Sample, folds, [simpler, setting], [score], Fit).Curves[0];
            Assert.Equal(known.Points[1].Mean, curve.Points[1].HeldOut, 1e-12);
            Assert.Equal(known.Points[1].StandardError, curve.Points[1].HeldOutStandardError, 1e-12);
            Assert.Equal(FitVerdict.Of(known, 1).Train, curve.Points[1].Train, 1e-12);
            Assert.Equal(PairedDifference.OfSettings(known, 0, 1).Mean, curve.Simpler!.Difference.Mean, 1e-12);
            Assert.Equal(PairedDifference.OfGap(known, 1).T, curve.Gap.T, 1e-6 * (1 + Math.Abs(curve.Gap.T)));
            var threaded = LearningCurve.Of(fitter, c.Sample, folds, setting, score, options, Fit with { Threads = 3 });
            Assert.Equal(curve.Points, threaded.Points);
            Assert.Null(curve.Law);
        }
    }, iter: 4);

    [Fact]
    public void The_gap_of_all_rows_is_that_of_the_verdict_for_every_kind_of_resample_and_weight() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        var counted = Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency);
        foreach (var sample in new[] { c.Weighted, counted })
            foreach (var resamples in new[]
            {
                Resamples.KFold(sample, 3, c.Seed), Resamples.TimeOrdered(sample, 3), Resamples.Bootstrap(sample, 5, c.Seed), Resamples.HalfSamples(sample, 4, c.Seed), Resamples.ShuffleSplit(sample, 4, 0.2, c.Seed),
            })
            {
                var fitter = new LinearPathFitter(c.Loss, Penalty.L2);
                var curve = LearningCurve.Of(fitter, sample, resamples, Strength.Lambda(0.1).Setting, Score.Mse, new LearningCurveOptions { Fractions = [0.5, 1] }, Fit);
                var verdict = FitVerdict.Of(CrossValidation.Run(fitter, sample, resamples, [Strength.Lambda(0.1).Setting], [Score.Mse], Fit), 0);
                Assert.Equal(verdict.Gap.StandardError, curve.Gap.StandardError, 1e-6 * verdict.Gap.StandardError);
                Assert.Equal(verdict.Train, curve.Points[1].Train, 1e-6 * verdict.Train);
            }
    }, iter: 5);

    [Fact]
    public void A_full_model_of_few_rows_asks_for_data_and_where_nothing_predicts_for_regularization()
    {
        // 25 columns that all matter: each row more tells; least squares has nothing to hold back
        var learns = Regression(500, 25, 1, 1);
        var few = Curve(learns, Strength.Lambda(0).Setting, []);
        Assert.Equal(LearningRemedy.MoreData, Curve(learns, Strength.Lambda(0).Setting, [Strength.Lambda(1).Setting], [0.1, 0.15, 0.2, 0.3]).Remedy);
        Assert.True(few.Law!.Scale > 0 && few.Points[^1].HeldOut < few.Points[0].HeldOut);
        Assert.All(few.Points, point => Assert.Equal(point.HeldOut, few.Law.At(point.Rows), 3 * point.HeldOutStandardError));
        Assert.InRange(few.Law.At(2 * few.Points[^1].Rows), few.Law.Asymptote, few.Points[^1].HeldOut + few.Points[^1].HeldOutStandardError);

        // what a power law says of more rows is told where it comes near the last score, and as no gain where it is none
        var last = few.Points[^1];
        Assert.Contains("isn't known", (few with { Law = new PowerLaw(last.HeldOut + 2 * last.HeldOutStandardError, 1e-9, 1, 0) }).Sentence);
        Assert.EndsWith(", which isn't better.", (few with { Law = new PowerLaw(last.HeldOut + last.HeldOutStandardError / 2, 1e-9, 1, 0) }).Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("which isn't better", (few with { Law = new PowerLaw(last.HeldOut - last.HeldOutStandardError / 2, 1e-9, 1, 0) }).Sentence);

        // 200 columns of noise: a constant is better, and says so at the last size
        var noise = Regression(400, 200, 0, 2);
        var held = Curve(noise, Strength.Lambda(0).Setting, [Strength.Lambda(100).Setting], [0.7, 0.8, 0.9, 1]);
        Assert.Contains(held.Remedy, new[] { LearningRemedy.MoreRegularization, LearningRemedy.Both });
        Assert.Equal(Strength.Lambda(100).Setting, held.Points[^1].Best);
        Assert.Contains("the simpler λ = 100", held.Sentence, StringComparison.Ordinal);

        // held back to a constant: no more of either
        var constant = Curve(noise, Strength.Lambda(1e6).Setting, [], [0.5, 0.7, 0.8, 1]);
        Assert.Equal(LearningRemedy.Neither, constant.Remedy);
        Assert.StartsWith("the folds call for neither more data nor more regularization: from ", constant.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_doubling_begins_at_half_of_the_rows_or_at_the_size_before()
    {
        var sample = Regression(80, 3, 1, 4);
        foreach (var (shares, half) in new (ImmutableArray<double>, int)[] { ([0.1, 0.4, 0.6, 0.8, 1], 2), ([0.1, 0.3, 0.48, 0.9], 2), ([0.7, 0.9, 1], 1) })
        {
            var curve = Curve(sample, Strength.Lambda(0.1).Setting, [], shares);
            Assert.Equal(half, curve.Half);
            Assert.Equal(curve.Points[half].HeldOut - curve.Points[^1].HeldOut, curve.LastDoubling.Mean, 1e-12);
            Assert.Contains($"from {curve.Points[half].Rows:F0} to {curve.Points[^1].Rows:F0} rows", curve.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_said_holds_in_simulations()
    {
        // targets are noise and the fit a constant: what rows still add to its variance, σ²/n, is far below the folds' noise
        Calibration.AtMost(0.07, 500, "learning curve: more data is asked for where rows tell nothing", seed =>
            Curve(Regression(150, 4, 0, seed), Strength.Lambda(1e6).Setting, [], [0.5, 0.7, 1], 5).Remedy is LearningRemedy.MoreData or LearningRemedy.Both);
        // least squares of 80 columns that all matter, 160 and then 320 rows: 1 + 80/78 and 1 + 80/238 times the noise are expected. Of a quarter of these rows and columns
        // the same third is told from the folds' noise in one data set of three only
        Calibration.AtLeast(0.8, 500, "learning curve: more data is asked for where twice the rows take a third off the expected error", seed =>
            Curve(Regression(400, 80, 1, seed), Strength.Lambda(0).Setting, [Strength.Lambda(3).Setting], [0.5, 0.7, 1], 5).Remedy == LearningRemedy.MoreData);
        // 100 columns of noise, 120 rows: 1 + 100/19 times the noise, where a constant has it once (with 60 columns, twice the noise, it is said in 462 of 500)
        Calibration.AtLeast(0.93, 500, "learning curve: more regularization is asked for where the model is far too complex", seed =>
            Curve(Regression(150, 100, 0, seed), Strength.Lambda(0).Setting, [Strength.Lambda(100).Setting], [0.95, 1], 5).Remedy is LearningRemedy.MoreRegularization or LearningRemedy.Both);
    }

    [Fact]
    public void A_score_that_a_fold_cannot_have_tells_nothing()
    {
        double[] x = [.. Enumerable.Range(0, 24).Select(i => (double)i)], y = [.. Enumerable.Range(0, 24).Select(i => i < 18 ? i % 2 : 0.0)];
        var sample = Sample.Of(Design.Dense(x, 24), y);
        var folds = Resamples.Given([.. Enumerable.Range(0, 24).Select(i => i / 6)]);
        var curve = LearningCurve.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, folds, Strength.Lambda(0.1).Setting, Score.RocAuc, new LearningCurveOptions { Fractions = [0.6, 1] }, Fit);
        Assert.Equal(LearningRemedy.CantTell, curve.Remedy);
        Assert.Contains("the folds can't tell", curve.Sentence, StringComparison.Ordinal);
        Assert.Contains("a fold can't have held-out ROC AUC", curve.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", curve.Sentence, StringComparison.Ordinal);
        var pooled = ValidationCurve.Of(CrossValidation.Run(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, folds, [Strength.Lambda(1).Setting, Strength.Lambda(0.1).Setting], [Score.RocAuc], Fit).Curves[0]);
        Assert.True(pooled.Scores.Points[0].Pooled);
        Assert.Contains("over all held-out rows together, as a fold can't have it", pooled.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", pooled.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_that_differ_by_rounding_follow_no_law()
    {
        double[] rows = [10, 20, 40, 80], equal = [1, 1 + 1e-15, 1, 1 - 1e-15];
        Assert.Null(PowerLaw.Of(rows, equal, [0, 0, 0, 0], higherIsBetter: false));
        Assert.NotNull(PowerLaw.Of(rows, [1.1, 1.05, 1.025, 1.0125], [0, 0, 0, 0], higherIsBetter: false));
    }

    [Fact]
    public void Sizes_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LearningCurveOptions { Fractions = [0.5, 0.5] });
        Assert.Throws<ArgumentException>(() => new LearningCurveOptions { Fractions = [0, 1] });
        Assert.Throws<ArgumentException>(() => new LearningCurveOptions { Fractions = [] });
        var sample = Regression(20, 2, 1, 1);
        Assert.Contains("two sizes", Assert.Throws<ArgumentException>(() => Curve(sample, Strength.Lambda(1).Setting, [], [1])).Message, StringComparison.Ordinal);
    }

    private static LearningCurve Curve(Sample sample, Setting setting, ImmutableArray<Setting> others, ImmutableArray<double> shares = default, int folds = 10) => LearningCurve.Of(
        new LinearPathFitter(Loss.Squared, Penalty.L2), sample, Resamples.KFold(sample, folds, 1), setting, Score.Mse,
        shares.IsDefault ? new LearningCurveOptions { Others = others } : new LearningCurveOptions { Others = others, Fractions = shares }, Fit);

    private static Sample Regression(int rows, int columns, double strength, ulong seed)
    {
        double[] x = ChoiceCase.Normals(new RandomStream(seed, 1), rows * columns), noise = ChoiceCase.Normals(new RandomStream(seed, 2), rows);
        return Sample.Of(Design.Dense(x, rows), [.. Enumerable.Range(0, rows).Select(i => noise[i] + strength * Enumerable.Range(0, columns).Sum(j => x[j * rows + i]))]);
    }
}
