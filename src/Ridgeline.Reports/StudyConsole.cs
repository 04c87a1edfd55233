using Ridgeline.Studies;
using Ridgeline.Tables;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Ridgeline.Reports;

/// <summary>A study as text that reads well in a log: the answers first, then what they rest on. It fits 80 columns; wider consoles see more columns of its tables.</summary>
public static class StudyConsole
{
    private const int ClassesNamed = 12;

    private static readonly (string Name, string What)[] FilesKnown =
    [
        (StudyFolder.Report, "to open in a browser"),
        (StudyFolder.Model, "the model handed over"),
        (StudyFolder.Results, "every number"),
        (StudyFolder.Predictions, "what is predicted of each row while it is held out"),
    ];

    /// <summary>Writes the study; of one that was stopped, or was a quick one, it says so and writes what there is.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="study">What was found.</param>
    /// <param name="files">The files that were written; may be empty.</param>
    public static void Write(IAnsiConsole console, StudyResult study, IReadOnlyList<string> files) => Write(console, study, files, []);

    /// <summary>Writes the study, with the command that gives the winner where another model is handed over.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="study">What was found.</param>
    /// <param name="files">The files that were written; may be empty.</param>
    /// <param name="winnerCommand">The pieces of that command, an option with its value in each; none is told where it is empty.</param>
    public static void Write(IAnsiConsole console, StudyResult study, IReadOnlyList<string> files, IReadOnlyList<string> winnerCommand)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(winnerCommand);
        using var plain = PlainNumbers.Begin();
        Answers(console, study);
        Data(console, study);
        if (!study.Paths.IsEmpty)
            new StudyTables(console, study).Compared();
        if (study.Choice is { } choice)
            Chosen(console, study, choice, winnerCommand);
        if (study.Honest is not null || study.NoHonest is not null || !study.TestScores.IsEmpty)
            Scores(console, study);
        if (study.Diagnosis is { } diagnosis)
        {
            DiagnosisConsole.Verdict(console, diagnosis);
            new DiagnosisSections(console, diagnosis).Write();
        }

