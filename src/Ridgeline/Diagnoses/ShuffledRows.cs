using System.Numerics.Tensors;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Numerics;
using Ridgeline.Scores;

namespace Ridgeline.Diagnoses;

/// <summary>The rows that are scored, and their columns shuffled among them.</summary>
internal sealed class ShuffledRows
{
    private const ulong Purpose = 33; // of the seed's streams; resamples and searches have the numbers below it

    private readonly double[] _targets;
    private readonly double[] _offsets;
    private readonly double[] _weights;

    /// <summary>The rows of <paramref name="design"/> that have a weight: of frequency f, f times.</summary>
    /// <exception cref="ArgumentException">There are other numbers of weights, or none is above 0.</exception>
    public ShuffledRows(Design design, Sample sample, ReadOnlySpan<double> weights)
    {
        if (weights.Length != sample.Rows)
            throw new ArgumentException($"{Wording.Count(weights.Length, "weight")} for {Wording.Count(sample.Rows, "row")}", nameof(weights));
        var rows = new List<int>();
        bool repeated = sample.WeightKind == WeightKind.Frequency;
        for (int i = 0; i < weights.Length; i++)
            for (int f = 0; f < (repeated ? weights[i] : weights[i] > 0 ? 1 : 0); f++)
                rows.Add(i);
        if (rows.Count == 0)
            throw new ArgumentException("all weights are 0: there is no row to score", nameof(weights));
        (Design, InOrder, _targets, _weights) = (design, [.. rows], new double[rows.Count], new double[rows.Count]);
        _offsets = sample.Offset.IsEmpty ? [] : new double[rows.Count];
        for (int i = 0; i < InOrder.Length; i++)
        {
            (_targets[i], _weights[i]) = (sample.Target[InOrder[i]], repeated ? 1 : weights[InOrder[i]]);
            if (_offsets.Length > 0)
                _offsets[i] = sample.Offset[InOrder[i]];
        }

        Weight = TensorPrimitives.Sum<double>(_weights);
    }

    public Design Design { get; }

    /// <summary>The rows as they are.</summary>
    public int[] InOrder { get; }

    /// <summary>Σs.</summary>
    public double Weight { get; }

    /// <summary>The rows in an order that the seed, the resample and the repeat decide.</summary>
    public int[] Shuffled(ulong seed, int resample, int repeat)
    {
        int[] order = [.. InOrder];
        new RandomStream(seed, Purpose + ((ulong)repeat << 12) + ((ulong)resample << 32)).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>The score of a model's predictions of the rows, some columns being those of the rows in <paramref name="order"/>.</summary>
    public double Score(IModel model, ReadOnlySpan<int> columns, int[] order, Score score, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        double[] link = new double[InOrder.Length * model.Outputs], mean = new double[link.Length];
        model.Link(new RearrangedDesign(Design, InOrder, columns, order), link);
        for (int k = 0; k < link.Length && _offsets.Length > 0; k += _offsets.Length)
            TensorPrimitives.Add(link.AsSpan(k, _offsets.Length), _offsets, link.AsSpan(k, _offsets.Length));
        model.Mean(link, mean);
        return score.Value(_targets, link, mean, _weights);
    }
}
