using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ridgeline.Models;
using Ridgeline.Reports;
using Ridgeline.Scores;
using Ridgeline.Tables;

namespace Ridgeline.Docs.Tests;

/// <summary>What pages call by name is there.</summary>
public sealed partial class NameTests
{
    private static readonly Type[] Types = [.. new[] { typeof(Model), typeof(BundledData), typeof(StudyFolder) }.SelectMany(type => type.Assembly.GetExportedTypes())];

    /// <summary>The last column of each table of names.md is Ridgeline's: types, their members and scores that there are.</summary>
    [Fact]
    public void Names_of_ours_are_there()
    {
        var cells = DocsPage.Named("docs/names.md").Prose.Where(line => line.StartsWith('|') && !line.StartsWith("|-", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split('|')[^1]);
        string[] named = [.. cells.SelectMany(cell => Code().Matches(cell)).Select(match => match.Groups["code"].Value).Where(code => Dotted().IsMatch(code))];
        Assert.True(named.Length > 50);
        Assert.All(named, name => Assert.True(IsThere(name), name));
    }

    /// <summary>Every score has a name there.</summary>
    [Fact]
    public void Every_score_is_mapped()
    {
        string page = string.Join('\n', DocsPage.Named("docs/names.md").Prose);
        Assert.All(Score.All.Where(score => score.Name is not "calibration-error"), score => Assert.Contains(score.Name.StartsWith("pinball", StringComparison.Ordinal) ? "`pinball-A`" : $"`{score.Name}`", page));
    }

    /// <summary>What the page on results.json calls a member is one by the schema.</summary>
    [Fact]
    public void Members_of_results_are_in_the_schema()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(DocsPage.Root, "docs", "results.schema.json")));
        var rows = DocsPage.Named("docs/how-to/results-json.md").Prose.Where(line => line.StartsWith('|') && line.Contains("? |")).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows.SelectMany(row => Code().Matches(row)).Select(match => match.Groups["code"].Value), member => Assert.True(IsMember(schema.RootElement, member), member));
    }

    private static bool IsMember(JsonElement root, string member)
    {
        var at = root;
        foreach (string part in member.Replace("[…]", "", StringComparison.Ordinal).Split('.'))
        {
            at = Item(at);
            if (!at.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(part, out at))
                return false;
        }

        return true;

        // An object itself, that of a reference, of one of several forms, or of an array's items.
        JsonElement Item(JsonElement element) => element switch
        {
            _ when element.TryGetProperty("$ref", out var reference) => Item(reference.GetString()!.Split('/').Skip(1).Aggregate(root, (within, name) => within.GetProperty(name))),
            _ when element.TryGetProperty("items", out var items) => Item(items),
            _ when element.TryGetProperty("anyOf", out var forms) => Item(forms.EnumerateArray().First(form => !form.TryGetProperty("type", out var type) || type.ToString() != "null")),
            _ => element,
        };
    }

    private static bool IsThere(string name)
    {
        string[] parts = name.Split('.');
        const BindingFlags Any = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;
        return Types.Any(type => type.Name.Split('`')[0] == parts[0] && (parts.Length == 1 || type.GetMember(parts[1], Any).Length > 0));
    }

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]+(\.[A-Z][A-Za-z0-9]+)?$")]
    private static partial Regex Dotted();
}
