using System.Text;

namespace Ridgeline.Tables;

/// <summary>A text line by line; lines end in LF, CR LF or CR.</summary>
internal sealed class TextLines(TextSource source, CancellationToken stop) : IDisposable
{
    private const int MostCharacters = 1 << 26;

    private readonly TextReader _text = source.Open(stop);
    private char[] _read = new char[1 << 16];
    private int _first;
    private int _end;
    private bool _isOver;
    private bool _isAfterReturn; // a LF here belongs to the CR before

    /// <summary>The number of the line, from 1 on.</summary>
    public long Line { get; private set; }

    /// <summary>Goes to the next line; false: there is none.</summary>
    public bool Next(out ReadOnlySpan<char> line)
    {
        int searched = 0;
        while (true)
        {
            if (_isAfterReturn && _first < _end)
            {
                _first += _read[_first] == '\n' ? 1 : 0;
                _isAfterReturn = false;
            }

            int length = _read.AsSpan(_first + searched, _end - _first - searched).IndexOfAny('\r', '\n');
            if (length >= 0 || (_isOver && _first < _end))
            {
                length = length < 0 ? _end - _first : length + searched;
                line = _read.AsSpan(_first, length);
                _first += length;
                if (_first < _end)
                    _isAfterReturn = _read[_first++] == '\r';
                Line++;
                return true;
            }

            line = default;
            if (_isOver)
                return false;
            searched = _end - _first;
            Fill();
        }
    }

    public void Dispose() => _text.Dispose();

    private void Fill()
    {
        int kept = _end - _first;
        if (kept == MostCharacters)
            throw new DataException($"{source.Name}: line {Line + 1} has more than {MostCharacters} characters; a text file is needed");
        var target = kept > _read.Length / 2 && _read.Length < MostCharacters ? new char[2 * _read.Length] : _read;
        _read.AsSpan(_first, kept).CopyTo(target);
        (_read, _first) = (target, 0);
        try
        {
            int more = _text.Read(_read.AsSpan(kept, Math.Min(_read.Length, MostCharacters) - kept));
            (_end, _isOver) = (kept + more, more == 0);
        }
        catch (DecoderFallbackException error)
        {
            throw source.NotText(error, stop);
        }
    }
}
