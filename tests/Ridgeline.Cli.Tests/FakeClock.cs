namespace Ridgeline.Cli.Tests;

/// <summary>A clock that goes on when it is told to, and its timers with it.</summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly List<Beats> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add(new Beats(this, () => callback(state)) { Next = _now + dueTime, Period = period });
        return _timers[^1];
    }

    public void Advance(double seconds)
    {
        var until = _now + TimeSpan.FromSeconds(seconds);
        while (_timers.Where(timer => timer.Next <= until).MinBy(timer => timer.Next) is { } next)
        {
            _now = next.Next;
            next.Next += next.Period;
            next.Beat();
        }

        _now = until;
    }

    private sealed class Beats(FakeClock clock, Action beat) : ITimer
    {
        public TimeSpan Next { get; set; }

        public TimeSpan Period { get; set; }

        public void Beat() => beat();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (Next, Period) = (clock._now + dueTime, period);
            return true;
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
