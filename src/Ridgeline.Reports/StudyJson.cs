using System.Text.Encodings.Web;
using System.Text.Json;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A study as one JSON document. Numbers have full double precision; those that aren't finite are null.</summary>
public static class StudyJson
{
    /// <summary>Writes the study.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="study">What was found.</param>
    /// <param name="modelFile">Where the model was written.</param>
    public static void Write(Stream stream, StudyResult study, string modelFile)
    {
        ArgumentNullException.ThrowIfNull(study);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        Data(json, study.Data);
        Overfit(json, study.Overfit);
        json.WriteStartObject("regularization");
        json.WriteString("loss", "logistic");
        json.WriteString("penalty", "l2");
        json.WriteString("score", study.Score.Name);
        Sweep(json, "cSweep", study.CSweep);
        json.WritePropertyName("unpenalised");
        Row(json, study.Unpenalised, marks: null);
        Sweep(json, "lambdaPath", study.LambdaPath);
        json.WriteString("trend", study.Trend);
        json.WriteEndObject();
        Chosen(json, study, modelFile);
        json.WriteEndObject();
    }

    private static void Data(Utf8JsonWriter json, DataSummary data)
    {
        json.WriteStartObject("data");
        json.WriteString("source", data.Source);
        json.WriteNumber("rows", data.Rows);
        json.WriteNumber("columns", data.Columns.Length);
        json.WriteNumber("rowsPerColumn", (double)data.Rows / data.Columns.Length);
        json.WriteString("target", data.Target);
        json.WriteStartArray("classes");
        for (int k = 0; k < data.Classes.Length; k++)
        {
            json.WriteStartObject();
            json.WriteString("name", data.Classes[k]);
            json.WriteNumber("rows", data.ClassRows[k]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("constantColumns");
        foreach (string name in data.ConstantColumns)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteNumber("trainRows", data.TrainRows);
        json.WriteNumber("testRows", data.TestRows);
        json.WriteString("testFile", data.TestSource);
        json.WriteNumber("folds", data.Folds);
        json.WriteNumber("seed", data.Seed);
        json.WriteEndObject();
    }

    private static void Overfit(Utf8JsonWriter json, TreeVerdict tree)
    {
        json.WriteStartObject("overfit");
        json.WriteString("model", "unconstrained decision tree");
        json.WriteNumber("leaves", tree.Leaves);
        json.WriteNumber("depth", tree.Depth);
        Number(json, "trainAccuracy", tree.Gap.Train);
        Number(json, "cvAccuracy", tree.Gap.HeldOut);
        Number(json, "standardError", tree.Gap.HeldOutStandardError);
        Numbers(json, "perFold", tree.Accuracy.PerFold);
        Number(json, "gap", tree.Gap.Gap);
        Number(json, "gapStandardError", tree.Gap.StandardError);
        Number(json, "gapInStandardErrors", tree.Gap.StandardErrors);
        Number(json, "criticalStandardErrors", tree.Gap.Critical);
        json.WriteBoolean("memorises", tree.Gap.Memorises);
        json.WriteString("verdict", tree.Sentence);
        json.WriteEndObject();
    }

    private static void Sweep(Utf8JsonWriter json, string name, Sweep sweep)
    {
        json.WriteStartObject(name);
        json.WriteNumber("best", sweep.Best);
        json.WriteNumber("oneStandardError", sweep.OneStandardError);
        json.WriteNumber("extended", sweep.Extended);
        json.WriteStartArray("rows");
        for (int k = 0; k < sweep.Rows.Length; k++)
            Row(json, sweep.Rows[k], (k == sweep.Best, k == sweep.OneStandardError));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, SweepRow row, (bool Best, bool OneStandardError)? marks)
    {
        json.WriteStartObject();
        Number(json, "lambda", row.Lambda);
        Number(json, "C", row.C);
        Number(json, "trainAuc", row.Auc.Train);
        Number(json, "cvAuc", row.Auc.Mean);
        Number(json, "cvAucStandardError", row.Auc.StandardError);
        Numbers(json, "cvAucPerFold", row.Auc.PerFold);
        Number(json, "trainScore", row.Score.Train);
        Number(json, "cvScore", row.Score.Mean);
        Number(json, "cvScoreStandardError", row.Score.StandardError);
        Numbers(json, "cvScorePerFold", row.Score.PerFold);
        json.WriteBoolean("pooled", row.Score.Pooled);
        Number(json, "norm", row.Norm);
        Number(json, "relativeGap", row.Certificate.RelativeGap);
        json.WriteStartArray("foldRelativeGaps");
        foreach (var fold in row.FoldCertificates)
            Value(json, fold.RelativeGap);
        json.WriteEndArray();
        json.WriteBoolean("converged", row.Converged);
        json.WriteString("status", row.Certificate.Status.Name());
        json.WriteStartArray("foldStatus");
        foreach (var fold in row.FoldCertificates)
            json.WriteStringValue(fold.Status.Name());
        json.WriteEndArray();
        if (marks is { } marked)
        {
            json.WriteBoolean("isBest", marked.Best);
            json.WriteBoolean("isOneStandardError", marked.OneStandardError);
        }

        json.WriteEndObject();
    }

    private static void Chosen(Utf8JsonWriter json, StudyResult study, string modelFile)
    {
        var model = study.Chosen;
        json.WriteStartObject("model");
        Number(json, "lambda", model.Lambda);
        Number(json, "C", model.C);
        json.WriteNumber("rows", model.Rows);
        json.WriteBoolean("refittedOnAllRows", study.RefittedOnAllRows);
        Number(json, "norm", model.Linear.Norm);
        Number(json, "relativeGap", model.Certificate.RelativeGap);
        json.WriteString("status", model.Certificate.Status.Name());
        Number(json, "intercept", model.Linear.Intercepts[0]);
        json.WriteStartObject("coefficients");
        for (int j = 0; j < model.Columns.Length; j++)
            Number(json, model.Columns[j], model.Linear.Coefficients[j]);
        json.WriteEndObject();
        json.WriteStartObject("testScores");
        foreach (var test in study.TestScores)
            Number(json, test.Score.Name, test.Value);
        json.WriteEndObject();
        json.WriteString("file", modelFile);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            Value(json, number);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? number)
    {
        json.WritePropertyName(name);
        Value(json, number);
    }

    private static void Value(Utf8JsonWriter json, double? number)
    {
        if (number is { } value && double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
