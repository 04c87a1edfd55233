using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Networks;

/// <summary>Gradients are finite differences of the loss, in float64 and by the same code that trains in float32.</summary>
public sealed class GradientFacts
{
    private static readonly string[] Losses = ["logistic", "multinomial", "squared", "poisson"];

    [Fact]
    public void The_gradient_of_every_loss_activation_and_depth_is_finite_differences_under_fixed_masks() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3].Select(at => Losses[at]), Gen.Enum<Activation>(), Gen.Int[1, 20].Array[0, 3], Gen.Int[1, 6], Gen.Int[1, 20], Gen.Bool)
            .Sample((seed, name, activation, units, inputs, rows, masked) => Check(new RandomStream(seed), NetworkCases.Named(name), activation, units, inputs, rows, masked), iter: 150);

    [Fact]
    public void The_norm_that_is_reported_is_that_of_the_whole_objective() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3].Select(at => Losses[at]), Gen.Double[0, 0.5], Gen.Double[0, 0.5]).Sample((seed, name, decay, l1) =>
        {
            var loss = NetworkCases.Named(name);
            var sample = NetworkCases.Of(loss, rows: 70, seed);
            var network = Network.Layers(6, 4).Activation(Activation.Tanh).Dropout(0.5).WeightDecay(decay).L1(l1) with { Seed = seed, BatchSize = 16 };
            var scaling = NetworkScaling.Of(sample, loss, sample.Weights);
            var rows = new TrainingRows<double>(sample, [.. Enumerable.Range(0, sample.Rows)], scaling);
            var trainer = new NetworkTrainer<double>(network, loss, scaling, rows, null);
            trainer.Run(2, default);
            var (shape, w) = (trainer.Shape, trainer.Parameters);
            double squares = 0;
            for (int l = 0; l <= shape.Hidden; l++)
                for (int j = 0; j < (l < shape.Hidden ? shape.Units[l] : shape.Outputs); j++)
                {
                    squares += Math.Pow(Slope(shape.BiasesAt(l) + j, penalised: false), 2);
                    for (int i = 0; i < shape.InputsOf(l); i++)
                        squares += Math.Pow(Slope(shape.At(l, i, j), penalised: true), 2);
                }

            Assert.Equal(Math.Sqrt(squares), trainer.GradientNorm(), 1e-6);

            double Slope(int at, bool penalised)
            {
                double own = w[at], step = penalised && own != 0 ? Math.Min(1e-5, 0.5 * Math.Abs(own)) : 1e-5; // not over |w|'s kink
                double[] sides = [.. new[] { own + step, own - step }.Select(value =>
                {
                    w[at] = value;
                    return trainer.MeanLoss(rows) / (scaling.Scale * scaling.Scale) + (penalised ? 0.5 * decay * value * value + l1 * Math.Abs(value) : 0);
                })];
                w[at] = own;
                return (sides[0] - sides[1]) / (2 * step);
            }
        }, iter: 20);

    private static void Check(RandomStream random, Loss loss, Activation activation, int[] units, int inputs, int rows, bool masked)
    {
        const double Step = 1e-4;
        var shape = new NetworkShape(inputs, [.. units], [.. units.Select(_ => activation)], loss.Outputs);
        var batch = new LossGradient<double>(shape, loss, rows + 3);
        var parameters = new double[shape.Length];
        var masks = new double[shape.Hidden][];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < inputs; j++)
                batch.Pass.Inputs[i * shape.InputStride + j] = Drawn();
            (batch.Targets[i], batch.Weights[i], batch.Offsets[i]) = (random.NextBelow(loss == Loss.Logistic ? 2 : 3), random.NextUniform() / rows, loss.Outputs == 1 ? Drawn() : 0);
        }

        for (int l = 0; l < shape.Hidden; l++)
            masks[l] = [.. Enumerable.Range(0, rows * shape.Stride(l)).Select(_ => random.NextUniform() < 0.3 ? 0 : 1 / 0.7)];
        int[] places = [.. Enumerable.Range(0, shape.Hidden + 1).SelectMany(l => Enumerable.Range(0, l < shape.Hidden ? shape.Units[l] : shape.Outputs)
            .SelectMany(j => Enumerable.Range(0, shape.InputsOf(l)).Select(i => shape.At(l, i, j)).Append(shape.BiasesAt(l) + j)))];
        foreach (int at in places)
            parameters[at] = 0.7 * Drawn();
        double[] gradient = new double[shape.Length], other = new double[shape.Length];
        Run(gradient);
        foreach (int at in places)
        {
            double own = parameters[at];
            var (combined, bent) = (0.0, new HashSet<int>());
            foreach (var (steps, factor) in new[] { (-2, 1.0), (-1, -8.0), (1, 8.0), (2, -1.0) }) // of fourth order, so that a step is large beside the loss's rounding
            {
                parameters[at] = own + steps * Step;
                var (value, active) = Run(other);
                combined += factor * value;
                bent.Add(active);
            }

            parameters[at] = own;
            if (bent.Count == 1) // else a corner of ReLU lies between
                Assert.Equal(combined / (12 * Step), gradient[at], 1e-8);
        }

        double Drawn() => 2 * random.NextUniform() - 1;

        (double Loss, int Active) Run(double[] target)
        {
            for (int l = 0; l < shape.Hidden; l++)
                masks[l].CopyTo(batch.Pass.Slopes(l).AsSpan());
            double sum = batch.Run(parameters, rows, masked ? ulong.MaxValue : 0, target);
            return (sum, activation == Activation.ReLU ? Enumerable.Range(0, shape.Hidden).Sum(l => batch.Pass.Values(l).AsSpan(0, rows * shape.Stride(l)).ToArray().Count(value => value > 0)) : 0);
        }
    }
}
