using System.Text.RegularExpressions;

namespace Ridgeline.Tables.Duck;

/// <summary>What DuckDB says, in one line.</summary>
internal static partial class DuckError
{
    /// <summary>An error about a file or a query.</summary>
    public static DataException Of(string source, string? message)
    {
        string text = message ?? "DuckDB gave no reason";
        int place = text.IndexOf("\nLINE ", StringComparison.Ordinal); // the query again, with a mark under where it went wrong
        string line = Spaces().Replace(place < 0 ? text : text[..place], " ").Trim();
        if (line.Contains("json_read expected records", StringComparison.Ordinal))
            line = "no table can be made of these values; objects are needed, one a line or in an array";
        int advice = line.IndexOf(" Try increasing 'sample_size'", StringComparison.Ordinal); // about options that aren't ours
        return new DataException($"{source}: {Denied(line) ?? (advice < 0 ? line : line[..advice])}");
    }

    /// <summary>What to say of a file that may not be opened.</summary>
    private static string? Denied(string line)
    {
        if (Access().Match(line) is not { Success: true } match)
            return null;
        string path = match.Groups["path"].Value;
        if (path.Contains("://", StringComparison.Ordinal))
            return $"'{path}' is no file of this machine; nothing is fetched from elsewhere";
        return DataFile.IsPattern(path) || File.Exists(path)
            ? $"'{path}' may not be opened: a query reads the files that it names in quotes, and those that a pattern there with a known extension matches, and writes none"
            : $"there is no file '{path}' to read, and none is written";
    }

    [GeneratedRegex(@"^Permission Error: Cannot access (file|directory) ""(?<path>.*)"" - file system operations are disabled", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Access();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
