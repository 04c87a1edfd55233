using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Tests.Networks;

/// <summary>What a network can't do is said before any work, with what would do.</summary>
public sealed class BadInputFacts
{
    private static readonly Network Small = Network.Layers(4) with { Epochs = 2 };

    [Fact]
    public void A_description_out_of_range()
    {
        Says<ArgumentException>("hidden layer 2 has 0 units", () => Network.Layers(3, 0));
        Says<ArgumentException>("65 hidden layers; at most 64", () => Network.Layers(Enumerable.Repeat(1, 65).ToArray()));
        foreach (double rate in new[] { -0.1, 1, double.NaN })
            Says<ArgumentOutOfRangeException>("must be in [0, 1)", () => Small.Dropout(rate));
        Says<ArgumentException>("2 rates of dropout for 1 hidden layer", () => Small.Dropout([0.1, 0.2]));
        foreach (double strength in new[] { -1, double.PositiveInfinity, double.NaN })
        {
            Says<ArgumentOutOfRangeException>("at least 0", () => Small.WeightDecay(strength));
            Says<ArgumentOutOfRangeException>("at least 0", () => Small.L1(strength));
        }

        Says<ArgumentOutOfRangeException>("above 0", () => Small.MaxNorm(0));
        Says<ArgumentOutOfRangeException>("at least one row", () => Small with { BatchSize = 0 });
        Says<ArgumentOutOfRangeException>("at least one epoch", () => Small with { Epochs = 0 });
        foreach (double rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Says<ArgumentOutOfRangeException>("above 0", () => new Adam { LearningRate = rate });
        Says<ArgumentOutOfRangeException>("[0, 1)", () => new Adam { Beta1 = 1 });
        Says<ArgumentOutOfRangeException>("[0, 1)", () => new Sgd { Momentum = 1 });
        Says<ArgumentOutOfRangeException>("above 0", () => new Adam { Epsilon = 0 });
        Says<ArgumentOutOfRangeException>("(0, 1)", () => new EarlyStopping { ValidationShare = 1 });
        Says<ArgumentOutOfRangeException>("one epoch", () => new EarlyStopping { Patience = 0 });
        Says<ArgumentOutOfRangeException>("[0, 1)", () => Schedule.Cosine(1));
        Says<ArgumentOutOfRangeException>("(0, 1]", () => Schedule.Steps(3, 0));
    }

    [Fact]
    public void A_fitter_that_makes_no_sense()
    {
        Says<ArgumentException>("isn't trained with the huber loss", () => new NetworkPathFitter(Small, Loss.Huber(1)));
        Says<ArgumentException>("has no Depth", () => new NetworkPathFitter(Small, Loss.Logistic, Knob.Depth));
        Says<ArgumentException>("early-stopping curve itself", () => new NetworkPathFitter(Small with { EarlyStopping = new EarlyStopping() }, Loss.Logistic, Knob.Epochs));
        Says<ArgumentException>("nothing to drop out", () => new NetworkPathFitter(Network.Layers(), Loss.Logistic));
        Says<ArgumentOutOfRangeException>("2 to 1000", () => new NetworkPathFitter(Small, Loss.Logistic) { GridSize = 1 });
    }

    [Fact]
    public void Settings_that_aren_t_the_knob_s()
    {
        var sample = NetworkCases.Of(Loss.Logistic);
        Says<ArgumentException>("over Dropout; WeightDecay = 0.1", () => Fit(new NetworkPathFitter(Small, Loss.Logistic), sample, new Setting(Knob.WeightDecay, 0.1)));
        Says<ArgumentOutOfRangeException>("[0, 1)", () => Fit(new NetworkPathFitter(Small, Loss.Logistic), sample, new Setting(Knob.Dropout, 1)));
        Says<ArgumentException>("whole number, at least 1; 2.5", () => Fit(new NetworkPathFitter(Small, Loss.Logistic, Knob.Epochs), sample, new Setting(Knob.Epochs, 2.5)));
    }

    [Fact]
    public void Data_that_it_can_t_take()
    {
        double[] x = [1, 2, 3, 4, 5, 6], y = [0, 1, 0, 1, 0, 1];
        Says<ArgumentException>("one class only (code 1 in every row)", () => Fit(Loss.Logistic, Sample.Of(Design.Dense(x, 6), [1, 1, 1, 1, 1, 1])));
        Says<ArgumentException>("one class only", () => Fit(Loss.Multinomial(3), Sample.Of(Design.Dense(x, 6), [2, 2, 2, 2, 2, 2])));
        Says<ArgumentException>("class codes 0 … 2", () => Fit(Loss.Multinomial(3), Sample.Of(Design.Dense(x, 6), [0, 1, 2, 3, 0, 1])));
        Says<ArgumentException>("numbers from 0 to", () => Fit(Loss.Poisson, Sample.Of(Design.Dense(x, 6), [0, 1, -2, 3, 0, 1])));
        Says<ArgumentException>("of several outputs takes no offset", () => Fit(Loss.Multinomial(2), Sample.Of(Design.Dense(x, 6), y, offset: x)));
        Says<ArgumentException>("column 'x1' has missing rows; a network needs", () => Fit(Loss.Logistic, Sample.Of(Design.OfCells([1, double.NaN, 3, 4, 5, 6], 6), y)));
        Says<ArgumentException>("column 'x1' has codes of levels", () => Fit(Loss.Logistic, Sample.Of(Design.OfCells([0, 1, 0, 1, 0, 1], 6, levels: [["a", "b"]]), y)));
        Says<ArgumentException>("at least two rows", () => Fit(Loss.Logistic, Sample.Of(Design.Dense(x, 6), y, [1, 0, 0, 0, 0, 0]), Small with { EarlyStopping = new EarlyStopping() }));
    }

    [Fact]
    public void A_resample_of_one_class_or_one_row_is_trained_all_the_same()
    {
        var sample = Sample.Of(Design.Dense([1, 2, 3, 4, 5, 6], 6), [0, 1, 0, 1, 0, 1]);
        foreach (double[] weights in new[] { new double[] { 1, 0, 1, 0, 1, 0 }, [0, 0, 0, 1, 0, 0] })
        {
            var point = Fit(Loss.Logistic, sample.Reweighted(weights));
            Assert.True(double.IsFinite(point.Deviance));
            Assert.Equal(TrainingEnd.AllEpochs, point.Model.Training!.Value.End);
        }
    }

    [Fact]
    public void A_model_says_what_it_needs()
    {
        var sample = NetworkCases.Of(Loss.Logistic);
        var model = Trainings.Model(Small, Loss.Logistic, sample);
        Says<ArgumentException>("the design has 1 column, the model 3", () => model.Link(Design.Dense([1, 2], 2), new double[2]));
        Says<ArgumentException>("missing rows", () => model.Link(Design.OfCells([1, 2, double.NaN], 1), new double[1]));
        Says<ArgumentException>("2 outputs for the logistic loss", () => new NetworkModel(Loss.Logistic, [new NetworkLayer(1, [1, 2], [0, 0], null)], [0], [1]));
        Says<ArgumentException>("layer 2 has 3 inputs", () => new NetworkModel(Loss.Logistic, [new NetworkLayer(1, [1, 2], [0, 0], Activation.Tanh), new NetworkLayer(3, [1, 2, 3], [0], null)], [0], [1]));
        Says<ArgumentException>("3 weights for 2 inputs and 1 unit", () => new NetworkLayer(2, [1, 2, 3], [0], null));
    }

    private static PathPoint<NetworkModel> Fit(Loss loss, Sample sample, Network? network = null) =>
        Fit(new NetworkPathFitter(network ?? Small, loss, Knob.WeightDecay), sample, new Setting(Knob.WeightDecay, 0));

    private static PathPoint<NetworkModel> Fit(NetworkPathFitter fitter, Sample sample, Setting setting) => fitter.Fit([sample], [setting], new FitOptions())[0].Points[0];

    private static void Says<TError>(string what, Func<object> action)
        where TError : Exception =>
        Assert.Contains(what, Assert.Throws<TError>(() => { action(); }).Message);

    private static void Says<TError>(string what, Action action)
        where TError : Exception =>
        Assert.Contains(what, Assert.Throws<TError>(action).Message);
}
