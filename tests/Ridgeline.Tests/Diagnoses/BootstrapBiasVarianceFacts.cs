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

public sealed class BootstrapBiasVarianceFacts
{
    private const int Draws = 20;
    private static readonly FitOptions Fit = new() { Tolerance = 1e-9, Threads = 1 };
    private static readonly Gen<ChoiceCase> Classes = ChoiceCase.Any(Loss.Logistic, Loss.Multinomial(3));
    private static readonly Gen<ChoiceCase> Numbers = ChoiceCase.Any(Loss.Squared, Loss.Poisson, Loss.Logistic, Loss.Multinomial(3));

    [Fact]
    public void Domingos_parts_are_those_of_the_definition_and_add_up_to_the_out_of_bag_error() => Classes.Sample(c =>
    {
        foreach (var (fitter, settings, sample) in Families(c))
        {
            var found = BootstrapBiasVariance.Of(fitter, sample, settings, Options(c, DecomposedError.ZeroOne), Fit);
            for (int at = 0; at < settings.Length; at++)
            {
                var said = Said(fitter, sample, settings[at], c.Seed, (model, mean, rows, i) =>
                    model.Outputs == 1 ? (mean[i] > 0.5 ? 1 : 0) : Enumerable.Range(0, model.Outputs).MaxBy(k => mean[k * rows + i]));
                double total = 0, error = 0, bias = 0, unbiased = 0, biased = 0;
                foreach (int i in Counted(sample, said))
                {
                    double y = sample.Target[i], weight = sample.Weights[i];
                    double main = said[i].GroupBy(label => label).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
                    double variance = said[i].Average(label => label == main ? 0.0 : 1); // E L(main, ŷ)
                    // c₂ = 1 where the main prediction is right, else −P(ŷ = y | ŷ ≠ main)
                    var others = said[i].Where(label => label != main).ToArray();
                    double right = others.Length == 0 ? 0 : others.Average(label => label == y ? 1.0 : 0);
                    var row = found.At(at, i);
                    double wrong = said[i].Average(label => label == y ? 0.0 : 1);
                    Assert.Equal(main, row.Main);
                    Assert.Equal(variance, row.Variance, 1e-12);
                    Assert.Equal(wrong, (main == y ? 0 : 1) + (main == y ? 1 : -right) * variance, 1e-12);
                    Assert.Equal(wrong, row.Error, 1e-12);
                    total += weight;
                    error += weight * wrong;
                    bias += main == y ? 0 : weight;
                    unbiased += main == y ? weight * variance : 0;
                    biased += main == y ? 0 : weight * right * variance;
                }

                var point = found.Points[at];
                Assert.Equal(error / total, point.Error, 1e-12);
                Assert.Equal(bias / total, point.Bias, 1e-12);
                Assert.Equal(unbiased / total, point.UnbiasedVariance, 1e-12);
                Assert.Equal(biased / total, point.BiasedVariance, 1e-12);
                Assert.Equal(point.Error, point.Bias + point.Variance, 1e-12);
            }
        }
    }, iter: 10);

    [Fact]
    public void Squared_parts_are_unbiased_and_add_up_to_the_out_of_bag_error() => Numbers.Sample(c =>
    {
        foreach (var (fitter, settings, sample) in Families(c))
        {
            var found = BootstrapBiasVariance.Of(fitter, sample, settings, Options(c, DecomposedError.Squared), Fit);
            for (int at = 0; at < settings.Length; at++)
            {
                int outputs = 1;
                var said = Said<double[]>(fitter, sample, settings[at], c.Seed, (model, mean, rows, i) =>
                {
                    outputs = model.Outputs;
                    return [.. Enumerable.Range(0, outputs).Select(k => mean[k * rows + i])];
                });
                double total = 0, error = 0, variance = 0;
                foreach (int i in Counted(sample, said))
                {
                    total += sample.Weights[i];
                    for (int k = 0; k < outputs; k++)
                    {
                        double y = outputs == 1 ? sample.Target[i] : sample.Target[i] == k ? 1 : 0, mean = said[i].Average(p => p[k]);
                        error += sample.Weights[i] * said[i].Average(p => (y - p[k]) * (y - p[k]));
                        variance += sample.Weights[i] * said[i].Sum(p => (p[k] - mean) * (p[k] - mean)) / (said[i].Count - 1);
                    }
                }

                var point = found.Points[at];
                Assert.Equal(error / total, point.Error, 1e-9 * (1 + error / total));
                Assert.Equal(variance / total, point.Variance, 1e-9 * (1 + variance / total));
                Assert.Equal(point.Error, point.Bias + point.Variance, 1e-12 * (1 + point.Error));
            }
        }
    }, iter: 6);

