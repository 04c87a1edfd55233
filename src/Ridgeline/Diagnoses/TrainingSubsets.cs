using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Diagnoses;

/// <summary>The rows of one resample's training set in the order in which a learning curve takes them: of fewer rows those of more are the beginning.</summary>
internal sealed class TrainingSubsets
{
    private const ulong Purpose = 35; // of the seed's streams

    private readonly double[] _weights;
    private readonly int[][] _parts; // each is taken from by the same share: classes, or one of all rows
    private readonly int[] _group;   // of a row, −1 without groups
    private readonly Sample _sample;
    private readonly bool _ofClasses;

    /// <summary>Orders the rows that have a weight.</summary>
    /// <param name="sample">All rows.</param>
    /// <param name="weights">The weights of the training set.</param>
    /// <param name="ofClasses">Whether each class gives its share.</param>
    /// <param name="groups">The group of each row where groups stay whole; else empty.</param>
    /// <param name="isTimeOrdered">Whether the latest rows are taken, which come before those held out.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="resample">The number of the resample.</param>
    public TrainingSubsets(Sample sample, double[] weights, bool ofClasses, ReadOnlySpan<int> groups, bool isTimeOrdered, ulong seed, int resample)
    {
        (_sample, _weights, _ofClasses) = (sample, weights, ofClasses);
        _group = groups.ToArray();
        var random = new RandomStream(seed, Purpose + ((ulong)resample << 32));
        int[] rows = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
        if (isTimeOrdered)
        {
            Array.Reverse(rows);
            _parts = [rows];
        }
        else if (_group.Length > 0)
        {
            int[] order = [.. rows.Select(i => _group[i]).Distinct()];
            random.Shuffle<int>(order);
            var members = rows.ToLookup(i => _group[i]);
            _parts = [[.. order.SelectMany(group => members[group])]];
        }
        else
        {
            _parts = [.. (ofClasses ? rows.GroupBy(i => sample.Target[i]).OrderBy(level => level.Key).Select(level => level.ToArray()) : [rows])];
            foreach (int[] part in _parts)
                random.Shuffle<int>(part);
        }
    }

    /// <summary>The weights of a share of the rows: of each class if classes give theirs, at least one; else at least two rows, whole groups, and as many as it takes to have every class.</summary>
    public double[] Weights(double fraction)
    {
        var found = new double[_weights.Length];
        foreach (int[] part in _parts)
        {
            int count = Math.Clamp((int)Math.Ceiling(fraction * part.Length - 1e-9), Math.Min(_parts.Length > 1 ? 1 : 2, part.Length), part.Length);
            var missing = _ofClasses ? part.Select(i => _sample.Target[i]).ToHashSet() : [];
            for (int k = 0; k < part.Length; k++)
            {
                bool isWhole = _group.Length == 0 || k == 0 || _group[part[k]] != _group[part[k - 1]];
                if (k >= count && missing.Count == 0 && isWhole)
                    break;
                found[part[k]] = _weights[part[k]];
                missing.Remove(_sample.Target[part[k]]);
            }
        }

        return found;
    }
}
