namespace Ridgeline.Files;

/// <summary>
/// A file that only grows, by whole lines: each is handed to the system in one piece, so a process that is killed at any moment leaves at most an unfinished last
/// line, which the next one that writes cuts off. Nobody else may write to it meanwhile.
/// </summary>
internal sealed class LineFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private long _end;

    private LineFile(string path, FileStream stream, byte[] content)
    {
        (_path, _stream) = (path, stream);
        int begin = 0;
        while (Array.IndexOf(content, (byte)'\n', begin) is >= 0 and var end)
        {
            Lines.Add(content.AsMemory(begin, end - begin));
            begin = end + 1;
        }

        (_end, Unfinished) = (begin, content.AsMemory(begin));
    }

    /// <summary>The lines that were there, without their ends.</summary>
    public List<ReadOnlyMemory<byte>> Lines { get; } = [];

    /// <summary>What stood behind the last line's end.</summary>
    public ReadOnlyMemory<byte> Unfinished { get; }

    /// <summary>Reads what is there, and changes nothing yet; a file or folder that isn't there is made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WriteException">It can't be read and written, or someone else writes to it.</exception>
    public static LineFile Open(string path) => Told(path, () =>
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var others = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None; // a lock of Unix that keeps writers away is one that .NET's readers heed too
        var stream = new FileStream(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, others, bufferSize: 0);
        try
        {
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new LineFile(path, stream, content);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    });

    /// <summary>Writes lines behind the last.</summary>
    /// <param name="lines">Whole lines, with their ends.</param>
    /// <exception cref="WriteException">They can't be written.</exception>
    public void Append(ReadOnlyMemory<byte> lines) => Told(_path, () =>
    {
        if (_stream.Length != _end)
            _stream.SetLength(_end);
        _stream.Position = _end;
        _stream.Write(lines.Span);
        return _end += lines.Length;
    });

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static T Told<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WriteException($"{path}: can't be written ({error.Message})", error);
        }
    }
}
