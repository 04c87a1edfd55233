namespace Ridgeline.Cli.Tests;

/// <summary>The checkout that these tests were built in: its documents, and the snapshots that are kept beside the tests.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    /// <summary>A file of it.</summary>
    /// <param name="parts">Its place.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Ridgeline.slnx")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside of a checkout: no folder above them has Ridgeline.slnx"));
}
