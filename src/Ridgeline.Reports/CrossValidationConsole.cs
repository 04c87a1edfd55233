using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A cross-validated path as text: what was held out, a row a setting, the two that are marked, how sure they are, and what is left of the best score once the choice is held out too.</summary>
public static class CrossValidationConsole
{
    private const int ChoicesNamed = 4;

    /// <summary>Writes the cross-validation.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="run">What was found.</param>
    public static void Write(IAnsiConsole console, TableCrossValidation run)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(run);
        using var plain = PlainNumbers.Begin();
        foreach (string line in PathConsole.Data(run.Path))
            PathConsole.Line(console, line);
        PathConsole.Line(console, HeldOut(run));
        console.WriteLine();
        var columns = FamilyColumns.Of(run.Path);
        var shown = columns.Shown(run.Curve.Best, run.Curve.OneStandardError);
        console.Write(Rows(run, columns, shown));
        foreach (string line in PathConsole.LeftOut(shown, run.Path).Concat(Choice(run, columns)).Concat(columns.Ending(run)).Concat(Ending(run)))
            PathConsole.Line(console, line);
        console.WriteLine();
        if (run.Path.Path.Points[0].Setting.Knob == Knob.C)
        {
            foreach (string line in GridSearch(run))
                PathConsole.Line(console, line);
            console.WriteLine();
        }

