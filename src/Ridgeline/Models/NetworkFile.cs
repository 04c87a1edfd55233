using System.Collections.Immutable;
using System.Text.Json;
using Ridgeline.Losses;
using Ridgeline.Recipes;

namespace Ridgeline.Models;

/// <summary>
/// A network as a JSON object: its loss and number of outputs, what is done to inputs and outputs, "layers" with their weights (a list of units' numbers for each input), biases and, but for
/// the last, activation; "training", if it is known. Numbers are written with the digits that give the same float32 again.
/// </summary>
public static class NetworkFile
{
    /// <summary>Writes a network.</summary>
    /// <param name="json">Where an object may be written.</param>
    /// <param name="model">The network.</param>
    public static void Write(Utf8JsonWriter json, NetworkModel model)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(model);
        json.WriteStartObject();
        json.WriteString("loss", model.Loss.Name);
        json.WriteNumber("outputs", model.Outputs);
        Numbers(json, "inputMeans", model.Means);
        Numbers(json, "inputScales", model.Scales);
        json.WriteNumber("outputShift", model.Shift);
        json.WriteNumber("outputScale", model.Scale);
        json.WriteStartArray("layers");
        foreach (var layer in model.Layers)
            Write(json, layer);
        json.WriteEndArray();
        if (model.Training is { } training)
            Write(json, training);
        json.WriteEndObject();
    }

    /// <summary>Reads a network.</summary>
    /// <param name="element">What <see cref="Write(Utf8JsonWriter, NetworkModel)"/> wrote.</param>
    /// <exception cref="FormatException">A name isn't known, or a text is null.</exception>
    /// <exception cref="ArgumentException">The numbers don't make a network.</exception>
    /// <exception cref="KeyNotFoundException">Something is missing.</exception>
    /// <exception cref="InvalidOperationException">Something is of another kind.</exception>
    public static NetworkModel Read(JsonElement element)
    {
        var loss = Loss.Named(Text(element, "loss"), element.Member("outputs").GetInt32());
        return new NetworkModel(
            loss, [.. element.Member("layers").EnumerateArray().Select(Layer)], Numbers(element, "inputMeans"), Numbers(element, "inputScales"),
            element.Member("outputShift").GetDouble(), element.Member("outputScale").GetDouble())
        {
            Training = element.TryGetProperty("training", out var training) ? Training(training) : null,
        };
    }

    private static void Write(Utf8JsonWriter json, NetworkLayer layer)
    {
        json.WriteStartObject();
        if (layer.Activation is { } activation)
            json.WriteString("activation", activation.Name());
        json.WriteStartArray("weights");
        for (int i = 0; i < layer.Inputs; i++)
        {
            json.WriteStartArray();
            foreach (float weight in layer.Weights.AsSpan(i * layer.Units, layer.Units))
                json.WriteNumberValue(weight);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("biases");
        foreach (float bias in layer.Biases)
            json.WriteNumberValue(bias);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static NetworkLayer Layer(JsonElement element)
    {
        var rows = element.Member("weights");
        return new NetworkLayer(
            rows.GetArrayLength(),
            [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(weight => weight.GetSingle()))],
            [.. element.Member("biases").EnumerateArray().Select(bias => bias.GetSingle())],
            element.TryGetProperty("activation", out _) ? ActivationNames.Parse(Text(element, "activation")) : null);
    }

    private static void Write(Utf8JsonWriter json, NetworkTraining training)
    {
        json.WriteStartObject("training");
        json.WriteString("end", training.End.Name());
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("bestEpoch", training.BestEpoch);
        Number(json, "gradientNorm", training.GradientNorm);
        Number(json, "validationLoss", training.ValidationLoss);
        if (training.Advice is not null)
            json.WriteString("advice", training.Advice);
        json.WriteEndObject();
    }

    private static NetworkTraining Training(JsonElement element) => new(
        TrainingEndNames.Parse(Text(element, "end")), element.Member("epochs").GetInt32(), element.Member("bestEpoch").GetInt32(), Number(element, "gradientNorm"))
    {
        ValidationLoss = Number(element, "validationLoss"),
        Advice = element.TryGetProperty("advice", out var advice) ? advice.GetString() : null,
    };

    private static string Text(JsonElement element, string name) => element.Member(name).GetString() ?? throw new FormatException($"\"{name}\" is null");

    private static ImmutableArray<double> Numbers(JsonElement element, string name) => [.. element.Member(name).EnumerateArray().Select(item => item.GetDouble())];

    private static void Numbers(Utf8JsonWriter json, string name, ImmutableArray<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static double Number(JsonElement element, string name) => element.Member(name) is var number && number.ValueKind == JsonValueKind.Null ? double.NaN : number.GetDouble();

    private static void Number(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
