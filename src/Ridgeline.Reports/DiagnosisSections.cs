using Ridgeline.Choices;
using Ridgeline.Diagnoses;
using Ridgeline.Stability;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>The sections of a diagnosis beside its verdict: each has a title that is its question, the numbers, and a sentence.</summary>
/// <param name="console">Where to.</param>
/// <param name="run">What was found.</param>
internal sealed class DiagnosisSections(IAnsiConsole console, TableDiagnosis run)
{
    private const int ColumnsShown = 12, SettingsShown = 7, LongestName = 38, ShortName = 24;

    /// <summary>Writes those that were asked for.</summary>
    public void Write()
    {
        if (run.Shuffled is { } shuffled)
            Shuffled(shuffled);
        if (run.DegreesOfFreedom is { } worth)
            Worth(worth);
        if (run.BiasVariance is { } parts)
            BiasVariance(parts);
        if (run.Learning is { } learning)
            Learning(learning);
        if (run.Epochs is { } epochs)
            PathConsole.Line(console, DiagnosisConsole.Capitalised(epochs.Sentence));
        if (run.Selection is { } selection)
            Selection(selection);
        if (run.Intervals is { } intervals)
            Intervals(intervals);
        if (!run.Importance.IsDefault)
            Importance();
        if (!run.Leaks.IsDefault)
            Leaks();
        if (run.Advice is { } advice)
            Advice(advice);
    }

    private void Shuffled(PermutationNull shuffled)
    {
        DiagnosisConsole.Heading(console, "Does it learn anything, or would it learn shuffled targets as well?");
        PathConsole.Line(console, DiagnosisConsole.Capitalised(shuffled.Sentence));
    }

    private void Worth(ComputedDegreesOfFreedom worth)
    {
        DiagnosisConsole.Heading(console, "How many parameters is it worth?");
        PathConsole.Line(console, run.Optimism?.Sentence ?? $"{worth.Sentence} By how much {run.Search.Curve.Score.Title} flatters for them no formula tells.");
    }

    private void BiasVariance(BootstrapBiasVariance found)
    {
        bool squared = found.Error == DecomposedError.Squared;
        DiagnosisConsole.Heading(console, $"Bias or variance? ({(squared ? "squared error" : "share of wrong classes")}, {Wording.Count(found.Draws, "bootstrap draw")})");
        var table = DiagnosisConsole.Table("setting", "error", squared ? "bias²" : "bias", "variance", "");
        foreach (int at in RowsOf(found))
        {
            var point = found.Points[at];
            string marks = SettingMarks.At(at, (found.CrossValidatedBest, SettingMarks.Best), (found.CrossValidatedOneStandardError, SettingMarks.OneStandardError), (found.Best, SettingMarks.Least));
            DiagnosisConsole.Add(table, FamilyColumns.Named(point.Setting), Short(point.Error), Short(point.Bias), Short(point.Variance), marks);
        }

        console.Write(table);
        PathConsole.Line(console, DiagnosisConsole.Capitalised(found.Sentence));
    }

    /// <summary>Which settings are shown: the marked ones, the ends and some between.</summary>
    private static SortedSet<int> RowsOf(BootstrapBiasVariance found)
    {
        int last = found.Points.Length - 1;
        var shown = new SortedSet<int>([found.Best, found.CrossValidatedBest ?? 0, found.CrossValidatedOneStandardError ?? 0]);
        for (int k = 0; k < SettingsShown; k++)
            shown.Add((int)((long)k * last / (SettingsShown - 1)));
        return shown;
    }

    private void Learning(LearningCurve curve)
    {
        DiagnosisConsole.Heading(console, "More data, or more regularization?");
        var digits = ScoreDigits.Of(run.Search.Curve);
        var table = DiagnosisConsole.Table("rows learned from", "train", "held out", "");
        foreach (var point in curve.Points)
            DiagnosisConsole.Add(table, point.Rows.ToString("0"), digits.Of(point.Train), $"{digits.Of(point.HeldOut)}{(double.IsNaN(point.HeldOutStandardError) ? "" : $" ± {digits.Of(point.HeldOutStandardError)}")}", "");
        console.Write(table);
        PathConsole.Line(console, DiagnosisConsole.Capitalised(curve.Sentence));
    }

    private void Advice(Advice advice)
    {
        DiagnosisConsole.Heading(console, "What would suit these data?");
        PathConsole.Line(console, "By what scores best and what the data are like; the simplest model within one standard error may be of another kind.");
        PathConsole.Line(console, advice.Summary);
        foreach (var point in advice.Points)
            PathConsole.Line(console, $"- {point.Finding} {point.Recommendation} {point.Otherwise}");
    }

    private void Selection(StableSelection selection)
    {
        DiagnosisConsole.Heading(console, "Which columns would it choose again?");
        var table = DiagnosisConsole.Table("column", "selected", "both halves", "");
        foreach (var unit in selection.Units.Take(ColumnsShown))
            DiagnosisConsole.Add(table, Wording.Shortened(unit.Unit.Name, LongestName), unit.Frequency.ToString("P0"), unit.Simultaneous.ToString("P0"), selection.IsStable(unit) ? "stable" : "");
        console.Write(table);
        PathConsole.Line(console, $"How often each column is among the first that come in on the paths of {2 * selection.Bound.Pairs} half samples, and of the {Wording.Count(selection.Bound.Pairs, "pair")} of halves without a common row on both{More(selection.Units.Length)}.");
        PathConsole.Line(console, $"{DiagnosisConsole.Capitalised(selection.Sentence)}.");
    }

    private void Intervals(CoefficientIntervals intervals)
    {
        DiagnosisConsole.Heading(console, "How far do its coefficients spread?");
        var ordered = intervals.Intervals.OrderByDescending(one => Math.Abs(one.Estimate / one.StandardError)).ToArray();
        bool several = !run.Search.Path.Classes.IsEmpty && run.Search.Path.Loss.Outputs > 1;
        var table = DiagnosisConsole.Table("column", "coefficient", "se", $"{intervals.Level:0.## %} from", "to", "");
        foreach (var one in ordered.Take(ColumnsShown))
            DiagnosisConsole.Add(table, $"{Wording.Shortened(one.Name, ShortName)}{(several ? $" ({run.Search.Path.Classes[one.Output]})" : "")}", Short(one.Estimate), Short(one.StandardError), Short(one.Lower), Short(one.Upper),
                one.ExcludesZero ? "" : "holds 0");
        console.Write(table);
        PathConsole.Line(console, $"{DiagnosisConsole.Capitalised(intervals.Sentence)}{More(ordered.Length)}.");
    }

    private void Leaks()
    {
        DiagnosisConsole.Heading(console, "Does anything leak?");
        PathConsole.Line(console, run.LeakSummary!);
        foreach (var (leak, price, noPrice) in run.Leaks)
        {
            PathConsole.Line(console, $"- {(leak.IsAlarm ? "Leak" : "To look at")}: {leak.Evidence} {leak.Effect}");
            PathConsole.Line(console, $"  {(price is not null ? price.Sentence : $"It isn't priced: {noPrice}.")} {leak.Remedy}");
        }
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

    private static string Short(double value) => double.IsNaN(value) ? "undefined" : value == 0 ? "0" : Math.Abs(value) is >= 100 and < 1e7 ? value.ToString("0") : value.ToString("G3");
}