        LeftOut(console, study);
        Written(console, study, files);
    }

    private static void Answers(IAnsiConsole console, StudyResult study)
    {
        console.Write(new Text($"{study.Data.Source}: what predicts '{study.Data.Target}'?", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        if (study.StoppedAt is { } stage)
            PathConsole.Line(console, $"STOPPED ({stage}): what follows had been finished by then.");
        if (study.Options.Quick)
            PathConsole.Line(console, "A quick study: only what answers the questions fastest. Without --quick it looks at more.");
        var answers = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        foreach (var (question, answer) in StudyAnswer.Of(study))
            answers.AddRow(new Text(question), new Text(answer));
        if (answers.Rows.Count > 0)
            console.Write(answers);
        else
            PathConsole.Line(console, "Nothing was finished.");
    }

    private static void Data(IAnsiConsole console, StudyResult study)
    {
        var data = study.Data;
        DiagnosisConsole.Heading(console, "The data");
        PathConsole.Line(console, $"{data.Source}{(data.TestSource is { } tested ? $" and {tested}" : "")}: {Wording.Count(data.Rows, "row")}{(data.RowsWithoutTarget > 0 ? " with a target" : "")}, {Wording.Count(data.Columns.Length, "column")} to learn from, {(double)data.Rows / data.Columns.Length:F1} rows a column; SHA-256 {data.Hash[..Math.Min(12, data.Hash.Length)]}…");
        PathConsole.Line(console, $"Target '{data.Target}', {PartLines.Target(data, ClassesNamed)}; loss {study.Loss.Name}");
        if (ClassTarget.AlikeButForCase(data.Classes) is { IsEmpty: false } alike)
            PathConsole.Line(console, $"Beware: {string.Join(", ", alike)} differ in letter case only, and count as different classes");
        PathConsole.Line(console, $"{(data.TestSource is { } file ? $"The {Wording.Count(data.TestRows, "row")} of {file} {(data.TestRows == 1 ? "is" : "are")} the test set" : $"{Wording.Count(data.TestRows, "row")} {(data.TestRows == 1 ? "is" : "are")} set aside as the test set ({data.TestDescription})")}, looked at once, at the end");
        PathConsole.Line(console, $"{Wording.Count(data.TrainRows, "row")} to learn from, in {data.FoldsDescription}");
        foreach (string line in PartLines.Of(data.Roles, data.Recipe))
            PathConsole.Line(console, line);
        if (!data.ConstantColumns.IsEmpty)
            PathConsole.Line(console, $"Constant over the rows to learn from, so without a part in the fit: {Wording.Listed(data.ConstantColumns)}");
    }

    private static void Chosen(IAnsiConsole console, StudyResult study, StudyChoice choice, IReadOnlyList<string> winnerCommand)
    {
        DiagnosisConsole.Heading(console, "Which model?");
        PathConsole.Line(console, choice.Sentence);
        if (choice.Winner != choice.Simplest)
            PathConsole.Line(console, $"The winner: {Of(study, choice.Winner)}");
        PathConsole.Line(console, $"Handed over: {Of(study, choice.Simplest)}");
        var columns = FamilyColumns.Of(study.Paths[choice.Simplest.Path].Search.Path);
        foreach (string line in columns.Model(choice.Simplest.At))
            PathConsole.Line(console, line);
        if (study.RefittedOnAllRows)
            PathConsole.Line(console, $"Refitted on all {study.Chosen!.Rows} rows after the test.");
        if (winnerCommand.Count > 0)
        {
            PathConsole.Line(console, "A model of the winner's kind, its setting chosen anew on all rows:");
            foreach (string line in Continued(winnerCommand, console.Profile.Width))
                PathConsole.Line(console, line);
        }

        new StudyTables(console, study).AlongThePath(choice.Simplest);
    }

    /// <summary>A command in lines that a shell takes for one, where the console hasn't room for it.</summary>
    private static IEnumerable<string> Continued(IReadOnlyList<string> pieces, int width)
    {
        const string Indent = "  ", More = " \\";
        string line = Indent + pieces[0];
        foreach (string piece in pieces.Skip(1))
        {
            if (line.Length + 1 + piece.Length + More.Length > width)
            {
                yield return line + More;
                line = Indent + Indent + piece;
            }
            else
                line += $" {piece}";
        }

        yield return line;
    }

    private static string Of(StudyResult study, StudySetting setting)
    {
        var path = study.Paths[setting.Path];
        return $"{path.Name}, {CrossValidationConsole.At(path.Search, setting.At)}";
    }

    private static void Scores(IAnsiConsole console, StudyResult study)
    {
        DiagnosisConsole.Heading(console, "How good is it on rows that nothing has seen?");
        if (study.Honest is { } honest)
        {
            PathConsole.Line(console, $"{DiagnosisConsole.Capitalised(honest.Score.Title)}: {honest.Sentence}");
            PathConsole.Line(console, "Honest is what is left of the search's score once the choice among all paths and settings is held out too: it was made anew in bootstrap draws of the held-out predictions.");
        }
        else if (study.NoHonest is { } reason)
            PathConsole.Line(console, $"No honest score: {reason}.");
        if (study.TestScores.IsEmpty)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumns($"on {Wording.Count(study.Data.TestRows, "test row")}", "score", "95 % interval");
        for (int k = 0; k < table.Columns.Count; k++)
            table.Columns[k].Alignment(k == 0 ? Justify.Left : Justify.Right).NoWrap().PadLeft(0).PadRight(1);
        foreach (var test in study.TestScores)
        {
            string[] said = ScoreDigits.Interval(test.Value, test.Lower, test.Upper).Split(' ', 2);
            DiagnosisConsole.Add(table, $"{test.Score.Title}, the {(test.Score.HigherIsBetter ? "higher" : "lower")} the better", said[0], said.Length > 1 ? said[1] : "");
        }

        console.Write(table);
        PathConsole.Line(console, $"Intervals hold 95 % of the scores of bootstrap draws{(study.Options.Folds.GroupColumn is null ? "" : " of whole groups")}.");
    }

    private static void LeftOut(IAnsiConsole console, StudyResult study)
    {
        string[] all = [.. study.LeftOut, .. study.Diagnosis?.LeftOut ?? []];
        if (all.Length == 0)
            return;
        DiagnosisConsole.Heading(console, "Left out");
        foreach (string line in all)
            PathConsole.Line(console, $"- {line}");
    }

    private static void Written(IAnsiConsole console, StudyResult study, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return;
        DiagnosisConsole.Heading(console, "Written");
        foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file) ?? ""))
        {
            string[] others = [.. folder.Where(file => What(file) is null)];
            foreach (string file in folder.Where(file => What(file) is not null))
                PathConsole.Line(console, $"{file} ({What(file)})");
            if (others.Length > 0)
                PathConsole.Line(console, others.Length == 1 ? others[0] : $"{Path.Combine(folder.Key, "*")} ({Wording.Count(others.Length, "file")}: {Wording.Listed(others.Select(Path.GetFileName).OfType<string>(), 3)})");
        }

        if (Named(files, StudyFolder.Model) is { } model)
        {
            string offset = study.ChosenPath?.Search.Path.OffsetColumn is { } name ? $", which needs the offset '{name}' too" : "";
            PathConsole.Line(console, $"Apply it: ridgeline predict {model} DATA.csv -o {StudyFolder.Predictions}{offset}");
        }

        if (Named(files, StudyFolder.Results) is { } results)
            PathConsole.Line(console, $"Beside another study: ridgeline compare {results} OTHER/{StudyFolder.Results}");
        if (!study.IsComplete)
            PathConsole.Line(console, "The same command again goes on where it was stopped.");
    }

    private static string? What(string file) => FilesKnown.FirstOrDefault(known => known.Name == Path.GetFileName(file)).What;

    private static string? Named(IReadOnlyList<string> files, string name) => files.FirstOrDefault(file => Path.GetFileName(file) == name);
}
