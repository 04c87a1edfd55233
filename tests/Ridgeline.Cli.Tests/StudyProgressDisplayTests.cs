using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Ridgeline.Studies;

namespace Ridgeline.Cli.Tests;

public sealed partial class StudyProgressDisplayTests
{
    private static readonly Gen<(double Seconds, int Stage, double Share)[]> Runs = Gen.Select(Gen.Double[0, 30], Gen.Int[0, 4], Gen.Double[0, 0.2]).Array[1, 40];

    [Fact]
    public void On_a_terminal_one_line_is_drawn_over_and_taken_away() => Gen.Select(Runs, Gen.Int[1, 200]).Sample((run, width) =>
    {
        var (screen, clock) = (new Screen(), new FakeClock());
        using (var display = new StudyProgressDisplay(screen, () => width, clock))
            foreach (var told in Told(run, clock))
            {
                display.Report(told);
                clock.Advance(0.2);
                Assert.InRange(screen.Line.Length, 1, Math.Max(1, width - 1));
                Assert.StartsWith(screen.Line, Whole(told, screen.Line), StringComparison.Ordinal);
            }

        Assert.Equal((0, ""), (screen.LineEnds, screen.Line));
        Assert.True(screen.Wraps);
        int written = screen.Writes;
        clock.Advance(10);
        Assert.Equal(written, screen.Writes);
    });

    [Fact]
    public void It_goes_on_while_nothing_is_told()
    {
        var (screen, clock) = (new Screen(), new FakeClock());
        using var display = new StudyProgressDisplay(screen, () => 120, clock);
        display.Report(new StudyProgress("lasso", 0, 10) { Share = 0 });
        Assert.Equal("[------------------------] lasso, 0 %, 0:00", screen.Line);
        clock.Advance(4);
        display.Report(new StudyProgress("lasso", 5, 10) { Share = 0.5 });
        clock.Advance(0.2);
        Assert.Equal("[############------------] lasso, 50 %, about 4 s left, 0:04", screen.Line);
        clock.Advance(60);
        Assert.StartsWith("[############------------] lasso, 50 %, about ", screen.Line, StringComparison.Ordinal);
        Assert.EndsWith(", 1:04", screen.Line, StringComparison.Ordinal);
        Assert.True(Left(screen.Line) >= 60); // a minute passed and nothing came: it isn't 4 s
    }

    [Fact]
    public void Elsewhere_lines_are_few_and_each_says_where_it_is() => Runs.Sample(run =>
    {
        var clock = new FakeClock();
        using var writer = new StringWriter();
        var (began, now) = (TimeSpan.Zero, TimeSpan.Zero);
        using (var display = new StudyProgressDisplay(writer, null, clock))
            foreach (var told in Told(run, clock))
            {
                now = clock.GetElapsedTime(0);
                int before = writer.ToString().Length;
                display.Report(told);
                if (writer.ToString()[before..] is { Length: > 0 } line)
                {
                    Assert.True(before == 0 || (now - began).TotalSeconds >= 2);
                    Assert.StartsWith($"ridgeline: {told.Stage}, {(told.Share * 100).ToString("0", CultureInfo.InvariantCulture)} %", line, StringComparison.Ordinal);
                    began = now;
                }
                else
                    Assert.True((now - began).TotalSeconds < 10);
            }

        Assert.DoesNotContain('\u001b', writer.ToString());
        Assert.DoesNotContain('\r', writer.ToString());
    });

    [Fact]
    public void Of_steady_work_the_time_left_is_right_wherever_it_began() => Gen.Select(Gen.Double[5, 5000], Gen.Double[0, 0.8], Gen.Int[20, 200]).Sample((total, begun, reports) =>
    {
        var left = new TimeLeft();
        left.Tell(TimeSpan.Zero, begun, double.NaN); // what a run that was stopped had done already
        for (int k = 1; k <= reports; k++)
        {
            double share = begun + (1 - begun) * k / reports, now = total * k / reports;
            left.Tell(TimeSpan.FromSeconds(now), share, double.NaN);
            if (now >= 2 && share >= 0.02)
                Assert.Equal(total - now, left.At(TimeSpan.FromSeconds(now))!.Value.TotalSeconds, 1e-6 * total);
            else
                Assert.Null(left.At(TimeSpan.FromSeconds(now)));
        }
    });

    [Fact]
    public void Of_counted_work_no_slow_start_makes_the_time_left_many_times_what_it_is() => Gen.Select(Gen.Double[1, 600], Gen.Double[2, 5], Gen.Double[0.02, 0.1], Gen.Int[20, 200]).Sample((counted, start, first, reports) =>
    {
        var left = new TimeLeft();
        left.Tell(TimeSpan.Zero, 0, counted);
        for (int k = 0; k <= reports; k++) // the first piece of work takes its seconds and the start's, the rest what was counted
        {
            double done = (double)k / reports, now = start + counted * (first + (1 - first) * done);
            left.Tell(TimeSpan.FromSeconds(now), first + (1 - first) * done, counted);
            double really = counted * (1 - first) * (1 - done);
            Assert.InRange(left.At(TimeSpan.FromSeconds(now))!.Value.TotalSeconds, really * (1 - 1e-9), really * 2 + 1e-9);
        }
    });

