using Ridgeline.Losses;
using Ridgeline.Models;

namespace Ridgeline.Keeping;

/// <summary>The bytes of a network: its parameters as they are, in single precision.</summary>
internal static class KeptNetwork
{
    public static void Write(BinaryWriter writer, NetworkModel model)
    {
        writer.Write(model.Layers.Length);
        foreach (var layer in model.Layers)
        {
            writer.Write(layer.Inputs);
            writer.WriteNumbers(layer.Weights.AsSpan());
            writer.WriteNumbers(layer.Biases.AsSpan());
            writer.Write(layer.Activation is { } activation ? (int)activation : -1);
        }

        writer.WriteNumbers(model.Means.AsSpan());
        writer.WriteNumbers(model.Scales.AsSpan());
        writer.Write(model.Shift);
        writer.Write(model.Scale);
        writer.Write(model.Training is not null);
        if (model.Training is not { } training)
            return;
        writer.Write((int)training.End);
        writer.Write(training.Epochs);
        writer.Write(training.BestEpoch);
        writer.Write(training.GradientNorm);
        writer.Write(training.ValidationLoss);
        writer.Write(training.Advice is not null);
        if (training.Advice is { } advice)
            writer.Write(advice);
    }

    public static NetworkModel Read(BinaryReader reader, Loss loss)
    {
        var layers = new NetworkLayer[reader.ReadInt32()];
        for (int l = 0; l < layers.Length; l++)
        {
            int inputs = reader.ReadInt32();
            float[] weights = reader.ReadNumbers<float>(), biases = reader.ReadNumbers<float>();
            layers[l] = new NetworkLayer(inputs, [.. weights], [.. biases], reader.ReadInt32() is >= 0 and var activation ? (Activation)activation : null);
        }

        double[] means = reader.ReadNumbers(), scales = reader.ReadNumbers();
        double shift = reader.ReadDouble(), scale = reader.ReadDouble();
        return new NetworkModel(loss, [.. layers], [.. means], [.. scales], shift, scale) { Training = reader.ReadBoolean() ? ReadTraining(reader) : null };
    }

    private static NetworkTraining ReadTraining(BinaryReader reader) =>
        new((TrainingEnd)reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble()) { ValidationLoss = reader.ReadDouble(), Advice = reader.ReadBoolean() ? reader.ReadString() : null };
}
