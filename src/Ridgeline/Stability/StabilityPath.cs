using System.Collections.Immutable;
using Ridgeline.Objectives;
using Ridgeline.Recipes;

namespace Ridgeline.Stability;

/// <summary>How often units are selected on half samples, along the path; and what is stable.</summary>
public sealed class StabilityPath
{
    private readonly ImmutableArray<int> _candidates; // the units that count
    private readonly HalfPath[] _halves;
    private readonly Lazy<(int[][] Units, int[][] Columns)> _counts;
    private readonly int _downTo;

    internal StabilityPath(
        ImmutableArray<Setting> settings, ImmutableArray<ColumnGroup> units, ImmutableArray<int> candidates, ImmutableArray<string> always, HalfPath[] halves, SelectionBound bound, int downTo)
    {
        (Settings, Units, _candidates, Always, _halves, _downTo) = (settings, units, candidates, always, halves, downTo);
        _counts = new(Counted);
        Selection = Selected(bound);
    }

    /// <summary>The settings that were walked, the simplest first.</summary>
    public ImmutableArray<Setting> Settings { get; }

    /// <summary>All units, in the order of their first columns: columns, or columns of which any will do. Those with a free column, or with none that can be selected, are never counted as selected.</summary>
    public ImmutableArray<ColumnGroup> Units { get; }

    /// <summary>The columns that aren't held back (κ = 0): always in, and outside the count.</summary>
    public ImmutableArray<string> Always { get; }

    /// <summary>B, the pairs of half samples.</summary>
    public int Pairs => _halves.Length / 2;

    /// <summary>The stable units, by the threshold and the bound that were asked for.</summary>
    public StableSelection Selection { get; }

    /// <summary>The share of half samples on which a unit is selected at each setting.</summary>
    /// <param name="unit">A position in <see cref="Units"/>.</param>
    public ImmutableArray<double> Frequencies(int unit) => [.. Enumerable.Range(0, Settings.Length).Select(at => _counts.Value.Units[at][unit] / (double)_halves.Length)];

    /// <summary>The share of half samples on which a column is selected at each setting.</summary>
    /// <param name="column">0 … p − 1.</param>
    public ImmutableArray<double> ColumnFrequencies(int column) => [.. Enumerable.Range(0, Settings.Length).Select(at => _counts.Value.Columns[at][column] / (double)_halves.Length)];

    /// <summary>The greatest of a unit's frequencies over the path. At most the share of half samples on which it is selected at any setting.</summary>
    /// <param name="unit">A position in <see cref="Units"/>.</param>
    public double MaxFrequency(int unit) => Frequencies(unit).Max();

    /// <summary>What is stable by another threshold, assumption or bound, of the same half samples.</summary>
    /// <param name="options">Threshold, number selected, bound and assumption; the rest is as it was.</param>
    /// <exception cref="ArgumentException">They contradict each other, or more units a half sample are asked for than were looked at.</exception>
    public StableSelection Select(StabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bound = _downTo < 0 ? SelectionRule.Before(options, _candidates.Length, Pairs) : SelectionRule.After(options, _candidates.Length, Pairs, AverageDownTo(_halves, _downTo));
        if (_downTo < 0 && bound.Selected > Selection.Bound.Selected)
            throw new ArgumentException($"the half samples' paths were followed to {Selection.Bound.Selected} units; {bound.Selected} would be needed", nameof(options));
        return Selected(bound);
    }

    internal static double AverageDownTo(HalfPath[] halves, int at) => halves.Average(half => half.DownTo(at).Count);

    private StableSelection Selected(SelectionBound bound)
    {
        var columns = new Dictionary<int, int>();
        int[] times = new int[Units.Length], pairs = new int[Units.Length];
        bool[][] isIn = [.. _halves.Select(half => Reached(half, bound, columns))];
        for (int k = 0; k < isIn.Length; k++)
            for (int u = 0; u < times.Length; u++)
            {
                times[u] += isIn[k][u] ? 1 : 0;
                pairs[u] += k % 2 == 1 && isIn[k][u] && isIn[k - 1][u] ? 1 : 0;
            }

        return new StableSelection(
            bound, times.Sum() / (double)_halves.Length,
            [
                .. _candidates.OrderByDescending(u => times[u]).Select(u => new SelectionFrequency(
                    Units[u], times[u] / (double)_halves.Length, pairs[u] / (double)Pairs, [.. Units[u].Columns.Select(j => columns.GetValueOrDefault(j) / (double)_halves.Length)])),
            ],
            Always);
    }

    /// <summary>The units that a half sample selects; and adds to the count of each column that it selects by then.</summary>
    private bool[] Reached(HalfPath half, SelectionBound bound, Dictionary<int, int> columns)
    {
        var reached = _downTo < 0 ? half.First((int)bound.Selected) : half.DownTo(_downTo);
        var isIn = new bool[Units.Length];
        int last = -1;
        foreach (var (unit, at) in reached)
            (isIn[unit], last) = (true, Math.Max(last, at));
        if (_downTo >= 0)
            last = _downTo;
        foreach (var (column, at) in half.Columns)
            if (at <= last && isIn[half.UnitOf(column)])
                columns[column] = columns.GetValueOrDefault(column) + 1;
        return isIn;
    }

    private (int[][] Units, int[][] Columns) Counted()
    {
        int[][] units = [.. Settings.Select(_ => new int[Units.Length])], columns = [.. Settings.Select(_ => new int[Units.Sum(unit => unit.Columns.Length)])];
        foreach (var half in _halves)
            for (int at = 0; at < half.Selected.Count; at++)
            {
                foreach (int j in half.Selected[at])
                    columns[at][j]++;
                foreach (int unit in half.Selected[at].Select(half.UnitOf).Distinct())
                    units[at][unit]++;
            }

        return (units, columns);
    }
}
