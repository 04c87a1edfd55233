using Ridgeline.Designs;
using Ridgeline.Models;

namespace Ridgeline.Trees;

/// <summary>
/// Grows a tree greedily and exactly (CART, Breiman et al. 1984): of all columns and thresholds, or sets of levels, the split that lowers the impurity most, until nodes are pure or
/// can't be divided.
/// </summary>
/// <remarks>
/// Every column is sorted once, for all weightings of its rows (<see cref="SortedColumns"/>). A node is a stretch of each column's order; a split scans the stretches, and divides
/// each stably in two. The left child is grown before the right, so that what a subtree works in stays in the cache. Columns that are constant in a node aren't looked at below it.
/// </remarks>
internal sealed class TreeGrower
{
    private readonly TreeOptions _options;
    private readonly SortedColumns _columns;
    private readonly TrainingRows _rows;
    private readonly SplitSums _sums;
    private readonly SplitSearch _search;
    private readonly int[] _numbers;      // of the rows, node by node
    private readonly byte[] _goesLeft;    // of each row 0 or 1
    private readonly ulong[] _spare;
    private readonly int[] _spareNumbers;
    private readonly Stack<OpenNode> _open = new();
    private readonly Stretch[] _own;      // of the node that is being divided
    private Stretch[] _stretches;         // of the open nodes, one after the other

    public TreeGrower(Sample sample, SortedColumns columns, int classes, TreeOptions options)
    {
        (_options, _columns, _rows) = (options, columns, new TrainingRows(sample, columns, classes));
        _sums = SplitSums.Of(_rows, options);
        _search = new SplitSearch(_rows, columns, _sums);
        int n = _rows.Count;
        (_numbers, _goesLeft, _spare, _spareNumbers) = ([.. Enumerable.Range(0, n)], new byte[n], new ulong[n], new int[n]);
        (_own, _stretches) = (new Stretch[columns.Columns], new Stretch[3 * columns.Columns]);
    }

    /// <summary>A node that is still to be looked at: its rows, and where its stretches are. Without stretches it is a leaf.</summary>
    private readonly record struct OpenNode(int Parent, int Depth, int Start, int Length, int FirstStretch, int Stretches);

    /// <summary>The tree.</summary>
    /// <param name="maxDepth">No question is asked at this depth or below.</param>
    /// <param name="stop">Asked at every node.</param>
    public TreeArrays Grow(double maxDepth, CancellationToken stop)
    {
        maxDepth = Math.Min(Math.Min(maxDepth, _options.MaxDepth), _options.MaxLeaves - 1.0);
        var nodes = new TreeArrays(_columns.Columns, _rows.Classes);
        int all = 0;
        if (MayDivide(0, _rows.Count, 0, maxDepth))
            for (int j = 0; j < _columns.Columns; j++)
                Keep(new Stretch(j, 0, _rows.Entries[j].Length), _rows.Count, _stretches, ref all);
        _open.Push(new OpenNode(-1, 0, 0, _rows.Count, 0, all));
        while (_open.TryPop(out var node))
        {
            stop.ThrowIfCancellationRequested();
            var numbers = _numbers.AsSpan(node.Start, node.Length);
            int at = nodes.Add(node.Parent);
            _sums.Enter(numbers, nodes.Values(at));
            nodes.Describe(at, _rows.AsGiven(_sums.Weight), _sums.Impurity * _sums.Unit);
            if (_rows.Classes > 0)
                foreach (ref double weight in nodes.Values(at))
                    weight = _rows.AsGiven(weight);
            if (node.Stretches > 0 && _search.Find(_stretches.AsSpan(node.FirstStretch, node.Stretches), node.Length)
                && _search.Quality + SplitSearch.Rounding * _sums.Weight * _sums.Impurity >= _options.MinImpurityDecrease / _sums.Unit * _rows.WeightSum)
                Divide(node, at, nodes, maxDepth);
        }

        return _options.MaxLeaves == int.MaxValue ? nodes : BestFirst(nodes, _options.MaxLeaves);
    }

