using Ridgeline.Files;
using Ridgeline.Keeping;
using Ridgeline.Numerics;

namespace Ridgeline.Tests.Keeping;

/// <summary>A walk that is stopped anywhere, started again, or finds damaged files gives what it would have given by itself, to the last bit, on any number of threads.</summary>
public sealed class KeptWalkFacts : IDisposable
{
    private const string Data = "data", Target = "y";

    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Kept => Path.Combine(_folder, "kept");

    private string[] Files => [.. Directory.GetFiles(Kept).Order()];

    [Theory]
    [MemberData(nameof(KeptCase.Names), MemberType = typeof(KeptCase))]
    public void What_is_kept_is_what_was_fitted(string name)
    {
        var own = KeptCase.All[name]();
        var plain = own.Walk(null);
        SameBits.Hold(plain, Run(own, out int found));
        Assert.Equal(0, found);
        Assert.Equal(own.Resamples.Length, Files.Length);
        SameBits.Hold(plain, Run(own, out found, threads: 3));
        Assert.Equal(own.Resamples.Length, found);
    }

    [Theory]
    [MemberData(nameof(KeptCase.Names), MemberType = typeof(KeptCase))]
    public void A_walk_that_is_stopped_goes_on_to_the_same_end(string name)
    {
        var own = KeptCase.All[name]();
        var plain = own.Walk(null);
        int all = plain.Sum(points => points.Count);
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var random = new RandomStream(seed);
            int threads = 1 + random.NextBelow(3);
            for (int stops = random.NextBelow(4); stops >= 0; stops--)
                Run(own, out _, threads, stopAfter: 1 + random.NextBelow(all));
            if (Files is { Length: > 0 } files && seed % 2 == 0) // whichever walks were stopped, these are any
                File.Delete(files[random.NextBelow(files.Length)]);
            SameBits.Hold(plain, Run(own, out _, 1 + random.NextBelow(3)));
            Directory.Delete(Kept, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(KeptCase.Names), MemberType = typeof(KeptCase))]
    public void Any_paths_that_are_kept_leave_the_others_what_they_are(string name)
    {
        var own = KeptCase.All[name]();
        var plain = Run(own, out _);
        string[] files = Files;
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        for (int gone = 1; gone < 1 << files.Length; gone += files.Length > 4 ? 3 : 1)
        {
            for (int at = 0; at < files.Length; at++)
                if ((gone >> at & 1) != 0)
                    File.Delete(files[at]);
            SameBits.Hold(plain, Run(own, out _));
            Assert.Equal(files, Files);
            Assert.Equal(contents, files.Select(File.ReadAllBytes));
        }
    }

