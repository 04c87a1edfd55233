using System.Collections.Immutable;
using DuckDB.NET.Native;

namespace Ridgeline.Tables.Duck;

/// <summary>
/// DuckDB in this process, shut in: it opens the files that it is given and no others, reads them only, takes no extension from outside, and its settings are locked.
/// </summary>
internal sealed class DuckSession : IDisposable
{
    private static readonly ImmutableArray<string> Walls =
    [
        "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET allow_community_extensions = false", "SET allow_persistent_secrets = false",
        "SET temp_directory = ''", // nothing is written, not for want of memory either
        "SET enable_external_file_cache = false", // a file is read once: what is kept of it would only take memory
        "SET TimeZone = 'UTC'",
    ];

    private readonly DuckDBDatabase? _database; // of the first connection
    private readonly DuckDBNativeConnection _connection;

    private DuckSession(string source, DuckDBDatabase? database, DuckDBNativeConnection connection) => (Source, _database, _connection) = (source, database, connection);

    /// <summary>What messages begin with.</summary>
    public string Source { get; }

    /// <summary>A session that reads files.</summary>
    /// <param name="source">What messages begin with.</param>
    /// <param name="files">The files.</param>
    /// <param name="threads">How many threads it has; null: one a core.</param>
    public static DuckSession ForFiles(string source, IEnumerable<string> files, int? threads = null) =>
        Open(source, database: null, _ => files.SelectMany(file => (string[])[Path.GetFullPath(file), DuckFile.Named(file)]), threads);

    /// <summary>A session for a user's query, which may read the files that it names.</summary>
    public static DuckSession ForQuery(string? database, string sql)
    {
        if (string.IsNullOrWhiteSpace(sql))
            throw new DataException("the query is empty; one such as \"from 'x.parquet'\" is needed");
        string source = $"query '{Wording.Shortened(string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), most: 60)}'";
        if (database is null)
            return Open(source, database, session => QuotedNames.Of(sql).SelectMany(session.Expanded), threads: null);
        if (Directory.Exists(database))
            throw new DataException($"{database}: is a folder; a DuckDB file is needed");
        if (!File.Exists(database))
            throw new DataException($"{database}: there is no such file; a DuckDB file is needed");
        if (!IsDatabase(database))
            throw new DataException($"{database}: is no DuckDB file");
        return Open($"{database}, {source}", database, session => QuotedNames.Of(sql).SelectMany(session.Expanded), threads: null);
    }

