using System.Collections.Immutable;

namespace Ridgeline.Tables;

/// <summary>Which files are read: by their extensions, and by patterns.</summary>
public static class DataFile
{
    private const string Compressed = ".gz";

    private static readonly ImmutableArray<string> Text = [".csv", ".tsv", ".tab", ".txt"], Sparse = [".svm", ".libsvm", ".svmlight"], Json = [".json", ".jsonl", ".ndjson"];

    /// <summary>The extensions that are known. Text and JSON may end in .gz besides.</summary>
    public static ImmutableArray<string> Extensions { get; } = [.. Text, .. Sparse, ".parquet", .. Json];

    /// <summary>Whether a file's extension is one of a format that says itself what its cells are; of others that is asked for by <see cref="ReadOptions"/>.</summary>
    /// <param name="path">A file or a pattern.</param>
    public static bool IsTyped(string path) => ByExtension(path) is { } format && format != DataFormat.Text;

    /// <summary>The files that a pattern matches, in the order of their characters' codes; of a name without wildcards, or of a file that is called so, that name.</summary>
    /// <param name="pattern">A path: * and ? stand for any characters and for one, in its folders too, and ** for any folders.</param>
    public static ImmutableArray<string> Matching(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return !IsPattern(pattern) || File.Exists(pattern) ? [pattern] : FilePattern.Files(pattern);
    }

    /// <summary>The files that a query may read: those that it names in quotes, and those that a pattern there with a known extension matches.</summary>
    /// <param name="sql">The query.</param>
    public static ImmutableArray<string> NamedIn(string sql) => [.. QuotedNames.Of(sql).SelectMany(name => (IsPattern(name) && IsKnown(name)) || File.Exists(name) ? Matching(name) : []).Distinct()];

    /// <summary>Whether a file or pattern has an extension that is known.</summary>
    internal static bool IsKnown(string path) => ByExtension(path) is not null;

    /// <summary>Whether a name has wildcards.</summary>
    internal static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>The files of a name or pattern, each of which is there.</summary>
    /// <exception cref="DataException">There is none, or it is a folder.</exception>
    internal static ImmutableArray<string> Find(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            throw new DataException($"'{path}' is no file name; {Accepted}");
        if (Directory.Exists(path))
            throw new DataException($"{path}: is a folder; a file is needed, or a pattern such as {System.IO.Path.Combine(path, "*.parquet")}");
        var files = Matching(path);
        if (files.IsEmpty)
            throw new DataException($"{path}: no file matches this pattern");
        foreach (string file in files)
            if (!File.Exists(file))
                throw new DataException($"{file}: there is no such file; {Accepted}");
        return files;
    }

    /// <summary>What a file holds.</summary>
    /// <exception cref="DataException">Neither its extension nor its first bytes say it.</exception>
    internal static DataFormat FormatOf(string path)
    {
        if (ByExtension(path) is { } format)
            return format;
        string extension = ExtensionOf(path);
        if (extension.Length == 0)
            return Duck.ParquetFile.BeginsLikeOne(path) ? DataFormat.Parquet : throw new DataException($"{path}: has no extension that says what it holds; {Accepted}");
        throw new DataException($"{path}: files that end in {extension} aren't read; {Accepted}");
    }

    private static string Accepted => $"a file that ends in {string.Join(", ", Extensions)} is needed (text and JSON also with .gz behind)";

    private static DataFormat? ByExtension(string path)
    {
        string extension = ExtensionOf(path);
        string inner = extension.EndsWith(Compressed, StringComparison.Ordinal) ? extension[..^Compressed.Length] : extension;
        if (Json.Contains(inner))
            return DataFormat.Json;
        if (Text.Contains(inner))
            return DataFormat.Text;
        if (Sparse.Contains(inner))
            return DataFormat.Sparse;
        return extension == ".parquet" ? DataFormat.Parquet : null;
    }

    /// <summary>In lower case: ".csv", ".csv.gz", or nothing.</summary>
    private static string ExtensionOf(string path)
    {
        string name = System.IO.Path.GetFileName(path).ToLowerInvariant(), last = System.IO.Path.GetExtension(name);
        return last == Compressed ? System.IO.Path.GetExtension(name[..^last.Length]) + last : last;
    }
}

/// <summary>What a file holds.</summary>
internal enum DataFormat
{
    /// <summary>Text, whose meaning is asked for.</summary>
    Text,

    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>Sparse rows, as SVMlight writes them.</summary>
    Sparse,

    /// <summary>JSON, an array of objects or an object a line.</summary>
    Json,
}
