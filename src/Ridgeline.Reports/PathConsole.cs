using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A path as text: what was fitted, a row a fit, and how it ended.</summary>
public static class PathConsole
{
    private const int MostNamed = 5;

    /// <summary>Writes the path.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="path">What was fitted.</param>
    public static void Write(IAnsiConsole console, TablePath path)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(path);
        foreach (string line in Data(path))
            Line(console, line);
        console.WriteLine();
        console.Write(Rows(path));
        foreach (string line in Ending(path))
            Line(console, line);
        Line(console, $"‖w‖ is {(path.Sample.Standardize ? "in standard deviations of the columns" : "on the columns' own scale")}; dev. ratio is the share of the null deviance that is explained; --json has the coefficients.");
    }

    /// <summary>‖w‖ of a point; ∞ where no optimum exists.</summary>
    internal static double Norm(PathPoint<LinearModel> point) => point.Certificate!.Value.Status == FitStatus.Separable ? double.PositiveInfinity : point.Model.Norm;

    /// <summary>What was fitted, in lines.</summary>
    internal static IEnumerable<string> Data(TablePath path)
    {
        var sample = path.Sample;
        string rows = sample.RowsWithWeight == sample.Design.Rows ? Wording.Count(sample.Design.Rows, "row") : $"{sample.RowsWithWeight} of {sample.Design.Rows} rows (the others have weight 0)";
        yield return $"{path.Source}: {rows}, {Wording.Count(path.Columns.Length, "column")}, target '{path.Target}'";
        string penalty = path.Penalty.L1Ratio switch
        {
            1 => "the lasso (L1)",
            0 => "ridge (L2)",
            _ => $"the elastic net (L1 ratio {path.Penalty.L1Ratio})",
        };
        string delta = path.Loss.Delta is { } value ? $" (δ = {value:G6})" : "";
        yield return $"Loss {path.Loss.Name}{delta}, penalty {penalty} on {(sample.Standardize ? "standardised" : "raw")} columns{(sample.View.Intercept ? "" : ", no intercept")}";
        if (path.Classes.Length == 2 && path.Loss.Outputs == 1)
            yield return $"Classes {path.Classes[0]} and {path.Classes[1]}; a positive coefficient speaks for {path.Classes[1]}";
        else if (!path.Classes.IsEmpty)
            yield return $"{path.Classes.Length} classes: {Listed(path.Classes)}";
        if (ClassTarget.AlikeButForCase(path.Classes) is { IsEmpty: false } alike)
            yield return $"Beware: {Listed(alike)} differ in letter case only, and count as different classes";
        foreach (string line in PartLines.Of(path.Roles, path.Recipe))
            yield return line;
        if (!path.ConstantColumns.IsEmpty)
            yield return $"Constant, so without a part in the fit: {Listed(path.ConstantColumns)}";
    }

    /// <summary>λ of a point, with C where there are classes or it was asked for.</summary>
    internal static string Strength(TablePath path, int at)
    {
        var strength = Objectives.Strength.Of(path.Path.Points[at].Setting);
        string lambda = $"λ = {strength.LambdaOn(path.Sample):G6}";
        return path.Classes.IsEmpty && strength.Setting.Knob == Knob.Lambda ? lambda : $"{lambda} (C = {Short(strength.COn(path.Sample))})";
    }

