using System.Collections.Immutable;
using Ridgeline.Compare.Cv;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Scores;

namespace Ridgeline.Compare.Families;

/// <summary>Trainings of the case's network with the logistic loss and Adam.</summary>
internal sealed class NetworkRuns(FamilyCase data)
{
    private const int Seeds = 5;
    private static readonly ImmutableArray<double> Rates = [0, 0.1, 0.3, 0.5];

    /// <summary>Some epochs on all rows, from the arrays on; also how much is allocated in half of them.</summary>
    public Func<Found> Train(int threads)
    {
        Fit(data.Epochs, seed: 0, threads);
        return () =>
        {
            long Allocated(int epochs)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                Fit(epochs, seed: 0, threads);
                return GC.GetTotalAllocatedBytes(precise: true) - before;
            }

            return new Found { ["epochs"] = data.Epochs, ["allocated_per_epoch"] = Math.Max(0, Allocated(2 * data.Epochs) - Allocated(data.Epochs)) / data.Epochs };
        };
    }

    /// <summary>A path of 4 rates of dropout on 5 folds: twenty trainings.</summary>
    public Func<Found> TrainTwenty(int threads)
    {
        var sample = data.Sample();
        var training = data.Folds.TrainingSamples(sample);
        var fitter = new NetworkPathFitter(data.Network(data.Epochs, seed: 0), Loss.Logistic, Knob.Dropout);
        int trained = fitter.Fit(training, [.. Rates.Select(rate => new Setting(Knob.Dropout, rate))], new FitOptions { Threads = threads }).Sum(path => path.Points.Length);
        return () => new Found { ["trainings"] = trained };
    }

    /// <summary>The log loss on other rows after so many epochs, over five seeds.</summary>
    public Found Quality(int epochs)
    {
        var (x, y) = data.HeldOut();
        double[] weights = [.. y.Select(_ => 1.0)], losses = new double[Seeds];
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] link = new double[y.Length], mean = new double[y.Length];
            var model = Fit(epochs, (ulong)seed, threads: 1);
            model.Link(x, link);
            model.Mean(link, mean);
            losses[seed] = Score.LogLoss.Value(y, link, mean, weights);
        }

        double average = losses.Average(), squares = losses.Sum(loss => (loss - average) * (loss - average));
        return new Found { ["measure"] = "log loss", ["mean"] = average, ["standard_error"] = Math.Sqrt(squares / (Seeds - 1) / Seeds) };
    }

    /// <summary>A path over epochs that asks for the last alone.</summary>
    private NetworkModel Fit(int epochs, ulong seed, int threads) =>
        new NetworkPathFitter(data.Network(epochs, seed), Loss.Logistic, Knob.Epochs).Fit([data.Sample()], [new Setting(Knob.Epochs, epochs)], new FitOptions { Threads = threads })[0].Points[0].Model;
}
