using System.Globalization;

namespace Ridgeline.Files;

/// <summary>The temporary name that a file has until it is complete: its own, the number of the process that writes it, and .tmp.</summary>
internal static class UnfinishedFile
{
    /// <summary>How its name ends.</summary>
    public const string Ending = ".tmp";

    /// <summary>What this process calls a file until it is complete.</summary>
    /// <param name="full">The file.</param>
    public static string NameOf(string full) => $"{full}.{Environment.ProcessId}{Ending}";

    /// <summary>Whether a file is what a process that is gone left of another one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="of">The other one's name, without its folder.</param>
    public static bool IsLeft(string path, ReadOnlySpan<char> of)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.Length > of.Length + Ending.Length && name.StartsWith(of, StringComparison.Ordinal) && name[of.Length] == '.' && name.EndsWith(Ending, StringComparison.Ordinal)
            && int.TryParse(name[(of.Length + 1)..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !IsRunning(process);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(process);
            return !running.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
