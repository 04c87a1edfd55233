namespace Ridgeline.Trees;

/// <summary>
/// The best split of a column of levels. Where that is exact (two classes, squared error) levels stand by the mean of the target, and the first of them go left; else each is tried
/// against the rest. Exact of all sets, that is: where MinSamplesLeaf forbids some, what is found is the best of those in that order, and another that is allowed may be better.
/// </summary>
internal sealed class LevelSearch
{
    private readonly SplitSums _sums;
    private readonly bool[] _left, _seen;
    private readonly (double Mean, int Code, int Start, int Length)[] _groups; // of the node: a level's rows; length −1: those that aren't listed
    private readonly SortedColumns _columns;
    private int _levels, _count;

    public LevelSearch(SortedColumns columns, SplitSums sums)
    {
        int most = 0;
        for (int j = 0; j < columns.Columns; j++)
            most = Math.Max(most, columns.Levels(j));
        (_sums, _columns) = (sums, columns);
        (_left, _seen, _groups) = (new bool[most], new bool[most], new (double, int, int, int)[most]);
    }

    /// <summary>Of each code whether it goes left.</summary>
    public ReadOnlySpan<bool> Left => _left.AsSpan(0, _levels);

    /// <summary>Of each code whether a row of the node has it.</summary>
    public ReadOnlySpan<bool> Seen => _seen.AsSpan(0, _levels);

    /// <summary>The largest quality; or the first that is enough, of which <see cref="Left"/> is then the split.</summary>
    /// <param name="j">The column.</param>
    /// <param name="listed">The node's rows that it lists: by code, and then those that have none.</param>
    /// <param name="present">How many have one.</param>
    /// <param name="hasOthers">Whether the node has rows that aren't listed.</param>
    /// <param name="missingLeft">Whether they go left.</param>
    /// <param name="enough">What ends it.</param>
    public double Best(int j, ReadOnlySpan<ulong> listed, int present, bool hasOthers, bool missingLeft, double enough)
    {
        _levels = _columns.Levels(j);
        Group(j, listed, present, hasOthers);
        var missing = listed[present..];
        _groups.AsSpan(0, _count).Sort(static (a, b) => a.Mean != b.Mean ? a.Mean.CompareTo(b.Mean) : a.Code.CompareTo(b.Code));
        _sums.Clear();
        double best = double.NegativeInfinity;
        for (int g = 0; g < _count; g++)
        {
            if (g == 0 || !_sums.OrdersLevels)
            {
                _sums.Clear();
                if (missingLeft)
                    _sums.Add(missing);
            }

            Add(g, listed);
            if (_sums.OrdersLevels && g + 1 == _count && (missing.IsEmpty || missingLeft))
                break; // nothing is left on the right
            double quality = _sums.Quality();
            best = Math.Max(best, quality);
            if (quality >= enough)
            {
                Take(_sums.OrdersLevels ? 0 : g, g);
                return quality;
            }
        }

        return _sums.OrdersLevels || missing.IsEmpty || missingLeft ? best : Math.Max(best, PresentOrMissing(listed, enough));
    }

    /// <summary>All that have a level go left, the missing right.</summary>
    private double PresentOrMissing(ReadOnlySpan<ulong> listed, double enough)
    {
        _sums.Clear();
        for (int g = 0; g < _count; g++)
            Add(g, listed);
        double quality = _sums.Quality();
        if (quality >= enough)
            Take(0, _count - 1);
        return quality;
    }

    /// <summary>Finds the rows of each level.</summary>
    private void Group(int j, ReadOnlySpan<ulong> listed, int present, bool hasOthers)
    {
        _count = 0;
        for (int from = 0, at = 1; at <= present; at++)
            if (at == present || listed[at] >> 32 != listed[from] >> 32)
            {
                _groups[_count++] = (_sums.OrdersLevels ? _sums.Mean(listed[from..at]) : 0, (int)(listed[from] >> 32), from, at - from);
                from = at;
            }

        if (hasOthers)
            _groups[_count++] = (_sums.OrdersLevels ? _sums.MeanOfOthers(listed) : 0, _columns.Common(j), 0, -1);
    }

    private void Add(int g, ReadOnlySpan<ulong> listed)
    {
        if (_groups[g].Length < 0)
            _sums.AddOthers(listed);
        else
            _sums.Add(listed.Slice(_groups[g].Start, _groups[g].Length));
    }

    private void Take(int first, int last)
    {
        _left.AsSpan(0, _levels).Clear();
        _seen.AsSpan(0, _levels).Clear();
        for (int g = 0; g < _count; g++)
            (_seen[_groups[g].Code], _left[_groups[g].Code]) = (true, g >= first && g <= last);
    }
}
