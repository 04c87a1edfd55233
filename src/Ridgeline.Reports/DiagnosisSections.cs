using Ridgeline.Stability;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>The sections of a diagnosis beside its verdict: each has a title that is its question, the numbers, and a sentence.</summary>
/// <param name="console">Where to.</param>
/// <param name="run">What was found.</param>
internal sealed class DiagnosisSections(IAnsiConsole console, TableDiagnosis run)
{
    private const int ColumnsShown = 12, LongestName = 30;

    /// <summary>Writes those that were asked for.</summary>
    public void Write()
    {
        if (run.Selection is { } selection)
            Selection(selection);
        if (!run.Importance.IsDefault)
            Importance();
    }

    private void Selection(StableSelection selection)
    {
        DiagnosisConsole.Heading(console, "Which columns would it choose again?");
        var table = DiagnosisConsole.Table("column", "selected", "both halves", "");
        foreach (var unit in selection.Units.Take(ColumnsShown))
            DiagnosisConsole.Add(table, Wording.Shortened(unit.Unit.Name, LongestName), unit.Frequency.ToString("P0"), unit.Simultaneous.ToString("P0"), selection.IsStable(unit) ? "stable" : "");
        console.Write(table);
        PathConsole.Line(console, $"How often each column is among the first that come in on the paths of {2 * selection.Bound.Pairs} half samples, and of the {Wording.Count(selection.Bound.Pairs, "pair")} of halves without a common row on both{More(selection.Units.Length)}.");
        PathConsole.Line(console, $"{char.ToUpperInvariant(selection.Sentence[0])}{selection.Sentence[1..]}.");
    }

    private static string More(int columns) => columns > ColumnsShown ? $"; {ColumnsShown} of {columns} are shown, --json has all" : "";

    private void Importance()
    {
        DiagnosisConsole.Heading(console, "Which columns does it live on?");
        var score = run.Search.Curve.Score;
        var ordered = run.Importance.OrderByDescending(one => one.Mean).ToArray();
        var table = DiagnosisConsole.Table("column", "loss", "sd", "");
        foreach (var one in ordered.Take(ColumnsShown))
            DiagnosisConsole.Add(table, Wording.Shortened(one.Group.Name, LongestName), Short(one.Mean), Short(one.StandardDeviation), one.Mean <= 0 ? "nothing that shows" : "");
        console.Write(table);
        PathConsole.Line(console, $"By how much {score.Title} on held-out rows gets worse when a column is shuffled among them, and how that varies over folds and shuffles{More(ordered.Length)}. Columns that say nearly the same can each look unimportant.");
    }

    private static string Short(double value) => double.IsNaN(value) ? "undefined" : value == 0 ? "0" : value.ToString("G3");
}
