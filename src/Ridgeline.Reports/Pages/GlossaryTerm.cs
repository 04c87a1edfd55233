namespace Ridgeline.Reports.Pages;

/// <summary>A word of the field, in plain ones.</summary>
/// <param name="Key">What links call it: lower case, words joined by hyphens.</param>
/// <param name="Name">The word.</param>
/// <param name="Meaning">What it means, as said to a new colleague.</param>
internal sealed record GlossaryTerm(string Key, string Name, string Meaning);
