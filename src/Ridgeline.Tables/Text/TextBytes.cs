namespace Ridgeline.Tables;

/// <summary>The bytes of a text file, decompressed, whose errors are told as the file's; the first few can be seen beforehand.</summary>
internal sealed class TextBytes : ReadOnlyStream
{
    private const int HeadBytes = 16;

    private readonly TextFile _file;
    private readonly Stream _bytes;
    private readonly CancellationToken _stop;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly int _inHead;
    private int _given; // of the head

    public TextBytes(TextFile file, CancellationToken stop)
    {
        (_file, _stop) = (file, stop);
        var raw = file.OpenFile();
        _bytes = file.IsCompressed ? new WholeGzip(raw) : raw;
        while (_inHead < HeadBytes && ReadOn(_head.AsSpan(_inHead)) is > 0 and int more)
            _inHead += more;
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _inHead);

    /// <summary>Leaves out the first bytes.</summary>
    public void Skip(int count) => _given += count;

    public override int Read(Span<byte> buffer)
    {
        if (_given == _inHead)
            return ReadOn(buffer);
        int count = Math.Min(buffer.Length, _inHead - _given);
        _head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _bytes.Dispose();
        base.Dispose(disposing);
    }

    private int ReadOn(Span<byte> buffer)
    {
        _stop.ThrowIfCancellationRequested();
        try
        {
            return _bytes.Read(buffer);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw _file.Unreadable(error);
        }
    }
}
