using System.Collections.Immutable;
using Ridgeline.Tables;

namespace Ridgeline.Roles;

/// <summary>A column that alone predicts the target almost perfectly: likely the target by another name, or known only after it. It is named, not left out.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Measure">What says so.</param>
/// <param name="Value">How well it does by that measure; 1 is perfect.</param>
/// <param name="Reason">The same in words.</param>
public sealed record LikelyLeak(string Column, LeakMeasure Measure, double Value, string Reason)
{
    /// <summary>The likely leaks among the columns that are learned from, in the table's order.</summary>
    /// <param name="table">The data.</param>
    /// <param name="roles">The parts of its columns; without a target there are no leaks.</param>
    /// <param name="stop">Asked at every column.</param>
    /// <remarks>Rows beyond 20,000 aren't looked at: those that are stand evenly over the table, the same at every call. A column costs a sort of them.</remarks>
    /// <exception cref="DataException">A target of classes has an empty text.</exception>
    public static ImmutableArray<LikelyLeak> Find(Table table, TableRoles roles, CancellationToken stop = default) => LeakSearch.Find(table, roles, stop);

    /// <summary>How well each column that is learned from tells the target by itself, 0 to 1: the best of what <see cref="LeakMeasure"/> says (|2·AUC − 1|, the squared rank correlation, what is told in rows held out).</summary>
    internal static ImmutableArray<(string Column, double Told)> Strengths(Table table, TableRoles roles, CancellationToken stop) => LeakSearch.Strengths(table, roles, stop);
}

/// <summary>By what a column predicts the target.</summary>
public enum LeakMeasure
{
    /// <summary>The area under the ROC curve of the column as it is, or turned round: of two classes.</summary>
    RocAuc,

    /// <summary>Spearman's rank correlation, of either sign: of numbers.</summary>
    RankCorrelation,

    /// <summary>
    /// What the nearest values, or the same level, in one half of the rows say of the other half, and back: 1 − errors/(errors of the most frequent class), or the share of the
    /// variance of the target's ranks. A column of many levels has no advantage: a level that the other half doesn't have says nothing.
    /// </summary>
    HeldOut,
}
