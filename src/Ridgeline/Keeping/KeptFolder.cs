using System.Security.Cryptography;
using Ridgeline.Files;

namespace Ridgeline.Keeping;

/// <summary>
/// A folder of what was fitted, a file a path: a magic number, the version of its form, the name it was kept under, its length, its bytes, and the SHA-256 of all that. A file is there whole
/// or not at all; one that is damaged all the same is taken for none and removed. Whatever else the folder holds stays.
/// </summary>
internal sealed class KeptFolder
{
    private const int Version = 1, NameBytes = 32, StudyDigits = 16, HeadBytes = 8 + 4 + NameBytes + 8, FileName = StudyDigits + 1 + 2 * NameBytes + 5;
    private const string Extension = ".fits";
    private const long MostBytes = 1L << 30; // of all files

    private static readonly byte[] Magic = "RIDGEFIT"u8.ToArray();

    private readonly string _folder, _study;
    private readonly List<string> _made = []; // folders that weren't there, the innermost first
    private readonly Lock _turn = new();
    private volatile string? _failure;
    private long _bytes;

    private KeptFolder(string folder, string study) => (_folder, _study) = (folder, study);

    /// <summary>Why nothing can be written any more; null: it can.</summary>
    public string? Failure => _failure;

    /// <summary>Opens a folder, making it if needed, and removes what was kept of other studies and what processes that are gone didn't finish.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="study">What tells the study apart, 32 bytes.</param>
    /// <exception cref="WriteException">It can't be written.</exception>
    public static KeptFolder Open(string folder, byte[] study)
    {
        var opened = new KeptFolder(folder, Convert.ToHexStringLower(study)[..StudyDigits]);
        for (string? missing = Path.GetFullPath(folder); missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing))
            opened._made.Add(missing);
        string probe = Path.Combine(folder, $"{opened._study}-{new string('0', 2 * NameBytes)}{Extension}");
        try
        {
            SafeFile.Write(probe, stream => stream.Write(Magic)); // says at once where nothing can be kept
        }
        catch (WriteException error)
        {
            opened.Leave();
            throw new WriteException($"{opened._made.LastOrDefault() ?? folder}: can't be written ({(error.InnerException ?? error).Message})", error);
        }

        foreach (string file in opened.Files())
            if (Path.GetFileName(file) == Path.GetFileName(probe) || opened.IsOld(Path.GetFileName(file)))
                Delete(file);
            else
                opened._bytes += new FileInfo(file).Length;
        return opened;
    }

    /// <summary>What was kept under a name; null where nothing was, or nothing that is whole.</summary>
    /// <param name="name">32 bytes.</param>
    public byte[]? Read(byte[] name)
    {
        string path = PathOf(name);
        try
        {
            byte[] content = File.ReadAllBytes(path);
            if (IsWhole(content, name))
                return content[HeadBytes..^SHA256.HashSizeInBytes];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What can't be read is fitted again.
        }

        Delete(path);
        return null;
    }

    /// <summary>Keeps bytes under a name. Where that fails, for want of room for example, nothing is kept from then on: a study is worth more than its own restart.</summary>
    /// <param name="name">32 bytes.</param>
    /// <param name="bytes">What is kept.</param>
    public void Write(byte[] name, byte[] bytes)
    {
        using var content = new MemoryStream(HeadBytes + bytes.Length + SHA256.HashSizeInBytes);
        using (var writer = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(name);
            writer.Write((long)bytes.Length);
            writer.Write(bytes);
        }

        content.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        lock (_turn)
        {
            if (_failure is null && (_bytes += content.Length) > MostBytes)
                _failure = $"{_folder}: holds {MostBytes >> 20} MiB already";
            if (_failure is not null)
                return;
            try
            {
                SafeFile.Write(PathOf(name), stream => stream.Write(content.GetBuffer().AsSpan(0, (int)content.Length)));
            }
            catch (WriteException error)
            {
                _failure = error.Message;
            }
        }
    }

    /// <summary>Removes one file: it wasn't what it should be.</summary>
    public void Remove(byte[] name) => Delete(PathOf(name));

    /// <summary>Removes all that is kept of the study.</summary>
    public void Empty()
    {
        foreach (string file in Files())
            if (Path.GetFileName(file) is { Length: FileName } name && name.StartsWith(_study, StringComparison.Ordinal))
                Delete(file);
    }

    /// <summary>Removes the folder, and those above it, if they were made for it and nothing is in them.</summary>
    public void Leave()
    {
        try
        {
            foreach (string folder in _made)
                Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Something is in it.
        }
    }

    /// <summary>Whether one of its files is another study's, or what a process that is gone didn't finish; what one is writing that still runs is left to it, whatever it is of.</summary>
    private bool IsOld(string name) => name.Length > FileName ? UnfinishedFile.IsLeft(name, name.AsSpan(0, FileName)) : !name.StartsWith(_study, StringComparison.Ordinal);

    private static bool IsWhole(byte[] content, byte[] name)
    {
        int length = content.Length - HeadBytes - SHA256.HashSizeInBytes;
        if (length < 0 || !content.AsSpan().StartsWith(Magic) || BitConverter.ToInt32(content, Magic.Length) != Version || BitConverter.ToInt64(content, HeadBytes - sizeof(long)) != length)
            return false;
        return content.AsSpan(Magic.Length + sizeof(int), NameBytes).SequenceEqual(name) && SHA256.HashData(content.AsSpan(0, HeadBytes + length)).AsSpan().SequenceEqual(content.AsSpan(HeadBytes + length));
    }

    private string PathOf(byte[] name) => Path.Combine(_folder, $"{_study}-{Convert.ToHexStringLower(name)}{Extension}");

    /// <summary>The folder's files that have names such as they are given here, of any study.</summary>
    private IEnumerable<string> Files()
    {
        try
        {
            return [.. Directory.GetFiles(_folder).Where(file => IsOurs(Path.GetFileName(file)))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>16 digits, a dash, 64 digits and the ending; behind it a number and .tmp where it is unfinished.</summary>
    private static bool IsOurs(string name)
    {
        if (name.Length < FileName || name[StudyDigits] != '-' || !IsHex(name.AsSpan(0, StudyDigits)) || !IsHex(name.AsSpan(StudyDigits + 1, 2 * NameBytes)) || !name.AsSpan(FileName - Extension.Length, Extension.Length).SequenceEqual(Extension))
            return false;
        var rest = name.AsSpan(FileName);
        return rest.IsEmpty || (rest[0] == '.' && rest.EndsWith(UnfinishedFile.Ending) && !rest[1..^Math.Min(rest.Length - 1, UnfinishedFile.Ending.Length)].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (char digit in digits)
            if (!char.IsAsciiHexDigitLower(digit))
                return false;
        return true;
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is never trusted either way.
        }
    }
}
