using System.Text.Json;

namespace Ridgeline;

/// <summary>How messages put numbers of things, lists of names and long cells. Every project of src compiles its own copy: words are no API.</summary>
internal static class Wording
{
    /// <summary>"1 row", "3 rows", "2 classes".</summary>
    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}{(one.EndsWith('s') ? "es" : "s")}";

    /// <summary>Names in quotes, and how many more there are.</summary>
    public static string Listed(IEnumerable<string> names, int most = 12)
    {
        var all = names.Select(name => $"'{Shortened(name)}'").ToList();
        return string.Join(", ", all.Take(most)) + (all.Count > most ? $" and {all.Count - most} more" : "");
    }

    /// <summary>A cell's beginning, if it is long; on one line.</summary>
    public static string Shortened(string cell, int most = 40) => (cell.Length <= most ? cell : cell[..most] + "…").ReplaceLineEndings("⏎");

    /// <summary>What an argument's error says, without the name of the parameter that .NET adds.</summary>
    public static string Reason(ArgumentException error) =>
        error.ParamName is { } name && error.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) is var at and >= 0 ? error.Message[..at] : error.Message;

    /// <summary>What a JSON reader's error says, and in which line of the file, counted from 1 as people do.</summary>
    public static string Reason(JsonException error) =>
        error.LineNumber is { } line && error.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal) is var at and >= 0 ? $"line {line + 1}: {error.Message[..at].TrimEnd('.')}" : error.Message;

    /// <summary>What to add to an error about columns where the header is one cell with another separator in it; else nothing.</summary>
    public static string Separator(string onlyName, char needed = ',')
    {
        int at = onlyName.AsSpan().IndexOfAny(needed == ',' ? ";\t|" : ",;\t|");
        return at < 0 ? "" : $"; the header looks like it is separated by {Separators(onlyName[at])}, where {Separators(needed)} are needed";
    }

    private static string Separators(char each) => each switch { ',' => "commas", '\t' => "tabs", _ => $"'{each}'" };
}
