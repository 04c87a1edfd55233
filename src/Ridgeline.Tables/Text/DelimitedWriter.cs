using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ridgeline.Tables;

/// <summary>Tables as delimited text that reads back equal.</summary>
internal sealed class DelimitedWriter
{
    private const char Mark = '\uFEFF'; // at the very beginning it would be taken for a byte-order mark

    private readonly char _delimiter;
    private readonly char _decimal;
    private readonly Encoding _encoding;
    private readonly SearchValues<char> _quoted;

    public DelimitedWriter(ReadOptions options)
    {
        (_delimiter, _decimal) = (options.Delimiter ?? ',', options.Decimal);
        _quoted = SearchValues.Create([_delimiter, '"', '\r', '\n', Mark]);
        _encoding = (Encoding)(options.Encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)).Clone();
        _encoding.EncoderFallback = EncoderFallback.ExceptionFallback;
    }

    /// <summary>The header and the rows of tables with the same columns, one after the other.</summary>
    public void Write(Stream stream, IEnumerable<Table> tables)
    {
        using var writer = new StreamWriter(stream, _encoding, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        bool isFirst = true;
        foreach (var table in tables)
        {
            if (isFirst)
                WriteNames(writer, table);
            isFirst = false;
            WriteRows(writer, table);
        }
    }

    private void WriteNames(StreamWriter writer, Table table)
    {
        for (int j = 0; j < table.Columns.Length; j++)
        {
            if (j > 0)
                writer.Write(_delimiter);
            writer.Write(Checked(table.Columns[j].Name, 0, table, table.Columns[j]));
        }

        writer.WriteLine();
    }

    private void WriteRows(StreamWriter writer, Table table)
    {
        var columns = table.Columns;
        string[]?[] levels = [.. columns.Select(column => Levels(table, column))];
        for (int row = 0; row < table.Rows; row++)
        {
            for (int j = 0; j < columns.Length; j++)
            {
                if (j > 0)
                    writer.Write(_delimiter);
                if (columns[j].IsMissing(row))
                    continue;
                if (columns[j] is NumberColumn numbers)
                    WriteNumber(writer, numbers.Values[row]);
                else
                    writer.Write(columns[j] is TextColumn texts ? levels[j]![texts.Codes[row]] : Quoted(columns[j].Text(row)));
            }

            writer.WriteLine();
        }
    }

    private void WriteNumber(StreamWriter writer, double value)
    {
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        if (_decimal != '.')
            text.Replace('.', _decimal);
        bool isQuoted = text.Contains(_delimiter);
        if (isQuoted)
            writer.Write('"');
        writer.Write(text);
        if (isQuoted)
            writer.Write('"');
    }

    /// <summary>A column's texts as they are written.</summary>
    private string[]? Levels(Table table, Column column)
    {
        if (column is not TextColumn texts)
            return null;
        var written = new string[texts.Levels.Length];
        for (int row = 0; row < texts.Rows; row++)
            if (texts.Codes[row] is >= 0 and var code)
                written[code] ??= Checked(texts.Levels[code], table.FirstRow + row + 1, table, column);
        return written;
    }

    /// <summary>A text as it is written, if it can be.</summary>
    private string Checked(string text, long row, Table table, Column column)
    {
        string place = row == 0 ? $"the name of column '{column.Name}'" : $"row {row}, column '{column.Name}'";
        if (text.Contains('\0'))
            throw new DataException($"{table.Source}: {place}: holds a NUL character, which no text file can");
        try
        {
            _encoding.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            string character = error.CharUnknownHigh == 0 ? $"U+{(int)error.CharUnknown:X4}" : $"U+{char.ConvertToUtf32(error.CharUnknownHigh, error.CharUnknownLow):X}";
            throw new DataException($"{table.Source}: {place}: '{Wording.Shortened(text)}' has the character {character}, which {_encoding.WebName.ToUpperInvariant()} can't hold; {(_encoding.CodePage == Encoding.UTF8.CodePage ? "it is half of a pair" : "UTF-8 holds all")}", error);
        }

        return Quoted(text);
    }

    private string Quoted(string text) =>
        text.Length == 0 || text[0] is ' ' or '\t' || text[^1] is ' ' or '\t' || text.AsSpan().ContainsAny(_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
