using System.Text.RegularExpressions;

namespace Ridgeline.Docs.Tests;

/// <summary>
/// Every number in the prose of these pages is followed by what it is, in a remark that readers don't see. &lt;!-- = NAME --&gt; is a figure of <see cref="BundledFigures"/>; &lt;!-- in: WORDS --&gt; stands in
/// a line with these words of an output block above, which the page's run holds against what is printed.
/// </summary>
public sealed partial class FigureTests
{
    private static readonly Lazy<Dictionary<string, double>> Figures = new(BundledFigures.All);
    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static TheoryData<string> Pages => [.. new[] { "docs/what-is-regularization.md", "docs/tutorial.md" }.Where(name => DocsPage.All.Any(page => page.Name == name))];

    /// <summary>No number but those that a test recomputes.</summary>
    [Theory, MemberData(nameof(Pages))]
    public void Every_number_is_one_that_is_recomputed(string name)
    {
        var page = DocsPage.Named(name);
        var wrong = new List<string>();
        for (int i = 0; i < page.Prose.Count; i++)
        {
            string line = Uncounted().Replace(page.Prose[i], "");
            foreach (Match match in Marked().Matches(line))
                if (Problem(page, i, match) is { } problem)
                    wrong.Add($"{name}:{i + 1}: {match.Value}: {problem}");
            foreach (Match match in Number().Matches(Marked().Replace(line, "")))
                wrong.Add($"{name}:{i + 1}: {match.Value} isn't marked: …{line[Math.Max(0, line.IndexOf(match.Value, StringComparison.Ordinal) - 30)..]}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>No figure is computed that no page shows.</summary>
    [Fact]
    public void Every_figure_is_read()
    {
        string all = string.Concat(Pages.SelectMany(name => DocsPage.Named(name).Lines));
        string[] unread = [.. Figures.Value.Keys.Where(figure => !all.Contains($"<!-- = {figure} -->") && !figure.Contains("gap") && !figure.Contains("train log loss"))];
        Assert.Empty(unread);
    }

    private static string? Problem(DocsPage page, int line, Match match)
    {
        string shown = match.Groups["shown"].Value;
        if (match.Groups["words"] is { Success: true, Value: var words })
            return page.Blocks.Any(block => block.IsOutput && block.Line <= line && block.Text.Split('\n').Any(printed => printed.Contains(words) && Number().Matches(printed).Any(number => number.Value == shown)))
                ? null : $"no output above has it in a line with '{words}'";
        if (!Figures.Value.TryGetValue(match.Groups["figure"].Value, out double value))
            return "there is no such figure";
        value *= match.Groups["percent"].Success ? 100 : 1;
        int word = Array.IndexOf(Words, shown.ToLowerInvariant());
        int decimals = shown.Contains('.') ? shown.Length - shown.IndexOf('.') - 1 : 0;
        double said = word >= 0 ? word : double.Parse(shown.Replace('−', '-'));
        return Math.Abs(Math.Round(value, decimals, MidpointRounding.AwayFromZero) - said) < 1e-9 ? null : $"it is {value}";
    }

    // A number as prose has it: not part of a name such as L1.
    [GeneratedRegex(@"(?<![\p{L}\d.])[−-]?\d+(?:\.\d+)?(?![\p{L}\d])")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<shown>(?<![\p{L}\d.])[−-]?\d+(?:\.\d+)?|[A-Za-z]+)(?<percent> %)?<!-- (?:= (?<figure>[^>]+)|in: (?<words>[^>]+)) -->")]
    private static partial Regex Marked();

    // Code, addresses, the titles of sources elsewhere, the numbers of a list's items.
    [GeneratedRegex(@"`[^`]*`|\[[^\]]*\]\(https://[^)]*\)|\]\([^)]*\)|^\s*\d+\. ")]
    private static partial Regex Uncounted();
}
