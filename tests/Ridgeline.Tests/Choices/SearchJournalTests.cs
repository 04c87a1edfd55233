using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Penalties;
using Ridgeline.Resampling;
using Ridgeline.Scores;
using Ridgeline.Tables;
using static Ridgeline.Tests.Choices.SearchSamples;

namespace Ridgeline.Tests.Choices;

public sealed class SearchJournalTests : IDisposable
{
    private const string JournalOfTheKilled = "RIDGELINE_TEST_JOURNAL";

    private static readonly Sample Few = Classes(24, 2, 4);
    private static readonly Resamples Folds = Resamples.Stratified(Few, 3, 1);
    private static readonly Score[] Scores = [Score.RocAuc, Score.LogLoss];
    private static readonly ParameterGrid Grid = new ParameterGrid().With("l1Ratio", 0, 0.5).Strengths(Knob.C, 0.5, 5);

    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    private string Journal => Path.Combine(_folder, "search.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_is_a_fit_and_says_which_and_what_it_was_worth()
    {
        var table = Run().Table;
        string[] lines = File.ReadAllLines(Journal);
        Assert.Equal(1 + 2 * 3 * 2, lines.Length);
        var seen = new HashSet<(string, int)>();
        foreach (string line in lines.Skip(1))
        {
            using var json = JsonDocument.Parse(line);
            var parameters = json.RootElement.GetProperty("parameters");
            int resample = json.RootElement.GetProperty("resample").GetInt32();
            var row = table.Rows.Single(row => row.Parameters.Pairs.All(pair => parameters.GetProperty(pair.Key).GetString() == pair.Value.ToString()));
            Assert.Equal(row.Scores.Select(score => score.Test[resample]), json.RootElement.GetProperty("test").EnumerateArray().Select(value => value.GetDouble()));
            Assert.Equal(row.Scores.Select(score => score.Train[resample]), json.RootElement.GetProperty("train").EnumerateArray().Select(value => value.GetDouble()));
            Assert.True(json.RootElement.GetProperty("converged").GetBoolean());
            Assert.True(seen.Add((row.Parameters.ToString(), resample)));
        }
    }

    [Fact]
    public void Cut_at_any_byte_it_is_gone_on_from_and_the_table_is_the_same_bit_for_bit()
    {
        string whole = Bits(Run().Table);
        byte[] journal = File.ReadAllBytes(Journal);
        for (int cut = 0; cut <= journal.Length; cut++)
        {
            File.WriteAllBytes(Journal, journal[..cut]);
            Assert.True(whole == Bits(Run(refit: false).Table), $"cut at byte {cut}");
            Assert.Equal(Sorted(journal), Sorted(File.ReadAllBytes(Journal)));
        }
    }

    [Fact]
    public void What_a_journal_has_is_not_fitted_again()
    {
        Fits(out int all);
        Assert.Equal(2 * 3 * 2, all);
        string[] lines = File.ReadAllLines(Journal);
        for (int kept = 0; kept <= lines.Length; kept++)
        {
            File.WriteAllLines(Journal, lines.Take(kept));
            int missing = lines.Skip(1).Select((line, k) => (line, k)).Where(fit => fit.k + 1 >= kept).Select(fit => Unit(fit.line)).Distinct().Count();
            Fits(out int again);
            Assert.Equal(missing * 2, again);
        }

        void Fits(out int fits)
        {
            var counting = new CountingFitter(new LinearPathFitter(Loss.Logistic, Penalty.L2));
            GridSearch.Run(_ => new Candidate<LinearModel>(counting, Few), [Grid], Folds, Scores, new SearchOptions { Journal = Journal, Refit = false });
            fits = counting.Fits;
        }

        static (int, int) Unit(string line)
        {
            using var json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("candidate").GetInt32(), json.RootElement.GetProperty("resample").GetInt32());
        }
    }

    [Fact]
    public void Times_come_back_from_it_too()
    {
        var options = new SearchOptions { Journal = Journal, Clock = TimeProvider.System };
        var first = GridSearch.Run(Logistic(Few), [Grid], Folds, Scores, options).Table;
        var second = GridSearch.Run(Logistic(Few), [Grid], Folds, Scores, options).Table;
        Assert.All(first.Rows, row => Assert.True(row.MeanFitTime > 0));
        Assert.Equal(first.Rows.Select(row => (row.MeanFitTime, row.StdFitTime, row.MeanScoreTime, row.StdScoreTime)), second.Rows.Select(row => (row.MeanFitTime, row.StdFitTime, row.MeanScoreTime, row.StdScoreTime)));
    }

