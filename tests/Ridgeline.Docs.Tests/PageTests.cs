namespace Ridgeline.Docs.Tests;

/// <summary>The pages' code, run: README.md and all of docs.</summary>
public sealed class PageTests
{
    private static readonly string[] Languages = ["csharp", "sh", "console", "text", "json", "csv", "xml", "python", ""];
    private static readonly Lazy<Dictionary<string, PageOutcome>> Outcomes = new(RunAll);

    public static TheoryData<string> Pages => [.. DocsPage.All.Where(HasCode).Select(page => page.Name)];

    /// <summary>Every block does what the page says, in the page's order.</summary>
    [Theory, MemberData(nameof(Pages))]
    public void What_a_page_says_is_so(string page)
    {
        var outcome = Outcomes.Value[page];
        TestContext.Current.SendDiagnosticMessage($"{page}: {outcome.Seconds:F1} s");
        Assert.True(outcome.Errors.Count == 0, string.Join("\n\n", outcome.Errors));
    }

    /// <summary>What isn't run says so, with its reason, and is counted here.</summary>
    [Fact]
    public void Hardly_a_block_is_left_out()
    {
        string[] leftOut = [.. DocsPage.All.SelectMany(page => page.Blocks.Where(block => block.NotRun is not null).Select(block => $"{page}:{block.Line}: {block.NotRun}"))];
        Assert.True(leftOut.Length <= 6, string.Join('\n', leftOut));
    }

    /// <summary>A block says what it is, so that none is passed over.</summary>
    [Fact]
    public void Every_block_says_its_language() =>
        Assert.All(DocsPage.All.SelectMany(page => page.Blocks.Select(block => (page, block))), pair => Assert.True(Languages.Contains(pair.block.Language), $"{pair.page}:{pair.block.Line}: '{pair.block.Language}'"));

    private static bool HasCode(DocsPage page) => page.Blocks.Any(block => block.IsProgram || block.IsCommands);

    /// <summary>All pages side by side: each waits mostly for processes of its own.</summary>
    private static Dictionary<string, PageOutcome> RunAll()
    {
        string? only = Environment.GetEnvironmentVariable("RIDGELINE_PAGE"); // one page, while it is written
        var outcomes = new Dictionary<string, PageOutcome>();
        Parallel.ForEach(DocsPage.All.Where(HasCode), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, page =>
        {
            var outcome = only is null || page.Name.Contains(only) ? PageRun.Of(page) : new PageOutcome([$"{page} wasn't asked for"], 0);
            lock (outcomes)
                outcomes.Add(page.Name, outcome);
        });
        return outcomes;
    }
}
