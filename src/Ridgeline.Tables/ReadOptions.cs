using System.Collections.Immutable;
using System.Text;

namespace Ridgeline.Tables;

/// <summary>How data are read. What text means is asked for, never guessed.</summary>
public sealed record ReadOptions
{
    /// <summary>The decimal point of numbers in text files.</summary>
    public char Decimal { get; init => field = InNumbers(value, nameof(Decimal)); } = '.';

    /// <summary>What separates thousands in numbers in text files, every three digits from the decimal point on; null: nothing may.</summary>
    public char? Thousands { get; init => field = value is { } mark ? InNumbers(mark, nameof(Thousands)) : null; }

    /// <summary>What separates cells in text files; null: a tab in .tsv and .tab files, else a comma.</summary>
    public char? Delimiter { get; init => field = value is null or '\t' or (>= ' ' and <= '~' and not ('"' or '#')) ? value : throw Bad(nameof(Delimiter), value.Value, "a tab or one of the characters of ASCII except '\"' and '#'"); }

    /// <summary>The encoding of text files; null: UTF-8, with or without a byte-order mark, or what a UTF-16 or UTF-32 mark says.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Cells of text files that are missing beside empty ones, "NA" for example. Blanks around a cell don't count.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>The kinds that columns must have, by name; the kind of others is that of their cells. Names that the data don't have are passed over.</summary>
    public ImmutableDictionary<string, ColumnKind> Kinds { get; init; } = ImmutableDictionary<string, ColumnKind>.Empty;

    /// <summary>Columns that aren't learned from (the target, weights, …): the other columns of numbers then stand side by side in one array, which becomes a design without a copy.</summary>
    public ImmutableArray<string> Apart { get; init; } = [];

    private static char InNumbers(char mark, string name) =>
        char.IsLetterOrDigit(mark) || mark is '+' or '-' or '"' or '\t' or '\r' or '\n' or '\0' ? throw Bad(name, mark, "a mark that no number has otherwise, such as '.' or ','") : mark;

    private static ArgumentOutOfRangeException Bad(string name, char value, string needed) => new(name, value, $"'{value}' can't be the {name}; {needed} is needed");
}
