using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;

namespace Ridgeline.Tests.Networks;

/// <summary>Paths of networks over each knob.</summary>
public sealed class NetworkPathFacts
{
    private static readonly Network Small = Network.Layers(8, 4).Dropout(0.2) with { Epochs = 6, BatchSize = 16, Seed = 3 };

    public static TheoryData<Knob> Knobs => [Knob.Dropout, Knob.WeightDecay, Knob.Epochs];

    [Theory]
    [MemberData(nameof(Knobs))]
    public void A_model_depends_neither_on_the_threads_nor_on_its_company(Knob knob)
    {
        var fitter = new NetworkPathFitter(Small, Loss.Logistic, knob) { GridSize = 4 };
        var whole = NetworkCases.Of(Loss.Logistic);
        Sample[] samples = [whole, .. Enumerable.Range(0, 4).Select(k => whole.Reweighted([.. Enumerable.Range(0, whole.Rows).Select(i => i % 4 == k ? 0.0 : 1)]))];
        var settings = fitter.Settings(whole);
        var one = fitter.Fit(samples, settings, new FitOptions { Threads = 1 });
        foreach (int threads in new[] { 2, 5 })
            Same(one, fitter.Fit(samples, settings, new FitOptions { Threads = threads }));
        for (int k = 0; k < samples.Length; k++)
            Same([one[k]], fitter.Fit([samples[k]], settings, new FitOptions { Threads = 1 }));
        for (int at = 0; at < settings.Length; at++) // whichever settings are asked for
            Same([new ModelPath<NetworkModel>([one[1].Points[at]])], fitter.Fit([samples[1]], [settings[at]], new FitOptions()));
    }

