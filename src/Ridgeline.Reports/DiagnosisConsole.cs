using Ridgeline.Diagnoses;
using Ridgeline.Studies;
using Spectre.Console;

namespace Ridgeline.Reports;

/// <summary>A diagnosis as text: which model it is of, the verdict and what would overturn it, then a section for each part that was asked for.</summary>
public static class DiagnosisConsole
{
    /// <summary>Writes the diagnosis.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="run">What was found.</param>
    public static void Write(IAnsiConsole console, TableDiagnosis run)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(run);
        using var plain = PlainNumbers.Begin();
        foreach (string line in PathConsole.Data(run.Search.Path).Append(CrossValidationConsole.HeldOut(run.Search)))
            PathConsole.Line(console, line);
        PathConsole.Line(console, Model(run));
        Verdict(console, run);
        new DiagnosisSections(console, run).Write();
        if (run.LeftOut.IsEmpty)
            return;
        Heading(console, "Left out");
        foreach (string line in run.LeftOut)
            PathConsole.Line(console, $"- {line}");
    }

    /// <summary>Which model is diagnosed, and why it is that one.</summary>
    private static string Model(TableDiagnosis run)
    {
        var columns = FamilyColumns.Of(run.Search.Path);
        string which = run.IsGiven ? "as asked for"
            : run.At == run.Search.Curve.Best ? $"the best of {Wording.Count(run.Search.Curve.Points.Length, columns.SettingNoun)}"
            : $"the {columns.Simplest} within one standard error of the best of {Wording.Count(run.Search.Curve.Points.Length, columns.SettingNoun)}";
        return $"The model: {CrossValidationConsole.At(run.Search, run.At)}: {which}";
    }

    /// <summary>The verdict, its rivals and what would overturn it.</summary>
    internal static void Verdict(IAnsiConsole console, TableDiagnosis run)
    {
        Heading(console, "Does it overfit?");
        var verdict = run.Verdict;
        var columns = FamilyColumns.Of(run.Search.Path);
        var digits = ScoreDigits.Of(run.Search.Curve);
        PathConsole.Line(console, $"{char.ToUpperInvariant(verdict.Score.Title[0])}{verdict.Score.Title[1..]} on training rows and on the same folds held out; beside the best simpler and the best more complex setting of the path, and by how much each is ahead there");
        var table = Table("setting", columns.ComplexityHead, "train", "held out", "ahead", "");
        Row(table, run, digits, verdict.At, null, Word(verdict.Verdict));
        if (verdict.Simpler is { } simpler)
            Row(table, run, digits, simpler.At, simpler.Difference, "simpler");
        if (verdict.MoreComplex is { } complex)
            Row(table, run, digits, complex.At, complex.Difference, "more complex");
        console.Write(table);
        PathConsole.Line(console, Capitalised(verdict.Sentence));
        PathConsole.Line(console, verdict.Overturn);
    }

    private static void Row(Table table, TableDiagnosis run, ScoreDigits digits, int at, PairedDifference? ahead, string note)
    {
        var point = run.Search.Curve.Points[at];
        Add(table, FamilyColumns.Named(point.Setting), $"{run.Search.Path.Path.Points[at].Model.Complexity}", digits.Of(run.Search.Curve.TrainOf(at)), digits.Of(point),
            ahead is null ? "" : $"{digits.Of(ahead.Mean)} ± {digits.Of(ahead.StandardError)}", note);
    }

    /// <summary>A verdict in a word or two.</summary>
    internal static string Word(Verdict verdict) => verdict == Diagnoses.Verdict.CantTell ? "can't tell" : verdict.Name();

    /// <summary>A sentence with a capital, whatever it begins with: a setting may stand first.</summary>
    internal static string Capitalised(string sentence) => sentence.Length == 0 || !char.IsAscii(sentence[0]) ? sentence : $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}";

    /// <summary>A table that fits 80 characters: its first column and its last are words, the others numbers.</summary>
    internal static Table Table(params string[] heads)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. heads]);
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k == 0 || k == table.Columns.Count - 1 ? Justify.Left : Justify.Right).NoWrap().PadLeft(0).PadRight(heads.Length > 5 ? 0 : 1);
        return table;
    }

    /// <summary>A row, whatever is in its cells.</summary>
    internal static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    /// <summary>A section's title.</summary>
    internal static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
    }
}
