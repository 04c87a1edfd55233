using System.Globalization;
using System.Numerics;
using CsCheck;

namespace Ridgeline.Tables.Tests;

/// <summary>A cell that is a number becomes the double nearest to it, by whole numbers of any size.</summary>
public sealed class NumberTextFacts
{
    private static readonly Gen<string> Digits = Gen.OneOf(
        Gen.Char['0', '9'].Array[0, 25].Select(digits => new string(digits)), Gen.Char['0', '9'].Array[300, 1200].Select(digits => new string(digits)),
        Gen.Const(""), Gen.Int[0, 400].Select(count => new string('0', count)), Gen.ULong.Select(number => number.ToString()));

    private static readonly Gen<string> Written = Gen.Select(Gen.OneOf("", "", "-", "+"), Digits, Gen.OneOf("", ".", "."), Digits, Gen.OneOf(Gen.Const(""), Gen.Int[-340, 320].Select(e => $"e{e}"), Gen.Int[-1500, 1500].Select(e => $"E{e:+0;-0}"), Gen.Int.Select(e => $"e{e}")))
        .Select((sign, whole, point, fraction, exponent) => $"{sign}{whole}{point}{(point == "" ? "" : fraction)}{exponent}");

    /// <summary>Half-way between two doubles, or a hair beside it: where a wrong rounding shows.</summary>
    private static readonly Gen<string> HalfWay = Gen.Select(Gen.OneOf(Gen.Double.Where(x => double.IsFinite(x) && x > 0), Gen.Long[1, 1L << 54].Select(BitConverter.Int64BitsToDouble), Gen.Double[1, 1e20]), Gen.OneOf("", "0000000000001", "-"))
        .Select((value, hair) =>
        {
            string exact = Exact(value);
            return hair == "-" ? BelowBy(exact) : exact + hair;
        });

    [Fact]
    public void Numbers_are_the_nearest_doubles() => Gen.OneOf(Written, HalfWay, Gen.Double.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Array[1, 8]
        .Sample(texts => Agree(texts, new ReadOptions()), iter: 3000);

    [Fact]
    public void Decimal_commas_and_thousands_are_read_where_they_are_asked_for() => Gen.Select(Gen.Long, Gen.Char['0', '9'].Array[0, 20], Gen.OneOf('.', '\'', ' ', '\u00a0'), Gen.Int[0, 30])
        .Sample((whole, fraction, thousands, slip) =>
        {
            string grouped = new BigInteger(whole).ToString("#,##0", CultureInfo.InvariantCulture).Replace(',', thousands), text = $"{grouped},{new string(fraction)}";
            string slipped = slip < text.Length ? text.Remove(slip, 1) : text; // a digit or a mark fewer: perhaps no number any more
            foreach (string each in new[] { text, grouped, slipped })
                Agree([each], new ReadOptions { Decimal = ',', Thousands = thousands, Delimiter = ';' });
        });

    [Theory]
    [InlineData("1.7976931348623158e308", true)] // rounds down to the largest
    [InlineData("1.7976931348623159e308", false)]
    [InlineData("2.4703282292062327e-324", true)] // rounds down to 0, which is a number
    [InlineData("0e999999999999999999999", true)]
    [InlineData("1e-999999999999999999999", true)]
    [InlineData("1e999999999999999999999", false)]
    [InlineData("NaN", false)]
    [InlineData("Infinity", false)]
    [InlineData("1e", false)]
    [InlineData("e5", false)]
    [InlineData(".", false)]
    [InlineData("1.2.3", false)]
    [InlineData("--1", false)]
    [InlineData("1 2", false)]
    [InlineData("(1)", false)]
    [InlineData("1f", false)]
    [InlineData("1d", false)]
    [InlineData("1,5", false)]
    [InlineData("٣", false)]
    [InlineData("\u00a01", false)]
    public void The_edges_are_where_they_should_be(string text, bool isNumber)
    {
        Assert.Equal(isNumber, ReferenceNumber.Parse(text) is not null);
        Agree([text], new ReadOptions { Delimiter = ';' });
    }

    private static void Agree(string[] texts, ReadOptions options)
    {
        var delimiter = options.Delimiter ?? ',';
        foreach (string text in texts)
        {
            var column = CsvFile.Parse(new StringReader($"a{delimiter}b\n0{delimiter}{text}\n"), "t", options)["b"];
            double? expected = text.Length == 0 ? double.NaN : ReferenceNumber.Parse(text, options.Decimal, options.Thousands);
            if (expected is { } number)
                Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(Assert.IsType<NumberColumn>(column).Values[0]));
            else
                Assert.Equal(text, Assert.IsType<TextColumn>(column)[0]);
        }
    }

    /// <summary>All digits of the middle between a double and the next.</summary>
    private static string Exact(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int raw = (int)(bits >> 52) & 0x7ff, exponent = Math.Max(raw, 1) - 1075;
        var middle = 2 * new BigInteger((bits & ((1L << 52) - 1)) | (raw == 0 ? 0 : 1L << 52)) + 1; // times 2^(exponent − 1)
        exponent--;
        if (exponent >= 0)
            return (middle << exponent).ToString(CultureInfo.InvariantCulture) + ".";
        string digits = (middle * BigInteger.Pow(5, -exponent)).ToString(CultureInfo.InvariantCulture).PadLeft(1 - exponent, '0');
        return $"{digits[..(digits.Length + exponent)]}.{digits[(digits.Length + exponent)..]}";
    }

    /// <summary>One less in the last digit, and nines behind it.</summary>
    private static string BelowBy(string exact)
    {
        int last = exact.Length - 1;
        while (exact[last] is '0' or '.')
            last--;
        return string.Concat(exact[..last], ((char)(exact[last] - 1)).ToString(), exact[(last + 1)..].Replace('0', '9'), exact.Contains('.') ? "99" : "");
    }
}
