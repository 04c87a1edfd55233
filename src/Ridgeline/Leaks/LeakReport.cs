using System.Collections.Immutable;
using Ridgeline.Resampling;
using Ridgeline.Roles;
using Ridgeline.Tables;

namespace Ridgeline.Leaks;

/// <summary>How what is held out of a table may be known to what is learned from, as far as cells, parts of columns and folds show it.</summary>
/// <remarks>
/// What can be seen exactly (equal rows, groups, the order of time, a target's means) is always found. What only statistics tell (near rows, columns like identifiers, columns that
/// stand out, columns already scaled) is an alarm where luck would bring it up in at most one of some hundred tables without a leak.
/// </remarks>
/// <param name="Leaks">What was found, alarms first and then by kind.</param>
/// <param name="Rows">How many rows were looked at: those with a target that are in a fold.</param>
public sealed record LeakReport(ImmutableArray<Leak> Leaks, int Rows)
{
    /// <summary>Those that have to be seen to.</summary>
    public IEnumerable<Leak> Alarms => Leaks.Where(leak => leak.IsAlarm);

    /// <summary>The report in a sentence.</summary>
    public string Summary
    {
        get
        {
            using var plain = PlainNumbers.Begin();
            int alarms = Alarms.Count();
            return alarms == 0
                ? $"No leak was found in {Wording.Count(Rows, "row")}{(Leaks.IsEmpty ? "" : $", though {Wording.Count(Leaks.Length, "thing")} should be looked at")}."
                : $"{Wording.Count(alarms, "leak")} found in {Wording.Count(Rows, "row")}: what is held out isn't new to the models, and scores may be better than they will be.";
        }
    }

    /// <summary>Looks for leaks.</summary>
    /// <param name="table">The data.</param>
    /// <param name="roles">The parts of its columns, given or inferred.</param>
    /// <param name="resamples">Which rows are held out, and when; a row in no fold isn't looked at. Null: rows that are alike count as divided, as folds of single rows would divide them.</param>
    /// <param name="weights">The rows' weights: one of weight 0 isn't looked at, but where columns are scaled or filled in over all rows; default: all rows count.</param>
    /// <param name="stop">Asked at every column and every thousand rows.</param>
    /// <exception cref="ArgumentException">The resamples or the weights are of other rows than the table.</exception>
    /// <exception cref="DataException">A target of classes has an empty text.</exception>
    public static LeakReport Find(Table table, TableRoles roles, Resamples? resamples = null, ReadOnlySpan<double> weights = default, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(roles);
        using var plain = PlainNumbers.Begin();
        if (resamples is not null && resamples.Rows != table.Rows)
            throw new ArgumentException($"resamples of {Wording.Count(resamples.Rows, "row")} for a table of {table.Rows}", nameof(resamples));
        if (!weights.IsEmpty && weights.Length != table.Rows)
            throw new ArgumentException($"{Wording.Count(weights.Length, "weight")} for a table of {Wording.Count(table.Rows, "row")}", nameof(weights));
        var rows = new LeakRows(table, roles, resamples, weights);
        var copies = CopiedRows.Of(rows);
        IEnumerable<Leak> found =
        [
            .. copies.Leak is { } copied ? [copied] : (ReadOnlySpan<Leak>)[],
            .. NearRows.Find(rows, copies.FirstOf, stop), .. EntityRows.Find(rows, stop), .. TimeSides.Find(rows, stop),
            .. TellingColumns.Find(rows, stop), .. ScaledColumns.Find(rows, stop), .. FilledColumns.Find(rows, stop),
        ];
        return new LeakReport([.. found.OrderBy(leak => leak.IsAlarm ? 0 : 1).ThenBy(leak => leak.Kind)], rows.Present.Length); // a stable order
    }
}
