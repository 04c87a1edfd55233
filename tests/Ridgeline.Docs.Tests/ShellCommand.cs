using System.Text;

namespace Ridgeline.Docs.Tests;

/// <summary>A command of a block, with the words that a shell would make of it.</summary>
/// <param name="Line">Its line in the block, from 0.</param>
/// <param name="Words">The words; quotes keep spaces.</param>
/// <param name="ExitCode">0, or what the page says: # exit code N at the end of the line.</param>
internal sealed record ShellCommand(int Line, IReadOnlyList<string> Words, int ExitCode)
{
    private const string Ends = "# exit code ";

    /// <summary>The commands of a block: one a line, a line that ends with \ goes on, one that begins with # is a remark.</summary>
    public static IEnumerable<ShellCommand> Of(string block)
    {
        string[] lines = block.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int first = i;
            string line = lines[i];
            while (line.EndsWith('\\'))
                line = line[..^1] + lines[++i].TrimStart();
            line = line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line;
            if (line.Trim().Length == 0 || line.StartsWith('#'))
                continue;
            int end = line.IndexOf(Ends, StringComparison.Ordinal);
            int code = end < 0 ? 0 : int.Parse(line[(end + Ends.Length)..].Trim());
            yield return new ShellCommand(first, WordsOf(end < 0 ? line : line[..end]), code);
        }
    }

    private static List<string> WordsOf(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool any = false;
        foreach (char letter in line)
        {
            if (quote == '\0' ? letter is '\'' or '"' : letter == quote)
                (quote, any) = (quote == '\0' ? letter : '\0', true);
            else if (quote == '\0' && letter == ' ')
                End();
            else
                word.Append(letter);
        }

        End();
        return words;

        void End()
        {
            if (any || word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
            any = false;
        }
    }
}
