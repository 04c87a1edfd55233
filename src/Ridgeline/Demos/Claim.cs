using System.Collections.Immutable;

namespace Ridgeline.Demos;

/// <summary>A number or two that a claim rests on.</summary>
/// <param name="Sentence">The numbers, in words that are true whether the claim is or not.</param>
/// <param name="Criterion">What they must be for the claim to be borne out.</param>
/// <param name="Holds">Whether they are.</param>
public sealed record Finding(string Sentence, string Criterion, bool Holds);

/// <summary>What is said of a situation, and whether its numbers bear it out. The criteria were stated before any number was seen, and can fail.</summary>
/// <param name="Statement">The claim.</param>
/// <param name="Findings">What it rests on; all must hold.</param>
public sealed record Claim(string Statement, ImmutableArray<Finding> Findings)
{
    /// <summary>Whether all findings hold.</summary>
    public bool IsBorneOut => Findings.All(finding => finding.Holds);

    /// <summary>"Borne out: …" with the numbers, or "Not borne out here: …" with those that don't bear it out and what they would have to be.</summary>
    public string Verdict => IsBorneOut
        ? $"Borne out: {string.Join("; ", Findings.Select(finding => finding.Sentence))}."
        : $"Not borne out here: {string.Join("; ", Findings.Where(finding => !finding.Holds).Select(finding => $"{finding.Sentence} ({finding.Criterion})"))}.";
}
