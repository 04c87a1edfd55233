using System.Text.Json;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What changed in the data, in how the study was asked for, and in what made it.</summary>
/// <param name="changes">Where it is told.</param>
internal sealed class ComparedData(ComparedChanges changes)
{
    private const string Data = "data", Options = "options", Made = "versions";
    private const int ShownOfHash = 12;

    /// <summary>Tells it.</summary>
    public void Find()
    {
        changes.Member("study", "complete", "complete");
        changes.Member("study", "stopped at", "stoppedAt");
        changes.Member(Data, "source", "data", "source");
        changes.Add(Data, "hash", Hash(changes, "data"), Hash(changes, "data", isAfter: true), "the cells aren't the same");
        changes.Member(Data, "target", "data", "target");
        changes.Names(Data, "classes", Names(changes.Before, "classes"), Names(changes.After, "classes"));
        foreach (var (what, member) in (ReadOnlySpan<(string, string)>)[("rows", "rows"), ("rows learned from", "trainRows"), ("test rows", "testRows"), ("the test rows are", "testRowsAre"), ("rows without a target", "rowsWithoutTarget")])
            changes.Member(Data, what, "data", member);
        changes.Names(Data, "columns", Names(changes.Before, "tableColumns"), Names(changes.After, "tableColumns"));
        Roles();
        changes.Names(Data, "steps of the recipe", changes.Before.Texts("data", "recipe"), changes.After.Texts("data", "recipe"));
        foreach (string member in Members(changes.Before, "options").Union(Members(changes.After, "options")))
            if (member != "folds")
                changes.Member(Options, Words(member), "options", member);
        foreach (string member in Members(changes.Before, "options", "folds").Union(Members(changes.After, "options", "folds")))
            changes.Member(Options, member == "count" ? "folds" : $"folds: {Words(member)}", "options", "folds", member);
        changes.Member(Options, "seed", "seed");
    }

    /// <summary>Tells what made the studies, where it isn't the same.</summary>
    public static void Versions(ComparedChanges changes)
    {
        foreach (var (what, member) in (ReadOnlySpan<(string, string)>)[("Ridgeline", "ridgeline"), (".NET", "dotnet"), ("system", "system"), ("architecture", "architecture")])
            changes.Member(Made, what, "made", member);
    }

    /// <summary>A hash of either study: the whole one decides, its beginning is shown.</summary>
    /// <param name="changes">The studies.</param>
    /// <param name="of">What it is of: data, or folds.</param>
    /// <param name="isAfter">Whether it is the second study's.</param>
    public static ComparedValue Hash(ComparedChanges changes, string of, bool isAfter = false)
    {
        string hash = (isAfter ? changes.After : changes.Before).At(of, "hash")?.GetString() ?? "";
        return ComparedValue.Of(changes.Before.Value(of, "hash") == changes.After.Value(of, "hash") || hash.Length < ShownOfHash ? hash : hash[..ShownOfHash] + "…");
    }

    private void Roles()
    {
        var (before, after) = (Parts(changes.Before), Parts(changes.After));
        foreach (string column in before.Keys.Where(after.ContainsKey))
            changes.Add(Data, $"part of '{Wording.Shortened(column)}'", ComparedValue.Of(before[column]), ComparedValue.Of(after[column]));
    }

    private static Dictionary<string, string> Parts(ComparedResults results) =>
        results.List("data", "roles").ToDictionary(role => role.GetProperty("column").GetString()!, role => role.GetProperty("role").GetString()!, StringComparer.Ordinal);

    private static IEnumerable<string> Names(ComparedResults results, string list) => results.List("data", list).Select(one => one.GetProperty("name").GetString()!);

    private static IEnumerable<string> Members(ComparedResults results, params ReadOnlySpan<string> names) =>
        results.At(names) is { ValueKind: JsonValueKind.Object } members ? [.. members.EnumerateObject().Select(member => member.Name)] : [];

    /// <summary>maxIterations as max iterations.</summary>
    private static string Words(string member) => string.Concat(member.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
