using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>One model of a path as one JSON document. Numbers have full double precision; those that aren't finite are null.</summary>
public static class FitJson
{
    /// <summary>Writes the fit.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="path">What was fitted.</param>
    /// <param name="at">The position of the model.</param>
    /// <param name="run">The cross-validation that chose it; null where its setting was given.</param>
    /// <param name="modelFile">Where the model was written.</param>
    /// <param name="worth">How many parameters the model is worth; null where that wasn't estimated.</param>
    public static void Write(Stream stream, TablePath path, int at, TableCrossValidation? run, string modelFile, EffectiveDegreesOfFreedom? worth = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        PathJson.Head(json, path);
        json.WriteString("rule", run is null ? null : CrossValidationJson.Name(run.Rule));
        if (run is not null)
            CrossValidationJson.Choice(json, run);
        json.WriteStartObject("model");
        var columns = FamilyColumns.Of(path);
        columns.Point(json, at);
        columns.Model(json, at);
        if (run is not null)
            CrossValidationJson.Score(json, run, at);
        if (worth is not null)
        {
            json.Number("degreesOfFreedom", worth.Value);
            json.Number("degreesOfFreedomStandardError", worth.StandardError);
            json.WriteNumber("degreesOfFreedomDraws", worth.Draws);
        }

        json.WriteString("file", modelFile);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
