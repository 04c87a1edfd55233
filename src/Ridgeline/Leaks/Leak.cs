using System.Collections.Immutable;

namespace Ridgeline.Leaks;

/// <summary>A way by which what is held out may be known to what is learned from, with its evidence.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="IsAlarm">Whether it has to be seen to. Else it is told because it may matter, as what was found may be luck or meant: rows as coarse as these are alike by chance.</param>
/// <param name="Columns">The columns that it is about, in the table's order; empty where it is about all that are learned from.</param>
/// <param name="Rows">The rows that it is about, 0-based and rising: those that are held out while what gives them away is trained on. Empty where it is about columns as a whole.</param>
/// <param name="Value">The number that the finding rests on: see <see cref="LeakKind"/>.</param>
/// <param name="Expected">What that number would be by chance; NaN where chance has no part in it.</param>
/// <param name="Evidence">What was found, with its numbers: a sentence.</param>
/// <param name="Effect">What it does to the score: a sentence.</param>
/// <param name="Remedy">What to do about it: a sentence.</param>
public sealed record Leak(
    LeakKind Kind, bool IsAlarm, ImmutableArray<string> Columns, ImmutableArray<int> Rows, double Value, double Expected, string Evidence, string Effect, string Remedy)
{
    /// <summary>The group of each row of the table, such that folds that keep these groups whole (<c>Resamples.Grouped</c>) don't leak this way; default where folds can't mend it.</summary>
    public ImmutableArray<int> Groups { get; init; }

    /// <summary>The evidence.</summary>
    public override string ToString() => Evidence;
}

/// <summary>The ways by which what is held out may be known.</summary>
public enum LeakKind
{
    /// <summary>Rows that are alike in every column learned from stand on both sides of a fold. Value: how many are held out while a copy is trained on; expected: rows alike by chance.</summary>
    RepeatedRows,

    /// <summary>Rows far nearer to each other than neighbours are stand on both sides. Value: how many are held out while such a row is trained on; expected: rows as near by chance.</summary>
    NearRows,

    /// <summary>A group, or an identifier that several rows have, is divided between folds. Value: the rows held out while others of their group are trained on.</summary>
    DividedGroup,

    /// <summary>A column looks like an identifier of what several rows are about, whose rows are alike in the target, and is divided between folds. Value: 1 − d/d₀, d the mean difference of the target within it and d₀ between rows that don't share it; expected 0.</summary>
    LikelyGroup,

    /// <summary>Rows are predicted from later ones. Value: the rows held out while a later one is trained on.</summary>
    TimeOrder,

    /// <summary>A column alone tells the target almost perfectly. Value: how well, 1 is perfect (<see cref="Roles.LikelyLeak"/>).</summary>
    TellingColumn,

    /// <summary>A column holds the target's mean of the rows that share its value: it was encoded with the target. Value: how many values; no column has that by chance.</summary>
    EncodedTarget,

    /// <summary>Columns were scaled or centred over all rows, held-out ones among them. Value: how many columns; expected: how many look so by chance.</summary>
    AlreadyScaled,

    /// <summary>Missing numbers were filled in with a mean or median over all rows. Value: the cells filled in.</summary>
    AlreadyImputed,
}
