using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Trees;

/// <summary>Classification trees over their greatest depth. Left to itself it fits one setting, the unconstrained tree.</summary>
public sealed class TreePathFitter : IPathFitter<DecisionTree>
{
    /// <summary>A fitter of trees.</summary>
    /// <param name="minLeafRows">The fewest rows of a leaf, at least 1; frequency weights count as that many rows, importance weights as one.</param>
    public TreePathFitter(int minLeafRows = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minLeafRows, 1);
        MinLeafRows = minLeafRows;
    }

    /// <summary>The fewest rows of a leaf.</summary>
    public int MinLeafRows { get; }

    /// <summary>None: a tree is grown split by split.</summary>
    public Losses.Loss? Loss => null;

    /// <inheritdoc/>
    public ImmutableArray<Setting> Settings(Sample sample) => [new Setting(Knob.Depth, double.PositiveInfinity)];

    /// <inheritdoc/>
    public Setting? Further(ImmutableArray<Setting> settings) => null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is no depth, or a target no class code 0, 1, …</exception>
    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<DecisionTree>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(visit);
        settings = Setting.SimplestFirst(settings);
        foreach (var setting in settings)
            if (setting.Knob != Knob.Depth || !(setting.Value >= 0) || setting.Value != Math.Floor(setting.Value))
                throw new ArgumentException($"{setting.Knob} {setting.Value} is no depth; 0, 1, … or infinity is", nameof(settings));
        int classes = resamples.Max(Classes);
        int done = 0, total = resamples.Count * settings.Length;
        stop.ThrowIfCancellationRequested();
        ResampleLoop.Run(resamples.Count, options.Threads, k =>
        {
            var grown = new TreeGrower(resamples[k], classes, MinLeafRows).Grow(settings[^1].Value, stop);
            foreach (var setting in settings)
            {
                visit(k, new PathPoint<DecisionTree>(setting, grown.TruncatedAt(setting.Value), Certificate: null));
                progress?.Report(new FitProgress(Interlocked.Increment(ref done), total));
                stop.ThrowIfCancellationRequested();
            }
        });
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The design has another number of columns than a tree.</exception>
    public void Link(Design design, ReadOnlySpan<int> rows, IReadOnlyList<DecisionTree> models, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(models);
        int each = (rows.IsEmpty ? design.Rows : rows.Length) * models[0].Outputs;
        for (int b = 0; b < models.Count; b++)
            models[b].Link(design, rows, target.Slice(b * each, each));
    }

    /// <summary>One more than the largest code among all rows, held-out ones too, so that every resample counts the same classes.</summary>
    private static int Classes(Sample sample)
    {
        double largest = 1;
        foreach (double code in sample.Target)
        {
            if (!(code >= 0 && code == Math.Floor(code) && code < int.MaxValue))
                throw new ArgumentException($"a tree needs a target of class codes 0, 1, …; {code} is none", nameof(sample));
            largest = Math.Max(largest, code);
        }

        return (int)largest + 1;
    }
}
