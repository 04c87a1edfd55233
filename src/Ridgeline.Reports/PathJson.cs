using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;
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
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        Head(json, path);
        json.WriteStartArray("path");
        foreach (var point in path.Path.Points)
        {
            json.WriteStartObject();
            Point(json, path, point);
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
        json.WriteString("loss", path.Loss.Name);
        if (path.Loss.Delta is not null)
            json.Number("delta", path.Loss.Delta);
        json.Number("l1Ratio", path.Penalty.L1Ratio);
        if (!path.Classes.IsEmpty)
            json.Texts("classes", path.Classes);
        if (path.Classes.Length == 2)
            json.WriteString("positive", path.Classes[1]);
        json.WriteNumber("rows", path.Sample.RowsWithWeight);
        json.WriteString("weights", path.Sample.WeightKind == WeightKind.Frequency ? "frequency" : "importance");
        json.Number("weightSum", path.Sample.WeightSum);
        json.WriteBoolean("standardize", path.Sample.Standardize);
        json.WriteBoolean("fitIntercept", path.Sample.View.Intercept);
        if (path.OffsetColumn is not null)
            json.WriteString("offsetColumn", path.OffsetColumn);
        json.Texts("columns", path.Columns);
        json.Texts("constantColumns", path.ConstantColumns);
        PartLines.Write(json, path.Roles, path.Recipe);
        json.WriteBoolean("automatic", path.Automatic);
        json.WriteNumber("asked", path.Asked);
        json.WriteBoolean("endedEarly", path.EndedEarly);
        json.WriteBoolean("nothingExplained", path.NothingExplained);
    }

    /// <summary>One fit.</summary>
    internal static void Point(Utf8JsonWriter json, TablePath path, PathPoint<LinearModel> point)
    {
        var strength = Strength.Of(point.Setting);
        var certificate = point.Certificate!.Value;
        json.Number("lambda", strength.LambdaOn(path.Sample));
        json.Number("C", strength.COn(path.Sample));
        Coefficients(json, point.Model);
        json.WriteNumber("nonZeros", point.Model.NonZeros);
        json.Number("devianceRatio", Rounded.Shown(point.Model.DevianceRatio));
        json.Number("norm", PathConsole.Norm(point));
        json.Number("relativeGap", Rounded.Gap(certificate));
        json.Number("kktViolation", certificate.KktViolation);
        json.WriteNumber("iterations", certificate.Iterations);
        json.Number("passes", certificate.Passes);
        json.WriteNumber("dependent", certificate.Dependent);
        json.WriteBoolean("converged", certificate.Converged);
        json.WriteString("status", certificate.Status.Name());
    }

    /// <summary>Of one output a number and a list; of several a list and a list of lists, one an output.</summary>
    private static void Coefficients(Utf8JsonWriter json, LinearModel model)
    {
        int columns = model.Coefficients.Length / model.Outputs;
        if (model.Outputs == 1)
        {
            json.Number("intercept", model.Intercepts[0]);
            json.WritePropertyName("coefficients");
            json.Line(model.Coefficients.AsSpan());
            return;
        }

        json.WritePropertyName("intercept");
        json.Line(model.Intercepts.AsSpan());
        json.WriteStartArray("coefficients");
        for (int k = 0; k < model.Outputs; k++)
            json.Line(model.Coefficients.AsSpan(k * columns, columns));
        json.WriteEndArray();
    }
}
