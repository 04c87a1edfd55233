using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>One model of a path as text: what was fitted, how its setting was chosen, how good it is and where it was written.</summary>
public static class FitConsole
{
    /// <summary>Writes the fit.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="path">What was fitted.</param>
    /// <param name="at">The position of the model.</param>
    /// <param name="run">The cross-validation that chose it; null where its setting was given.</param>
    /// <param name="modelFile">Where the model was written.</param>
    /// <param name="rules">Whether a tree is written as a rule a leaf, not as a tree.</param>
    /// <param name="worth">How many parameters the model is worth; null where that wasn't estimated.</param>
    public static void Write(IAnsiConsole console, TablePath path, int at, TableCrossValidation? run, string modelFile, bool rules = false, EffectiveDegreesOfFreedom? worth = null)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(path);
        using var plain = PlainNumbers.Begin();
        foreach (string line in PathConsole.Data(path))
            PathConsole.Line(console, line);
        if (run is not null)
            PathConsole.Line(console, CrossValidationConsole.HeldOut(run));
        console.WriteLine();
        var columns = FamilyColumns.Of(path);
        foreach (string line in run is null ? [$"{columns.Setting(at)}, as asked for; ridgeline cv says how good it is on rows it hasn't seen"] : Chosen(run))
            PathConsole.Line(console, line);

        foreach (string line in columns.Model(at))
            PathConsole.Line(console, line);
        if (worth is not null)
            PathConsole.Line(console, double.IsFinite(worth.Value)
                ? $"Worth {worth.Value:F1} ± {worth.StandardError:F1} parameters (effective degrees of freedom), as fits of {worth.Draws} targets drawn anew tell"
                : $"What it is worth in parameters can't be told: fits of the {worth.Draws} targets drawn anew have no finite predictor");
        string[] text = [.. columns.Text(at, rules)];
        if (text.Length > 0)
            console.WriteLine();
        foreach (string line in text)
            PathConsole.Line(console, line);
        if (text.Length > 0)
            console.WriteLine();
        PathConsole.Line(console, $"Written to {modelFile}");
        if (!columns.HasLearned(at))
            return;
        string offset = path.OffsetColumn is { } name ? $", which needs the offset '{name}' too" : "";
        PathConsole.Line(console, $"Apply it: ridgeline predict {modelFile} DATA.csv -o predictions.csv{offset}");
    }

    private static IEnumerable<string> Chosen(TableCrossValidation run)
    {
        var columns = FamilyColumns.Of(run.Path);
        string rule = run.Rule == ChoiceRule.Best ? "the best" : $"the {columns.Simplest} within one standard error of the best";
        yield return $"Chosen: {CrossValidationConsole.At(run, run.Chosen)}: {rule} of {Wording.Count(run.Curve.Points.Length, columns.SettingNoun)}";
        if (columns.NoChoice is { } reason)
        {
            yield return reason;
            yield break;
        }

        if (columns.Judged(run.Curve.Score) is { } caution)
            yield return caution;
        if (run.Chosen != run.Curve.Best)
            yield return $"The best: {CrossValidationConsole.At(run, run.Curve.Best)}";
        if (run.Curve.Points[run.Chosen].Pooled)
            yield return "Pooled: a fold can't have this score, so it is that of all held-out predictions together, without a standard error.";
        if (run.MissedCount > 0)
            yield return $"{run.MissedCount} of the {run.FitCount} fits that it was chosen by aren't converged; ridgeline cv shows which.";
        foreach (string line in CrossValidationConsole.Honest(run))
            yield return line;
    }
}
