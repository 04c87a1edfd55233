using System.Globalization;
using System.Numerics;
using System.Text;

namespace Ridgeline.Tables.Cells;

/// <summary>Cells as text, in UTF-8: of a row that isn't missing.</summary>
internal abstract class CellText
{
    /// <summary>Room for any text but one that lies in the vector.</summary>
    public const int Longest = 64;

    /// <summary>The text of row <paramref name="i"/> of a part, in the vector or in <paramref name="room"/>; empty and missing if the cell says that there is nothing.</summary>
    public abstract ReadOnlySpan<byte> Of(VectorPart part, int i, Span<byte> room, out bool isMissing);
}

/// <summary>Whole numbers with all their digits.</summary>
internal sealed class IntegerAsText<TNative> : CellText
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
internal sealed class NumberAsText(CellReader<double> reader) : CellText
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
internal sealed class DateAsText(CellReader<long> reader) : CellText
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

/// <summary>Texts as places among levels.</summary>
internal sealed class LevelReader(CellText text, TextLevels levels) : CellReader<int>
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
            if (isMissing)
                continue;
            string date = Encoding.UTF8.GetString(cell);
            if (!DateText.TryParse(date, out target[i]))
                throw source.Wrong(part.Row + i, $"'{Wording.Shortened(date)}' is no date; {DateText.Needed}");
        }
    }
}
