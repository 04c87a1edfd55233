using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Ridgeline.Tables;

/// <summary>Numbers as text: which texts are numbers, and the double nearest to each.</summary>
/// <remarks>
/// A number is digits, with a decimal point among, before or behind them or none, and perhaps a sign and an exponent (e or E, perhaps a sign, digits); blanks around it don't count.
/// The digits before the point may be in groups: one to three, and then three after each mark. NaN, infinities and what is beyond the largest double are no numbers.
/// </remarks>
internal readonly struct NumberText
{
    /// <summary>What an error says would have been accepted.</summary>
    public const string Needed = "a number such as 12.5 or 3e-4 is needed";

    private const int MostDigits = 19; // that surely fit into 64 bits
    private const int SignificantDigits = 800; // no double is decided by digits behind the 767th but by whether one of them isn't zero
    private const int FarExponent = 400;  // 0.1e400 is beyond all doubles, 1e-400 nearest to 0

    private readonly char _decimal;
    private readonly char _thousands; // NUL: none

    public NumberText(char point, char? thousands)
    {
        if (point == thousands)
            throw new ArgumentException($"'{point}' can't separate both thousands and decimals");
        (_decimal, _thousands) = (point, thousands ?? '\0');
    }

    /// <summary>The double nearest to a number, ties to even; false: the text is none, or is beyond the largest double and the value infinite.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' '))
            text = text.Trim(" \t");
        if (text.IsEmpty)
            return false;
        bool isNegative = text[0] == '-';
        int at = isNegative || text[0] == '+' ? 1 : 0;
        ulong digits = 0; // may wrap: then there are more than 19, and they are read otherwise
        int first = at;
        at = Digits(text, at, ref digits);
        int whole = at - first;
        bool isGrouped = at < text.Length && text[at] == _thousands && _thousands != '\0';
        if (isGrouped && !Groups(text, ref at, ref whole, ref digits))
            return false;
        int fraction = 0;
        if (at < text.Length && text[at] == _decimal)
        {
            first = ++at;
            at = Digits(text, at, ref digits);
            fraction = at - first;
        }

        if (whole + fraction == 0)
            return false;
        int exponent = 0;
        if (at < text.Length && !Exponent(text, ref at, ref exponent))
            return false;

        int count = whole + fraction;
        if (count > MostDigits)
            count -= LeadingZeros(text);
        if (count > MostDigits || !DecimalToDouble.TryNearest(digits, exponent - fraction, out value))
            value = NearestToMany(text, whole, exponent);
        if (isNegative)
            value = -value;
        return double.IsFinite(value);
    }

    /// <summary>What is wrong with a text that is no number.</summary>
    public string Problem(ReadOnlySpan<char> text)
    {
        string shown = $"'{Wording.Shortened(text.ToString())}'";
        if (!TryParse(text, out double value) && double.IsInfinity(value))
            return $"{shown} is beyond the largest number, 1.7976931348623157e308";
        if (text.Trim(" \t").TrimStart("+-") is var bare && (bare.Equals("nan", StringComparison.OrdinalIgnoreCase) || bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase)))
            return $"{shown} is not a finite number; {Needed}, or {shown} among what is missing";
        return $"{shown} is not a number; {(_decimal == '.' && _thousands == '\0' ? Needed : $"a number such as {(_thousands == '\0' ? "" : $"1{_thousands}")}234{_decimal}5 is needed")}";
    }

    /// <summary>Takes in digits up to the first other character, and says where that stands. More than 19 of them wrap.</summary>
    private static int Digits(ReadOnlySpan<char> text, int at, ref ulong digits)
    {
        ulong sum = digits;
        while (text.Length - at >= 8 && TryEight(text.Slice(at, 8), out uint eight))
        {
            sum = 100_000_000 * sum + eight;
            at += 8;
        }

        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit > 9)
                break;
            sum = 10 * sum + digit;
        }

        digits = sum;
        return at;
    }

    /// <summary>Eight digits at once: pairs, then fours, then all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEight(ReadOnlySpan<char> text, out uint value)
    {
        var each = Vector128.Create(MemoryMarshal.Cast<char, ushort>(text)) - Vector128.Create((ushort)'0');
        ulong pairs = Vector128.Narrow(each, each).AsUInt64()[0];
        pairs = 10 * pairs + (pairs >> 8);
        const ulong Every = 0x000000FF000000FF;
        value = (uint)(((pairs & Every) * 0x000F424000000064 + ((pairs >> 16) & Every) * 0x0000271000000001) >> 32); // 100 and 1,000,000; 1 and 10,000
        return !Vector128.GreaterThanAny(each, Vector128.Create((ushort)9));
    }

    /// <summary>Groups of three digits, each behind its mark.</summary>
    private bool Groups(ReadOnlySpan<char> text, ref int at, ref int whole, ref ulong digits)
    {
        if (whole is < 1 or > 3)
            return false;
        while (at < text.Length && text[at] == _thousands)
        {
            int first = at + 1;
            at = Digits(text, first, ref digits);
            if (at - first != 3)
                return false;
            whole += 3;
        }

        return true;
    }

    /// <summary>An exponent up to the text's end; one that is far out stays far out.</summary>
    private static bool Exponent(ReadOnlySpan<char> text, ref int at, ref int exponent)
    {
        if (text[at] is not ('e' or 'E'))
            return false;
        at++;
        bool isNegative = at < text.Length && text[at] == '-';
        if (isNegative || (at < text.Length && text[at] == '+'))
            at++;
        int first = at;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            exponent = Math.Min(10 * exponent + (text[at] - '0'), 100_000_000);
        exponent = isNegative ? -exponent : exponent;
        return at > first && at == text.Length;
    }

    /// <summary>How many zeros stand before the first other digit.</summary>
    private static int LeadingZeros(ReadOnlySpan<char> text)
    {
        int zeros = 0;
        foreach (char c in text)
        {
            if (c == '0')
                zeros++;
            else if (c is >= '1' and <= '9' or 'e' or 'E')
                break;
        }

        return zeros;
    }

    /// <summary>The double nearest to a number without its sign: its digits, as far as they can matter, as 0.ddd and a power of ten.</summary>
    private static double NearestToMany(ReadOnlySpan<char> text, int whole, int exponent)
    {
        var plain = new StringBuilder("0.", SignificantDigits + 20);
        int head = plain.Length, point = whole + exponent;
        bool isCut = false;
        foreach (char c in text)
        {
            if (c is 'e' or 'E')
                break;
            if (!char.IsAsciiDigit(c))
                continue;
            if (plain.Length == head && c == '0')
                point--;
            else if (plain.Length - head < SignificantDigits)
                plain.Append(c);
            else
                isCut |= c != '0';
        }

        if (plain.Length == head || point < -FarExponent)
            return 0;
        if (point > FarExponent)
            return double.PositiveInfinity;
        return double.Parse(plain.Append(isCut ? "1e" : "e").Append(point).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
