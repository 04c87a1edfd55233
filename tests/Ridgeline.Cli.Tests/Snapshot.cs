using System.Text;

namespace Ridgeline.Cli.Tests;

/// <summary>Text that was looked at and kept in Snapshots/, so that a change of it is seen. RIDGELINE_SNAPSHOTS=renew writes what there is now in its place.</summary>
internal static class Snapshot
{
    private const int LinesTold = 12;

    /// <summary>Fails where a text isn't what was kept, and says in which lines. Spaces at the ends of lines don't count.</summary>
    /// <param name="name">The name of the file in Snapshots/, without .txt.</param>
    /// <param name="text">The text.</param>
    public static void Check(string name, string text)
    {
        string file = Repository.PathOf("tests", "Ridgeline.Cli.Tests", "Snapshots", $"{name}.txt");
        string[] found = Lines(text);
        if (Environment.GetEnvironmentVariable("RIDGELINE_SNAPSHOTS") == "renew")
            File.WriteAllText(file, string.Join('\n', found) + "\n");
        string[] kept = File.Exists(file) ? Lines(File.ReadAllText(file)) : [];
        var differences = new StringBuilder();
        int told = 0;
        for (int i = 0; i < Math.Max(kept.Length, found.Length) && told < LinesTold; i++)
            if (kept.ElementAtOrDefault(i) != found.ElementAtOrDefault(i) && ++told > 0)
                differences.Append($"\nline {i + 1}\n  kept:  {kept.ElementAtOrDefault(i)}\n  found: {found.ElementAtOrDefault(i)}");
        Assert.True(told == 0, $"Snapshots/{name}.txt isn't what there is now; look at it, and if it is right RIDGELINE_SNAPSHOTS=renew keeps it:{differences}");
    }

    private static string[] Lines(string text) => [.. text.TrimEnd().Split('\n').Select(line => line.TrimEnd())];
}
