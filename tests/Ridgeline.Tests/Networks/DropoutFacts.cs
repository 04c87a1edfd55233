using CsCheck;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;

namespace Ridgeline.Tests.Networks;

/// <summary>What dropout does to units: nothing in expectation.</summary>
public sealed class DropoutFacts
{
    private const int Units = 64, Rows = 5000;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void A_factor_has_expectation_1_and_variance_r_through_1_less_r(double rate)
    {
        var masks = new DropoutMasks<float>(7, 0, rate);
        var factors = new float[Units];
        double sum = 0, squares = 0, pairs = 0, count = (double)Rows * Units, variance = rate / (1 - rate);
        for (int row = 0; row < Rows; row++)
        {
            masks.Draw((uint)row, 3, factors);
            Assert.All(factors, factor => Assert.True(factor == 0 || factor == (float)(1 / (1 - rate))));
            for (int j = 0; j < Units; j++)
            {
                sum += factors[j];
                squares += (factors[j] - 1) * (factors[j] - 1);
                pairs += (factors[j] - 1) * (factors[(j + 1) % Units] - 1);
            }
        }

        double fourth = variance * (Math.Pow(rate, 3) + Math.Pow(1 - rate, 3)) / Math.Pow(1 - rate, 2) / rate; // E(factor − 1)⁴ = [r(1−r)⁴ + (1−r)r⁴]/(1−r)⁴
        Assert.Equal(1, sum / count, 4 * Math.Sqrt(variance / count));
        Assert.Equal(variance, squares / count, 4 * Math.Sqrt(Math.Max(1e-12, fourth - variance * variance) / count) + 1e-6);
        Assert.Equal(0, pairs / count, 4 * variance / Math.Sqrt(count));
    }

    [Fact]
    public void A_layer_keeps_the_expectation_and_has_the_variance_that_is_stated()
    {
        const double Rate = 0.3;
        var shape = new NetworkShape(3, [Units], [Activation.Tanh], 1);
        var sample = NetworkCases.Of(Loss.Squared, rows: 1);
        var parameters = FirstParameters.Of<double>(Network.Layers(Units).Activation(Activation.Tanh), shape, NetworkScaling.Of(sample, Loss.Squared, sample.Weights) with { Scales = [1, 1, 1] });
        var pass = new ForwardPass<double>(shape, 1, learns: true);
        new[] { 0.3, -0.8, 1.1 }.CopyTo(pass.Inputs.AsSpan());
        pass.Run(parameters, 1);
        double[] whole = [.. pass.Values(0)];
        double output = pass.Outputs[0], variance = 0, sum = 0, squares = 0;
        for (int j = 0; j < Units; j++) // of the output Σ wh: r/(1 − r)·Σ (wh)²
            variance += Rate / (1 - Rate) * Math.Pow(parameters[shape.At(1, j, 0)] * whole[j], 2);
        var masks = new DropoutMasks<double>(11, 0, Rate);
        for (int row = 0; row < Rows; row++)
        {
            masks.Draw((uint)row, 0, pass.Slopes(0));
            pass.Run(parameters, 1, learns: true, masked: 1);
            sum += pass.Outputs[0] - output;
            squares += Math.Pow(pass.Outputs[0] - output, 2);
        }

        Assert.Equal(0, sum / Rows, 4 * Math.Sqrt(variance / Rows));
        Assert.Equal(variance, squares / Rows, 4 * variance * Math.Sqrt(2.0 / Rows));
    }

    [Fact]
    public void A_unit_s_factor_is_its_own_in_float_and_double_and_in_layers_of_any_width() => Gen.Select(Gen.ULong, Gen.Int[0, 3], Gen.UInt, Gen.UInt, Gen.Double[0, 0.99]).Sample((seed, layer, row, epoch, rate) =>
    {
        float[] wide = new float[96], narrow = new float[48];
        double[] fine = new double[96];
        new DropoutMasks<float>(seed, layer, rate).Draw(row, epoch, wide);
        new DropoutMasks<float>(seed, layer, rate).Draw(row, epoch, narrow);
        new DropoutMasks<double>(seed, layer, rate).Draw(row, epoch, fine);
        Assert.Equal(wide[..48], narrow);
        Assert.Equal(wide.Select(factor => factor > 0), fine.Select(factor => factor > 0));
    });

    [Fact]
    public void Rows_epochs_layers_and_seeds_have_masks_of_their_own()
    {
        var drawn = new HashSet<string>();
        for (uint row = 0; row < 4; row++)
            for (uint epoch = 0; epoch < 4; epoch++)
                for (int layer = 0; layer < 4; layer++)
                    for (ulong seed = 0; seed < 4; seed++)
                    {
                        var factors = new float[Units];
                        new DropoutMasks<float>(seed, layer, 0.5).Draw(row, epoch, factors);
                        Assert.True(drawn.Add(string.Join(' ', factors)));
                    }
    }

    [Fact]
    public void No_dropout_is_a_dropout_of_0_to_the_last_bit()
    {
        var sample = NetworkCases.Of(Loss.Logistic);
        var network = Network.Layers(8, 4) with { Epochs = 3 };
        Assert.Equal(Trainings.Parameters(network, Loss.Logistic, sample), Trainings.Parameters(network.Dropout(0), Loss.Logistic, sample));
        Assert.NotEqual(Trainings.Parameters(network, Loss.Logistic, sample), Trainings.Parameters(network.Dropout(0.01), Loss.Logistic, sample));
        Assert.Equal(Trainings.Parameters(network.Dropout(0.4), Loss.Logistic, sample), Trainings.Parameters(network.Dropout([0.4, 0.4]), Loss.Logistic, sample));
    }
}
