using System.Text.RegularExpressions;

namespace Ridgeline.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the opening fence.</param>
/// <param name="Line">The line of its first line of text, from 1.</param>
/// <param name="Text">Its text.</param>
/// <param name="NotRun">Why it isn't run, where the page says so: &lt;!-- not run: WHY --&gt; on the line above the fence. Else null.</param>
public sealed record Block(string Language, int Line, string Text, string? NotRun)
{
    /// <summary>A program, or a part of the page's program.</summary>
    public bool IsProgram => NotRun is null && Language == "csharp";

    /// <summary>Commands; a block without a language that begins with the command is one too.</summary>
    public bool IsCommands => NotRun is null && (Language is "sh" or "console" || Language.Length == 0 && Text.StartsWith("ridgeline ", StringComparison.Ordinal));

    /// <summary>What the program or the commands before it print.</summary>
    public bool IsOutput => NotRun is null && Language == "text";
}

/// <summary>A page of Markdown: README.md, or one below docs.</summary>
public sealed partial class DocsPage
{
    private DocsPage(string name, string text)
    {
        Name = name;
        Lines = text.ReplaceLineEndings("\n").Split('\n');
        (Blocks, Prose) = Divided(Lines);
    }

    /// <summary>The folder of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>README.md and all pages below docs, in order.</summary>
    public static IReadOnlyList<DocsPage> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Prepend(Path.Combine(Root, "README.md"))
            .Select(file => new DocsPage(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file))).OrderBy(page => page.Name, StringComparer.Ordinal),
    ];

    /// <summary>The path from the checkout's folder.</summary>
    public string Name { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Its fenced blocks.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Its lines with those of fenced blocks left empty.</summary>
    public IReadOnlyList<string> Prose { get; }

    /// <summary>Where its relative links lead.</summary>
    public IEnumerable<(int Line, string Target)> Links() =>
        Prose.SelectMany((line, i) => Link().Matches(InlineCode().Replace(line, "")).Select(match => (i + 1, match.Groups["target"].Value)));

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors() => Prose.Where(line => line.StartsWith('#')).Select(line => string.Concat(line.TrimStart('#').Trim().ToLowerInvariant()
        .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-'));

    /// <summary>The page of that name.</summary>
    public static DocsPage Named(string name) => All.Single(page => page.Name == name);

    public override string ToString() => Name;

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^<!-- not run: (?<why>.+) -->$")]
    private static partial Regex OptOut();

    private static (List<Block> Blocks, string[] Prose) Divided(IReadOnlyList<string> lines)
    {
        var blocks = new List<Block>();
        string[] prose = [.. lines];
        for (int i = 0; i < lines.Count; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            int end = i + 1;
            while (lines[end] != "```")
                end++;
            var optOut = OptOut().Match(i > 0 ? lines[i - 1] : "");
            blocks.Add(new Block(lines[i][3..].Trim(), i + 2, string.Join('\n', lines.Skip(i + 1).Take(end - i - 1)), optOut.Success ? optOut.Groups["why"].Value : null));
            Array.Fill(prose, "", i, end - i + 1);
            i = end;
        }

        return (blocks, prose);
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ridgeline.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is in no checkout of Ridgeline");
        return folder;
    }
}
