using System.Text.Json;
using Ridgeline.Diagnoses;
using Ridgeline.Objectives;
using Ridgeline.Stability;
using Ridgeline.Studies;

namespace Ridgeline.Reports;

/// <summary>The parts of a diagnosis in JSON: a member each, for those that were asked for and could be had.</summary>
internal static class DiagnosisPartsJson
{
    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json, TableDiagnosis run)
    {
        Shuffled(json, run);
        Worth(json, run);
        BiasVariance(json, run);
        Learning(json, run);
        Epochs(json, run);
        Selection(json, run);
        Intervals(json, run);
        Importance(json, run);
        Leaks(json, run);
        Advice(json, run);
    }

    private static void Shuffled(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Shuffled is not { } shuffled)
            return;
        json.WriteStartObject("shuffled");
        json.WriteString("sentence", shuffled.Sentence);
        json.WriteString("units", shuffled.Units.ToString().ToLowerInvariant());
        json.Number("train", shuffled.Train);
        json.Number("heldOut", shuffled.HeldOut);
        json.Number("p", shuffled.P);
        json.Number("chance", shuffled.Chance);
        json.Number("constant", shuffled.Constant);
        json.Number("memorisedShare", shuffled.MemorisedShare);
        json.Numbers("shuffledTrain", shuffled.ShuffledTrain);
        json.Numbers("shuffledHeldOut", shuffled.ShuffledHeldOut);
        json.WriteEndObject();
    }

    private static void Worth(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.DegreesOfFreedom is not { } worth)
            return;
        json.WriteStartObject("degreesOfFreedom");
        json.Number("value", worth.Value);
        json.Number("standardError", worth.StandardError);
        json.WriteString("way", JsonNamingPolicy.CamelCase.ConvertName(worth.Way.ToString()));
        json.WriteNumber("draws", worth.Draws);
        json.WriteString("sentence", run.Optimism?.Sentence ?? worth.Sentence);
        json.Number("expectedOptimism", run.Optimism?.Value);
        json.Number("expectedOptimismStandardError", run.Optimism?.StandardError);
        json.Number("noiseVariance", run.Optimism?.NoiseVariance);
        json.WriteEndObject();
    }

    private static void BiasVariance(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.BiasVariance is not { } found)
            return;
        json.WriteStartObject("biasVariance");
        json.WriteString("error", found.Error == DecomposedError.Squared ? "squared" : "zeroOne");
        json.WriteNumber("draws", found.Draws);
        json.WriteString("sentence", found.Sentence);
        json.WriteNumber("least", found.Best);
        Position(json, "best", found.CrossValidatedBest);
        Position(json, "oneStandardError", found.CrossValidatedOneStandardError);
        json.WriteNumber("rowsThatDontCount", found.TooFew.Length);
        json.WriteStartArray("points");
        foreach (var point in found.Points)
        {
            json.WriteStartObject();
            Setting(json, point.Setting);
            json.Number("error", point.Error);
            json.Number("bias", point.Bias);
            json.Number("variance", point.Variance);
            json.Number("unbiasedVariance", point.UnbiasedVariance);
            json.Number("biasedVariance", point.BiasedVariance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Learning(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Learning is not { } curve)
            return;
        json.WriteStartObject("learning");
        json.WriteString("remedy", JsonNamingPolicy.CamelCase.ConvertName(curve.Remedy.ToString()));
        json.WriteString("sentence", curve.Sentence);
        json.WriteStartArray("points");
        foreach (var point in curve.Points)
        {
            json.WriteStartObject();
            json.Number("fraction", point.Fraction);
            json.Number("rows", point.Rows);
            json.Number("train", point.Train);
            json.Number("trainStandardError", point.TrainStandardError);
            json.Number("heldOut", point.HeldOut);
            json.Number("heldOutStandardError", point.HeldOutStandardError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (curve.Law is { } law)
        {
            json.WriteStartObject("powerLaw");
            json.Number("asymptote", law.Asymptote);
            json.Number("scale", law.Scale);
            json.Number("exponent", law.Exponent);
            json.Number("residual", law.Residual);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Epochs(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Epochs is not { } epochs)
            return;
        json.WriteStartObject("epochs");
        json.WriteString("sentence", epochs.Sentence);
        json.WriteNumber("best", epochs.Best);
        json.WriteBoolean("turnsUp", epochs.TurnsUp);
        json.Whole("epochs", epochs.Epochs);
        json.Numbers("train", epochs.Points.Select(point => point.Train));
        json.Numbers("heldOut", epochs.Points.Select(point => point.HeldOut));
        json.WriteEndObject();
    }

    private static void Advice(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Advice is not { } advice)
            return;
        json.WriteStartObject("advice");
        json.WriteString("remedy", JsonNamingPolicy.CamelCase.ConvertName(advice.Remedy.ToString()));
        json.WriteString("summary", advice.Summary);
        json.WriteStartArray("strengths");
        foreach (var setting in advice.Strengths)
        {
            json.WriteStartObject();
            Setting(json, setting);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("points");
        foreach (var point in advice.Points)
        {
            json.WriteStartObject();
            json.WriteString("topic", JsonNamingPolicy.CamelCase.ConvertName(point.Topic.ToString()));
            json.Number("number", point.Number);
            json.WriteString("finding", point.Finding);
            json.WriteString("recommendation", point.Recommendation);
            json.WriteString("otherwise", point.Otherwise);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Setting(Utf8JsonWriter json, Setting setting) => json.Number(FamilyColumns.KeyOf(setting.Knob), setting.Value);

    private static void Position(Utf8JsonWriter json, string name, int? at)
    {
        if (at is { } position)
            json.WriteNumber(name, position);
        else
            json.WriteNull(name);
    }

    private static void Selection(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Selection is not { } selection)
            return;
        json.WriteStartObject("selection");
        json.WriteString("sentence", selection.Sentence);
        json.WriteNumber("pairs", selection.Bound.Pairs);
        json.WriteNumber("candidates", selection.Bound.Candidates);
        json.Number("threshold", selection.Bound.Threshold);
        json.Number("selected", selection.Bound.Selected);
        json.Number("average", selection.Average);
        json.WriteString("assumption", selection.Bound.Assumption.Name());
        json.Number("expectedFalse", selection.Bound.Expected);
        json.Number("expectedFalseWithoutAssumption", selection.Bound.Threshold > 0.5 ? selection.Bound.Under(BoundAssumption.None).Expected : null);
        json.Texts("always", selection.Always);
        json.WriteStartArray("columns");
        foreach (var unit in selection.Units)
        {
            json.WriteStartObject();
            json.WriteString("column", unit.Unit.Name);
            json.Number("frequency", unit.Frequency);
            json.Number("simultaneous", unit.Simultaneous);
            json.WriteBoolean("stable", selection.IsStable(unit));
            json.Numbers("members", unit.Members);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Intervals(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Intervals is not { } intervals)
            return;
        json.WriteStartObject("intervals");
        json.WriteString("claim", intervals.Claim.Name());
        json.WriteString("sentence", intervals.Sentence);
        json.Number("level", intervals.Level);
        json.WriteNumber("draws", intervals.Draws);
        json.WriteNumber("separable", intervals.Separable);
        json.WriteStartArray("coefficients");
        foreach (var one in intervals.Intervals)
        {
            json.WriteStartObject();
            json.WriteString("column", one.Name);
            json.WriteNumber("output", one.Output);
            json.Number("estimate", one.Estimate);
            json.Number("standardError", one.StandardError);
            json.Number("lower", one.Lower);
            json.Number("upper", one.Upper);
            json.Number("nonZero", one.NonZero);
            json.WriteNumber("undefined", one.Undefined);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Leaks(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Leaks.IsDefault)
            return;
        json.WriteString("leakSummary", run.LeakSummary);
        json.WriteStartArray("leaks");
        foreach (var (leak, price, noPrice) in run.Leaks)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(leak.Kind.ToString()));
            json.WriteBoolean("alarm", leak.IsAlarm);
            json.Texts("columns", leak.Columns);
            json.Whole("rows", leak.Rows.Select(row => row + 1)); // counted from 1, as sentences count them
            json.Number("value", leak.Value);
            json.Number("expected", leak.Expected);
            json.WriteString("evidence", leak.Evidence);
            json.WriteString("effect", leak.Effect);
            json.WriteString("remedy", leak.Remedy);
            json.WritePropertyName("price");
            if (price is not null)
            {
                json.WriteStartObject();
                json.Number("leaky", price.Leaky);
                json.Number("clean", price.Clean);
                json.Number("price", price.Price);
                json.Number("standardError", price.StandardError);
                json.Number("critical", price.Critical);
                json.WriteBoolean("real", price.IsReal);
                json.Number("leakyTraining", price.LeakyTraining);
                json.Number("cleanTraining", price.CleanTraining);
                json.Numbers("perFold", price.PerFold);
                json.WriteString("sentence", price.Sentence);
                json.WriteEndObject();
            }
            else
                json.WriteNullValue();
            json.WriteString("noPrice", noPrice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Importance(Utf8JsonWriter json, TableDiagnosis run)
    {
        if (run.Importance.IsDefault)
            return;
        json.WriteStartArray("importance");
        foreach (var one in run.Importance)
        {
            json.WriteStartObject();
            json.WriteString("column", one.Group.Name);
            json.Number("mean", one.Mean);
            json.Number("standardDeviation", one.StandardDeviation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
