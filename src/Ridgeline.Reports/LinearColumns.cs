using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>Linear models: λ, what the penalty left, and each fit's certificate.</summary>
internal sealed class LinearColumns(TablePath path) : FamilyColumns(path)
{
    private const int MostNamed = 5;

    public override string SettingNoun => "strength";

    public override string Simplest => "strongest";

    public override string Fitted
    {
        get
        {
            string penalty = Path.Penalty!.L1Ratio switch
            {
                1 => "the lasso (L1)",
                0 => "ridge (L2)",
                _ => $"the elastic net (L1 ratio {Path.Penalty.L1Ratio})",
            };
            string delta = Path.Loss.Delta is { } value ? $" (δ = {value:G6})" : "";
            return $"Loss {Path.Loss.Name}{delta}, penalty {penalty} on {(Path.Sample.Standardize ? "standardised" : "raw")} columns{(Path.Sample.View.Intercept ? "" : ", no intercept")}";
        }
    }

    public override string OfTwoClasses => $"a positive coefficient speaks for {Path.Classes[1]}";

    private bool ShowsC => !Path.Classes.IsEmpty || Knob == Knob.C;

    public override IReadOnlyList<string> SettingHeads => ShowsC ? ["λ", "C"] : ["λ"];

    public override IReadOnlyList<string> SettingCells(int at)
    {
        var strength = Strength.Of(Path.Path.Points[at].Setting);
        string lambda = PathConsole.Short(strength.LambdaOn(Path.Sample));
        return ShowsC ? [lambda, PathConsole.Short(strength.COn(Path.Sample))] : [lambda];
    }

    public override string ComplexityHead => "non-zeros";

    public override string ComplexityKey => "NonZeros";

    public override string ComplexityWords(int least, int most) => $"{(least == most ? "" : $"{least} to ")}{(most == 1 ? "1 non-zero" : $"{most} non-zeros")}";

    public override IReadOnlyList<string> FitHeads => ["dev. ratio", "‖w‖", "gap", "status"];

    public override IReadOnlyList<string> FitCells(int at)
    {
        var certificate = CertificateAt(at);
        return [PathConsole.Ratio(ModelAt(at)), PathConsole.Short(Norm(at)), PathConsole.Gap(certificate), PathConsole.Words(certificate.Status)];
    }

    public override string Legend =>
        $"‖w‖ is {(Path.Sample.Standardize ? "in standard deviations of the columns" : "on the columns' own scale")}; dev. ratio is the share of the null deviance that is explained; --json has the coefficients.";

    public override IReadOnlyList<int> Shown(params int[] marked) => [.. Enumerable.Range(0, Path.Path.Points.Length)];

    public override string Setting(int at)
    {
        var strength = Strength.Of(Path.Path.Points[at].Setting);
        string lambda = $"λ = {strength.LambdaOn(Path.Sample):G6}";
        return Path.Classes.IsEmpty && strength.Setting.Knob == Knob.Lambda ? lambda : $"{lambda} (C = {PathConsole.Short(strength.COn(Path.Sample))})";
    }

