using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Ridgeline.Designs;

/// <summary>Rows to learn from: X (through its standardised view), y, offset and row weights. A resample is the same rows under other weights.</summary>
public sealed class Sample
{
    private readonly DesignSource _source;
    private readonly bool _intercept;
    private readonly double[] _target;
    private readonly double[]? _offset;
    private readonly double[] _weights;
    private Lazy<DesignView> _view;

    private Sample(DesignSource source, Func<DesignView>? view, bool standardize, bool intercept, double[] target, double[]? offset, double[] weights, WeightKind weightKind)
    {
        (_source, Standardize, _intercept, _target, _offset, _weights, WeightKind) = (source, standardize, intercept, target, offset, weights, weightKind);
        (_view, HasOwnView) = (new(view ?? OwnView), view is null);
        WeightSum = TensorPrimitives.Sum<double>(weights);
        foreach (double weight in weights)
            RowsWithWeight += weight > 0 ? 1 : 0;
    }

    private Sample(Sample other, double[] target, double[]? offset, double origin)
    {
        (_source, _view, Standardize, _intercept, _target, _offset, _weights, WeightKind) = (other._source, other._view, other.Standardize, other._intercept, target, offset, other._weights, other.WeightKind);
        (WeightSum, RowsWithWeight, Origin, Division, LeftOut, HasOwnView) = (other.WeightSum, other.RowsWithWeight, origin, other.Division, other.LeftOut, other.HasOwnView);
    }

    /// <summary>The design with the means and scales of these weights.</summary>
    public DesignView View => _view.Value;

    /// <summary>X, which samples share that learn the same columns.</summary>
    public Design Design => _source.Design;

    /// <summary>What X was learned as on these weights; null where it was given.</summary>
    public ILearnedColumns? Columns => _source.Columns;

    /// <summary>n, the number of rows, with weight or without.</summary>
    public int Rows => _target.Length;

    /// <summary>Whether the penalty acts on wⱼ·sdⱼ.</summary>
    public bool Standardize { get; }

    /// <summary>Whether an intercept is fitted.</summary>
    internal bool Intercept => _intercept;

    /// <summary>Whether its means and scales are what its own weights give, summed as they stand: not those of a division, which sums part by part, nor learned elsewhere.</summary>
    internal bool HasOwnView { get; private set; }

    /// <summary>y, a number per row; for classes the code 0, 1, …</summary>
    public ReadOnlySpan<double> Target => _target;

    /// <summary>The offset of each row, or empty if there is none.</summary>
    public ReadOnlySpan<double> Offset => _offset;

    /// <summary>s, the weight of each row; 0 = held out.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>What the weights mean.</summary>
    public WeightKind WeightKind { get; }

    /// <summary>Σs.</summary>
    public double WeightSum { get; }

    /// <summary>How many rows have a weight above 0.</summary>
    public int RowsWithWeight { get; }

    /// <summary>n in every formula that has one: Σs for frequency weights, the rows with s &gt; 0 for importance weights.</summary>
    public double EffectiveRows => WeightKind == WeightKind.Frequency ? WeightSum : RowsWithWeight;

