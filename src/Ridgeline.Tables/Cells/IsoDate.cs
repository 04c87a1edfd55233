namespace Ridgeline.Tables.Cells;

/// <summary>Dates as ISO 8601 writes them: 2026-11-28, 2026-11-28T09:30, 2026-11-28T09:30:00 and 2026-11-28T09:30:00.1234567, or with a blank for the T.</summary>
internal static class IsoDate
{
    /// <summary>What would have been accepted.</summary>
    public const string Accepted = "a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed";

    /// <summary>The ticks of a date; false if the text is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 10 || !Digits(text[..4], out int year) || text[4] != '-' || !Digits(text[5..7], out int month) || text[7] != '-' || !Digits(text[8..10], out int day))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        ticks = new DateTime(year, month, day).Ticks;
        return text.Length == 10 || TryReadTime(text[10..], ref ticks);
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, ref long ticks)
    {
        int second = 0, fraction = 0;
        if (text.Length < 6 || text[0] is not ((byte)'T' or (byte)' ') || !Digits(text[1..3], out int hour) || text[3] != ':' || !Digits(text[4..6], out int minute))
            return false;
        if (text.Length > 6 && (text.Length < 9 || text[6] != ':' || !Digits(text[7..9], out second)))
            return false;
        if (text.Length > 9 && (text.Length is < 11 or > 17 || text[9] != '.' || !Digits(text[10..], out fraction)))
            return false;
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        for (int digits = text.Length - 10; digits is > 0 and < 7; digits++)
            fraction *= 10;
        ticks += ((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
