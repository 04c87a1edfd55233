using System.Collections.Immutable;
using Ridgeline.Choices;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Simulations;

namespace Ridgeline.Demos;

/// <summary>A network with far more weights than rows: dropout keeps its units from relying on each other.</summary>
internal static class NetworkDemo
{
    private const int Learn = 200, New = 2000, Columns = 10, Units = 64, Folds = 5, Trainings = 5;
    private const double Sigma = 0.7;

    private static Network NetworkOf(ulong seed) => Network.Layers(Units) with { Optimiser = new Adam { LearningRate = 0.005 }, BatchSize = 32, Epochs = 300, Seed = seed };

    public static Demo Run(DemoOptions options, CancellationToken stop)
    {
        var truth = Situations.Surface(Columns, Sigma);
        var data = truth.Draw(Learn + New, options.Seed);
        var (rate, none, dropped) = Compare(data, Learn, options, stop);
        return new Demo(
            "network", "A network with more weights than rows", options.Seed, $"y = {truth.Formula} + noise (sd {truth.Noise:G3})",
            [
                $"{Learn} rows to learn from and {New} new ones; {Columns} columns, uniform on (−1, 1), of which {Columns - 2} don't predict; a network of {Units} hidden units, {NetworkOf(0).Parameters(Columns, 1)} weights.",
                $"Trained {Trainings} times, each from other first weights, without dropout and with; below are means over the trainings.",
                "Half of units out: each is left out by the toss of a coin and those that stay count double; the mean over all tosses, exactly.",
            ],
            new DemoTable(Demo.MeanSquares, ["truth", "no dropout", "dropout"],
            [
                new DemoRow("rate, by cross-validation", [double.NaN, 0, rate]),
                new DemoRow(Demo.TrainError, [Sigma * Sigma, none.Train, dropped.Train]),
                new DemoRow(Demo.NewError, [Sigma * Sigma, none.New, dropped.New]),
                new DemoRow(Demo.ErrorToTruth, [0, none.Risk, dropped.Risk]),
                new DemoRow("gap between the two", [0, none.Gap, dropped.Gap]),
                new DemoRow("error, new rows, half of units out", [double.NaN, none.New + none.Reliance, dropped.New + dropped.Reliance]),
                new DemoRow("  more than with all units", [double.NaN, none.Reliance, dropped.Reliance]),
            ]),
            ClaimOf(none, dropped),
            "A unit that can't count on any other one being there has to say something that helps beside whichever are. Without dropout units come to correct each other's mistakes on the rows learned from, noise included, and such a deal holds for those rows only.");
    }

    /// <summary>The rate that cross-validation chooses for the first training, and what networks without dropout and with it are worth, as means over trainings.</summary>
    internal static (double Rate, Trained None, Trained Dropped) Compare(SimulatedData data, int learn, DemoOptions options, CancellationToken stop)
    {
        var sample = data.ToSample(learn);
        var fitting = new FitOptions { Threads = options.Threads };
        NetworkPathFitter Fitter(int training) => new(NetworkOf(options.Seed + (ulong)training), Loss.Squared);
        var curve = CrossValidation.Run(Fitter(0), sample, Resamples.KFold(sample, Folds, options.Seed), default, [Score.Mse], fitting, null, stop).Curves[0];
        double rate = curve.Points[curve.Best].Setting.Value;
        ImmutableArray<Setting> both = [new(Knob.Dropout, rate), new(Knob.Dropout, 0)];
        var trained = new Trained[Trainings, 2];
        ResampleLoop.Run(Trainings, options.Threads, training =>
        {
            var points = Fitter(training).Fit([sample], both, fitting with { Threads = 1 }, null, stop)[0].Points;
            trained[training, 0] = Trained.Of(points[^1].Model, data, learn);
            trained[training, 1] = Trained.Of(points[0].Model, data, learn);
        });
        return (rate, Trained.Mean(trained, 0), Trained.Mean(trained, 1));
    }

    internal static Claim ClaimOf(Trained none, Trained dropped) => new("Dropout keeps units from co-adapting: they do without each other, and the network memorises less.",
    [
        new Finding($"leaving a random half of the units out raises the error on new rows by {dropped.Reliance:G3} with dropout, {none.Reliance:G3} without", "it must be less than half", dropped.Reliance < none.Reliance / 2),
        new Finding($"the gap between new rows and those learned from is {dropped.Gap:G3} with dropout, {none.Gap:G3} without", "it must be at least a quarter less", dropped.Gap <= 0.75 * none.Gap),
        new Finding($"the error on new rows is {dropped.New:G3} with dropout, {none.New:G3} without", "it must be less", dropped.New < none.New),
    ]);

    /// <summary>What a trained network is worth.</summary>
    /// <param name="Train">The mean squared error on the rows learned from.</param>
    /// <param name="New">The same on new rows.</param>
    /// <param name="Risk">The mean of (f − ŷ)² over them.</param>
    /// <param name="Reliance">By how much the error on new rows rises without half of the units.</param>
    internal sealed record Trained(double Train, double New, double Risk, double Reliance)
    {
        public double Gap => New - Train;

        public static Trained Of(NetworkModel model, SimulatedData data, int learn)
        {
            var said = new double[data.Rows];
            model.Link(data.Design, said);
            double train = 0, fresh = 0, risk = 0;
            for (int i = 0; i < data.Rows; i++)
            {
                double square = (data.Target[i] - said[i]) * (data.Target[i] - said[i]);
                if (i < learn)
                    train += square / learn;
                else
                    (fresh, risk) = (fresh + square / (data.Rows - learn), risk + (data.Links[i] - said[i]) * (data.Links[i] - said[i]) / (data.Rows - learn));
            }

            return new Trained(train, fresh, risk, UnitReliance.Of(model, data.Design, learn));
        }

        public static Trained Mean(Trained[,] trained, int which)
        {
            double Over(Func<Trained, double> value) => Enumerable.Range(0, trained.GetLength(0)).Average(training => value(trained[training, which]));
            return new Trained(Over(one => one.Train), Over(one => one.New), Over(one => one.Risk), Over(one => one.Reliance));
        }
    }
}
