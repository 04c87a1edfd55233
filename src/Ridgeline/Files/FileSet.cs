namespace Ridgeline.Files;

/// <summary>
/// Several files that belong together, all or none: each is written to a temporary name beside its own, and only when every one is complete are they renamed. Until then a full disk, an error or the end
/// of the process leaves all that was there before.
/// </summary>
public static class FileSet
{
    private const string Before = "what was there before is as it was";

    /// <summary>Writes the files, making folders if needed and replacing what was there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Their names, below the folder, and who writes them; the last is renamed last.</param>
    /// <param name="stale">Names of files that would belong to what is replaced and go with it, where they are there: once all that is new is complete, before the first is renamed; and their folders, if nothing else is in them.</param>
    /// <returns>The paths of the files, in their order.</returns>
    /// <exception cref="WriteException">The folder or a file can't be written, or a stale one can't be removed; the message says which, and why.</exception>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<(string Name, Action<Stream> Write)> files, IReadOnlyCollection<string> stale)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(stale);
        string[] paths = [.. files.Select(file => Path.Combine(folder, file.Name))];
        Check(folder, paths);
        var made = MissingFolders(paths);
        var temporary = new List<string>();
        try
        {
            for (int k = 0; k < paths.Length; k++)
                temporary.Add(Filled(paths[k], files[k].Write, temporary));
            foreach (string name in stale)
                Remove(folder, name);
            for (int k = 0; k < paths.Length; k++)
                Told(paths[k], k == 0 ? Before : $"{paths[k - 1]} and what comes before it are the new files already", () => File.Move(temporary[k], Path.GetFullPath(paths[k]), overwrite: true));
            return paths;
        }
        catch
        {
            temporary.ForEach(path => Quietly(() => File.Delete(path)));
            made.ForEach(path => Quietly(() => Directory.Delete(path))); // which fails where something is in it
            throw;
        }
    }

    /// <summary>Writes one of them to its temporary name, which is in the list as soon as the file may be there.</summary>
    private static string Filled(string path, Action<Stream> write, List<string> temporary)
    {
        string full = Path.GetFullPath(path), name = UnfinishedFile.NameOf(full);
        try
        {
            Told(path, Before, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                Sweep(full);
                using var stream = new FileStream(name, FileMode.Create, FileAccess.Write, FileShare.None);
                write(stream);
                stream.Flush(flushToDisk: true); // a disk that is full says so here at the latest
            });
            return name;
        }
        catch
        {
            temporary.Add(name);
            throw;
        }
    }

    private static void Remove(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"{path}: belongs to what is replaced and can't be removed ({error.Message}); no file was replaced", error);
        }

        if (Path.GetDirectoryName(name) is { Length: > 0 } below)
            Quietly(() => Directory.Delete(Path.Combine(folder, below))); // which fails where something is in it
    }

    /// <summary>Refuses what can be seen to fail before anything is written.</summary>
    private static void Check(string folder, string[] paths)
    {
        if (File.Exists(folder))
            throw new WriteException($"{folder}: is a file; a folder is needed, or a name that isn't taken");
        foreach (string path in paths)
            if (Directory.Exists(path))
                throw new WriteException($"{path}: is a folder, where a file is to be written");
    }

    /// <summary>The folders that aren't there yet, the innermost first.</summary>
    private static List<string> MissingFolders(string[] paths)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
            for (string? above = Path.GetDirectoryName(Path.GetFullPath(path)); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
                missing.Add(above);
        return [.. missing.OrderByDescending(path => path.Length)];
    }

    /// <summary>Removes what processes that are gone have left of a file.</summary>
    private static void Sweep(string full)
    {
        foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, $"*{UnfinishedFile.Ending}"))
            if (UnfinishedFile.IsLeft(left, Path.GetFileName(full)))
                Quietly(() => File.Delete(left));
    }

    private static void Told(string path, string others, Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is (IOException or UnauthorizedAccessException) and not WriteException)
        {
            throw new WriteException($"{path}: can't be written ({error.Message}); {others}", error);
        }
    }

    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling.
        }
    }
}