    [Fact]
    public void Of_counted_work_on_another_machine_what_is_seen_counts_more_and_more() => Gen.Select(Gen.Double[50, 5000], Gen.Double[0.2, 5]).Sample((counted, slowness) =>
    {
        var left = new TimeLeft();
        left.Tell(TimeSpan.Zero, 0, counted);
        for (int k = 1; k < 100; k++)
        {
            var now = TimeSpan.FromSeconds(counted * slowness * k / 100);
            left.Tell(now, k / 100.0, counted);
            double really = counted * slowness * (100 - k) / 100;
            if (k >= 75)
                Assert.InRange(left.At(now)!.Value.TotalSeconds, really / 2, really * 2);
        }
    });

    [Fact]
    public void Only_the_end_is_nearly_done()
    {
        var (screen, clock) = (new Screen(), new FakeClock());
        using var display = new StudyProgressDisplay(screen, () => 120, clock);
        display.Report(new StudyProgress("tree", 0, 0) { Share = 0, CountedSeconds = 4 });
        clock.Advance(2.4);
        display.Report(new StudyProgress("tree", 0, 0) { Share = 0.64, CountedSeconds = 4 });
        clock.Advance(0.2);
        Assert.Equal("[###############---------] tree, 64 %, about 1 s left, 0:02", screen.Line);
        display.Report(new StudyProgress("test set", 0, 0) { Share = 0.95, CountedSeconds = 4 });
        clock.Advance(0.2);
        Assert.Equal("[######################--] test set, 95 %, nearly done, 0:02", screen.Line);
    }

    [Fact]
    public void What_is_done_stays_done()
    {
        var (screen, clock) = (new Screen(), new FakeClock());
        using var display = new StudyProgressDisplay(screen, () => 120, clock);
        display.Report(new StudyProgress("lasso", 9, 10) { Share = 0.5 });
        display.Report(new StudyProgress("lasso", 9, 20) { Share = 0.25 });
        clock.Advance(0.2);
        Assert.Equal("[############------------] lasso, 50 %, 0:00", screen.Line);
    }

    [Fact]
    public void Where_the_share_is_not_known_no_time_left_is_made_up()
    {
        var clock = new FakeClock();
        using var writer = new StringWriter();
        using var display = new StudyProgressDisplay(writer, null, clock);
        display.Report(new StudyProgress("cross-validation", 0, 55));
        clock.Advance(20);
        display.Report(new StudyProgress("cross-validation", 12, 55));
        Assert.Equal("ridgeline: cross-validation, 0 of 55 fits\nridgeline: cross-validation, 12 of 55 fits\n", writer.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_nothing_can_be_written_it_shows_nothing_more_and_the_work_goes_on(bool isTerminal)
    {
        var clock = new FakeClock();
        using var full = new FullDisk();
        using (var display = new StudyProgressDisplay(full, isTerminal ? () => 80 : null, clock))
        {
            display.Report(new StudyProgress("lasso", 0, 10) { Share = 0 });
            clock.Advance(20);
            display.Report(new StudyProgress("ridge", 5, 10) { Share = 0.5 });
        }

        Assert.Equal(1, full.Tries);
    }

    private static IEnumerable<StudyProgress> Told((double Seconds, int Stage, double Share)[] run, FakeClock clock)
    {
        double share = 0;
        foreach (var (seconds, stage, more) in run)
        {
            clock.Advance(seconds);
            share = Math.Min(1, share + more);
            yield return new StudyProgress($"stage {stage}", 0, 0) { Share = share };
        }
    }

    /// <summary>The line that a report should give, its time left and its clock as the line has them.</summary>
    private static string Whole(StudyProgress told, string line)
    {
        int full = (int)(24 * told.Share);
        string begin = $"[{new string('#', full)}{new string('-', 24 - full)}] {told.Stage}, {(told.Share * 100).ToString("0", CultureInfo.InvariantCulture)} %";
        return line.Length > begin.Length ? begin + line[begin.Length..] : begin;
    }

    private static double Left(string line)
    {
        var match = About().Match(line);
        return double.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) * (match.Groups["unit"].Value == "min" ? 60 : 1);
    }

    [GeneratedRegex(@"about (?<n>[\d.]+) (?<unit>s|min) left")]
    private static partial Regex About();

    /// <summary>A terminal that shows what is written: one line of it, whose escapes it obeys.</summary>
    private sealed class Screen : StringWriter
    {
        public string Line { get; private set; } = "";

        public int LineEnds { get; private set; }

        public int Writes { get; private set; }

        public bool Wraps { get; private set; } = true;

        public override void Write(string? value)
        {
            Writes++;
            foreach (Match part in Parts().Matches(value!))
                switch (part.Value)
                {
                    case "\r":
                        _at = 0;
                        break;
                    case "\n":
                        LineEnds++;
                        break;
                    case "\u001b[K":
                        Line = Line[.._at];
                        break;
                    case "\u001b[?7l" or "\u001b[?7h":
                        Wraps = part.Value[^1] == 'h';
                        break;
                    case var text:
                        Assert.DoesNotContain('\u001b', text);
                        Line = Line[.._at] + text + (Line.Length > _at + text.Length ? Line[(_at + text.Length)..] : "");
                        _at += text.Length;
                        break;
                }
        }

        private int _at;
    }

    private sealed class FullDisk : StringWriter
    {
        public int Tries { get; private set; }

        public override void Write(string? value)
        {
            Tries++;
            throw new IOException("No space left on device");
        }
    }

    [GeneratedRegex("\r|\n|\u001b\\[\\??\\d*[a-zA-Z]|[^\r\n\u001b]+")]
    private static partial Regex Parts();
}
