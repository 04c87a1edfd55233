namespace Ridgeline.Cli;

/// <summary>
/// How long work may still take: by its counted seconds, where it has them, times how many seconds one of these took, which is believed the more the more was seen; else from how its share grew. The recent
/// past counts more, and time in which nothing came counts too. Unknown until enough was seen.
/// </summary>
internal sealed class TimeLeft
{
    private const double LeastSeconds = 2, LeastShare = 0.02, ShortestMemory = 10; // seconds after which the past counts half

    private const double SecondsOfCounts = 5;                                       // the counts weigh as much as so many seconds in which they were right

    private double _share = double.NaN, _seconds = double.NaN, _grown, _taken, _at;

    /// <summary>Tells the share that is done.</summary>
    /// <param name="now">Since the work began.</param>
    /// <param name="share">From 0 to 1; NaN where it isn't known, and the time left isn't either then.</param>
    /// <param name="seconds">What all of it takes by count; NaN where it isn't counted.</param>
    public void Tell(TimeSpan now, double share, double seconds)
    {
        _seconds = seconds;
        if (double.IsNaN(_share))
        {
            (_share, _at) = (share, now.TotalSeconds); // what had been done before, by a run that was stopped, took no time of this one
            return;
        }

        (_grown, _taken) = Faded(now.TotalSeconds);
        _grown += Math.Max(0, share - _share);
        (_share, _at) = (double.IsNaN(share) ? double.NaN : Math.Max(share, _share), now.TotalSeconds);
    }

    /// <summary>The time left; null: unknown.</summary>
    /// <param name="now">Since the work began.</param>
    public TimeSpan? At(TimeSpan now)
    {
        var (grown, taken) = Faded(now.TotalSeconds);
        if (double.IsNaN(_share) || now.TotalSeconds < LeastSeconds || _share < LeastShare || !(grown > 0))
            return null;
        double seconds = (1 - Math.Min(1, _share)) * (double.IsNaN(_seconds) ? taken / grown : _seconds * (SecondsOfCounts + taken) / (SecondsOfCounts + grown * _seconds));
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private (double Grown, double Taken) Faded(double now)
    {
        double passed = Math.Max(0, now - _at), kept = Math.Pow(0.5, passed / Math.Max(ShortestMemory, now / 2));
        return (_grown * kept, _taken * kept + passed);
    }
}
