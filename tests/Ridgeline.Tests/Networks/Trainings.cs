using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Networks;

/// <summary>One training, and what it left.</summary>
internal static class Trainings
{
    /// <summary>The model of one training.</summary>
    public static NetworkModel Model(Network network, Loss loss, Sample sample) =>
        new NetworkPathFitter(network, loss, Knob.WeightDecay).Fit([sample], [new Setting(Knob.WeightDecay, network.Decay)], new FitOptions { Threads = 1 })[0].Points[0].Model;

    /// <summary>Its weights and biases, to be compared bit for bit.</summary>
    public static float[] Parameters(Network network, Loss loss, Sample sample) => Parameters(Model(network, loss, sample));

    public static float[] Parameters(NetworkModel model) => [.. model.Layers.SelectMany(layer => layer.Weights.Concat(layer.Biases))];

    /// <summary>A trainer of all rows with weight.</summary>
    public static (NetworkTrainer<float> Trainer, TrainingRows<float> Training, TrainingRows<float>? Validation) Trainer(Network network, Loss loss, Sample sample)
    {
        var (training, validation) = ValidationRows.Of(sample, loss, network.EarlyStopping, network.Seed);
        var weights = new double[sample.Rows];
        foreach (int row in training)
            weights[row] = sample.Weights[row];
        var scaling = NetworkScaling.Of(sample, loss, weights);
        TrainingRows<float> rows = new(sample, training, scaling);
        var kept = validation.Length == 0 ? null : new TrainingRows<float>(sample, validation, scaling);
        return (new NetworkTrainer<float>(network, loss, scaling, rows, kept), rows, kept);
    }

    public static ImmutableArray<Setting> Settings(Knob knob, params double[] values) => [.. values.Select(value => new Setting(knob, value))];
}
