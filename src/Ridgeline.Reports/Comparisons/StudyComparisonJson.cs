using System.Text.Json;

namespace Ridgeline.Reports.Comparisons;

/// <summary>What changed between two studies as one JSON document.</summary>
public static class StudyComparisonJson
{
    private const int Version = 1;

    /// <summary>Writes it.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="comparison">What changed.</param>
    public static void Write(Stream stream, StudyComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        json.WriteString("format", "ridgeline-comparison");
        json.WriteNumber("version", Version);
        json.WriteString("before", comparison.Before);
        json.WriteString("after", comparison.After);
        json.WriteBoolean("same", comparison.IsSame);
        json.WriteString("scores", JsonNamingPolicy.CamelCase.ConvertName(comparison.Scores.ToString()));
        json.WriteString("scoresSentence", comparison.ScoresSentence);
        json.WriteStartArray("changes");
        foreach (var change in comparison.Changes)
        {
            json.WriteStartObject();
            json.WriteString("topic", change.Topic);
            json.WriteString("what", change.What);
            Value(json, "before", change.Before);
            Value(json, "after", change.After);
            json.WriteString("note", change.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A number, a text or null; a number with an interval is an object.</summary>
    private static void Value(Utf8JsonWriter json, string name, ComparedValue value)
    {
        if (value is { Lower: null, Upper: null })
        {
            if (value.Number is not null)
                json.Number(name, value.Number);
            else
                json.WriteString(name, value.Text);
            return;
        }

        json.WriteStartObject(name);
        json.Number("value", value.Number);
        json.Number("lower", value.Lower);
        json.Number("upper", value.Upper);
        json.WriteEndObject();
    }
}
