using System.Globalization;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Networks;
using Ridgeline.Objectives;

namespace Ridgeline.Studies;

/// <summary>How fine a grid of networks a study's work allows: counted before it starts as rows × parameters × epochs, added up over all trainings; never timed.</summary>
/// <param name="Fitter">What is trained; null where even the coarsest grid takes too much.</param>
/// <param name="Note">In words.</param>
internal sealed record NetworkBudget(NetworkPathFitter? Fitter, string Note)
{
    /// <summary>Rates of dropout and epochs, the finest grid first.</summary>
    private static readonly (int Settings, int Epochs)[] Grids = [(9, 100), (7, 100), (5, 100), (5, 50), (4, 30), (3, 20), (3, 10), (2, 5)];

    /// <summary>The finest grid that the work allows.</summary>
    /// <param name="sample">The rows to learn from.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="folds">How many folds are fitted beside all rows.</param>
    /// <param name="seed">Of the networks.</param>
    /// <param name="work">What all trainings may take together.</param>
    public static NetworkBudget Of(Sample sample, Loss loss, int folds, ulong seed, double work)
    {
        var network = Network.Layers(64, 32) with { Seed = seed };
        double taken = 0;
        foreach (var (settings, epochs) in Grids)
        {
            var fitter = new NetworkPathFitter(network with { Epochs = epochs }, loss, Knob.Dropout) { GridSize = settings };
            taken = fitter.Work(sample, folds + 1, settings);
            if (taken <= work)
                return new NetworkBudget(fitter, $"Networks of 64 and 32 units: {settings} rates of dropout over {epochs} epochs, {Number(taken)} of the {Number(work)} row·parameter·epochs that --work allows{(settings == Grids[0].Settings ? "" : "; more of it makes the grid finer")}.");
        }

        return new NetworkBudget(null, $"No network was trained: even {Grids[^1].Settings} rates of dropout over {Grids[^1].Epochs} epochs take {Number(taken)} row·parameter·epochs, more than the {Number(work)} that --work allows; it must be at least {Number(Ceiling(taken))}.");
    }

    /// <summary>The least number of two digits that isn't below.</summary>
    private static double Ceiling(double count)
    {
        double digit = Math.Pow(10, Math.Floor(Math.Log10(count)) - 1);
        return Math.Ceiling(count / digit) * digit;
    }

    private static string Number(double count) => count.ToString("0.#E+0", CultureInfo.InvariantCulture);
}
