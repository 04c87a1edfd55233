using System.Runtime.InteropServices;
using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Scores;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>
/// A study as one JSON document, results.json: docs/results.md says what is in it, docs/results.schema.json is its schema. Numbers have full double precision; those that aren't finite are null.
/// The same study is the same bytes: there is no time in it, nor anything that results don't depend on.
/// </summary>
public static class StudyJson
{
    /// <summary>What the member "format" says.</summary>
    public const string Format = "ridgeline-results";

    /// <summary>What the member "version" says: a member that is new doesn't change it, one that is gone or means something else does.</summary>
    public const int Version = 1;

    /// <summary>Writes the study.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="study">What was found.</param>
    public static void Write(Stream stream, StudyResult study)
    {
        ArgumentNullException.ThrowIfNull(study);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        Made(json, study);
        json.WriteBoolean("complete", study.IsComplete);
        json.WriteString("stoppedAt", study.StoppedAt);
        json.WriteNumber("seed", study.Options.Folds.Seed);
        StudyOptionsJson.Write(json, study.Options);
        StudyDataJson.Write(json, study);
        json.WriteString("loss", study.Loss.Name);
        Scores(json, study);
        StudyPathsJson.Write(json, study);
        Choice(json, study);
        CrossValidationJson.Honest(json, study.Honest, ChoiceRule.OneStandardError);
        json.WriteString("noHonest", study.NoHonest);
        Diagnosis(json, study);
        Model(json, study);
        Test(json, study);
        json.Texts("leftOut", study.LeftOut);
        json.WriteEndObject();
    }

    /// <summary>The family alone: no bit of a study depends on a kernel's build.</summary>
    private static string SystemFamily => OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "other";

    private static void Made(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartObject("made");
        json.WriteString("ridgeline", study.Version);
        json.WriteString("dotnet", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", SystemFamily);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }

    private static void Scores(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartArray("scores");
        foreach (var score in (IEnumerable<Score>)[study.Score, .. study.OtherScores])
        {
            json.WriteStartObject();
            json.WriteString("name", score.Name);
            json.WriteString("title", score.Title);
            json.WriteBoolean("higherIsBetter", score.HigherIsBetter);
            json.WriteBoolean("chooses", score == study.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Choice(Utf8JsonWriter json, StudyResult study)
    {
        if (study.Choice is not { } choice)
        {
            json.WriteNull("choice");
            return;
        }

        json.WriteStartObject("choice");
        Setting("winner", choice.Winner);
        Setting("simplest", choice.Simplest);
        json.WriteString("sentence", choice.Sentence);
        json.WriteEndObject();
        void Setting(string name, StudySetting setting)
        {
            json.WriteStartObject(name);
            Place(json, study, setting);
            json.WriteEndObject();
        }
    }

    /// <summary>Where on which path, and what stands there.</summary>
    private static void Place(Utf8JsonWriter json, StudyResult study, StudySetting setting)
    {
        var path = study.Paths[setting.Path];
        var point = path.Search.Path.Path.Points[setting.At];
        json.WriteNumber("path", setting.Path);
        json.WriteString("name", path.Name);
        json.WriteNumber("at", setting.At);
        json.WriteString("knob", point.Setting.Knob.Name());
        json.Number("value", point.Setting.Value);
        json.WriteNumber("complexity", point.Model.Complexity);
        json.Number("mean", path.Curve.Points[setting.At].Mean);
        json.Number("standardError", path.Curve.Points[setting.At].StandardError);
    }

    private static void Diagnosis(Utf8JsonWriter json, StudyResult study)
    {
        if (study is not { Diagnosis: { } diagnosis, Choice.Simplest: var setting })
        {
            json.WriteNull("diagnosis");
            return;
        }

        json.WriteStartObject("diagnosis");
        json.WriteNumber("path", setting.Path);
        json.WriteNumber("at", setting.At);
        DiagnosisJson.Found(json, diagnosis);
        json.WriteEndObject();
    }

    private static void Model(Utf8JsonWriter json, StudyResult study)
    {
        if (study is not { Chosen: { } model, Choice.Simplest: var setting })
        {
            json.WriteNull("model");
            return;
        }

        json.WriteStartObject("model");
        json.WriteNumber("path", setting.Path);
        json.WriteString("name", study.Paths[setting.Path].Name);
        json.WriteNumber("at", setting.At);
        json.WriteString("family", model.Family.Name());
        json.WriteString("knob", model.Setting.Knob.Name());
        json.Number("value", model.Setting.Value);
        json.WriteNumber("complexity", model.Fitted.Complexity);
        json.WriteNumber("rows", model.Rows);
        json.WriteBoolean("refittedOnAllRows", study.RefittedOnAllRows);
        if (model is { Fitted: LinearModel linear, Linear: { } fit })
        {
            json.WriteStartObject("linear");
            json.WriteString("penalty", fit.Penalty);
            json.Number("lambda", fit.Lambda);
            json.Number("C", fit.C);
            json.Number("norm", fit.Certificate.Status == FitStatus.Separable ? null : linear.Norm);
            json.Number("relativeGap", Rounded.Gap(fit.Certificate));
            json.WriteString("status", fit.Certificate.Status.Name());
            CoefficientsJson.Write(json, linear, model.Columns, fit.Scales, model.Classes);
            json.WriteEndObject();
        }
        else
            json.WriteNull("linear");
        json.WriteEndObject();
    }

    private static void Test(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartArray("testScores");
        foreach (var test in study.TestScores)
        {
            json.WriteStartObject();
            json.WriteString("score", test.Score.Name);
            json.Number("value", test.Value);
            json.Number("lower", test.Lower);
            json.Number("upper", test.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
