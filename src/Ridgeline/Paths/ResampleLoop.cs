using System.Runtime.ExceptionServices;
using Ridgeline.Designs;

namespace Ridgeline.Paths;

/// <summary>Runs one piece of work for each resample on several threads; what comes out depends on the resample alone.</summary>
internal static class ResampleLoop
{
    /// <summary>Runs <paramref name="work"/> for each resample.</summary>
    /// <param name="resamples">The resamples.</param>
    /// <param name="fitsEach">How many fits one resample takes.</param>
    /// <param name="options">The threads.</param>
    /// <param name="progress">Told after every fit.</param>
    /// <param name="work">Fits one resample; calls its second argument after every fit.</param>
    /// <param name="stop">Asked after every fit.</param>
    public static IReadOnlyList<T> Run<T>(
        IReadOnlyList<Sample> resamples, int fitsEach, FitOptions options, IProgress<FitProgress>? progress, Func<Sample, Action, T> work, CancellationToken stop)
    {
        var results = new T[resamples.Count];
        int done = 0, total = resamples.Count * fitsEach;
        void Done()
        {
            progress?.Report(new FitProgress(Interlocked.Increment(ref done), total));
            stop.ThrowIfCancellationRequested();
        }

        stop.ThrowIfCancellationRequested();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        try
        {
            Parallel.For(0, resamples.Count, parallel, k => results[k] = work(resamples[k], Done));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        return results;
    }
}
