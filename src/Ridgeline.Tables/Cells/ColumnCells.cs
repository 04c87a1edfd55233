using System.Collections.Immutable;

namespace Ridgeline.Tables.Cells;

/// <summary>A column as its rows come in; how many they will be isn't known.</summary>
internal abstract class ColumnCells(string name) : IDisposable
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;

    /// <summary>How many rows have come.</summary>
    public abstract int Count { get; }

    /// <summary>The column; nothing is left here.</summary>
    /// <param name="source">Where the rows came from, for messages.</param>
    public abstract Column ToColumn(string source);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Cells of a kind.</summary>
    public static ColumnCells Of(string name, ColumnKind kind) => kind switch
    {
        ColumnKind.Number => new NumberCells(name),
        ColumnKind.Text => new TextCells(name),
        _ => new DateCells(name),
    };

    /// <summary>The kind of cells.</summary>
    public static ColumnKind KindOf(ColumnCells cells) => cells switch
    {
        NumberCells => ColumnKind.Number,
        TextCells => ColumnKind.Text,
        _ => ColumnKind.Date,
    };
}

/// <summary>Numbers; NaN where one is missing.</summary>
internal sealed class NumberCells(string name) : ColumnCells(name)
{
    /// <summary>The numbers.</summary>
    public CellList<double> Values { get; } = new();

    public override int Count => Values.Count;

    public override Column ToColumn(string source) => NumberColumn.Adopt(Name, Values.ToArray());

    public override void Dispose() => Values.Dispose();
}

/// <summary>Texts as codes; −1 where one is missing.</summary>
internal sealed class TextCells(string name) : ColumnCells(name)
{
    /// <summary>The different texts.</summary>
    public TextLevels Levels { get; } = new();

    /// <summary>Each row's place among them.</summary>
    public CellList<int> Codes { get; } = new();

    public override int Count => Codes.Count;

    public override Column ToColumn(string source) => TextColumn.Adopt(Name, Levels.ToTexts(source, Name), Codes.ToArray());

    public override void Dispose() => Codes.Dispose();

    /// <summary>Adds a text; null is missing.</summary>
    public void Add(string? text) => Codes.Add(text is null ? -1 : Levels.CodeOf(text));
}

/// <summary>Dates in ticks; <see cref="DateColumn.Missing"/> where one is missing.</summary>
internal sealed class DateCells(string name) : ColumnCells(name)
{
    /// <summary>The ticks.</summary>
    public CellList<long> Ticks { get; } = new();

    public override int Count => Ticks.Count;

    public override Column ToColumn(string source) => DateColumn.Adopt(Name, Ticks.ToArray());

    public override void Dispose() => Ticks.Dispose();
}

/// <summary>Columns into a table, the numbers among them side by side.</summary>
internal static class TableCells
{
    /// <summary>The table; nothing is left in the cells.</summary>
    /// <param name="source">Where the rows came from.</param>
    /// <param name="cells">The columns.</param>
    /// <param name="apart">Columns of numbers that don't stand beside the others.</param>
    /// <param name="before">How many rows of the source come before.</param>
    public static Table ToTable(string source, IReadOnlyList<ColumnCells> cells, ImmutableArray<string> apart, long before = 0)
    {
        try
        {
            if (cells is [{ Count: 0 }, ..])
                throw new DataException($"{source}: there are no rows");
            var together = SideBySide(cells, apart);
            return new Table(source, [.. cells.Select(column => together.GetValueOrDefault(column.Name) ?? column.ToColumn(source))]) { FirstRow = before };
        }
        finally
        {
            foreach (var column in cells)
                column.Dispose();
        }
    }

    /// <summary>The numbers not set apart, in one array; none where they would be more than an array holds.</summary>
    private static Dictionary<string, Column> SideBySide(IReadOnlyList<ColumnCells> cells, ImmutableArray<string> apart)
    {
        NumberCells[] numbers = [.. cells.OfType<NumberCells>().Where(column => !apart.Contains(column.Name))];
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        if (numbers.Length == 0 || (long)numbers.Length * numbers[0].Count > Array.MaxLength)
            return columns;
        int rows = numbers[0].Count;
        var block = GC.AllocateUninitializedArray<double>(numbers.Length * rows);
        for (int j = 0; j < numbers.Length; j++)
        {
            var memory = block.AsMemory(j * rows, rows);
            numbers[j].Values.MoveTo(memory.Span);
            columns[numbers[j].Name] = NumberColumn.Adopt(numbers[j].Name, memory);
        }

        return columns;
    }
}