    /// <summary>A sample.</summary>
    /// <param name="design">X.</param>
    /// <param name="target">y, a finite number per row.</param>
    /// <param name="weights">s ≥ 0 per row, whole numbers if they are frequencies; every row 1 if left out.</param>
    /// <param name="weightKind">What they mean.</param>
    /// <param name="offset">A finite number per row, added to Xw + b; none if left out.</param>
    /// <param name="standardize">Whether the penalty acts on wⱼ·sdⱼ.</param>
    /// <param name="intercept">Whether an intercept is fitted.</param>
    /// <exception cref="ArgumentException">A length isn't n, a number isn't finite, a weight is negative, a frequency is no whole number, or all weights are 0.</exception>
    public static Sample Of(
        Design design, ReadOnlySpan<double> target, ReadOnlySpan<double> weights = default, WeightKind weightKind = WeightKind.Importance,
        ReadOnlySpan<double> offset = default, bool standardize = true, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(design);
        Check(target, design.Rows, nameof(target));
        if (!offset.IsEmpty)
            Check(offset, design.Rows, nameof(offset));
        double[] rowWeights = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, design.Rows)] : weights.ToArray();
        CheckWeights(rowWeights, design.Rows, weightKind);
        return new Sample(new DesignSource(design), null, standardize, intercept, target.ToArray(), offset.IsEmpty ? null : offset.ToArray(), rowWeights, weightKind);
    }

    /// <summary>A sample of columns that are learned from its weights, and anew from those of every resample of it.</summary>
    /// <param name="columns">How they are learned.</param>
    /// <param name="target">y, a finite number per row.</param>
    /// <param name="weights">s ≥ 0 per row, whole numbers if they are frequencies; every row 1 if left out.</param>
    /// <param name="weightKind">What they mean.</param>
    /// <param name="offset">A finite number per row, added to Xw + b; none if left out.</param>
    /// <param name="standardize">Whether the penalty acts on wⱼ·sdⱼ.</param>
    /// <param name="intercept">Whether an intercept is fitted.</param>
    /// <exception cref="ArgumentException">A length isn't that of the target, a number isn't finite, a weight is negative, a frequency is no whole number, or all weights are 0.</exception>
    public static Sample OfLearned(
        ILearnedColumns columns, ReadOnlySpan<double> target, ReadOnlySpan<double> weights = default, WeightKind weightKind = WeightKind.Importance,
        ReadOnlySpan<double> offset = default, bool standardize = true, bool intercept = true)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Check(target, target.Length, nameof(target));
        if (!offset.IsEmpty)
            Check(offset, target.Length, nameof(offset));
        double[] rowWeights = weights.IsEmpty ? [.. Enumerable.Repeat(1.0, target.Length)] : weights.ToArray();
        CheckWeights(rowWeights, target.Length, weightKind);
        var source = new DesignSource(columns.LearnedOn(rowWeights, weightKind));
        if (source.Design.Rows != target.Length)
            throw new ArgumentException($"target has {Wording.Count(target.Length, "number")} for {Wording.Count(source.Design.Rows, "row")}", nameof(target));
        return new Sample(source, null, standardize, intercept, target.ToArray(), offset.IsEmpty ? null : offset.ToArray(), rowWeights, weightKind);
    }

    /// <summary>The same rows under other weights, with the columns, means and scales that these weights give.</summary>
    /// <param name="weights">s ≥ 0 per row, whole numbers if they are frequencies.</param>
    public Sample Reweighted(ReadOnlySpan<double> weights)
    {
        var rowWeights = weights.ToArray();
        CheckWeights(rowWeights, _target.Length, WeightKind);
        return new Sample(_source.LearnedOn(rowWeights, WeightKind), null, Standardize, _intercept, _target, _offset, rowWeights, WeightKind);
    }

    /// <summary>The same rows under other weights but with the columns and scales of <paramref name="view"/>: scaling learned elsewhere, which leaks if it saw held-out rows. Means are these weights' own: an intercept absorbs them, and solvers count on centred columns.</summary>
    /// <param name="weights">s ≥ 0 per row.</param>
    /// <param name="view">A view of the same design.</param>
    internal Sample Reweighted(ReadOnlySpan<double> weights, DesignView view)
    {
        var rowWeights = weights.ToArray();
        return new(_source, () => DesignView.Of(Design, rowWeights, Standardize, _intercept).ScaledAs(view), Standardize, _intercept, _target, _offset, rowWeights, WeightKind);
    }

    /// <summary>Whether <paramref name="other"/> has the same design.</summary>
    internal bool SharesDesignWith(Sample other) => ReferenceEquals(_source, other._source);

    /// <summary>Forgets a design that can be made again, where nobody else has it.</summary>
    internal void ForgetDesign()
    {
        if (Columns is null)
            return;
        _source.Forget();
        (_view, HasOwnView) = (new(OwnView), true);
    }

    /// <summary>The same rows, weights and columns with another target; of no division.</summary>
    /// <param name="target">y, a finite number per row.</param>
    internal Sample Retargeted(double[] target)
    {
        Check(target, Rows, nameof(target));
        return new Sample(this, target, _offset, Origin) { Division = null };
    }

    /// <summary>The same sample as one of its own, of no division: for a fit that nothing else of it is fitted with.</summary>
    internal Sample Undivided() => Division is null ? this : new Sample(this, _target, _offset, Origin) { Division = null };

    /// <summary>The same columns in the order they have, with the target, offset and weight of other rows: those of row order[i] at row i. Columns that are learned are learned anew.</summary>
    /// <param name="order">Each row once.</param>
    internal Sample Rearranged(ReadOnlySpan<int> order)
    {
        double[] target = new double[Rows], weights = new double[Rows];
        double[]? offset = _offset is null ? null : new double[Rows];
        for (int i = 0; i < order.Length; i++)
        {
            (target[i], weights[i]) = (_target[order[i]], _weights[order[i]]);
            if (offset is not null)
                offset[i] = _offset![order[i]];
        }

        return new Sample(_source.LearnedOn(weights, WeightKind), null, Standardize, _intercept, target, offset, weights, WeightKind);
    }

    private DesignView OwnView() => DesignView.Of(Design, _weights, Standardize, _intercept);

    /// <summary>The division that the sample leaves a part of out; null for one of its own.</summary>
    internal Division? Division { get; private init; }

    /// <summary>The part that it leaves out.</summary>
    internal int LeftOut { get; private init; }

    /// <summary>The same rows under the weights that leave a part of <paramref name="division"/> out.</summary>
    internal Sample Divided(double[] weights, Division division, int leftOut, Func<DesignView> view)
    {
        CheckWeights(weights, _target.Length, WeightKind);
        return new(_source, view, Standardize, _intercept, _target, _offset, weights, WeightKind) { Division = division, LeftOut = leftOut };
    }

    /// <summary>By how much more was taken off the target than off the offset, to be added to an intercept fitted here; 0 but for <see cref="Centred"/>.</summary>
    internal double Origin { get; }

    /// <summary>The same rows with the weighted means taken off target and offset: where residuals alone count and an intercept is fitted, far from zero is nowhere in particular.</summary>
    internal Sample Centred()
    {
        double targetMean = MeanOf(_target), offsetMean = _offset is null ? 0 : MeanOf(_offset);
        return new Sample(this, Less(_target, targetMean), _offset is null ? null : Less(_offset, offsetMean), targetMean - offsetMean);
    }

    private static double[] Less(double[] values, double mean)
    {
        var target = new double[values.Length];
        TensorPrimitives.Subtract(values, mean, target);
        return target;
    }

    /// <summary>Around a row's own value, so that equal values have it as their mean.</summary>
    private double MeanOf(double[] values)
    {
        double first = values[Array.FindIndex(_weights, weight => weight > 0)], sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += _weights[i] > 0 ? _weights[i] / WeightSum * (values[i] - first) : 0;
        return first + sum;
    }

    /// <summary>The target's values in the rows with a weight above 0, in order.</summary>
    internal ImmutableArray<double> Levels()
    {
        var levels = new SortedSet<double>();
        for (int i = 0; i < _target.Length; i++)
            if (_weights[i] > 0)
                levels.Add(_target[i]);
        return [.. levels];
    }

    private static void Check(ReadOnlySpan<double> values, int rows, string name)
    {
        if (values.Length != rows)
            throw new ArgumentException($"{name} has {Wording.Count(values.Length, "number")} for {Wording.Count(rows, "row")}", name);
        for (int i = 0; i < rows; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}, row {i + 1}: {values[i]} is not a finite number", name);
    }

    private static void CheckWeights(ReadOnlySpan<double> weights, int rows, WeightKind kind)
    {
        Check(weights, rows, nameof(weights));
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            if (weights[i] < 0)
                throw new ArgumentException($"weights, row {i + 1}: {weights[i]} is negative", nameof(weights));
            if (kind == WeightKind.Frequency && !double.IsInteger(weights[i]))
                throw new ArgumentException($"weights, row {i + 1}: {weights[i]} is no frequency; a whole number is needed", nameof(weights));
            sum += weights[i];
        }

        if (sum <= 0)
            throw new ArgumentException("all weights are 0: there is no row to learn from", nameof(weights));
    }
}
