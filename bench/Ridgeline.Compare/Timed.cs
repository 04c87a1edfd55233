using System.Diagnostics;

namespace Ridgeline.Compare;

/// <summary>One timed run, and what it cost.</summary>
internal sealed record Timed<T>(T Result, double Seconds, double Cpu, long Allocated);

/// <summary>Timed runs.</summary>
internal static class Timed
{
    public static Timed<T> Run<T>(Func<T> work)
    {
        GC.Collect(); // what an earlier run left isn't this run's to clean up
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var result = work();
        double seconds = watch.Elapsed.TotalSeconds;
        return new Timed<T>(result, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
