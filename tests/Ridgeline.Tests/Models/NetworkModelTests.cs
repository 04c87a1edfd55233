using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using MathNet.Numerics;
using Ridgeline.Designs;
using Ridgeline.Losses;
using Ridgeline.Models;
using Ridgeline.Networks;
using Ridgeline.Numerics;
using Ridgeline.Objectives;

namespace Ridgeline.Tests.Models;

public sealed class NetworkModelTests
{
    private static readonly Gen<NetworkModel> Networks = Gen.Select(Gen.ULong, Gen.Int[0, 3], Gen.Int[1, 30].Array[0, 3], Gen.Enum<Activation>(), Gen.Int[1, 7]).Select((seed, which, units, activation, inputs) =>
    {
        var random = new RandomStream(seed);
        var loss = which switch { 0 => Loss.Logistic, 1 => Loss.Squared, 2 => Loss.Poisson, _ => Loss.Multinomial(4) };
        int[] sizes = [inputs, .. units, loss.Outputs];
        return new NetworkModel(
            loss, [.. Enumerable.Range(0, sizes.Length - 1).Select(l => new NetworkLayer(sizes[l], Floats(random, sizes[l] * sizes[l + 1]), Floats(random, sizes[l + 1]), l + 2 < sizes.Length ? activation : null))],
            [.. Numbers(random, inputs)], [.. Numbers(random, inputs).Select((value, j) => j == 2 ? 0 : 2 + value)], random.NextUniform(), which == 1 ? 3 : 1);
    });

    [Fact]
    public void The_link_is_the_formula_and_every_unit_takes_part() => Gen.Select(Networks, Gen.ULong, Gen.Int[1, 600]).Sample((model, seed, rows) =>
    {
        int inputs = model.Means.Length;
        double[] x = Numbers(new RandomStream(seed), rows * inputs), link = new double[rows * model.Outputs];
        model.Link(Design.Dense(x, rows), link);
        for (int i = 0; i < rows; i += Math.Max(1, rows / 5))
        {
            double[] h = [.. Enumerable.Range(0, inputs).Select(j => model.Scales[j] == 0 ? 0 : (x[j * rows + i] - model.Means[j]) / model.Scales[j])];
            foreach (var layer in model.Layers)
            {
                double[] before = h;
                h = [.. Enumerable.Range(0, layer.Units).Select(j => Activated(layer.Activation, layer.Biases[j] + Enumerable.Range(0, layer.Inputs).Sum(k => before[k] * layer.Weights[k * layer.Units + j])))];
            }

            for (int k = 0; k < model.Outputs; k++)
                Assert.Equal(model.Shift + model.Scale * h[k], link[k * rows + i], 1e-5 * (1 + h.Max(Math.Abs)));
        }
    }, iter: 50);

    [Fact]
    public void Some_rows_are_predicted_as_among_all_and_a_sparse_design_as_a_dense_one() => Gen.Select(Networks, Gen.ULong, Gen.Int[1, 300]).Sample((model, seed, rows) =>
    {
        int inputs = model.Means.Length;
        double[] x = [.. Numbers(new RandomStream(seed), rows * inputs).Select(value => value < 0 ? 0 : value)], link = new double[rows * model.Outputs], sparse = new double[link.Length];
        var fitter = new NetworkPathFitter(Network.Layers(1), model.Loss, Knob.WeightDecay);
        int[] some = [.. Enumerable.Range(0, rows).Where(i => i % 3 != 1)];
        double[] few = new double[2 * some.Length * model.Outputs];
        model.Link(Design.Dense(x, rows), link);
        fitter.Link(Design.Dense(x, rows), some, [model, model], few);
        for (int k = 0; k < model.Outputs; k++)
            for (int i = 0; i < some.Length; i++)
                Assert.All(new[] { 0, some.Length * model.Outputs }, from => Assert.Equal(link[k * rows + some[i]], few[from + k * some.Length + i]));
        int[] starts = [.. Enumerable.Range(0, inputs + 1).Select(j => x[..(j * rows)].Count(value => value != 0))];
        model.Link(Design.Sparse([.. x.Where(value => value != 0)], [.. Enumerable.Range(0, x.Length).Where(at => x[at] != 0).Select(at => at % rows)], starts, rows), sparse);
        Assert.Equal(link, sparse);
    }, iter: 50);

