namespace Ridgeline.Recipes;

/// <summary>How <see cref="Recipe.For"/> uses a column.</summary>
public enum ColumnUse
{
    /// <summary>By its kind: numbers as numbers, texts as categories, dates as dates.</summary>
    ByKind,

    /// <summary>As a number.</summary>
    Number,

    /// <summary>As a category, each different text or number a level.</summary>
    Category,

    /// <summary>As a date.</summary>
    Date,

    /// <summary>Not at all.</summary>
    LeftOut,
}