    private static Spectre.Console.Table Rows(TablePath path)
    {
        bool classes = !path.Classes.IsEmpty;
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumn("λ");
        if (classes || path.Path.Points[0].Setting.Knob == Knob.C)
            table.AddColumn("C");
        table.AddColumns("non-zeros", "dev. ratio", "‖w‖", "gap", "status");
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k < table.Columns.Count - 1 ? Justify.Right : Justify.Left).NoWrap().PadLeft(0).PadRight(1); // fits 80 characters
        foreach (var point in path.Path.Points)
        {
            var strength = Objectives.Strength.Of(point.Setting);
            var certificate = point.Certificate!.Value;
            List<string> cells = [Short(strength.LambdaOn(path.Sample))];
            if (table.Columns.Count == 7)
                cells.Add(Short(strength.COn(path.Sample)));
            cells.AddRange([
                $"{point.Model.NonZeros}", Ratio(point.Model), Short(Norm(point)), Gap(certificate), Words(certificate.Status),
            ]);
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static IEnumerable<string> Ending(TablePath path)
    {
        var points = path.Path.Points;
        if (path.NothingExplained)
            yield return Nothing(path);
        var missed = points.Where(point => !point.Certificate!.Value.Converged).ToArray();
        yield return missed.Length == 0
            ? points.Length switch { 1 => "The fit converged: ", 2 => "Both fits converged: ", var all => $"All {all} fits converged: " } + Within(path)
            : $"{points.Length - missed.Length} of {Wording.Count(points.Length, "fit")} converged. Not converged: {Named(path, missed)}.";
        if (missed.Any(point => point.Certificate!.Value.Status == FitStatus.IterationLimit))
            yield return "A higher --max-iterations lets such a fit go on, unless rounding stopped it; then only columns of more even sizes (they are standardised by default) or a larger --tolerance help.";
        if (missed.Any(point => point.Certificate!.Value.Status == FitStatus.Separable))
            yield return "Separable: along the intercept or unpenalised columns the loss falls for ever, so no optimum exists; such a row shows where the solver stopped.";
        if (path.EndedEarly)
            yield return $"The path ended early, after {points.Length} of {path.Asked} λ, as its last steps hardly fitted better (deviance ratio {Ratio(points[^1].Model)}); --no-early-stop goes on{(path.Penalty.Lower.IsDefault && path.Penalty.Upper.IsDefault ? "" : ", as it should where a limit holds a coefficient and others are still to come")}.";
        else
            yield return (path.Automatic, path.Asked) switch
            {
                (true, _) => $"The path went to the end of its grid of {path.Asked} λ.",
                (false, 1) => "This is the one strength that was asked for.",
                _ => $"These are the {path.Asked} strengths that were asked for, the strongest first.",
            };
        int[] dependent = [.. points.Select(point => point.Certificate!.Value.Dependent).Where(count => count > 0)];
        if (dependent.Length > 0)
            yield return $"Rank deficient: {Wording.Count(dependent.Length, "fit")} left up to {Wording.Count(dependent.Max(), "column")} at 0, because without a penalty that decides between them these depend on others.";
    }

    private static string Nothing(TablePath path)
    {
        var target = path.Sample.Target;
        int first = path.Sample.Weights.IndexOfAnyExcept(0);
        bool constant = true;
        for (int row = first; row < target.Length; row++)
            constant &= path.Sample.Weights[row] == 0 || target[row] == target[first];
        string why = constant ? "the target is the same in every row" : "the share of the deviance explained is 0 at every λ";
        return $"No column helps: {why}{(path.Path.Points.All(point => point.Model.NonZeros == 0) ? ", and all coefficients are 0" : "")}.";
    }

    private static string Within(TablePath path)
    {
        var certificates = path.Path.Points.Select(point => point.Certificate!.Value).ToArray();
        return certificates.All(certificate => certificate.RelativeGap is not null)
            ? $"{(certificates.Length > 1 ? "each " : "")}within {Gap(certificates.MaxBy(certificate => certificate.RelativeGap))} of its optimum, relative to the null objective."
            : $"the optimality conditions hold to {certificates.Max(certificate => certificate.KktViolation):0.0E-0}.";
    }

    private static string Named(TablePath path, PathPoint<LinearModel>[] missed)
    {
        bool byC = path.Path.Points[0].Setting.Knob == Knob.C;
        var named = missed.Take(MostNamed).Select(point =>
            $"{(byC ? "C" : "λ")} = {Short(point.Setting.Value)} ({Words(point.Certificate!.Value.Status)}, gap {Gap(point.Certificate!.Value)})");
        return string.Join(", ", named) + (missed.Length > MostNamed ? $" and {missed.Length - MostNamed} more" : "");
    }

    /// <summary>A status in words.</summary>
    internal static string Words(FitStatus status) => status switch
    {
        FitStatus.IterationLimit => "iteration limit",
        _ => status.Name(),
    };

    /// <summary>The relative gap; none without a dual bound.</summary>
    internal static string Gap(Certificate certificate) => Rounded.Gap(certificate)?.ToString("0.0E-0;-0.0E-0;0") ?? "none";

    /// <summary>The deviance ratio.</summary>
    internal static string Ratio(LinearModel model) => (Math.Round(model.DevianceRatio, 4) + 0).ToString("F4"); // never −0

    /// <summary>A number in four digits.</summary>
    internal static string Short(double value) => double.IsInfinity(value) ? "∞" : value.ToString("G4");

    private static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(12)) + (names.Count > 12 ? $" and {names.Count - 12} more" : "");

    /// <summary>A line, whatever is in it.</summary>
    internal static void Line(IAnsiConsole console, string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }
}
