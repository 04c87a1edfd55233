namespace Ridgeline.Tables;

/// <summary>What stands in quotes in a query: 'texts' and "identifiers", $$texts$$ too; comments are left out.</summary>
internal static class QuotedNames
{
    /// <summary>All of them that can be names of files.</summary>
    public static IEnumerable<string> Of(string sql)
    {
        for (int at = 0; at < sql.Length;)
        {
            int begin = at;
            if (sql[at] is '\'' or '"')
            {
                yield return Quoted(sql, ref at);
            }
            else if (Tag(sql, at) is { } tag)
            {
                int end = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
                if (end < 0)
                    yield break;
                yield return sql[(at + tag.Length)..end];
                at = end + tag.Length;
            }
            else if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
            {
                at = sql.IndexOf('\n', at) is var line and >= 0 ? line : sql.Length;
            }
            else if (string.CompareOrdinal(sql, at, "/*", 0, 2) == 0)
            {
                at = sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is var close and >= 0 ? close + 2 : sql.Length;
            }

            at = Math.Max(at, begin + 1);
        }
    }

    /// <summary>A text whose quote at <paramref name="at"/> is doubled where it is meant; at the end it stands behind it.</summary>
    private static string Quoted(string sql, ref int at)
    {
        char quote = sql[at];
        int begin = ++at;
        while (at < sql.Length && (sql[at] != quote || (at + 1 < sql.Length && sql[at + 1] == quote)))
            at += sql[at] == quote ? 2 : 1;
        string text = sql[begin..Math.Min(at, sql.Length)];
        at++;
        return text.Replace($"{quote}{quote}", $"{quote}");
    }

    /// <summary>$$ or $name$ at a place, if it stands there.</summary>
    private static string? Tag(string sql, int at)
    {
        if (sql[at] != '$')
            return null;
        int end = at + 1;
        while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_'))
            end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }
}