    private static DuckSession Open(string source, string? database, Func<DuckSession, IEnumerable<string>> files, int? threads)
    {
        NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        using (config)
        {
            if (database is not null)
                NativeMethods.Configuration.DuckDBSetConfig(config, "access_mode", "READ_ONLY");
            if (!NativeMethods.Startup.DuckDBOpen(database is null ? ":memory:" : Path.GetFullPath(database), out var opened, config, out string error).IsSuccess())
                throw DuckError.Of(source, error);
            var session = new DuckSession(source, opened, Connected(source, opened));
            try
            {
                foreach (string wall in Walls)
                    session.Run(wall);
                session.Run(threads is { } count ? $"SET threads = {count}" : "SET streaming_buffer_size = '16MB'"); // several threads work ahead of the one that takes rows
                session.Run($"SET allowed_paths = [{string.Join(", ", files(session).Distinct(StringComparer.Ordinal).Select(Quoted))}]");
                session.Run("SET enable_external_access = false");
                session.Run("SET lock_configuration = true");
                return session;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
    }

    /// <summary>Another connection to the same DuckDB, for another thread.</summary>
    public DuckSession Beside(string source)
    {
        ObjectDisposedException.ThrowIf(_database is null, this);
        return new DuckSession(source, database: null, Connected(source, _database));
    }

    /// <summary>The rows of a query of ours.</summary>
    public DuckRows Rows(string sql, CancellationToken stop)
    {
        bool isPrepared = NativeMethods.PreparedStatements.DuckDBPrepare(_connection, sql, out var prepared).IsSuccess();
        return Begun(isPrepared, prepared, check: null, stop);
    }

    /// <summary>The rows of a user's query, if it is one that only reads.</summary>
    public DuckRows RowsOfUser(string sql, CancellationToken stop)
    {
        int count = NativeMethods.ExtractStatements.DuckDBExtractStatements(_connection, sql, out var statements);
        using (statements)
        {
            if (count == 0 && NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error)
                throw DuckError.Of(Source, error);
            if (count != 1)
                throw new DataException($"{Source}: {(count == 0 ? "there is no query in it" : $"these are {count} statements")}; one query is needed");
            bool isPrepared = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(_connection, statements, 0, out var prepared).IsSuccess();
            return Begun(isPrepared, prepared, only => ReadOnly.Check(this, sql, only, stop), stop);
        }
    }

    /// <summary>The columns' names and types, as SQL writes them.</summary>
    public ImmutableArray<(string Name, string Type)> Describe(string sql, CancellationToken stop) =>
        [.. Texts($"DESCRIBE {sql}", stop).Select(row => (row[0]!, row[1]!))];

    /// <summary>All of a small result as texts, a row a row.</summary>
    public List<string?[]> Texts(string sql, CancellationToken stop)
    {
        using var rows = Rows(sql, stop);
        return rows.ToTexts();
    }

    /// <summary>Refuses columns of types that aren't read.</summary>
    /// <param name="columns">The columns of a result.</param>
    /// <param name="sql">Its query.</param>
    /// <param name="instead">What to do.</param>
    /// <param name="stop">Asked as types are looked up.</param>
    public void CheckTypes(ImmutableArray<DuckColumn> columns, string sql, Func<string, string> instead, CancellationToken stop)
    {
        if (columns.All(column => column.Natural is not null))
            return;
        int at = columns.ToList().FindIndex(column => column.Natural is null);
        string type = Wording.Shortened(Describe(sql, stop)[at].Type);
        throw new DataException($"{Source}: column '{columns[at].Name}' is of type {type}; numbers, booleans, texts, dates and times of day are read: {instead(columns[at].Name)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _database?.Dispose();
    }

    /// <summary>A text between the quotes of SQL.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''")}'";

    private static DuckDBNativeConnection Connected(string source, DuckDBDatabase database) =>
        NativeMethods.Startup.DuckDBConnect(database, out var connection).IsSuccess() ? connection : throw DuckError.Of(source, "DuckDB can't be connected to");

    private DuckRows Begun(bool isPrepared, DuckDBPreparedStatement prepared, Action<DuckDBPreparedStatement>? check, CancellationToken stop)
    {
        try
        {
            if (!isPrepared)
                throw DuckError.Of(Source, NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            check?.Invoke(prepared);
            return new DuckRows(Source, _connection, prepared, stop);
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins as a database does: others would be opened as if they were empty ones.</summary>
    private static bool IsDatabase(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> head = stackalloc byte[12]; // a checksum, then the letters
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[8..].SequenceEqual("DUCK"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: can't be read ({error.Message})", error);
        }
    }

    /// <summary>The files of a name that is a file or a pattern, and the pattern itself.</summary>
    private IEnumerable<string> Expanded(string name)
    {
        if (File.Exists(name))
            return [name];
        return DataFile.IsPattern(name) && DataFile.IsKnown(name) ? [name, .. Texts($"SELECT file FROM glob({Quoted(name)})", CancellationToken.None).Select(row => row[0]!)] : [];
    }

    private void Run(string statement)
    {
        bool isDone = NativeMethods.Query.DuckDBQuery(_connection, statement, out var result).IsSuccess();
        string? error = isDone ? null : NativeMethods.Query.DuckDBResultError(ref result);
        result.Close();
        if (!isDone)
            throw DuckError.Of(Source, error);
    }
}
