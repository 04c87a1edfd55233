using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Ridgeline.Tables.Arrow;
using Ridgeline.Tables.Duck;

namespace Ridgeline.Tables;

/// <summary>Tables from files, queries, data readers, objects and Apache Arrow; and back to Arrow.</summary>
public static class TableReading
{
    extension(Table)
    {
        /// <summary>Reads a file, or several files of the same columns in the order of their names.</summary>
        /// <remarks>
        /// Text (.csv, .tsv, .tab, .txt) and JSON (.json, .jsonl, .ndjson), which may be compressed (.gz behind), and Parquet. Of typed files, numbers of every size are numbers
        /// (integers beyond 2⁵³ the nearest that a double holds; NaN is missing), times of day too, as seconds since midnight; booleans are the texts false and true;
        /// identifiers and members of enumerations are texts; dates and timestamps are dates, those with a time zone in UTC, cut to 100 ns.
        /// </remarks>
        /// <param name="path">A file, or a pattern such as data/part-*.csv: * and ? stand for any characters and for one, ** for any folders.</param>
        /// <param name="options">How text is read, kinds that columns must have, and columns apart.</param>
        /// <param name="stop">Stops it.</param>
        /// <exception cref="DataException">There is no such file, files differ in their columns, or the content can't be used; the message names the file, row and column.</exception>
        public static Table Read(string path, ReadOptions? options = null, CancellationToken stop = default) =>
            SeveralFiles.Read(path, DataFile.Find(path), options ?? new ReadOptions(), stop);

        /// <summary>Reads files a part at a time, for files larger than memory.</summary>
        /// <param name="path">A file or a pattern.</param>
        /// <param name="options">How text is read, kinds that columns must have, and columns apart.</param>
        /// <param name="rows">How many rows a part has at most.</param>
        /// <param name="stop">Stops it.</param>
        /// <returns>Tables of the same columns and kinds, in order; what is wrong with a row is told when its part is asked for.</returns>
        /// <exception cref="DataException">As in reading all at once.</exception>
        public static IEnumerable<Table> Chunks(string path, ReadOptions? options = null, int rows = 65_536, CancellationToken stop = default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            return SeveralFiles.Chunks(DataFile.Find(path), options ?? new ReadOptions(), rows, stop);
        }

        /// <summary>The rows that a query gives. It only reads: the database, and the files that it names in quotes, "select a, b from 'x.parquet' where c > 0".</summary>
        /// <param name="database">A DuckDB file that the query is about, opened read-only; null: none.</param>
        /// <param name="sql">One query. Any other statement, functions that do more than read, files elsewhere and extensions that aren't built in are refused.</param>
        /// <param name="options">Kinds that columns must have, and columns apart.</param>
        /// <param name="stop">Interrupts it.</param>
        /// <exception cref="DataException">It isn't such a query, it can't be answered, or a value can't be used.</exception>
        public static Table Query(string? database, string sql, ReadOptions? options = null, CancellationToken stop = default)
        {
            using var reading = DuckReading.OfQuery(database, sql, options ?? new ReadOptions(), stop);
            return reading.Read();
        }

        /// <summary>The rows that a query gives, a part at a time.</summary>
        /// <param name="database">A DuckDB file that the query is about, opened read-only; null: none.</param>
        /// <param name="sql">One query.</param>
        /// <param name="options">Kinds that columns must have, and columns apart.</param>
        /// <param name="rows">How many rows a part has at most.</param>
        /// <param name="stop">Interrupts it.</param>
        /// <exception cref="DataException">As in reading all at once.</exception>
        public static IEnumerable<Table> QueryChunks(string? database, string sql, ReadOptions? options = null, int rows = 65_536, CancellationToken stop = default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            return Parts();

            IEnumerable<Table> Parts()
            {
                using var reading = DuckReading.OfQuery(database, sql, options ?? new ReadOptions(), stop);
                foreach (var table in reading.Chunks(rows))
                    yield return table;
            }
        }

        /// <summary>The rows that a query gives over a connection of any database; what it may do there is the connection's affair.</summary>
        /// <param name="connection">The connection, which is opened if it isn't yet.</param>
        /// <param name="sql">The query.</param>
        /// <exception cref="DataException">It can't be answered, or a value can't be used.</exception>
        public static Table Query(DbConnection connection, string sql) => ReaderTable.Query(connection, sql);

        /// <summary>Objects, a row each: their public properties are the columns, in the order in which they are declared, what is inherited first.</summary>
        /// <param name="rows">The objects.</param>
        /// <typeparam name="T">What has the properties: numbers, booleans, strings, enumerations, DateTime, DateOnly, and these or nothing (int?).</typeparam>
        /// <exception cref="DataException">A property is of another type, a number is infinite, or there are no rows.</exception>
        public static Table From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(IEnumerable<T> rows) => ObjectTable.Read(rows);

        /// <summary>The rows of a data reader from where it stands; they are read as they come.</summary>
        /// <param name="reader">Its columns hold numbers, booleans, texts, identifiers, dates or times of day, which become seconds since midnight.</param>
        /// <param name="stop">Asked at every row.</param>
        /// <exception cref="DataException">A column holds something else, or a number is infinite; there are no rows.</exception>
        public static Table From(DbDataReader reader, CancellationToken stop = default) => ReaderTable.Read(reader, "data reader", stop);

        /// <summary>The rows of Apache Arrow record batches of the same columns, one batch after the other.</summary>
        /// <param name="batches">
        /// Their columns hold numbers of any size, decimals among them, booleans, strings, dictionaries of strings, dates, timestamps (those with a time zone are taken in UTC, finer ones
        /// cut to 100 ns) or times of day, which become seconds since midnight. They are copied, and stay the caller's to dispose of.
        /// </param>
        /// <exception cref="DataException">A column holds something else, a number is infinite, batches differ in their columns, or there are no rows.</exception>
        public static Table From(IEnumerable<RecordBatch> batches) => ArrowReading.Read(batches);
    }

    /// <summary>The table as Apache Arrow record batches, which read back equal: numbers are doubles, texts dictionaries of strings, dates days or timestamps, missing rows null.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rowsPerBatch">How many rows a batch has at most.</param>
    /// <exception cref="DataException">Dates with times of 100 ns are too far from 1970 for an Arrow timestamp.</exception>
    public static IEnumerable<RecordBatch> ToRecordBatches(this Table table, int rowsPerBatch = 65_536)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerBatch, 1);
        return ArrowWriting.Batches(table, rowsPerBatch);
    }
}
