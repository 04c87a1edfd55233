using System.Text.Json;
using Ridgeline.Tables;

namespace Ridgeline.Reports.Comparisons;

/// <summary>A results file that was read to be compared.</summary>
internal sealed class ComparedResults
{
    private const int LongestShown = 40;

    private ComparedResults(string name, JsonElement root) => (Name, Root) = (name, root);

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>The document.</summary>
    public JsonElement Root { get; }

    /// <summary>Reads it.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataException">It is something else, or of another version.</exception>
    public static ComparedResults Of(Stream stream, string name)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(stream);
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new DataException($"{name}: isn't JSON ({Wording.Reason(error)}); a results.json is needed, as ridgeline study writes it", error);
        }

        string? format = Text(root, "format");
        if (format != StudyJson.Format)
            throw new DataException($"{name}: {format switch
            {
                "ridgeline-model" => "is a model file",
                null => "has no \"format\"",
                _ => $"is of the format '{Wording.Shortened(format, LongestShown)}'",
            }}; a results.json is needed, as ridgeline study writes it beside model.json");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != StudyJson.Version)
            throw new DataException($"{name}: holds results of version {(root.TryGetProperty("version", out version) ? Wording.Shortened(version.GetRawText(), LongestShown) : "that isn't said")}; this program compares version {StudyJson.Version}");
        return new ComparedResults(name, root);
    }

    /// <summary>A member, or one of a member; null where it is missing or null itself.</summary>
    /// <param name="names">The way to it.</param>
    public JsonElement? At(params ReadOnlySpan<string> names)
    {
        var element = Root;
        foreach (string name in names)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>A member as what is compared.</summary>
    /// <param name="names">The way to it.</param>
    public ComparedValue Value(params ReadOnlySpan<string> names) => ComparedValue.Of(At(names));

    /// <summary>The entries of a list; none where it is missing.</summary>
    /// <param name="names">The way to it.</param>
    public IReadOnlyList<JsonElement> List(params ReadOnlySpan<string> names) => At(names) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The texts of a list.</summary>
    /// <param name="names">The way to it.</param>
    public IReadOnlyList<string> Texts(params ReadOnlySpan<string> names) => [.. List(names).Select(text => text.GetString()!)];

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
