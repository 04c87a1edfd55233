using System.Collections.Immutable;
using System.Globalization;
using Ridgeline.Objectives;

namespace Ridgeline.Reports.Charts;

/// <summary>How charts put numbers, settings and names.</summary>
internal static class ChartWords
{
    private const int LongestName = 40;

    /// <summary>A number in three digits.</summary>
    public static string Short(double value) => value switch
    {
        double.NaN => "undefined",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        _ => Math.Abs(value) is >= 1000 and < 1e7 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture),
    };

    /// <summary>λ = 0.0045, α = ∞, dropout 0.2.</summary>
    public static string Of(Setting setting) => setting.Knob switch
    {
        Knob.Lambda => $"λ = {Short(setting.Value)}",
        Knob.Alpha => $"α = {Short(setting.Value)}",
        Knob.C => $"C = {Short(setting.Value)}",
        Knob.Depth => double.IsInfinity(setting.Value) ? "unlimited depth" : $"depth {Short(setting.Value)}",
        Knob.Dropout => $"dropout {Short(setting.Value)}",
        Knob.WeightDecay => $"weight decay {Short(setting.Value)}",
        _ => Wording.Count((int)setting.Value, "epoch"),
    };

    /// <summary>A name that came with the data: on one line, without what can't be seen, and not long.</summary>
    public static string Name(string name, int most = LongestName)
    {
        string clean = string.Concat(name.ReplaceLineEndings("⏎").EnumerateRunes().Select(rune => Rune(rune)));
        if (clean.Length <= most)
            return clean;
        int end = char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most;
        return clean[..end] + "…";
    }

    /// <summary>Names in quotes, and how many more there are.</summary>
    public static string Listed(IEnumerable<string> names, int most = 6) => Wording.Listed(names.Select(name => Name(name)), most);

    /// <summary>Words of a name that files and the page can have: lower case, joined by hyphens.</summary>
    public static string Joined(string name) =>
        string.Join('-', new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The words with a capital; λ and α keep theirs.</summary>
    public static string Sentence(string words) => words.Length == 0 || !char.IsAscii(words[0]) ? words : $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    /// <summary>Values without what can't be drawn: an infinite one leaves a gap.</summary>
    public static ImmutableArray<double> Drawn(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? value : double.NaN)];

    /// <summary>How many values are infinite, and so aren't drawn, in a sentence with a space before; empty where none is.</summary>
    public static string Infinite(IEnumerable<double> values, string what) => values.Count(double.IsInfinity) switch
    {
        0 => "",
        1 => $" One {what} is infinite and leaves a gap.",
        var count => $" {count} {what}s are infinite and leave gaps.",
    };

    private static string Rune(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => "�",
        _ => rune.ToString(),
    };
}
