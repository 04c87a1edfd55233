using System.Text.Json;
using Ridgeline.Files;
using Ridgeline.Reports.Charts;
using Ridgeline.Reports.Pages;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports;

/// <summary>
/// What a study leaves behind in its folder: report.html, model.json, predictions.csv, results.json and, if asked for, pictures in plots. All are written before the first replaces an earlier one
/// (<see cref="FileSet"/>), so that a full disk or an error leaves all as it was.
/// </summary>
public static class StudyFolder
{
    /// <summary>The name of the report's file.</summary>
    public const string Report = "report.html";

    /// <summary>The name of the results' file.</summary>
    public const string Results = "results.json";

    /// <summary>The name of the model's file.</summary>
    public const string Model = "model.json";

    /// <summary>The name of the predictions' file.</summary>
    public const string Predictions = "predictions.csv";

    private const string Plots = "plots";

    /// <summary>
    /// Writes the files that the study has. Those of an earlier study that this one doesn't have (pictures that weren't asked for, the model of one that was stopped) are removed, as they would tell of
    /// other results. A study that was stopped never replaces a complete one.
    /// </summary>
    /// <param name="folder">The folder, which is made if it isn't there.</param>
    /// <param name="study">What was found.</param>
    /// <param name="plots">Whether pictures are drawn.</param>
    /// <param name="writeCsv">Writes a table as CSV: this project knows no files of tables.</param>
    /// <exception cref="WriteException">The folder or a file can't be written.</exception>
    public static WrittenStudy Write(string folder, StudyResult study, bool plots, Action<Stream, Table> writeCsv)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(writeCsv);
        using var plain = PlainNumbers.Begin();
        string results = Path.Combine(folder, Results);
        byte[]? earlier = Earlier(results);
        if (!study.IsComplete && earlier is not null && IsComplete(earlier))
            return new WrittenStudy([], $"{folder} holds a complete study, which one that was stopped doesn't replace: nothing was written");
        var files = new List<(string Name, Action<Stream> Write)> { (Report, stream => StudyPage.Write(stream, study)) };
        if (study.Chosen is { } model)
            files.Add((Model, model.Save));
        if (!study.OutOfFold.IsEmpty)
            files.Add((Predictions, stream => writeCsv(stream, StudyPredictions.Table(study).Defused())));
        if (plots)
            files.AddRange(Pictures(study));
        using var found = new MemoryStream();
        StudyJson.Write(found, study);
        files.Add((Results, found.WriteTo)); // last: where it is, the others are its own
        bool isOther = earlier is not null && !earlier.AsSpan().SequenceEqual(found.GetBuffer().AsSpan(0, (int)found.Length));
        return new WrittenStudy([.. FileSet.Write(folder, files, isOther ? [.. Left(folder).Except(files.Select(file => file.Name))] : [])], null);
    }

    private static IEnumerable<(string Name, Action<Stream> Write)> Pictures(StudyResult study) => StudyCharts.Of(study).SelectMany(chart => ((string Name, Action<Stream> Write)[])
    [
        (Path.Combine(Plots, $"{chart.Name}.png"), stream => ChartPicture.Png(chart, stream)),
        (Path.Combine(Plots, $"{chart.Name}.svg"), stream => ChartPicture.Svg(chart, stream)),
    ]);

    /// <summary>The results of an earlier study; null where there are none.</summary>
    private static byte[]? Earlier(string results)
    {
        try
        {
            return File.Exists(results) ? File.ReadAllBytes(results) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"{results}: is there and can't be read ({error.Message}); nothing was written", error);
        }
    }

    private static bool IsComplete(byte[] results)
    {
        try
        {
            using var document = JsonDocument.Parse(results);
            return document.RootElement.TryGetProperty("complete", out var complete) && complete.ValueKind == JsonValueKind.True;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What an earlier study may have left besides its results; pictures go by the names that charts have, as others in that folder are none of a study's.</summary>
    private static IEnumerable<string> Left(string folder)
    {
        string plots = Path.Combine(folder, Plots);
        var pictures = Directory.Exists(plots) ? Directory.EnumerateFiles(plots).Select(path => Path.GetFileName(path)).Where(IsPicture) : [];
        return [Report, Model, Predictions, .. pictures.Select(name => Path.Combine(Plots, name))];
    }

    private static bool IsPicture(string name) => Path.GetExtension(name) is ".png" or ".svg" && StudyCharts.IsName(Path.GetFileNameWithoutExtension(name));
}
