namespace Ridgeline.Tables;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>Numbers: <see cref="NumberColumn"/>.</summary>
    Number,

    /// <summary>Texts: <see cref="TextColumn"/>. Booleans are the texts false and true.</summary>
    Text,

    /// <summary>Dates: <see cref="DateColumn"/>.</summary>
    Date,
}
