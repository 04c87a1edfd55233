using System.Collections.Immutable;

namespace Ridgeline.Tables.Duck;

/// <summary>What a Parquet file says of itself: its columns' names and how many rows each of its groups has.</summary>
/// <param name="Path">The file.</param>
/// <param name="Names">The columns' names as they stand in it; DuckDB would rename those that differ in letter case only.</param>
/// <param name="Groups">The rows of each group; all rows as one where groups can't be read one by one.</param>
internal sealed record ParquetFile(string Path, ImmutableArray<string> Names, ImmutableArray<long> Groups)
{
    private const string RowNumber = "file_row_number"; // a column that DuckDB adds, unless the file has one that is called so

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>How many rows there are.</summary>
    public long Rows => Groups.Sum();

    /// <summary>Whether a file's first bytes are those of Parquet.</summary>
    public static bool BeginsLikeOne(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> first = stackalloc byte[4];
            return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Magic);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: can't be read ({error.Message})", error);
        }
    }

    /// <summary>Looks into a file.</summary>
    /// <param name="session">One that may read them.</param>
    /// <param name="path">A file.</param>
    /// <param name="stop">Asked in between.</param>
    public static ParquetFile Open(DuckSession session, string path, CancellationToken stop)
    {
        if (!BeginsLikeOne(path))
            throw new DataException($"{path}: is no Parquet file: it doesn't begin with the letters PAR1");
        string file = DuckFile.Quoted(path);
        var described = session.Describe(Sql(path), stop);
        var names = TopNames(session.Texts($"SELECT name, num_children FROM parquet_schema({file})", stop));
        var groups = session.Texts($"SELECT any_value(row_group_num_rows) FROM parquet_metadata({file}) GROUP BY row_group_id ORDER BY row_group_id", stop).Select(row => long.Parse(row[0]!)).ToImmutableArray();
        bool isGrouped = !described.Any(column => column.Name.Equals(RowNumber, StringComparison.OrdinalIgnoreCase));
        return new ParquetFile(path, names.Length == described.Length ? names : [.. described.Select(column => column.Name)], isGrouped ? groups : [groups.Sum()]);
    }

    /// <summary>All rows of a file, in their order.</summary>
    public static string Sql(string path) => $"SELECT * FROM read_parquet({DuckFile.Quoted(path)}, hive_partitioning = false)";

    /// <summary>Rows of this file from one on, which begin and end with a group.</summary>
    public string Sql(long from, long count) => from == 0 && count == Rows ? Sql(Path) : $"{Sql(Path)} WHERE {RowNumber} >= {from} AND {RowNumber} < {from + count}";

    /// <summary>The names directly under the root of a schema, whose nodes follow each other with their children behind them.</summary>
    private static ImmutableArray<string> TopNames(List<string?[]> nodes)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (int at = 1; at < nodes.Count; at = After(at))
            names.Add(nodes[at][0]!);
        return names.ToImmutable();

        int After(int node)
        {
            int children = nodes[node][1] is { } count ? int.Parse(count) : 0, next = node + 1;
            for (int child = 0; child < children && next < nodes.Count; child++)
                next = After(next);
            return next;
        }
    }
}

/// <summary>Names of files as DuckDB takes them.</summary>
internal static class DuckFile
{
    /// <summary>A file that is there: its full path, in which no character stands for others.</summary>
    public static string Named(string path) => string.Concat(Path.GetFullPath(path).Select(letter => letter is '*' or '?' or '[' ? $"[{letter}]" : letter.ToString()));

    /// <summary>The same in quotes.</summary>
    public static string Quoted(string path) => DuckSession.Quoted(Named(path));

    /// <summary>What to do about a column that can't be read.</summary>
    public static string LeaveOut(string column, string path) => $"leave it out by a query, select * exclude (\"{column.Replace("\"", "\"\"")}\") from '{path.Replace("'", "''")}'";
}
