using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>What a table is like: its columns, what of them is learned from, and what to look at before it is.</summary>
public sealed record TableDescription
{
    private TableDescription()
    {
    }

    /// <summary>Where the data came from.</summary>
    public required string Source { get; init; }

    /// <summary>n, all rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The part that each column plays, and why.</summary>
    public required TableRoles Roles { get; init; }

    /// <summary>What each column holds, in the table's order.</summary>
    public required ImmutableArray<ColumnDescription> Columns { get; init; }

    /// <summary>What the target is like; null: there is none.</summary>
    public required TargetDescription? Target { get; init; }

    /// <summary>p, how many columns are learned from.</summary>
    public required int LearnedColumns { get; init; }

    /// <summary>The rows that can be learned from, by the columns that are; infinite without columns.</summary>
    public double RowsPerColumn => LearnedColumns == 0 ? double.PositiveInfinity : (Rows - Roles.RowsWithoutTarget) / (double)LearnedColumns;

    /// <summary>How many rows are equal to an earlier one in every column but identifiers and those given to be ignored.</summary>
    public required int RepeatedRows { get; init; }

    /// <summary>Columns of numbers that go together.</summary>
    public required ImmutableArray<CorrelatedGroup> CorrelatedGroups { get; init; }

    /// <summary>How many rows the correlations are of: a sample where there are many.</summary>
    public required int CorrelationRows { get; init; }

    /// <summary>Columns that alone predict the target almost perfectly.</summary>
    public required ImmutableArray<LikelyLeak> Leaks { get; init; }

    /// <summary>What to look at, in words, the gravest first.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Describes a table.</summary>
    /// <param name="table">The data.</param>
    /// <param name="roles">The parts that its columns play.</param>
    /// <param name="stop">Asked at every column.</param>
    /// <exception cref="DataException">A target of classes has an empty text.</exception>
    public static TableDescription Of(Table table, TableRoles roles, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(roles);
        using var plain = PlainNumbers.Begin();
        var columns = new ColumnDescription[table.Columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { CancellationToken = stop }, j => columns[j] = ColumnDescription.Of(table.Columns[j], roles.Columns[j]));
        var target = roles.Only(ColumnRole.Target) is { } name ? TargetDescription.Of(table, table[name]) : null;
        var (groups, rows) = CorrelationSearch.Find([.. roles.With(ColumnRole.Number).Select(number => (NumberColumn)table[number])], stop);
        var description = new TableDescription
        {
            Source = table.Source,
            Rows = table.Rows,
            Roles = roles,
            Columns = ImmutableArray.Create(columns),
            Target = target,
            LearnedColumns = roles.Learned.Count(),
            RepeatedRows = Ridgeline.Roles.RepeatedRows.Count([.. table.Columns.Where((_, j) => roles.Columns[j] is not ({ Role: ColumnRole.Id } or { Role: ColumnRole.Ignore, IsGiven: true }))]),
            CorrelatedGroups = groups,
            CorrelationRows = rows,
            Leaks = LikelyLeak.Find(table, roles, stop),
            Warnings = [],
        };
        return description with { Warnings = TableWarnings.Of(table, description) };
    }
}

/// <summary>What a target is like.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Classes">The classes in their order, and how many rows each has; empty for numbers.</param>
/// <param name="Numbers">Of numbers: their size; null for classes.</param>
public sealed record TargetDescription(string Column, ImmutableArray<ValueCount> Classes, NumberSummary? Numbers)
{
    internal static TargetDescription Of(Table table, Column column)
    {
        if (!ClassTarget.Suits(column))
        {
            double[] sorted = [.. ((NumberColumn)column).Values];
            Array.Sort(sorted);
            return new TargetDescription(column.Name, [], NumberSummary.Of(sorted.AsSpan(column.MissingCount)));
        }

        var target = TargetCodes.Of(table.Source, column);
        int[] counts = new int[target.Classes.Length];
        foreach (int code in target.Codes)
            if (code >= 0)
                counts[code]++;
        return new TargetDescription(column.Name, [.. target.Classes.Zip(counts, (name, count) => new ValueCount(name, count))], null);
    }
}
