using CsCheck;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Networks;

/// <summary>What a training depends on, to the last bit, and what it doesn't.</summary>
public sealed class TrainingFacts
{
    private static readonly Network Small = Network.Layers(8, 4).Dropout(0.3).WeightDecay(0.1) with { Epochs = 4, BatchSize = 16, Seed = 5 };

    public static TheoryData<string> Losses => ["logistic", "multinomial", "squared", "poisson"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_row_of_weight_0_is_absent(string name)
    {
        var loss = NetworkCases.Named(name);
        var sample = NetworkCases.Of(loss, rows: 50);
        double[] weights = [.. Enumerable.Range(0, 50).Select(i => i % 7 == 3 || i >= 40 ? 0.0 : 1 + i % 3)];
        var network = Small with { EarlyStopping = new EarlyStopping { Patience = 2, ValidationShare = 0.2 } };
        float[] expected = Trainings.Parameters(network, loss, sample.Reweighted(weights));
        var others = NetworkCases.Of(loss, rows: 50, weights: weights, change: x => [.. x.Select((value, at) => weights[at % 50] == 0 ? 1e6 * value + 3 : value)]);
        Assert.Equal(expected, Trainings.Parameters(network, loss, others));
        double[] y = [.. sample.Target[..40]], x = [.. Enumerable.Range(0, 3).SelectMany(j => Enumerable.Range(0, 40).Select(i => sample.Design[i, j]))];
        Assert.Equal(expected, Trainings.Parameters(network, loss, Sample.Of(Design.Dense(x, 40), y, weights.AsSpan(0, 40))));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Scaling_importance_weights_changes_nothing(string name)
    {
        var loss = NetworkCases.Named(name);
        var sample = NetworkCases.Of(loss);
        double[] weights = [.. Enumerable.Range(0, sample.Rows).Select(i => (double)(1 + i % 5))];
        float[] expected = Trainings.Parameters(Small, loss, sample.Reweighted(weights));
        Assert.Equal(expected, Trainings.Parameters(Small, loss, sample.Reweighted([.. weights.Select(weight => 1024 * weight)])));
        float[] other = Trainings.Parameters(Small, loss, sample.Reweighted([.. weights.Select(weight => weight / 3)]));
        Assert.All(expected.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(Trainings.Parameters(Small, loss, sample), Trainings.Parameters(Small, loss, sample.Reweighted([.. weights.Select(_ => 0.1)])));
    }

    [Fact]
    public void Weights_count_in_batches_of_one_row_too()
    {
        var sample = NetworkCases.Of(Loss.Squared);
        var network = Small with { BatchSize = 1 };
        double[] weights = [.. Enumerable.Range(0, sample.Rows).Select(i => (double)(1 + i % 5))];
        Assert.NotEqual(Trainings.Parameters(network, Loss.Squared, sample), Trainings.Parameters(network, Loss.Squared, sample.Reweighted(weights)));
    }

    [Fact]
    public void A_batch_of_more_rows_than_there_are_is_these()
    {
        var sample = NetworkCases.Of(Loss.Squared, rows: 20);
        float[] expected = Trainings.Parameters(Small with { BatchSize = 20 }, Loss.Squared, sample);
        Assert.Equal(expected, Trainings.Parameters(Small with { BatchSize = 1000 }, Loss.Squared, sample));
    }

    [Fact]
    public void The_order_of_an_epoch_is_random_and_a_resample_s_is_that_of_all_rows_without_those_left_out() => Gen.Select(Gen.ULong, Gen.Int[1, 400], Gen.Int[0, 50]).Sample((seed, rows, epoch) =>
    {
        int[] numbers = [.. Enumerable.Range(0, rows)], some = [.. numbers.Where(row => row % 3 != 1)];
        int[] order = [.. new EpochOrder(seed, numbers).Of(epoch)], fewer = [.. new EpochOrder(seed, some).Of(epoch)];
        Assert.Equal(numbers, order.Order());
        Assert.Equal(order.Where(row => row % 3 != 1), fewer.Select(at => some[at]));
        var keys = new uint[rows];
        NetworkStreams.OrderOf(seed, epoch, numbers, keys);
        Assert.Equal(numbers.OrderBy(row => keys[row]), order);
        if (rows > 20)
            Assert.NotEqual(order, new EpochOrder(seed, numbers).Of(epoch + 1).ToArray());
    });

    [Fact]
    public void A_constant_column_is_left_out()
    {
        var sample = NetworkCases.Of(Loss.Logistic);
        double[] x = [.. Enumerable.Range(0, 3).SelectMany(j => Enumerable.Range(0, sample.Rows).Select(i => sample.Design[i, j])), .. Enumerable.Repeat(7.0, sample.Rows)];
        var model = Trainings.Model(Small, Loss.Logistic, sample);
        var wider = Trainings.Model(Small, Loss.Logistic, Sample.Of(Design.Dense(x, sample.Rows), sample.Target));
        Assert.Equal(model.Layers[0].Weights, wider.Layers[0].Weights[..model.Layers[0].Weights.Length]);
        Assert.All(wider.Layers[0].Weights[model.Layers[0].Weights.Length..], weight => Assert.Equal(0, weight));
        Assert.Equal((model.Parameters, 0), (wider.Parameters, wider.Scales[3]));
        double[] expected = new double[sample.Rows], link = new double[sample.Rows];
        model.Link(sample.Design, expected);
        x.AsSpan(3 * sample.Rows).Fill(-1e9); // whatever it holds in other rows
        wider.Link(Design.Dense(x, sample.Rows), link);
        Assert.Equal(expected, link);
    }

    [Fact]
    public void Without_a_column_that_varies_every_row_is_predicted_the_same()
    {
        var sample = Sample.Of(Design.Dense([.. Enumerable.Repeat(2.0, 30)], 30), [.. Enumerable.Range(0, 30).Select(i => (double)i)]);
        var model = Trainings.Model(Small with { Epochs = 50 }, Loss.Squared, sample);
        var link = new double[30];
        model.Link(sample.Design, link);
        Assert.Single(link.Distinct());
        Assert.Equal(14.5, link[0], 2.0);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e4)]
    public void An_exploding_loss_stops_the_training_and_names_the_learning_rate_to_try(double rate)
    {
        var sample = NetworkCases.Of(Loss.Squared);
        var model = Trainings.Model(Small with { Optimiser = new Sgd { LearningRate = rate } }, Loss.Squared, sample);
        Assert.Equal(TrainingEnd.Exploded, model.Training!.Value.End);
        Assert.Contains($"try {rate / 10:G3}", model.Training.Value.Advice);
        Assert.All(Trainings.Parameters(model), parameter => Assert.True(float.IsFinite(parameter)));
        Assert.True(double.IsFinite(model.Training.Value.GradientNorm));
    }

    /// <summary>A batch of all rows makes an epoch one step: the loss that it measured is that of the weights before it.</summary>
    [Fact]
    public void After_an_explosion_the_weights_are_no_worse_than_the_first() =>
        Gen.Select(Gen.Int[1, 80], Gen.Double[0, 4], Gen.Bool, Gen.Int[1, 12], Gen.OneOf(Gen.Const("squared"), Gen.Const("logistic"), Gen.Const("poisson")), Gen.Int[0, 1000]).Sample((batch, power, isAdam, epochs, name, seed) =>
        {
            var (loss, rate) = (NetworkCases.Named(name), Math.Pow(10, power));
            var sample = NetworkCases.Of(loss);
            var network = Small.Dropout(0) with { BatchSize = batch, Epochs = epochs, Seed = (ulong)seed, Optimiser = isAdam ? new Adam { LearningRate = rate } : new Sgd { LearningRate = rate } };
            var point = new NetworkPathFitter(network, loss, Knob.WeightDecay).Fit([sample], Trainings.Settings(Knob.WeightDecay, 0), new FitOptions())[0].Points[0];
            var scaling = NetworkScaling.Of(sample, loss, sample.Weights);
            var rows = new TrainingRows<float>(sample, [.. Enumerable.Range(0, sample.Rows).Where(i => sample.Weights[i] > 0)], scaling);
            double start = 2 * (new NetworkTrainer<float>(network, loss, scaling, rows, null).MeanLoss(rows) - loss.SaturatedSum(sample.Target, sample.Weights) / sample.WeightSum);
            Assert.True(point.Deviance <= 10 * start + 1e-9, $"{point.Deviance} after {start} at the start: {point.Model.Training}");
            Assert.True(double.IsFinite(point.Model.Training!.Value.GradientNorm));
        }, iter: 60, threads: 1);

    [Fact]
    public void A_path_over_epochs_does_not_depend_on_which_are_asked_for() =>
        Gen.Select(Gen.Double[-1, 1.5], Gen.OneOf(Gen.Const("squared"), Gen.Const("logistic")), Gen.Int[0, 1000]).Sample((power, name, seed) =>
        {
            var (loss, last) = (NetworkCases.Named(name), 12);
            var fitter = new NetworkPathFitter(Small with { BatchSize = 40, Epochs = last, Seed = (ulong)seed, Optimiser = new Sgd { LearningRate = Math.Pow(10, power) } }, loss, Knob.Epochs);
            var all = fitter.Fit([NetworkCases.Of(loss)], Trainings.Settings(Knob.Epochs, [.. Enumerable.Range(1, last).Select(epoch => (double)epoch)]), new FitOptions())[0].Points[^1];
            var alone = fitter.Fit([NetworkCases.Of(loss)], Trainings.Settings(Knob.Epochs, last), new FitOptions())[0].Points[0];
            Assert.Equal(Trainings.Parameters(alone.Model), Trainings.Parameters(all.Model));
            Assert.Equal(alone.Model.Training, all.Model.Training);
        }, iter: 60, threads: 1);

    [Theory]
    [InlineData(5)]
    [InlineData(1e-10)]
    [InlineData(0)]
    [InlineData(-3e100)]
    public void A_target_that_is_the_same_everywhere_is_predicted_exactly(double value)
    {
        var design = NetworkCases.Of(Loss.Squared).Design;
        var model = Trainings.Model(Small, Loss.Squared, Sample.Of(design, [.. Enumerable.Repeat(value, design.Rows)]));
        var link = new double[design.Rows];
        model.Link(design, link);
        Assert.All(link, predicted => Assert.Equal(value, predicted));
    }

    [Fact]
    public void Weight_decay_takes_no_more_than_all_of_a_weight()
    {
        var model = Trainings.Model(Small.WeightDecay(1e4) with { Epochs = 20 }, Loss.Squared, NetworkCases.Of(Loss.Squared));
        Assert.Equal(TrainingEnd.AllEpochs, model.Training!.Value.End);
    }

    [Fact]
    public void Much_dropout_is_no_explosion()
    {
        foreach (string name in new[] { "logistic", "multinomial", "squared", "poisson" })
            foreach (var network in new[] { Network.Layers(64, 32).Dropout(0.8), Network.Layers(32, 32, 32, 32).Dropout(0.9) })
            {
                var loss = NetworkCases.Named(name);
                if (loss == Loss.Poisson && network.Hidden.Length > 2)
                    continue; // e^η of what four such layers say is too large for a number indeed
                var model = Trainings.Model(network with { Epochs = 5 }, loss, NetworkCases.Of(loss, rows: 300));
                Assert.Equal((TrainingEnd.AllEpochs, null), (model.Training!.Value.End, model.Training.Value.Advice));
            }
    }

    [Fact]
    public void Schedules_are_their_formulas() => Gen.Select(Gen.Int[0, 300], Gen.Int[1, 200], Gen.Double[0, 0.9], Gen.Int[1, 50], Gen.Double[0.1, 1]).Sample((epoch, epochs, floor, every, factor) =>
    {
        Assert.Equal(1, Schedule.Constant.Factor(epoch, epochs));
        Assert.Equal(floor + (1 - floor) * (1 + Math.Cos(Math.PI * Math.Min(1, (double)epoch / epochs))) / 2, Schedule.Cosine(floor).Factor(epoch, epochs), 1e-12);
        double expected = 1;
        for (int t = every; t <= epoch; t += every)
            expected *= factor;
        Assert.Equal(expected, Schedule.Steps(every, factor).Factor(epoch, epochs), 1e-12);
    });

    [Fact]
    public void A_schedule_is_heeded()
    {
        var sample = NetworkCases.Of(Loss.Squared);
        var (plain, _, _) = Trainings.Trainer(Small, Loss.Squared, sample);
        var (stepped, _, _) = Trainings.Trainer(Small with { Schedule = Schedule.Steps(2, 0.5) }, Loss.Squared, sample);
        plain.Run(2, default);
        stepped.Run(2, default);
        Assert.Equal(plain.Parameters, stepped.Parameters);
        plain.RunEpoch(default);
        stepped.RunEpoch(default);
        Assert.NotEqual(plain.Parameters, stepped.Parameters);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Early_stopping_restores_the_best_weights(string name)
    {
        var loss = NetworkCases.Named(name);
        var sample = NetworkCases.Of(loss, rows: 80);
        var network = Network.Layers(32) with { Epochs = 400, BatchSize = 16, Optimiser = new Adam { LearningRate = 0.02 }, EarlyStopping = new EarlyStopping { Patience = 5, ValidationShare = 0.3 } };
        var (trainer, _, validation) = Trainings.Trainer(network, loss, sample);
        var seen = new List<(double Loss, float[] Parameters)>();
        while (trainer.End is null)
        {
            trainer.RunEpoch(default);
            if (trainer.End is null)
                seen.Add((trainer.MeanLoss(validation!), [.. trainer.Parameters]));
        }

        int best = seen.FindIndex(one => one.Loss == seen.Min(other => other.Loss));
        Assert.Equal((TrainingEnd.StoppedEarly, best + 1 + 5, best + 1), (trainer.End, trainer.Epoch, trainer.EpochOfParameters));
        Assert.Equal(seen[best].Parameters, trainer.Parameters);
        Assert.Equal(seen[best].Loss, trainer.ValidationLoss);
        var told = Trainings.Model(network, loss, sample);
        Assert.Equal((trainer.Epoch, best + 1, seen[best].Loss), (told.Training!.Value.Epochs, told.Training.Value.BestEpoch, told.Training.Value.ValidationLoss));
    }

    [Fact]
    public void Validation_rows_are_each_class_s_share() => Gen.Select(Gen.ULong, Gen.Int[2, 60], Gen.Double[0.05, 0.6]).Sample((seed, rows, share) =>
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => (double)(i % 5 == 0 ? 1 : 0))], weights = [.. Enumerable.Range(0, rows).Select(i => i > 2 && i % 4 == 2 ? 0.0 : 1)];
        var sample = Sample.Of(Design.Dense(new double[rows], rows), y, weights);
        var (training, validation) = ValidationRows.Of(sample, Loss.Logistic, new EarlyStopping { ValidationShare = share }, seed);
        Assert.Equal(Enumerable.Range(0, rows).Where(i => weights[i] > 0), training.Concat(validation).Order());
        Assert.NotEmpty(validation);
        Assert.NotEmpty(training);
        foreach (int code in new[] { 0, 1 })
        {
            int of = validation.Concat(training).Count(i => y[i] == code), kept = validation.Count(i => y[i] == code);
            Assert.InRange(kept, share * of - 1.5, share * of + 1.5);
            Assert.True(of == 0 || kept < of || of == 1);
        }
    });

