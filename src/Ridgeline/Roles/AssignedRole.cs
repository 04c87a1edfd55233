namespace Ridgeline.Roles;

/// <summary>The part that a column plays, and why.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Role">Its part.</param>
/// <param name="Reason">Why, in words: "text with 3 levels", "constant: 7 in every row".</param>
/// <param name="IsGiven">Whether it was asked for; else the column's cells speak for it.</param>
public sealed record AssignedRole(string Column, ColumnRole Role, string Reason, bool IsGiven)
{
    /// <summary>Whether the column is learned from: as numbers, levels or a date.</summary>
    public bool IsLearned => Role is ColumnRole.Number or ColumnRole.Category or ColumnRole.Date;
}
