using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Ridgeline.Tables;

/// <summary>Named, typed columns in memory, all with the same number of rows.</summary>
public sealed class Table
{
    private readonly FrozenDictionary<string, Column> _byName;

    /// <summary>A table of columns.</summary>
    /// <param name="source">Where the data came from, a file's name for example; every message about them starts with it.</param>
    /// <param name="columns">The columns, with different names and the same number of rows.</param>
    /// <exception cref="DataException">No columns, no rows, two columns of one name, or columns of different lengths.</exception>
    public Table(string source, ImmutableArray<Column> columns)
    {
        if (columns.IsEmpty)
            throw new DataException($"{source}: there are no columns");
        foreach (var column in columns)
        {
            if (string.IsNullOrWhiteSpace(column.Name))
                throw new DataException($"{source}: column {columns.IndexOf(column) + 1} has no name");
            if (column.Rows != columns[0].Rows)
                throw new DataException($"{source}: column '{column.Name}' has {Wording.Count(column.Rows, "row")}, column '{columns[0].Name}' has {columns[0].Rows}");
        }

        foreach (var same in columns.GroupBy(column => column.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            throw new DataException($"{source}: {same.Count()} columns are called '{same.Key}'; every column needs a name of its own");
        if (columns[0].Rows == 0)
            throw new DataException($"{source}: there are no rows under the header");
        (Source, Columns) = (source, columns);
        _byName = columns.ToFrozenDictionary(column => column.Name, StringComparer.Ordinal);
    }

    /// <summary>Where the data came from.</summary>
    public string Source { get; }

    /// <summary>How many rows of the source come before this table's first: 0 but for a part of a source that is read a part at a time. Messages count rows of the source.</summary>
    public long FirstRow { get; init; }

    /// <summary>The columns, in their order.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>The number of rows; at least 1.</summary>
    public int Rows => Columns[0].Rows;

    /// <summary>The place of the column called <paramref name="name"/>; −1 if there is none.</summary>
    internal int IndexOf(string name) => _byName.TryGetValue(name, out var column) ? Columns.IndexOf(column) : -1;

    /// <summary>The column called <paramref name="name"/>.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="DataException">There is none.</exception>
    public Column this[string name] => _byName.TryGetValue(name, out var column)
        ? column
        : throw new DataException($"{Source}: there is no column '{name}'; {Present(name)}");

    /// <summary>The column called <paramref name="name"/>, which must hold a number in every row.</summary>
    /// <param name="name">Exactly, letter case included.</param>
    /// <exception cref="DataException">There is none, or a row of it is missing or no number: the first such is named.</exception>
    public NumberColumn Numbers(string name)
    {
        var column = this[name];
        if (column is NumberColumn { MissingCount: 0 } numbers)
            return numbers;
        throw NotNumbers(column, "a number such as 12.5 or 3e-4 is needed here");
    }

    /// <summary>The columns that there are, and the likely slip.</summary>
    private string Present(string wanted)
    {
        if (Columns.Length == 1)
            return $"the only one is '{Wording.Shortened(Columns[0].Name)}'{Wording.Separator(Columns[0].Name)}";
        var alike = Columns.FirstOrDefault(column => column.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return $"the columns are {Wording.Listed(Columns.Select(column => column.Name))}{(alike is null ? "" : $"; '{alike.Name}' differs in letter case only")}";
    }

    /// <summary>The error that names the first cell of a column that is no number.</summary>
    internal DataException NotNumbers(Column column, string needed)
    {
        int row = 0;
        while (!column.IsMissing(row) && IsNumber(column.Text(row)))
            row++;
        string cell = column.Text(row);
        string what = column.IsMissing(row) || string.IsNullOrWhiteSpace(cell) ? "is empty" : $"'{Wording.Shortened(cell)}' is not a finite number";
        return new DataException($"{Source}: row {FirstRow + row + 1}, column '{column.Name}': {what}; {needed}");
    }

    /// <summary>SHA-256 of the columns' names, kinds and cells, in hexadecimal digits: the same data have the same, whatever they were read from.</summary>
    public string Hash() => TableHash.Of(this);

    /// <summary>This table's rows followed by those of <paramref name="other"/>, in this table's columns.</summary>
    /// <param name="other">A table with at least these columns; others of it are left out.</param>
    /// <exception cref="DataException">A column is missing from <paramref name="other"/>.</exception>
    public Table Append(Table other) => new(Source, [.. Columns.Select(column => column.Append(other[column.Name]))]);

    /// <summary>Some of this table's rows, in the order given.</summary>
    /// <param name="rows">Which, 0-based; a row may be taken more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="DataException">There are none.</exception>
    public Table Take(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
            if ((uint)row >= (uint)Rows)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"rows are 0 to {Rows - 1}");
        var columns = ImmutableArray.CreateBuilder<Column>(Columns.Length);
        foreach (var column in Columns)
            columns.Add(column.Take(rows));
        return new Table(Source, columns.MoveToImmutable());
    }

    /// <summary>
    /// The same rows for a file that a spreadsheet may open: names and texts that it would run as formulas (they begin with =, +, -, @, a tab or a line's end and aren't numbers) have an apostrophe
    /// before them, and names that are the same then are told apart by a number behind them.
    /// </summary>
    public Table Defused() => new(Source, SpreadsheetText.Defused(Columns)) { FirstRow = FirstRow };

    internal static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
}
