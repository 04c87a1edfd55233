using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>One model of a path as text: what was fitted, how its strength was chosen, how good it is and where it was written.</summary>
public static class FitConsole
{
    /// <summary>Writes the fit.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="path">What was fitted.</param>
    /// <param name="at">The position of the model.</param>
    /// <param name="run">The cross-validation that chose it; null where its strength was given.</param>
    /// <param name="modelFile">Where the model was written.</param>
    public static void Write(IAnsiConsole console, TablePath path, int at, TableCrossValidation? run, string modelFile)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(path);
        foreach (string line in PathConsole.Data(path))
            PathConsole.Line(console, line);
        if (run is not null)
            PathConsole.Line(console, CrossValidationConsole.HeldOut(run));
        console.WriteLine();
        foreach (string line in run is null ? [$"{PathConsole.Strength(path, at)}, as asked for; ridgeline cv says how good it is on rows it hasn't seen"] : Chosen(run))
            PathConsole.Line(console, line);

        var (model, certificate) = (path.Path.Points[at].Model, path.Path.Points[at].Certificate!.Value);
        string columns = $"{model.NonZeros} of {Wording.Count(path.Columns.Length, "column")} {(model.NonZeros == 1 ? "has" : "have")} a coefficient that isn't 0";
        PathConsole.Line(console, $"{columns}; the share of the deviance explained, on the rows learned from, is {PathConsole.Ratio(model)}");
        PathConsole.Line(console, Ending(certificate));
        PathConsole.Line(console, $"Written to {modelFile}");
        string offset = path.OffsetColumn is { } name ? $", which needs the offset '{name}' too" : "";
        PathConsole.Line(console, $"Apply it: ridgeline predict {modelFile} DATA.csv -o predictions.csv{offset}");
    }

    private static IEnumerable<string> Chosen(TableCrossValidation run)
    {
        string rule = run.Rule == ChoiceRule.Best ? "the best" : "the strongest within one standard error of the best";
        yield return $"Chosen: {CrossValidationConsole.At(run, run.Chosen)}: {rule} of {Wording.Count(run.Curve.Points.Length, "strength")}";
        if (run.Chosen != run.Curve.Best)
            yield return $"The best: {CrossValidationConsole.At(run, run.Curve.Best)}";
        if (run.Curve.Points[run.Chosen].Pooled)
            yield return "Pooled: a fold can't have this score, so it is that of all held-out predictions together, without a standard error.";
        if (run.MissedCount > 0)
            yield return $"{run.MissedCount} of the {run.FitCount} fits that it was chosen by aren't converged; ridgeline cv shows which.";
        foreach (string line in CrossValidationConsole.Honest(run))
            yield return line;
    }

    private static string Ending(Certificate certificate) => certificate.Converged
        ? certificate.RelativeGap is null
            ? $"The fit converged: the optimality conditions hold to {certificate.KktViolation:0.0E-0}"
            : $"The fit converged: within {PathConsole.Gap(certificate)} of its optimum, relative to the null objective"
        : $"The fit did not converge ({PathConsole.Words(certificate.Status)}, gap {PathConsole.Gap(certificate)}){(certificate.Status == FitStatus.Separable ? ": no optimum exists, and the model is where the solver stopped" : "; a higher --max-iterations lets it go on")}";
}
