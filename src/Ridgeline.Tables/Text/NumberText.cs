using System.Globalization;
using System.Text;
using csFastFloat;

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

    private const int LongestPlain = 64;  // characters of a number that is handed on as it is
    private const int SignificantDigits = 800; // no double is decided by digits behind the 767th but by whether one of them isn't zero
    private const int FarExponent = 400;  // 0.1e400 is beyond all doubles, 1e-400 nearest to 0

    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 23).Select(e => double.Parse($"1e{e}", CultureInfo.InvariantCulture))]; // exact

    private readonly char _decimal;
    private readonly char _thousands; // NUL: none

    public NumberText(char point, char? thousands)
    {
        if (point == thousands)
            throw new ArgumentException($"'{point}' can't separate both thousands and decimals");
        (_decimal, _thousands) = (point, thousands ?? '\0');
    }

    /// <summary>Whether blanks of this kind may stand around a number.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t';

    /// <summary>The double nearest to a number, ties to even; false: the text is none, or is beyond the largest double and the value infinite.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        int at = 0, end = text.Length;
        while (at < end && IsBlank(text[at]))
            at++;
        while (end > at && IsBlank(text[end - 1]))
            end--;
        text = text[at..end];
        at = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative || (text.Length > 0 && text[0] == '+'))
            at++;

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

        exponent -= fraction;
        if (whole + fraction <= 19 && (digits == 0 || (digits <= 1UL << 53 && exponent is >= -22 and <= 22)))
        {
            // Both are exact as doubles, and one operation rounds once (Clinger 1990).
            double size = digits == 0 ? 0 : exponent < 0 ? digits / PowersOfTen[-exponent] : digits * PowersOfTen[exponent];
            value = isNegative ? -size : size;
            return true;
        }

        value = text.Length <= LongestPlain ? Nearest(text) : NearestToMany(text, whole, exponent + fraction);
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

    private static int Digits(ReadOnlySpan<char> text, int at, ref ulong digits)
    {
        ulong sum = digits;
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

    /// <summary>The double nearest to what is known to be written as a number.</summary>
    private double Nearest(ReadOnlySpan<char> text)
    {
        Span<char> plain = stackalloc char[LongestPlain];
        int length = 0;
        foreach (char c in text)
            if (c != _thousands)
                plain[length++] = c == _decimal ? '.' : c;
        return FastDoubleParser.ParseDouble(plain[..length]);
    }

    /// <summary>The same of very many characters: the digits that can matter, as 0.ddd and a power of ten.</summary>
    private static double NearestToMany(ReadOnlySpan<char> text, int whole, int exponent)
    {
        var plain = new StringBuilder(text[0] == '-' ? "-0." : "0.", SignificantDigits + 20);
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
            return text[0] == '-' ? -0.0 : 0;
        if (point > FarExponent)
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return double.Parse(plain.Append(isCut ? "1e" : "e").Append(point).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
