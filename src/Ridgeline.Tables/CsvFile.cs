namespace Ridgeline.Tables;

/// <summary>
/// Delimited text with a header: .csv, .tsv, .tab and .txt files, and .gz of these; quoted as in RFC 4180, in UTF-8 unless another encoding is asked for or marked.
/// </summary>
/// <remarks>
/// <para>A column holds numbers if every cell of it that isn't missing is one (12, -0.5, .5, 1e-3; blanks around don't count; not NaN, infinities or what is beyond the largest double),
/// dates if every one is a date by ISO 8601 (2026-11-28, 2026-11-28T09:30, 2026-11-28 09:30:00.123), else texts, as they stand.</para>
/// <para>An empty cell is missing; an empty cell in quotes is an empty text in a column of texts, and missing in others; what <see cref="ReadOptions.Missing"/> lists is missing in all.
/// A blank line is no row, but in a file of one column it is a missing cell.</para>
/// </remarks>
public static class CsvFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null: as <see cref="ReadOptions"/> are by themselves.</param>
    /// <param name="stop">Asked at every block.</param>
    /// <exception cref="DataException">It isn't there or can't be read, or isn't such text; the message names the file, row, line and column.</exception>
    public static Table Read(string path, ReadOptions? options = null, CancellationToken stop = default)
    {
        options ??= new ReadOptions();
        return DelimitedTable.Read(new TextFile(path, options.Encoding), new TextFormat(path, options), options, stop);
    }

    /// <summary>Reads a file in tables of a bounded number of rows, so that it may be larger than memory. A column's kind is the same in all of them.</summary>
    /// <param name="path">The file. It is read twice, unless <see cref="ReadOptions.Kinds"/> has all of its columns.</param>
    /// <param name="options">How; null: as <see cref="ReadOptions"/> are by themselves.</param>
    /// <param name="rows">The most rows a table has.</param>
    /// <param name="stop">Asked at every block.</param>
    /// <exception cref="DataException">It isn't there or can't be read, or isn't such text; the message names the file, row, line and column.</exception>
    public static IEnumerable<Table> Chunks(string path, ReadOptions? options = null, int rows = 100_000, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        options ??= new ReadOptions();
        return DelimitedTable.Chunks(new TextFile(path, options.Encoding), new TextFormat(path, options), options, rows, stop);
    }

    /// <summary>Reads text, which is held in memory meanwhile.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="source">Its name, for messages; the default delimiter is that of a file of this name.</param>
    /// <param name="options">How; null: as <see cref="ReadOptions"/> are by themselves.</param>
    /// <param name="stop">Asked at every block.</param>
    /// <exception cref="DataException">It isn't such text; the message names the source, row, line and column.</exception>
    public static Table Parse(TextReader reader, string source, ReadOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new ReadOptions();
        return DelimitedTable.Read(HeldText.Of(reader, source), new TextFormat(source, options), options, stop);
    }

    /// <summary>Writes a table, so that it reads back equal: numbers in the shortest form that does, missing cells empty, empty texts as "", dates by ISO 8601, lines ended by LF.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="table">The table.</param>
    /// <param name="options">How it will be read: the delimiter (a comma unless said), the decimal point and the encoding are those.</param>
    /// <exception cref="DataException">A text can't be written: it holds a NUL character, or one that the encoding hasn't.</exception>
    public static void Write(Stream stream, Table table, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        WriteAll(stream, [table], options);
    }

    /// <summary>Writes tables with the same columns one after the other, each as it comes.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="options">As in writing one.</param>
    /// <exception cref="DataException">As in writing one.</exception>
    public static void WriteAll(Stream stream, IEnumerable<Table> tables, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tables);
        new DelimitedWriter(options ?? new ReadOptions()).Write(stream, tables);
    }
}