    [Theory]
    [MemberData(nameof(Losses))]
    public void Padding_stays_0(string name)
    {
        var loss = NetworkCases.Named(name);
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (var network in new[] { Small.Activation(activation), Small.Dropout(0).Activation(activation) with { Optimiser = new Sgd() } })
            {
                var (trainer, _, _) = Trainings.Trainer(network, loss, NetworkCases.Of(loss));
                trainer.Run(4, default);
                var shape = trainer.Shape;
                var used = new HashSet<int>();
                for (int l = 0; l <= shape.Hidden; l++)
                    for (int j = 0; j < (l < shape.Hidden ? shape.Units[l] : shape.Outputs); j++)
                        used.UnionWith(Enumerable.Range(0, shape.InputsOf(l)).Select(i => shape.At(l, i, j)).Append(shape.BiasesAt(l) + j));
                Assert.Equal(network.Parameters(3, loss.Outputs), used.Count);
                Assert.All(Enumerable.Range(0, shape.Length).Where(at => !used.Contains(at)), at => Assert.Equal(0, trainer.Parameters[at]));
            }
    }

    [Fact]
    public void No_epoch_allocates()
    {
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (string name in new[] { "logistic", "multinomial", "squared", "poisson" })
                foreach (var optimiser in new Optimiser[] { new Adam(), new Sgd() })
                {
                    var network = Small.Activation(activation).L1(1e-3).MaxNorm(2) with { Optimiser = optimiser, Epochs = 100, EarlyStopping = new EarlyStopping { Patience = 100 } };
                    var loss = NetworkCases.Named(name);
                    var (trainer, _, _) = Trainings.Trainer(network, loss, NetworkCases.Of(loss));
                    trainer.Run(2, default);
                    long[] allocated = new long[5];
                    for (int epoch = 0; epoch < allocated.Length; epoch++)
                    {
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        trainer.RunEpoch(default);
                        allocated[epoch] = GC.GetAllocatedBytesForCurrentThread() - before;
                    }

                    Assert.True(allocated.Count(bytes => bytes == 0) >= allocated.Length - 1, string.Join(' ', allocated)); // once the runtime may, on a busy machine: never twice
                }
    }
}
