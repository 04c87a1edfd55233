using System.Collections.Immutable;
using CsCheck;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Trees;

namespace Ridgeline.Tests.Choices;

public sealed class PerturbedDegreesOfFreedomFacts
{
    private const double Errors = 5; // standard errors within which an estimate is its value: one in two million isn't
    private static readonly FitOptions Tight = new() { Tolerance = 1e-13, Threads = 1 };

    [Fact]
    public void Every_draw_of_a_linear_smoother_is_the_quadratic_form_of_its_hat_matrix() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        // ridge is linear in y, so (ŷ* − ŷ)ᵀ(y* − y)/τ² is εᵀHε whatever τ is
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        var setting = Strength.Lambda(0.3).Setting;
        foreach (var sample in new[] { c.Weighted, Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency) })
        {
            var small = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions { Draws = 3, Noise = 0.2 }, Tight);
            var large = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions { Draws = 3, Noise = 3 }, Tight);
            for (int b = 0; b < 3; b++)
                Assert.Equal(large.Draws[b], small.Draws[b], 1e-6 * (1 + large.Draws[b]));
        }
    }, iter: 20);

    [Fact]
    public void Ridge_has_the_trace_of_its_hat_matrix_within_the_estimates_own_error() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        var fitter = new LinearPathFitter(Loss.Squared, Penalty.L2);
        foreach (double lambda in new[] { 0.01, 0.3, 3 })
            foreach (var sample in new[] { c.Weighted, Sample.Of(c.Design, c.Y, c.Frequencies, WeightKind.Frequency) })
            {
                var setting = Strength.Lambda(lambda).Setting;
                double trace = DegreesOfFreedom.Of(sample, Loss.Squared, Penalty.L2, fitter.Fit([sample], [setting], Tight)[0])[0];
                var found = PerturbedDegreesOfFreedom.Of(fitter, sample, setting, new PerturbationOptions { Draws = 100, Seed = c.Seed }, Tight);
                Assert.InRange(found.Value, trace - Errors * found.StandardError, trace + Errors * found.StandardError);
            }
    }, iter: 10);

    [Fact]
    public void Least_squares_without_a_penalty_has_1_and_p() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        var found = PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Squared, Penalty.L2), c.Sample, Strength.Lambda(0).Setting, new PerturbationOptions { Draws = 200, Seed = c.Seed }, Tight);
        Assert.InRange(found.Value, 1 + c.Columns - Errors * found.StandardError, 1 + c.Columns + Errors * found.StandardError);
        // εᵀHε of a projection is χ² of rank 1 + p: its variance is twice that
        Assert.InRange(found.StandardError, 0.7 * Math.Sqrt(2.0 * (1 + c.Columns) / 200), 1.4 * Math.Sqrt(2.0 * (1 + c.Columns) / 200));
    }, iter: 10);

    [Fact]
    public void A_network_without_hidden_layers_trained_to_its_end_is_least_squares() => ChoiceCase.Any(Loss.Squared).Sample(c =>
    {
        // full batches: gradient descent, and 400 steps leave nothing of so few columns but float32's rounding
        var network = Network.Layers() with { BatchSize = c.Rows, Epochs = 400, Optimiser = new Sgd { LearningRate = 0.1 } };
        var found = PerturbedDegreesOfFreedom.Of(
            new NetworkPathFitter(network, Loss.Squared, Knob.Epochs), c.Sample, new Setting(Knob.Epochs, 400), new PerturbationOptions { Draws = 30, Seed = c.Seed }, Tight);
        var exact = PerturbedDegreesOfFreedom.Of(
            new LinearPathFitter(Loss.Squared, Penalty.L2), c.Sample, Strength.Lambda(0).Setting, new PerturbationOptions { Draws = 30, Seed = c.Seed }, Tight);
        Assert.Equal(exact.Value, found.Value, 1e-2 * exact.Value);
    }, iter: 5);

    [Fact]
    public void Losses_of_classes_and_counts_have_nearly_the_trace_at_their_optimum()
    {
        // of many rows, where λ̂ is nearly linear in what is drawn: 3 % is what that leaves
        foreach (var loss in new[] { Loss.Logistic, Loss.Poisson })
        {
            var c = new ChoiceCase(loss, 800, 6, 0.5, 7);
            var fitter = new LinearPathFitter(loss, Penalty.L2);
            foreach (double lambda in new[] { 0.001, 0.1 })
            {
                var setting = Strength.Lambda(lambda).Setting;
                double trace = DegreesOfFreedom.Of(c.Weighted, loss, Penalty.L2, fitter.Fit([c.Weighted], [setting], Tight)[0])[0];
                var found = PerturbedDegreesOfFreedom.Of(fitter, c.Weighted, setting, new PerturbationOptions { Draws = 250 }, new FitOptions { Tolerance = 1e-9, Threads = 1 });
                Assert.InRange(found.Value, 0.97 * trace - Errors * found.StandardError, 1.03 * trace + Errors * found.StandardError);
                Assert.InRange(found.StandardError, 0, 0.06 * trace);
            }
        }
    }

    [Fact]
    public void Two_classes_are_worth_the_same_as_classes_of_two_outputs()
    {
        var c = new ChoiceCase(Loss.Logistic, 800, 5, 0.5, 3);
        var setting = Strength.Lambda(0.001).Setting;
        var one = PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), c.Sample, setting, new PerturbationOptions { Draws = 100 }, Tight);
        // softmax of two with half of λ each is the logistic loss: w/2 and −w/2 cost ¼ + ¼ of w²
        var two = PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Multinomial(2), Penalty.L2), c.Sample, Strength.Lambda(0.002).Setting, new PerturbationOptions { Draws = 100 }, Tight);
        Assert.InRange(one.Value - two.Value, -Errors * (one.StandardError + two.StandardError), Errors * (one.StandardError + two.StandardError));
        Assert.InRange(one.Value, 4, 7);
    }

    [Fact]
    public void A_partition_that_is_fixed_is_worth_its_leaves() => Gen.Select(Gen.ULong, Gen.Int[2, 3]).Sample((seed, classes) =>
    {
        // a single column of 3 values far apart: a tree of 3 leaves can only ask the same two questions, whatever is drawn
        var random = new RandomStream(seed);
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i % 3 * 10.0)];
        double[] y = [.. x.Select(v => (double)random.NextBelow(classes))];
        var sample = Sample.Of(Design.Dense(x, 300), y);
        var found = PerturbedDegreesOfFreedom.Of(new TreePathFitter(knob: Knob.Depth), sample, new Setting(Knob.Depth, double.PositiveInfinity), new PerturbationOptions { Target = DrawnTarget.Classes, Draws = 200, Seed = seed }, Tight);
        double leaves = 3 * (classes - 1);
        Assert.InRange(found.Value, leaves - Errors * found.StandardError, leaves + Errors * found.StandardError);
    }, iter: 10);

    [Fact]
    public void A_deeper_tree_is_worth_more_and_more_than_its_leaves_where_it_chooses_its_questions()
    {
        var c = new ChoiceCase(Loss.Logistic, 300, 8, 0.4, 11);
        ImmutableArray<double> half = [.. Enumerable.Repeat(0.5, 300)];
        var options = new PerturbationOptions { Target = DrawnTarget.Classes, Draws = 60, Means = half };
        PerturbedDegreesOfFreedom Of(int depth) => PerturbedDegreesOfFreedom.Of(new TreePathFitter(knob: Knob.Depth), c.Sample, new Setting(Knob.Depth, depth), options, Tight);
        var found = new[] { 0, 1, 2, 4, 8 }.Select(Of).ToArray();
        for (int k = 1; k < found.Length; k++)
            Assert.True(found[k].Value - found[k - 1].Value > 2 * found[k].StandardError, $"{found[k - 1].Value} {found[k].Value} ± {found[k].StandardError}");
        Assert.InRange(found[0].Value, 1 - Errors * found[0].StandardError, 1 + Errors * found[0].StandardError); // the root is a mean
        Assert.True(found[1].Value > 2 + 2 * found[1].StandardError); // the best of 8 columns and all thresholds (Ye 1998)
        var full = Of(64);
        Assert.InRange(full.Value, 300 - Errors * full.StandardError, 300 + Errors * full.StandardError); // every row is its own leaf: λ̂ is y
    }

    [Fact]
    public void Nothing_depends_on_the_threads_nor_on_how_many_draws_there_are() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Multinomial(3), Loss.Poisson).Sample(c =>
    {
        PerturbedDegreesOfFreedom Of(int draws, int threads) => PerturbedDegreesOfFreedom.Of(
            new LinearPathFitter(c.Loss, Penalty.L2), c.Weighted, Strength.Lambda(0.1).Setting, new PerturbationOptions { Draws = draws, Seed = c.Seed }, new FitOptions { Threads = threads });
        var once = Of(6, 1);
        Assert.Equal(once.Draws, Of(6, 3).Draws);
        Assert.Equal(once.Draws, Of(9, 2).Draws[..6]);
    }, iter: 20);

    [Fact]
    public void Rows_without_weight_are_absent() => ChoiceCase.Any(Loss.Squared, Loss.Logistic, Loss.Poisson).Sample(c =>
    {
        int[] kept = [.. Enumerable.Range(0, c.Rows).Where(i => i % 4 != 1)];
        var with = Sample.Of(c.Design, c.Y, [.. c.Weights.Select((weight, i) => i % 4 == 1 ? 0 : weight)]);
        var without = Sample.Of(Design.Dense([.. Enumerable.Range(0, c.Columns).SelectMany(j => kept.Select(i => c.X[j * c.Rows + i]))], kept.Length), [.. kept.Select(i => c.Y[i])], [.. kept.Select(i => c.Weights[i])]);
        PerturbedDegreesOfFreedom Of(Sample sample) => PerturbedDegreesOfFreedom.Of(new LinearPathFitter(c.Loss, Penalty.L2), sample, Strength.Lambda(0.1).Setting, new PerturbationOptions { Draws = 4 }, Tight);
        var (a, b) = (Of(with), Of(without));
        for (int k = 0; k < 4; k++)
            Assert.Equal(b.Draws[k], a.Draws[k], 1e-5 * (1 + Math.Abs(b.Draws[k])));
    }, iter: 20);

    [Fact]
    public void Counts_are_drawn_with_the_mean_and_the_variance_of_their_row()
    {
        double[] means = [0.05, 1.5, 12, 40, 300, 1e9];
        var sample = Sample.Of(Design.Dense([.. Enumerable.Range(0, 6).Select(i => (double)i)], 6), means);
        var targets = new DrawnTargets(sample, new PerturbationOptions { Seed = 5 }, Loss.Poisson, [.. means.Select(mean => Math.Log(mean))], means);
        double[][] drawn = [.. Enumerable.Range(0, 20000).Select(b => targets.Draw(b))];
        for (int i = 0; i < means.Length; i++)
        {
            double mean = drawn.Average(y => y[i]), variance = drawn.Average(y => (y[i] - mean) * (y[i] - mean));
            Assert.All(drawn, y => Assert.True(y[i] >= 0 && double.IsInteger(y[i])));
            Assert.Equal(means[i], mean, Errors * Math.Sqrt(means[i] / drawn.Length));
            Assert.Equal(means[i], variance, Errors * Math.Sqrt((2 * means[i] * means[i] + means[i]) / drawn.Length));
        }
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4], 4), [0, 1, 0, 1]);
        var depth = new Setting(Knob.Depth, 1);
        var lambda = Strength.Lambda(0.1).Setting;
        Assert.Contains("Target must", Assert.Throws<ArgumentException>(() => PerturbedDegreesOfFreedom.Of(new TreePathFitter(knob: Knob.Depth), sample, depth, new(), Tight)).Message);
        Assert.Contains("squared hinge", Assert.Throws<ArgumentException>(() => PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.SquaredHinge, Penalty.L2), sample, lambda, new(), Tight)).Message);
        Assert.Contains("not of counts", Assert.Throws<ArgumentException>(() => PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, lambda, new() { Target = DrawnTarget.Counts }, Tight)).Message);
        Assert.Contains("row 3: 2 is no probability", Assert.Throws<ArgumentException>(() => PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Logistic, Penalty.L2), sample, lambda, new() { Means = [0, 1, 2, 1] }, Tight)).Message);
        Assert.Contains("Noise must", Assert.Throws<ArgumentException>(() => PerturbedDegreesOfFreedom.Of(new LinearPathFitter(Loss.Squared, Penalty.L2), Sample.Of(sample.Design, [3, 3, 3, 3]), lambda, new(), Tight)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerturbationOptions { Draws = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerturbationOptions { Noise = 0 });
    }
}
