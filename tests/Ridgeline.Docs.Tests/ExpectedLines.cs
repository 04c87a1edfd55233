namespace Ridgeline.Docs.Tests;

/// <summary>
/// What a page says that is printed: all lines of it, from the first to the last, where spaces at their ends and empty lines around them don't count; a line … stands for any number of lines that aren't shown.
/// </summary>
internal static class ExpectedLines
{
    private const string LeftOut = "…";

    /// <summary>What isn't as it is expected, or nothing.</summary>
    /// <param name="expected">The block of the page.</param>
    /// <param name="printed">What was printed.</param>
    public static IEnumerable<string> Missing(string expected, string printed)
    {
        string[] wanted = Lines(expected), found = Lines(printed);
        int at = 0;
        bool open = false; // whether lines may be passed over
        for (int i = 0; i < wanted.Length;)
        {
            if (wanted[i] == LeftOut)
            {
                (open, i) = (true, i + 1);
                continue;
            }

            string[] run = [.. wanted.Skip(i).TakeWhile(line => line != LeftOut)];
            int start = open ? Enumerable.Range(at, Math.Max(0, found.Length - at)).FirstOrDefault(from => Stands(run, found, from), -1) : Stands(run, found, at) ? at : -1;
            if (start < 0)
            {
                int near = Enumerable.Range(0, run.Length).First(k => open ? !found.Contains(run[k]) || k == run.Length - 1 : at + k >= found.Length || found[at + k] != run[k]);
                yield return $"isn't printed: '{run[near]}'\nwhat is printed:\n{string.Join('\n', found)}";
                yield break;
            }

            (at, i, open) = (start + run.Length, i + run.Length, false);
        }

        if (!open && at < found.Length)
            yield return $"more is printed: '{found[at]}'\nwhat is printed:\n{string.Join('\n', found)}";
    }

    private static bool Stands(string[] run, string[] found, int from) => from + run.Length <= found.Length && run.AsSpan().SequenceEqual(found.AsSpan(from, run.Length));

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => line.TrimEnd())];
}
