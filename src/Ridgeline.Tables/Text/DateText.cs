namespace Ridgeline.Tables;

/// <summary>Dates as text, by ISO 8601: 2026-11-28, or with a time of day behind a T or a blank: 09:30, 09:30:00, 09:30:00.123.</summary>
internal static class DateText
{
    /// <summary>What an error says would have been accepted.</summary>
    public const string Needed = "a date such as 2026-11-28 or 2026-11-28T09:30:00 is needed";

    private const int FractionDigits = 7; // a tick is 100 ns

    /// <summary>The ticks of a date; false: the text is none, or is finer than a tick. Blanks around it don't count.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        text = text.Trim(" \t");
        if (text.Length < 10 || text[4] != '-' || text[7] != '-')
            return false;
        int year = Number(text[..4]), month = Number(text.Slice(5, 2)), day = Number(text.Slice(8, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        ticks = new DateTime(year, month, day).Ticks;
        if (text.Length == 10)
            return true;
        if (text[10] is not ('T' or ' ') || !TryParseTime(text[11..], out long time))
            return false;
        ticks += time;
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 5 || text[2] != ':')
            return false;
        int hour = Number(text[..2]), minute = Number(text.Slice(3, 2)), second = 0;
        if (text.Length > 5)
            second = text.Length < 8 || text[5] != ':' ? -1 : Number(text.Slice(6, 2));
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        ticks = new TimeSpan(hour, minute, second).Ticks;
        return text.Length <= 8 || AddFraction(text[8..], ref ticks);
    }

    /// <summary>A point and digits of a second; of those finer than a tick each must be 0.</summary>
    private static bool AddFraction(ReadOnlySpan<char> text, ref long ticks)
    {
        var digits = text[1..];
        if (text[0] != '.' || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        long fraction = 0;
        for (int k = 0; k < FractionDigits; k++)
            fraction = 10 * fraction + (k < digits.Length ? digits[k] - '0' : 0);
        ticks += fraction;
        return digits.Length <= FractionDigits || !digits[FractionDigits..].ContainsAnyExcept('0');
    }

    /// <summary>Digits as a number; -1 where they aren't all digits.</summary>
    private static int Number(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
            sum = 10 * sum + (c - '0');
        }

        return sum;
    }
}
