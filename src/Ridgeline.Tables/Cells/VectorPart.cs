namespace Ridgeline.Tables.Cells;

/// <summary>Rows of a column as DuckDB and Apache Arrow hold them: values side by side, and a bit a row that says whether it is there, from the lowest bit of the first byte on.</summary>
internal readonly unsafe struct VectorPart
{
    private readonly byte* _data, _validity; // the latter null: all are there

    /// <summary>Rows that lie where nothing moves them.</summary>
    /// <param name="data">The values, from a row 0 on that needn't be one of these.</param>
    /// <param name="validity">The bits; null: every row is there.</param>
    /// <param name="from">The first row of these.</param>
    /// <param name="count">How many.</param>
    /// <param name="row">The first row's number in the table, for messages.</param>
    public VectorPart(void* data, void* validity, int from, int count, long row)
    {
        _data = (byte*)data; // pointers can't sit in tuples
        _validity = (byte*)validity;
        (From, Count, Row) = (from, count, row);
    }

    /// <summary>The first row in the vector.</summary>
    public int From { get; }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>The first row's number in the table, from 0.</summary>
    public long Row { get; }

    /// <summary>Whether every row has a value.</summary>
    public bool IsWhole => _validity == null;

    /// <summary>Whether row <paramref name="i"/> of these is missing.</summary>
    public bool IsMissing(int i) => _validity != null && (_validity[(From + i) >> 3] >> ((From + i) & 7) & 1) == 0;

    /// <summary>The values; what stands in a missing row means nothing.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new((T*)_data + From, Count);

    /// <summary>Whether the bit of row <paramref name="i"/> is set, of values that are a bit each.</summary>
    public bool Bit(int i) => (_data[(From + i) >> 3] >> ((From + i) & 7) & 1) != 0;

    /// <summary>Some of these rows.</summary>
    public VectorPart Slice(int from, int count) => new(_data, _validity, From + from, count, Row + from);
}
