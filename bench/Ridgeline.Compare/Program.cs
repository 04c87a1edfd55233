// Ridgeline as a worker of bench/compare: reads a case, then answers lines of tab-separated words with lines of JSON (bench/peers/workers.py).
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Ridgeline.Compare;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

var path = new PathCase(args);
var fits = new Dictionary<string, ImmutableArray<PathPoint<LinearModel>>>();
Say(new { ready = $".NET {Environment.Version}" });
while (Console.ReadLine() is { } line)
{
    try
    {
        Say(Answer(line.Split('\t')));
    }
    catch (Exception e) when (e is not OutOfMemoryException) // whatever it was, the caller reports it beside the other programs
    {
        Say(new { error = $"{e.GetType().Name}: {e.Message}" });
    }
}

object Answer(string[] words) => words switch
{
    ["fit", var configuration] => Fit(configuration),
    ["memory", var configuration] => new { peak = PeakMemory.Of(() => path.Fit(Tolerance(configuration))) },
    ["sum"] => Sum(),
    ["save", var configuration, var prefix] => Save(configuration, prefix),
    _ => throw new ArgumentException($"fit, memory, sum or save is understood, not '{string.Join(' ', words)}'"),
};

object Fit(string configuration)
{
    fits.Remove(configuration);
    GC.Collect(); // what an earlier run left isn't this run's to clean up
    long allocated = GC.GetTotalAllocatedBytes(precise: true);
    var cpu = Environment.CpuUsage.TotalTime;
    var watch = Stopwatch.StartNew();
    var points = path.Fit(Tolerance(configuration));
    double seconds = watch.Elapsed.TotalSeconds;
    fits[configuration] = points;
    var certificates = points.Select(point => point.Certificate!.Value).ToArray();
    return new
    {
        seconds,
        cpu = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated,
        converged = certificates.Count(certificate => certificate.Converged),
        gaps = certificates.Select(certificate => certificate.RelativeGap is { } gap && double.IsFinite(gap) ? gap : (double?)null),
        passes = certificates.Select(certificate => certificate.Passes),
        iterations = certificates.Select(certificate => certificate.Iterations),
        statuses = certificates.Select(certificate => certificate.Status.Name()).Distinct(),
    };
}

// The machine's own speed at reading X: the floor of any pass over it.
object Sum()
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

object Save(string configuration, string prefix)
{
    SavedPath.Write(fits[configuration], prefix);
    return new { lambdas = fits[configuration].Length };
}

static double Tolerance(string configuration) => double.Parse(configuration["tolerance=".Length..], CultureInfo.InvariantCulture);

static void Say(object answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
