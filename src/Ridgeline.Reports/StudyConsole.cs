using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Ridgeline.Reports;

/// <summary>A study as text: six short sections that fit 80 columns.</summary>
public static class StudyConsole
{
    private const int PathRowsShown = 12, ClassesNamed = 12, LongestTitle = 12, FewColumns = 6;
    private const double NearShare = 0.1; // probabilities within it hardly tell rows apart

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
        Families(console, study);
        Chosen(console, study, modelFile);
    }

    private static void Data(IAnsiConsole console, DataSummary data)
    {
        Heading(console, "The data");
        Line(console, $"{data.Source}: {Wording.Count(data.Rows, "row")}, {Wording.Count(data.Columns.Length, "column")} to learn from, {(double)data.Rows / data.Columns.Length:F1} rows a column");
        Line(console, $"Target '{data.Target}', {Target(data)}");
        if (ClassTarget.AlikeButForCase(data.Classes) is { IsEmpty: false } alike)
            Line(console, $"Beware: {string.Join(", ", alike)} differ in letter case only, and count as different classes");
        string test = data.TestSource is { } file
            ? $"The {Wording.Count(data.TestRows, "row")} of {file} {(data.TestRows == 1 ? "is" : "are")} the test set, looked at once, at the end"
            : $"{Wording.Count(data.TestRows, "row")} {(data.TestRows == 1 ? "is" : "are")} set aside as the test set ({(data.Classes.IsEmpty ? "at random" : "stratified")}, seed {data.Seed}), looked at once, at the end";
        Line(console, $"{test}; {Wording.Count(data.TrainRows, "row")} to learn from, in {data.Folds} folds");
        foreach (var leak in data.Leaks.Take(FewColumns))
            Line(console, $"Likely leak: {leak.Column} ({leak.Reason}). If it isn't known before the target is, leave it out: --role {leak.Column}=ignore");
        foreach (string line in PartLines.Of(data.Roles, data.Recipe))
            Line(console, line);
        if (!data.ConstantColumns.IsEmpty)
            Line(console, $"Constant over the rows to learn from, so without a part in the fit: {string.Join(", ", data.ConstantColumns)}");
    }

    private static string Target(DataSummary data)
    {
        if (data.Numbers is { } numbers)
            return $"numbers from {numbers.Least:G6} to {numbers.Largest:G6}, on average {numbers.Mean:G6} over the rows to learn from";
        string classes = string.Join(", ", data.Classes.Take(ClassesNamed).Select((name, k) => $"{name} ({Wording.Count(data.ClassRows[k], "row")})"));
        return data.Classes.Length == 2
            ? $"two classes: {classes}; probabilities are those of {data.Classes[1]}"
            : $"{data.Classes.Length} classes: {classes}{(data.Classes.Length > ClassesNamed ? $" and {data.Classes.Length - ClassesNamed} more" : "")}";
    }

    private static void Overfit(IAnsiConsole console, OverfitVerdict verdict)
    {
        Heading(console, "Does it overfit?");
        Line(console, verdict.Tree is { } tree
            ? $"An unconstrained decision tree ({(tree.Leaves == 1 ? "1 leaf" : $"{tree.Leaves} leaves")}, depth {tree.Depth}):"
            : "Linear regression that no penalty holds back:");
        string title = verdict.Score.Title;
        var digits = verdict.Tree is not null ? new ScoreDigits(3) : ScoreDigits.Of(new ScoreCurve(verdict.Score, [verdict.Point]));
        Line(console, $"  {title} on the rows it learned from  {digits.Of(verdict.Gap.Train)}");
        Line(console, $"  {title} on held-out folds            {digits.Of(verdict.Gap.HeldOut)} ± {digits.Of(verdict.Gap.HeldOutStandardError)}");
        Line(console, verdict.Sentence);
    }

    private static void Strength(IAnsiConsole console, StudyResult study)
    {
        Heading(console, "How much regularization?");
        bool classes = !study.Data.Classes.IsEmpty;
        string model = classes ? $"{char.ToUpperInvariant(study.Loss.Name[0])}{study.Loss.Name[1..]} regression with an L2 penalty" : "Linear regression with an L2 penalty (ridge, its α as in scikit-learn)";
        Line(console, $"{model}; means and scales are learned inside each fold.");
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
        else if (path.Rows[path.Best].C < study.CSweep.Rows[study.CSweep.Best].C && study.Score.IsBetter(study.CSweep.Rows[study.CSweep.Best].Score.Mean, path.Rows[path.Best].Score.Mean))
            Line(console, $"A weaker penalty than the path reaches does better still ({Named(study, study.CSweep.Rows[study.CSweep.Best].C)} above): the path ends where its best is no longer its last λ.");
        Line(console, "‖w‖ is in standard deviations of the columns. ± is the standard error over folds.");
        Line(console, Certificates(study));
    }

    private static void Families(IAnsiConsole console, StudyResult study)
    {
        Heading(console, "Which family?");
        Line(console, $"The same folds, judged by {study.Score.Title}, the {(study.Score.HigherIsBetter ? "higher" : "lower")} the better: each family's best setting, and its simplest within one standard error of it (1 SE).");
        var table = new Table().Border(TableBorder.Simple).AddColumns("family", "setting", "complexity", "train", $"CV {(study.Score.Title.Length <= LongestTitle ? study.Score.Title : study.Score.Name)}", "");
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k is 0 or 1 or 5 ? Justify.Left : Justify.Right).NoWrap().PadLeft(0).PadRight(1); // fits 80 characters
        var digits = study.Data.Classes.IsEmpty ? ScoreDigits.Of(new ScoreCurve(study.Score, [.. study.Families.Select(family => family.Rows[family.Best].Score)])) : new ScoreDigits(4);
        foreach (var family in study.Families)
            foreach (int at in Marked(study, family))
            {
                var row = family.Rows[at];
                string mark = string.Join(", ", (string[])[.. at == family.Best ? ["best"] : (string[])[], .. IsChosen(study, family, at) ? ["chosen"] : at == family.OneStandardError ? ["1 SE"] : (string[])[]]);
                string[] cells = [family.Family.Name(), FamilyColumns.Named(row.Setting), Complexity(family.Family, row.Complexity), digits.Of(row.Score.Train), digits.Of(row.Score), mark];
                table.AddRow(cells.Select(cell => new Text(cell)));
            }

        console.Write(table);
        foreach (string note in study.FamilyNotes)
            Line(console, note);
        if (study.Families.Any(family => family.Family == Family.Tree) && TreeColumns.CautionOf(study.Score) is { } caution)
            Line(console, caution);
        Line(console, study.FamilyChoice.Sentence);
    }

    /// <summary>The rows of a family that are shown, the simplest first.</summary>
    private static SortedSet<int> Marked(StudyResult study, StudyFamily family) =>
        new([family.OneStandardError, family.Best, .. family.Family == study.FamilyChoice.Family ? [study.FamilyChoice.At] : (int[])[]]);

    private static bool IsChosen(StudyResult study, StudyFamily family, int at) => family.Family == study.FamilyChoice.Family && at == study.FamilyChoice.At;

    private static string Complexity(Family family, int count) => family switch
    {
        Family.Linear => count == 1 ? "1 non-zero" : $"{count} non-zeros",
        Family.Tree => count == 1 ? "1 leaf" : $"{count} leaves",
        _ => $"{count} params",
    };

    private static void Chosen(IAnsiConsole console, StudyResult study, string modelFile)
    {
        Heading(console, "The model");
        var model = study.Chosen;
        bool isLinear = model.Family == Family.Linear;
        var linear = (isLinear ? model : study.Linear).Linear!;
        string simplest = $"the simplest within one standard error of the best {study.Score.Title}";
        string rows = Wording.Count(study.Data.TestRows, "test row");
        Line(console, isLinear
            ? $"Chosen: λ = {linear.Lambda:G6} ({Named(study, linear.C)}), {simplest}"
            : $"Chosen: a {model.Family.Name()} at {FamilyColumns.Named(model.Setting)} ({Complexity(model.Family, model.Fitted.Complexity)}), {simplest}");
        Line(console, $"On the {rows}: {Tested(study, study.TestScores)}");
        if (!isLinear)
            Line(console, $"The linear model at λ = {linear.Lambda:G6} ({Named(study, linear.C)}) on them: {Tested(study, study.LinearTestScores)}");
        if (isLinear && study.Score.Needs == ScoreNeeds.Ranks && study.Probabilities is { } said && Math.Max(said.Largest - said.Share, said.Share - said.Least) is <= NearShare and var near)
            Line(console, $"{study.Score.Title} looks at the order alone: this model's probabilities lie within {near:G2} of {said.Share:F3}, the share of {study.Data.Classes[1]}; --score log-loss chooses by them.");
        if (study.RefittedOnAllRows)
            Line(console, $"Refitted on all {model.Rows} rows after the test.");
        Line(console, $"Written to {modelFile} ({Certified(model)})");
        Line(console, $"Apply it: ridgeline predict {modelFile} DATA.csv -o predictions.csv");
    }

    private static string Tested(StudyResult study, IEnumerable<TestScore> scores)
    {
        string undefined = study.Data.Classes.IsEmpty ? "undefined" : study.Data.Classes.Length == 2 ? "undefined (one class only)" : "undefined (a class is missing)";
        return string.Join(", ", scores.Select(test => $"{test.Score.Title} {(double.IsNaN(test.Value) ? undefined : Math.Abs(test.Value) < 100 ? test.Value.ToString("F4") : test.Value.ToString("G6"))}"));
    }

    /// <summary>What is proven of a model, or known.</summary>
    private static string Certified(Model model)
    {
        if (model.Linear?.Certificate is { } certificate)
            return $"{(certificate.Converged ? "certified" : Ended(certificate.Status))}, {(Rounded.Gap(certificate) is { } value ? $"relative gap {value:0.0E-0}" : "no dual bound")}";
        return model.Fitted is NetworkModel { Training: { } training }
            ? $"no certificate: a network, gradient norm {PathConsole.Short(training.GradientNorm)}{(training.Advice is { } advice ? $"; {advice}" : "")}"
            : "the exact minimal cost-complexity subtree at its α";
    }

    private static Table Table(StudyResult study)
    {
        string shown = study.Shown == Scores.Score.RocAuc ? "AUC" : study.Shown == Scores.Score.Accuracy ? "acc." : study.Shown.Title;
        var table = new Table().Border(TableBorder.Simple).AddColumns("λ", study.Data.Classes.IsEmpty ? "α" : "C", $"train {shown}", $"CV {shown}");
        if (study.Score != study.Shown)
            table.AddColumn(new TableColumn(new Text($"CV {(study.Score.Title.Length <= LongestTitle ? study.Score.Title : study.Score.Name)}")));
        table.AddColumns("‖w‖", "");
        for (int k = 0; k < table.Columns.Count - 1; k++)
            table.Columns[k].RightAligned().NoWrap().PadLeft(0).PadRight(table.Columns.Count > FewColumns ? 0 : 1); // fits 80 characters
        if (table.Columns.Count > FewColumns)
            table.Columns[^1].PadLeft(0).PadRight(0);
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
        List<string> cells = [row.Lambda.ToString("G4"), Strength(study, row.C), $"{row.Shown.Train:F4}", new ScoreDigits(4).Of(row.Shown)];
        if (study.Score != study.Shown)
            cells.Add((study.Data.Classes.IsEmpty ? ScoreDigits.Of(new ScoreCurve(study.Score, [.. study.LambdaPath.Rows.Select(one => one.Score)])) : new ScoreDigits(4)).Of(row.Score));
        cells.Add(double.IsInfinity(row.Norm) ? "∞" : row.Norm.ToString("G4"));
        cells.Add(note);
        return [.. cells.Select(cell => new Text(cell))];
    }

    /// <summary>C; of numbers α = 1/C.</summary>
    private static string Strength(StudyResult study, double c) => study.Data.Classes.IsEmpty ? (1 / c).ToString("G4") : double.IsInfinity(c) ? "∞" : c.ToString("G4");

    private static string Named(StudyResult study, double c) => $"{(study.Data.Classes.IsEmpty ? "α" : "C")} = {Strength(study, c)}";

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
