using System.Numerics;
using System.Text.Json;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;

namespace Ridgeline.Tests.Networks;

/// <summary>Passes and steps of stored networks beside PyTorch's: the same weights, masks, rows and row weights.</summary>
public sealed class NetworkGoldenFacts
{
    private static readonly JsonElement Golden = ReferenceData.Golden("torch_network").RootElement;

    public static TheoryData<string> Passes => [.. Golden.GetProperty("passes").EnumerateArray().Select(pass => pass.GetProperty("id").GetString()!)];

    public static TheoryData<string> Optimisers => [.. Golden.GetProperty("optimisers").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_in_float(string id) => Passed<float>(id, "float32", 1e-5);

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_in_double(string id) => Passed<double>(id, "float64", 1e-12);

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void Steps_in_float(string id) => Stepped<float>(id, "float32", 1e-5);

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void Steps_in_double(string id) => Stepped<double>(id, "float64", id == "sgd_maxnorm" ? 1e-6 : 1e-12); // PyTorch divides by norm + 1e-7

    private static void Passed<T>(string id, string type, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var given = Golden.GetProperty("passes").EnumerateArray().Single(pass => pass.GetProperty("id").GetString() == id);
        var (shape, batch, parameters) = Start<T>(given);
        int rows = Golden.GetProperty("row_weights").GetArrayLength();
        ulong masked = Fill(given, batch, [.. Enumerable.Range(0, rows)], given.GetProperty("dropout").GetBoolean());
        var gradient = new T[shape.Length];
        double loss = batch.Run(parameters, rows, masked, gradient);
        var expected = given.GetProperty(type);
        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss, tolerance);
        double[] eta = Block(expected.GetProperty("eta"));
        for (int k = 0; k < shape.Outputs; k++)
            for (int i = 0; i < rows; i++)
                Assert.Equal(eta[i * shape.Outputs + k], double.CreateChecked(batch.Pass.Outputs[k * batch.Pass.OutputStride + i]), tolerance);
        Near(shape, expected.GetProperty("weight_gradients"), expected.GetProperty("bias_gradients"), gradient, tolerance);
    }

    private static void Stepped<T>(string id, string type, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var given = Golden.GetProperty("optimisers").EnumerateArray().Single(run => run.GetProperty("id").GetString() == id);
        var (shape, batch, parameters) = Start<T>(given);
        double rate = given.GetProperty("rate").GetDouble();
        var network = Network.Layers([.. shape.Units]).WeightDecay(given.GetProperty("decay").GetDouble()) with
        {
            Optimiser = given.GetProperty("kind").GetString() == "adam"
                ? new Adam { LearningRate = rate, Beta1 = given.GetProperty("beta1").GetDouble(), Beta2 = given.GetProperty("beta2").GetDouble(), Epsilon = given.GetProperty("epsilon").GetDouble() }
                : new Sgd { LearningRate = rate, Momentum = given.GetProperty("momentum").GetDouble(), Nesterov = given.GetProperty("nesterov").GetBoolean() },
        };
        if (given.TryGetProperty("max_norm", out var limit))
            network = network.MaxNorm(limit.GetDouble());
        var steps = new Steps<T>(network, shape);
        var gradient = new T[shape.Length];
        int at = 0;
        foreach (var rows in Golden.GetProperty("batches").EnumerateArray())
        {
            int[] numbers = [.. rows.EnumerateArray().Select(row => row.GetInt32())];
            ulong masked = Fill(given, batch, numbers, dropout: true);
            double loss = batch.Run(parameters, numbers.Length, masked, gradient);
            steps.Take(1, parameters, gradient);
            var expected = given.GetProperty(type)[at++];
            Assert.Equal(expected.GetProperty("loss").GetDouble(), loss, tolerance);
            Near(shape, expected.GetProperty("weights"), expected.GetProperty("biases"), parameters, tolerance);
        }

        Assert.Equal(5, at);
    }

    private static (NetworkShape Shape, LossGradient<T> Batch, T[] Parameters) Start<T>(JsonElement given)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] sizes = [.. Golden.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32())];
        int outputs = given.GetProperty("outputs").GetInt32(), rows = Golden.GetProperty("row_weights").GetArrayLength();
        var activation = ActivationNames.Parse(given.GetProperty("activation").GetString()!);
        var shape = new NetworkShape(sizes[0], [.. sizes[1..]], [.. sizes[1..].Select(_ => activation)], outputs);
        var loss = Loss.Named(given.GetProperty("loss").GetString()!, outputs);
        var stored = Golden.GetProperty("parameters").EnumerateArray().Single(own => own.GetProperty("outputs").GetInt32() == outputs);
        var parameters = new T[shape.Length];
        ForEach(shape, stored.GetProperty("weights"), stored.GetProperty("biases"), (at, value) => parameters[at] = T.CreateChecked(value));
        return (shape, new LossGradient<T>(shape, loss, rows), parameters);
    }

    /// <summary>Rows with their targets and weights, which sum to 1, and their masks.</summary>
    private static ulong Fill<T>(JsonElement given, LossGradient<T> batch, int[] rows, bool dropout)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = batch.Pass.Shape;
        double[] x = Block(Golden.GetProperty("inputs")), y = Numbers(Golden.GetProperty("targets").GetProperty(given.GetProperty("loss").GetString()!)), s = Numbers(Golden.GetProperty("row_weights"));
        double[] rates = Numbers(Golden.GetProperty("rates"));
        double total = rows.Sum(row => s[row]);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < shape.Inputs; j++)
                batch.Pass.Inputs[i * shape.InputStride + j] = T.CreateChecked(x[rows[i] * shape.Inputs + j]);
            (batch.Targets[i], batch.Weights[i]) = (T.CreateChecked(y[rows[i]]), T.CreateChecked(s[rows[i]] / total));
            for (int l = 0; l < shape.Hidden && dropout; l++)
            {
                double[] mask = Block(Golden.GetProperty("masks")[l]);
                for (int j = 0; j < shape.Units[l]; j++)
                    batch.Pass.Slopes(l)[i * shape.Stride(l) + j] = T.CreateChecked(mask[rows[i] * shape.Units[l] + j] / (1 - rates[l]));
            }
        }

        return dropout ? (1UL << shape.Hidden) - 1 : 0;
    }

    private static void Near<T>(NetworkShape shape, JsonElement weights, JsonElement biases, T[] actual, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var seen = new bool[actual.Length];
        ForEach(shape, weights, biases, (at, value) =>
        {
            Assert.Equal(value, double.CreateChecked(actual[at]), tolerance);
            seen[at] = true;
        });
        Assert.All(Enumerable.Range(0, actual.Length).Where(at => !seen[at]), at => Assert.Equal(T.Zero, actual[at])); // padding
    }

    /// <summary>Every stored parameter and its place: weights are stored outputs × inputs.</summary>
    private static void ForEach(NetworkShape shape, JsonElement weights, JsonElement biases, Action<int, double> visit)
    {
        for (int l = 0; l <= shape.Hidden; l++)
        {
            double[] w = Block(weights[l]), b = Block(biases[l]);
            for (int j = 0; j < b.Length; j++)
            {
                for (int i = 0; i < shape.InputsOf(l); i++)
                    visit(shape.At(l, i, j), w[j * shape.InputsOf(l) + i]);
                visit(shape.BiasesAt(l) + j, b[j]);
            }
        }
    }

    private static double[] Block(JsonElement block) => Numbers(block.GetProperty("values"));

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
