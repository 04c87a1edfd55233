using DuckDB.NET.Native;

namespace Ridgeline.Tables.Duck;

/// <summary>Rows of a DuckDB vector: where their values lie, and which are there.</summary>
internal readonly unsafe struct VectorPart
{
    private readonly ulong* _validity; // null: all are there
    private readonly byte* _data;

    /// <summary>All rows of a vector.</summary>
    /// <param name="vector">The vector, which lives as long as its chunk does.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="row">The first row's number in the table, for messages.</param>
    public VectorPart(nint vector, int count, long row)
        : this((byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector), NativeMethods.Vectors.DuckDBVectorGetValidity(vector), from: 0, count, row)
    {
    }

    private VectorPart(byte* data, ulong* validity, int from, int count, long row)
    {
        _data = data; // pointers can't sit in tuples
        _validity = validity;
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
    public bool IsMissing(int i) => _validity != null && (_validity[(From + i) >> 6] >> (From + i) & 1) == 0;

    /// <summary>The values; what stands in a missing row means nothing.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged => new((T*)_data + From, Count);

    /// <summary>Some of these rows.</summary>
    public VectorPart Slice(int from, int count) => new(_data, _validity, From + from, count, Row + from);
}
