using System.Collections.Immutable;
using System.Text;
using nietras.SeparatedValues;

namespace Ridgeline.Tables;

/// <summary>The rows of delimited text, one after the other, whose cells stand as they are in the file.</summary>
/// <remarks>
/// Lines end in LF, CR LF or CR; a blank line is passed over, but is a missing cell where there is one column. A last column without a name that is empty throughout,
/// what a delimiter at the end of each line makes, is left out.
/// </remarks>
internal sealed class DelimitedRows : IDisposable
{
    private const int MostCharacters = (1 << 24) - 1; // the parser's limit for a row

    private readonly SepReader _reader;
    private readonly Func<bool> _moveNext;
    private readonly TextSource _source;
    private readonly char _delimiter;
    private readonly CancellationToken _stop;
    private readonly int _cells; // in each line
    private readonly bool _hasTail;
    private char[] _scratch = [];

    public DelimitedRows(TextSource source, TextFormat format, CancellationToken stop)
    {
        (_source, _delimiter, _stop) = (source, format.Delimiter, stop);
        var text = source.Open(stop);
        try
        {
            _reader = Guarded(() => Sep.New(_delimiter).Reader(options => options with { HasHeader = false, DisableColCountCheck = true, DisableFastFloat = true }).From(text));
            _moveNext = _reader.MoveNext;
            do
            {
                if (!MoveNext())
                    throw new DataException($"{source.Name}: is empty; a header with the columns' names is needed");
            }
            while (IsBlank());
            _cells = _reader.Current.ColCount;
            _hasTail = _cells > 1 && _reader.Current[_cells - 1].Span.IsEmpty;
            Header = ReadHeader();
        }
        catch
        {
            Dispose();
            text.Dispose();
            throw;
        }
    }

    /// <summary>The columns' names.</summary>
    public ImmutableArray<string> Header { get; }

    /// <summary>The number of the row, from 1 on.</summary>
    public long Row { get; private set; }

    /// <summary>Cell <paramref name="j"/> of the row, in its quotes if it has any.</summary>
    public ReadOnlySpan<char> this[int j] => _reader.Current[j].Span;

    public void Dispose() => _reader?.Dispose();

    /// <summary>Goes to the next row; false: there is none.</summary>
    public bool Next()
    {
        while (MoveNext())
        {
            int cells = _reader.Current.ColCount;
            if (cells == 1 && _cells > 1 && IsBlank())
                continue;
            Row++;
            if (cells != _cells || _reader.Current.Span.Contains('\0') || (_hasTail && !this[cells - 1].IsEmpty))
                throw Malformed(cells);
            return true;
        }

        return false;
    }

    /// <summary>The error that says what is wrong with cell <paramref name="j"/>.</summary>
    public DataException Refused(int j, string problem)
    {
        var row = _reader.Current;
        int line = Line;
        for (int before = 0; before < j; before++)
            line += LineEnds(row[before].Span);
        string column = Header.IsDefault || j >= Header.Length ? $"column {j + 1}" : $"column '{Wording.Shortened(Header[j])}'";
        return new DataException($"{_source.Name}: {(Row == 0 ? "the header" : $"row {Row}")} (line {line}), {column}: {problem}");
    }

    /// <summary>The line in which the row begins. (Of the first one the parser has lost it, as it went there twice.)</summary>
    private int Line => _reader.Current.RowIndex == 0 ? 1 : _reader.Current.LineNumberFrom;

    private bool IsBlank() => _reader.Current.ColCount == 1 && _reader.Current[0].Span.IsEmpty;

    private ImmutableArray<string> ReadHeader()
    {
        var names = ImmutableArray.CreateBuilder<string>(_cells);
        var places = new Dictionary<string, int>(_cells, StringComparer.Ordinal);
        if (_reader.Current.Span.Contains('\0'))
            throw Malformed(_cells);
        for (int j = 0; j < (_hasTail ? _cells - 1 : _cells); j++)
        {
            if (Quotes.Read(this[j], _delimiter, ref _scratch, out var text) is { } problem)
                throw Refused(j, problem);
            string name = text.ToString();
            if (string.IsNullOrWhiteSpace(name))
                throw new DataException($"{_source.Name}: column {j + 1} has no name in the header (line {Line})");
            if (!places.TryAdd(name, j))
                throw new DataException($"{_source.Name}: columns {places[name] + 1} and {j + 1} are both called '{Wording.Shortened(name)}' (line {Line}); every column needs a name of its own");
            names.Add(name);
        }

        return names.DrainToImmutable();
    }

    private DataException Malformed(int cells)
    {
        var row = _reader.Current;
        for (int j = 0; j < cells; j++)
        {
            if (row[j].Span.Contains('\0'))
                return Refused(j, "holds a NUL character: this is no text file, or one in UTF-16 whose encoding has to be said");
            if (Quotes.Read(row[j].Span, _delimiter, ref _scratch, out _) is { } problem) // cells may well be lost in it
                return Refused(j, problem);
        }

        string place = $"{_source.Name}: row {Row} (line {Line})";
        return cells == _cells
            ? new DataException($"{place}: column {cells} has no name in the header, but the cell '{Wording.Shortened(row[cells - 1].ToString())}'")
            : new DataException($"{place} has {Wording.Count(cells, "cell")} where the header has {_cells}{(_cells == 1 ? Wording.Separator(Header[0], _delimiter) : "")}");
    }

    private bool MoveNext() => Guarded(_moveNext);

    /// <summary>What the parser does, its errors told as the file's.</summary>
    private T Guarded<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (DecoderFallbackException error)
        {
            throw _source.NotText(error, _stop);
        }
        catch (NotSupportedException error)
        {
            throw new DataException(
                $"{_source.Name}: {(Row == 0 ? "a row near the header" : $"row {Row + 1} or one soon after it")} has more than {MostCharacters} characters; rows are shorter, unless a quote is opened in it that is never closed", error);
        }
    }

    private static int LineEnds(ReadOnlySpan<char> text)
    {
        int ends = 0;
        for (int k = 0; k < text.Length; k++)
            ends += text[k] == '\n' || (text[k] == '\r' && (k + 1 == text.Length || text[k + 1] != '\n')) ? 1 : 0;
        return ends;
    }
}
