using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ridgeline.Reports.Tests;

/// <summary>A JSON Schema of draft 2020-12, as far as ours go: any other keyword is refused. It remembers which of its properties documents had.</summary>
internal sealed class JsonSchema
{
    private static readonly HashSet<string> Words =
        ["$schema", "$id", "$defs", "title", "description", "$ref", "type", "enum", "const", "anyOf", "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "minimum", "pattern"];

    private readonly JsonElement _root;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public JsonSchema(string text) => _root = JsonDocument.Parse(text).RootElement;

    /// <summary>Its properties that no document had, as pointers into it.</summary>
    public IEnumerable<string> Unseen => Properties(_root, "").Where(pointer => !_seen.Contains(pointer)).Order(StringComparer.Ordinal);

    /// <summary>What is wrong with a document: nothing, if it is valid.</summary>
    public IReadOnlyList<string> Errors(JsonElement document)
    {
        var (errors, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        Check(document, _root, "", "", errors, seen);
        _seen.UnionWith(seen);
        return errors;
    }

    private void Check(JsonElement value, JsonElement schema, string at, string pointer, List<string> errors, HashSet<string> seen)
    {
        foreach (var word in schema.EnumerateObject())
            if (!Words.Contains(word.Name))
                errors.Add($"{pointer}: this reader knows no {word.Name}");
        if (schema.TryGetProperty("$ref", out var reference))
        {
            string name = reference.GetString()!["#/$defs/".Length..];
            Check(value, _root.GetProperty("$defs").GetProperty(name), at, $"/$defs/{name}", errors, seen);
        }

        if (schema.TryGetProperty("anyOf", out var choices))
            AnyOf(value, choices, at, pointer, errors, seen);
        if (schema.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type]).Any(one => Is(value, one.GetString()!)))
            errors.Add($"{at}: {Short(value)} isn't {type}");
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(value, only) || schema.TryGetProperty("enum", out var some) && !some.EnumerateArray().Any(one => JsonElement.DeepEquals(value, one)))
            errors.Add($"{at}: {Short(value)} isn't one of those allowed");
        if (schema.TryGetProperty("minimum", out var least) && value.ValueKind == JsonValueKind.Number && value.GetDouble() < least.GetDouble())
            errors.Add($"{at}: {value} is below {least}");
        if (schema.TryGetProperty("pattern", out var pattern) && value.ValueKind == JsonValueKind.String && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
            errors.Add($"{at}: {Short(value)} isn't like {pattern}");
        if (value.ValueKind == JsonValueKind.Object)
            Members(value, schema, at, pointer, errors, seen);
        if (value.ValueKind == JsonValueKind.Array)
            Items(value, schema, at, pointer, errors, seen);
    }

    private void AnyOf(JsonElement value, JsonElement choices, string at, string pointer, List<string> errors, HashSet<string> seen)
    {
        var failed = new List<string>();
        for (int k = 0; k < choices.GetArrayLength(); k++)
        {
            var (own, met) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
            Check(value, choices[k], at, $"{pointer}/anyOf/{k}", own, met);
            if (own.Count == 0)
            {
                seen.UnionWith(met);
                return;
            }

            failed.AddRange(own);
        }

        errors.Add($"{at}: none of {choices.GetArrayLength()} choices: {string.Join("; ", failed)}");
    }

    private void Members(JsonElement value, JsonElement schema, string at, string pointer, List<string> errors, HashSet<string> seen)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        bool isOpen = !schema.TryGetProperty("additionalProperties", out var others);
        foreach (var member in value.EnumerateObject())
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var own))
            {
                string name = $"{pointer}/properties/{member.Name}";
                seen.Add(name);
                Check(member.Value, own, $"{at}/{member.Name}", name, errors, seen);
            }
            else if (!isOpen && others.ValueKind == JsonValueKind.False)
                errors.Add($"{at}: {member.Name} isn't in the schema");
            else if (!isOpen)
                Check(member.Value, others, $"{at}/{member.Name}", $"{pointer}/additionalProperties", errors, seen);
        if (schema.TryGetProperty("required", out var required))
            errors.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing"));
    }

    private void Items(JsonElement value, JsonElement schema, string at, string pointer, List<string> errors, HashSet<string> seen)
    {
        int length = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out var fewest) && length < fewest.GetInt32() || schema.TryGetProperty("maxItems", out var most) && length > most.GetInt32())
            errors.Add($"{at}: has {length} items");
        if (!schema.TryGetProperty("items", out var items))
            return;
        int k = 0;
        foreach (var item in value.EnumerateArray())
            Check(item, items, $"{at}/{k++}", $"{pointer}/items", errors, seen);
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new InvalidOperationException($"there is no type {type}"),
    };

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..60] : value.GetRawText();

    private static IEnumerable<string> Properties(JsonElement schema, string pointer)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().SelectMany((one, k) => Properties(one, $"{pointer}/{k}"));
        return schema.ValueKind == JsonValueKind.Object
            ? schema.EnumerateObject().SelectMany(member => member.Name == "properties"
                ? member.Value.EnumerateObject().SelectMany(own => Properties(own.Value, $"{pointer}/properties/{own.Name}").Prepend($"{pointer}/properties/{own.Name}"))
                : Properties(member.Value, $"{pointer}/{member.Name}"))
            : [];
    }
}
