using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text;
using Ridgeline.Losses;
using Ridgeline.Scores;

namespace Ridgeline.Cli;

/// <summary>The values that options take: each is read here, and refused with the option, the value and what would have been accepted.</summary>
internal static class Values
{
    private const double MostSeconds = 3.6e6;

    /// <summary>A whole number of at least 1.</summary>
    public const string Positive = "a whole number of at least 1";

    /// <summary>What a seed is.</summary>
    public static readonly string Seed = $"a whole number of at least 0 and at most {ulong.MaxValue}";

    /// <summary>A number that <paramref name="holds"/> is true of.</summary>
    public static Func<ArgumentResult, T> Number<T>(Func<T, bool> holds, string accepted)
        where T : struct, INumber<T> => result =>
    {
        string text = result.Tokens[0].Value;
        // Never with thousands: 0,5 would be read as 5.
        var style = typeof(T) == typeof(double) ? NumberStyles.Float : NumberStyles.Integer;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && holds(value))
            return value;
        bool isTooLarge = style == NumberStyles.Integer && !T.TryParse(text, style, CultureInfo.InvariantCulture, out _) && BigInteger.TryParse(text, style, CultureInfo.InvariantCulture, out var whole) && whole > 0;
        result.AddError($"{result.Argument.Name} {text}: {(isTooLarge ? "this is too large; " : "")}{accepted} is needed");
        return default;
    };

    /// <summary>The same where an option left out is null.</summary>
    public static Func<ArgumentResult, double?> Optional(Func<double, bool> holds, string accepted)
    {
        var number = Number(holds, accepted);
        return result => number(result);
    }

    /// <summary>The same where it may also be infinite.</summary>
    public static Func<ArgumentResult, double?> OptionalOrInfinite(Func<double, bool> holds, string accepted) => result =>
    {
        string text = result.Tokens[0].Value;
        if (TryRead(text, out double value) && holds(value))
            return value;
        result.AddError($"{result.Argument.Name} {text}: {accepted} is needed");
        return null;
    };

    /// <summary>A whole number of a range, or null where the option is left out.</summary>
    public static Func<ArgumentResult, int?> OptionalWhole(int least, int most = int.MaxValue)
    {
        var number = Number<int>(value => value >= least && value <= most, most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");
        return result => number(result);
    }

    /// <summary>The names of all scores.</summary>
    public static string ScoreNames { get; } = $"{string.Join(", ", Score.All.Select(score => score.Name))}, pinball-A with A between 0 and 1, deviance or deviance-explained";

    /// <summary>The name of a score.</summary>
    public static string ScoreName(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        try
        {
            Score.Named(text, Loss.Squared);
        }
        catch (ArgumentException)
        {
            result.AddError($"{result.Argument.Name} {text}: one of {ScoreNames} is needed");
        }

        return text;
    }

    /// <summary>One of some words.</summary>
    public static Func<ArgumentResult, string> Word(IReadOnlyCollection<string> words) => result =>
    {
        string text = result.Tokens[0].Value;
        if (!words.Contains(text))
            result.AddError($"{result.Argument.Name} {text}: one of {string.Join(", ", words)} is needed");
        return text;
    };

    /// <summary>A text that isn't blank.</summary>
    public static Func<ArgumentResult, string> Text(string accepted) => result =>
    {
        string text = result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(text))
            result.AddError($"{result.Argument.Name} '{text}': {accepted} is needed");
        return text;
    };

    /// <summary>A time: a number with s, min or h behind it; without one it could be any of them.</summary>
    public static TimeSpan Duration(ArgumentResult result)
    {
        string text = result.Tokens[0].Value, unit = text.TrimStart("0123456789.".ToCharArray());
        double seconds = unit switch { "s" => 1, "min" or "m" => 60, "h" => 3600, _ => double.NaN };
        if (double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) && count * seconds is > 0 and <= MostSeconds)
            return TimeSpan.FromSeconds(count * seconds);
        result.AddError($"{result.Argument.Name} {text}: a time above 0 and of at most 1000 hours is needed, with its unit: 30s, 5min or 2h");
        return TimeSpan.FromSeconds(1);
    }

    /// <summary>Texts separated by commas.</summary>
    public static ImmutableArray<string> Texts(ArgumentResult result)
    {
        ImmutableArray<string> texts = [.. result.Tokens[0].Value.Split(',')];
        if (texts.Contains(""))
            result.AddError($"{result.Argument.Name} {result.Tokens[0].Value}: a text is missing beside a comma; texts are needed, separated by commas");
        return texts;
    }

    /// <summary>One character that <paramref name="holds"/> is true of; a tab may be written as the word or as \t.</summary>
    public static Func<ArgumentResult, char> Character(Func<char, bool> holds, string accepted) => result =>
    {
        string text = result.Tokens[0].Value, meant = text is "tab" or "\\t" ? "\t" : text;
        if (meant.Length == 1 && holds(meant[0]))
            return meant[0];
        result.AddError($"{result.Argument.Name} {(string.IsNullOrWhiteSpace(text) ? $"'{text}'" : text)}: {accepted} is needed");
        return default;
    };

    /// <summary>The same where an option left out is null.</summary>
    public static Func<ArgumentResult, char?> OptionalCharacter(Func<char, bool> holds, string accepted)
    {
        var character = Character(holds, accepted);
        return result => character(result);
    }

    /// <summary>An encoding, which refuses bytes that aren't of it.</summary>
    public static Encoding? Encoding(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;
        try
        {
            System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return System.Text.Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            result.AddError($"{result.Argument.Name} {name}: the name of an encoding is needed, utf-8, utf-16, iso-8859-1 or windows-1252 for example");
            return null;
        }
    }

    /// <summary>Numbers separated by commas; <paramref name="accepted"/> says what they must be.</summary>
    public static Func<ArgumentResult, ImmutableArray<double>> List(Func<double, bool> holds, string accepted) => result =>
    {
        var (values, wrong) = Numbers(result.Tokens[0].Value, holds, accepted);
        if (wrong is not null)
            result.AddError($"{result.Argument.Name} {result.Tokens[0].Value}: {wrong}");
        return values;
    };

    /// <summary>NAME=V, once a name; the name is all that stands before the last '='.</summary>
    public static Func<ArgumentResult, ImmutableSortedDictionary<string, double>> Named(Func<double, bool> holds, string accepted) => result =>
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            int end = text.LastIndexOf('=');
            if (end < 1 || !TryRead(text[(end + 1)..], out double value) || !holds(value))
                result.AddError($"{result.Argument.Name} {text}: NAME=V is needed, the name of a column and {accepted}");
            else if (!named.TryAdd(text[..end], value))
                result.AddError($"{result.Argument.Name} {text}: column '{text[..end]}' has its value already ({named[text[..end]]}); one a column is needed");
        }

        return named.ToImmutable();
    };

    /// <summary>The numbers of a text that commas separate, or what is wrong with one of them.</summary>
    public static (ImmutableArray<double> Values, string? Wrong) Numbers(string text, Func<double, bool> holds, string accepted)
    {
        string[] items = text.Split(',');
        var values = ImmutableArray.CreateBuilder<double>(items.Length);
        foreach (string item in items)
        {
            if (!TryRead(item, out double value) || !holds(value))
                return ([], $"{(string.IsNullOrWhiteSpace(item) ? "a number is missing beside a comma" : $"'{item.Trim()}' isn't allowed")}; {accepted} are needed, separated by commas without spaces");
            values.Add(value);
        }

        return (values.MoveToImmutable(), null);
    }

    /// <summary>Whether an option was given by the user.</summary>
    public static bool Given(this CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    /// <summary>What the user wrote for an option, even if it is refused (its value can't be asked for then); null if it wasn't given.</summary>
    public static string? Written(this CommandResult command, Option option) => command.Given(option) ? command.GetResult(option)!.Tokens[0].Value : null;

    /// <summary>How many items the user wrote for a list; 0 if it wasn't given.</summary>
    public static int CountOf(this CommandResult command, Option option) => command.Written(option)?.Split(',').Length ?? 0;

    /// <summary>Whether the parser has told of an error already, an option without its value among them.</summary>
    public static bool AlreadyTold(this CommandResult command) =>
        command.Children.Any(child => child.Errors.Any() || child is OptionResult { Implicit: false, Tokens.Count: 0, Option: not Option<bool> });

    /// <summary>Refuses an option that doesn't exist where a file is meant: the parser takes it for the file.</summary>
    public static void RefuseUnknownOptions(this CommandResult command)
    {
        foreach (var argument in command.Children.OfType<ArgumentResult>())
            if (argument.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
                argument.AddError($"there is no option {option.Value} here (a file of that name is ./{option.Value})");
    }

    /// <summary>Refuses two options together.</summary>
    public static void Exclude(this CommandResult command, Option one, Option other)
    {
        if (command.Given(one) && command.Given(other))
            command.AddError($"{one.Name} and {other.Name} exclude each other");
    }

    /// <summary>Refuses to write a file over one that is read.</summary>
    public static void RefuseToReplace<T>(this CommandResult command, Option<T> output, Symbol input, string? path)
    {
        if (path is { Length: > 0 } && !path.Contains('\0') && command.GetValue(output) is string { Length: > 0 } file && Path.GetFullPath(path) == Path.GetFullPath(file))
            command.AddError($"{output.Name} {file}: that is {input.Name}, which would be lost; another name is needed");
    }

    /// <summary>A number, or an infinity in words; a number too large for a double is none.</summary>
    public static bool TryRead(string text, out double value)
    {
        text = text.Trim();
        string size = text.TrimStart('+', '-');
        if (text.Length - size.Length <= 1 && (size == "∞" || size.Equals("inf", StringComparison.OrdinalIgnoreCase) || size.Equals("infinity", StringComparison.OrdinalIgnoreCase)))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
