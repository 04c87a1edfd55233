namespace Ridgeline.Files;

/// <summary>Whole files or nothing: everything is written to a temporary name beside the target, which is then renamed.</summary>
public static class SafeFile
{
    /// <summary>Writes <paramref name="path"/> in one piece, making its folder if needed and replacing what was there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; if it throws, the target keeps its old content and no temporary file stays.</param>
    /// <exception cref="WriteException">The folder or file can't be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        if (IsDevice(full))
            throw new WriteException($"{path}: is a device or a pipe, which a file can't replace; leave it out to write to standard output");
        string temporary = UnfinishedFile.NameOf(full);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                write(stream);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error)
        {
            Discard(temporary);
            if (error is IOException or UnauthorizedAccessException)
                throw new WriteException($"{path}: can't be written ({error.Message})", error);
            throw;
        }
    }

    /// <summary>Something that is there but is neither a file nor a folder: replacing it by a file would break it.</summary>
    private static bool IsDevice(string full) => full.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(full);

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling.
        }
    }
}
