using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A path as one JSON document. Numbers have full double precision; those that aren't finite are null.</summary>
public static class PathJson
{
    /// <summary>Writes the path.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="path">What was fitted.</param>
    public static void Write(Stream stream, TablePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        Head(json, path);
        json.WriteStartArray("path");
        var columns = FamilyColumns.Of(path);
        for (int at = 0; at < path.Path.Points.Length; at++)
        {
            json.WriteStartObject();
            columns.Point(json, at);
            json.WriteEndObject();
            json.Flush(); // a long path of many columns isn't held in memory twice
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What was fitted.</summary>
    internal static void Head(Utf8JsonWriter json, TablePath path)
    {
        json.WriteString("source", path.Source);
        json.WriteString("target", path.Target);
        json.WriteString("family", path.Family.Name());
        FamilyColumns.Of(path).Head(json);
        if (!path.Classes.IsEmpty)
            json.Texts("classes", path.Classes);
        if (path.Classes.Length == 2)
            json.WriteString("positive", path.Classes[1]);
        json.WriteNumber("rows", path.Sample.RowsWithWeight);
        json.WriteString("weights", path.Sample.WeightKind == WeightKind.Frequency ? "frequency" : "importance");
        json.Number("weightSum", path.Sample.WeightSum);
        if (path.Family == Family.Linear)
        {
            json.WriteBoolean("standardize", path.Sample.Standardize);
            json.WriteBoolean("fitIntercept", path.Sample.View.Intercept);
        }

        if (path.OffsetColumn is not null)
            json.WriteString("offsetColumn", path.OffsetColumn);
        json.Texts("columns", path.Columns);
        json.Texts("constantColumns", path.ConstantColumns);
        PartLines.Write(json, path.Roles, path.Recipe);
        json.WriteBoolean("automatic", path.Automatic);
        json.WriteNumber("asked", path.Asked);
        if (path.Thinned > 0)
            json.WriteNumber("available", path.Thinned);
        json.WriteBoolean("endedEarly", path.EndedEarly);
        json.WriteBoolean("nothingExplained", path.NothingExplained);
    }
}
