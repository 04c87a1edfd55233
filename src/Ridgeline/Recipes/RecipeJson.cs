using System.Collections.Immutable;
using System.Text.Json;

namespace Ridgeline.Recipes;

/// <summary>Reading and writing the JSON of a learned recipe. What isn't as it was written is a <see cref="FormatException"/> that names the member.</summary>
internal static class RecipeJson
{
    public static void WriteTexts(this Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void WriteNumbers(this Utf8JsonWriter json, string name, ImmutableArray<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    public static void WriteFlags(this Utf8JsonWriter json, string name, ImmutableArray<bool> flags)
    {
        json.WriteStartArray(name);
        foreach (bool flag in flags)
            json.WriteBooleanValue(flag);
        json.WriteEndArray();
    }

    public static void WriteLists(this Utf8JsonWriter json, string name, ImmutableArray<ImmutableArray<string>> lists)
    {
        json.WriteStartArray(name);
        foreach (var list in lists)
        {
            json.WriteStartArray();
            foreach (string text in list)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : throw new FormatException($"\"{name}\" is missing");

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    public static string Text(this JsonElement json, string name) => AsText(json.Member(name), name);

    public static double Number(this JsonElement json, string name) => AsNumber(json.Member(name), name);

    public static int Whole(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out int value) ? value : throw new FormatException($"\"{name}\" is no whole number");

    public static bool Flag(this JsonElement json, string name) => AsFlag(json.Member(name), name);

    public static ImmutableArray<string> Texts(this JsonElement json, string name) => AsTexts(json.Member(name), name);

    public static ImmutableArray<double> Numbers(this JsonElement json, string name) => AsNumbers(json.Member(name), name);

    /// <summary>A list of so many numbers.</summary>
    public static ImmutableArray<double> Numbers(this JsonElement json, string name, int count) => Counted(json.Numbers(name), name, count);

    /// <summary>A list of so many flags.</summary>
    public static ImmutableArray<bool> Flags(this JsonElement json, string name, int count) => Counted([.. json.List(name).Select(item => AsFlag(item, name))], name, count);

    /// <summary>A list of so many things of any kind.</summary>
    public static ImmutableArray<JsonElement> Items(this JsonElement json, string name, int count) => Counted([.. json.List(name)], name, count);

    /// <summary>A list of places below <paramref name="count"/>, rising.</summary>
    public static ImmutableArray<int> Places(this JsonElement json, string name, int count)
    {
        var places = ImmutableArray.CreateBuilder<int>();
        foreach (var item in json.List(name))
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int place) || place >= count || place <= (places.Count == 0 ? -1 : places[^1]))
                throw new FormatException($"\"{name}\" has {Wording.Shortened(item.GetRawText())} where places rise from 0 to {count - 1}");
            places.Add(place);
        }

        return places.ToImmutable();
    }

    public static JsonElement.ArrayEnumerator List(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : throw new FormatException($"\"{name}\" is no list");

    private static ImmutableArray<T> Counted<T>(ImmutableArray<T> list, string name, int count) =>
        list.Length == count ? list : throw new FormatException($"\"{name}\" has {list.Length} where {count} are needed");

    public static ImmutableArray<string> AsTexts(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => AsText(item, name))] : throw new FormatException($"\"{name}\" has {list.ValueKind} where a list of texts is needed");

    private static string AsText(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new FormatException($"\"{name}\" has {item.ValueKind} where a text is needed");

    public static ImmutableArray<double> AsNumbers(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => AsNumber(item, name))] : throw new FormatException($"\"{name}\" has {list.ValueKind} where a list of numbers is needed");

    public static double AsNumber(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Number && double.IsFinite(item.GetDouble()) ? item.GetDouble() : throw new FormatException($"\"{name}\" has {item.ValueKind} where a finite number is needed");

    private static bool AsFlag(JsonElement item, string name) => item.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"\"{name}\" has {item.ValueKind} where true or false is needed"),
    };
}
