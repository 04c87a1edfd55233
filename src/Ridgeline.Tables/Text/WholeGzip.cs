using System.IO.Compression;

namespace Ridgeline.Tables;

/// <summary>What gzip data say, one compressed file or several joined, if they are whole.</summary>
/// <remarks>
/// Decompression by .NET ends without a word where data are cut off. Here a seal, compressed likewise, is joined to them: where they are whole it comes out behind them,
/// and is held back; where they are cut off it is taken for their missing part, which it can't be.
/// </remarks>
internal sealed class WholeGzip : ReadOnlyStream
{
    private static readonly byte[] Seal = "the end of what was compressed\n"u8.ToArray();
    private static readonly byte[] Sealed = Compressed(Seal);

    private readonly GZipStream _bytes;
    private readonly byte[] _read = new byte[1 << 16];
    private int _first;
    private int _end;
    private bool _isOver;

    public WholeGzip(Stream compressed) => _bytes = new GZipStream(new Joined(compressed, Sealed), CompressionMode.Decompress);

    /// <summary>The next bytes; none: they are over, and were whole.</summary>
    /// <exception cref="InvalidDataException">They are no gzip data, damaged, or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_isOver && _end - _first <= Seal.Length)
            Fill();
        int count = Math.Min(buffer.Length, _isOver ? 0 : _end - _first - Seal.Length);
        _read.AsSpan(_first, count).CopyTo(buffer);
        _first += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _bytes.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        _read.AsSpan(_first, _end - _first).CopyTo(_read);
        (_first, _end) = (0, _end - _first);
        int more = _bytes.Read(_read.AsSpan(_end));
        _end += more;
        _isOver = more == 0;
        if (_isOver && !_read.AsSpan(0, _end).SequenceEqual(Seal))
            throw new InvalidDataException("the compressed data are cut off");
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }

    /// <summary>Bytes and then others.</summary>
    private sealed class Joined(Stream first, byte[] second) : ReadOnlyStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            if (_given == 0 && first.Read(buffer) is > 0 and int count)
                return count;
            count = Math.Min(buffer.Length, second.Length - _given);
            second.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                first.Dispose();
            base.Dispose(disposing);
        }
    }
}