    [Fact]
    public void Threads_change_no_bit_and_neither_does_the_scale_of_importance_weights() => Numbers.Sample(c =>
    {
        foreach (var (fitter, settings, sample) in Families(c))
        {
            var once = BootstrapBiasVariance.Of(fitter, sample, settings, Options(c, DecomposedError.Squared), Fit);
            Assert.Equal(once.Points, BootstrapBiasVariance.Of(fitter, sample, settings, Options(c, DecomposedError.Squared), Fit with { Threads = 3 }).Points);
            if (settings[0].Knob is Knob.Epochs || sample.WeightKind == WeightKind.Frequency)
                continue; // float32
            var scaled = BootstrapBiasVariance.Of(fitter, sample.Reweighted([.. sample.Weights.ToArray().Select(weight => 8 * weight)]), settings, Options(c, DecomposedError.Squared), Fit);
            for (int at = 0; at < settings.Length; at++)
                Assert.Equal(once.Points[at].Variance, scaled.Points[at].Variance, 1e-6 * (1 + once.Points[at].Variance));
        }
    }, iter: 4);

    [Fact]
    public void Rows_with_too_few_predictions_are_named_and_do_not_count() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        double[] weights = [.. c.Weights.Select((weight, i) => i % 5 == 2 ? 0 : weight)];
        var sample = Sample.Of(c.Design, c.Y, weights);
        var options = new BiasVarianceOptions { Draws = 8, Seed = c.Seed, LeastPredictions = 3 };
        var found = BootstrapBiasVariance.Of(Ridge(Loss.Squared), sample, [Strength.Lambda(0.1).Setting], options, Fit);
        var draws = Resamples.Bootstrap(sample, 8, c.Seed);
        int[] counts = [.. Enumerable.Range(0, c.Rows).Select(i => Enumerable.Range(0, 8).Count(b => draws.HeldOutWeights(sample, b)[i] > 0))];
        Assert.Equal(counts, found.Predictions);
        Assert.Equal(Enumerable.Range(0, c.Rows).Where(i => weights[i] > 0 && counts[i] < 3), found.TooFew);
        Assert.Equal(found.TooFew.IsEmpty, !found.Sentence.Contains("too few predictions", StringComparison.Ordinal));
        int[] counted = [.. Enumerable.Range(0, c.Rows).Where(i => counts[i] >= 3)];
        Assert.Equal(counted.Sum(i => weights[i] * found.At(0, i).Bias) / counted.Sum(i => weights[i]), found.Points[0].Bias, 1e-9);
        int without = Array.IndexOf(weights, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => found.At(0, without));
    }, iter: 20);

    [Fact]
    public void A_deeper_tree_has_less_bias_and_more_variance_and_the_choices_of_cross_validation_are_on_the_curve()
    {
        var c = new ChoiceCase(Loss.Squared, 400, 5, 1, 3);
        IPathFitter<IModel> fitter = new FamilyFitter<DecisionTree>(new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }, Knob.Depth));
        ImmutableArray<Setting> depths = [.. new double[] { 0, 1, 2, 3, 4, 6, 8, 20 }.Select(depth => new Setting(Knob.Depth, depth))];
        var crossValidated = CrossValidation.Run(fitter, c.Sample, Resamples.KFold(c.Sample, 5, 1), depths, [Score.Mse], Fit);
        var found = BootstrapBiasVariance.OfCrossValidated(fitter, c.Sample, crossValidated, new BiasVarianceOptions { Draws = 50, MaxSettings = 3 }, Fit);
        Assert.True(found.Points[0].Bias > 2 * found.Points[^1].Bias);
        Assert.True(found.Points[^1].Variance > 5 * found.Points[0].Variance);
        Assert.Equal(depths[crossValidated.Curves[0].Best], found.Points[found.CrossValidatedBest!.Value].Setting);
        Assert.Equal(depths[crossValidated.Curves[0].OneStandardError], found.Points[found.CrossValidatedOneStandardError!.Value].Setting);
        Assert.InRange(found.Points.Length, 3, 5);
        Assert.Contains("the best by cross-validation, the out-of-bag squared error is", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_are_drawn_whole_and_time_order_is_refused()
    {
        var c = new ChoiceCase(Loss.Squared, 40, 5, 1, 4);
        int[] groups = [.. Enumerable.Range(0, 40).Select(i => i / 4)];
        var fitter = Ridge(Loss.Squared);
        ImmutableArray<Setting> settings = [Strength.Lambda(1).Setting, Strength.Lambda(0.01).Setting];
        var crossValidated = CrossValidation.Run(fitter, c.Sample, Resamples.Grouped(c.Sample, groups, 5, 1), settings, [Score.Mse], Fit);
        var found = BootstrapBiasVariance.OfCrossValidated(fitter, c.Sample, crossValidated, new BiasVarianceOptions { Draws = 30 }, Fit);
        Assert.All(groups.Select((group, i) => (group, i)), pair => Assert.Equal(found.Predictions[4 * pair.group], found.Predictions[pair.i]));
        var inTime = CrossValidation.Run(fitter, c.Sample, Resamples.TimeOrdered(c.Sample, 4), settings, [Score.Mse], Fit);
        Assert.Contains("time order", Assert.Throws<ArgumentException>(() => BootstrapBiasVariance.OfCrossValidated(fitter, c.Sample, inTime, new BiasVarianceOptions(), Fit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_such_error_is_refused()
    {
        var c = new ChoiceCase(Loss.Logistic, 30, 5, 1, 5);
        ImmutableArray<Setting> lambda = [Strength.Lambda(0.1).Setting], depth = [new Setting(Knob.Depth, 1)];
        Assert.Contains("Error must", Assert.Throws<ArgumentException>(() => BootstrapBiasVariance.Of(new TreePathFitter(knob: Knob.Depth), c.Sample, depth, new BiasVarianceOptions(), Fit)).Message, StringComparison.Ordinal);
        Assert.Contains("of numbers", Assert.Throws<ArgumentException>(() => BootstrapBiasVariance.Of(Ridge(Loss.Squared), c.Sample, lambda, Options(c, DecomposedError.ZeroOne), Fit)).Message, StringComparison.Ordinal);
        Assert.Contains("no probabilities", Assert.Throws<ArgumentException>(() => BootstrapBiasVariance.Of(new LinearPathFitter(Loss.SquaredHinge, Penalty.L2), c.Sample, lambda, Options(c, DecomposedError.Squared), Fit)).Message, StringComparison.Ordinal);
        Assert.Contains("more draws", Assert.Throws<ArgumentException>(() => BootstrapBiasVariance.Of(Ridge(Loss.Logistic), c.Sample, lambda, new BiasVarianceOptions { Draws = 5 }, Fit)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BiasVarianceOptions { Draws = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BiasVarianceOptions { LeastPredictions = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BiasVarianceOptions { MaxSettings = 1 });
    }

    private static FamilyFitter<LinearModel> Ridge(Loss loss) => new(new LinearPathFitter(loss, Penalty.L2));

    private static BiasVarianceOptions Options(ChoiceCase c, DecomposedError error) => new() { Draws = Draws, Seed = c.Seed, Error = error, LeastPredictions = 2 };

    /// <summary>A linear model with weights and an offset, a tree with frequencies, a network, two settings each.</summary>
    private static IEnumerable<(IPathFitter<IModel> Fitter, ImmutableArray<Setting> Settings, Sample Sample)> Families(ChoiceCase c)
    {
        var weighted = c.Loss.Outputs > 1 ? Sample.Of(c.Design, c.Y, c.Weights) : c.Weighted;
        yield return (Ridge(c.Loss), [Strength.Lambda(1).Setting, Strength.Lambda(0.01).Setting], weighted);
        var tree = new TreePathFitter(new TreeOptions { Criterion = c.IsOfClasses ? SplitCriterion.Gini : SplitCriterion.SquaredError }, Knob.Depth);
        yield return (new FamilyFitter<DecisionTree>(tree), [new Setting(Knob.Depth, 1), new Setting(Knob.Depth, 3)], Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency));
        var network = new NetworkPathFitter(Network.Layers(3) with { Epochs = 5, BatchSize = 16 }, c.Loss, Knob.Epochs);
        yield return (new FamilyFitter<NetworkModel>(network), [new Setting(Knob.Epochs, 1), new Setting(Knob.Epochs, 5)], Sample.Of(c.Design, c.Y, c.Weights));
    }

    /// <summary>What each draw that left a row out says of it, one fit at a time.</summary>
    private static List<T>[] Said<T>(IPathFitter<IModel> fitter, Sample sample, Setting setting, ulong seed, Func<IModel, double[], int, int, T> read)
    {
        var draws = Resamples.Bootstrap(sample, Draws, seed);
        List<T>[] said = [.. Enumerable.Range(0, sample.Rows).Select(_ => new List<T>())];
        for (int b = 0; b < Draws; b++)
        {
            var model = fitter.Fit([sample.Reweighted(draws.TrainingWeights(sample, b))], [setting], Fit)[0].Points[0].Model;
            double[] link = new double[sample.Rows * model.Outputs], mean = new double[link.Length], held = draws.HeldOutWeights(sample, b);
            model.Link(sample.Design, link);
            for (int k = 0; k < link.Length && !sample.Offset.IsEmpty; k++)
                link[k] += sample.Offset[k % sample.Rows];
            model.Mean(link, mean);
            for (int i = 0; i < sample.Rows; i++)
                if (held[i] > 0)
                    said[i].Add(read(model, mean, sample.Rows, i));
        }

        return said;
    }

    private static IEnumerable<int> Counted<T>(Sample sample, List<T>[] said) => [.. Enumerable.Range(0, sample.Rows).Where(i => said[i].Count >= 2)];
}
