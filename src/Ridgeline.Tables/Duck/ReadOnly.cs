using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using DuckDB.NET.Native;

namespace Ridgeline.Tables.Duck;

/// <summary>
/// Whether a statement only reads. It must be a query by its type; and its plan, which shows what stands in views and macros too, may hold no function that changes
/// something, such as one that begins to log into a file.
/// </summary>
internal static partial class ReadOnly
{
    private const string Query = "SELECT";

    /// <summary>The types of statements by their numbers in duckdb.h; the bindings' names are off by one from 18 on.</summary>
    private static readonly ImmutableArray<string> Types =
    [
        "INVALID", Query, "INSERT", "UPDATE", "EXPLAIN", "DELETE", "PREPARE", "CREATE", "EXECUTE", "ALTER", "TRANSACTION", "COPY", "ANALYZE", "VARIABLE SET", "CREATE FUNCTION", "DROP", "EXPORT",
        "PRAGMA", "VACUUM", "CALL", "SET", "LOAD", "RELATION", "EXTENSION", "LOGICAL PLAN", "ATTACH", "DETACH", "MULTI",
    ];

    /// <summary>Table functions that only read: files, their metadata, the catalog, and what they are given. Any other that DuckDB has, or comes to have, is refused.</summary>
    private static readonly FrozenSet<string> Readers = new[]
    {
        "read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema", "parquet_file_metadata", "parquet_full_metadata", "parquet_kv_metadata", "parquet_bloom_probe",
        "read_csv", "read_csv_auto", "sniff_csv", "read_json", "read_json_auto", "read_json_objects", "read_json_objects_auto", "read_ndjson", "read_ndjson_auto", "read_ndjson_objects",
        "read_text", "read_blob", "glob", "seq_scan", "range", "generate_series", "repeat", "repeat_row", "unnest", "summary", "json_each", "json_tree",
        "duckdb_columns", "duckdb_constraints", "duckdb_databases", "duckdb_dependencies", "duckdb_functions", "duckdb_indexes", "duckdb_keywords", "duckdb_schemas", "duckdb_sequences",
        "duckdb_settings", "duckdb_tables", "duckdb_types", "duckdb_views", "pragma_show", "pragma_table_info", "pragma_version", "icu_calendar_names", "pg_timezone_names",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static FrozenSet<string>? _others; // the other table functions, which every DuckDB of this process has

    /// <summary>Refuses what isn't a query, or does more than read.</summary>
    /// <param name="session">Where it would be run.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="prepared">The same, prepared.</param>
    /// <param name="stop">Asked as it is planned.</param>
    public static void Check(DuckSession session, string sql, DuckDBPreparedStatement prepared, CancellationToken stop)
    {
        if (Types.ElementAtOrDefault(TypeOf(prepared)) is var type && type != Query)
            throw new DataException($"{session.Source}: is a statement of type {type ?? "unknown"}; only queries (select …) are run, and nothing is written");
        if (NativeMethods.PreparedStatements.DuckDBParams(prepared) > 0)
            throw new DataException($"{session.Source}: has parameters; a query with its values in it is needed");
        var refused = _others ??= session.Texts("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table'", stop).Select(row => row[0]!).Where(name => !Readers.Contains(name)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        foreach (string? plan in session.Texts($"EXPLAIN (FORMAT json) {sql}", stop).Select(row => row[1]))
        {
            using var document = JsonDocument.Parse(plan!, new JsonDocumentOptions { MaxDepth = 10_000 });
            if (Names(document.RootElement).FirstOrDefault(refused.Contains) is { } name)
                throw new DataException($"{session.Source}: {name.ToLowerInvariant()} may do more than read; queries of tables and files are run, and nothing is written");
        }
    }

    /// <summary>What a plan's steps are called.</summary>
    private static IEnumerable<string> Names(JsonElement step) => step.ValueKind switch
    {
        JsonValueKind.Array => step.EnumerateArray().SelectMany(Names),
        JsonValueKind.Object => step.EnumerateObject().SelectMany(property => property switch
        {
            { Name: "name" or "Function", Value.ValueKind: JsonValueKind.String } => [property.Value.GetString()!.Trim()],
            { Name: "children" or "extra_info" } => Names(property.Value),
            _ => Enumerable.Empty<string>(),
        }),
        _ => [],
    };

    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int TypeOf(DuckDBPreparedStatement statement);
}
