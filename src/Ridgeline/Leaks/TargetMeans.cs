using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Leaks;

/// <summary>
/// The columns of a design, and one more that holds, for each row, the mean target of the rows with weight that share its level, (Σ s·y + m·ȳ)/(Σ s + m): target encoding (Micci-Barreca 2001).
/// Learned over all rows it leaks; <see cref="LeakPrice.OfPreparation"/> prices it.
/// </summary>
public sealed class TargetMeans : ILearnedColumns
{
    private readonly Design _design;
    private readonly int[] _levels;
    private readonly double[] _target;
    private readonly double _smoothing;
    private readonly string _name;

    private TargetMeans(Design design, int[] levels, double[] target, double smoothing, string name, ImmutableArray<double> means) =>
        (_design, _levels, _target, _smoothing, _name, Means) = (design, levels, target, smoothing, name, means);

    /// <summary>The number of each level; ȳ of one that has no row with weight. Default before anything is learned.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>An encoding that has yet to be learned.</summary>
    /// <param name="design">The other columns.</param>
    /// <param name="levels">Each row's level, 0, 1, ….</param>
    /// <param name="target">y, a number per row.</param>
    /// <param name="smoothing">m ≥ 0, as how many rows the mean of all counts; default 0.</param>
    /// <param name="name">What the column is called.</param>
    /// <exception cref="ArgumentException">There isn't a level and a target a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">m or a level is below 0.</exception>
    public static TargetMeans Of(Design design, ReadOnlySpan<int> levels, ReadOnlySpan<double> target, double smoothing = 0, string name = "target mean")
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentOutOfRangeException.ThrowIfNegative(smoothing);
        if (levels.Length != design.Rows || target.Length != design.Rows)
            throw new ArgumentException($"{Wording.Count(levels.Length, "level")} and {Wording.Count(target.Length, "target")} for {Wording.Count(design.Rows, "row")}", nameof(levels));
        foreach (int level in levels)
            ArgumentOutOfRangeException.ThrowIfNegative(level, nameof(levels));
        return new TargetMeans(design, levels.ToArray(), target.ToArray(), smoothing, name, default);
    }

    /// <inheritdoc/>
    public ILearnedColumns LearnedOn(ReadOnlySpan<double> weights, WeightKind kind)
    {
        int count = _levels.Length == 0 ? 0 : _levels.Max() + 1;
        double[] sums = new double[count], totals = new double[count];
        double sum = 0, total = 0, scale = kind == WeightKind.Frequency ? 1 : Present(weights) / Total(weights); // m is a number of rows, whatever importance weights are scaled to
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i] * scale;
            (sum, total) = (sum + weight * _target[i], total + weight);
            sums[_levels[i]] += weight * _target[i];
            totals[_levels[i]] += weight;
        }

        double mean = sum / total;
        ImmutableArray<double> means = [.. sums.Zip(totals, (own, weight) => weight + _smoothing > 0 ? (own + _smoothing * mean) / (weight + _smoothing) : mean)];
        return !Means.IsDefault && means.SequenceEqual(Means) ? this : new TargetMeans(_design, _levels, _target, _smoothing, _name, means);
    }

    /// <inheritdoc/>
    public Design Make()
    {
        if (Means.IsDefault)
            throw new InvalidOperationException("nothing has been learned yet: a sample's weights teach it");
        int n = _design.Rows, p = _design.Columns;
        double[] columns = new double[n * (p + 1)];
        for (int j = 0; j < p; j++)
            for (int i = 0; i < n; i++)
                columns[j * n + i] = _design[i, j];
        for (int i = 0; i < n; i++)
            columns[p * n + i] = Means[_levels[i]];
        return Design.Adopt(columns, n, [.. _design.Names, _name]);
    }

    private static double Total(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
            total += weight;
        return total;
    }

    private static double Present(ReadOnlySpan<double> weights)
    {
        int present = 0;
        foreach (double weight in weights)
            present += weight > 0 ? 1 : 0;
        return present;
    }
}
