using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Objectives;
using Ridgeline.Paths;

namespace Ridgeline.Trees;

/// <summary>
/// Trees of classes or numbers over their cost-complexity α, or over their greatest depth. A resample's tree is grown once; its models are cuts of it and share its nodes, so that
/// thousands of them cost little more than one.
/// </summary>
/// <remarks>
/// The targets of classes are codes 0, 1, …; all resamples tell apart the classes of all rows, held-out ones too. A tree takes columns with missing rows and with levels as they are. It
/// takes no offset.
/// </remarks>
public sealed class TreePathFitter : IPathFitter<DecisionTree>
{
    private const int MostClasses = 1 << 20;

    private readonly ConditionalWeakTable<Sample, GrownTree> _grown = []; // of samples whose settings were asked for, until they are walked

    /// <summary>A fitter of trees.</summary>
    /// <param name="options">How they are grown; by Gini's index and without limits if left out.</param>
    /// <param name="knob">Which knob is turned: <see cref="Knob.Alpha"/> or <see cref="Knob.Depth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another knob.</exception>
    public TreePathFitter(TreeOptions? options = null, Knob knob = Knob.Alpha)
    {
        if (knob is not (Knob.Alpha or Knob.Depth))
            throw new ArgumentOutOfRangeException(nameof(knob), knob, $"a tree has no such knob; {nameof(Knob.Alpha)} and {nameof(Knob.Depth)} are its");
        (Options, Knob) = (options ?? new TreeOptions(), knob);
    }

    /// <summary>How trees are grown.</summary>
    public TreeOptions Options { get; }

    /// <summary>Which knob is turned.</summary>
    public Knob Knob { get; }

