using System.Text.Json;
using Ridgeline.Choices;
using Ridgeline.Objectives;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>A cross-validated path as one JSON document: the path's own, and what its settings are worth. Numbers have full double precision; those that aren't finite are null.</summary>
public static class CrossValidationJson
{
    /// <summary>Writes the cross-validation.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="run">What was found.</param>
    public static void Write(Stream stream, TableCrossValidation run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var plain = PlainNumbers.Begin();
        using var json = new Utf8JsonWriter(stream, JsonNumbers.Options);
        json.WriteStartObject();
        PathJson.Head(json, run.Path);
        Choice(json, run);
        var columns = FamilyColumns.Of(run.Path);
        json.WriteStartArray("path");
        for (int at = 0; at < run.Curve.Points.Length; at++)
        {
            json.WriteStartObject();
            columns.Point(json, at);
            Score(json, run, at);
            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The score, the folds, what was chosen and how sure that is.</summary>
    internal static void Choice(Utf8JsonWriter json, TableCrossValidation run)
    {
        var (curve, sure) = (run.Curve, run.Search.Uncertainty());
        json.WriteString("score", curve.Score.Name);
        json.WriteBoolean("higherIsBetter", curve.Score.HigherIsBetter);
        json.WriteStartObject("folds");
        json.WriteString("description", run.FoldsDescription);
        json.WriteNumber("count", run.Search.Resamples.Count / run.Search.Resamples.Repeats);
        json.WriteNumber("repeats", run.Search.Resamples.Repeats);
        json.WriteString("foldColumn", run.Folds.FoldColumn);
        json.WriteString("groupColumn", run.Folds.GroupColumn);
        json.WriteBoolean("timeOrdered", run.Folds.TimeOrdered);
        json.WriteNumber("gap", run.Folds.Gap);
        json.WriteNumber("seed", run.Folds.Seed);
        json.WriteEndObject();
        json.WriteNumber("fits", run.FitCount);
        if (run.Path.Family == Family.Linear)
            json.WriteNumber("notConverged", run.MissedCount);
        json.WriteNumber("best", curve.Best);
        json.WriteNumber("oneStandardError", curve.OneStandardError);
        json.WriteNumber("extended", run.Path.Extended);
        json.Whole("timesBest", sure.TimesBest);
        json.Whole("tied", sure.Tied);
        string key = FamilyColumns.Of(run.Path).ComplexityKey;
        json.WriteNumber($"least{key}", sure.LeastComplex);
        json.WriteNumber($"most{key}", sure.MostComplex);
        if (curve.Points[0].Setting.Knob == Knob.C)
            GridSearch(json, run);
        Honest(json, run);
    }

    /// <summary>What one setting is worth.</summary>
    internal static void Score(Utf8JsonWriter json, TableCrossValidation run, int at)
    {
        var point = run.Curve.Points[at];
        json.Number("mean", point.Mean);
        json.Number("standardError", point.StandardError);
        json.WriteBoolean("pooled", point.Pooled);
        json.WritePropertyName("scores");
        json.Line(point.PerFold.AsSpan());
        json.Number("trainMean", run.Curve.TrainOf(at));
        if (run.Path.Family == Family.Linear)
            json.WriteNumber("foldsConverged", run.Search.Certificates.Count(fits => fits[at]!.Value.Converged));
    }

    private static void GridSearch(Utf8JsonWriter json, TableCrossValidation run)
    {
        var rows = Enumerable.Range(0, run.Curve.Points.Length).Select(run.GridSearch).ToArray();
        int best = run.GridSearchBest;
        json.WriteStartObject("gridSearch");
        json.WriteNumber("best", best);
        json.Number("bestC", run.Curve.Points[best].Setting.Value);
        json.Number("bestScore", rows[best].Mean);
        json.Numbers("mean", rows.Select(row => row.Mean));
        json.Numbers("deviation", rows.Select(row => row.Deviation));
        json.WriteEndObject();
    }

    private static void Honest(Utf8JsonWriter json, TableCrossValidation run)
    {
        Honest(json, run.Honest, run.Rule);
        if (run.NoHonest is { } reason)
            json.WriteString("noHonest", reason);
        if (run.Nested is not { } nested)
            return;
        var score = nested.Scores[0];
        string key = FamilyColumns.Of(run.Path).ComplexityKey;
        json.WriteStartObject("nested");
        json.Number("mean", score.Mean);
        json.Number("standardError", score.StandardError);
        json.WriteBoolean("pooled", score.Pooled);
        json.Numbers("scores", score.PerFold);
        json.WriteStartArray("chosen");
        foreach (var fold in nested.Folds)
        {
            json.WriteStartObject();
            json.Number(FamilyColumns.KeyOf(fold.Chosen.Setting.Knob), fold.Chosen.Setting.Value);
            json.WriteNumber("at", fold.At);
            json.WriteNumber("of", fold.Curves[0].Points.Length);
            json.WriteNumber($"{char.ToLowerInvariant(key[0])}{key[1..]}", fold.Chosen.Model.Complexity);
            json.Number("searchMean", fold.Curves[0].Points[fold.At].Mean);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>An honest score; null where there is none.</summary>
    internal static void Honest(Utf8JsonWriter json, HonestScore? honest, ChoiceRule rule)
    {
        json.WritePropertyName("honest");
        if (honest is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("method", honest.Method == HonestMethod.Nested ? "nested" : "bootstrap");
        json.WriteString("rule", Name(rule));
        json.Number("search", honest.Search);
        json.Number("honest", honest.Honest);
        json.Number("lower", honest.Lower);
        json.Number("upper", honest.Upper);
        json.Number("optimism", honest.Optimism);
        json.WriteString("sentence", honest.Sentence);
        json.WriteEndObject();
    }

    /// <summary>A rule as the command line has it.</summary>
    internal static string Name(ChoiceRule rule) => rule == ChoiceRule.Best ? "best" : "1se";
}
