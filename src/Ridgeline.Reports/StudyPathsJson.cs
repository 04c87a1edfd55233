using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A study's paths in JSON: what every setting is worth by every score, how its fits ended, and of linear models the coefficients.</summary>
internal static class StudyPathsJson
{
    private const long MostCoefficients = 200_000; // of a path; more are written for the marked settings alone

    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json, StudyResult study)
    {
        json.WriteStartArray("paths");
        for (int k = 0; k < study.Paths.Length; k++)
        {
            json.WriteStartObject();
            Head(json, study.Paths[k]);
            Certificates(json, study.Paths[k].Search);
            DiagnosisJson.Verdict(json, "unregularized", study.Paths[k].Unregularized);
            Settings(json, study, k);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter json, StudyPath study)
    {
        var (path, sure) = (study.Search.Path, study.Search.Search.Uncertainty());
        json.WriteString("name", study.Name);
        json.WriteString("family", path.Family.Name());
        json.WriteString("knob", path.Path.Points[0].Setting.Knob.Name());
        json.WriteStartObject("details");
        FamilyColumns.Of(path).Head(json);
        json.WriteEndObject();
        json.WriteNumber("rows", path.Sample.RowsWithWeight);
        json.WriteString("weights", path.Sample.WeightKind == WeightKind.Frequency ? "frequency" : "importance");
        json.Number("weightSum", path.Sample.WeightSum);
        json.WriteString("offsetColumn", path.OffsetColumn);
        json.Texts("columns", path.Columns);
        json.Texts("constantColumns", path.ConstantColumns);
        json.Texts("recipe", path.Recipe.Describe());
        json.WriteBoolean("automatic", path.Automatic);
        json.WriteNumber("asked", path.Asked);
        json.WriteNumber("available", path.Thinned > 0 ? path.Thinned : path.Path.Points.Length);
        json.WriteNumber("extended", path.Extended);
        json.WriteBoolean("endedEarly", path.EndedEarly);
        json.WriteBoolean("nothingExplained", path.NothingExplained);
        json.WriteNumber("best", study.Best);
        json.WriteNumber("oneStandardError", study.OneStandardError);
        json.Whole("tied", sure.Tied);
        json.Whole("timesBest", sure.TimesBest);
    }

    /// <summary>How all fits of the path ended, those of the folds among them; null for families without certificates.</summary>
    private static void Certificates(Utf8JsonWriter json, TableCrossValidation run)
    {
        Certificate[] fits = [.. run.Path.Path.Points.Select(point => point.Certificate).Concat(run.Search.Certificates.SelectMany(fold => fold)).OfType<Certificate>()];
        if (fits.Length == 0)
        {
            json.WriteNull("certificates");
            return;
        }

        json.WriteStartObject("certificates");
        json.WriteNumber("fits", fits.Length);
        foreach (var status in Enum.GetValues<FitStatus>())
            json.WriteNumber(status.Name(), fits.Count(fit => fit.Status == status));
        json.Number("worstGap", WorstGap(fits));
        json.Number("worstKktViolation", fits.Max(fit => fit.KktViolation));
        json.WriteEndObject();
    }

    private static void Settings(Utf8JsonWriter json, StudyResult study, int k)
    {
        var path = study.Paths[k];
        var columns = FamilyColumns.Of(path.Search.Path);
        var written = WithCoefficients(study, k);
        json.WriteStartArray("settings");
        for (int at = 0; at < path.Curve.Points.Length; at++)
        {
            var point = path.Search.Path.Path.Points[at];
            json.WriteStartObject();
            json.Number("value", point.Setting.Value);
            json.WriteNumber("complexity", point.Model.Complexity);
            json.WriteStartObject("fit");
            columns.Fit(json, at);
            json.WriteEndObject();
            Folds(json, path.Search, at);
            Scores(json, path.Search, at);
            if (point.Model is LinearModel linear && written.Contains(at))
                CoefficientsJson.Write(json, linear, path.Search.Path.Columns, path.Search.Path.Sample.View.Scales, path.Search.Path.Classes);
            else
                json.WriteNull("coefficients");
            json.WriteEndObject();
            json.Flush(); // a long path of many columns isn't held in memory twice
        }

        json.WriteEndArray();
    }

    /// <summary>How the folds' fits of a setting ended; null for families without certificates.</summary>
    private static void Folds(Utf8JsonWriter json, TableCrossValidation run, int at)
    {
        Certificate[] fits = [.. run.Search.Certificates.Select(fold => fold[at]).OfType<Certificate>()];
        if (fits.Length == 0)
        {
            json.WriteNull("folds");
            return;
        }

        json.WriteStartObject("folds");
        json.WriteNumber("converged", fits.Count(fit => fit.Converged));
        json.Number("worstGap", WorstGap(fits));
        json.WriteEndObject();
    }

    private static double? WorstGap(Certificate[] fits) => fits.All(fit => fit.RelativeGap is not null) ? fits.Max(Rounded.Gap) : null;

    private static void Scores(Utf8JsonWriter json, TableCrossValidation run, int at)
    {
        json.WriteStartObject("scores");
        foreach (var curve in run.Search.Curves)
        {
            var point = curve.Points[at];
            json.WriteStartObject(curve.Score.Name);
            json.Number("train", point.Train);
            json.Number("trainMean", curve.TrainOf(at));
            json.Number("mean", point.Mean);
            json.Number("standardError", point.StandardError);
            json.WriteBoolean("pooled", point.Pooled);
            json.WritePropertyName("perFold");
            json.Line(point.PerFold.AsSpan());
            json.WritePropertyName("perFoldTrain");
            json.Line(point.PerFoldTrain.AsSpan());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The settings whose coefficients are written: all, or of very many those that are marked.</summary>
    private static HashSet<int> WithCoefficients(StudyResult study, int k)
    {
        var path = study.Paths[k];
        var points = path.Search.Path.Path.Points;
        if (points.Sum(point => point.Model is LinearModel linear ? (long)linear.NonZeros * linear.Outputs : 0) <= MostCoefficients)
            return [.. Enumerable.Range(0, points.Length)];
        HashSet<int> marked = [path.Best, path.OneStandardError];
        if (study.Choice is { } choice)
            foreach (var setting in (StudySetting[])[choice.Winner, choice.Simplest])
                if (setting.Path == k)
                    marked.Add(setting.At);
        return marked;
    }
}
