using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Scores;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Choices;

public sealed class ComputedDegreesOfFreedomFacts
{
    private const double Errors = 5;
    private static readonly FitOptions Tight = new() { Tolerance = 1e-13, Threads = 1 };

    [Fact]
    public void A_linear_model_has_its_formula_whichever_way_it_is_asked() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Poisson).Sample(c =>
    {
        foreach (var (penalty, lambda, way) in new[] { (Penalty.L2, 0.1, DegreesOfFreedomWay.HatMatrix), (Penalty.L1, 0.05, DegreesOfFreedomWay.ActiveColumns), (Penalty.L1, 0, DegreesOfFreedomWay.HatMatrix) })
        {
            var fitter = new LinearPathFitter(c.Loss, penalty);
            var setting = Strength.Lambda(lambda).Setting;
            var path = fitter.Fit([c.Weighted], [setting], Tight)[0];
            var any = ComputedDegreesOfFreedom.Of(new FamilyFitter<LinearModel>(fitter), c.Weighted, setting, new PerturbationOptions(), Tight);
            var own = ComputedDegreesOfFreedom.Of(fitter, c.Weighted, setting, new PerturbationOptions(), Tight);
            Assert.Equal(own, any);
            Assert.Equal(DegreesOfFreedom.Of(c.Weighted, c.Loss, penalty, path)[0], own.Value);
            Assert.Equal((way, 0, 0.0), (own.Way, own.Draws, own.StandardError));
            if (way == DegreesOfFreedomWay.ActiveColumns)
                Assert.Equal(1 + path.Points[0].Model.Coefficients.Count(w => w != 0), own.Value, 1e-9);
        }
    }, iter: 15);

    [Fact]
    public void A_path_that_was_cross_validated_has_the_same() => ChoiceCase.Any(Loss.Squared, Loss.Logistic).Sample(c =>
    {
        var fitter = new FamilyFitter<LinearModel>(new LinearPathFitter(c.Loss, Penalty.L2));
        ImmutableArray<Setting> settings = [Strength.Lambda(1).Setting, Strength.Lambda(0.01).Setting];
        var run = CrossValidation.Run<IModel>(fitter, c.Sample, c.Folds(c.Sample, 3), settings, [c.Scores[0]], Tight);
        for (int at = 0; at < 2; at++)
            Assert.Equal(
                ComputedDegreesOfFreedom.Of<IModel>(fitter, c.Sample, settings[at], new PerturbationOptions(), Tight).Value,
                ComputedDegreesOfFreedom.OfCrossValidated(fitter, c.Sample, run, at, new PerturbationOptions(), Tight).Value, 1e-6);
    }, iter: 10);

    [Fact]
    public void Perturbed_lasso_fits_are_worth_their_active_columns() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        // targets that hardly move leave the active set alone: the divergence of the fit is then its size (Zou, Hastie and Tibshirani 2007)
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L1);
        foreach (double lambda in new[] { 0.3, 0.05 })
        {
            var setting = Strength.Lambda(lambda).Setting;
            double active = ComputedDegreesOfFreedom.Of(fitter, c.Weighted, setting, new PerturbationOptions(), Tight).Value;
            var found = PerturbedDegreesOfFreedom.Of(fitter, c.Weighted, setting, new PerturbationOptions { Draws = 100, Noise = 1e-4, Seed = c.Seed }, Tight);
            Assert.InRange(found.Value, active - Errors * found.StandardError - 0.02, active + Errors * found.StandardError + 0.02);
        }
    }, iter: 10);

    [Fact]
    public void Trees_networks_and_several_classes_are_perturbed()
    {
        var c = new ChoiceCase(Loss.Logistic, 100, 5, 1, 4);
        var depth = new Setting(Knob.Depth, 2);
        var options = new PerturbationOptions { Draws = 20, Target = DrawnTarget.Classes };
        var fitter = new FamilyFitter<DecisionTree>(new TreePathFitter(knob: Knob.Depth));
        var tree = ComputedDegreesOfFreedom.Of(fitter, c.Sample, depth, options, Tight);
        var drawn = PerturbedDegreesOfFreedom.Of(fitter, c.Sample, depth, options, Tight);
        Assert.Equal(new ComputedDegreesOfFreedom(drawn.Value, drawn.StandardError, DegreesOfFreedomWay.Perturbation, 20), tree);
        Assert.Contains("20 targets drawn anew", tree.Sentence, StringComparison.Ordinal);
        Assert.Equal(DegreesOfFreedomWay.Perturbation, ComputedDegreesOfFreedom.Of(new NetworkPathFitter(Network.Layers(3), Loss.Logistic, Knob.Epochs), c.Sample, new Setting(Knob.Epochs, 2), options with { Draws = 3 }, Tight).Way);
        var several = new ChoiceCase(Loss.Multinomial(3), 60, 5, 1, 4);
        Assert.Equal(DegreesOfFreedomWay.Perturbation, ComputedDegreesOfFreedom.Of(new LinearPathFitter(several.Loss, Penalty.L2), several.Sample, Strength.Lambda(0.1).Setting, options with { Draws = 3 }, Tight).Way);
    }

    [Fact]
    public void Rows_that_the_model_is_sure_of_are_told_and_where_it_is_sure_of_all_nothing_is()
    {
        var c = new ChoiceCase(Loss.Logistic, 60, 5, 1, 4);
        var fitter = new TreePathFitter(knob: Knob.Depth);
        var options = new PerturbationOptions { Draws = 5, Target = DrawnTarget.Classes };
        var whole = new Setting(Knob.Depth, double.PositiveInfinity);
        Assert.Contains("sure of every row", Assert.Throws<ArgumentException>(() => ComputedDegreesOfFreedom.Of(fitter, c.Sample, whole, options, Tight)).Message, StringComparison.Ordinal);
        var model = fitter.Fit([c.Sample], [whole], Tight)[0].Points[0].Model;
        double[] half = [.. Enumerable.Repeat(0.5, c.Rows * model.Outputs)];
        for (int k = 0; k < model.Outputs; k++)
            for (int i = 0; i < 7; i++)
                half[k * c.Rows + i] = k;
        var found = ComputedDegreesOfFreedom.Of(fitter, c.Sample, whole, options with { Means = [.. half] }, Tight);
        Assert.Equal(7, found.SureRows);
        Assert.Contains("7 rows that the model drawn from is sure of aren't counted", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_tree_is_drawn_from_what_held_out_rows_tell_and_is_worth_far_more_than_a_small_one()
    {
        var c = new ChoiceCase(Loss.Logistic, 120, 5, 0.5, 4);
        var run = CrossValidation.Run(new TreePathFitter(knob: Knob.Depth), c.Sample, c.Folds(c.Sample, 4), [new Setting(Knob.Depth, 1), new Setting(Knob.Depth, 3), new Setting(Knob.Depth, double.PositiveInfinity)], [Score.Accuracy], Tight);
        var options = new PerturbationOptions { Draws = 20, Target = DrawnTarget.Classes };
        var fitter = new TreePathFitter(knob: Knob.Depth);
        double[] worth = [.. Enumerable.Range(0, 2).Select(at => ComputedDegreesOfFreedom.OfCrossValidated(fitter, c.Sample, run, at, options, Tight).Value)];
        Assert.True(worth[1] > worth[0] + 2, $"{worth[0]} {worth[1]}");
        var regression = new ChoiceCase(Loss.Squared, 120, 5, 0.5, 4);
        var numbers = new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }, Knob.Depth);
        run = CrossValidation.Run(numbers, regression.Sample, regression.Folds(regression.Sample, 4), [new Setting(Knob.Depth, 1), new Setting(Knob.Depth, double.PositiveInfinity)], [Score.Mse], Tight);
        var whole = ComputedDegreesOfFreedom.OfCrossValidated(numbers, regression.Sample, run, 1, options with { Target = DrawnTarget.Numbers }, Tight); // fits exactly, and leaves no noise of its own
        Assert.InRange(whole.Value, 120 - Errors * whole.StandardError, 120 + Errors * whole.StandardError);
    }
}