    /// <summary>The most settings of an automatic grid, at least 2; default: one for each tree of the path. Of more so many are left, evenly by their position, the first and the last among them.</summary>
    public int MaxSettings
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a grid needs at least two settings");
    } = int.MaxValue;

    /// <summary>None: a tree is grown split by split.</summary>
    public Losses.Loss? Loss => null;

    /// <summary>The tree of a sample, as its options let it grow.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="options">How it is grown; by Gini's index and without limits if left out.</param>
    /// <param name="stop">Asked at every node.</param>
    /// <exception cref="ArgumentException">A target is no class code 0, 1, … where classes are told apart; or the largest number is above 1e150 or below 1e-150, so that its square is none; or there is an offset.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DecisionTree Grow(Sample sample, TreeOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var fitter = new TreePathFitter(options);
        int classes = fitter.Classes(sample);
        var columns = new SortedColumns(sample.Design, sample.Target, Environment.ProcessorCount);
        return new DecisionTree(NestedTree.Whole(new TreeGrower(sample, columns, classes, fitter.Options).Grow(double.PositiveInfinity, stop)), 0);
    }

    /// <summary>
    /// Of α: ∞, which leaves the root; the geometric means of neighbouring α at which the tree of all rows changes; and 0: one for each tree of its path, as in rpart. Of depth: 0, 1, …,
    /// and ∞ in place of the depth at which that tree ends.
    /// </summary>
    /// <param name="sample">The full data.</param>
    /// <exception cref="ArgumentException">A target is no class code 0, 1, … where classes are told apart; or the largest number is above 1e150 or below 1e-150, so that its square is none; or there is an offset.</exception>
    public ImmutableArray<Setting> Settings(Sample sample) => Settings(sample, CancellationToken.None);

    /// <summary>The same, of a tree that takes long to grow.</summary>
    /// <param name="sample">The full data.</param>
    /// <param name="stop">Asked at every node.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal ImmutableArray<Setting> Settings(Sample sample, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(sample);
        int classes = Classes(sample);
        var columns = new SortedColumns(sample.Design, sample.Target, Environment.ProcessorCount);
        var nodes = new TreeGrower(sample, columns, classes, Options).Grow(double.PositiveInfinity, stop);
        _grown.AddOrUpdate(sample, new GrownTree(columns, nodes, classes));
        if (Knob == Knob.Alpha)
            return Thinned([.. new PruningPath(nodes).Between().Select(alpha => new Setting(Knob.Alpha, alpha))]);
        int depth = 0;
        foreach (int own in nodes.Depth)
            depth = Math.Max(depth, own);
        return Thinned([.. Enumerable.Range(0, depth).Select(d => new Setting(Knob.Depth, d)), new Setting(Knob.Depth, double.PositiveInfinity)]);
    }

    /// <inheritdoc/>
    public Setting? Further(ImmutableArray<Setting> settings) => null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is of another knob or can't be, a target is no class code 0, 1, … where classes are told apart; or the largest number is above 1e150 or below 1e-150, so that its square is none; or there is an offset.</exception>
    public void Walk(
        IReadOnlyList<Sample> resamples, ImmutableArray<Setting> settings, FitOptions options, Action<int, PathPoint<DecisionTree>> visit, IProgress<FitProgress>? progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(resamples);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(visit);
        if (options.Kept is { } kept)
        {
            kept.Walk(this, resamples, settings, options with { Kept = null }, visit, progress, stop);
            return;
        }

        settings = Setting.SimplestFirst(settings);
        if (settings[0].Knob != Knob)
            throw new ArgumentException($"settings of the {settings[0].Knob.Name()} for a path over the {Knob.Name()}", nameof(settings));
        foreach (var setting in settings)
            Setting.Checked(setting.Knob, setting.Value);
        if (resamples.Count == 0)
            return;
        int classes = resamples.Max(Classes), done = 0, total = resamples.Count * settings.Length;
        stop.ThrowIfCancellationRequested();
        var known = _grown.TryGetValue(resamples[0], out var grown) ? grown.Columns : null;
        var shared = new Lazy<SortedColumns>(() => known ?? new SortedColumns(resamples[0].Design, resamples[0].Target, options.Threads));
        ResampleLoop.Run(resamples.Count, options.Threads, k =>
        {
            var (nested, levelOf) = Path(resamples[k], resamples[0], shared, classes, settings[^1], stop);
            foreach (var setting in settings)
            {
                visit(k, new PathPoint<DecisionTree>(setting, new DecisionTree(nested, levelOf(setting.Value)), Certificate: null));
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
        int count = rows.IsEmpty ? design.Rows : rows.Length;
        int[] placed = new int[count], cells = [];
        NestedTree? nested = null;
        for (int b = 0; b < models.Count; b++)
        {
            INestedModel model = models[b];
            if (model.Nested != nested)
            {
                nested = model.Nested;
                cells = new int[nested.Count];
                nested.Place(models.Where(other => ((INestedModel)other).Nested == nested).Min(other => ((INestedModel)other).Level), design, rows, placed);
            }

            nested.CellsOf(model.Level, cells);
            for (int k = 0; k < model.Outputs; k++)
                for (int i = 0; i < count; i++)
                    target[(b * model.Outputs + k) * count + i] = nested.Prediction(cells[placed[i]], k);
        }
    }

    private ImmutableArray<Setting> Thinned(ImmutableArray<Setting> settings) => settings.Length <= MaxSettings
        ? settings
        : [.. Enumerable.Range(0, MaxSettings).Select(k => settings[(int)((long)k * (settings.Length - 1) / (MaxSettings - 1))])];

    /// <summary>The tree of a resample, divided by the knob, and which level a setting is.</summary>
    private (NestedTree Nested, Func<double, int> LevelOf) Path(Sample sample, Sample first, Lazy<SortedColumns> shared, int classes, Setting last, CancellationToken stop)
    {
        TreeArrays nodes;
        if (_grown.TryGetValue(sample, out var grown) && grown.Classes == classes)
        {
            nodes = grown.Nodes;
            _grown.Remove(sample);
        }
        else
        {
            var columns = sample.SharesDesignWith(first) && sample.Target == first.Target ? shared.Value : new SortedColumns(sample.Design, sample.Target, 1);
            nodes = new TreeGrower(sample, columns, classes, Options).Grow(Knob == Knob.Depth ? last.Value : double.PositiveInfinity, stop);
        }

        if (Knob == Knob.Depth)
            return (NestedTree.ByDepth(nodes), depth => depth >= int.MaxValue ? -int.MaxValue : -(int)depth);
        var path = new PruningPath(nodes);
        return (path.Nested, path.LevelAt);
    }

    /// <summary>K, one more than the largest code among all rows, held-out ones too, so that every resample counts the same classes; 0 of numbers.</summary>
    private int Classes(Sample sample)
    {
        if (!sample.Offset.IsEmpty)
            throw new ArgumentException("a tree takes no offset: what it predicts is not added to anything", nameof(sample));
        if (!Options.IsOfClasses)
        {
            double most = 0;
            foreach (double y in sample.Target)
                most = Math.Max(most, Math.Abs(y));
            return most == 0 || (most <= Losses.Loss.LargestTarget && most >= 1 / Losses.Loss.LargestTarget)
                ? 0
                : throw new ArgumentException($"the targets are up to {most} in size, too {(most > 1 ? "large" : "small")} to be squared; another unit makes them numbers from {1 / Losses.Loss.LargestTarget} to {Losses.Loss.LargestTarget}", nameof(sample));
        }

        double largest = 1;
        foreach (double code in sample.Target)
        {
            if (!(code >= 0 && code == Math.Floor(code) && code < MostClasses))
                throw new ArgumentException($"a tree of classes needs a target of codes 0, 1, …; {code} is none", nameof(sample));
            largest = Math.Max(largest, code);
        }

        return (int)largest + 1;
    }

    private sealed record GrownTree(SortedColumns Columns, TreeArrays Nodes, int Classes);
}
