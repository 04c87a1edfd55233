namespace Ridgeline.Recipes;
/// <summary>x</summary>
public enum ColumnUse {
 /// <summary>x</summary>
 Number,
 /// <summary>x</summary>
 Category,
 /// <summary>x</summary>
 Date }
