using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Diagnoses;
using Ridgeline.Losses;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Tests.Choices;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Diagnoses;

public sealed class SimulatedBiasVarianceFacts
{
    private const double Errors = 5; // standard errors: one in two million is further off
    private static readonly FitOptions Fit = new() { Tolerance = 1e-12, Threads = 1 };

    [Fact]
    public void Draws_of_ridge_agree_with_the_closed_form() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        ImmutableArray<Setting> settings = [.. new[] { 3, 0.1, 1e-3 }.Select(lambda => Strength.Lambda(lambda).Setting)];
        ImmutableArray<double> truth = [.. c.Y];
        foreach (var sample in new[] { c.Weighted, Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency) })
        {
            ImmutableArray<double> offset = sample.Offset.IsEmpty ? default : [.. sample.Offset];
            var exact = RidgeBiasVariance.Of(sample, Penalty.L2, c.Y, 0.7, c.Design, c.Y, settings, sample.Offset);
            var found = SimulatedBiasVariance.Of(Ridge(Loss.Squared), sample, truth, c.Design, truth, settings, new PerturbationOptions { Draws = 200, Noise = 0.7, Seed = c.Seed }, Fit, testOffset: offset);
            for (int k = 0; k < settings.Length; k++)
            {
                Assert.InRange(exact.Points[k].ExpectedError, found.Points[k].ExpectedError - Errors * found.Points[k].StandardError, found.Points[k].ExpectedError + Errors * found.Points[k].StandardError);
                Assert.Equal(exact.Points[k].Variance, found.Points[k].Variance, 0.5 * exact.Points[k].Variance);
            }
        }
    }, iter: 5);

    [Fact]
    public void A_tree_without_a_question_is_a_mean_and_its_variance_that_of_one()
    {
        var c = new ChoiceCase(Loss.Squared, 50, 5, 1, 2);
        double mean = c.Y.Average();
        ImmutableArray<double> truth = [.. c.Y];
        var tree = new TreePathFitter(new TreeOptions { Criterion = SplitCriterion.SquaredError }, Knob.Depth);
        var found = SimulatedBiasVariance.Of(
            tree, c.Sample, truth, c.Design, truth, [new Setting(Knob.Depth, 0), new Setting(Knob.Depth, 10)], new PerturbationOptions { Draws = 400, Noise = 2, Target = DrawnTarget.Numbers }, Fit);
        Assert.Equal(4.0 / 50, found.Points[0].Variance, Errors * 4.0 / 50 * Math.Sqrt(2.0 / 400)); // σ²/n
        Assert.Equal(c.Y.Average(y => (y - mean) * (y - mean)), found.Points[0].BiasSquared, 0.2);
        Assert.True(found.Points[1].BiasSquared < found.Points[0].BiasSquared && found.Points[1].Variance > 10 * found.Points[0].Variance);
        Assert.Equal(4, found.Points[0].Noise);
        Assert.Equal(found.Points[0].ExpectedError < found.Points[1].ExpectedError ? 0 : 1, found.Best);
        Assert.Contains($"expected error is least at depth {(found.Best == 0 ? 0 : 10)}", found.Sentence, StringComparison.Ordinal);
        Assert.Contains("above the least", found.Beside(1 - found.Best), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_have_the_variance_of_their_probabilities_as_noise()
    {
        var c = new ChoiceCase(Loss.Logistic, 60, 5, 0, 2);
        ImmutableArray<double> truth = [.. c.X.Take(60).Select(x => 1 / (1 + Math.Exp(-x)))];
        var found = SimulatedBiasVariance.Of(Ridge(Loss.Logistic), c.Sample, truth, c.Design, truth, [Strength.Lambda(1e3).Setting, Strength.Lambda(0.01).Setting], new PerturbationOptions { Draws = 200 }, Fit);
        double share = truth.Average();
        Assert.Equal(truth.Average(p => p * (1 - p)), found.Points[0].Noise, 1e-12);
        Assert.Equal(truth.Average(p => (p - share) * (p - share)), found.Points[0].BiasSquared, 0.2 * found.Points[0].BiasSquared); // a constant
        Assert.True(found.Points[1].BiasSquared < 0.5 * found.Points[0].BiasSquared);

        double[] probabilities = [.. Enumerable.Repeat(0.2, 60), .. Enumerable.Repeat(0.3, 60), .. Enumerable.Repeat(0.5, 60)];
        var three = SimulatedBiasVariance.Of(
            new LinearPathFitter(Loss.Multinomial(3), Penalty.L2), c.Sample, [.. probabilities], c.Design, [.. probabilities], [Strength.Lambda(1).Setting], new PerturbationOptions { Draws = 100 }, Fit);
        Assert.Equal(0.2 * 0.8 + 0.3 * 0.7 + 0.25, three.Points[0].Noise, 1e-12);
        Assert.Equal(0, three.Points[0].BiasSquared, Errors * three.Points[0].StandardError);
    }

    [Fact]
    public void Threads_change_no_bit_and_a_network_is_simulated_as_any_family()
    {
        var c = new ChoiceCase(Loss.Poisson, 30, 5, 1, 2);
        ImmutableArray<double> truth = [.. c.X.Take(30).Select(x => Math.Exp(0.3 * x))];
        var network = new NetworkPathFitter(Network.Layers(3) with { Epochs = 4 }, Loss.Poisson, Knob.Epochs);
        SimulatedBiasVariance Of(int threads) => SimulatedBiasVariance.Of(
            network, c.Sample, truth, c.Design, truth, [new Setting(Knob.Epochs, 1), new Setting(Knob.Epochs, 4)], new PerturbationOptions { Draws = 6 }, new FitOptions { Threads = threads });
        var (one, three) = (Of(1), Of(3));
        for (int k = 0; k < 2; k++)
            Assert.Equal((one.Points[k].BiasSquared, one.Points[k].Variance, one.Points[k].StandardError), (three.Points[k].BiasSquared, three.Points[k].Variance, three.Points[k].StandardError));
        Assert.Equal(truth.Average(), one.Points[0].Noise, 1e-12);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        var c = new ChoiceCase(Loss.Squared, 30, 5, 1, 2);
        SimulatedBiasVariance Of(IEnumerable<double> truth, PerturbationOptions options) => SimulatedBiasVariance.Of(Ridge(Loss.Squared), c.Sample, [.. truth], c.Design, [.. truth], [Strength.Lambda(1).Setting], options, Fit);
        Assert.Contains("must be said", Assert.Throws<ArgumentException>(() => Of(c.Y, new PerturbationOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("29 numbers", Assert.Throws<ArgumentException>(() => Of(c.Y.Take(29), new PerturbationOptions { Noise = 1 })).Message, StringComparison.Ordinal);
    }

    private static LinearPathFitter Ridge(Loss loss) => new(loss, Penalty.L2);
}
