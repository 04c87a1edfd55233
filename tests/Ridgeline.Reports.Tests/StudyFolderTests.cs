using System.Diagnostics;
using System.Text;
using Ridgeline.Files;
using Ridgeline.Reports.Charts;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Tests;

/// <summary>A study's folder: all of its files or those of before, whatever happens.</summary>
public sealed class StudyFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ridgeline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Out => Path.Combine(_folder, "new", "study");

    [Fact]
    public void The_folder_is_made_and_the_files_are_the_study_s()
    {
        var study = SampleStudies.Named("many");
        var written = Write(study);
        Assert.Null(written.Kept);
        Assert.Equal(written.Files.Select(path => Path.GetFileName(path)).Order(), Files());
        Assert.Equal(["model.json", "predictions.csv", "report.html", "results.json"], Files());
        Assert.Equal(SampleStudies.Json(study), File.ReadAllBytes(Path.Combine(Out, "results.json")));
        Assert.Equal(study.Chosen!.Columns, Models.Model.Load(Path.Combine(Out, "model.json")).Columns);
        Assert.StartsWith("row,part,fold,y,prediction,probability_", File.ReadAllText(Path.Combine(Out, "predictions.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_chart_is_a_picture_of_either_kind()
    {
        var study = SampleStudies.Named("many");
        StudyFolder.Write(Out, study, plots: true, Csv);
        string plots = Path.Combine(Out, "plots");
        Assert.Equal(StudyCharts.Of(study).SelectMany(chart => new[] { $"{chart.Name}.png", $"{chart.Name}.svg" }).Order(StringComparer.Ordinal), Directory.GetFiles(plots).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(plots, "*.png"), path => Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(path)[1..4]));
        Assert.All(Directory.GetFiles(plots, "*.svg"), path => Assert.Equal("svg", System.Xml.Linq.XDocument.Load(path).Root!.Name.LocalName));
        Write(SampleStudies.Named("numbers"));
        Assert.False(Directory.Exists(plots));
    }

    [Fact]
    public void An_error_in_any_file_leaves_all_as_it_was()
    {
        Write(SampleStudies.Named("many"));
        byte[][] before = Contents();
        Assert.Throws<InvalidOperationException>(() => StudyFolder.Write(Out, SampleStudies.Named("numbers"), false, (stream, _) =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal(before, Contents());
        string other = Path.Combine(_folder, "other", "below");
        Assert.Throws<WriteException>(() => StudyFolder.Write(other, SampleStudies.Named("numbers"), false, (_, _) => throw new IOException("No space left on device")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "other")));
    }

    [Fact]
    public void A_study_that_was_stopped_never_replaces_a_complete_one()
    {
        Write(SampleStudies.Named("many"));
        byte[][] before = Contents();
        var written = Write(SampleStudies.Named("stopped"));
        Assert.Empty(written.Files);
        Assert.Contains("complete", written.Kept);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_study_that_was_stopped_is_replaced_and_its_own_files_are_kept_till_then()
    {
        var stopped = SampleStudies.Named("many") with { StoppedAt = "advice" };
        Assert.Null(Write(stopped).Kept);
        Assert.Contains("model.json", Files());
        Assert.Null(Write(SampleStudies.Named("stopped")).Kept); // which has no model
        Assert.DoesNotContain("model.json", Files());
        Assert.DoesNotContain("predictions.csv", Files());
        Assert.Null(Write(SampleStudies.Named("many")).Kept);
        Assert.Contains("model.json", Files());
    }

    [Fact]
    public void Pictures_of_another_study_go_and_those_of_the_same_stay()
    {
        Write(SampleStudies.Named("many"));
        string plots = Path.Combine(Out, "plots");
        Directory.CreateDirectory(plots);
        string[] own = ["lasso.png", "notes.txt", "scores.jpg", "scores2.svg"];
        foreach (string name in (string[])["epochs.png", "score-elastic-net-0-5.svg", .. own])
            File.WriteAllText(Path.Combine(plots, name), "");
        File.WriteAllText(Path.Combine(Out, "notes.md"), "");
        Write(SampleStudies.Named("many"));
        Assert.True(File.Exists(Path.Combine(plots, "epochs.png")));
        Write(SampleStudies.Named("numbers"));
        Assert.Equal(own, Directory.GetFiles(plots).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(Out, "notes.md")));
    }

    [Fact]
    public void What_could_not_be_removed_goes_with_the_next_attempt()
    {
        Write(SampleStudies.Named("many") with { StoppedAt = "advice" });
        string model = Path.Combine(Out, "model.json");
        File.Delete(model);
        Directory.CreateDirectory(model);
        byte[] before = File.ReadAllBytes(Path.Combine(Out, "results.json"));
        Assert.StartsWith(model, Assert.Throws<WriteException>(() => Write(SampleStudies.Named("stopped"))).Message, StringComparison.Ordinal); // which has no model
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Out, "results.json")));
        Directory.Delete(model);
        File.WriteAllText(model, "");
        Write(SampleStudies.Named("stopped"));
        Assert.Equal(["report.html", "results.json"], Files());
    }

    [Fact]
    public void What_processes_that_are_gone_have_left_is_removed()
    {
        Directory.CreateDirectory(Out);
        using var process = Process.Start("true");
        process.WaitForExit();
        string left = Path.Combine(Out, $"results.json.{process.Id}.tmp"), other = Path.Combine(Out, "results.json.mine.tmp"), running = Path.Combine(Out, "results.json.1.tmp");
        foreach (string path in new[] { left, other, running })
            File.WriteAllText(path, "");
        Write(SampleStudies.Named("many"));
        Assert.Equal([false, true, true], new[] { left, other, running }.Select(File.Exists));
    }

    [Fact]
    public void A_file_in_the_way_is_named()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");
        foreach (string folder in new[] { file, Path.Combine(file, "below") })
            Assert.StartsWith(folder, Assert.Throws<WriteException>(() => Write(SampleStudies.Named("many"), folder)).Message, StringComparison.Ordinal);
        Assert.Equal("in the way", File.ReadAllText(file));
        Directory.CreateDirectory(Path.Combine(Out, "results.json"));
        Assert.Contains("results.json: is a folder", Assert.Throws<WriteException>(() => Write(SampleStudies.Named("many"))).Message, StringComparison.Ordinal);
        Assert.Equal(["results.json"], Directory.GetFileSystemEntries(Out).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void A_folder_that_nobody_can_write_to_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/proc/self"), "there is no /proc, which nobody can write to");
        Assert.StartsWith("/proc/self/study", Assert.Throws<WriteException>(() => Write(SampleStudies.Named("many"), "/proc/self/study")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_is_full_leaves_the_earlier_study_as_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file systems in memory are mounted on Linux");
        string disk = Path.Combine(_folder, "disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Ran("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk), "no file system can be mounted here: it takes root");
        try
        {
            Write(SampleStudies.Named("hostile"), disk);
            string[] names = [.. Directory.GetFiles(disk)];
            byte[][] before = [.. names.Select(File.ReadAllBytes)];
            string fill = Path.Combine(disk, "fill");
            Assert.Throws<IOException>(() => File.WriteAllBytes(fill, new byte[16 << 20]));
            var error = Assert.Throws<WriteException>(() => Write(SampleStudies.Named("many"), disk));
            Assert.StartsWith(disk, error.Message, StringComparison.Ordinal);
            File.Delete(fill);
            Assert.Equal(names.Order(), Directory.GetFiles(disk).Order());
            Assert.Equal(before, names.Select(File.ReadAllBytes));
        }
        finally
        {
            Ran("umount", disk);
        }
    }

    private static bool Ran(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private WrittenStudy Write(StudyResult study, string? folder = null) => StudyFolder.Write(folder ?? Out, study, plots: false, Csv);

    private string[] Files() => [.. Directory.GetFiles(Out).Select(path => Path.GetFileName(path)).Order()];

    private byte[][] Contents() => [.. Directory.GetFiles(Out).Order().Select(File.ReadAllBytes)];

    /// <summary>Cells separated by commas, without a thought for commas in them.</summary>
    private static void Csv(Stream stream, Table table)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.WriteLine(string.Join(',', table.Columns.Select(column => column.Name)));
        for (int row = 0; row < table.Rows; row++)
            writer.WriteLine(string.Join(',', table.Columns.Select(column => column.Text(row))));
    }
}
