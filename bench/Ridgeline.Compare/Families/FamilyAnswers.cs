using System.Globalization;
using Ridgeline.Compare.Cv;

namespace Ridgeline.Compare.Families;

/// <summary>What a worker of trees and networks answers: fit, and quality, how good on other rows what is fitted is. CONFIG is a name and its threads, such as "tree-cv threads=2".</summary>
internal sealed class FamilyAnswers(FamilyCase data)
{
    private readonly TreeRuns _trees = new(data);
    private readonly NetworkRuns _networks = new(data);

    public object To(string[] words) => words switch
    {
        ["fit", var configuration] => Fit(configuration),
        ["quality", "epoch threads=1", var epochs] => _networks.Quality(int.Parse(epochs, CultureInfo.InvariantCulture)),
        ["quality", "tree threads=1"] => _trees.Quality(),
        ["quality", "tree-cv threads=1"] => _trees.FoldQuality(),
        _ => throw new ArgumentException($"fit or quality is understood, not '{string.Join(' ', words)}'"),
    };

    private Found Fit(string configuration)
    {
        string[] words = configuration.Split(' ');
        int threads = int.Parse(words[1]["threads=".Length..], CultureInfo.InvariantCulture);
        Func<Func<Found>> work = words[0] switch
        {
            "tree" => () => _trees.Grow(threads),
            "tree-cv" => () => _trees.CrossValidate(threads),
            "pruning-cv" => () => _trees.CrossValidatePruning(threads),
            "grown" => () => _trees.GrowAll(threads),
            "grown-apart" => () => _trees.GrowApart(threads),
            "epoch" => () => _networks.Train(threads),
            "trainings" => () => _networks.TrainTwenty(threads),
            _ => throw new ArgumentException($"'{configuration}' isn't understood"),
        };
        var run = Timed.Run(work);
        var found = run.Result();
        int times = words[0] == "epoch" ? data.Epochs : 1; // what is said is of one epoch
        (found["seconds"], found["cpu"], found["allocated"]) = (run.Seconds / times, run.Cpu / times, run.Allocated);
        return found;
    }
}
