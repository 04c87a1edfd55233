using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Ridgeline.Tables.Duck;

/// <summary>
/// A file of JSON objects, in an array or a line each. Its columns are those of all rows, and of the kind that all values are: what DuckDB would take for dates, times and
/// identifiers by a look at them stays text, but for columns in which every text is a date as ISO 8601 writes it.
/// </summary>
internal static partial class JsonFile
{
    private static readonly ImmutableArray<string> AsTheyAre = ["BOOLEAN", "BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT", "DOUBLE", Mixed];

    /// <summary>The type of a column whose values are of several kinds, or all null.</summary>
    private const string Mixed = "JSON";

    /// <summary>Opens a file.</summary>
    public static DuckReading Open(string path, ReadOptions options, CancellationToken stop)
    {
        var session = DuckSession.ForFiles(path, [path]);
        try
        {
            string reading = $"{DuckFile.Quoted(path)}, format = '{(Lines().IsMatch(path) ? "newline_delimited" : "auto")}', compression = '{(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "gzip" : "uncompressed")}', hive_partitioning = false";
            var columns = session.Describe($"SELECT * FROM read_json({reading}, records = true, sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0)", stop);
            CheckNames(session, path, [.. columns.Select(column => column.Name)], reading, stop);
            columns = [.. columns.Select(column => column with { Type = AsTheyAre.Contains(column.Type) || column.Type.AsSpan().ContainsAny('(', '[') ? column.Type : "VARCHAR" })];
            string types = string.Join(", ", columns.Select(column => $"{DuckSession.Quoted(column.Name)}: {DuckSession.Quoted(column.Type)}"));
            string sql = $"SELECT * FROM read_json({reading}, records = true, columns = {{{types}}})";
            var kinds = Kinds(session, sql, columns, options.Kinds, stop);
            return DuckReading.Of(session, session.Rows(sql, stop), sql, options with { Kinds = kinds }, (column, at) => column with { IsJson = columns[at].Type == Mixed }, name => DuckFile.LeaveOut(name, path), stop);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Keys that differ in letter case only are one to DuckDB, and it gives others a name: what isn't there under its own name is refused.</summary>
    private static void CheckNames(DuckSession session, string path, ImmutableArray<string> names, string reading, CancellationToken stop)
    {
        if (!names.Any(Renamed().IsMatch))
            return;
        var keys = session.Texts($"SELECT DISTINCT unnest(json_keys(json)) FROM read_json_objects({reading})", stop).Select(row => row[0]!).ToHashSet(StringComparer.Ordinal);
        if (keys.Contains(""))
            throw new DataException($"{path}: an object has a key that is empty; every column needs a name");
        if (!keys.SetEquals(names))
            throw new DataException($"{path}: the keys {Wording.Listed(keys.Except(names, StringComparer.Ordinal))} differ from others in letter case only; every column needs a name of its own");
    }

    /// <summary>What columns of text are read as: dates if all of them are, numbers if none has a value, else texts.</summary>
    private static ImmutableDictionary<string, ColumnKind> Kinds(
        DuckSession session, string sql, ImmutableArray<(string Name, string Type)> columns, ImmutableDictionary<string, ColumnKind> given, CancellationToken stop)
    {
        var open = columns.Where(column => column.Type is "VARCHAR" or Mixed && !given.ContainsKey(column.Name)).ToImmutableArray();
        if (open.IsEmpty)
            return given;
        string looks = string.Join(", ", open.Select(column => Look($"\"{column.Name.Replace("\"", "\"\"")}\"", column.Type)));
        string?[] found = session.Texts($"SELECT {looks} FROM ({sql})", stop)[0];
        return given.AddRange(open.Select((column, j) => (column, j)).Where(pair => found[pair.j] == "true").Select(pair => KeyValuePair.Create(pair.column.Name, pair.column.Type == Mixed ? ColumnKind.Number : ColumnKind.Date)));
    }

    /// <summary>Whether no value is there, or of texts, whether all are dates.</summary>
    private static string Look(string column, string type) => type == Mixed
        ? $"count(*) FILTER (json_type({column}) <> 'NULL') = 0"
        : $@"bool_and(regexp_full_match({column}, '\d{{4}}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{{1,7}})?)?)?') AND {column} NOT LIKE '0000%' AND TRY_CAST({column} AS TIMESTAMP) IS NOT NULL AND {column}[12:13] <> '24') FILTER ({column} IS NOT NULL)";

    [GeneratedRegex(@"\.(jsonl|ndjson)(\.gz)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();

    [GeneratedRegex(@"^C\d+$|_\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Renamed();
}
