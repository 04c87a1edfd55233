using System.Collections.Immutable;
using System.Text;
using Ridgeline.Scores;

namespace Ridgeline.Reports.Pages;

/// <summary>What the words mean that reports use: the page shows it beside its numbers, and docs/definitions.md is the same list.</summary>
internal static class Glossary
{
    private static readonly ImmutableArray<(string Title, ImmutableArray<GlossaryTerm> Terms)> Groups =
    [
        ("What regularization is", GlossaryWords.Regularization),
        ("How models are compared", GlossaryWords.Comparing),
        ("Scores", GlossaryWords.Scores),
        ("What else is known of a model", GlossaryWords.Diagnosis),
        ("How a study is made", GlossaryWords.Making),
    ];

    private static readonly ImmutableDictionary<string, GlossaryTerm> ByKey = Groups.SelectMany(group => group.Terms).ToImmutableDictionary(term => term.Key);

    /// <summary>All terms, in the order in which they build on each other.</summary>
    public static ImmutableArray<GlossaryTerm> Terms { get; } = [.. Groups.SelectMany(group => group.Terms)];

    /// <summary>The term of a key.</summary>
    /// <param name="key">Its key.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static GlossaryTerm Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ByKey.TryGetValue(key, out var term) ? term : throw new ArgumentException($"no term is called '{key}'", nameof(key));
    }

    /// <summary>The term that says what a score is.</summary>
    /// <param name="score">The score.</param>
    public static GlossaryTerm Of(Score score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return ByKey.TryGetValue(score.Name, out var term) ? term : ByKey[score.Name.StartsWith("pinball", StringComparison.Ordinal) ? "pinball" : "score"];
    }

    /// <summary>The terms as a page of Markdown, each under a heading of its own: docs/definitions.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("# Definitions\n\nThe words that Ridgeline's reports use, as one would explain them to a new colleague. The page that a study writes has the same beside its numbers.\n");
        foreach (var (title, terms) in Groups)
        {
            text.Append($"\n## {title}\n");
            foreach (var term in terms)
                text.Append($"\n### {term.Name}\n\n<a id=\"{term.Key}\"></a>{term.Meaning}\n");
        }

        return text.ToString();
    }
}