    public override IEnumerable<string> Ending()
    {
        var points = Path.Path.Points;
        if (Path.NothingExplained)
            yield return $"No column helps: {(PathConsole.IsConstantTarget(Path) ? "the target is the same in every row" : "the share of the deviance explained is 0 at every λ")}{(points.All(point => point.Model.Complexity == 0) ? ", and all coefficients are 0" : "")}.";
        int[] missed = [.. Enumerable.Range(0, points.Length).Where(at => !CertificateAt(at).Converged)];
        yield return missed.Length == 0
            ? points.Length switch { 1 => "The fit converged: ", 2 => "Both fits converged: ", var all => $"All {all} fits converged: " } + Within()
            : $"{points.Length - missed.Length} of {Wording.Count(points.Length, "fit")} converged. Not converged: {Named(missed)}.";
        if (missed.Any(at => CertificateAt(at).Status == FitStatus.IterationLimit))
            yield return "A higher --max-iterations lets such a fit go on, unless rounding stopped it; then only columns of more even sizes (they are standardised by default) or a larger --tolerance help.";
        if (missed.Any(at => CertificateAt(at).Status == FitStatus.Separable))
            yield return "Separable: along the intercept or unpenalised columns the loss falls for ever, so no optimum exists; such a row shows where the solver stopped.";
        if (Path.EndedEarly)
            yield return $"The path ended early, after {points.Length} of {Path.Asked} λ, as its last steps hardly fitted better (deviance ratio {PathConsole.Ratio(ModelAt(points.Length - 1))}); --no-early-stop goes on{(Path.Penalty!.Lower.IsDefault && Path.Penalty.Upper.IsDefault ? "" : ", as it should where a limit holds a coefficient and others are still to come")}.";
        else
            yield return (Path.Automatic, Path.Asked) switch
            {
                (true, _) => $"The path went to the end of its grid of {Path.Asked} λ.",
                (false, 1) => "This is the one strength that was asked for.",
                _ => $"These are the {Path.Asked} strengths that were asked for, the strongest first.",
            };
        int[] dependent = [.. points.Select((_, at) => CertificateAt(at).Dependent).Where(count => count > 0)];
        if (dependent.Length > 0)
            yield return $"Rank deficient: {Wording.Count(dependent.Length, "fit")} left up to {Wording.Count(dependent.Max(), "column")} at 0, because without a penalty that decides between them these depend on others.";
    }

    public override IEnumerable<string> Fits(TableCrossValidation run)
    {
        yield return run.MissedCount == 0 ? $"All {run.FitCount} fits converged." : $"{run.MissedCount} of {run.FitCount} fits didn't converge; the rows above say where.";
        if (run.Missed(FitStatus.IterationLimit))
            yield return "A higher --max-iterations lets such a fit go on, unless rounding stopped it.";
        if (run.Missed(FitStatus.Separable))
            yield return "Separable: along the intercept or unpenalised columns the loss falls for ever, as where a fold is predicted from rows of one class; no optimum exists, and the solver stopped somewhere.";
        if (Path.NothingExplained)
            yield return "No column helps: the share of the deviance explained is 0 at every λ.";
        if (Path.Automatic && run.Curve.Best == Path.Path.Points.Length - 1)
            yield return $"The best λ is the last one that the path reaches{(Path.EndedEarly ? ", where weaker ones hardly fitted better any more." : ": a weaker penalty might do better still.")}";
    }

    public override IEnumerable<string> Ending(TableCrossValidation run)
    {
        foreach (string line in Fits(run))
            yield return line;
        if (Path.EndedEarly)
            yield return $"The path ended early, after {Path.Path.Points.Length - Path.Extended} of {Path.Asked} λ, as its last steps hardly fitted better; --no-early-stop goes on.";
        if (Path.Extended > 0)
            yield return $"{Path.Extended} λ {(Path.Extended == 1 ? "was" : "were")} added below {(Path.EndedEarly ? "that" : $"the grid of {Path.Asked}")}, as the best was still the last.";
    }

    public override string Status(TableCrossValidation run, int at)
    {
        var status = run.Search.Certificates.Select(fits => fits[at]!.Value).Append(CertificateAt(at)).Where(certificate => !certificate.Converged).Select(certificate => certificate.Status).ToArray();
        return status.Length == 0 ? "" : status.Contains(FitStatus.Separable) ? "separable" : "not converged";
    }

    public override IEnumerable<string> Model(int at)
    {
        var (model, certificate) = (ModelAt(at), CertificateAt(at));
        string columns = $"{model.NonZeros} of {Wording.Count(PathConsole.Columns(Path), "column")} {(model.NonZeros == 1 ? "has" : "have")} a coefficient that isn't 0";
        yield return $"{columns}; the share of the deviance explained, on the rows learned from, is {PathConsole.Ratio(model)}";
        yield return certificate.Converged
            ? certificate.RelativeGap is null
                ? $"The fit converged: the optimality conditions hold to {certificate.KktViolation:0.0E-0}"
                : $"The fit converged: within {PathConsole.Bound(certificate)} of its optimum, relative to the null objective"
            : $"The fit did not converge ({PathConsole.Words(certificate.Status)}, gap {PathConsole.Gap(certificate)}){(certificate.Status == FitStatus.Separable ? ": no optimum exists, and the model is where the solver stopped" : "; a higher --max-iterations lets it go on")}";
    }

