using System.Text.Json;
using Ridgeline.Studies;
using Ridgeline.Tables;

namespace Ridgeline.Reports;

/// <summary>What a study's data are and how they were divided, in JSON.</summary>
internal static class StudyDataJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, StudyResult study)
    {
        var data = study.Data;
        json.WriteStartObject("data");
        json.WriteString("source", data.Source);
        json.WriteString("hash", data.Hash);
        json.WriteString("target", data.Target);
        json.WriteNumber("rows", data.Rows);
        json.WriteNumber("trainRows", data.TrainRows);
        json.WriteNumber("testRows", data.TestRows);
        json.WriteString("testRowsAre", data.TestDescription);
        json.WriteString("testFile", data.TestSource);
        json.WriteStartArray("classes");
        for (int k = 0; k < data.Classes.Length; k++)
        {
            json.WriteStartObject();
            json.WriteString("name", data.Classes[k]);
            json.WriteNumber("rows", data.ClassRows[k]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (data.Numbers is { } numbers)
        {
            json.WriteStartObject("numbers");
            json.Number("least", numbers.Least);
            json.Number("mean", numbers.Mean);
            json.Number("largest", numbers.Largest);
            json.WriteEndObject();
        }
        else
            json.WriteNull("numbers");
        Table(json, data.Table);
        json.Texts("columns", data.Columns);
        json.Texts("constantColumns", data.ConstantColumns);
        PartLines.Write(json, data.Roles, data.Recipe);
        json.WriteEndObject();
        Folds(json, study);
    }

    private static void Table(Utf8JsonWriter json, Table table)
    {
        json.WriteStartArray("tableColumns");
        foreach (var column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", column.Kind.ToString().ToLowerInvariant());
            json.WriteNumber("missing", column.MissingCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Folds(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartObject("folds");
        json.WriteString("description", study.Data.FoldsDescription);
        if (study.Paths is [var path, ..])
        {
            var resamples = path.Search.Search.Resamples;
            json.WriteNumber("count", resamples.Count / resamples.Repeats);
            json.WriteNumber("repeats", resamples.Repeats);
            json.WritePropertyName("heldOutWeights");
            if (path.Curve.HeldOutWeights.IsDefault)
                json.WriteNullValue();
            else
                json.Line(path.Curve.HeldOutWeights.AsSpan());
            json.Number("heldOutRatio", path.Curve.HeldOutRatio);
        }
        else
        {
            json.WriteNull("count");
            json.WriteNumber("repeats", study.Options.Folds.Repeats);
            json.WriteNull("heldOutWeights");
            json.WriteNull("heldOutRatio");
        }

        json.WriteEndObject();
    }
}
