namespace Ridgeline.Networks;

/// <summary>The order in which an epoch takes its rows: by a random key of each row's number in the data, so that a resample's order is that of all rows without those it leaves out.</summary>
internal sealed class EpochOrder
{
    private const int Bits = 11, Buckets = 1 << Bits, Passes = 3;

    private readonly ulong _seed;
    private readonly int[] _numbers;
    private readonly uint[] _keys, _otherKeys;
    private readonly int[] _starts = new int[Buckets];
    private int[] _order, _other;

    /// <summary>Of rows with these numbers in the data.</summary>
    public EpochOrder(ulong seed, int[] numbers)
    {
        (_seed, _numbers) = (seed, numbers);
        (_keys, _otherKeys, _order, _other) = (new uint[numbers.Length], new uint[numbers.Length], new int[numbers.Length], new int[numbers.Length]);
    }

    /// <summary>Positions among the rows, in the order of an epoch.</summary>
    public ReadOnlySpan<int> Of(int epoch)
    {
        NetworkStreams.OrderOf(_seed, epoch, _numbers, _keys);
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        uint[] keys = _keys, others = _otherKeys;
        for (int pass = 0; pass < Passes; pass++) // least digit first, and stable: equal keys keep the data's order
        {
            int shift = pass * Bits;
            _starts.AsSpan().Clear();
            foreach (uint key in keys)
                _starts[key >> shift & (Buckets - 1)]++;
            for (int bucket = 0, from = 0; bucket < Buckets; bucket++)
                (_starts[bucket], from) = (from, from + _starts[bucket]);
            for (int i = 0; i < keys.Length; i++)
            {
                int to = _starts[keys[i] >> shift & (Buckets - 1)]++;
                (others[to], _other[to]) = (keys[i], _order[i]);
            }

            (keys, others) = (others, keys);
            (_order, _other) = (_other, _order);
        }

        return _order;
    }
}