    [Fact]
    public void A_network_comes_back_from_json_to_the_last_bit() => Gen.Select(Networks, Gen.Enum<TrainingEnd>(), Gen.Float.Where(float.IsFinite).Array[1, 20]).Sample((model, end, odd) =>
    {
        ImmutableArray<NetworkLayer> layers = [new NetworkLayer(model.Means.Length, [.. Enumerable.Range(0, model.Means.Length * odd.Length).Select(at => odd[at % odd.Length])], [.. odd], Activation.Gelu), new NetworkLayer(odd.Length, [.. Enumerable.Range(0, odd.Length * model.Outputs).Select(at => odd[at % odd.Length])], [.. model.Layers[^1].Biases], null)];
        foreach (var written in new[]
        {
            model, model with { Training = new NetworkTraining(end, 7, 3, double.NaN) },
            new NetworkModel(model.Loss, layers, model.Means, model.Scales) { Training = new NetworkTraining(end, 1, 0, 0.25) { ValidationLoss = 0.5, Advice = "try 0.1" } },
        })
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
                NetworkFile.Write(json, written);
            using var document = JsonDocument.Parse(stream.ToArray());
            var read = NetworkFile.Read(document.RootElement);
            Assert.Equal((written.Loss.Name, written.Outputs, written.Shift, written.Scale, written.Training), (read.Loss.Name, read.Outputs, read.Shift, read.Scale, read.Training));
            Assert.Equal((written.Means, written.Scales), (read.Means, read.Scales), (a, b) => a.Means.SequenceEqual(b.Means) && a.Scales.SequenceEqual(b.Scales));
            Assert.Equal(written.Layers.Length, read.Layers.Length);
            Assert.All(written.Layers.Zip(read.Layers), pair =>
            {
                Assert.Equal(pair.First.Activation, pair.Second.Activation);
                Assert.Equal(pair.First.Weights, pair.Second.Weights);
                Assert.Equal(pair.First.Biases, pair.Second.Biases);
            });
        }
    });

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        using var json = JsonDocument.Parse("""{"loss":"logistic","outputs":1,"inputMeans":[0],"inputScales":[1],"outputShift":0,"outputScale":1,"layers":[{"activation":"sine","weights":[[1]],"biases":[0]},{"weights":[[1]],"biases":[0]}]}""");
        Assert.Contains("no activation 'sine'", Assert.Throws<FormatException>(() => NetworkFile.Read(json.RootElement)).Message);
    }

    [Fact]
    public void The_parameters_are_those_of_the_columns_that_take_part()
    {
        var model = new NetworkModel(Loss.Squared, [new NetworkLayer(3, [.. new float[12]], [0, 0, 0, 0], Activation.ReLU), new NetworkLayer(4, [.. new float[4]], [0], null)], [0, 0, 0], [1, 0, 2]);
        Assert.Equal((17, 17), (model.Parameters, ((IModel)model).Complexity));
        Assert.Equal(21, Network.Layers(4).Parameters(3, 1));
        Assert.Equal(20 * 64 + 64 + 64 * 32 + 32 + 32 + 1, Network.Layers(64, 32).Dropout(0.3).Parameters(20, 1));
    }

    [Fact]
    public void The_mean_is_the_loss_s_inverse_link() => Gen.Double[-5, 5].Sample(eta =>
    {
        var layer = new NetworkLayer(1, [1], [0], null);
        foreach (var (loss, expected) in new[] { (Loss.Logistic, 1 / (1 + Math.Exp(-eta))), (Loss.Squared, eta), (Loss.Poisson, Math.Exp(eta)) })
        {
            var mean = new double[1];
            new NetworkModel(loss, [layer], [0], [1]).Mean([eta], mean);
            Assert.Equal(expected, mean[0], 1e-12 * (1 + Math.Abs(expected)));
        }
    });

    private static double Activated(Activation? activation, double a) => activation switch
    {
        Activation.ReLU => Math.Max(0, a),
        Activation.Tanh => Math.Tanh(a),
        Activation.Gelu => a * 0.5 * SpecialFunctions.Erfc(-a / Math.Sqrt(2)),
        _ => a,
    };

    private static ImmutableArray<float> Floats(RandomStream random, int count) => [.. Numbers(random, count).Select(value => (float)value)];

    private static double[] Numbers(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextUniform() - 1)];
}
