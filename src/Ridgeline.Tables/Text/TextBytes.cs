using System.IO.Compression;

namespace Ridgeline.Tables;

/// <summary>The bytes of a text file, decompressed, whose errors are told as the file's; the first few can be seen beforehand.</summary>
internal sealed class TextBytes : Stream
{
    private const int HeadBytes = 16;

    private readonly TextFile _file;
    private readonly Stream _bytes;
    private readonly CancellationToken _stop;
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly int _inHead;
    private int _skipped;
    private long _read;
    private bool _isChecked;

    public TextBytes(TextFile file, CancellationToken stop)
    {
        (_file, _stop) = (file, stop);
        var raw = file.OpenFile();
        _bytes = file.IsCompressed ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        while (_inHead < HeadBytes && ReadOn(_head.AsSpan(_inHead)) is > 0 and int more)
            _inHead += more;
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _inHead);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Leaves out the first bytes.</summary>
    public void Skip(int count) => _skipped += count;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_skipped == _inHead)
            return ReadOn(buffer);
        int count = Math.Min(buffer.Length, _inHead - _skipped);
        _head.AsSpan(_skipped, count).CopyTo(buffer);
        _skipped += count;
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
            int count = _bytes.Read(buffer);
            _read += count;
            if (count == 0 && buffer.Length > 0 && !_isChecked && _file.IsCompressed)
                CheckEnd();
            return count;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw _file.Unreadable(error);
        }
    }

    /// <summary>Whether the compressed data are all there. Decompression ends without a word where they are cut off, but their last eight bytes are the check sum and length of what comes last.</summary>
    private void CheckEnd()
    {
        _isChecked = true;
        Span<byte> end = stackalloc byte[8];
        using var raw = _file.OpenFile();
        if (raw.Length == 0)
            return;
        if (raw.Length >= 18) // no gzip data are shorter
        {
            raw.Seek(-8, SeekOrigin.End);
            raw.ReadExactly(end);
            uint sum = BitConverter.ToUInt32(end), length = BitConverter.ToUInt32(end[4..]);
            if (length == (uint)_read || (length < _read && sum == SumOfLast(length)))
                return;
        }

        throw new InvalidDataException("it is cut off");
    }

    /// <summary>The check sum (CRC-32) of the last <paramref name="length"/> bytes: where several compressed files were joined, the end speaks of the last alone.</summary>
    private uint SumOfLast(uint length)
    {
        if (length == 0)
            return 0;
        using var again = new GZipStream(_file.OpenFile(), CompressionMode.Decompress);
        long before = _read - length;
        uint sum = ~0u;
        var buffer = new byte[1 << 16];
        for (int count; (count = again.Read(buffer)) > 0; before -= count)
            for (int k = (int)Math.Clamp(before, 0, count); k < count; k++)
            {
                sum ^= buffer[k];
                for (int bit = 0; bit < 8; bit++)
                    sum = (sum >> 1) ^ (0xEDB88320u & (0u - (sum & 1)));
            }

        return ~sum;
    }
}
