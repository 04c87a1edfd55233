using System.Numerics;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;

namespace Ridgeline.Networks;

/// <summary>Standardised rows side by side, with their targets, offsets and weights: what a training goes through. Rows without weight aren't here.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chunk = 1024; // rows turned at a time

    /// <summary>Some rows of a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="numbers">The rows' numbers in the data, all with weight.</param>
    /// <param name="scaling">How inputs and target are scaled.</param>
    /// <exception cref="ArgumentException">They are more numbers than fit into an array.</exception>
    public TrainingRows(Sample sample, int[] numbers, NetworkScaling scaling)
    {
        (Numbers, Stride) = (numbers, Lanes.Padded(sample.Design.Columns));
        if ((long)numbers.Length * Stride > Array.MaxLength)
            throw new ArgumentException($"{Wording.Count(numbers.Length, "row")} of {Wording.Count(sample.Design.Columns, "column")} are more numbers than a network can be trained on ({Array.MaxLength})");
        Inputs = new T[numbers.Length * Stride];
        (Targets, Weights, Offsets) = (new T[numbers.Length], new T[numbers.Length], sample.Offset.IsEmpty ? [] : new T[numbers.Length]);
        (GivenTargets, GivenWeights, GivenOffsets) = (new double[numbers.Length], new double[numbers.Length], new double[Offsets.Length]);
        var column = new double[Math.Min(Chunk, numbers.Length)];
        for (int first = 0; first < numbers.Length; first += Chunk)
        {
            int length = Math.Min(Chunk, numbers.Length - first);
            StandardisedRows.Fill(sample.Design, numbers.AsSpan(first, length), 0, scaling.Means.AsSpan(), scaling.Scales.AsSpan(), column.AsSpan(0, length), Inputs.AsSpan(first * Stride), Stride);
        }

        double even = EvenWeight(sample, numbers), sum = 0;
        foreach (int row in numbers)
            sum += sample.Weights[row];
        for (int i = 0; i < numbers.Length; i++)
        {
            int row = numbers[i];
            (GivenTargets[i], GivenWeights[i]) = (sample.Target[row], sample.Weights[row]);
            Targets[i] = T.CreateTruncating((sample.Target[row] - scaling.Shift) / scaling.Scale);
            Weights[i] = T.CreateTruncating(sample.Weights[row] == even ? 1 : sample.Weights[row] / (sum / numbers.Length));
            if (Offsets.Length > 0)
                (GivenOffsets[i], Offsets[i]) = (sample.Offset[row], T.CreateTruncating(sample.Offset[row] / scaling.Scale));
        }

        WeightSum = sum;
    }

    /// <summary>The rows' numbers in the data, rising.</summary>
    public int[] Numbers { get; }

    public int Count => Numbers.Length;

    /// <summary>A row every <see cref="Stride"/> numbers.</summary>
    public T[] Inputs { get; }

    public int Stride { get; }

    /// <summary>y, on the network's scale.</summary>
    public T[] Targets { get; }

    /// <summary>s, scaled to a mean of 1.</summary>
    public T[] Weights { get; }

    /// <summary>The offsets, on the network's scale; empty if there are none.</summary>
    public T[] Offsets { get; }

    /// <summary>y, s and offsets as they were given, for losses that are told.</summary>
    public double[] GivenTargets { get; }

    public double[] GivenWeights { get; }

    public double[] GivenOffsets { get; }

    /// <summary>Σs.</summary>
    public double WeightSum { get; }

    /// <summary>The weight that all rows have; NaN if they differ.</summary>
    private static double EvenWeight(Sample sample, int[] numbers)
    {
        double first = sample.Weights[numbers[0]];
        foreach (int row in numbers)
            if (sample.Weights[row] != first)
                return double.NaN;
        return first;
    }
}
