using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Studies;

/// <summary>The columns of a table that are learned from: all that have no other part, and all of numbers.</summary>
internal static class LearnedColumns
{
    /// <summary>Their names, in the table's order.</summary>
    /// <param name="table">The data.</param>
    /// <param name="others">The columns with another part; null: that part isn't played.</param>
    /// <param name="otherwise">The others in words, for the message that nothing is left.</param>
    /// <exception cref="DataException">There are none, or one holds something else than numbers.</exception>
    public static ImmutableArray<string> Of(Table table, ReadOnlySpan<string?> others, string otherwise)
    {
        var columns = ImmutableArray.CreateBuilder<string>(table.Columns.Length);
        var texts = new List<Column>();
        foreach (var column in table.Columns)
        {
            if (others.Contains(column.Name))
                continue;
            columns.Add(column.Name);
            if (column is TextColumn && !Column.Texts(column).OfType<string>().Any(Table.IsNumber))
                texts.Add(column);
        }

        if (columns.Count == 0)
            throw new DataException($"{table.Source}: there are no columns to learn from beside {otherwise}; at least one is needed");
        if (texts.Count > 0)
            throw table.NotNumbers(texts[0], "no cell of this column is a number, and only numbers can be learned from: remove the column from the file, or code its texts as numbers"
                + (texts.Count == 1 ? "" : $" (and so with {Wording.Listed(texts.Skip(1).Select(column => column.Name))})"));
        foreach (string name in columns)
            table.Numbers(name); // numbers with a stray text among them: the cell is named
        return columns.ToImmutable();
    }
}
