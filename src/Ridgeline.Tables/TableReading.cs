using System.Data.Common;
using DuckDB.NET.Data;

namespace Ridgeline.Tables;

/// <summary>Tables from files, queries and data readers.</summary>
public static class TableReading
{
    extension(Table)
    {
        /// <summary>Reads a file, or several files of the same columns.</summary>
        /// <param name="path">A file, or a pattern such as data/part-*.csv: * and ? stand for any characters and for one, ** for any folders.</param>
        /// <param name="options">How text is read.</param>
        /// <param name="stop">Asked as rows are read.</param>
        /// <exception cref="DataException">There is no such file, or its content can't be used; the message names the file, row and column.</exception>
        public static Table Read(string path, ReadOptions? options = null, CancellationToken stop = default)
        {
            var files = DataFile.Find(path);
            if (files is [var file] && DataFile.FormatOf(file) == DataFormat.Text)
                return CsvFile.Read(file, options, stop);
            string list = string.Join(", ", files.Select(name => $"'{name.Replace("'", "''")}'"));
            return Table.Query(null, $"from {(DataFile.FormatOf(files[0]) == DataFormat.Json ? "read_json" : "read_parquet")}([{list}])", options, stop);
        }

        /// <summary>The rows that a query gives, which is run read-only.</summary>
        /// <param name="database">A DuckDB file that the query is about; null: none.</param>
        /// <param name="sql">One query.</param>
        /// <param name="options">Which columns are apart.</param>
        /// <param name="stop">Asked as rows are read.</param>
        /// <exception cref="DataException">The query can't be answered.</exception>
        public static Table Query(string? database, string sql, ReadOptions? options = null, CancellationToken stop = default)
        {
            using var connection = new DuckDBConnection($"Data Source={database ?? ":memory:"}{(database is null ? "" : ";access_mode=READ_ONLY")}");
            try
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                using var reader = command.ExecuteReader();
                return ReaderTable.Read(reader, sql, stop);
            }
            catch (DuckDBException error)
            {
                throw new DataException($"{sql}: {error.Message}", error);
            }
        }

        /// <summary>The rows of a data reader from where it stands; they are read as they come.</summary>
        /// <param name="reader">Its columns hold numbers, booleans, texts, dates or times of day, which become seconds since midnight.</param>
        /// <param name="stop">Asked at every row.</param>
        /// <exception cref="DataException">A column holds something else, or a number is infinite; there are no rows.</exception>
        public static Table From(DbDataReader reader, CancellationToken stop = default) => ReaderTable.Read(reader, "reader", stop);
    }
}

internal static class Parquet
{
    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Whether a file's first bytes are those of Parquet.</summary>
    public static bool BeginsLikeOne(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> first = stackalloc byte[4];
        return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Magic);
    }
}
