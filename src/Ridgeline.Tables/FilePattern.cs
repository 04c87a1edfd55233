using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Ridgeline.Tables;

/// <summary>Paths with wildcards: * any characters of a name, ? one, ** any folders. Names that begin with a dot are matched by a pattern that does too.</summary>
internal static class FilePattern
{
    private static readonly bool IgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>The files that match, in the order of their characters' codes.</summary>
    public static ImmutableArray<string> Files(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] parts = pattern[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return parts.Length == 0 ? [] : [.. Below(root, parts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{pattern}: a folder of it can't be listed ({error.Message})", error);
        }
    }

    private static IEnumerable<string> Below(string folder, ReadOnlyMemory<string> parts)
    {
        string part = parts.Span[0];
        bool isLast = parts.Length == 1;
        if (part == "**")
            return (isLast ? Below(folder, (string[])["*"]) : Below(folder, parts[1..])).Concat(Entries(folder, "*", folders: true).SelectMany(inner => Below(inner, parts)));
        if (isLast)
            return Entries(folder, part, folders: false);
        return Entries(folder, part, folders: true).SelectMany(inner => Below(inner, parts[1..]));
    }

    private static IEnumerable<string> Entries(string folder, string part, bool folders)
    {
        if (!DataFile.IsPattern(part))
        {
            string path = Path.Combine(folder, part);
            return (folders ? Directory.Exists(path) : File.Exists(path)) ? [path] : [];
        }

        string listed = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(listed))
            return [];
        var names = (folders ? Directory.EnumerateDirectories(listed) : Directory.EnumerateFiles(listed)).Select(path => Path.GetFileName(path)!);
        return names.Where(name => FileSystemName.MatchesSimpleExpression(part.Replace(@"\", @"\\"), name, IgnoresCase) && name.StartsWith('.') == part.StartsWith('.')).Select(name => Path.Combine(folder, name));
    }
}