    /// <summary>Divides a node by the split that was found.</summary>
    private void Divide(OpenNode node, int at, TreeArrays nodes, double maxDepth)
    {
        var numbers = _numbers.AsSpan(node.Start, node.Length);
        Mark(node, numbers);
        int left = Partition.Stable(numbers, _goesLeft, _spareNumbers), right = node.Length - left, depth = node.Depth + 1;
        bool missingLeft = _search.HasMissing ? _search.MissingLeft : _rows.WeightOf(numbers[..left]) > _rows.WeightOf(numbers[left..]);
        nodes.Ask(at, _search.Column, _search.Threshold, double.IsNaN(_search.Threshold) ? LeftLevels(missingLeft) : null, missingLeft, _search.HasMissing);
        bool leftDivides = MayDivide(node.Start, left, depth, maxDepth), rightDivides = MayDivide(node.Start + left, right, depth, maxDepth);
        int from = node.FirstStretch, rightFrom = from, rightTo = from, leftFrom, leftTo;
        _stretches.AsSpan(from, node.Stretches).CopyTo(_own);
        if (_stretches.Length < from + 2 * node.Stretches)
            Array.Resize(ref _stretches, 2 * (from + 2 * node.Stretches));
        var own = _own.AsSpan(0, leftDivides || rightDivides ? node.Stretches : 0);
        for (int k = 0; k < own.Length; k++)
        {
            var (j, start, length) = own[k];
            var entries = _rows.Entries[j].AsSpan(start, length);
            int toLeft = leftDivides && rightDivides ? Partition.Stable(entries, _goesLeft, _spare) : Partition.Keep(entries, _goesLeft, leftDivides ? 1 : 0);
            own[k] = new Stretch(j, start, toLeft);
            if (rightDivides)
                Keep(leftDivides ? new Stretch(j, start + toLeft, length - toLeft) : new Stretch(j, start, toLeft), right, _stretches, ref rightTo);
        }

        leftFrom = leftTo = rightTo;
        for (int k = 0; k < own.Length && leftDivides; k++)
            Keep(own[k], left, _stretches, ref leftTo);
        _open.Push(new OpenNode(at, depth, node.Start + left, right, rightFrom, rightTo - rightFrom));
        _open.Push(new OpenNode(at, depth, node.Start, left, leftFrom, leftTo - leftFrom));
    }

    /// <summary>Says of each row whether it goes left.</summary>
    private void Mark(OpenNode node, ReadOnlySpan<int> numbers)
    {
        int j = _search.Column;
        Stretch stretch = default;
        foreach (var own in _stretches.AsSpan(node.FirstStretch, node.Stretches))
            if (own.Column == j)
                stretch = own;
        var entries = _rows.Entries[j].AsSpan(stretch.Start, stretch.Length);
        bool asksLevels = double.IsNaN(_search.Threshold);
        var levels = _search.LeftLevels;
        int common = _columns.Common(j);
        if (entries.Length < numbers.Length)
        {
            byte others = (byte)((asksLevels ? levels[common] : common <= _search.LeftRank) ? 1 : 0);
            foreach (int row in numbers)
                _goesLeft[row] = others;
        }

        foreach (ulong entry in entries)
        {
            int rank = (int)(entry >> 32);
            bool goes = rank == SortedColumns.Missing ? _search.MissingLeft : asksLevels ? levels[rank] : rank <= _search.LeftRank;
            _goesLeft[(int)(uint)entry] = (byte)(goes ? 1 : 0);
        }
    }

    /// <summary>The levels that go left: also those that no row has here, where missing rows do.</summary>
    private ulong[] LeftLevels(bool missingLeft)
    {
        ReadOnlySpan<bool> left = _search.LeftLevels, seen = _search.SeenLevels;
        ulong[] set = LevelSet.Empty(left.Length);
        for (int code = 0; code < left.Length; code++)
            if (seen[code] ? left[code] : missingLeft)
                LevelSet.Add(set, code);
        return set;
    }

    /// <summary>Whether some rows may be divided: they differ in their targets, are enough, and not too deep.</summary>
    private bool MayDivide(int start, int length, int depth, double maxDepth)
    {
        var numbers = _numbers.AsSpan(start, length);
        return depth < maxDepth && _rows.Targets[numbers[0]] != _rows.Targets[numbers[^1]]
            && _rows.SamplesOf(numbers) >= Math.Max(_options.MinSamplesSplit, 2.0 * _options.MinSamplesLeaf);
    }

    /// <summary>Adds a stretch to the others of a node of <paramref name="rows"/> rows unless the column is constant in it.</summary>
    private void Keep(Stretch stretch, int rows, Stretch[] target, ref int count)
    {
        if (stretch.Length == 0)
            return;
        ulong[] entries = _rows.Entries[stretch.Column];
        if (stretch.Length < rows || entries[stretch.Start] >> 32 != entries[stretch.Start + stretch.Length - 1] >> 32)
            target[count++] = stretch;
    }

    /// <summary>The nodes of the tree that grows by the split that lowers most, as long as it has no more than so many leaves.</summary>
    private static TreeArrays BestFirst(TreeArrays nodes, int maxLeaves)
    {
        var isDivided = new bool[nodes.Count];
        var open = new PriorityQueue<int, (double, int)>();
        Offer(0);
        for (int leaves = 1; leaves < maxLeaves && open.TryDequeue(out int at, out _); leaves++)
        {
            isDivided[at] = true;
            Offer(at + 1);
            Offer(nodes.Right[at]);
        }

        return nodes.Cut(at => isDivided[at]);

        void Offer(int at)
        {
            if (nodes.Column[at] >= 0)
                open.Enqueue(at, (-nodes.Improvement(at), at));
        }
    }
}