    [Fact]
    public void Points_come_in_order_and_one_at_a_time_of_each_resample()
    {
        var fitter = new NetworkPathFitter(Small, Loss.Logistic) { GridSize = 5 };
        var whole = NetworkCases.Of(Loss.Logistic);
        var settings = fitter.Settings(whole);
        int[] next = new int[3], inside = new int[3];
        int done = 0;
        fitter.Walk([whole, whole, whole], [.. settings.Reverse()], new FitOptions { Threads = 3 }, (k, point) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside[k]));
            Assert.Equal(settings[next[k]++], point.Setting);
            Interlocked.Decrement(ref inside[k]);
        }, new Listener(progress => Assert.InRange(progress.Done, 1, Interlocked.Increment(ref done) + 3)), default);
        Assert.Equal([5, 5, 5], next);
        Assert.Equal(15, done);
    }

    [Fact]
    public void A_snapshot_is_a_training_that_ends_there()
    {
        var sample = NetworkCases.Of(Loss.Squared);
        var path = new NetworkPathFitter(Small, Loss.Squared, Knob.Epochs).Fit([sample], Trainings.Settings(Knob.Epochs, 1, 3, 6), new FitOptions())[0];
        foreach (var point in path.Points)
        {
            int epochs = (int)point.Setting.Value;
            Assert.Equal(Trainings.Parameters(Small with { Epochs = epochs }, Loss.Squared, sample), Trainings.Parameters(point.Model));
            Assert.Equal((epochs, epochs), (point.Model.Training!.Value.Epochs, point.Model.Training.Value.BestEpoch));
        }
    }

    [Theory]
    [InlineData("logistic")]
    [InlineData("multinomial")]
    [InlineData("squared")]
    [InlineData("poisson")]
    public void The_deviance_is_that_of_the_model_s_predictions(string name)
    {
        var loss = NetworkCases.Named(name);
        var sample = NetworkCases.Of(loss);
        double[] weights = [.. Enumerable.Range(0, sample.Rows).Select(i => (double)(i % 4))];
        foreach (var network in new[] { Small, Small with { EarlyStopping = new EarlyStopping() } })
            foreach (var point in new NetworkPathFitter(network, loss) { GridSize = 2 }.Fit([sample.Reweighted(weights)], Trainings.Settings(Knob.Dropout, 0.5, 0), new FitOptions())[0].Points)
            {
                var eta = new double[sample.Rows * loss.Outputs];
                point.Model.Link(sample.Design, eta);
                Assert.Equal(2 * (loss.Sum(sample.Target, eta, weights) - loss.SaturatedSum(sample.Target, weights)) / weights.Sum(), point.Deviance, 1e-9 * Math.Max(1, point.Deviance));
                Assert.Null(point.Certificate);
                Assert.True(point.Model.Training!.Value.GradientNorm > 0);
            }
    }

    [Fact]
    public void An_offset_is_added_to_what_the_network_says()
    {
        var sample = NetworkCases.Of(Loss.Poisson);
        double[] offset = [.. Enumerable.Range(0, sample.Rows).Select(i => 0.1 * (i % 5))], eta = new double[sample.Rows];
        var given = Sample.Of(sample.Design, sample.Target, offset: offset);
        var point = new NetworkPathFitter(Small, Loss.Poisson).Fit([given], Trainings.Settings(Knob.Dropout, 0), new FitOptions())[0].Points[0];
        point.Model.Link(sample.Design, eta);
        double[] sum = [.. eta.Zip(offset, (a, b) => a + b)];
        Assert.Equal(2 * (Loss.Poisson.Sum(sample.Target, sum, sample.Weights) - Loss.Poisson.SaturatedSum(sample.Target, sample.Weights)) / sample.Rows, point.Deviance, 1e-9);
    }

    [Fact]
    public void A_constant_added_to_target_and_offset_of_numbers_changes_nothing_but_the_shift()
    {
        var sample = NetworkCases.Of(Loss.Squared);
        double[] offset = [.. Enumerable.Repeat(64.0, sample.Rows)], moved = [.. sample.Target.ToArray().Select(y => y + 64)];
        double[] expected = new double[sample.Rows], link = new double[sample.Rows];
        Trainings.Model(Small, Loss.Squared, sample).Link(sample.Design, expected);
        Trainings.Model(Small, Loss.Squared, Sample.Of(sample.Design, moved, offset: offset)).Link(sample.Design, link);
        Assert.All(expected.Zip(link), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    [Theory]
    [MemberData(nameof(Knobs))]
    public void A_path_is_cross_validated_as_any_other(Knob knob)
    {
        foreach (var loss in new[] { Loss.Logistic, Loss.Multinomial(3), Loss.Squared, Loss.Poisson })
        {
            var sample = NetworkCases.Of(loss);
            var fitter = new NetworkPathFitter(Small, loss, knob) { GridSize = 3 };
            var score = Score.Default(loss);
            var folds = Resamples.KFold(sample, 4, seed: 2);
            var run = CrossValidation.Run(fitter, sample, folds, default, [score], new FitOptions());
            Assert.Equal(fitter.Settings(sample), run.Curves[0].Points.Select(point => point.Setting));
            var training = folds.TrainingSamples(sample).First();
            double[] heldOut = folds.HeldOutWeights(sample, 0), link = new double[sample.Rows * loss.Outputs], mean = new double[link.Length];
            var model = fitter.Fit([training], [fitter.Settings(sample)[1]], new FitOptions())[0].Points[0].Model;
            model.Link(sample.Design, link);
            model.Mean(link, mean);
            Assert.Equal(score.Value(sample.Target, link, mean, heldOut), run.Curves[0].Points[1].PerFold[0], 1e-9);
        }
    }

    [Fact]
    public void Grids_go_from_the_simplest_to_nothing_held_back()
    {
        var sample = NetworkCases.Of(Loss.Logistic);
        Assert.Equal([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0], new NetworkPathFitter(Small, Loss.Logistic).Settings(sample).Select(setting => setting.Value));
        double[] decay = [.. new NetworkPathFitter(Small, Loss.Logistic, Knob.WeightDecay).Settings(sample).Select(setting => setting.Value)];
        Assert.Equal((9, 10.0, 1e-3, 0.0), (decay.Length, decay[0], Math.Round(decay[^2], 12), decay[^1]));
        Assert.All(Enumerable.Range(0, 7), at => Assert.Equal(Math.Pow(10, -4.0 / 7), decay[at + 1] / decay[at], 1e-12));
        Assert.Equal(
            [1, 2, 3, 5, 8, 13, 22, 36, 60, 100], new NetworkPathFitter(Small with { Epochs = 100 }, Loss.Logistic, Knob.Epochs) { GridSize = 10 }.Settings(sample).Select(setting => setting.Value));
        Assert.Equal([1, 2, 3], new NetworkPathFitter(Small with { Epochs = 3 }, Loss.Logistic, Knob.Epochs).Settings(sample).Select(setting => setting.Value));
    }

    [Fact]
    public void A_stopped_walk_hands_nothing_more_over()
    {
        using var source = new CancellationTokenSource();
        int seen = 0;
        Assert.Throws<OperationCanceledException>(() => new NetworkPathFitter(Small, Loss.Logistic).Walk(
            [NetworkCases.Of(Loss.Logistic)], Trainings.Settings(Knob.Dropout, 0.5, 0.4, 0.3), new FitOptions { Threads = 1 }, (_, _) =>
            {
                seen++;
                source.Cancel();
            }, null, source.Token));
        Assert.Equal(1, seen);
    }

    private static void Same(IReadOnlyList<ModelPath<NetworkModel>> expected, IReadOnlyList<ModelPath<NetworkModel>> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int k = 0; k < expected.Count; k++)
            Assert.All(expected[k].Points.Zip(actual[k].Points, (a, b) => (a, b)), pair =>
            {
                Assert.Equal((pair.a.Setting, pair.a.Deviance, pair.a.Model.Training), (pair.b.Setting, pair.b.Deviance, pair.b.Model.Training));
                Assert.Equal(Trainings.Parameters(pair.a.Model), Trainings.Parameters(pair.b.Model));
            });
    }

    private sealed class Listener(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
