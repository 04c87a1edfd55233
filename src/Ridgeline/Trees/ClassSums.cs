namespace Ridgeline.Trees;

/// <summary>
/// Gini's index or the entropy of any number of classes, from their weights on both sides: W·Gini = W − Σ wₖ²/W, W·entropy = g(W) − Σ g(wₖ) with g(w) = w·log₂ w. Both are computed
/// from the weights each time and not carried along, so that they don't depend on the order in which rows came.
/// </summary>
internal sealed class ClassSums : SplitSums
{
    private const int LongestTable = 1 << 22; // of g, where weights are counts

    private readonly bool _isEntropy;
    private readonly double[]? _weights;  // null: each row is 1, and what comes out is multiplied by _each
    private readonly double _each;
    private readonly double[] _table;
    private readonly double[] _all, _left;
    private double _allWeight, _leftWeight, _samples, _leftSamples, _own;

    public ClassSums(TrainingRows rows, int minSamplesLeaf, bool isEntropy) : base(rows, minSamplesLeaf)
    {
        _isEntropy = isEntropy;
        (_weights, _each) = (rows.AreEven ? null : rows.Weights, rows.AreEven ? rows.Weights[0] : 1);
        (_all, _left) = (new double[rows.Classes], new double[rows.Classes]);
        double largest = rows.AreEven ? rows.Count : rows.WeightSum;
        _table = isEntropy && rows.AreWhole && largest < LongestTable ? new double[(int)largest + 1] : [];
        for (int w = 2; w < _table.Length; w++)
            _table[w] = w * Math.Log2(w);
    }

    public override bool OrdersLevels => Rows.Classes == 2;

    public override void Enter(ReadOnlySpan<int> numbers, Span<double> values)
    {
        Array.Clear(_all);
        _allWeight = 0;
        foreach (int row in numbers)
            _all[Rows.ClassOf[row]] += _weights is null ? 1 : _weights[row];
        foreach (double weight in _all)
            _allWeight += weight;
        for (int k = 0; k < _all.Length; k++)
            values[k] = _all[k] * _each;
        _samples = Rows.SamplesOf(numbers);
        _own = Impure(_all, _allWeight);
        (Weight, Impurity) = (_allWeight * _each, _own / _allWeight);
    }

    public override void Clear()
    {
        Array.Clear(_left);
        (_leftWeight, _leftSamples) = (0, 0);
    }

    public override void Add(int row)
    {
        double weight = _weights is null ? 1 : _weights[row];
        _left[Rows.ClassOf[row]] += weight;
        _leftWeight += weight;
        _leftSamples += Rows.Samples is { } samples ? samples[row] : 1;
    }

    public override void AddOthers(ReadOnlySpan<ulong> listed)
    {
        for (int k = 0; k < _left.Length; k++)
            _left[k] += _all[k];
        (_leftWeight, _leftSamples) = (_leftWeight + _allWeight, _leftSamples + _samples);
        foreach (ulong entry in listed)
        {
            int row = (int)(uint)entry;
            double weight = _weights is null ? 1 : _weights[row];
            _left[Rows.ClassOf[row]] -= weight;
            _leftWeight -= weight;
            _leftSamples -= Rows.Samples is { } samples ? samples[row] : 1;
        }
    }

    public override double Quality()
    {
        double rest = _allWeight - _leftWeight;
        if (_leftSamples < MinSamplesLeaf || _samples - _leftSamples < MinSamplesLeaf || !(rest > 0) || !(_leftWeight > 0))
            return double.NegativeInfinity;
        return (_own - Impure(_left, _leftWeight) - ImpureRest(rest)) * _each;
    }

    public override double Scan(ReadOnlySpan<ulong> entries, bool end, double enough, ref int at)
    {
        double best = double.NegativeInfinity;
        for (int i = 0; i < entries.Length; i++)
        {
            Add((int)(uint)entries[i]);
            if (i + 1 < entries.Length ? entries[i + 1] >> 32 == entries[i] >> 32 : !end)
                continue;
            double quality = Quality();
            best = quality > best ? quality : best;
            if (quality >= enough)
            {
                at = i;
                break;
            }
        }

        return best;
    }

    public override double Mean(ReadOnlySpan<ulong> entries)
    {
        double ones = 0, total = 0;
        foreach (ulong entry in entries)
        {
            int row = (int)(uint)entry;
            double weight = _weights is null ? 1 : _weights[row];
            total += weight;
            ones += Rows.ClassOf[row] == 1 ? weight : 0;
        }

        return ones / total;
    }

    public override double MeanOfOthers(ReadOnlySpan<ulong> listed)
    {
        Clear();
        AddOthers(listed);
        return _left[1] / _leftWeight;
    }

    /// <summary>Weight × impurity of rows of these classes.</summary>
    private double Impure(double[] weights, double total)
    {
        double sum = 0;
        if (!_isEntropy)
        {
            foreach (double weight in weights)
                sum += weight * weight;
            return total - sum / total;
        }

        foreach (double weight in weights)
            sum += Log(weight);
        return Log(total) - sum;
    }

    private double ImpureRest(double rest)
    {
        double sum = 0;
        if (!_isEntropy)
        {
            for (int k = 0; k < _all.Length; k++)
                sum += (_all[k] - _left[k]) * (_all[k] - _left[k]);
            return rest - sum / rest;
        }

        for (int k = 0; k < _all.Length; k++)
            sum += Log(_all[k] - _left[k]);
        return Log(rest) - sum;
    }

    /// <summary>w·log₂ w; 0 where rounding has left less than nothing.</summary>
    private double Log(double weight) => _table.Length > 0 ? _table[(int)weight] : weight > 0 ? weight * Math.Log2(weight) : 0;
}
