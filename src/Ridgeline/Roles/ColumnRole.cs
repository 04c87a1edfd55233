using System.Collections.Immutable;

namespace Ridgeline.Roles;

/// <summary>The part that a column plays.</summary>
public enum ColumnRole
{
    /// <summary>What is predicted.</summary>
    Target,

    /// <summary>Learned from as numbers.</summary>
    Number,

    /// <summary>Learned from as levels that have no order.</summary>
    Category,

    /// <summary>Learned from as a date: year, month, weekday, elapsed days.</summary>
    Date,

    /// <summary>Left out.</summary>
    Ignore,

    /// <summary>Row weights of which only the proportions count.</summary>
    Weight,

    /// <summary>Row weights that say how often a row is there.</summary>
    Frequency,

    /// <summary>Rows that belong together: no group is divided between folds.</summary>
    Group,

    /// <summary>When a row was: later rows are predicted from earlier ones.</summary>
    Time,

    /// <summary>Which row it is: left out, as nothing that it says holds for other rows.</summary>
    Id,

    /// <summary>Added to the linear predictor as it is.</summary>
    Offset,

    /// <summary>Each row's fold.</summary>
    Fold,
}

/// <summary>The names that options, files and messages give to <see cref="ColumnRole"/>.</summary>
public static class ColumnRoleNames
{
    /// <summary>The roles that can be given to a column by name: all but the target, which has an option of its own.</summary>
    public static ImmutableArray<string> Given { get; } = [.. Enum.GetValues<ColumnRole>().Where(role => role != ColumnRole.Target).Select(Name)];

    /// <summary>number, category, date, …</summary>
    /// <param name="role">A role.</param>
    public static string Name(this ColumnRole role) => role switch
    {
        ColumnRole.Target => "target",
        ColumnRole.Number => "number",
        ColumnRole.Category => "category",
        ColumnRole.Date => "date",
        ColumnRole.Ignore => "ignore",
        ColumnRole.Weight => "weight",
        ColumnRole.Frequency => "frequency",
        ColumnRole.Group => "group",
        ColumnRole.Time => "time",
        ColumnRole.Id => "id",
        ColumnRole.Offset => "offset",
        ColumnRole.Fold => "fold",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not a role"),
    };

    /// <summary>The role called <paramref name="name"/>; null if there is none.</summary>
    /// <param name="name">target, number, category, …</param>
    public static ColumnRole? Parse(string name)
    {
        foreach (var role in Enum.GetValues<ColumnRole>())
            if (role.Name() == name)
                return role;
        return null;
    }
}
