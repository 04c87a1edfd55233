using System.Collections.Immutable;

namespace Ridgeline.Tables;

/// <summary>Whether files that are read together have the same columns.</summary>
internal static class SameColumns
{
    /// <summary>Refuses a file whose columns' names aren't those of the first, in whatever order.</summary>
    public static void Check(string file, IEnumerable<string> names, string first, ImmutableArray<string> wanted)
    {
        var own = names.ToHashSet(StringComparer.Ordinal);
        string[] lacking = [.. wanted.Where(name => !own.Contains(name))], beside = [.. own.Except(wanted, StringComparer.Ordinal)];
        if (lacking.Length > 0)
            throw new DataException($"{file}: lacks {Wording.Listed(lacking)}, which {first} has; files that are read together need the same columns");
        if (beside.Length > 0)
            throw new DataException($"{file}: has {Wording.Listed(beside)}, which {first} lacks; files that are read together need the same columns");
    }

    /// <summary>What a kind of column holds.</summary>
    public static string Plural(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Date => "dates",
        _ => "texts",
    };
}
