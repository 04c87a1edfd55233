using System.Text.Json;
using Ridgeline.Diagnoses;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A diagnosis as one JSON document: the path's head, its cross-validation's, the verdict, and a member for each part that was asked for. Numbers have full double precision; those that aren't finite are null.</summary>
public static class DiagnosisJson
{
    /// <summary>Writes the diagnosis.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="run">What was found.</param>
    public static void Write(Stream stream, TableDiagnosis run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        PathJson.Head(json, run.Search.Path);
        CrossValidationJson.Choice(json, run.Search);
        Model(json, run);
        Found(json, run);
        json.WriteEndObject();
    }

    /// <summary>What was found of the model.</summary>
    internal static void Found(Utf8JsonWriter json, TableDiagnosis run)
    {
        Verdict(json, "verdict", run.Verdict);
        DiagnosisPartsJson.Write(json, run);
        json.Texts("leftOut", run.LeftOut);
    }

    private static void Model(Utf8JsonWriter json, TableDiagnosis run)
    {
        json.WriteStartObject("model");
        json.WriteNumber("at", run.At);
        json.WriteBoolean("given", run.IsGiven);
        FamilyColumns.Of(run.Search.Path).Point(json, run.At);
        CrossValidationJson.Score(json, run.Search, run.At);
        json.WriteEndObject();
    }

    /// <summary>A verdict on a setting.</summary>
    internal static void Verdict(Utf8JsonWriter json, string name, FitVerdict verdict)
    {
        json.WriteStartObject(name);
        json.WriteString("verdict", verdict.Verdict.Name());
        json.WriteString("sentence", verdict.Sentence);
        json.WriteString("overturn", verdict.Overturn);
        json.Number("train", verdict.Train);
        json.Number("heldOut", verdict.HeldOut);
        json.Number("standardError", verdict.StandardError);
        Difference(json, "gap", verdict.Gap);
        Rival(json, "simpler", verdict.Simpler);
        Rival(json, "moreComplex", verdict.MoreComplex);
        Rival(json, "simplestWithin", verdict.SimplestWithin);
        json.WriteEndObject();
    }

    private static void Rival(Utf8JsonWriter json, string name, RivalSetting? rival)
    {
        json.WritePropertyName(name);
        if (rival is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("at", rival.At);
        json.Number(FamilyColumns.KeyOf(rival.Setting.Knob), rival.Setting.Value);
        json.Number("heldOut", rival.HeldOut);
        Difference(json, "difference", rival.Difference);
        json.WriteEndObject();
    }

    /// <summary>A difference of scores on the same folds, and how far it is from noise.</summary>
    internal static void Difference(Utf8JsonWriter json, string name, PairedDifference difference)
    {
        json.WriteStartObject(name);
        json.Number("mean", difference.Mean);
        json.Number("standardError", difference.StandardError);
        json.Number("t", difference.T);
        json.Number("p", difference.P);
        json.Number("lower", difference.Lower);
        json.Number("upper", difference.Upper);
        json.WritePropertyName("perFold");
        json.Line(difference.PerFold.AsSpan());
        json.WriteEndObject();
    }
}
