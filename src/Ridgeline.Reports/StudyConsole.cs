using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A study as text.</summary>
public static class StudyConsole
{
    /// <summary>Writes the study.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="study">What was found.</param>
    /// <param name="modelFile">Where the model was written.</param>
    public static void Write(IAnsiConsole console, StudyResult study, string modelFile)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(study);
        foreach (var path in study.Paths)
            PathConsole.Line(console, $"{path.Name}: {path.Curve.Points[path.Best].Mean:G5} ± {path.Curve.Points[path.Best].StandardError:G3}; unregularized: {path.Unregularized.Sentence}");
        PathConsole.Line(console, study.Choice?.Sentence ?? "");
        PathConsole.Line(console, study.Honest?.Sentence ?? study.NoHonest ?? "");
        PathConsole.Line(console, study.Diagnosis?.Verdict.Sentence ?? "");
        foreach (var test in study.TestScores)
            PathConsole.Line(console, $"test {test.Score.Title}: {test.Value:G5} [{test.Lower:G5}, {test.Upper:G5}]");
        foreach (string line in study.LeftOut)
            PathConsole.Line(console, line);
        PathConsole.Line(console, modelFile);
    }
}
