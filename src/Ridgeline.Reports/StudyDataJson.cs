using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Resampling;
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
        var data = study.Data;
        json.WriteStartObject("folds");
        json.WriteString("description", data.FoldsDescription);
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
            json.WriteString("hash", Hash(data, path.Search.Path.Sample, resamples));
        }
        else
        {
            json.WriteNull("count");
            json.WriteNumber("repeats", study.Options.Folds.Repeats);
            json.WriteNull("heldOutWeights");
            json.WriteNull("heldOutRatio");
            json.WriteNull("hash");
        }

        json.WriteEndObject();
    }

    /// <summary>SHA-256 of each row's part, of the weights of those learned from, and of what each fold makes of every row: descriptions may be the same where rows aren't.</summary>
    private static string Hash(DataSummary data, Sample sample, Resamples resamples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var target = data.Table[data.Target];
        byte[] marks = [.. data.IsTest.Select((isTest, row) => isTest && !target.IsMissing(row) ? (byte)1 : (byte)0)];
        hash.AppendData(marks);
        hash.AppendData(MemoryMarshal.AsBytes(sample.Weights));
        for (int fold = 0; fold < resamples.Count; fold++)
        {
            double[] training = resamples.TrainingWeights(sample, fold), held = resamples.HeldOutWeights(sample, fold);
            for (int row = 0; row < marks.Length; row++)
                marks[row] = (byte)((training[row] > 0 ? 1 : 0) + (held[row] > 0 ? 2 : 0));
            hash.AppendData(marks);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
