using Ridgeline.Designs;
using Ridgeline.Numerics;

namespace Ridgeline.Trees;

/// <summary>
/// The rows of a design in the order of each column, made once for all weightings of them: by value, then by target, then as they come. A column lists its rows but those of its
/// most common value, where that is more than half of them (a sparse column's zeros, a dense column's most common level).
/// </summary>
internal sealed class SortedColumns
{
    /// <summary>The rank of missing rows, which come last.</summary>
    public const int Missing = int.MaxValue;

    private const long WorthThreads = 1 << 22; // numbers: fewer are sorted by the time that threads have begun

    private readonly Design _design;
    private readonly int[] _byTarget;
    private readonly int[] _place; // of each row among them
    private readonly int[][] _rows, _ranks;
    private readonly double[][] _values;
    private readonly int[] _common;

    /// <summary>Sorts every column.</summary>
    /// <param name="design">X.</param>
    /// <param name="target">y.</param>
    /// <param name="threads">How many threads work where it takes long.</param>
    public SortedColumns(Design design, ReadOnlySpan<double> target, int threads)
    {
        _design = design;
        (_byTarget, _place) = (new int[design.Rows], new int[design.Rows]);
        var keys = new ulong[design.Rows];
        for (int i = 0; i < keys.Length; i++)
            (keys[i], _byTarget[i]) = (StableSort.KeyOf(target[i]), i);
        new StableSort().Sort(keys, _byTarget);
        for (int at = 0; at < _byTarget.Length; at++)
            _place[_byTarget[at]] = at;
        (_rows, _ranks, _values, _common) = (new int[design.Columns][], new int[design.Columns][], new double[design.Columns][], new int[design.Columns]);
        if (threads == 1 || (long)design.Rows * design.Columns < WorthThreads)
        {
            var work = new Work(design.Rows);
            for (int j = 0; j < design.Columns; j++)
                Sort(j, work);
        }
        else
            Parallel.For(0, design.Columns, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new Work(design.Rows), (j, _, work) =>
            {
                Sort(j, work);
                return work;
            }, _ => { });
    }

    public int Columns => _rows.Length;

    /// <summary>All rows by target.</summary>
    public ReadOnlySpan<int> ByTarget => _byTarget;

    /// <summary>The rows that column <paramref name="j"/> lists, in its order.</summary>
    public ReadOnlySpan<int> Rows(int j) => _rows[j];

    /// <summary>The rank of the value of each: equal values have one. Of a column of levels the code.</summary>
    public ReadOnlySpan<int> Ranks(int j) => _ranks[j];

    /// <summary>The value of each rank.</summary>
    public ReadOnlySpan<double> Values(int j) => _values[j];

    /// <summary>The rank of the rows that aren't listed; −1 where all are.</summary>
    public int Common(int j) => _common[j];

    /// <summary>How many levels a column has; 0 of numbers.</summary>
    public int Levels(int j) => _design.Levels(j).Length;

    private void Sort(int j, Work work)
    {
        int n = _design.Rows, listed = _design is DenseDesign ? Dense(j, work) : Sparse(j, work);
        Span<ulong> keys = work.Keys.AsSpan(0, listed);
        Span<int> rows = work.Rows.AsSpan(0, listed);
        work.Stable.Sort(keys, rows);
        (int start, int length) = listed == n ? LongestRun(keys) : (0, 0);
        if (2 * length <= n)
            length = 0;
        (_rows[j], _ranks[j], _common[j]) = (new int[listed - length], new int[listed - length], -1);
        bool hasLevels = Levels(j) > 0;
        ulong zero = StableSort.KeyOf(0), before = 0;
        int distinct = 0, to = 0;
        bool zerosToCome = listed < n;
        for (int at = 0; at < listed; at++)
        {
            ulong key = keys[at];
            if (key == ulong.MaxValue)
            {
                (_rows[j][to], _ranks[j][to++]) = (rows[at], Missing);
                continue;
            }

            if (zerosToCome && key > zero)
            {
                zerosToCome = false;
                _common[j] = distinct;
                work.Values[distinct++] = 0;
            }

            if (key != before)
                work.Values[distinct++] = StableSort.NumberOf(key);
            before = key;
            int rank = hasLevels ? (int)work.Values[distinct - 1] : distinct - 1;
            if (at >= start && at < start + length)
                _common[j] = rank;
            else
                (_rows[j][to], _ranks[j][to++]) = (rows[at], rank);
        }

        if (zerosToCome)
        {
            _common[j] = distinct;
            work.Values[distinct++] = 0;
        }

        _values[j] = work.Values.AsSpan(0, distinct).ToArray();
    }

    /// <summary>All rows by target, with the keys of their values.</summary>
    private int Dense(int j, Work work)
    {
        _design.CopyRows(j, 0, work.Numbers);
        double shift = _design.Shift(j);
        for (int at = 0; at < _byTarget.Length; at++)
            (work.Keys[at], work.Rows[at]) = (StableSort.KeyOf(work.Numbers[_byTarget[at]] + shift), _byTarget[at]);
        return _byTarget.Length;
    }

    /// <summary>The rows that aren't zero by target, with the keys of their values.</summary>
    private int Sparse(int j, Work work)
    {
        int count = _design.NonZeros(j, work.Rows, work.Numbers);
        for (int k = 0; k < count; k++)
            (work.Keys[k], work.Order[k]) = ((ulong)_place[work.Rows[k]], k);
        work.Stable.Sort(work.Keys.AsSpan(0, count), work.Order.AsSpan(0, count));
        for (int k = 0; k < count; k++)
            (work.Keys[k], work.Rows[k]) = (StableSort.KeyOf(work.Numbers[work.Order[k]]), _byTarget[(int)work.Keys[k]]);
        return count;
    }

    /// <summary>Where the most common key that isn't missing begins, and how often it is there.</summary>
    private static (int Start, int Length) LongestRun(ReadOnlySpan<ulong> keys)
    {
        int start = 0, length = 0;
        for (int from = 0, at = 1; at <= keys.Length; at++)
            if (at == keys.Length || keys[at] != keys[from])
            {
                if (at - from > length && keys[from] != ulong.MaxValue)
                    (start, length) = (from, at - from);
                from = at;
            }

        return (start, length);
    }

    private sealed class Work(int rows)
    {
        public StableSort Stable { get; } = new();

        public ulong[] Keys { get; } = new ulong[rows];

        public int[] Rows { get; } = new int[rows];

        public int[] Order { get; } = new int[rows];

        public double[] Numbers { get; } = new double[rows];

        public double[] Values { get; } = new double[rows + 1];
    }
}
