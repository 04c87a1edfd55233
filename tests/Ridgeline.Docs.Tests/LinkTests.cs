namespace Ridgeline.Docs.Tests;

/// <summary>The links of README.md and of all pages below docs.</summary>
public sealed class LinkTests
{
    /// <summary>A link leads to a file of the checkout and, behind #, to one of its headings; links elsewhere are https.</summary>
    [Fact]
    public void Every_link_leads_somewhere()
    {
        var lost = new List<string>();
        foreach (var page in DocsPage.All)
            foreach (var (line, target) in page.Links())
                if (!Leads(page, target))
                    lost.Add($"{page}:{line}: {target}");
        Assert.Empty(lost);
    }

    /// <summary>The index leads to every page.</summary>
    [Fact]
    public void Every_page_is_in_the_index()
    {
        var index = DocsPage.Named("docs/README.md");
        var linked = index.Links().Select(link => "docs/" + link.Target.Split('#')[0]).ToHashSet();
        Assert.All(DocsPage.All.Select(page => page.Name).Where(name => name.StartsWith("docs/", StringComparison.Ordinal) && name != index.Name), name => Assert.Contains(name, linked));
    }

    private static bool Leads(DocsPage page, string target)
    {
        if (target.Contains("://"))
            return target.StartsWith("https://", StringComparison.Ordinal);
        string[] parts = target.Split('#', 2);
        string file = parts[0].Length == 0 ? page.Name : Path.GetRelativePath(DocsPage.Root, Path.Combine(DocsPage.Root, Path.GetDirectoryName(page.Name)!, parts[0])).Replace('\\', '/');
        if (!Path.Exists(Path.Combine(DocsPage.Root, file)))
            return false;
        return parts.Length == 1 || DocsPage.All.FirstOrDefault(other => other.Name == file) is { } other && other.Anchors().Contains(parts[1]);
    }
}
