namespace Ridgeline.Trees;

/// <summary>
/// Absolute error: Σ s·|y − m| on both sides, m their medians. The rows of the node stand by target; a tree of partial sums over those places (Fenwick 1994) holds what has gone left,
/// so that a row, and both medians, take log n steps.
/// </summary>
internal sealed class MedianSums : SplitSums
{
    private readonly int[] _place, _rowAt;      // of each row of the node its place by target, from 1; and back
    private readonly double[] _weightBelow, _sumBelow;   // over the first places: Σs, Σ s·(y − median)
    private readonly double[] _leftWeights, _leftSums;   // of the partial sums of what is on the left
    private readonly double[] _targets;         // y − median of the node, by place
    private readonly bool[] _isListed;
    private int _count;
    private double _samples, _leftWeight, _leftSum, _leftSamples, _own;

    public MedianSums(TrainingRows rows, int minSamplesLeaf) : base(rows, minSamplesLeaf)
    {
        int n = rows.Count;
        (_place, _rowAt, _targets, _isListed) = (new int[n], new int[n + 1], new double[n + 1], new bool[n + 1]);
        (_weightBelow, _sumBelow, _leftWeights, _leftSums) = (new double[n + 1], new double[n + 1], new double[n + 1], new double[n + 1]);
    }

    public override bool OrdersLevels => false;

    public override void Enter(ReadOnlySpan<int> numbers, Span<double> values)
    {
        _count = numbers.Length;
        for (int at = 1; at <= _count; at++)
        {
            int row = numbers[at - 1];
            (_place[row], _rowAt[at]) = (at, row);
            _weightBelow[at] = Rows.AreEven ? at * Rows.Weights[row] : _weightBelow[at - 1] + Rows.Weights[row]; // half of the rows weigh half, whatever one weighs
        }

        Weight = _weightBelow[_count];
        double median = values[0] = Median(numbers);
        for (int at = 1; at <= _count; at++)
        {
            int row = numbers[at - 1];
            _targets[at] = Rows.Targets[row] - median;
            _sumBelow[at] = _sumBelow[at - 1] + Rows.Weights[row] * _targets[at];
        }

        _samples = Rows.SamplesOf(numbers);
        Clear();
        _own = Rest();
        Impurity = _own / Weight;
    }

    public override void Clear()
    {
        Array.Clear(_leftWeights, 0, _count + 1);
        Array.Clear(_leftSums, 0, _count + 1);
        (_leftWeight, _leftSum, _leftSamples) = (0, 0, 0);
    }

    public override void Add(int row)
    {
        double weight = Rows.Weights[row], product = weight * _targets[_place[row]];
        for (int at = _place[row]; at <= _count; at += at & -at)
        {
            _leftWeights[at] += weight;
            _leftSums[at] += product;
        }

        _leftWeight += weight;
        _leftSum += product;
        _leftSamples += Rows.Samples is { } samples ? samples[row] : 1;
    }

    public override void AddOthers(ReadOnlySpan<ulong> listed)
    {
        foreach (ulong entry in listed)
            _isListed[_place[(int)(uint)entry]] = true;
        for (int at = 1; at <= _count; at++)
            if (!_isListed[at])
                Add(_rowAt[at]);
        Array.Clear(_isListed, 0, _count + 1);
    }

    public override double Quality() =>
        _leftSamples < MinSamplesLeaf || _samples - _leftSamples < MinSamplesLeaf || !(Weight - _leftWeight > 0) ? double.NegativeInfinity : _own - Left() - Rest();

    public override double Mean(ReadOnlySpan<ulong> entries) => throw new NotSupportedException("levels have no order of medians");

    public override double MeanOfOthers(ReadOnlySpan<ulong> listed) => throw new NotSupportedException("levels have no order of medians");

    /// <summary>The smallest target with at least half of the weight at or below it; the mean of it and the next where that is half, but for rounding: it mustn't depend on the weights' unit.</summary>
    private double Median(ReadOnlySpan<int> numbers)
    {
        double half = 0.5 * Weight, rounding = SplitSearch.Rounding * Weight;
        int at = _weightBelow.AsSpan(1, _count).BinarySearch(half - rounding);
        at = at < 0 ? ~at : at;
        double lower = Rows.Targets[numbers[at]];
        return _weightBelow[at + 1] > half + rounding || at + 1 == _count ? lower : 0.5 * lower + 0.5 * Rows.Targets[numbers[at + 1]];
    }

    /// <summary>Σ s·|y − m| of what is on the left.</summary>
    private double Left()
    {
        double half = 0.5 * _leftWeight, weight = 0, sum = 0;
        int at = 0;
        for (int step = Largest(); step > 0; step >>= 1)
            if (at + step <= _count && weight + _leftWeights[at + step] < half)
            {
                at += step;
                weight += _leftWeights[at];
                sum += _leftSums[at];
            }

        return Around(_targets[Math.Min(at + 1, _count)], weight, sum, _leftWeight, _leftSum);
    }

    /// <summary>Σ s·|y − m| of the rest.</summary>
    private double Rest()
    {
        double all = Weight - _leftWeight, half = 0.5 * all, weight = 0, sum = 0;
        int at = 0;
        for (int step = Largest(); step > 0; step >>= 1)
            if (at + step <= _count && weight + (_weightBelow[at + step] - _weightBelow[at] - _leftWeights[at + step]) is var next && next < half)
            {
                sum += _sumBelow[at + step] - _sumBelow[at] - _leftSums[at + step];
                weight = next;
                at += step;
            }

        return Around(_targets[Math.Min(at + 1, _count)], weight, sum, all, _sumBelow[_count] - _leftSum);
    }

    /// <summary>Σ s·|y − m| of rows of which those below m have this weight and sum, from those of all.</summary>
    private static double Around(double median, double weight, double sum, double allWeight, double allSum) =>
        median * weight - sum + (allSum - sum) - median * (allWeight - weight);

    /// <summary>The largest power of two that is no larger than the count.</summary>
    private int Largest() => 1 << (31 - int.LeadingZeroCount(_count));
}
