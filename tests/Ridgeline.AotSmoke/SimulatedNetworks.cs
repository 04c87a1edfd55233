using System.Text.Json;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.AotSmoke;

/// <summary>
/// Networks of every loss and activation, trained, written and read. Where there are no vectors at all exponentials of float32 round otherwise, and each step takes that further: so few steps, and few digits.
/// </summary>
internal static class SimulatedNetworks
{
    private const int Rows = 100, Columns = 5, Digits = 5;

    public static IEnumerable<(string Name, double Number)> Numbers()
    {
        var random = new RandomStream(seed: 11);
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => 2 * random.NextUniform() - 1)];
        foreach (var loss in new[] { Loss.Logistic, Loss.Multinomial(3), Loss.Squared, Loss.Poisson })
            foreach (var activation in Enum.GetValues<Activation>())
            {
                double[] y = [.. Enumerable.Range(0, Rows).Select(i => loss == Loss.Squared ? x[i] * x[Rows + i] : (double)(i % (loss == Loss.Logistic ? 2 : 3)))];
                var network = Network.Layers(12, 20).Dropout(0.3).Activation(activation).MaxNorm(3) with { Epochs = 2, BatchSize = 32 };
                var sample = Sample.Of(Design.Dense(x, Rows), y);
                var point = new NetworkPathFitter(network, loss, Knob.WeightDecay).Fit([sample], [new Setting(Knob.WeightDecay, 0.1)], new FitOptions())[0].Points[0];
                yield return ($"network, {loss.Name}, {activation.Name()}: deviance", Math.Round(point.Deviance, Digits));
                yield return ($"network, {loss.Name}, {activation.Name()}: gradient", Math.Round(point.Model.Training!.Value.GradientNorm, Digits));
                yield return ($"network, {loss.Name}, {activation.Name()}: read as written", ReadsAsWritten(point.Model, sample.Design) ? 1 : 0);
            }
    }

    private static bool ReadsAsWritten(NetworkModel model, Design design)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            NetworkFile.Write(json, model);
        using var document = JsonDocument.Parse(stream.ToArray());
        double[] links = new double[Rows * model.Outputs], read = new double[links.Length];
        model.Link(design, links);
        NetworkFile.Read(document.RootElement).Link(design, read);
        return links.AsSpan().SequenceEqual(read);
    }
}
