using Ridgeline.Designs;
using Ridgeline.Models;
using Ridgeline.Scores;

namespace Ridgeline.Choices;

/// <summary>
/// The scores of some rows by models that are levels of one hierarchy, the simplest first. A row is sent down once. Rows of one cell and target are one, with their weights summed; and of
/// scores that are means over rows the sums of a cell's rows are all that is needed, so that the next level costs what it divides and not what there is.
/// </summary>
internal sealed class NestedScores
{
    private const int FewTargets = 32; // as many are counted cell by cell; more are listed

    private readonly NestedTree _nested;
    private readonly IReadOnlyList<Score> _scores;
    private readonly Score?[] _ofRows;
    private readonly double[] _scales;
    private readonly double[] _targets, _weights; // of the groups: in the order of their cells, or for every cell all targets
    private readonly int[] _starts;               // of each cell: its groups and those of what is below it; empty where every cell has all targets
    private readonly int[] _ends;
    private readonly double _total;
    private readonly bool _isOneRow;
    private readonly NestedSum? _sums;
    private double[] _y = [], _w = [], _link = [];

    /// <summary>Scores of rows by the models of a hierarchy.</summary>
    /// <param name="nested">The hierarchy.</param>
    /// <param name="design">The rows' design.</param>
    /// <param name="rows">Which rows; empty: all.</param>
    /// <param name="targets">y of each.</param>
    /// <param name="weights">s of each.</param>
    /// <param name="scores">The scores.</param>
    public NestedScores(NestedTree nested, Design design, ReadOnlySpan<int> rows, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, IReadOnlyList<Score> scores)
    {
        (_nested, _scores) = (nested, scores);
        var placed = new int[targets.Length];
        (_ofRows, _scales) = ([.. scores.Select(score => score.OfRows)], new double[scores.Count]);
        for (int s = 0; s < _scales.Length; s++)
            _scales[s] = scores[s].ScaleOf(targets, weights);
        nested.Place(NestedTree.Leaf, design, rows, placed);
        int counting = 0;
        foreach (double weight in weights)
        {
            _total += weight;
            counting += weight > 0 ? 1 : 0;
        }

        _isOneRow = counting == 1;
        double[] distinct = Distinct(targets);
        if (distinct.Length <= FewTargets)
            (_targets, _weights, _starts, _ends) = (distinct, Counted(placed, targets, weights, distinct), [], []);
        else
            (_targets, _weights, _starts, _ends) = Listed(placed, targets, weights);
        if (_ofRows.Any(score => score is not null))
            _sums = new NestedSum(nested, scores.Count, Worth);
        Placed = rows.IsEmpty ? [] : placed;
    }

    /// <summary>The hierarchy.</summary>
    public NestedTree Nested => _nested;

    /// <summary>The finest cell of each row; empty where all were asked for.</summary>
    public int[] Placed { get; }

    /// <summary>The scores at a level, no higher than any before.</summary>
    public double[] At(int level)
    {
        var sums = _sums is null ? default : _sums.At(level);
        var values = new double[_scores.Count];
        int rows = -1;
        for (int s = 0; s < values.Length; s++)
            if (_ofRows[s] is not null)
                values[s] = _total > 0 ? _scores[s].FromRows(sums[s] / _total, _scales[s]) : double.NaN;
            else
            {
                rows = rows < 0 ? Gather(level) : rows;
                var link = _link.AsSpan(0, rows * _nested.Outputs);
                values[s] = _scores[s].Value(_y.AsSpan(0, rows), link, link, _w.AsSpan(0, rows));
            }

        return values;
    }

    /// <summary>For each score that is one of rows Σ weight × that of a row alone, over the rows of a cell.</summary>
    private void Worth(int cell, Span<double> worth)
    {
        Span<double> prediction = _nested.Outputs <= FewTargets ? stackalloc double[_nested.Outputs] : new double[_nested.Outputs];
        for (int k = 0; k < prediction.Length; k++)
            prediction[k] = _nested.Prediction(cell, k);
        ReadOnlySpan<double> targets = TargetsOf(cell), weights = WeightsOf(cell);
        worth.Clear();
        for (int s = 0; s < worth.Length; s++)
            for (int g = 0; g < targets.Length && _ofRows[s] is { } score; g++)
                if (weights[g] > 0)
                    worth[s] += weights[g] * score.Value(targets.Slice(g, 1), prediction, prediction, [1]);
    }

