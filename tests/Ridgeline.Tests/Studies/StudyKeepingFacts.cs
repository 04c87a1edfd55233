using Ridgeline.Files;
using Ridgeline.Numerics;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Tests.Studies;

/// <summary>A study that is stopped and started again ends as one that nobody stopped, and leaves no folder behind.</summary>
public sealed class StudyKeepingFacts : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Kept => Path.Combine(_folder, "out", "kept");

    [Fact]
    public void A_study_goes_on_where_it_was_stopped()
    {
        var study = Study.Of(Table(400), "y");
        var counted = new StopAt(int.MaxValue, null);
        string whole = Told(study.With(new StudyOptions { Quick = true }).Run(counted, TestContext.Current.CancellationToken));
        var random = new RandomStream(4);
        var kept = new StudyOptions { Quick = true, Kept = Kept };
        int stopped = 0, most = 0;
        for (int at = 0; at < 4; at++)
        {
            using var source = new CancellationTokenSource();
            int threads = 1 + random.NextBelow(3);
            try
            {
                study.With(kept with { Fitting = kept.Fitting with { Threads = threads } }).Run(new StopAt(1 + random.NextBelow(counted.Count), source), source.Token);
            }
            catch (StudyStoppedException error)
            {
                stopped++;
                Assert.NotNull(error.Found);
                Assert.False(error.Found.IsComplete);
                most = Math.Max(most, Directory.Exists(Kept) ? Directory.GetFiles(Kept).Length : 0);
            }
        }

        Assert.True(stopped > 0 && most > 0, $"{stopped} stopped, {most} files kept");
        Assert.Equal(whole, Told(study.With(kept).Run(stop: TestContext.Current.CancellationToken)));
        Assert.Empty(Directory.GetFileSystemEntries(Kept)); // the folder was there when this run began
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_before_anything_is_fitted()
    {
        File.WriteAllText(Path.Combine(_folder, "out"), "a file");
        var counted = new StopAt(int.MaxValue, null);
        Assert.Throws<WriteException>(() => Study.Of(Table(40), "y").With(new StudyOptions { Quick = true, Kept = Kept }).Run(counted, TestContext.Current.CancellationToken));
        Assert.Equal(0, counted.Count);
    }

    [Fact]
    public void Data_that_allow_no_study_leave_no_folder()
    {
        Assert.Throws<DataException>(() => Study.Of(Table(3), "y").With(new StudyOptions { Kept = Kept }).Run(stop: TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    /// <summary>The model file, all scores at all settings, the choice and the rest in words.</summary>
    private string Told(StudyResult study)
    {
        string file = Path.Combine(_folder, "model.json");
        study.Chosen!.Save(file);
        string model = File.ReadAllText(file);
        File.Delete(file);
        return string.Join('\n',
            [
                model, study.Choice!.Sentence, study.Honest?.Sentence, study.Diagnosis!.Verdict.Sentence, study.Diagnosis.LeakSummary, .. study.LeftOut,
                .. study.Paths.SelectMany(path => path.Curve.Points.Select(point => $"{path.Name} {point.Mean:R} {point.StandardError:R} {string.Join(' ', point.PerFold)}")),
                .. study.TestScores.Select(score => $"{score.Value:R} {score.Lower:R} {score.Upper:R}"), string.Join(' ', study.OutOfFold),
            ]);
    }

    private static Table Table(int rows)
    {
        var random = new RandomStream(1);
        double[][] x = [.. Enumerable.Range(0, 9).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray())];
        for (int i = 0; i < rows; i += 17)
            x[2][i] = double.NaN;
        string[] y = [.. Enumerable.Range(0, rows).Select(i => x[0][i] + x[1][i] * x[1][i] - 1 + random.NextNormal() > 0 ? "yes" : "no")];
        return new Table("t", [.. x.Select((own, j) => new NumberColumn($"x{j}", own)), new TextColumn("y", y)]);
    }

    /// <summary>Counts what is told, and stops when it has been told so often.</summary>
    private sealed class StopAt(int limit, CancellationTokenSource? source) : IProgress<StudyProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(StudyProgress value)
        {
            if (Interlocked.Increment(ref _count) == limit)
                source?.Cancel();
        }
    }
}
