using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using DuckDB.NET.Native;
using Ridgeline.Tables.Cells;

namespace Ridgeline.Tables.Duck;

/// <summary>Cells as text, in UTF-8: of a row that isn't missing.</summary>
internal abstract class CellText
{
    /// <summary>Room for any text but one that lies in the vector.</summary>
    public const int Longest = 64;

    /// <summary>The text of row <paramref name="i"/> of a part, in the vector or in <paramref name="room"/>; empty and missing if the cell says that there is nothing.</summary>
    public abstract ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing);
}

/// <summary>Texts as they are.</summary>
internal sealed unsafe class StringText : CellText
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
internal sealed class JsonText(CellSource source) : CellText
{
    private readonly StringText _json = new();

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

/// <summary>Whole numbers with all their digits.</summary>
internal sealed class IntegerText<TNative> : CellText
    where TNative : unmanaged, INumber<TNative>
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        part.Values<TNative>()[i].TryFormat(room, out int length, default, CultureInfo.InvariantCulture);
        return room[..length];
    }
}

/// <summary>Numbers in the shortest form that reads back equal.</summary>
internal sealed class NumberText(CellReader<double> reader) : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        double value = 0;
        reader.Read(part.Slice(i, 1), new Span<double>(ref value));
        isMissing = double.IsNaN(value);
        value.TryFormat(room, out int length, "R", CultureInfo.InvariantCulture);
        return room[..length];
    }
}

/// <summary>Dates as a column of dates writes them.</summary>
internal sealed class DateText(CellReader<long> reader) : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        long ticks = 0;
        reader.Read(part.Slice(i, 1), new Span<long>(ref ticks));
        isMissing = false;
        var date = new DateTime(ticks);
        date.TryFormat(room, out int length, date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return room[..length];
    }
}

/// <summary>false and true.</summary>
internal sealed class BooleanText : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        return part.Values<byte>()[i] == 0 ? "false"u8 : "true"u8;
    }
}

/// <summary>Identifiers of 128 bits, in lower case with hyphens.</summary>
internal sealed class UuidText : CellText
{
    public override ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing)
    {
        isMissing = false;
        var bits = part.Values<UInt128>()[i] ^ (UInt128.One << 127); // stored with its first bit turned, so that it sorts as a signed number
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        Utf8Formatter.TryFormat(new Guid(bytes, bigEndian: true), room, out int length);
        return room[..length];
    }
}

/// <summary>Members of an enumeration.</summary>
internal sealed class EnumText<TNative>(EnumMembers members) : CellText
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

/// <summary>Texts as places among levels.</summary>
internal sealed class TextReader(CellText text, TextLevels levels) : CellReader<int>
{
    public override void Read(VectorPart part, Span<int> target)
    {
        Span<byte> room = stackalloc byte[CellText.Longest];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = -1;
            if (part.IsMissing(i))
                continue;
            var cell = text.Of(part, i, room, out bool isMissing);
            if (!isMissing)
                target[i] = levels.CodeOf(cell);
        }
    }
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

/// <summary>Texts that must be numbers.</summary>
internal sealed class ParsedNumberReader(CellText text, CellSource source) : CellReader<double>
{
    public override void Read(VectorPart part, Span<double> target)
    {
        Span<byte> room = stackalloc byte[CellText.Longest];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = double.NaN;
            if (part.IsMissing(i))
                continue;
            var cell = text.Of(part, i, room, out bool isMissing);
            if (isMissing)
                continue;
            if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out target[i]) || !double.IsFinite(target[i]))
                throw source.Wrong(part.Row + i, $"'{Wording.Shortened(Encoding.UTF8.GetString(cell))}' is not a finite number; a number such as 12.5 or 3e-4 is needed here");
        }
    }
}

/// <summary>Texts that must be dates.</summary>
internal sealed class ParsedDateReader(CellText text, CellSource source) : CellReader<long>
{
    public override void Read(VectorPart part, Span<long> target)
    {
        Span<byte> room = stackalloc byte[CellText.Longest];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = DateColumn.Missing;
            if (part.IsMissing(i))
                continue;
            var cell = text.Of(part, i, room, out bool isMissing);
            if (!isMissing && !IsoDate.TryRead(cell, out target[i]))
                throw source.Wrong(part.Row + i, $"'{Wording.Shortened(Encoding.UTF8.GetString(cell))}' is no date; {IsoDate.Accepted}");
        }
    }
}
