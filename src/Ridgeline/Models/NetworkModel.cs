using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Losses;

namespace Ridgeline.Models;

/// <summary>
/// η = shift + scale·(…f(zW₁ + b₁)…W_L + b_L) of standardised inputs zⱼ = (xⱼ − mⱼ)/sdⱼ: a multilayer perceptron, in float32. Units that dropout left out in training all take part here; as it
/// was inverted there, nothing is scaled.
/// </summary>
public sealed record NetworkModel : IModel
{
    private const int Chunk = 256; // rows that go through together

    private readonly Lazy<(NetworkShape Shape, float[] Parameters)> _packed;

    /// <summary>A network.</summary>
    /// <param name="loss">The loss that it was trained with: it gives the inverse link.</param>
    /// <param name="layers">The hidden layers and the last, whose units are the outputs.</param>
    /// <param name="means">mⱼ of the rows it was trained on.</param>
    /// <param name="scales">sdⱼ of them; 0 for a column that was constant, which is left out.</param>
    /// <param name="shift">What is added to the last layer's scaled outputs.</param>
    /// <param name="scale">What they are multiplied by.</param>
    /// <exception cref="ArgumentException">The lengths don't fit.</exception>
    public NetworkModel(Loss loss, ImmutableArray<NetworkLayer> layers, ImmutableArray<double> means, ImmutableArray<double> scales, double shift = 0, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (layers.IsDefaultOrEmpty || layers[0].Inputs != means.Length || means.Length != scales.Length)
            throw new ArgumentException($"a network of {Wording.Count(means.Length, "mean")} and {Wording.Count(scales.Length, "scale")} needs a layer of as many inputs", nameof(layers));
        for (int l = 0; l < layers.Length; l++)
            if ((layers[l].Activation is null) != (l == layers.Length - 1) || (l > 0 && layers[l].Inputs != layers[l - 1].Units))
                throw new ArgumentException($"layer {l + 1} has {Wording.Count(layers[l].Inputs, "input")} and {(layers[l].Activation is null ? "no" : "an")} activation; the layer before has {(l == 0 ? means.Length : layers[l - 1].Units)} units, and the last alone has no activation", nameof(layers));
        if (layers[^1].Units != loss.Outputs)
            throw new ArgumentException($"{Wording.Count(layers[^1].Units, "output")} for the {loss.Name} loss of {loss.Outputs}", nameof(layers));
        (Loss, Layers, Means, Scales, Shift, Scale) = (loss, layers, means, scales, shift, scale);
        _packed = new(Pack);
    }

    /// <summary>The loss that it was trained with.</summary>
    public Loss Loss { get; }

    /// <summary>The hidden layers and the last.</summary>
    public ImmutableArray<NetworkLayer> Layers { get; }

    /// <summary>mⱼ, what is taken off each column.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>sdⱼ, what each column is then divided by; 0: it is left out.</summary>
    public ImmutableArray<double> Scales { get; }

    /// <summary>What is added to the last layer's scaled outputs.</summary>
    public double Shift { get; }

    /// <summary>What they are multiplied by.</summary>
    public double Scale { get; }

    /// <summary>How its training went; null if unknown.</summary>
    public NetworkTraining? Training { get; init; }

    /// <inheritdoc/>
    public int Outputs => Layers[^1].Units;

    /// <summary>Weights and biases, without the weights of columns that are left out.</summary>
    public int Parameters
    {
        get
        {
            int leftOut = Scales.Count(scale => scale == 0);
            return Layers.Sum(layer => layer.Weights.Length + layer.Biases.Length) - leftOut * Layers[0].Units;
        }
    }

    int IModel.Complexity => Parameters;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns, or gaps or levels.</exception>
    public void Link(Design design, Span<double> target) => Link(design, [], target);

    /// <summary>η of some rows, all if none are named; m × K.</summary>
    internal void Link(Design design, ReadOnlySpan<int> rows, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (design.Columns != Means.Length)
            throw new ArgumentException($"the design has {Wording.Count(design.Columns, "column")}, the model {Means.Length}", nameof(design));
        design.NeedNumbers("a network");
        int found = rows.IsEmpty ? design.Rows : rows.Length;
        var (shape, parameters) = _packed.Value;
        var pass = new ForwardPass<float>(shape, Math.Min(Chunk, found), learns: false);
        var column = new double[pass.Capacity];
        for (int first = 0; first < found; first += pass.Capacity)
        {
            int length = Math.Min(pass.Capacity, found - first);
            StandardisedRows.Fill(design, rows.IsEmpty ? [] : rows.Slice(first, length), first, Means.AsSpan(), Scales.AsSpan(), column.AsSpan(0, length), pass.Inputs, shape.InputStride);
            pass.Run(parameters, length);
            for (int k = 0; k < Outputs; k++)
                for (int i = 0; i < length; i++)
                    target[k * found + first + i] = Shift + Scale * pass.Outputs[k * pass.OutputStride + i];
        }
    }

    /// <inheritdoc/>
    public void Mean(ReadOnlySpan<double> link, Span<double> target) => Loss.Means(link, target);

    private (NetworkShape Shape, float[] Parameters) Pack()
    {
        var hidden = Layers[..^1];
        var shape = new NetworkShape(Means.Length, [.. hidden.Select(layer => layer.Units)], [.. hidden.Select(layer => layer.Activation!.Value)], Outputs);
        var parameters = new float[shape.Length];
        for (int l = 0; l < Layers.Length; l++)
        {
            var layer = Layers[l];
            for (int i = 0; i < layer.Inputs; i++)
                for (int j = 0; j < layer.Units; j++)
                    parameters[shape.At(l, i, j)] = layer.Weights[i * layer.Units + j];
            layer.Biases.CopyTo(parameters.AsSpan(shape.BiasesAt(l)));
        }

        return (shape, parameters);
    }

    /// <summary>The layers whose parameters lie in <paramref name="parameters"/>.</summary>
    internal static ImmutableArray<NetworkLayer> LayersOf(NetworkShape shape, ReadOnlySpan<float> parameters)
    {
        var layers = ImmutableArray.CreateBuilder<NetworkLayer>(shape.Hidden + 1);
        for (int l = 0; l <= shape.Hidden; l++)
        {
            int inputs = shape.InputsOf(l), units = l < shape.Hidden ? shape.Units[l] : shape.Outputs;
            var weights = ImmutableArray.CreateBuilder<float>(inputs * units);
            for (int i = 0; i < inputs; i++)
                for (int j = 0; j < units; j++)
                    weights.Add(parameters[shape.At(l, i, j)]);
            layers.Add(new NetworkLayer(inputs, weights.MoveToImmutable(), [.. parameters.Slice(shape.BiasesAt(l), units)], l < shape.Hidden ? shape.Activations[l] : null));
        }

        return layers.MoveToImmutable();
    }
}
