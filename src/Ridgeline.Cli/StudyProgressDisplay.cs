using Ridgeline.Paths;
using Ridgeline.Studies;

namespace Ridgeline.Cli;

/// <summary>
/// How far a command is, on standard error. On a terminal one line that is drawn over and over and takes itself away at the end; elsewhere lines that read well in a log: one when a stage begins, at most
/// one every few seconds. Where standard error can't be written it shows nothing more: what is worked on goes on.
/// </summary>
internal sealed class StudyProgressDisplay : IProgress<FitProgress>, IProgress<StudyProgress>, IDisposable
{
    private const int BarWidth = 24, DefaultWidth = 80;
    private const double NearlyAll = 0.9;
    private const string Redraw = "\r\u001b[?7l", Rest = "\u001b[K\u001b[?7h", Clear = "\r\u001b[K"; // a line that is too long is cut, never wrapped; what was there before goes
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200), BetweenStages = TimeSpan.FromSeconds(2), WithinStage = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly TextWriter _writer;
    private readonly TimeProvider _clock;
    private readonly Func<int>? _width;
    private readonly ITimer? _timer;
    private readonly TimeLeft _left;
    private readonly long _began;
    private StudyProgress _last;
    private TimeSpan? _told;
    private string? _toldStage;
    private bool _isOver;

    /// <param name="writer">Where to.</param>
    /// <param name="width">The width of the terminal; null: it isn't one.</param>
    /// <param name="clock">The time.</param>
    public StudyProgressDisplay(TextWriter writer, Func<int>? width, TimeProvider clock)
    {
        (_writer, _width, _clock) = (writer, width, clock);
        _began = clock.GetTimestamp();
        _left = new TimeLeft();
        _timer = width is null ? null : clock.CreateTimer(_ => Draw(), null, Beat, Beat);
    }

    /// <summary>Shows on standard error how far work is while it is done, and takes that away before what comes of it is shown, or why nothing came.</summary>
    /// <param name="work">The work.</param>
    public static T During<T>(Func<StudyProgressDisplay, T> work)
    {
        using var display = new StudyProgressDisplay(Console.Error, Terminal.ErrorIsLive ? WindowWidth : null, TimeProvider.System);
        return work(display);
    }

    /// <inheritdoc/>
    public void Report(FitProgress value) => Report(new StudyProgress("", value.Done, value.Total));

    /// <inheritdoc/>
    public void Report(StudyProgress value)
    {
        lock (_turn)
        {
            if (_isOver)
                return;
            _last = value with { Share = _last.Share > value.Share ? _last.Share : value.Share }; // more work may turn up than was counted; what is done stays done
            _left.Tell(Elapsed, _last.Share, _last.CountedSeconds);
            if (_width is null)
                Tell();
            else if (_told is null)
                Draw();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_isOver)
                return;
            _isOver = true;
            _timer?.Dispose();
            if (_width is not null && _told is not null)
                Show(Clear);
        }
    }

    private TimeSpan Elapsed => _clock.GetElapsedTime(_began);

    private void Tell()
    {
        var now = Elapsed;
        if (now - _told < (_last.Stage == _toldStage ? WithinStage : BetweenStages))
            return;
        (_told, _toldStage) = (now, _last.Stage);
        Show($"ridgeline: {string.Join(", ", Parts(now))}{_writer.NewLine}");
    }

    private void Draw()
    {
        lock (_turn)
        {
            if (_isOver || _last.Stage is null)
                return;
            var now = Elapsed;
            _told = now;
            double share = double.IsNaN(_last.Share) ? _last.Total > 0 ? (double)_last.Done / _last.Total : 0 : _last.Share;
            int full = (int)(BarWidth * Math.Clamp(share, 0, 1));
            string line = $"[{new string('#', full)}{new string('-', BarWidth - full)}] {string.Join(", ", Parts(now))}, {Clocked(now)}";
            int room = Math.Max(1, _width!() - 1);
            Show($"{Redraw}{(line.Length > room ? line[..room] : line)}{Rest}");
        }
    }

    private void Show(string text)
    {
        try
        {
            _writer.Write(text);
            _writer.Flush();
        }
        catch (IOException)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    /// <summary>What is being done, how much of it, and how long it may take: as far as each is known.</summary>
    private IEnumerable<string> Parts(TimeSpan now)
    {
        if (_last.Stage.Length > 0)
            yield return _last.Stage;
        if (!double.IsNaN(_last.Share))
            yield return $"{Math.Clamp(_last.Share, 0, 1) * 100:0} %";
        else if (_last.Total > 0)
            yield return $"{_last.Done} of {Wording.Count(_last.Total, "fit")}";
        if (_left.At(now) is { } left)
            yield return Words(left, _last.Share);
    }

    private static string Words(TimeSpan left, double share) => left.TotalSeconds switch
    {
        < 2 when share >= NearlyAll => "nearly done",
        < 10 => $"about {Math.Max(1, left.TotalSeconds):0} s left",
        < 90 => $"about {5 * Math.Round(left.TotalSeconds / 5):0} s left",
        < 90 * 60 => $"about {left.TotalMinutes:0} min left",
        _ => $"about {left.TotalHours:0.#} h left",
    };

    private static string Clocked(TimeSpan elapsed) => elapsed.TotalHours >= 1 ? $"{(int)elapsed.TotalHours}:{elapsed.Minutes:00}:{elapsed.Seconds:00}" : $"{elapsed.Minutes}:{elapsed.Seconds:00}";

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : DefaultWidth;
        }
        catch (IOException) // a terminal that has no size
        {
            return DefaultWidth;
        }
    }
}
