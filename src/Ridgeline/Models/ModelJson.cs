using System.Text.Json;

namespace Ridgeline.Models;

/// <summary>Numbers of a model file that may be infinite or undefined: null there.</summary>
internal static class ModelJson
{
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    public static double FiniteOr(this JsonElement element, double otherwise) => element.ValueKind == JsonValueKind.Null ? otherwise : element.GetDouble();
}
