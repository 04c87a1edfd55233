using System.Collections.Immutable;

namespace Ridgeline.Models;

/// <summary>f(hW + b), one layer of a network.</summary>
public sealed record NetworkLayer
{
    /// <summary>A layer.</summary>
    /// <param name="inputs">How many numbers come in.</param>
    /// <param name="weights">W, inputs × units, row after row.</param>
    /// <param name="biases">b, a number a unit.</param>
    /// <param name="activation">f of a hidden layer; null for the last, whose sums are the network's outputs.</param>
    /// <exception cref="ArgumentException">The lengths don't fit.</exception>
    public NetworkLayer(int inputs, ImmutableArray<float> weights, ImmutableArray<float> biases, Activation? activation)
    {
        if (biases.Length == 0 || weights.Length != (long)inputs * biases.Length)
            throw new ArgumentException($"{Wording.Count(weights.Length, "weight")} for {Wording.Count(inputs, "input")} and {Wording.Count(biases.Length, "unit")}", nameof(weights));
        (Inputs, Weights, Biases, Activation) = (inputs, weights, biases, activation);
    }

    /// <summary>How many numbers come in.</summary>
    public int Inputs { get; }

    /// <summary>How many come out.</summary>
    public int Units => Biases.Length;

    /// <summary>W, inputs × units, row after row.</summary>
    public ImmutableArray<float> Weights { get; }

    /// <summary>b, a number a unit.</summary>
    public ImmutableArray<float> Biases { get; }

    /// <summary>f of a hidden layer; null for the last.</summary>
    public Activation? Activation { get; }
}
