namespace Ridgeline.Compare;

/// <summary>The most that is alive at once while something runs, beyond what was alive before: asked after forced collections, so never inside a timed run.</summary>
internal static class PeakMemory
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs <paramref name="work"/> and looks at the heap every few milliseconds; what lives shorter than that can be missed.</summary>
    public static long Of(Func<object> work)
    {
        long before = Alive(), peak = before;
        using var done = new ManualResetEventSlim();
        var watcher = new Thread(() =>
        {
            while (!done.Wait(BetweenLooks))
                peak = Math.Max(peak, Alive());
        });
        watcher.Start();
        object result;
        try
        {
            result = work();
        }
        finally
        {
            done.Set();
            watcher.Join();
        }

        peak = Math.Max(peak, Alive());
        GC.KeepAlive(result);
        return peak - before;
    }

    private static long Alive()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