    [Theory]
    [MemberData(nameof(KeptCase.Names), MemberType = typeof(KeptCase))]
    public void What_is_damaged_is_fitted_again(string name)
    {
        var own = KeptCase.All[name]();
        var plain = Run(own, out _);
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var random = new RandomStream(seed);
            string file = Files[random.NextBelow(Files.Length)];
            byte[] whole = File.ReadAllBytes(file);
            File.WriteAllBytes(file, Damaged(whole, random, other: File.ReadAllBytes(Files.First(other => other != file))));
            SameBits.Hold(plain, Run(own, out int found));
            Assert.Equal(own.Resamples.Length - 1, found);
            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void Studies_of_one_folder_never_mix_and_what_is_not_theirs_stays()
    {
        KeptCase one = KeptCase.All["lasso of numbers in folds"](), other = KeptCase.All["trees of classes over alpha"]();
        string[] strange = ["notes.txt", new string('a', 16) + "-" + new string('b', 63) + ".fits", "x.tmp"];
        Directory.CreateDirectory(Kept);
        foreach (string name in strange)
            File.WriteAllText(Path.Combine(Kept, name), "mine");
        Run(one, out _);
        int kept = Files.Length;
        string unfinished = Files.First(file => file.EndsWith(".fits", StringComparison.Ordinal) && !strange.Contains(Path.GetFileName(file))) + $".{Gone()}.tmp";
        File.WriteAllText(unfinished, "half");
        SameBits.Hold(other.Walk(null), Run(other, out int found, data: "other"));
        Assert.Equal((0, strange.Length + other.Resamples.Length), (found, Files.Length));
        Assert.Equal(strange.Length + one.Resamples.Length, kept);
        SameBits.Hold(one.Walk(null), Run(one, out found));
        Assert.Equal(0, found);
        var fits = new KeptFits(Kept) { LeastWork = 0 };
        fits.Begin(Data, Target);
        fits.Empty();
        fits.End();
        Assert.Equal(strange.Order(), Files.Select(file => Path.GetFileName(file)));

        static int Gone()
        {
            using var process = System.Diagnostics.Process.Start("true");
            process.WaitForExit();
            return process.Id;
        }
    }

    [Fact]
    public void What_a_running_process_is_writing_stays()
    {
        var own = KeptCase.All["lasso of numbers in folds"]();
        Run(own, out _);
        string running = $"{Files[0]}.1.tmp"; // the first process of any system
        File.WriteAllText(running, "half");
        Run(own, out _);
        Run(own, out _, data: "other");
        var fits = new KeptFits(Kept);
        fits.Begin(Data, Target);
        fits.Empty();
        fits.End();
        Assert.Equal([running], Files);
    }

    [Fact]
    public void A_folder_that_was_made_for_it_and_is_empty_goes_again()
    {
        var fits = new KeptFits(Path.Combine(_folder, "out", "kept"));
        fits.Begin(Data, Target);
        Assert.True(Directory.Exists(Path.Combine(_folder, "out", "kept")));
        fits.End();
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Directory.CreateDirectory(Kept);
        fits = new KeptFits(Kept);
        fits.Begin(Data, Target);
        fits.End();
        Assert.True(Directory.Exists(Kept)); // which somebody else had made
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_at_once()
    {
        File.WriteAllText(Kept, "a file");
        var error = Assert.Throws<WriteException>(() => new KeptFits(Kept).Begin(Data, Target));
        Assert.StartsWith($"{Kept}: can't be written", error.Message, StringComparison.Ordinal);
        Assert.Equal("a file", File.ReadAllText(Kept));
        Assert.StartsWith($"{Kept}: can't be written", Assert.Throws<WriteException>(() => new KeptFits(Path.Combine(Kept, "below", "kept")).Begin(Data, Target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_written_any_more_the_walk_goes_on()
    {
        var own = KeptCase.All["lasso of numbers in folds"]();
        var fits = new KeptFits(Kept) { LeastWork = 0 };
        fits.Begin(Data, Target);
        Directory.Delete(Kept);
        File.WriteAllText(Kept, "in the way");
        SameBits.Hold(own.Walk(null), own.Walk(fits));
        Assert.Contains("can't be written", fits.Failure);
        fits.End();
        File.Delete(Kept);
    }

    [Fact]
    public void A_path_that_is_fitted_as_fast_as_it_is_read_is_not_kept()
    {
        var own = KeptCase.All["lasso of numbers in folds"]();
        var fits = new KeptFits(Kept);
        fits.Begin(Data, Target);
        own.Walk(fits);
        Assert.Empty(Files);
        fits.End();
    }

    private List<Ridgeline.Paths.PathPoint<Ridgeline.Models.IModel>>[] Run(KeptCase own, out int found, int threads = 1, int stopAfter = int.MaxValue, string data = Data)
    {
        Directory.CreateDirectory(Kept);
        var fits = new KeptFits(Kept) { LeastWork = 0 };
        fits.Begin(data, Target);
        var points = own.Walk(fits, threads, stopAfter);
        found = fits.Found;
        fits.End();
        Directory.CreateDirectory(Kept);
        return points;
    }

    /// <summary>A bit turned, cut off, nothing left, something more, or another path's bytes.</summary>
    private static byte[] Damaged(byte[] whole, RandomStream random, byte[] other)
    {
        byte[] damaged = [.. whole];
        switch (random.NextBelow(5))
        {
            case 0:
                return damaged[..random.NextBelow(damaged.Length)];
            case 1:
                return [.. damaged, 0];
            case 2:
                return other;
            case 3:
                return [];
            default:
                damaged[random.NextBelow(damaged.Length)] ^= (byte)(1 << random.NextBelow(8));
                return damaged;
        }
    }
}