    /// <summary>The groups of a level's cells as rows.</summary>
    private int Gather(int level)
    {
        int count = 0, outputs = _nested.Outputs;
        var parents = _nested.Nodes.Parent;
        for (int pass = 0; pass < 2; pass++)
        {
            int rows = count;
            count = 0;
            for (int cell = 0; cell < _nested.Count; cell++)
            {
                if (_nested.IsDivided(cell, level) || (parents[cell] >= 0 && !_nested.IsDivided(parents[cell], level)))
                    continue;
                ReadOnlySpan<double> targets = TargetsOf(cell), weights = WeightsOf(cell);
                for (int g = 0; g < targets.Length; g++)
                    if (weights[g] > 0)
                    {
                        if (pass == 1)
                        {
                            (_y[count], _w[count]) = (targets[g], weights[g]);
                            for (int k = 0; k < outputs; k++)
                                _link[k * rows + count] = _nested.Prediction(cell, k);
                        }

                        count++;
                    }
            }

            if (_y.Length < count)
                (_y, _w, _link) = (new double[count], new double[count], new double[count * outputs]);
        }

        return count == 1 && !_isOneRow ? Halved() : count;
    }

    /// <summary>Several rows that are one group are two, as scores have it that are undefined of a single row.</summary>
    private int Halved()
    {
        (_y, _w) = ([_y[0], _y[0]], [0.5 * _w[0], 0.5 * _w[0]]);
        _link = [.. _link.Take(_nested.Outputs).SelectMany(number => new[] { number, number })];
        return 2;
    }

    private ReadOnlySpan<double> TargetsOf(int cell) => _starts.Length == 0 ? _targets : _targets.AsSpan(_starts[cell], _ends[cell] - _starts[cell]);

    private ReadOnlySpan<double> WeightsOf(int cell) =>
        _starts.Length == 0 ? _weights.AsSpan(cell * _targets.Length, _targets.Length) : _weights.AsSpan(_starts[cell], _ends[cell] - _starts[cell]);

    /// <summary>The targets there are, rising; or more than are counted.</summary>
    private static double[] Distinct(ReadOnlySpan<double> targets)
    {
        var found = new List<double>();
        foreach (double y in targets)
            if (found.BinarySearch(y) is var at and < 0)
            {
                found.Insert(~at, y);
                if (found.Count > FewTargets)
                    break;
            }

        return [.. found];
    }

    /// <summary>For each cell the weight of each target.</summary>
    private double[] Counted(int[] placed, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, double[] distinct)
    {
        int width = distinct.Length;
        var counted = new double[_nested.Count * width];
        for (int i = 0; i < targets.Length; i++)
            counted[placed[i] * width + Array.BinarySearch(distinct, targets[i])] += weights[i];
        for (int cell = _nested.Count - 1; cell > 0; cell--)
            for (int d = 0; d < width; d++)
                counted[_nested.Nodes.Parent[cell] * width + d] += counted[cell * width + d];
        return counted;
    }

    /// <summary>The weights of each finest cell's targets, cell after cell: what is below a cell stands together.</summary>
    private (double[] Targets, double[] Weights, int[] Starts, int[] Ends) Listed(int[] placed, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        int[] starts = new int[_nested.Count + 1], ends = new int[_nested.Count];
        foreach (int cell in placed)
            starts[cell + 1]++;
        for (int cell = 0; cell < ends.Length; cell++)
            starts[cell + 1] += starts[cell];
        double[] y = new double[targets.Length], w = new double[targets.Length];
        int[] next = starts[..^1];
        for (int i = 0; i < targets.Length; i++)
            (y[next[placed[i]]], w[next[placed[i]]++]) = (targets[i], weights[i]);
        int count = 0;
        for (int cell = 0; cell < ends.Length; cell++)
        {
            int from = starts[cell], length = starts[cell + 1] - from;
            Array.Sort(y, w, from, length);
            starts[cell] = count;
            for (int i = from; i < from + length; i++)
                if (count > starts[cell] && y[count - 1] == y[i])
                    w[count - 1] += w[i];
                else
                    (y[count], w[count++]) = (y[i], w[i]);
            ends[cell] = count;
        }

        for (int cell = ends.Length - 1; cell > 0; cell--)
            ends[_nested.Nodes.Parent[cell]] = Math.Max(ends[_nested.Nodes.Parent[cell]], ends[cell]);
        return (y, w, starts, ends);
    }
}
