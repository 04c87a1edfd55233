using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Ridgeline.Tables;

/// <summary>
/// Comma-separated text with a header, UTF-8, quoted as in RFC 4180. A column whose every cell is a finite number holds numbers, any other text.
/// </summary>
public static class CsvFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true); // its mark is skipped if there

    private static readonly CsvConfiguration Reading = new(CultureInfo.InvariantCulture); // commas, any line end, blank lines skipped
    private static readonly CsvConfiguration Writing = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stop">Asked at every row.</param>
    /// <exception cref="DataException">It isn't there or can't be read, or isn't such text; the message names the file, row and column.</exception>
    public static Table Read(string path, CancellationToken stop = default)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            throw new DataException($"'{path}' is no file name; a CSV file is needed");
        if (Directory.Exists(path))
            throw new DataException($"{path}: is a folder; a CSV file is needed");
        try
        {
            using var reader = new StreamReader(path, Utf8WithMark, detectEncodingFromByteOrderMarks: false);
            return Parse(reader, path, stop);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: there is no such file; a CSV file with a header is needed", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: can't be read ({error.Message})", error);
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="stop">Asked at every row.</param>
    /// <exception cref="DataException">It isn't such text; the message names the source, row and column.</exception>
    public static Table Parse(TextReader reader, string source, CancellationToken stop = default)
    {
        using var parser = new CsvParser(reader, Reading, leaveOpen: true);
        string[] header = Next(parser, source, row: 0) ?? throw new DataException($"{source}: is empty; a header with the columns' names is needed");
        CheckHeader(header, source);
        var cells = header.Select(_ => new List<string>()).ToArray();
        for (int row = 1; Next(parser, source, row) is { } record; row++)
        {
            stop.ThrowIfCancellationRequested();
            if (record.Length != header.Length)
                throw new DataException($"{source}: row {row} (line {parser.RawRow}) has {Wording.Count(record.Length, "cell")} where the header has {header.Length}{(header.Length == 1 ? Wording.Separator(header[0]) : "")}");
            for (int j = 0; j < header.Length; j++)
                cells[j].Add(record[j]);
        }

        return new Table(source, [.. header.Select((name, j) => Typed(name, cells[j]))]);
    }

    /// <summary>Writes a table: numbers in the shortest form that reads back equal, cells quoted where they need it, lines ended by LF.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="table">The table.</param>
    public static void Write(Stream stream, Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var writer = new CsvWriter(new StreamWriter(stream, Utf8, leaveOpen: true), Writing);
        bool alone = table.Columns.Length == 1;
        foreach (var column in table.Columns)
            writer.WriteField(column.Name, NeedsQuotes(column.Name, alone));
        writer.NextRecord();
        for (int row = 0; row < table.Rows; row++)
        {
            foreach (var column in table.Columns)
            {
                string cell = column.Text(row);
                writer.WriteField(cell, NeedsQuotes(cell, alone));
            }

            writer.NextRecord();
        }
    }

    /// <summary>Whether a cell would be misread bare. CsvHelper's own rule leaves a lone CR bare once NewLine is set; an empty cell alone in its row would be a blank line.</summary>
    private static bool NeedsQuotes(string cell, bool alone) =>
        cell.Length == 0 ? alone : cell[0] == ' ' || cell[^1] == ' ' || cell.AsSpan().ContainsAny(",\"\r\n");

    /// <summary>The next record's cells, or null at the end.</summary>
    private static string[]? Next(CsvParser parser, string source, int row)
    {
        string[]? record;
        try
        {
            record = parser.Read() ? parser.Record : null; // cells are unquoted, and bad quotes found, as they are asked for
        }
        catch (BadDataException error)
        {
            throw new DataException($"{source}: {Place(row)} (up to line {parser.RawRow}) has a quote where none may stand, or one that is never closed; a cell with quotes in it is written \"like \"\"this\"\"\"", error);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException($"{source}: {Place(row)} or a row soon after it is not UTF-8 text; a CSV file in UTF-8 is needed", error);
        }

        int binary = record is null ? -1 : Array.FindIndex(record, cell => cell.Contains('\0'));
        return binary < 0
            ? record
            : throw new DataException($"{source}: {Place(row)} (line {parser.RawRow}), column {binary + 1} holds a NUL character: this is no text file; a CSV file is needed");
    }

    private static string Place(int row) => row == 0 ? "the header" : $"row {row}";

    private static void CheckHeader(string[] header, string source)
    {
        var places = new Dictionary<string, int>(header.Length, StringComparer.Ordinal);
        for (int j = 0; j < header.Length; j++)
        {
            if (string.IsNullOrWhiteSpace(header[j]))
                throw new DataException($"{source}: column {j + 1} has no name in the header");
            if (!places.TryAdd(header[j], j))
                throw new DataException($"{source}: columns {places[header[j]] + 1} and {j + 1} are both called '{Wording.Shortened(header[j])}'; every column needs a name of its own");
        }
    }

    private static Column Typed(string name, List<string> cells)
    {
        var numbers = new List<double>(cells.Count);
        foreach (string cell in cells)
        {
            if (cell.Length == 0)
                numbers.Add(double.NaN);
            else if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                return new TextColumn(name, cells.Select(text => text.Length == 0 ? null : text));
            else
                numbers.Add(value);
        }

        return new NumberColumn(name, numbers.ToArray());
    }
}
