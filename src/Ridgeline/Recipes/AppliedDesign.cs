using System.Collections.Immutable;
using Ridgeline.Designs;
using Ridgeline.Tables;

namespace Ridgeline.Recipes;

/// <summary>The design of the columns at the end of a recipe.</summary>
internal static class AppliedDesign
{
    /// <summary>A design of the frame's columns: the table's own numbers without a copy where they lie side by side.</summary>
    /// <exception cref="DataException">A number is missing or not finite.</exception>
    public static Design Of(Frame frame, Table table, bool isSparse)
    {
        var columns = frame.Numbers();
        if (columns.Any(column => column is CellFeature))
            return Cells(frame, columns);
        foreach (var column in columns)
            if (column is InputNumbers { Column.MissingCount: > 0 } input && NotFinite(frame, column, input.Column.Values) is { } missing)
                throw missing;
        if (columns.All(column => column is InputNumbers))
            return Design.Of(table, columns.Select(column => column.Name));
        return isSparse ? Sparse(frame, columns) : Dense(frame, columns);
    }

    private static double[] Written(Frame frame, ImmutableArray<NumberFeature> columns)
    {
        long length = (long)frame.Rows * columns.Length;
        if (length > Array.MaxLength)
            throw new DataException($"{frame.Source}: {Wording.Count(frame.Rows, "row")} of {Wording.Count(columns.Length, "column")} are {length} numbers, more than the {Array.MaxLength} that a dense design can have");
        var values = new double[length];
        for (int j = 0; j < columns.Length; j++)
            columns[j].Write(values.AsSpan(j * frame.Rows, frame.Rows));
        return values;
    }

    private static Design Cells(Frame frame, ImmutableArray<NumberFeature> columns)
    {
        double[] values = Written(frame, columns);
        for (int j = 0; j < columns.Length; j++)
            for (int row = 0; row < frame.Rows; row++)
                if (values[j * frame.Rows + row] is var value && (columns[j] is CellFeature ? double.IsInfinity(value) : !double.IsFinite(value)))
                    throw NotFinite(frame, columns[j], row, value);
        return Design.OfCells(values, frame.Rows, NamesOf(columns), [.. columns.Select(column => (column as CellFeature)?.Levels ?? [])]);
    }

    private static Design Dense(Frame frame, ImmutableArray<NumberFeature> columns)
    {
        double[] values = Written(frame, columns);
        try
        {
            return Design.Adopt(values, frame.Rows, NamesOf(columns));
        }
        catch (ArgumentException)
        {
            for (int j = 0; j < columns.Length; j++)
                if (NotFinite(frame, columns[j], values.AsSpan(j * frame.Rows, frame.Rows)) is { } error)
                    throw error;
            throw;
        }
    }

    private static Design Sparse(Frame frame, ImmutableArray<NumberFeature> columns)
    {
        var entries = new Entries(frame.Rows, (long)Math.Ceiling(columns.Sum(column => column.Share) * frame.Rows));
        var starts = new int[columns.Length + 1];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j].AddTo(entries);
            starts[j + 1] = entries.Count;
        }

        double[] values = entries.Values();
        int[] rows = entries.RowIndices();
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad < 0)
            return Design.Sparse(values, rows, starts, frame.Rows, NamesOf(columns));
        int at = Array.FindLastIndex(starts, start => start <= bad);
        throw NotFinite(frame, columns[at], rows[bad], values[bad]);
    }

    private static ImmutableArray<string> NamesOf(ImmutableArray<NumberFeature> columns) => [.. columns.Select(column => column.Name)];

    private static DataException? NotFinite(Frame frame, NumberFeature column, ReadOnlySpan<double> values)
    {
        for (int row = 0; row < values.Length; row++)
            if (!double.IsFinite(values[row]))
                return NotFinite(frame, column, row, values[row]);
        return null;
    }

    private static DataException NotFinite(Frame frame, NumberFeature column, int row, double value)
    {
        string from = column is InputNumbers ? "" : $", made from {Wording.Listed(frame.SourcesOf(column), 4)}";
        return new(double.IsNaN(value)
            ? $"{frame.Source}: row {frame.FirstRow + row + 1}, column '{column.Name}'{from}: is missing; a number is needed, or a recipe that fills missing ones (Impute)"
            : $"{frame.Source}: row {frame.FirstRow + row + 1}, column '{column.Name}'{from}: is too large; it overflows to {(value > 0 ? "+" : "-")}∞");
    }
}
