using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Ridgeline.Tables.Tests;

/// <summary>Numbers as text, slowly: the grammar as a pattern, and the nearest double by whole numbers of any size.</summary>
internal static class ReferenceNumber
{
    /// <summary>The number; null: the text is none, or is beyond the largest double.</summary>
    public static double? Parse(string text, char point = '.', char? thousands = null)
    {
        string whole = thousands is { } mark ? $"(?<whole>[0-9]*|[0-9]{{1,3}}({Regex.Escape(mark.ToString())}[0-9]{{3}})+)" : "(?<whole>[0-9]*)";
        var match = Regex.Match(text, $@"^[ \t]*(?<sign>[+-]?){whole}({Regex.Escape(point.ToString())}(?<fraction>[0-9]*))?([eE](?<exponent>[+-]?[0-9]+))?[ \t]*$(?<!\n)", RegexOptions.CultureInvariant);
        string before = match.Groups["whole"].Value.Replace(thousands?.ToString() ?? "\0", ""), behind = match.Groups["fraction"].Value;
        if (!match.Success || before.Length + behind.Length == 0)
            return null;
        var digits = BigInteger.Parse(before + behind, CultureInfo.InvariantCulture);
        var exponent = (match.Groups["exponent"].Success ? BigInteger.Parse(match.Groups["exponent"].Value, CultureInfo.InvariantCulture) : 0) - behind.Length;
        double size = Nearest(digits, exponent);
        return double.IsInfinity(size) ? null : match.Groups["sign"].Value == "-" ? -size : size;
    }

    /// <summary>The double nearest to digits·10^exponent, ties to even.</summary>
    private static double Nearest(BigInteger digits, BigInteger exponent)
    {
        int length = digits.ToString(CultureInfo.InvariantCulture).Length;
        if (digits.IsZero || length + exponent < -400)
            return 0;
        if (length + exponent > 400)
            return double.PositiveInfinity;
        var numerator = exponent > 0 ? digits * BigInteger.Pow(10, (int)exponent) : digits;
        var denominator = exponent < 0 ? BigInteger.Pow(10, -(int)exponent) : BigInteger.One;
        int unit = Math.Max((int)(numerator.GetBitLength() - denominator.GetBitLength()) - 54, -1074); // the last bit is worth 2^unit, or 2 or 4 times that
        while (true)
        {
            var top = unit < 0 ? numerator << -unit : numerator;
            var bottom = unit > 0 ? denominator << unit : denominator;
            var whole = BigInteger.DivRem(top, bottom, out var rest);
            int side = (2 * rest).CompareTo(bottom);
            if (side > 0 || (side == 0 && !whole.IsEven))
                whole++;
            if (whole <= BigInteger.One << 53)
                return unit > 971 ? double.PositiveInfinity : Math.ScaleB((double)whole, unit);
            unit++;
        }
    }
}