    public override void Head(Utf8JsonWriter json)
    {
        json.WriteString("loss", Path.Loss.Name);
        if (Path.Loss.Delta is not null)
            json.Number("delta", Path.Loss.Delta);
        json.Number("l1Ratio", Path.Penalty!.L1Ratio);
    }

    public override void Point(Utf8JsonWriter json, int at)
    {
        Strengths(json, at);
        Coefficients(json, ModelAt(at));
        Found(json, at);
    }

    public override void Fit(Utf8JsonWriter json, int at)
    {
        Strengths(json, at);
        Found(json, at);
    }

    private void Strengths(Utf8JsonWriter json, int at)
    {
        var strength = Strength.Of(Path.Path.Points[at].Setting);
        json.Number("lambda", strength.LambdaOn(Path.Sample));
        json.Number("C", strength.COn(Path.Sample));
    }

    private void Found(Utf8JsonWriter json, int at)
    {
        var (model, certificate) = (ModelAt(at), CertificateAt(at));
        json.WriteNumber("nonZeros", model.NonZeros);
        json.Number("devianceRatio", Rounded.Shown(model.DevianceRatio));
        json.Number("norm", Norm(at));
        json.Number("relativeGap", Rounded.Gap(certificate));
        json.Number("kktViolation", certificate.KktViolation);
        json.WriteNumber("iterations", certificate.Iterations);
        json.Number("passes", certificate.Passes);
        json.WriteNumber("dependent", certificate.Dependent);
        json.WriteBoolean("converged", certificate.Converged);
        json.WriteString("status", certificate.Status.Name());
    }

    /// <summary>Of one output a number and a list; of several a list and a list of lists, one an output.</summary>
    private static void Coefficients(Utf8JsonWriter json, LinearModel model)
    {
        int columns = model.Coefficients.Length / model.Outputs;
        if (model.Outputs == 1)
        {
            json.Number("intercept", model.Intercepts[0]);
            json.WritePropertyName("coefficients");
            json.Line(model.Coefficients.AsSpan());
            return;
        }

        json.WritePropertyName("intercept");
        json.Line(model.Intercepts.AsSpan());
        json.WriteStartArray("coefficients");
        for (int k = 0; k < model.Outputs; k++)
            json.Line(model.Coefficients.AsSpan(k * columns, columns));
        json.WriteEndArray();
    }

    /// <summary>‖w‖; ∞ where no optimum exists.</summary>
    private double Norm(int at) => CertificateAt(at).Status == FitStatus.Separable ? double.PositiveInfinity : ModelAt(at).Norm;

    private LinearModel ModelAt(int at) => (LinearModel)Path.Path.Points[at].Model;

    private Certificate CertificateAt(int at) => Path.Path.Points[at].Certificate!.Value;

    private string Within()
    {
        Certificate[] certificates = [.. Path.Path.Points.Select((_, at) => CertificateAt(at))];
        return certificates.All(certificate => certificate.RelativeGap is not null)
            ? $"{(certificates.Length > 1 ? "each " : "")}within {PathConsole.Bound(certificates.MaxBy(certificate => certificate.RelativeGap))} of its optimum, relative to the null objective."
            : $"the optimality conditions hold to {certificates.Max(certificate => certificate.KktViolation):0.0E-0}.";
    }

    private string Named(int[] missed)
    {
        var named = missed.Take(MostNamed).Select(at => $"{Named(Path.Path.Points[at].Setting)} ({PathConsole.Words(CertificateAt(at).Status)}, gap {PathConsole.Gap(CertificateAt(at))})");
        return string.Join(", ", named) + (missed.Length > MostNamed ? $" and {missed.Length - MostNamed} more" : "");
    }
}