    [Fact]
    public void Scores_that_are_undefined_or_infinite_come_back_as_they_were()
    {
        var table = GridSearch.Run(Logistic(Few), [Grid], Resamples.LeaveOneOut(Few), Scores, new SearchOptions { Journal = Journal }).Table;
        Assert.Equal(Bits(table), Bits(GridSearch.Run(Logistic(Few), [Grid], Resamples.LeaveOneOut(Few), Scores, new SearchOptions { Journal = Journal }).Table));
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, 1 / 3.0, -double.MaxValue];
        string file = Path.Combine(_folder, "values");
        using (var journal = SearchJournal.Open(file, [("scores", "all")], values.Length, (_, _, _, _) => false))
            journal.Add(0, 0, new Parameters([]), [(0, new Setting(Knob.C, 1), new FitWorth(values, [], null, double.NaN, 1))]);
        FitWorth? read = null;
        SearchJournal.Open(file, [("scores", "all")], values.Length, (_, _, _, worth) => (read = worth) is not null).Dispose();
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read!.Test.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(((bool?)null, double.NaN, 1.0), (read.Converged, read.FitTime, read.ScoreTime));
    }

    [Fact]
    public void Stopped_it_is_gone_on_from()
    {
        string whole = Bits(Run(journal: false).Table);
        for (int after = 1; after < 12; after++)
        {
            using var stop = new CancellationTokenSource();
            int seen = 0;
            var progress = new Each(_ =>
            {
                if (Interlocked.Increment(ref seen) == after)
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => GridSearch.Run(Logistic(Few), [Grid], Folds, Scores, new SearchOptions { Journal = Journal }, progress, stop.Token));
            Assert.Equal(whole, Bits(Run().Table));
            File.Delete(Journal);
        }
    }

    [Fact]
    public void The_journal_of_another_search_is_refused_and_told_apart_and_stays_as_it_is()
    {
        Run();
        byte[] journal = File.ReadAllBytes(Journal);
        double[] y = Few.Target.ToArray(), x = [.. Enumerable.Range(0, 48).Select(at => Few.Design[at % 24, at / 24])], weights = [.. Enumerable.Repeat(1.0, 24)];
        (y[3], x[7], weights[5]) = (1 - y[3], Math.BitIncrement(x[7]), 1.5);
        Refused("parameters (there 4 rows on 2 paths", grid: new ParameterGrid().With("l1Ratio", 0, 0.5).Strengths(Knob.C, 0.5, 5.5));
        Refused("parameters", grid: new ParameterGrid().With("l1Ratio", 0.5, 0).Strengths(Knob.C, 0.5, 5));
        Refused("scores (there roc-auc, log-loss; here accuracy, log-loss)", scores: [Score.Accuracy, Score.LogLoss]);
        Refused("resamples (there 3 folds, stratified", resamples: Resamples.Stratified(Few, 3, 2));
        Refused("target (", Logistic(Sample.Of(Few.Design, y)));
        Refused("weights (", Logistic(Sample.Of(Few.Design, Few.Target, weights)));
        Refused("X (", Logistic(Sample.Of(Design.Dense(x, 24), Few.Target)));
        Refused("X (", Logistic(Sample.Of(Few.Design, Few.Target, intercept: false)));
        Refused("X (", Logistic(Sample.Of(Few.Design, Few.Target, offset: weights)));
        Refused("models (there logistic", p => Logistic(Few)(p) with { Fitter = new LinearPathFitter(Loss.Multinomial(2), Penalty.L2) });
        Refused("models (", p => Logistic(Few)(p) with { Fitter = new LinearPathFitter(Loss.Logistic, Penalty.L2.With([1.0, 2])) });
        Refused("models (", p => Logistic(Few)(p) with { Identity = "another" });
        Refused("fits (there to a gap of 1E-06", options: new SearchOptions { Fit = new FitOptions { Tolerance = 1e-7 } });
        Refused("training rows (there scored; here not scored)", options: new SearchOptions { TrainScores = false });
        Assert.Equal(Bits(Run().Table), Bits(Run(journal: false).Table));
        Assert.Equal(journal, File.ReadAllBytes(Journal));

        void Refused(
            string what, Func<Parameters, Candidate<LinearModel>>? candidate = null, ParameterGrid? grid = null, Score[]? scores = null, Resamples? resamples = null, SearchOptions? options = null)
        {
            string message = Assert.Throws<DataException>(() => GridSearch.Run(
                candidate ?? Logistic(Few), [grid ?? Grid], resamples ?? Folds, scores ?? Scores, (options ?? new SearchOptions()) with { Journal = Journal })).Message;
            Assert.StartsWith($"{Journal}: is the journal of another search; what differs: {what}", message);
            Assert.Equal(journal, File.ReadAllBytes(Journal));
        }
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused_and_stays_as_it_is()
    {
        Run();
        string header = File.ReadAllLines(Journal)[0];
        foreach (string content in new[]
        {
            "x", "a,b\n1,2\n", "{}\n", "[]\n", "{\"format\":\"ridgeline-model\",\"version\":1}\n", header[..50] + "!", header.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) + "\n",
            header + "\n{}\n", header + "\n\n", header + "\n{\"candidate\":9,\"resample\":0,\"setting\":0,\"test\":[1,1],\"train\":[1,1],\"seconds\":[null,null]}\n",
            header + "\n{\"candidate\":0,\"resample\":0,\"setting\":0,\"test\":[1],\"train\":[1],\"seconds\":[null,null]}\n",
        })
        {
            File.WriteAllText(Journal, content);
            Assert.StartsWith($"{Journal}: ", Assert.Throws<DataException>(() => Run()).Message);
            Assert.Equal(content, File.ReadAllText(Journal));
        }
    }

    [Fact]
    public void A_sparse_X_is_told_from_another_and_from_the_dense_one_only_by_its_entries()
    {
        Assert.Equal(Print(Design.Dense([0, 1, 0, 2, 0, 0], 3)), Print(Design.Sparse([1, 2], [1, 0], [0, 1, 2], 3)));
        Assert.NotEqual(Print(Design.Sparse([1, 2], [1, 0], [0, 1, 2], 3)), Print(Design.Sparse([1, 2], [1, 1], [0, 1, 2], 3)));
        Assert.NotEqual(Print(Design.Sparse([1, 2], [1, 2], [0, 1, 2], 3)), Print(Design.Sparse([1, 2], [1, 2], [0, 2, 2], 3)));
        Assert.NotEqual(Print(Design.Dense([0, 1], 2)), Print(Design.Dense([0, 1], 2, ["y"])));

        static string Print(Design design) => new Fingerprint().Add(design).ToString();
    }

    /// <summary>Killed at whatever moments, by SIGKILL where there is one, and started again each time.</summary>
    [Fact]
    public async Task Killed_again_and_again_it_ends_at_the_table_of_a_search_that_was_not()
    {
        if (Environment.GetEnvironmentVariable(JournalOfTheKilled) is { } own) // this is the process to be killed
        {
            Long(own, new Each(_ => Thread.Sleep(2)));
            return;
        }

        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Ridgeline.Tests.exe" : "Ridgeline.Tests");
        if (!File.Exists(program))
            Assert.Skip($"there is no {program} to start a process of");
        int killed = 0;
        for (int round = 0; round < 6; round++)
        {
            long before = Length();
            var start = new ProcessStartInfo(program, ["-method", $"{typeof(SearchJournalTests).FullName}.{nameof(Killed_again_and_again_it_ends_at_the_table_of_a_search_that_was_not)}"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[JournalOfTheKilled] = Journal;
            using var process = Process.Start(start)!;
            Task<string> said = process.StandardOutput.ReadToEndAsync();
            while (!process.HasExited && Length() <= before)
                await Task.Delay(1);
            await Task.Delay(7 * round);
            bool ended = process.HasExited;
            process.Kill();
            await process.WaitForExitAsync();
            Assert.True(Length() > before, await said);
            killed += ended ? 0 : 1;
        }

        Assert.True(killed >= 2, $"it ran to its end {6 - killed} times of 6");
        var seen = new List<FitProgress>();
        string gone = Bits(Long(Journal, new Each(seen.Add)).Table);
        Assert.Equal(Bits(Long(null, null).Table), gone);
        Assert.InRange(seen.Count, 1, seen[0].Total - 1);
        Assert.Equal(seen[0].Total, File.ReadAllLines(Journal).Length - 1);

        long Length() => File.Exists(Journal) ? new FileInfo(Journal).Length : 0;
    }

    private static SearchResult<LinearModel> Long(string? journal, IProgress<FitProgress>? progress)
    {
        var sample = Classes(60, 4, 9);
        var grid = new ParameterGrid().With("l1Ratio", [.. Enumerable.Range(0, 21).Select(k => (ParameterValue)(k / 20.0))]).With("scaled", true, false).Strengths(Knob.C, 0.1, 1, 10);
        return GridSearch.Run(
            Logistic(sample), [grid], Resamples.Stratified(sample, 10, 9), Scores,
            new SearchOptions { Journal = journal, Refit = false, Fit = new FitOptions { Threads = progress is null ? 2 : 1 } }, progress);
    }

    private SearchResult<LinearModel> Run(bool refit = true, bool journal = true) =>
        GridSearch.Run(Logistic(Few), [Grid], Folds, Scores, new SearchOptions { Journal = journal ? Journal : null, Refit = refit });

    /// <summary>The lines of a journal, whatever the order they were written in.</summary>
    private static IEnumerable<string> Sorted(byte[] journal) => Encoding.UTF8.GetString(journal).Split('\n').Order(StringComparer.Ordinal);

    private sealed class Each(Action<FitProgress> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen(value);
    }
}
