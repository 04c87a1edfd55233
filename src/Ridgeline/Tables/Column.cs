namespace Ridgeline.Tables;

/// <summary>A named column of a <see cref="Table"/>. A row of it may be missing.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>The number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>How many rows are missing.</summary>
    public int MissingCount { get; private protected init; }

    /// <summary>Whether row <paramref name="row"/> is missing.</summary>
    /// <param name="row">0-based.</param>
    public abstract bool IsMissing(int row);

    /// <summary>Row <paramref name="row"/> as text: numbers in the shortest form that reads back equal, dates as 2026-11-28 or 2026-11-28T09:30:00; nothing where it is missing.</summary>
    /// <param name="row">0-based.</param>
    public abstract string Text(int row);

    /// <summary>The same column under another name, which shares its values.</summary>
    /// <param name="name">The name.</param>
    public abstract Column Renamed(string name);

    /// <summary>These rows and then those of <paramref name="other"/>: of the same kind if both are, else texts.</summary>
    internal Column Append(Column other) => Joined(other) ?? new TextColumn(Name, Texts(this).Concat(Texts(other)));

    /// <summary>Each row as text; null where it is missing.</summary>
    internal static IEnumerable<string?> Texts(Column column) => Enumerable.Range(0, column.Rows).Select(row => column.IsMissing(row) ? null : column.Text(row));

    /// <summary>Some of the rows, in the order given.</summary>
    internal abstract Column Take(ReadOnlySpan<int> rows);

    private protected abstract Column? Joined(Column other);
}
