using System.Numerics;
using CsCheck;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Networks;

/// <summary>Optimisers' steps against their formulas, a number at a time.</summary>
public sealed class StepFacts
{
    private static readonly NetworkShape Shape = new(3, [5, 17], [Activation.ReLU, Activation.Tanh], 2);

    private static readonly Gen<Optimiser> Optimisers = Gen.OneOf(
        Gen.Select(Gen.Double[1e-4, 1], Gen.Double[0, 0.99], Gen.Double[0, 0.9999], Gen.Double[1e-8, 1e-3]).Select((rate, beta1, beta2, epsilon) => (Optimiser)new Adam { LearningRate = rate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }),
        Gen.Select(Gen.Double[1e-4, 1], Gen.Double[0, 0.99], Gen.Bool).Select((rate, momentum, ahead) => (Optimiser)new Sgd { LearningRate = rate, Momentum = momentum, Nesterov = ahead }));

    private static readonly Gen<Optimiser> Gentle = Optimisers.Select(optimiser => optimiser is Adam adam
        ? adam with { LearningRate = 0.01 * adam.LearningRate, Beta2 = 0.9 + 0.1 * adam.Beta2 }
        : optimiser with { LearningRate = 0.1 * optimiser.LearningRate });

    [Fact]
    public void Steps_in_double() => Stepped<double>(Optimisers, Gen.Double[0, 0.2], 1e-12);

    [Fact]
    public void Steps_in_float() => Stepped<float>(Gentle, Gen.Const(0.0), 1e-5); // an L1 step turns where rounding changes a weight's sign

    [Fact]
    public void No_norm_exceeds_its_limit_and_smaller_ones_are_left_alone() => Gen.Select(Gen.ULong, Gen.Double[0.1, 3]).Sample((seed, limit) =>
    {
        var random = new RandomStream(seed);
        var network = Network.Layers(5, 17).MaxNorm(limit) with { Optimiser = new Sgd { LearningRate = 1, Momentum = 0 } };
        float[] parameters = Drawn<float>(random, 1), gradient = new float[Shape.Length], before = [.. parameters];
        new Steps<float>(network, Shape).Take(1, parameters, gradient);
        for (int l = 0; l <= Shape.Hidden; l++)
            for (int j = 0; j < Units(l); j++)
            {
                int[] own = [.. Enumerable.Range(0, Shape.InputsOf(l)).Select(i => Shape.At(l, i, j))];
                double norm = Math.Sqrt(own.Sum(at => (double)before[at] * before[at]));
                double factor = l < Shape.Hidden ? Math.Min(1, limit / norm) : 1;
                Assert.All(own, at => Assert.Equal(before[at] * factor, parameters[at], 1e-6));
                if (norm < limit * 0.999)
                    Assert.All(own, at => Assert.Equal(before[at], parameters[at]));
                Assert.Equal(before[Shape.BiasesAt(l) + j], parameters[Shape.BiasesAt(l) + j]);
            }
    });

    private static void Stepped<T>(Gen<Optimiser> optimisers, Gen<double> strengths, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Gen.Select(Gen.ULong, optimisers, Gen.Double[0, 0.5], strengths).Sample((seed, optimiser, decay, l1) =>
        {
            var random = new RandomStream(seed);
            var network = Network.Layers(5, 17).WeightDecay(decay).L1(l1) with { Optimiser = optimiser };
            T[] parameters = Drawn<T>(random, 1);
            double[] w = [.. parameters.Select(double.CreateChecked)], m = new double[w.Length], v = new double[w.Length];
            bool[] penalised = new bool[w.Length];
            for (int l = 0; l <= Shape.Hidden; l++)
                penalised.AsSpan(Shape.WeightsAt(l), Shape.WeightsOf(l)).Fill(true);
            var steps = new Steps<T>(network, Shape);
            for (int t = 1; t <= 5; t++)
            {
                double factor = 1.0 / t, rate = optimiser.LearningRate * factor;
                T[] gradient = Drawn<T>(random, 0.5);
                steps.Take(factor, parameters, gradient);
                for (int at = 0; at < w.Length; at++)
                {
                    double g = double.CreateChecked(gradient[at]) + (penalised[at] ? l1 * Math.Sign(w[at]) : 0);
                    double decayed = w[at] * (1 - rate * (penalised[at] ? decay : 0));
                    if (optimiser is Adam adam)
                    {
                        m[at] = adam.Beta1 * m[at] + (1 - adam.Beta1) * g;
                        v[at] = adam.Beta2 * v[at] + (1 - adam.Beta2) * g * g;
                        w[at] = decayed - rate * m[at] / (1 - Math.Pow(adam.Beta1, t)) / (Math.Sqrt(v[at] / (1 - Math.Pow(adam.Beta2, t))) + adam.Epsilon);
                    }
                    else
                    {
                        m[at] = ((Sgd)optimiser).Momentum * m[at] + g;
                        w[at] = decayed - rate * (((Sgd)optimiser).Nesterov ? g + ((Sgd)optimiser).Momentum * m[at] : m[at]);
                    }

                    Assert.Equal(w[at], double.CreateChecked(parameters[at]), tolerance);
                }
            }
        }, iter: 100);

    private static int Units(int layer) => layer < Shape.Hidden ? Shape.Units[layer] : Shape.Outputs;

    /// <summary>Numbers where there are parameters, 0 in padding.</summary>
    private static T[] Drawn<T>(RandomStream random, double size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[Shape.Length];
        for (int l = 0; l <= Shape.Hidden; l++)
            for (int j = 0; j < Units(l); j++)
                foreach (int at in Enumerable.Range(0, Shape.InputsOf(l)).Select(i => Shape.At(l, i, j)).Append(Shape.BiasesAt(l) + j))
                    values[at] = T.CreateTruncating(size * (2 * random.NextUniform() - 1));
        return values;
    }
}
