using Ridgeline.Resampling;
using Ridgeline.Roles;

namespace Ridgeline.Studies;

/// <summary>Which rows of a table are held out, and when. Classes are shared evenly among drawn folds; groups stay whole.</summary>
public sealed record TableFolds
{
    /// <summary>K, at least 2; default 10. A column of folds has its own.</summary>
    public int Count
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least two folds are needed");
    } = 10;

    /// <summary>The column that says each row's fold, a whole number or a text: each distinct value is a fold. Null: folds are drawn. Every row with a weight needs one.</summary>
    public string? FoldColumn { get; init; }

    /// <summary>The column that says each row's group, a number or a text: a group is never divided between folds. Null: rows aren't grouped.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>How often folds are drawn, at least 1; default 1.</summary>
    public int Repeats
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least one repeat is needed");
    } = 1;

    /// <summary>Whether the rows stand in the order of time, the oldest first, and every fold is predicted from rows before it: <see cref="Resamples.TimeOrdered"/>.</summary>
    public bool TimeOrdered { get; init; }

    /// <summary>How many rows between training and held-out rows are in neither, from 0; default 0. Only for rows in time order.</summary>
    public int Gap
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a gap has at least 0 rows");
    }

    /// <summary>The seed of the folds, and of the draws of an honest score; default 42.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>With what the parts of columns say: groups, folds, or the order of time.</summary>
    internal TableFolds With(IReadOnlyDictionary<string, ColumnRole> roles)
    {
        string? Of(ColumnRole role) => roles.FirstOrDefault(own => own.Value == role).Key;
        return this with { GroupColumn = GroupColumn ?? Of(ColumnRole.Group), FoldColumn = FoldColumn ?? Of(ColumnRole.Fold), TimeOrdered = TimeOrdered || Of(ColumnRole.Time) is not null };
    }

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="ArgumentException">Folds are given by a column and drawn repeatedly, or in time order too; or a gap goes without that order.</exception>
    internal void Check()
    {
        if (FoldColumn is not null && Repeats > 1)
            throw new ArgumentException("folds given by a column aren't drawn, so there is nothing to repeat", nameof(Repeats));
        if (TimeOrdered && (FoldColumn is not null || GroupColumn is not null || Repeats > 1))
            throw new ArgumentException("folds in time order are cut, not drawn, given or grouped", nameof(TimeOrdered));
        if (Gap > 0 && !TimeOrdered)
            throw new ArgumentException("a gap goes with folds in time order", nameof(Gap));
    }
}
