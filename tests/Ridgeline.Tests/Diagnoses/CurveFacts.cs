using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class CurveFacts
{
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };

    [Fact]
    public void A_curve_over_any_parameter_has_the_scores_of_each_value_cross_validated_by_itself()
    {
        var c = new ChoiceCase(Loss.Logistic, 90, 6, 1, 5);
        var folds = Resamples.Stratified(c.Sample, 3, 1);
        Variant<IModel>[] variants =
        [
            .. new[] { 20, 5, 1 }.Select(leaf => new Variant<IModel>($"leaf = {leaf}", new FamilyFitter<DecisionTree>(new TreePathFitter(new TreeOptions { MinSamplesLeaf = leaf }, Knob.Depth)), new Setting(Knob.Depth, 20))),
            .. new[] { 0, 0.5, 1 }.Select(ratio => new Variant<IModel>($"r = {ratio}", new FamilyFitter<LinearModel>(new LinearPathFitter(Loss.Logistic, Penalty.ElasticNet(ratio))), Strength.Lambda(0.05).Setting)),
            .. new[] { 1, 2 }.Select(layers => new Variant<IModel>(
                $"layers = {layers}", new FamilyFitter<NetworkModel>(new NetworkPathFitter(Network.Layers([.. Enumerable.Repeat(4, layers)]) with { Epochs = 3 }, Loss.Logistic, Knob.Epochs)), new Setting(Knob.Epochs, 3))),
        ];
        var curve = ValidationCurve.Of("any", variants, c.Sample, folds, Score.Accuracy, Fit);
        for (int k = 0; k < variants.Length; k++)
        {
            var own = CrossValidation.Run(variants[k].Fitter, c.Sample, folds, [variants[k].Setting], [Score.Accuracy], Fit).Curves[0];
            Assert.Equal(variants[k].Label, curve.Points[k].Label);
            Assert.Equal(own.Points[0].Mean, curve.Points[k].HeldOut);
            Assert.Equal(own.Points[0].StandardError, curve.Points[k].HeldOutStandardError);
            Assert.Equal(own.TrainOf(0), curve.Points[k].Train);
            Assert.Equal(own.Points[0].PerFoldTrain.Average(), curve.Points[k].Train, 1e-12); // folds of one size
        }

        Assert.Equal(curve.Points.Max(point => point.HeldOut), curve.Points[curve.Best].HeldOut);
        Assert.Contains($"held-out accuracy is best at {variants[curve.Best].Label}", curve.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_curve_says_what_is_lost_towards_both_ends()
    {
        var c = new ChoiceCase(Loss.Squared, 300, 6, 1, 6);
        var tree = new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }, Knob.Depth);
        ImmutableArray<Setting> depths = [.. new double[] { 0, 2, 3, 4, 5, 30 }.Select(depth => new Setting(Knob.Depth, depth))];
        var curve = ValidationCurve.Of(CrossValidation.Run(tree, c.Sample, Resamples.KFold(c.Sample, 5, 1), depths, [Score.Mse], Fit).Curves[0]);
        Assert.Equal("depth", curve.Parameter);
        Assert.InRange(curve.Best, 1, 4);
        Assert.True(curve.OneStandardError <= curve.Best);
        for (int k = 1; k < depths.Length; k++)
            Assert.True(curve.Points[k].Train <= curve.Points[k - 1].Train);
        Assert.Contains("at depth 0", curve.Sentence, StringComparison.Ordinal);
        Assert.Contains("at depth 30", curve.Sentence, StringComparison.Ordinal);
        Assert.Contains("more than the folds' noise", curve.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_trained_on_noise_turns_up_and_one_that_still_learns_does_not()
    {
        var random = new Ridgeline.Numerics.RandomStream(7);
        double[] x = ChoiceCase.Normals(random, 80 * 10), y = [.. Enumerable.Range(0, 80).Select(_ => (double)random.NextBelow(2))];
        var noise = Sample.Of(Design.Dense(x, 80), y);
        var network = new NetworkPathFitter(Network.Layers(16) with { Epochs = 60, BatchSize = 16, Optimiser = new Adam { LearningRate = 0.01 } }, Loss.Logistic, Knob.Epochs);
        var curve = EpochCurve.Of(network, 60, noise, Resamples.Stratified(noise, 5, 1), Score.LogLoss, Fit);
        Assert.Equal(Enumerable.Range(1, 60), curve.Epochs);
        Assert.True(curve.TurnsUp);
        Assert.True(curve.Points[^1].Train < curve.Points[0].Train && curve.Points[^1].HeldOut > curve.Points[curve.Best].HeldOut);
        Assert.Contains("it has turned by more than the folds' noise", curve.Sentence, StringComparison.Ordinal);

        var learns = Sample.Of(Design.Dense(x, 80), [.. Enumerable.Range(0, 80).Select(i => x[i] > 0 ? 1.0 : 0)]);
        var still = EpochCurve.Of(network, 8, learns, Resamples.Stratified(learns, 5, 1), Score.LogLoss, Fit);
        Assert.False(still.TurnsUp);
        Assert.Equal(7, still.Best);
        Assert.Contains("that is the last", still.Sentence, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EpochCurve.Of(ValidationCurve.Of(
            CrossValidation.Run(new LinearPathFitter(Loss.Logistic, Penalty.L2), noise, Resamples.KFold(noise, 2, 1), [Strength.Lambda(1).Setting], [Score.LogLoss], Fit).Curves[0]).Scores));
    }

    [Fact]
    public void A_power_law_is_found_again() => Gen.Select(Gen.Double[0.1, 5], Gen.Double[0.5, 3], Gen.Double[0.1, 1.5], Gen.Bool).Sample((limit, scale, exponent, higherIsBetter) =>
    {
        double[] rows = [10, 20, 40, 80, 160, 320], sign = [higherIsBetter ? -1 : 1];
        double[] scores = [.. rows.Select(n => (higherIsBetter ? 1 - limit : limit) + sign[0] * scale * Math.Pow(n, -exponent))];
        var found = PowerLaw.Of(rows, scores, [.. rows.Select(_ => 0.1)], higherIsBetter)!;
        Assert.Equal(exponent, found.Exponent, 0.02 * exponent);
        for (int k = 0; k < rows.Length; k++)
            Assert.Equal(scores[k], found.At(rows[k]), 1e-3 * scale);
        Assert.True(found.Residual < 1e-3 * scale);
        Assert.Null(PowerLaw.Of(rows.AsSpan(0, 3), scores.AsSpan(0, 3), [1, 1, 1], higherIsBetter));
        // a limit beyond a perfect score is none, and one that gets worse with rows is a constant
        double[] fast = [.. rows.Select(n => higherIsBetter ? 1.2 - 3 * Math.Pow(n, -0.3) : -0.2 + 3 * Math.Pow(n, -0.3))];
        var kept = PowerLaw.Of(rows.AsSpan(0, 4), fast.AsSpan(0, 4), [0, 0, 0, 0], higherIsBetter)!;
        Assert.True(higherIsBetter ? kept.Asymptote <= 1 : kept.Asymptote >= 0);
        Assert.Equal(0, PowerLaw.Of(rows, [.. rows.Select(n => higherIsBetter ? -n : n)], [1, 1, 1, 1, 1, 1], higherIsBetter)!.Scale);
    }, iter: 200);
}
