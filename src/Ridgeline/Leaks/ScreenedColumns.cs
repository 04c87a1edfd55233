using System.Collections.Immutable;
using Ridgeline.Designs;

namespace Ridgeline.Leaks;

/// <summary>
/// The columns of a design that go with the target most, by |correlation|, strongest first: chosen from the rows with weight. Chosen once over all rows before folds are drawn they leak
/// (Hastie, Tibshirani and Friedman 2009, §7.10.2): <see cref="LeakPrice.OfPreparation"/> prices it.
/// </summary>
/// <remarks>Ranks are columns ("1st", "2nd", … of the training rows), as a fold may choose others.</remarks>
public sealed class ScreenedColumns : ILearnedColumns
{
    private readonly Design _design;
    private readonly double[] _target;
    private readonly int _count;

    private ScreenedColumns(Design design, double[] target, int count, ImmutableArray<int> chosen) => (_design, _target, _count, Chosen) = (design, target, count, chosen);

    /// <summary>Which columns were chosen, strongest first; default before anything is learned.</summary>
    public ImmutableArray<int> Chosen { get; }

    /// <summary>A choice of columns that has yet to be made.</summary>
    /// <param name="design">X.</param>
    /// <param name="target">y, a number per row.</param>
    /// <param name="count">How many are chosen, 1 … p.</param>
    /// <exception cref="ArgumentException">There isn't a target a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count isn't 1 … p.</exception>
    public static ScreenedColumns Of(Design design, ReadOnlySpan<double> target, int count)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (target.Length != design.Rows)
            throw new ArgumentException($"target has {Wording.Count(target.Length, "number")} for {Wording.Count(design.Rows, "row")}", nameof(target));
        if (count < 1 || count > design.Columns)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"of {Wording.Count(design.Columns, "column")} 1 to {design.Columns} can be chosen");
        return new ScreenedColumns(design, target.ToArray(), count, default);
    }

    /// <inheritdoc/>
    public ILearnedColumns LearnedOn(ReadOnlySpan<double> weights, WeightKind kind)
    {
        double total = 0, mean = 0;
        for (int i = 0; i < weights.Length; i++)
            (total, mean) = (total + weights[i], mean + weights[i] * _target[i]);
        mean /= total;
        double[] residuals = new double[weights.Length], strength = new double[_design.Columns];
        for (int i = 0; i < residuals.Length; i++)
            residuals[i] = weights[i] * (_target[i] - mean); // sums to 0, so columns needn't be centred
        var view = DesignView.Of(_design, weights);
        for (int j = 0; j < strength.Length; j++)
            strength[j] = view.IsConstant(j) ? 0 : Math.Abs(_design.Dot(j, residuals)) / view.Scales[j];
        ImmutableArray<int> chosen = [.. Enumerable.Range(0, strength.Length).OrderByDescending(j => strength[j]).Take(_count)]; // a stable order
        return !Chosen.IsDefault && chosen.SequenceEqual(Chosen) ? this : new ScreenedColumns(_design, _target, _count, chosen);
    }

    /// <inheritdoc/>
    public Design Make()
    {
        if (Chosen.IsDefault)
            throw new InvalidOperationException("nothing has been learned yet: a sample's weights teach it");
        double[] columns = new double[_design.Rows * _count];
        for (int k = 0; k < _count; k++)
            for (int i = 0; i < _design.Rows; i++)
                columns[k * _design.Rows + i] = _design[i, Chosen[k]];
        return Design.Adopt(columns, _design.Rows, [.. Enumerable.Range(1, _count).Select(rank => $"rank {rank}")]);
    }
}
