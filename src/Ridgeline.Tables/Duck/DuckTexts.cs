using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Native;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>Texts as they are.</summary>
internal sealed unsafe class StringAsText : CellText
{
    private const int LongestInline = 12;

    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        ref readonly var text = ref part.Values<DuckDBString>()[i];
        fixed (DuckDBString* at = &text) // it lies in the vector, which doesn't move
            return at->Length <= LongestInline ? new ReadOnlySpan<byte>(at->value.inlined.inlined, at->Length) : new ReadOnlySpan<byte>(at->value.pointer.ptr, at->Length);
    }
}

/// <summary>Values of JSON: texts without their quotes, numbers and booleans as they are written.</summary>
internal sealed class JsonAsText(CellSource source) : CellText
{
    private readonly StringAsText _json = new();

    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        var json = _json.Of(part, i, room, out isMissing);
        switch (json.IsEmpty ? (byte)'n' : json[0])
        {
            case (byte)'"':
                var reader = new Utf8JsonReader(json);
                reader.Read();
                return Encoding.UTF8.GetBytes(reader.GetString()!);
            case (byte)'{' or (byte)'[':
                throw source.Wrong(part.Row + i, $"'{Wording.Shortened(Encoding.UTF8.GetString(json))}' holds several values; one value a cell is needed");
            case (byte)'n':
                isMissing = true;
                return [];
            default:
                return json;
        }
    }
}

/// <summary>false and true.</summary>
internal sealed class BooleanAsText : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        return part.Values<byte>()[i] == 0 ? "false"u8 : "true"u8;
    }
}

/// <summary>Identifiers of 128 bits, in lower case with hyphens.</summary>
internal sealed class UuidAsText : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        var bits = part.Values<UInt128>()[i] ^ (UInt128.One << 127); // stored with its first bit turned, so that it sorts as a signed number
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), room, out int length);
        return room[..length];
    }
}

/// <summary>Members of an enumeration.</summary>
internal sealed class EnumAsText<TNative>(EnumMembers members) : CellText
    where TNative : unmanaged, IBinaryInteger<TNative>
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        return members[int.CreateTruncating(part.Values<TNative>()[i])];
    }
}

/// <summary>What an enumeration's members are called, in UTF-8.</summary>
internal sealed class EnumMembers(DuckDBLogicalType type)
{
    private readonly byte[]?[] _names = new byte[]?[checked((int)NativeMethods.LogicalType.DuckDBEnumDictionarySize(type))];

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>A member's name.</summary>
    public byte[] this[int place] => _names[place] ??= Encoding.UTF8.GetBytes(NativeMethods.LogicalType.DuckDBEnumDictionaryValue(type, place));
}

/// <summary>Members of an enumeration as places among levels: each member is looked up once.</summary>
internal sealed class EnumReader<TNative>(EnumMembers members, TextLevels levels) : CellReader<int>
    where TNative : unmanaged, IBinaryInteger<TNative>
{
    private readonly int[] _codes = [.. Enumerable.Repeat(-1, members.Count)];

    public override void Read(VectorPart part, Span<int> target)
    {
        var places = part.Values<TNative>();
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = -1;
            if (part.IsMissing(i))
                continue;
            int place = int.CreateTruncating(places[i]);
            ref int code = ref _codes[place];
            if (code < 0)
                code = levels.CodeOf(members[place]);
            target[i] = code;
        }
    }
}
