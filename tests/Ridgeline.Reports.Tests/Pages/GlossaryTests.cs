using Ridgeline.Reports.Pages;
using Ridgeline.Scores;

namespace Ridgeline.Reports.Tests.Pages;

/// <summary>The definitions.</summary>
public sealed class GlossaryTests
{
    [Fact]
    public void The_definitions_in_docs_are_those_of_the_page() => Assert.Equal(Glossary.Markdown(), File.ReadAllText(Path.Combine(Root(), "docs", "definitions.md")).ReplaceLineEndings("\n"));

    [Fact]
    public void Every_score_has_a_definition_of_its_own() => Assert.All(Score.All, score => Assert.NotEqual("score", Glossary.Of(score).Key));

    [Fact]
    public void A_definition_is_sentences_and_a_key_is_words_of_a_link() => Assert.All(Glossary.Terms, term =>
    {
        Assert.Matches("^[a-z0-9-]+$", term.Key);
        Assert.Matches(@"^\p{Lu}.{15,}\.$", term.Meaning);
        Assert.Same(term, Glossary.Of(term.Key));
    });

    [Fact]
    public void A_word_without_a_definition_is_refused() => Assert.Contains("'ridgeline'", Assert.Throws<ArgumentException>(() => Glossary.Of("ridgeline")).Message);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ridgeline.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
