using System.Collections.Immutable;

namespace Ridgeline.Recipes;

/// <summary>What a row had that no row had when the recipe was learned.</summary>
public enum DataWarningKind
{
    /// <summary>A text, or a number taken as a level, that no row with weight had.</summary>
    UnseenLevel,

    /// <summary>A number or date outside the range of the rows with weight.</summary>
    OutsideRange,

    /// <summary>A missing value in a column in which no row with weight was missing.</summary>
    Missing,
}

/// <summary>Rows of a column that aren't like those that the recipe was learned on.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">In what.</param>
/// <param name="Count">How many rows.</param>
/// <param name="FirstRow">The first of them, 0-based, counted in the source.</param>
/// <param name="FirstValue">What it has there, as text; empty where it is missing.</param>
/// <param name="Learned">What the recipe was learned on, in words: "numbers from 14 to 45".</param>
public sealed record DataWarning(string Column, DataWarningKind Kind, long Count, long FirstRow, string FirstValue, string Learned)
{
    /// <summary>Where the first of them is, a file's name for example; empty where that isn't known.</summary>
    public string Source { get; init; } = "";

    /// <summary>The warnings of two parts of the data that follow each other, as those of both.</summary>
    /// <param name="first">Of the first part.</param>
    /// <param name="then">Of the second.</param>
    public static ImmutableArray<DataWarning> Joined(ImmutableArray<DataWarning> first, ImmutableArray<DataWarning> then)
    {
        var joined = first.ToBuilder();
        foreach (var warning in then)
        {
            int at = first.IndexOf(first.FirstOrDefault(known => known.Column == warning.Column && known.Kind == warning.Kind)!);
            if (at < 0)
                joined.Add(warning);
            else
                joined[at] = first[at] with { Count = first[at].Count + warning.Count };
        }

        return joined.ToImmutable();
    }

    /// <summary>"column 'race': 3 rows have a level that wasn't seen when the recipe was learned (texts: 'black', 'white'), the first 'green' in row 12".</summary>
    public override string ToString()
    {
        string what = Kind switch
        {
            DataWarningKind.UnseenLevel => "a level that wasn't seen when the recipe was learned",
            DataWarningKind.OutsideRange => "a value outside the range seen when the recipe was learned",
            _ => "no value, which no row had when the recipe was learned",
        };
        string first = Kind == DataWarningKind.Missing ? $"the first is row {FirstRow + 1}" : $"the first '{Wording.Shortened(FirstValue)}' in row {FirstRow + 1}";
        return $"column '{Column}': {Count} {(Count == 1 ? "row has" : "rows have")} {what} ({Learned}); {first}";
    }
}
