using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Losses;
using Ridgeline.Objectives;
using Ridgeline.Recipes;

namespace Ridgeline.Models;

/// <summary>
/// What a model file says of a linear model. As in a path's JSON a model of one output has a number as its intercept and a number a column, one of several outputs a
/// list of each an output; "delta" is there where the loss has one. The first files have no "devianceRatio" and "dependent".
/// </summary>
internal static class LinearFile
{
    /// <summary>The loss, the penalty and its strength.</summary>
    public static void WriteHead(Utf8JsonWriter json, LinearModel model, LinearFit fit)
    {
        json.WriteString("loss", model.Loss.Name);
        if (model.Loss.Delta is { } delta)
            json.WriteNumber("delta", delta);
        json.WriteString("penalty", fit.Penalty);
        json.WriteNumber("lambda", fit.Lambda);
        json.WriteFinite("C", fit.C);
    }

    /// <summary>The coefficients, what they were fitted on, and their certificate.</summary>
    public static void WriteFit(Utf8JsonWriter json, LinearModel model, LinearFit fit)
    {
        Coefficients(json, model);
        json.WriteNumber("norm", model.Norm);
        json.WriteFinite("devianceRatio", model.DevianceRatio);
        json.WriteNumbers("means", fit.Means);
        json.WriteNumbers("scales", fit.Scales);
        json.WriteStartObject("certificate");
        json.WriteNumber("primal", fit.Certificate.Primal);
        json.WriteFinite("dual", fit.Certificate.Dual);
        json.WriteFinite("nullObjective", fit.Certificate.NullObjective);
        json.WriteFinite("relativeGap", fit.Certificate.RelativeGap);
        json.WriteNumber("kktViolation", fit.Certificate.KktViolation);
        json.WriteNumber("iterations", fit.Certificate.Iterations);
        json.WriteNumber("passes", fit.Certificate.Passes);
        json.WriteNumber("dependent", fit.Certificate.Dependent);
        json.WriteString("status", fit.Certificate.Status.Name());
        json.WriteEndObject();
    }

    /// <summary>The model.</summary>
    public static LinearModel ReadModel(JsonElement root)
    {
        var intercept = root.Member("intercept");
        bool several = intercept.ValueKind == JsonValueKind.Array;
        ImmutableArray<double> intercepts = several ? [.. intercept.EnumerateArray().Select(b => b.GetDouble())] : [intercept.GetDouble()];
        ImmutableArray<double> coefficients = several
            ? [.. root.Member("coefficients").EnumerateArray().SelectMany(w => w.EnumerateArray().Select(number => number.GetDouble()))]
            : root.Numbers("coefficients");
        var loss = Loss.Named(root.Text("loss"), intercepts.Length, root.TryGetProperty("delta", out var delta) ? delta.GetDouble() : double.NaN);
        return new LinearModel(loss, coefficients, intercepts, root.Member("norm").GetDouble())
        {
            DevianceRatio = root.TryGetProperty("devianceRatio", out var ratio) ? ratio.FiniteOr(double.NaN) : double.NaN,
        };
    }

    /// <summary>What it was held back by, and its certificate.</summary>
    public static LinearFit ReadFit(JsonElement root)
    {
        var certificate = root.Member("certificate");
        var dual = certificate.Member("dual");
        return new LinearFit
        {
            Penalty = root.Text("penalty"),
            Lambda = root.Member("lambda").GetDouble(),
            C = root.Member("C").FiniteOr(double.PositiveInfinity),
            Means = root.Numbers("means"),
            Scales = root.Numbers("scales"),
            Certificate = new Certificate(
                certificate.Member("primal").GetDouble(),
                dual.ValueKind == JsonValueKind.Null ? null : dual.GetDouble(),
                certificate.Member("nullObjective").FiniteOr(double.NaN),
                certificate.Member("kktViolation").GetDouble(),
                certificate.Member("iterations").GetInt32(),
                certificate.Member("passes").GetDouble(),
                FitStatusNames.Parse(certificate.Text("status")))
            {
                Dependent = certificate.TryGetProperty("dependent", out var dependent) ? dependent.GetInt32() : 0,
            },
        };
    }

    private static void Coefficients(Utf8JsonWriter json, LinearModel model)
    {
        if (model.Outputs == 1)
        {
            json.WriteNumber("intercept", model.Intercepts[0]);
            json.WriteNumbers("coefficients", model.Coefficients);
            return;
        }

        int columns = model.Coefficients.Length / model.Outputs;
        json.WriteNumbers("intercept", model.Intercepts);
        json.WriteStartArray("coefficients");
        for (int k = 0; k < model.Outputs; k++)
        {
            json.WriteStartArray();
            foreach (double number in model.Coefficients.AsSpan(k * columns, columns))
                json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
