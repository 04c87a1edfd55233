using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ridgeline.Designs;

namespace Ridgeline.Keeping;

/// <summary>SHA-256 of what was added, in order; what has a length goes in with it, so that no two lists read alike.</summary>
internal sealed class Digest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Digest Add(long number)
    {
        _hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));
        return this;
    }

    public Digest Add(bool flag) => Add(flag ? 1L : 0);

    public Digest Add(double number) => Add(BitConverter.DoubleToInt64Bits(number));

    public Digest Add(ReadOnlySpan<double> numbers)
    {
        Add(numbers.Length);
        _hash.AppendData(MemoryMarshal.AsBytes(numbers));
        return this;
    }

    /// <summary>Numbers of which there may be none at all, which is another thing than an empty list.</summary>
    public Digest Add(ImmutableArray<double> numbers) => Add(numbers.IsDefault).Add(numbers.IsDefault ? [] : numbers.AsSpan());

    public Digest Add(ReadOnlySpan<int> numbers)
    {
        Add(numbers.Length);
        _hash.AppendData(MemoryMarshal.AsBytes(numbers));
        return this;
    }

    public Digest Add(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public Digest Bytes(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Names, levels, shifts and numbers, and how they are held, which decides what is added to what first.</summary>
    public Digest Add(Design design)
    {
        var column = new double[design.Rows];
        Add(design.GetType().Name).Add(design.Rows).Add(design.Columns);
        for (int j = 0; j < design.Columns; j++)
        {
            Array.Clear(column);
            design.AddColumn(j, 1, column);
            Add(design.Names[j]).Add(string.Join('\n', design.Levels(j))).Add(design.Shift(j)).Add(column);
        }

        return this;
    }

    /// <summary>32 bytes; nothing is added any more.</summary>
    public byte[] Bytes()
    {
        using (this)
            return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();
}
