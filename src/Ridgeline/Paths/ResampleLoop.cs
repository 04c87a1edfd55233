using System.Runtime.ExceptionServices;

namespace Ridgeline.Paths;

/// <summary>Runs one piece of work for each of several resamples on several threads; what comes out depends on the resample alone.</summary>
internal static class ResampleLoop
{
    /// <summary>Runs <paramref name="work"/> for each number from 0 to <paramref name="count"/> − 1.</summary>
    /// <param name="count">How many.</param>
    /// <param name="threads">How many go at once.</param>
    /// <param name="work">The work; the first exception of one is thrown on.</param>
    public static void Run(int count, int threads, Action<int> work)
    {
        if (threads == 1 || count == 1)
        {
            for (int k = 0; k < count; k++)
                work(k);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }
}
