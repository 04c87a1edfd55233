using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Penalties;
using Ridgeline.Scores;
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
        json.WriteString("loss", study.Loss.Name);
        json.WriteString("penalty", Penalty.L2.Name);
        json.WriteString("score", study.Score.Name);
        Sweep(json, "cSweep", study, study.CSweep);
        json.WritePropertyName("unpenalised");
        Row(json, study, study.Unpenalised, marks: null);
        Sweep(json, "lambdaPath", study, study.LambdaPath);
        json.WriteString("trend", study.Trend);
        json.WriteEndObject();
        Families(json, study);
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
        if (data.Numbers is { } numbers)
        {
            json.WriteStartObject("numbers");
            json.Number("least", numbers.Least);
            json.Number("mean", numbers.Mean);
            json.Number("largest", numbers.Largest);
            json.WriteEndObject();
        }

        json.Texts("constantColumns", data.ConstantColumns);
        PartLines.Write(json, data.Roles, data.Recipe);
        json.WriteStartArray("likelyLeaks");
        foreach (var leak in data.Leaks)
        {
            json.WriteStartObject();
            json.WriteString("column", leak.Column);
            json.WriteString("reason", leak.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("trainRows", data.TrainRows);
        json.WriteNumber("testRows", data.TestRows);
        json.WriteString("testFile", data.TestSource);
        json.WriteNumber("folds", data.Folds);
        json.WriteNumber("seed", data.Seed);
        json.WriteEndObject();
    }

    private static void Overfit(Utf8JsonWriter json, OverfitVerdict verdict)
    {
        string score = Key(verdict.Score);
        json.WriteStartObject("overfit");
        json.WriteString("model", verdict.Tree is null ? "linear regression without a penalty" : "unconstrained decision tree");
        json.WriteString("score", verdict.Score.Name);
        if (verdict.Tree is { } tree)
        {
            json.WriteNumber("leaves", tree.Leaves);
            json.WriteNumber("depth", tree.Depth);
        }

        json.Number($"train{score}", verdict.Gap.Train);
        json.Number($"cv{score}", verdict.Gap.HeldOut);
        json.Number("standardError", verdict.Gap.HeldOutStandardError);
        json.Numbers("perFold", verdict.Point.PerFold);
        json.Number("gap", verdict.Gap.Gap);
        json.Number("gapStandardError", verdict.Gap.StandardError);
        json.Number("gapInStandardErrors", verdict.Gap.StandardErrors);
        json.Number("criticalStandardErrors", verdict.Gap.Critical);
        json.WriteBoolean("memorises", verdict.Gap.Memorises);
        json.WriteString("verdict", verdict.Sentence);
        json.WriteEndObject();
    }

    private static void Sweep(Utf8JsonWriter json, string name, StudyResult study, Sweep sweep)
    {
        json.WriteStartObject(name);
        json.WriteNumber("best", sweep.Best);
        json.WriteNumber("oneStandardError", sweep.OneStandardError);
        json.WriteNumber("extended", sweep.Extended);
        json.WriteStartArray("rows");
        for (int k = 0; k < sweep.Rows.Length; k++)
            Row(json, study, sweep.Rows[k], (k == sweep.Best, k == sweep.OneStandardError));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Row(Utf8JsonWriter json, StudyResult study, SweepRow row, (bool Best, bool OneStandardError)? marks)
    {
        string shown = Key(study.Shown);
        json.WriteStartObject();
        json.Number("lambda", row.Lambda);
        json.Number("C", row.C);
        if (study.Data.Classes.IsEmpty)
            json.Number("alpha", row.Alpha);
        json.Number($"train{shown}", row.Shown.Train);
        json.Number($"cv{shown}", row.Shown.Mean);
        json.Number($"cv{shown}StandardError", row.Shown.StandardError);
        json.Numbers($"cv{shown}PerFold", row.Shown.PerFold);
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

    private static void Families(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartObject("families");
        json.WriteString("chosen", study.FamilyChoice.Family.Name());
        json.WriteNumber("row", study.FamilyChoice.At);
        json.WriteString("best", study.FamilyChoice.Best.Name());
        json.WriteString("sentence", study.FamilyChoice.Sentence);
        json.Texts("notes", study.FamilyNotes);
        json.WriteStartArray("compared");
        foreach (var family in study.Families)
        {
            json.WriteStartObject();
            json.WriteString("family", family.Family.Name());
            json.WriteNumber("best", family.Best);
            json.WriteNumber("oneStandardError", family.OneStandardError);
            json.WriteStartArray("rows");
            foreach (var row in family.Rows)
            {
                json.WriteStartObject();
                json.WriteString("knob", row.Setting.Knob.Name());
                json.Number("value", row.Setting.Value);
                json.WriteNumber("complexity", row.Complexity);
                json.Number("trainScore", row.Score.Train);
                json.Number("cvScore", row.Score.Mean);
                json.Number("cvScoreStandardError", row.Score.StandardError);
                json.WritePropertyName("cvScorePerFold");
                json.Line(row.Score.PerFold.AsSpan());
                json.WriteBoolean("pooled", row.Score.Pooled);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Chosen(Utf8JsonWriter json, StudyResult study, string modelFile)
    {
        var model = study.Chosen;
        json.WriteStartObject("model");
        json.WriteString("family", model.Family.Name());
        if (model is { Fitted: LinearModel linear, Linear: { } fit })
        {
            json.Number("lambda", fit.Lambda);
            json.Number("C", fit.C);
            json.WriteNumber("rows", model.Rows);
            json.WriteBoolean("refittedOnAllRows", study.RefittedOnAllRows);
            json.Number("norm", linear.Norm);
            json.Number("relativeGap", Rounded.Gap(fit.Certificate));
            json.WriteString("status", fit.Certificate.Status.Name());
            Coefficients(json, model, linear);
        }
        else
        {
            json.Number(FamilyColumns.KeyOf(model.Setting.Knob), model.Setting.Value);
            json.WriteNumber("complexity", model.Fitted.Complexity);
            json.WriteNumber("rows", model.Rows);
            json.WriteBoolean("refittedOnAllRows", study.RefittedOnAllRows);
        }

        TestScores("testScores", study.TestScores);
        if (model.Family != Family.Linear)
            TestScores("linearTestScores", study.LinearTestScores);
        json.WriteString("file", modelFile);
        json.WriteEndObject();
        void TestScores(string name, IEnumerable<TestScore> scores)
        {
            json.WriteStartObject(name);
            foreach (var test in scores)
                json.Number(test.Score.Name, test.Value);
            json.WriteEndObject();
        }
    }

    /// <summary>Of one output a number and an object by column; of several an object by class of each.</summary>
    private static void Coefficients(Utf8JsonWriter json, Model model, LinearModel linear)
    {
        if (linear.Outputs == 1)
        {
            json.Number("intercept", linear.Intercepts[0]);
            ByColumn(json, "coefficients", model.Columns, linear, output: 0);
            return;
        }

        json.WriteStartObject("intercept");
        for (int k = 0; k < linear.Outputs; k++)
            json.Number(model.Classes[k], linear.Intercepts[k]);
        json.WriteEndObject();
        json.WriteStartObject("coefficients");
        for (int k = 0; k < linear.Outputs; k++)
            ByColumn(json, model.Classes[k], model.Columns, linear, k);
        json.WriteEndObject();
    }

    private static void ByColumn(Utf8JsonWriter json, string name, ImmutableArray<string> columns, LinearModel linear, int output)
    {
        json.WriteStartObject(name);
        for (int j = 0; j < columns.Length; j++)
            json.Number(columns[j], linear.Coefficients[output * columns.Length + j]);
        json.WriteEndObject();
    }

    /// <summary>A score as part of a name: trainAuc, cvAccuracy, trainR2.</summary>
    private static string Key(Score score) => score == Score.RocAuc ? "Auc" : string.Concat(score.Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
