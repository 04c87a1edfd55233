using System.Text;

namespace Ridgeline.Tables;

/// <summary>A file of text, plain or (where its name ends in .gz) compressed by gzip. One that can't be read twice, a pipe for example, is held in memory as it is.</summary>
internal sealed class TextFile : TextSource
{
    private const int BlockBytes = 1 << 16;

    // What files that are no text begin with, as Latin-1.
    private static readonly (string Head, string What)[] Binaries =
    [
        ("\x1f\x8b", "gzip data; call it by a name that ends in .gz"), ("PK\x03\x04", "a zip archive, as .xlsx files are"), ("\x89PNG", "a PNG image"), ("\xff\xd8\xff", "a JPEG image"), ("%PDF-", "a PDF document"),
        ("PAR1", "Parquet data; call it by a name that ends in .parquet"), ("SQLite format 3", "an SQLite database"), ("\x28\xb5\x2f\xfd", "Zstandard data"), ("BZh", "bzip2 data"), ("\xd0\xcf\x11\xe0", "an old Office document"),
    ];

    private readonly Encoding? _asked;
    private readonly byte[]? _held;

    /// <summary>The file <paramref name="path"/>, in the encoding asked for; null: UTF-8, or what its mark says.</summary>
    public TextFile(string path, Encoding? encoding) : base(path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
            throw new DataException($"'{path}' is no file name; a text file is needed");
        if (Directory.Exists(path))
            throw new DataException($"{path}: is a folder; a text file is needed");
        _asked = encoding;
        using var file = OpenFile();
        if (file.CanSeek)
            return;
        try
        {
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            _held = copy.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>Whether it is compressed.</summary>
    public bool IsCompressed => Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    public override TextReader Open(CancellationToken stop)
    {
        var bytes = new TextBytes(this, stop);
        return new FilledReader(new StreamReader(bytes, EncodingOf(bytes), detectEncodingFromByteOrderMarks: false, BlockBytes));
    }

    public override DataException NotText(DecoderFallbackException error, CancellationToken stop)
    {
        var encoding = Encoding.UTF8;
        long whole = 0; // bytes of blocks that are text
        Span<byte> block = new byte[BlockBytes];
        var characters = new char[2 * BlockBytes];
        try
        {
            using var bytes = new TextBytes(this, stop);
            encoding = EncodingOf(bytes);
            var decoder = encoding.GetDecoder();
            for (int read = block.Length; read == block.Length; whole += read)
            {
                read = bytes.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
                decoder.GetChars(block[..read], characters, flush: read < block.Length);
            }
        }
        catch (DecoderFallbackException)
        {
            return NotText(encoding, whole, error, stop);
        }

        return new DataException($"{Name}: changed while it was read", error);
    }

    /// <summary>The same, where the text is good up to <paramref name="whole"/> bytes: on from there byte by byte.</summary>
    private DataException NotText(Encoding encoding, long whole, DecoderFallbackException error, CancellationToken stop)
    {
        int line = 1;
        var before = new StringBuilder(); // what stands in the line up to there
        char last = '\0';
        string bad = Shown(error.BytesUnknown);
        using var bytes = new TextBytes(this, stop);
        EncodingOf(bytes);
        var decoder = encoding.GetDecoder();
        Span<byte> block = new byte[BlockBytes];
        Span<char> characters = new char[2 * BlockBytes];
        try
        {
            while (true)
            {
                int read = bytes.ReadAtLeast(whole > 0 ? block : block[..1], whole > 0 ? block.Length : 1, throwOnEndOfStream: false);
                int found = decoder.GetChars(block[..read], characters, flush: read == 0);
                foreach (char c in characters[..found])
                {
                    if (c == '\n' ? last != '\r' : c == '\r')
                        line++;
                    if (c is '\n' or '\r')
                        before.Clear();
                    else if (before.Length < 200)
                        before.Append(c);
                    last = c;
                }

                if (read == 0)
                    break;
                whole -= read;
            }
        }
        catch (DecoderFallbackException here)
        {
            bad = Shown(here.BytesUnknown);
        }

        string place = before.Length == 0 ? "at its beginning" : $"after '{Wording.Shortened(before.ToString())}'";
        return new DataException($"{Name}: line {line}, {place}: {bad} is not {NameOf(encoding)} text; {(_asked is null ? "text in UTF-8 is needed, or its encoding said (latin1 for example)" : "its own encoding has to be said")}", error);
    }

    /// <summary>The file's bytes as they lie there.</summary>
    internal Stream OpenFile()
    {
        if (_held is not null)
            return new MemoryStream(_held);
        try
        {
            return new FileStream(Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{Name}: there is no such file; a text file is needed", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(error);
        }
    }

    /// <summary>The error that says why it can't be read.</summary>
    internal DataException Unreadable(Exception error) => error is InvalidDataException
        ? new DataException($"{Name}: is no gzip data, as its name says, or is damaged or cut off", error)
        : new DataException($"{Name}: can't be read ({error.Message})", error);

    /// <summary>The encoding, whose mark is skipped; it throws where bytes are no text.</summary>
    private Encoding EncodingOf(TextBytes bytes)
    {
        string head = Encoding.Latin1.GetString(bytes.Head);
        var (marked, mark) = head switch
        {
            ['\xff', '\xfe', '\0', '\0', ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true), 4),
            ['\0', '\0', '\xfe', '\xff', ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true), 4),
            ['\xff', '\xfe', ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), 2),
            ['\xfe', '\xff', ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), 2),
            ['\xef', '\xbb', '\xbf', ..] => ((Encoding)new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), 3),
            _ => (null, 0),
        };
        if (marked is not null && _asked is not null && marked.CodePage != _asked.CodePage)
            throw new DataException($"{Name}: begins with the mark of {NameOf(marked)}; it can't be {NameOf(_asked)} text");
        foreach (var (start, what) in Binaries)
            if (marked is null && head.StartsWith(start, StringComparison.Ordinal))
                throw new DataException($"{Name}: is no text but {what}");
        bytes.Skip(mark);
        if (marked is not null || _asked is null)
            return marked ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var strict = (Encoding)_asked.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    private static string NameOf(Encoding encoding) => encoding.WebName.ToUpperInvariant();

    private static string Shown(byte[]? bytes) => bytes is null or [] ? "what follows" : $"{(bytes.Length == 1 ? "byte" : "bytes")} {string.Join(' ', bytes.Select(value => $"0x{value:X2}"))}";
}
