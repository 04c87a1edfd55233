using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Trees;

/// <summary>Gini's index of two classes in rows that weigh the same: <see cref="MeanSums"/> of whole numbers, so that d is exact. Rows are numbered by class: one of at least the first's number is of the second class.</summary>
internal sealed class CountSums : SplitSums
{
    private const int Lanes = 8;

    private static readonly double[] Prefixes = PrefixCounts();

    private readonly double[] _prefixes = Prefixes; // here, the loop needs no look whether it has been made
    private readonly ulong _first; // the number of the first row of the second class
    private readonly double _each, _minRows;
    private double _rows, _ones, _left, _leftOnes;

    public CountSums(TrainingRows rows, int minSamplesLeaf) : base(rows, minSamplesLeaf)
    {
        int second = Array.IndexOf(rows.ClassOf, 1);
        _first = (ulong)(second < 0 ? rows.Count : second);
        _each = rows.Weights[0];
        _minRows = rows.Samples is null ? minSamplesLeaf : Math.Ceiling(minSamplesLeaf / _each);
    }

    public override bool OrdersLevels => true;

    public override void Enter(ReadOnlySpan<int> numbers, Span<double> values)
    {
        int from = 0, to = numbers.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            (from, to) = (ulong)numbers[middle] < _first ? (middle + 1, to) : (from, middle);
        }

        (_rows, _ones) = (numbers.Length, numbers.Length - from);
        (Weight, values[0], values[1]) = (_rows * _each, from * _each, _ones * _each);
        Impurity = 2 * (_ones / _rows) * (from / _rows);
    }

    public override void Clear() => (_left, _leftOnes) = (0, 0);

    public override void Add(int row) => (_left, _leftOnes) = (_left + 1, _leftOnes + ((ulong)row >= _first ? 1 : 0));

    public override void AddOthers(ReadOnlySpan<ulong> listed) => (_left, _leftOnes) = (_left + _rows - listed.Length, _leftOnes + _ones - Ones(listed));

    public override double Quality()
    {
        double rest = _rows - _left;
        return _left < _minRows || rest < _minRows ? double.NegativeInfinity : Raw(_left, _leftOnes) * Scale;
    }

    public override double Mean(ReadOnlySpan<ulong> entries) => (double)Ones(entries) / entries.Length;

    public override double MeanOfOthers(ReadOnlySpan<ulong> listed) => (_ones - Ones(listed)) / (_rows - listed.Length);

    public override double Scan(ReadOnlySpan<ulong> entries, bool end, double enough, ref int at)
    {
        double best = -1, left = _left, ones = _leftOnes, scale = Scale;
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = ScanLanes(entries, enough / scale, ref left, ref ones, ref best);
        for (; i < entries.Length; i++)
        {
            ulong entry = entries[i];
            left++;
            ones += (uint)entry >= _first ? 1 : 0;
            if ((i + 1 < entries.Length ? entries[i + 1] >> 32 == entry >> 32 : !end) || left < _minRows || _rows - left < _minRows)
                continue;
            double raw = Raw(left, ones);
            best = raw > best ? raw : best;
            if (raw * scale >= enough)
            {
                at = i;
                break;
            }
        }

        (_left, _leftOnes) = (left, ones);
        return best < 0 ? double.NegativeInfinity : best * scale;
    }

    /// <summary>What turns d²/(W_L·W_R) of counts into the quality.</summary>
    private double Scale => 2 / _rows * _each;

    private double Raw(double left, double ones)
    {
        double d = ones * _rows - left * _ones;
        return d * d / (left * (_rows - left));
    }

    /// <summary>Eight rows at a time, by the same operations; it stops before eight in which something is enough.</summary>
    /// <returns>How many rows it took.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ScanLanes(ReadOnlySpan<ulong> entries, double enough, ref double left, ref double ones, ref double best)
    {
        ref ulong entry = ref MemoryMarshal.GetReference(entries);
        ref double prefixes = ref MemoryMarshal.GetArrayDataReference(_prefixes);
        var steps = Vector512.Create(1.0, 2, 3, 4, 5, 6, 7, 8);
        Vector512<double> all = Vector512.Create(_rows), allOnes = Vector512.Create(_ones), least = Vector512.Create(_minRows), largest = Vector512.Create(best);
        Vector512<ulong> lower = Vector512.Create((ulong)uint.MaxValue), first = Vector512.Create(_first);
        var limit = Vector512.Create(enough * (1 - 1e-15)); // the exact comparison is left to the caller
        int i = 0;
        for (; i + Lanes < entries.Length; i += Lanes)
        {
            var here = Vector512.LoadUnsafe(ref entry, (nuint)i);
            var changes = Vector512.GreaterThan(here ^ Vector512.LoadUnsafe(ref entry, (nuint)i + 1), lower);
            ulong seconds = Vector512.GreaterThanOrEqual(here & lower, first).ExtractMostSignificantBits();
            var lefts = Vector512.Create(left) + steps;
            var rests = all - lefts;
            var d = (Vector512.Create(ones) + Vector512.LoadUnsafe(ref prefixes, (nuint)seconds * Lanes)) * all - lefts * allOnes;
            var raw = d * d / (lefts * rests);
            var allowed = changes.AsDouble() & Vector512.GreaterThanOrEqual(lefts, least) & Vector512.GreaterThanOrEqual(rests, least);
            raw = Vector512.ConditionalSelect(allowed, raw, Vector512.Create(-1.0));
            if (Vector512.GreaterThanOrEqualAny(raw, limit))
                break;
            largest = Vector512.Max(largest, raw);
            left += Lanes;
            ones += BitOperations.PopCount(seconds);
        }

        for (int lane = 0; lane < Lanes; lane++)
            best = Math.Max(best, largest[lane]);
        return i;
    }

    private int Ones(ReadOnlySpan<ulong> entries)
    {
        int ones = 0;
        foreach (ulong entry in entries)
            ones += (uint)entry >= _first ? 1 : 0;
        return ones;
    }

    /// <summary>For each of 256 sets of eight bits how many of the first 1, 2, …, 8 are set.</summary>
    private static double[] PrefixCounts()
    {
        var counts = new double[256 * Lanes];
        for (int bits = 0; bits < 256; bits++)
            for (int lane = 0; lane < Lanes; lane++)
                counts[bits * Lanes + lane] = BitOperations.PopCount((uint)bits & ((2u << lane) - 1));
        return counts;
    }
}
