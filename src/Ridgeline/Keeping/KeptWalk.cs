using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Trees;

namespace Ridgeline.Keeping;

/// <summary>One walk: paths that are kept are handed over, the others fitted, and kept as they become whole.</summary>
internal sealed class KeptWalk<TModel>(
    KeptFolder folder, IPathFitter<TModel> fitter, IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<TModel>> visit,
    IProgress<FitProgress>? progress, CancellationToken stop)
    where TModel : class, IModel
{
    private const long MostBytes = 1L << 28; // of paths that aren't whole yet

    private readonly KeptPath?[] _begun = new KeptPath[resamples.Count];
    private readonly byte[][] _names = new byte[resamples.Count][];
    private long _bytes;
    private int _done;

    /// <summary>Walks.</summary>
    /// <param name="walk">What the walk is.</param>
    /// <param name="samples">What its samples are.</param>
    /// <param name="found">Told of each path that is kept.</param>
    public void Run(byte[] walk, SampleIdentity samples, Action found)
    {
        stop.ThrowIfCancellationRequested();
        var isKept = new bool[resamples.Count];
        ResampleLoop.Run(resamples.Count, options.Threads, k =>
        {
            stop.ThrowIfCancellationRequested();
            _names[k] = new Digest().Bytes(walk).Bytes(samples.Of(resamples[k])).Add(resamples[k].SharesDesignWith(resamples[0])).Bytes();
            isKept[k] = HandOverKept(k);
            if (isKept[k])
                found();
        });
        int[] missing = [.. Enumerable.Range(0, resamples.Count).Where(k => !isKept[k])];
        if (missing.Length == 0)
            return;
        int[] fitted = [.. Companion(missing), .. missing];
        int first = fitted.Length - missing.Length;
        try
        {
            fitter.Walk([.. fitted.Select(k => resamples[k])], settings, options, (m, point) =>
            {
                if (m >= first)
                    Take(fitted[m], point);
            }, null, stop);
            foreach (int k in missing)
                Keep(k); // those that ended early
        }
        finally
        {
            foreach (int k in missing)
                _begun[k]?.Dispose();
        }
    }

    /// <summary>Hands a path over if it is kept.</summary>
    private bool HandOverKept(int k)
    {
        if (folder.Read(_names[k]) is not { } bytes)
            return false;
        List<PathPoint<TModel>> points;
        try
        {
            points = KeptPath.Read<TModel>(bytes, fitter.Loss);
        }
        catch (Exception error) when (error is FormatException or IOException or ArgumentException or InvalidCastException or IndexOutOfRangeException or OverflowException)
        {
            folder.Remove(_names[k]);
            return false;
        }

        foreach (var point in points)
            HandOver(k, point);
        return true;
    }

    private void HandOver(int k, PathPoint<TModel> point)
    {
        visit(k, point);
        progress?.Report(new FitProgress(Interlocked.Increment(ref _done), resamples.Count * settings.Length));
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Notes a point that was fitted, and hands it over.</summary>
    private void Take(int k, PathPoint<TModel> point)
    {
        bool isFirst = _begun[k] is null && point.Setting == settings[0];
        if (isFirst)
            _begun[k] = new KeptPath();
        if (_begun[k] is { } path)
        {
            long before = path.Length;
            path.Add(point);
            if (Interlocked.Add(ref _bytes, path.Length - before) > MostBytes)
                Forget(k);
            else if (path.Count == settings.Length)
                Keep(k);
        }

        HandOver(k, point);
    }

    private void Keep(int k)
    {
        if (_begun[k] is not { } path)
            return;
        folder.Write(_names[k], path.Finished());
        Forget(k);
    }

    private void Forget(int k)
    {
        Interlocked.Add(ref _bytes, -_begun[k]!.Length);
        _begun[k]!.Dispose();
        _begun[k] = null;
    }

    /// <summary>
    /// A resample that is walked once more beside those that are missing, for what a fitter takes from all resamples of a walk: ridge solves together what shares the first one's design, and trees of
    /// classes tell apart as many as any target has.
    /// </summary>
    private IEnumerable<int> Companion(int[] missing)
    {
        if (fitter is LinearPathFitter { Penalty.L1Ratio: 0 } && missing[0] != 0 && !resamples.All(sample => sample.SharesDesignWith(resamples[0])))
            return [0];
        if (fitter is not TreePathFitter || resamples.All(sample => sample.Target == resamples[0].Target))
            return [];
        int largest = Enumerable.Range(0, resamples.Count).MaxBy(k => Largest(resamples[k].Target));
        return missing.Contains(largest) ? [] : [largest];
    }

    private static double Largest(ReadOnlySpan<double> target)
    {
        double largest = 0;
        foreach (double y in target)
            largest = Math.Max(largest, y);
        return largest;
    }
}
