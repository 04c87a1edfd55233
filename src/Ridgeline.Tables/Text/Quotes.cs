namespace Ridgeline.Tables;

/// <summary>Cells in quotes (RFC 4180): a cell that begins with one ends with one, and a quote inside is written twice.</summary>
/// <remarks>
/// A cell that begins otherwise is as it stands, quotes included, if they stand in pairs with neither a delimiter nor a line's end between them: x"y"z.
/// What else has quotes could mean several things, and is refused.
/// </remarks>
internal static class Quotes
{
    private const string Rule = "a cell with quotes in it is written \"like \"\"this\"\"\"";

    /// <summary>What a cell says, without its quotes.</summary>
    /// <param name="cell">The cell as it stands.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="scratch">Room for a cell that has to be put together.</param>
    /// <param name="text">What it says.</param>
    /// <returns>What is wrong with its quotes; null: nothing.</returns>
    public static string? Read(ReadOnlySpan<char> cell, char delimiter, ref char[] scratch, out ReadOnlySpan<char> text)
    {
        text = cell;
        int quote = cell.IndexOf('"');
        if (quote < 0)
            return null;
        return quote == 0 ? ReadQuoted(cell[1..], ref scratch, out text) : Bare(cell[quote..], delimiter);
    }

    private static string? ReadQuoted(ReadOnlySpan<char> rest, ref char[] scratch, out ReadOnlySpan<char> text)
    {
        text = default;
        int at = rest.IndexOf('"');
        if (at == rest.Length - 1 && at >= 0)
        {
            text = rest[..at];
            return null;
        }

        if (scratch.Length < rest.Length)
            scratch = new char[2 * rest.Length];
        int length = 0;
        while (true)
        {
            at = rest.IndexOf('"');
            if (at < 0)
                return $"a quote is opened that is never closed; {Rule}";
            rest[..at].CopyTo(scratch.AsSpan(length));
            length += at;
            if (at == rest.Length - 1)
                break;
            if (rest[at + 1] != '"')
                return $"'{Wording.Shortened(rest[(at + 1)..].ToString())}' stands behind a closing quote; {Rule}";
            scratch[length++] = '"';
            rest = rest[(at + 2)..];
        }

        text = scratch.AsSpan(0, length);
        return null;
    }

    /// <summary>What is wrong with a cell from its first quote on, which isn't its beginning.</summary>
    private static string? Bare(ReadOnlySpan<char> rest, char delimiter)
    {
        bool isInside = false;
        foreach (char c in rest)
        {
            isInside ^= c == '"';
            if (isInside && (c == delimiter || c is '\r' or '\n'))
                return $"a quote stands inside a cell that doesn't begin with one; {Rule}";
        }

        return isInside ? $"a quote stands inside a cell that doesn't begin with one; {Rule}" : null;
    }
}