        foreach (string line in columns.NoChoice is null ? Honest(run) : [])
            PathConsole.Line(console, line);
    }

    /// <summary>What was held out, and what it was judged by.</summary>
    internal static string HeldOut(TableCrossValidation run) =>
        $"Held out: {run.FoldsDescription}. Score: {run.Curve.Score.Title}, the {(run.Curve.Score.HigherIsBetter ? "higher" : "lower")} the better";

    /// <summary>A setting, its score and how complex its model is.</summary>
    internal static string At(TableCrossValidation run, int at)
    {
        var columns = FamilyColumns.Of(run.Path);
        int complexity = run.Path.Path.Points[at].Model.Complexity;
        return $"{columns.Setting(at)}, {run.Curve.Score.Title} {ScoreDigits.Of(run.Curve).Of(run.Curve.Points[at])}, {columns.ComplexityWords(complexity, complexity)}";
    }

    /// <summary>The headline, and how it was had.</summary>
    internal static IEnumerable<string> Honest(TableCrossValidation run)
    {
        if (run.NoHonest is { } reason)
            yield return $"No honest score: {reason} (ridgeline cv --nested).";
        if (run.Honest is not { } honest)
            yield break;
        yield return $"{(run.Rule == ChoiceRule.Best ? "Of the best" : "Of the one-standard-error choice")}, {honest.Score.Title}: {honest.Sentence}";
        if (run.Nested is { } nested)
        {
            var score = nested.Scores[0];
            yield return $"Honest is the score of rows that neither model nor choice has seen: the grid and the choice were made anew without each of the {nested.Outer.Count} folds"
                + (score.Pooled ? "; pooled, as a fold can't have the score." : $" ({Chosen(run, nested)} were chosen); the interval is of 95 %.");
        }
        else
            yield return $"Honest is the score of rows that the choice hasn't seen: it was made anew in {run.BootstrapDraws} bootstrap draws of the held-out predictions; the interval is of 95 %. ridgeline cv --nested leaves less optimism, for K times the work.";
    }

    private static string Chosen(TableCrossValidation run, Nested<Models.IModel> nested)
    {
        double[] strengths = [.. nested.Folds.Select(fold => fold.Chosen.Setting.Value).Order()];
        return $"{Symbol(run)} from {PathConsole.Short(strengths[0])} to {PathConsole.Short(strengths[^1])}";
    }

    private static Table Rows(TableCrossValidation run, FamilyColumns columns, IReadOnlyList<int> shown)
    {
        var heads = columns.SettingHeads;
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. heads, columns.ComplexityHead, $"CV {run.Curve.Score.Title}", "train", ""]);
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k < table.Columns.Count - 1 ? Justify.Right : Justify.Left).NoWrap().PadLeft(0).PadRight(heads.Count > 1 ? 0 : 1); // fits 80 characters
        var digits = ScoreDigits.Of(run.Curve);
        foreach (int at in shown)
        {
            var score = run.Curve.Points[at];
            IEnumerable<string> cells = [.. columns.SettingCells(at), $"{run.Path.Path.Points[at].Model.Complexity}", digits.Of(score), digits.Of(run.Curve.TrainOf(at)), Note(run, columns, at)];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>What there is to say of a setting: whether it is marked, and how its fits ended where that isn't as it should be.</summary>
    internal static string Note(TableCrossValidation run, FamilyColumns columns, int at, int? handed = null)
    {
        string ending = columns.Status(run, at), all = SettingMarks.Of(run.Curve, at, handed);
        return all.Length > 0 && ending.Length > 0 ? $"{all}; {ending}" : all + ending;
    }

    private static IEnumerable<string> Choice(TableCrossValidation run, FamilyColumns columns)
    {
        if (columns.NoChoice is { } reason)
        {
            yield return reason;
            yield break;
        }

        var (curve, sure) = (run.Curve, run.Search.Uncertainty());
        bool same = curve.Best == curve.OneStandardError;
        yield return $"Best{(same && !curve.Points[curve.Best].Pooled ? $", and the {columns.Simplest} within one standard error" : "")}: {At(run, curve.Best)}";
        if (curve.Points[curve.Best].Pooled)
            yield return "Pooled: a fold can't have this score, so it is that of all held-out predictions together, without a standard error; one standard error is then none.";
        else if (!same)
            yield return $"One standard error: {At(run, curve.OneStandardError)}: the {columns.Simplest} that isn't worse than the best by more than its standard error";
        if (sure.Tied.Length > 1)
            yield return $"{sure.Tied.Length} of {curve.Points.Length} {columns.SettingNoun}s {(curve.Points[curve.Best].Pooled ? "have the best score" : "can't be told from the best (within its standard error)")}, with {columns.ComplexityWords(sure.LeastComplex, sure.MostComplex)}.";
        if (columns.Judged(curve.Score) is { } caution)
            yield return caution;
        int repeats = run.Search.Resamples.Repeats;
        if (repeats > 1)
        {
            var chosen = Enumerable.Range(0, sure.TimesBest.Length).Where(at => sure.TimesBest[at] > 0).OrderByDescending(at => sure.TimesBest[at]).ThenBy(at => at).ToArray();
            string named = string.Join(", ", chosen.Take(ChoicesNamed).Select(at => $"{Symbol(run)} = {PathConsole.Short(run.Curve.Points[at].Setting.Value)} in {sure.TimesBest[at]}"));
            yield return $"Of {repeats} repeats the best was {named}{(chosen.Length > ChoicesNamed ? $" and {chosen.Length - ChoicesNamed} others in the rest" : "")}.";
        }
    }

    private static IEnumerable<string> Ending(TableCrossValidation run)
    {
        if (run.Search.Resamples.IsTimeOrdered)
            yield return "Each fold was predicted from the rows before it alone: the first rows are in no fold.";
    }

    private static IEnumerable<string> GridSearch(TableCrossValidation run)
    {
        var digits = ScoreDigits.Of(run.Curve);
        yield return $"As a grid search has it, the unweighted mean ± deviation (1/K) of {run.Curve.Score.Title} over folds:";
        for (int at = 0; at < run.Curve.Points.Length; at++)
        {
            var (mean, deviation) = run.GridSearch(at);
            yield return $"C = {PathConsole.Short(run.Curve.Points[at].Setting.Value)}: {digits.Of(mean)} ± {digits.Of(deviation)}";
        }

        int best = run.GridSearchBest;
        yield return $"Best C = {PathConsole.Short(run.Curve.Points[best].Setting.Value)}, score {digits.Of(run.GridSearch(best).Mean)}";
    }

    private static string Symbol(TableCrossValidation run) => FamilyColumns.SymbolOf(run.Path.Path.Points[0].Setting.Knob);
}
