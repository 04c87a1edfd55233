using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Ridgeline.Tables.Cells;

/// <summary>The different texts of a column in the order in which they come first, found by their UTF-8 bytes: a string is made of a level, not of a row.</summary>
internal sealed class TextLevels
{
    private const int BlockLength = 1 << 16;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<Level> _levels = [];
    private int[] _places = new int[16]; // a power of two of places: a level + 1, or 0
    private byte[] _block = [];
    private int _used;

    /// <summary>How many there are.</summary>
    public int Count => _levels.Count;

    /// <summary>The bytes of a level.</summary>
    public ReadOnlySpan<byte> this[int code] => _levels[code].Bytes;

    /// <summary>The place of a text among the levels, a new one where it is the first of its kind.</summary>
    public int CodeOf(ReadOnlySpan<byte> text)
    {
        uint hash = Hash(text);
        int mask = _places.Length - 1, place = (int)hash & mask;
        var levels = CollectionsMarshal.AsSpan(_levels);
        for (; _places[place] != 0; place = (place + 1) & mask)
        {
            int code = _places[place] - 1;
            if (levels[code].Hash == hash && levels[code].Bytes.SequenceEqual(text))
                return code;
        }

        _levels.Add(Kept(text, hash));
        _places[place] = _levels.Count;
        if (_levels.Count > _places.Length / 2)
            Grow();
        return _levels.Count - 1;
    }

    /// <summary>The place of a text among the levels.</summary>
    public int CodeOf(ReadOnlySpan<char> text)
    {
        int most = Utf8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= 512 ? stackalloc byte[512] : new byte[most];
        return CodeOf(bytes[..Utf8.GetBytes(text, bytes)]);
    }

    /// <summary>The texts.</summary>
    /// <param name="source">Where they came from, for messages.</param>
    /// <param name="column">The column's name.</param>
    /// <exception cref="DataException">One of them is no UTF-8.</exception>
    public ImmutableArray<string> ToTexts(string source, string column)
    {
        try
        {
            return [.. _levels.Select(level => Utf8.GetString(level.Bytes))];
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException($"{source}: column '{column}' holds a text that is not UTF-8", error);
        }
    }

    private Level Kept(ReadOnlySpan<byte> text, uint hash)
    {
        if (text.Length > _block.Length - _used)
            (_block, _used) = (new byte[Math.Max(text.Length, Math.Min(BlockLength, Math.Max(256, _block.Length * 2)))], 0);
        text.CopyTo(_block.AsSpan(_used));
        var level = new Level(_block, _used, text.Length, hash);
        _used += text.Length;
        return level;
    }

    private void Grow()
    {
        _places = new int[_places.Length * 2];
        int mask = _places.Length - 1;
        for (int code = 0; code < _levels.Count; code++)
        {
            int place = (int)_levels[code].Hash & mask;
            while (_places[place] != 0)
                place = (place + 1) & mask;
            _places[place] = code + 1;
        }
    }

    /// <summary>Eight bytes at a time, multiplied and folded; what is left over with the length.</summary>
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)text.Length * Odd;
        for (; text.Length >= 8; text = text[8..])
            hash = Mixed(hash ^ MemoryMarshal.Read<ulong>(text));
        ulong rest = 0;
        foreach (byte b in text)
            rest = rest << 8 | b;
        hash = Mixed(hash ^ rest);
        return (uint)(hash ^ hash >> 32);

        static ulong Mixed(ulong x)
        {
            ulong high = Math.BigMul(x, Odd, out ulong low);
            return BitOperations.RotateLeft(high ^ low, 23);
        }
    }

    private readonly record struct Level(byte[] Block, int From, int Length, uint Hash)
    {
        public ReadOnlySpan<byte> Bytes => Block.AsSpan(From, Length);
    }
}
