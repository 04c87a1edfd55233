namespace Ridgeline.Trees;

/// <summary>
/// Squared error, and Gini's index of two classes, which is twice the variance of their code. With d = W·Σ_L s·z − W_L·Σ s·z, where z is y less the node's mean (of classes the code
/// itself, so that d is exact where weights are whole), a split lowers Σ s·(y − ȳ)² by d²/(W·W_L·W_R).
/// </summary>
internal sealed class MeanSums : SplitSums
{
    private const int Ordinary = 100; // targets from 2⁻¹⁰⁰ to 2¹⁰⁰ are taken as they are; of others fourth powers would be lost

    private readonly double[] _pairs; // s·z and s of each row; z of numbers in units of a power of two
    private readonly double _factor, _down = 1; // one over the unit
    private double _total, _samples, _leftTotal, _leftWeight, _leftSamples;

    public MeanSums(TrainingRows rows, int minSamplesLeaf) : base(rows, minSamplesLeaf)
    {
        int exponent = rows.Classes > 0 ? 0 : Math.ILogB(Math.Max(Math.Abs(rows.Targets[0]), Math.Abs(rows.Targets[^1])));
        if (Math.Abs((long)exponent) > Ordinary && exponent is not (int.MinValue or int.MaxValue))
            (_down, Unit) = (Math.ScaleB(1, -exponent), Math.ScaleB(1, 2 * exponent));
        (_pairs, _factor) = (new double[2 * rows.Count], rows.Classes > 0 ? 2 : 1);
        for (int row = 0; row < rows.Count; row++)
            (_pairs[2 * row], _pairs[2 * row + 1]) = (rows.Weights[row] * rows.Targets[row], rows.Weights[row]);
    }

    public override bool OrdersLevels => true;

    public override void Enter(ReadOnlySpan<int> numbers, Span<double> values)
    {
        Weight = Rows.WeightOf(numbers);
        _samples = Rows.SamplesOf(numbers);
        _total = 0;
        if (Rows.Classes > 0)
        {
            foreach (int row in numbers)
                _total += _pairs[2 * row];
            double share = _total / Weight;
            (values[0], values[1], Impurity) = (Weight - _total, _total, 2 * share * (1 - share));
            return;
        }

        double[] targets = Rows.Targets, weights = Rows.Weights;
        double first = targets[numbers[0]], sum = 0, squares = 0;
        foreach (int row in numbers)
            sum += weights[row] * (targets[row] - first);
        double mean = first + sum / Weight;
        foreach (int row in numbers)
        {
            double z = (targets[row] - mean) * _down, product = weights[row] * z;
            _pairs[2 * row] = product;
            _total += product;
            squares += product * z;
        }

        (values[0], Impurity) = (mean, squares / Weight);
    }

    public override void Clear() => (_leftTotal, _leftWeight, _leftSamples) = (0, 0, 0);

    public override void Add(int row)
    {
        _leftTotal += _pairs[2 * row];
        _leftWeight += _pairs[2 * row + 1];
        _leftSamples += Rows.Samples is { } samples ? samples[row] : 1;
    }

    public override void AddOthers(ReadOnlySpan<ulong> listed)
    {
        var (total, weight, samples) = Others(listed);
        (_leftTotal, _leftWeight, _leftSamples) = (_leftTotal + total, _leftWeight + weight, _leftSamples + samples);
    }

    public override double Quality() => Quality(_leftTotal, _leftWeight, _leftSamples);

    public override double Mean(ReadOnlySpan<ulong> entries)
    {
        var (total, weight, _) = Of(entries);
        return total / weight;
    }

    public override double MeanOfOthers(ReadOnlySpan<ulong> listed)
    {
        var (total, weight, _) = Others(listed);
        return total / weight;
    }

    public override double Scan(ReadOnlySpan<ulong> entries, bool end, double enough, ref int at)
    {
        double total = _leftTotal, weight = _leftWeight, samples = _leftSamples, best = double.NegativeInfinity;
        double[]? counts = Rows.Samples;
        double[] pairs = _pairs;
        for (int i = 0; i < entries.Length; i++)
        {
            ulong entry = entries[i];
            int row = (int)(uint)entry;
            total += pairs[2 * row];
            weight += pairs[2 * row + 1];
            samples += counts is null ? 1 : counts[row];
            if (i + 1 < entries.Length ? entries[i + 1] >> 32 == entry >> 32 : !end)
                continue;
            double quality = Quality(total, weight, samples);
            best = quality > best ? quality : best;
            if (quality >= enough)
            {
                at = i;
                break;
            }
        }

        (_leftTotal, _leftWeight, _leftSamples) = (total, weight, samples);
        return best;
    }

    private double Quality(double total, double weight, double samples)
    {
        double rest = Weight - weight;
        if (samples < MinSamplesLeaf || _samples - samples < MinSamplesLeaf || !(rest > 0))
            return double.NegativeInfinity;
        double d = total * Weight - weight * _total;
        return d * d / (weight * rest) * (_factor / Weight);
    }

    private (double Total, double Weight, double Samples) Of(ReadOnlySpan<ulong> entries)
    {
        double total = 0, weight = 0, samples = 0;
        foreach (ulong entry in entries)
        {
            int row = (int)(uint)entry;
            total += _pairs[2 * row];
            weight += _pairs[2 * row + 1];
            samples += Rows.Samples is { } counts ? counts[row] : 1;
        }

        return (total, weight, samples);
    }

    private (double Total, double Weight, double Samples) Others(ReadOnlySpan<ulong> listed)
    {
        var (total, weight, samples) = Of(listed);
        return (_total - total, Weight - weight, _samples - samples);
    }
}
