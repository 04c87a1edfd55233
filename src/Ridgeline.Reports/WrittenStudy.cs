using System.Collections.Immutable;

namespace Ridgeline.Reports;

/// <summary>What became of a study's folder.</summary>
/// <param name="Files">The files that were written, in the order that they are shown in; empty where nothing was.</param>
/// <param name="Kept">Why the files of an earlier study were kept instead; null where this one's were written.</param>
public sealed record WrittenStudy(ImmutableArray<string> Files, string? Kept);
