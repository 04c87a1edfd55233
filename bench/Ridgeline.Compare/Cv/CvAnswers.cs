using System.Globalization;

namespace Ridgeline.Compare.Cv;

/// <summary>
/// What a worker of the cross-validation cases answers: fit, memory, rate, and reference, the grid search at tolerance 1e-10. CONFIG is a name and its options, such as "cv lambdas=100 threads=1"; the names are
/// search, cv, path, separate, ridge-cv, ridge-leave-one-out and approximate-leave-one-out.
/// </summary>
internal sealed class CvAnswers(CvCase data)
{
    private readonly Searches _searches = new(data);
    private readonly LassoRuns _lasso = new(data);
    private readonly RidgeRuns _ridge = new(data);
    private readonly ApproximateRuns _approximate = new(data);

    public object To(string[] words) => words switch
    {
        ["fit", var configuration] => Fit(configuration),
        ["memory", var configuration] => new { peak = PeakMemory.Of(Work(configuration)) },
        ["reference"] => _searches.Run(threads: 2, tolerance: 1e-10)(),
        ["rate"] => new { flops = ArithmeticRate.Measure() },
        _ => throw new ArgumentException($"fit, memory, rate or reference is understood, not '{string.Join(' ', words)}'"),
    };

    private Found Fit(string configuration)
    {
        var run = Timed.Run(Work(configuration));
        var found = run.Result();
        (found["seconds"], found["cpu"], found["allocated"]) = (run.Seconds, run.Cpu, run.Allocated);
        return found;
    }

    /// <summary>The run, which gives what is to be said of it: that isn't timed.</summary>
    private Func<Func<Found>> Work(string configuration)
    {
        string[] words = configuration.Split(' ');
        int Option(string name, int otherwise) => words.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal)) is { } word
            ? int.Parse(word[(name.Length + 1)..], CultureInfo.InvariantCulture)
            : otherwise;
        int threads = Option("threads", 1);
        bool every = words.Contains("lambdas=100");
        if (words[0] == "approximate-leave-one-out")
            _approximate.Prepare(_lasso);
        return words[0] switch
        {
            "search" => () => _searches.Run(threads),
            "cv" => () => _lasso.CrossValidate(threads, every),
            "path" => () => _lasso.Path(threads),
            "separate" => () => _lasso.Separate(threads),
            "ridge-cv" => () => _ridge.CrossValidate(threads),
            "ridge-leave-one-out" => () => _ridge.LeaveOneOut(Option("fit", 0) > 0),
            "approximate-leave-one-out" => () => _approximate.Run(Option("refits", 0)),
            _ => throw new ArgumentException($"'{configuration}' isn't understood"),
        };
    }
}
