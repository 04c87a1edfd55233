using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>The tables of a study: its paths side by side, and the score along the path of the model handed over.</summary>
/// <param name="console">Where to.</param>
/// <param name="study">What was found.</param>
internal sealed class StudyTables(IAnsiConsole console, StudyResult study)
{
    private const int RowsShown = 12, LongestTitle = 12;

    private string Head => Short(study.Score);

    /// <summary>A line a path: its best, the simplest within one standard error of that, and what becomes of it where hardly anything holds it back.</summary>
    public void Compared()
    {
        DiagnosisConsole.Heading(console, "The paths compared");
        PathConsole.Line(console, $"On the same folds, by {study.Score.Title}, the {(study.Score.HigherIsBetter ? "higher" : "lower")} the better: the best of each path's settings (± its standard error), and the simplest setting within one standard error of it (1 SE) with how complex its model is.");
        var table = new RankedTable();
        table.Add("path (settings)", 0, true, study.Paths.Select(path => $"{path.Name} ({path.Curve.Points.Length})"));
        table.Add("best at", 4, true, study.Paths.Select(path => Named(path, path.Best)));
        table.Add($"train {Head}", 6, false, study.Paths.Select(path => ScoreDigits.Of(path.Curve).Of(path.Curve.TrainOf(path.Best))));
        table.Add($"best {Head}", 0, false, study.Paths.Select(path => ScoreDigits.Of(path.Curve).Of(path.Curve.Points[path.Best])));
        table.Add("1 SE at", 0, true, study.Paths.Select(path => Named(path, path.OneStandardError)));
        table.Add($"its {Head}", 5, false, study.Paths.Select(path => ScoreDigits.Of(path.Curve).Of(path.Curve.Points[path.OneStandardError].Mean)));
        for (int k = 0; k < study.OtherScores.Length; k++)
        {
            int curve = k + 1;
            table.Add($"its {Short(study.OtherScores[k])}", 7 + k, false, study.Paths.Select(path => OtherMean(path.Search, curve, path.OneStandardError)));
        }

        table.Add("size", 0, true, study.Paths.Select(Size));
        table.Add("at weakest", 0, true, study.Paths.Select(path => DiagnosisConsole.Word(path.Unregularized.Verdict)));
        table.Add("", 3, true, study.Paths.Select((_, at) => Mark(at)));
        table.Write(console);
        PathConsole.Line(console, "At weakest: whether the path's last setting, where hardly anything holds the model back, overfits, memorises, underfits or fits.");
        foreach (var path in study.Paths.Where(path => path.Family == Family.Tree))
            if (FamilyColumns.Of(path.Search.Path).Judged(study.Score) is { } caution)
                PathConsole.Line(console, caution);
    }

    /// <summary>The score along a path: a dozen of its settings, the marked ones among them.</summary>
    /// <param name="chosen">The setting that is handed over.</param>
    public void AlongThePath(StudySetting chosen)
    {
        var path = study.Paths[chosen.Path];
        var (run, curve, points) = (path.Search, path.Curve, path.Search.Path.Path.Points);
        var columns = FamilyColumns.Of(run.Path);
        DiagnosisConsole.Heading(console, $"The score along its path ({path.Name})");
        var shown = new SortedSet<int>([path.Best, path.OneStandardError, chosen.At]);
        int between = RowsShown - shown.Count;
        for (int k = 0; k < between; k++)
            shown.Add((int)((long)k * (points.Length - 1) / (between - 1)));
        var table = new RankedTable();
        for (int k = 0; k < columns.SettingHeads.Count; k++)
            table.Add(columns.SettingHeads[k], k, false, shown.Select(at => columns.SettingCells(at)[k]));
        table.Add(columns.ComplexityHead, 0, false, shown.Select(at => $"{points[at].Model.Complexity}"));
        var digits = ScoreDigits.Of(curve);
        table.Add($"train {Head}", 0, false, shown.Select(at => digits.Of(curve.TrainOf(at))));
        table.Add($"held-out {Head}", 0, false, shown.Select(at => digits.Of(curve.Points[at])));
        for (int k = 0; k < study.OtherScores.Length; k++)
        {
            int other = k + 1;
            table.Add(Short(study.OtherScores[k]), 2 + k, false, shown.Select(at => Other(run, other, at)));
        }

        table.Add("", 0, true, shown.Select(at => CrossValidationConsole.Note(run, columns, at, chosen.At)));
        table.Write(console);
        foreach (string line in PathConsole.LeftOut([.. shown], run.Path).Concat(columns.Fits(run)))
            PathConsole.Line(console, line);
    }

    private static string Short(Score score) => score.Title.Length <= LongestTitle ? score.Title : score.Name;

    private static string Named(StudyPath path, int at) => FamilyColumns.Named(path.Curve.Points[at].Setting);

    private static string Other(TableCrossValidation run, int curve, int at) => ScoreDigits.Of(run.Search.Curves[curve]).Of(run.Search.Curves[curve].Points[at]);

    private static string OtherMean(TableCrossValidation run, int curve, int at) => ScoreDigits.Of(run.Search.Curves[curve]).Of(run.Search.Curves[curve].Points[at].Mean);

    private static string Size(StudyPath path)
    {
        int size = path.Search.Path.Path.Points[path.OneStandardError].Model.Complexity;
        return path.Family == Family.Network ? $"{size} weights" : FamilyColumns.Of(path.Search.Path).ComplexityWords(size, size);
    }

    private string Mark(int path) => (path == study.Choice?.Winner.Path, path == study.Choice?.Simplest.Path) switch
    {
        (true, true) => $"winner, {SettingMarks.HandedOver}",
        (true, false) => "winner",
        (false, true) => SettingMarks.HandedOver,
        _ => "",
    };
}
