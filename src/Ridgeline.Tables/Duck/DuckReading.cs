using System.Collections.Immutable;

namespace Ridgeline.Tables.Duck;

/// <summary>A query that runs, and what becomes of its rows.</summary>
internal sealed class DuckReading : IDisposable
{
    private readonly DuckSession _session;
    private readonly DuckRows _rows;
    private readonly DuckTable _table;

    private DuckReading(DuckSession session, DuckRows rows, DuckTable table) => (_session, _rows, _table) = (session, rows, table);

    /// <summary>A query of ours over a file.</summary>
    /// <param name="session">Where it runs, which is disposed of with this.</param>
    /// <param name="rows">Its rows, too.</param>
    /// <param name="sql">The query.</param>
    /// <param name="options">Kinds and columns apart.</param>
    /// <param name="of">What is known of a column besides.</param>
    /// <param name="instead">What to do about a column that can't be read.</param>
    /// <param name="stop">Asked in between.</param>
    public static DuckReading Of(DuckSession session, DuckRows rows, string sql, ReadOptions options, Func<DuckColumn, int, DuckColumn> of, Func<string, string> instead, CancellationToken stop)
    {
        try
        {
            ImmutableArray<DuckColumn> columns = [.. rows.Columns.Select(of)];
            session.CheckTypes(columns, sql, instead, stop);
            return new DuckReading(session, rows, new DuckTable(session.Source, columns, options.Kinds, options.Apart));
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>A user's query.</summary>
    /// <param name="database">A database file; null: none.</param>
    /// <param name="sql">The query.</param>
    /// <param name="options">Kinds and columns apart.</param>
    /// <param name="stop">Interrupts it.</param>
    public static DuckReading OfQuery(string? database, string sql, ReadOptions options, CancellationToken stop)
    {
        var session = DuckSession.ForQuery(database, sql);
        try
        {
            return Of(session, session.RowsOfUser(sql, stop), sql, options, (column, _) => column, _ => "leave it out of the query, or take its parts", stop);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A Parquet file, its rows in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Kinds and columns apart.</param>
    /// <param name="stop">Interrupts it.</param>
    public static DuckReading OfParquet(string path, ReadOptions options, CancellationToken stop)
    {
        var session = DuckSession.ForFiles(path, [path]);
        try
        {
            var file = ParquetFile.Open(session, path, stop);
            string sql = ParquetFile.Sql(path);
            return Of(session, session.Rows(sql, stop), sql, options, (column, at) => column with { Name = file.Names[at] }, name => DuckFile.LeaveOut(name, path), stop);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>All rows.</summary>
    public Table Read() => _table.Read(_rows);

    /// <summary>Tables of at most so many rows.</summary>
    public IEnumerable<Table> Chunks(int most) => _table.Chunks(_rows, most);

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _session.Dispose();
    }
}
