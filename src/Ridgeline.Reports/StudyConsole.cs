using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A study as text: five short sections that fit 80 columns.</summary>
public static class StudyConsole
{
    private const int PathRowsShown = 12;

    /// <summary>Writes the study.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="study">What was found.</param>
    /// <param name="modelFile">Where the model was written.</param>
    public static void Write(IAnsiConsole console, StudyResult study, string modelFile)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(study);
        Data(console, study.Data);
        Overfit(console, study.Overfit);
        Strength(console, study);
        Chosen(console, study, modelFile);
    }

    private static void Data(IAnsiConsole console, DataSummary data)
    {
        Heading(console, "The data");
        Line(console, $"{data.Source}: {Wording.Count(data.Rows, "row")}, {Wording.Count(data.Columns.Length, "column")} to learn from, {(double)data.Rows / data.Columns.Length:F1} rows a column");
        string classes = string.Join(", ", data.Classes.Select((name, k) => $"{name} ({Wording.Count(data.ClassRows[k], "row")})"));
        Line(console, $"Target '{data.Target}', two classes: {classes}; probabilities are those of {data.Classes[1]}");
        string test = data.TestSource is { } file
            ? $"The {Wording.Count(data.TestRows, "row")} of {file} {(data.TestRows == 1 ? "is" : "are")} the test set, looked at once, at the end"
            : $"{Wording.Count(data.TestRows, "row")} {(data.TestRows == 1 ? "is" : "are")} set aside as the test set (stratified, seed {data.Seed}), looked at once, at the end";
        Line(console, $"{test}; {Wording.Count(data.TrainRows, "row")} to learn from, in {data.Folds} folds");
        if (!data.ConstantColumns.IsEmpty)
            Line(console, $"Constant over the rows to learn from, so without a part in the fit: {string.Join(", ", data.ConstantColumns)}");
    }

    private static void Overfit(IAnsiConsole console, TreeVerdict tree)
    {
        Heading(console, "Does it overfit?");
        Line(console, $"An unconstrained decision tree ({(tree.Leaves == 1 ? "1 leaf" : $"{tree.Leaves} leaves")}, depth {tree.Depth}):");
        Line(console, $"  accuracy on the rows it learned from  {tree.Gap.Train:F3}");
        Line(console, $"  accuracy on held-out folds            {tree.Gap.HeldOut:F3} ± {tree.Gap.HeldOutStandardError:F3}");
        Line(console, tree.Sentence);
    }

    private static void Strength(IAnsiConsole console, StudyResult study)
    {
        Heading(console, "How much regularization?");
        Line(console, "Logistic regression with an L2 penalty; means and scales are learned inside each fold.");
        var marked = Table(study);
        Rows(marked, study, study.CSweep, Enumerable.Range(0, study.CSweep.Rows.Length));
        marked.AddRow(Cells(study, study.Unpenalised, Ending(study.Unpenalised)));
        console.Write(marked);
        Line(console, study.Trend);

        var path = study.LambdaPath;
        int[] shown = Shown(path);
        console.WriteLine();
        string extended = path.Extended > 0 ? $", {path.Extended} of them below the automatic grid because the best was still its last" : "";
        Line(console, $"The same along the automatic path of {path.Rows.Length} λ{extended}; {shown.Length} are shown, --json has all:");
        var table = Table(study);
        Rows(table, study, path, shown);
        console.Write(table);
        if (path.Best == path.Rows.Length - 1)
            Line(console, "The best λ is the last one that the path reaches: a weaker penalty might do better still.");
        if (path.Rows[path.Best].C < study.CSweep.Rows[study.CSweep.Best].C && study.Score.IsBetter(study.CSweep.Rows[study.CSweep.Best].Score.Mean, path.Rows[path.Best].Score.Mean))
            Line(console, $"A weaker penalty than the path reaches does better still (C = {study.CSweep.Rows[study.CSweep.Best].C:G4} above): the path ends where its best is no longer its last λ.");
        Line(console, "‖w‖ is in standard deviations of the columns. ± is the standard error over folds.");
        Line(console, Certificates(study));
    }

    private static void Chosen(IAnsiConsole console, StudyResult study, string modelFile)
    {
        Heading(console, "The model");
        var model = study.Chosen;
        Line(console, $"Chosen: λ = {model.Lambda:G6} (C = {model.C:G4}), the simplest within one standard error of the best {study.Score.Title}");
        string scores = string.Join(", ", study.TestScores.Select(test => $"{test.Score.Title} {(double.IsNaN(test.Value) ? "undefined (one class only)" : test.Value.ToString("F4"))}"));
        Line(console, $"On the {Wording.Count(study.Data.TestRows, "test row")}: {scores}");
        if (study.RefittedOnAllRows)
            Line(console, $"Refitted on all {model.Rows} rows after the test.");
        string gap = Rounded.Gap(model.Certificate) is { } value ? $"relative gap {value:0.0E-0}" : "no dual bound";
        Line(console, $"Written to {modelFile} ({(model.Certificate.Converged ? "certified" : Ended(model.Certificate.Status))}, {gap})");
        Line(console, $"Apply it: ridgeline predict {modelFile} DATA.csv -o predictions.csv");
    }

    private static Table Table(StudyResult study)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("λ", "C", "train AUC", "CV AUC");
        if (!IsAuc(study))
            table.AddColumn(new TableColumn(new Text($"CV {study.Score.Title}")));
        table.AddColumns("‖w‖", "");
        for (int k = 0; k < table.Columns.Count - 1; k++)
            table.Columns[k].RightAligned().NoWrap();
        return table;
    }

    private static void Rows(Table table, StudyResult study, Sweep sweep, IEnumerable<int> shown)
    {
        foreach (int k in shown)
        {
            string mark = (k == sweep.Best, k == sweep.OneStandardError) switch
            {
                (true, true) => "best, 1 SE",
                (true, false) => "best",
                (false, true) => "1 SE",
                _ => "",
            };
            string ending = Ending(sweep.Rows[k]);
            table.AddRow(Cells(study, sweep.Rows[k], mark.Length > 0 && ending.Length > 0 ? $"{mark}; {ending}" : mark + ending));
        }
    }

    private static Text[] Cells(StudyResult study, SweepRow row, string note)
    {
        List<string> cells = [row.Lambda.ToString("G4"), double.IsInfinity(row.C) ? "∞" : row.C.ToString("G4"), $"{row.Auc.Train:F4}", WithError(row.Auc)];
        if (!IsAuc(study))
            cells.Add(WithError(row.Score));
        cells.Add(double.IsInfinity(row.Norm) ? "∞" : row.Norm.ToString("G4"));
        cells.Add(note);
        return [.. cells.Select(cell => new Text(cell))];
    }

    private static bool IsAuc(StudyResult study) => study.Score == Scores.Score.RocAuc;

    private static string WithError(ScorePoint point) => point.Pooled ? $"{point.Mean:F4} pooled" : $"{point.Mean:F4} ± {point.StandardError:F4}";

    private static string Ending(SweepRow row)
    {
        if (row.Certificate.Status == FitStatus.Separable)
            return "separable";
        if (row.FoldCertificates.Any(fold => fold.Status == FitStatus.Separable))
            return "separable in a fold";
        return row.Converged ? "" : $"not converged, gap {Rounded.Shown(row.WorstGap)?.ToString("0.0E-0") ?? "unknown"}";
    }

    private static string Ended(FitStatus status) => status == FitStatus.Separable ? "separable: no optimum exists" : "not converged";

    private static string Certificates(StudyResult study)
    {
        var penalised = study.CSweep.Rows.Concat(study.LambdaPath.Rows).ToArray();
        int fits = penalised.Sum(row => 1 + row.FoldCertificates.Length);
        int missed = penalised.Sum(row => row.FoldCertificates.Append(row.Certificate).Count(certificate => !certificate.Converged));
        string separable = study.Unpenalised.Certificate.Status == FitStatus.Separable
            ? " Without a penalty the classes separate: no optimum exists, and its row shows where the solver stopped."
            : "";
        return (missed == 0
            ? $"All {fits} penalised fits are certified: each within {Rounded.Shown(penalised.Max(row => row.WorstGap ?? 0)):0.0E-0} of its optimum, relative to the null objective."
            : $"{missed} of {fits} penalised fits are not converged; the largest gap is {penalised.Max(row => row.WorstGap ?? double.PositiveInfinity):0.0E-0}.") + separable;
    }

    private static int[] Shown(Sweep path)
    {
        int last = path.Rows.Length - 1;
        var shown = new SortedSet<int> { path.Best, path.OneStandardError };
        for (int k = 0; k < PathRowsShown; k++)
            shown.Add(k * last / (PathRowsShown - 1));
        return [.. shown];
    }

    private static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
    }

    private static void Line(IAnsiConsole console, string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }
}
