using Spectre.Console;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What changed between two studies as text, a table a topic.</summary>
public static class StudyComparisonConsole
{
    private const int MostOfTopic = 15, LongestName = 34, LongestText = 120;

    /// <summary>Writes it.</summary>
    /// <param name="console">Where to; it decides on width and colour.</param>
    /// <param name="comparison">What changed.</param>
    public static void Write(IAnsiConsole console, StudyComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(comparison);
        using var plain = PlainNumbers.Begin();
        PathConsole.Line(console, $"From {comparison.Before} to {comparison.After}");
        PathConsole.Line(console, comparison.ScoresSentence);
        if (comparison.IsSame)
            PathConsole.Line(console, "Nothing changed.");
        foreach (var topic in comparison.Changes.GroupBy(change => change.Topic))
        {
            DiagnosisConsole.Heading(console, DiagnosisConsole.Capitalised(topic.Key));
            var table = new Table().Border(TableBorder.Simple).AddColumns("", "before", "after", "");
            foreach (var column in table.Columns)
                column.PadLeft(0).PadRight(1);
            foreach (var change in topic.Take(MostOfTopic))
                table.AddRow(new Text(Wording.Shortened(change.What, LongestName)), Shown(change.Before), Shown(change.After), new Text(change.Note ?? ""));
            console.Write(table);
            if (topic.Key == ComparedModel.Coefficient)
                PathConsole.Line(console, "What one standard deviation of the column adds to the linear predictor.");
            if (topic.Count() > MostOfTopic)
                PathConsole.Line(console, $"… and {topic.Count() - MostOfTopic} more, which --json has");
        }
    }

    private static Text Shown(ComparedValue value) => new(Wording.Shortened(value.ToString(), LongestText));
}
