using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ridgeline.Cli.Tests;

/// <summary>
/// A study that is interrupted at any moments, by Ctrl-C or by SIGKILL, and started again ends with what one that nobody interrupted ends with, byte for byte; and at no moment is there a file that is
/// broken. 50 interruptions with RIDGELINE_SLOW=1, 6 otherwise.
/// </summary>
public sealed class InterruptionTests(ITestOutputHelper told)
{
    private const string Out = "out", Kept = ".kept";
    private const int Each = 5; // interruptions of one study

    private static readonly string[] Study = ["study", "--out", Out];

    private static bool IsFull => Environment.GetEnvironmentVariable("RIDGELINE_SLOW") == "1";

    [Fact]
    public void A_study_interrupted_again_and_again_ends_as_one_that_nobody_interrupted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are sent with kill");
        using var whole = new WorkingFolder();
        long before = Stopwatch.GetTimestamp();
        var expected = whole.Run(Study);
        double seconds = Stopwatch.GetElapsedTime(before).TotalSeconds;
        Assert.Equal(0, expected.Code);
        Assert.False(Directory.Exists(Path.Combine(whole.PathOf(Out), Kept)));

        var counts = new Counts();
        for (ulong seed = 1; counts.Interruptions < (IsFull ? 50 : 6); seed++)
        {
            Hold(expected.Output, whole, seed, seconds, IsFull ? Each : 3, counts);
            told.WriteLine($"seed {seed}: the same after {counts.Interruptions} interruptions");
        }

        string figures = string.Create(CultureInfo.InvariantCulture, $"{counts.Interruptions} interruptions, {counts.Killed} by SIGKILL; {counts.Stopped} of the others told what was found, {counts.Ended} runs had ended; of {seconds:0.0} s a study");
        told.WriteLine(figures);
        if (IsFull && Environment.GetEnvironmentVariable("RIDGELINE_FIGURES") is { Length: > 0 } file)
            File.AppendAllText(file, $"| a study interrupted and started again | {figures} |\n");
    }

    /// <summary>One study, interrupted a few times at moments that the seed draws and then left alone.</summary>
    private static void Hold(string expected, WorkingFolder whole, ulong seed, double seconds, int times, Counts counts)
    {
        using var folder = new WorkingFolder();
        ulong state = seed;
        for (int at = 0; at < times; at++)
        {
            bool kill = Next(ref state) % 2 == 0;
            double after = seconds * (Next(ref state) % 1000) / 1000;
            string threads = (1 + Next(ref state) % 3).ToString(CultureInfo.InvariantCulture);
            var (code, output, error) = folder.Cut(kill ? "KILL" : "INT", TimeSpan.FromSeconds(after), [.. Study, "--threads", threads]);
            string where = $"seed {seed}, interruption {at + 1} after {after:0.00} s: exit code {code}\n{error}";
            Assert.True(code == 0 || code == (kill ? 137 : 130), where);
            if (code == 130 && error.Contains("goes on from here", StringComparison.Ordinal))
            {
                counts.Stopped++;
                if (!error.Contains("stopped (lasso)", StringComparison.Ordinal)) // the first path was finished, and is told
                    Assert.Contains("lasso", output);
            }

            counts.Interruptions++;
            (counts.Killed, counts.Ended) = (counts.Killed + (kill && code != 0 ? 1 : 0), counts.Ended + (code == 0 ? 1 : 0));
            HasNothingBroken(folder, where);
        }

        var last = folder.Run(Study);
        Assert.Equal((0, expected), (last.Code, last.Output));
        Assert.Equal(Files(whole), Files(folder).Where(name => !IsUnfinished(name)));
        foreach (string name in Files(whole))
            Assert.True(File.ReadAllBytes(Path.Combine(whole.PathOf(Out), name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder.PathOf(Out), name))), $"seed {seed}: {name} differs");
    }

    /// <summary>Whatever has its final name is whole.</summary>
    private static void HasNothingBroken(WorkingFolder folder, string where)
    {
        foreach (string name in Files(folder).Where(name => !name.StartsWith(Kept, StringComparison.Ordinal) && !IsUnfinished(name)))
        {
            string content = File.ReadAllText(Path.Combine(folder.PathOf(Out), name));
            Assert.True(content.Length > 0, $"{name} is empty; {where}");
            if (name.EndsWith(".json", StringComparison.Ordinal))
                using (JsonDocument.Parse(content)) // throws where it is cut off
                {
                }
            else if (name.EndsWith(".html", StringComparison.Ordinal))
                Assert.EndsWith("</html>", content.TrimEnd());
            else if (name.EndsWith(".csv", StringComparison.Ordinal))
                Assert.EndsWith("\n", content);
        }
    }

    private static string[] Files(WorkingFolder folder)
    {
        string root = folder.PathOf(Out);
        return Directory.Exists(root) ? [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order()] : [];
    }

    /// <summary>What a process that was killed left under another name.</summary>
    private static bool IsUnfinished(string name) => name.EndsWith(".tmp", StringComparison.Ordinal);

    /// <summary>SplitMix64's finaliser: moments that are drawn once and for all.</summary>
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private sealed class Counts
    {
        public int Interruptions { get; set; }

        public int Killed { get; set; }

        public int Stopped { get; set; }

        public int Ended { get; set; }
    }
}
