using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Compare;

/// <summary>What a worker of the path cases answers: fit, memory, sum, save.</summary>
internal sealed class PathAnswers(PathCase path)
{
    private readonly Dictionary<string, ImmutableArray<PathPoint<LinearModel>>> _fits = [];

    public object To(string[] words) => words switch
    {
        ["fit", var configuration] => Fit(configuration),
        ["memory", var configuration] => new { peak = PeakMemory.Of(() => path.Fit(Tolerance(configuration))) },
        ["sum"] => Sum(),
        ["save", var configuration, var prefix] => Save(configuration, prefix),
        _ => throw new ArgumentException($"fit, memory, sum or save is understood, not '{string.Join(' ', words)}'"),
    };

    private object Fit(string configuration)
    {
        _fits.Remove(configuration);
        var run = Timed.Run(() => path.Fit(Tolerance(configuration)));
        _fits[configuration] = run.Result;
        var certificates = run.Result.Select(point => point.Certificate!.Value).ToArray();
        return new
        {
            seconds = run.Seconds,
            cpu = run.Cpu,
            allocated = run.Allocated,
            converged = certificates.Count(certificate => certificate.Converged),
            gaps = certificates.Select(certificate => certificate.RelativeGap is { } gap && double.IsFinite(gap) ? gap : (double?)null),
            passes = certificates.Select(certificate => certificate.Passes),
            iterations = certificates.Select(certificate => certificate.Iterations),
            statuses = certificates.Select(certificate => certificate.Status.Name()).Distinct(),
        };
    }

    /// <summary>The machine's own speed at reading X: the floor of any pass over it.</summary>
    private object Sum()
    {
        double fastest = double.PositiveInfinity, sum = 0;
        for (int k = 0; k < 7; k++)
        {
            var watch = Stopwatch.StartNew();
            sum += TensorPrimitives.Sum(path.Values);
            fastest = Math.Min(fastest, watch.Elapsed.TotalSeconds);
        }

        return new { seconds = fastest, bytes = path.Values.Length * sizeof(double), sum };
    }

    private object Save(string configuration, string prefix)
    {
        SavedPath.Write(_fits[configuration], prefix);
        return new { lambdas = _fits[configuration].Length };
    }

    private static double Tolerance(string configuration) => double.Parse(configuration["tolerance=".Length..], CultureInfo.InvariantCulture);
}
