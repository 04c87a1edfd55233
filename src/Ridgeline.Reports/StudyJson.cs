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
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
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
        json.Texts("constantColumns", data.ConstantColumns);
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
        json.Number("trainAccuracy", tree.Gap.Train);
        json.Number("cvAccuracy", tree.Gap.HeldOut);
        json.Number("standardError", tree.Gap.HeldOutStandardError);
        json.Numbers("perFold", tree.Accuracy.PerFold);
        json.Number("gap", tree.Gap.Gap);
        json.Number("gapStandardError", tree.Gap.StandardError);
        json.Number("gapInStandardErrors", tree.Gap.StandardErrors);
        json.Number("criticalStandardErrors", tree.Gap.Critical);
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
        json.Number("lambda", row.Lambda);
        json.Number("C", row.C);
        json.Number("trainAuc", row.Auc.Train);
        json.Number("cvAuc", row.Auc.Mean);
        json.Number("cvAucStandardError", row.Auc.StandardError);
        json.Numbers("cvAucPerFold", row.Auc.PerFold);
        json.Number("trainScore", row.Score.Train);
        json.Number("cvScore", row.Score.Mean);
        json.Number("cvScoreStandardError", row.Score.StandardError);
        json.Numbers("cvScorePerFold", row.Score.PerFold);
        json.WriteBoolean("pooled", row.Score.Pooled);
        json.Number("norm", row.Norm);
        json.Number("relativeGap", Rounded.Gap(row.Certificate));
        json.WriteStartArray("foldRelativeGaps");
        foreach (var fold in row.FoldCertificates)
            json.Value(Rounded.Shown(fold.RelativeGap));
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
        json.Number("lambda", model.Lambda);
        json.Number("C", model.C);
        json.WriteNumber("rows", model.Rows);
        json.WriteBoolean("refittedOnAllRows", study.RefittedOnAllRows);
        json.Number("norm", model.Linear.Norm);
        json.Number("relativeGap", Rounded.Gap(model.Certificate));
        json.WriteString("status", model.Certificate.Status.Name());
        json.Number("intercept", model.Linear.Intercepts[0]);
        json.WriteStartObject("coefficients");
        for (int j = 0; j < model.Columns.Length; j++)
            json.Number(model.Columns[j], model.Linear.Coefficients[j]);
        json.WriteEndObject();
        json.WriteStartObject("testScores");
        foreach (var test in study.TestScores)
            json.Number(test.Score.Name, test.Value);
        json.WriteEndObject();
        json.WriteString("file", modelFile);
        json.WriteEndObject();
    }
}
