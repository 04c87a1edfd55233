using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>How a table differs from the one that a recipe was learned on: what can't be used, and what is worth a warning.</summary>
internal static class Unlike
{
    /// <summary>The table's column for an input. A column without any value is of any kind.</summary>
    /// <exception cref="DataException">There is none, or it is of another kind.</exception>
    public static Column ColumnFor(InputColumn input, Table table)
    {
        var column = Called(input, table);
        if (column.Kind == input.Kind)
            return column;
        if (column.MissingCount == column.Rows)
            return input.Kind switch
            {
                ColumnKind.Number => new NumberColumn(input.Name, Enumerable.Repeat(double.NaN, column.Rows).ToArray()),
                ColumnKind.Text => TextColumn.Adopt(input.Name, [], [.. Enumerable.Repeat(-1, column.Rows)]),
                _ => DateColumn.Adopt(input.Name, [.. Enumerable.Repeat(DateColumn.Missing, column.Rows)]),
            };
        int row = 0;
        while (column.IsMissing(row))
            row++;
        string kind = column.Kind switch { ColumnKind.Number => "numbers", ColumnKind.Text => "texts", _ => "dates" };
        throw new DataException($"{table.Source}: row {table.FirstRow + row + 1}, column '{input.Name}': '{Wording.Shortened(column.Text(row))}' makes it a column of {kind}, where the recipe was learned on {input}");
    }

    private static Column Called(InputColumn input, Table table)
    {
        try
        {
            return table[input.Name];
        }
        catch (DataException error)
        {
            throw new DataException($"{error.Message}; the recipe was learned on it, {input}", error);
        }
    }

    /// <summary>The warnings about a table's columns.</summary>
    public static ImmutableArray<DataWarning> In(ImmutableArray<InputColumn> inputs, ImmutableArray<Column?> columns, long firstRow)
    {
        var warnings = ImmutableArray.CreateBuilder<DataWarning>();
        for (int at = 0; at < inputs.Length; at++)
        {
            if (columns[at] is not { } column)
                continue;
            var input = inputs[at];
            Add(warnings, firstRow, input, column, DataWarningKind.Missing, input.Missing > 0 || column.MissingCount == 0 ? default : MissingIn(column));
            Add(warnings, firstRow, input, column, column is DateColumn or NumberColumn && !input.IsCategory ? DataWarningKind.OutsideRange : DataWarningKind.UnseenLevel, column switch
            {
                NumberColumn numbers when !input.IsCategory => Outside(numbers.Values, input),
                NumberColumn numbers => Unseen(LevelOrder.TextsOf(numbers), input),
                TextColumn texts => Unseen(texts, input),
                _ => Outside(((DateColumn)column).Ticks, input),
            });
        }

        return warnings.ToImmutable();
    }

    private static void Add(ImmutableArray<DataWarning>.Builder warnings, long firstRow, InputColumn input, Column column, DataWarningKind kind, (int Count, int First) rows)
    {
        if (rows.Count > 0)
            warnings.Add(new DataWarning(input.Name, kind, rows.Count, firstRow + rows.First, column.Text(rows.First), input.ToString()));
    }

    private static (int Count, int First) MissingIn(Column column)
    {
        int row = 0;
        while (!column.IsMissing(row))
            row++;
        return (column.MissingCount, row);
    }

    private static (int Count, int First) Outside(ReadOnlySpan<double> values, InputColumn input)
    {
        double lowest = input.Lowest ?? double.PositiveInfinity, highest = input.Highest ?? double.NegativeInfinity;
        int count = 0, first = -1;
        for (int row = 0; row < values.Length; row++)
            if (values[row] < lowest || values[row] > highest)
                first = count++ == 0 ? row : first;

        return (count, first);
    }

    private static (int Count, int First) Outside(ReadOnlySpan<long> ticks, InputColumn input)
    {
        long earliest = input.Earliest?.Ticks ?? long.MaxValue, latest = input.Latest?.Ticks ?? long.MinValue;
        int count = 0, first = -1;
        for (int row = 0; row < ticks.Length; row++)
            if (ticks[row] != DateColumn.Missing && (ticks[row] < earliest || ticks[row] > latest))
                first = count++ == 0 ? row : first;
        return (count, first);
    }

    private static (int Count, int First) Unseen(TextColumn column, InputColumn input)
    {
        var seen = input.SeenLevels;
        bool[] isNew = [.. column.Levels.Select(level => !seen.Contains(level))];
        int count = 0, first = -1;
        if (!Array.Exists(isNew, level => level))
            return (0, -1);
        var codes = column.Codes;
        for (int row = 0; row < codes.Length; row++)
            if (codes[row] >= 0 && isNew[codes[row]])
                first = count++ == 0 ? row : first;
        return (count, first);
    }
}
