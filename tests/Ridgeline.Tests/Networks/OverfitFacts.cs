using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Networks;

/// <summary>A network of 67,000 parameters on a hundred rows, and what holds it back: the gap between test and training rows, in deviance.</summary>
public sealed class OverfitFacts
{
    private static readonly Network Wide = Network.Layers(256, 256) with { Epochs = 300, BatchSize = 25 };

    [Fact]
    public void Dropout_and_weight_decay_shrink_the_gap_of_numbers_and_the_test_deviance()
    {
        var plain = Deviances(Wide, Loss.Squared, "y");
        var dropout = Deviances(Wide.Dropout(0.2), Loss.Squared, "y");
        var decay = Deviances(Wide.WeightDecay(1), Loss.Squared, "y");
        Assert.InRange(plain.Test - plain.Train, 0.10, 0.13); // 0.043 and 0.161
        Assert.InRange(dropout.Test - dropout.Train, 0, 0.07); // 0.075 and 0.139
        Assert.InRange(decay.Test - decay.Train, 0, 0.07); // 0.071 and 0.132
        Assert.True(dropout.Test < plain.Test && decay.Test < plain.Test);
    }

    [Fact]
    public void Dropout_weight_decay_and_early_stopping_shrink_the_gap_of_classes_and_the_test_deviance()
    {
        var plain = Deviances(Wide, Loss.Logistic, "y_bin");
        Assert.InRange(plain.Test - plain.Train, 0.75, 1); // 0.140 and 1.025
        foreach (var held in new[] { Wide.Dropout(0.5), Wide.WeightDecay(1), Wide with { EarlyStopping = new EarlyStopping { ValidationShare = 0.2 } } })
        {
            var own = Deviances(held, Loss.Logistic, "y_bin"); // 0.276 and 0.588; 0.244 and 0.579; 0.418 and 0.524
            Assert.True(own.Test - own.Train < 0.5 * (plain.Test - plain.Train), $"{own}");
            Assert.True(own.Test < plain.Test - 0.1, $"{own}");
        }
    }

    [Fact]
    public void Along_a_path_over_epochs_the_training_deviance_falls_and_the_test_deviance_turns()
    {
        var (sample, test) = Halves("y_bin");
        var path = new NetworkPathFitter(Wide, Loss.Logistic, Knob.Epochs).Fit([sample], Trainings.Settings(Knob.Epochs, 1, 10, 50, 300), new FitOptions())[0];
        double[] held = [.. path.Points.Select(point => Deviance(point.Model, sample, test))];
        Assert.True(path.Points.Zip(path.Points.Skip(1)).All(pair => pair.Second.Deviance < pair.First.Deviance));
        Assert.True(held.Min() < held[0] && held.Min() < held[^1] - 0.1, string.Join(' ', held));
    }

    private static (double Train, double Test) Deviances(Network network, Loss loss, string target)
    {
        var (sample, test) = Halves(target);
        var model = Trainings.Model(network, loss, sample);
        return (Deviance(model, sample, sample.Weights.ToArray()), Deviance(model, sample, test));
    }

    private static double Deviance(Ridgeline.Models.NetworkModel model, Sample sample, double[] weights)
    {
        var eta = new double[sample.Rows];
        model.Link(sample.Design, eta);
        return 2 * (model.Loss.Sum(sample.Target, eta, weights) - model.Loss.SaturatedSum(sample.Target, weights)) / weights.Sum();
    }

    private static (Sample Sample, double[] Test) Halves(string target)
    {
        Table table = ReferenceData.Table("synth_nonlinear");
        double[] train = [.. Enumerable.Range(0, table.Rows).Select(i => i < table.Rows / 2 ? 1.0 : 0)];
        return (Sample.Of(Design.Of(table, ["x1", "x2"]), table.Numbers(target).Values, train), [.. train.Select(weight => 1 - weight)]);
    }
}
