using System.Collections.Immutable;

namespace Ridgeline.Roles;

/// <summary>Columns of numbers that go together: each has a correlation of more than 0.9, of either sign, with another of them.</summary>
/// <param name="Columns">Their names, in the table's order.</param>
/// <param name="Correlation">The correlation of the two that go together most.</param>
/// <param name="One">One of these two.</param>
/// <param name="Other">The other.</param>
public sealed record CorrelatedGroup(ImmutableArray<string> Columns, double Correlation, string One, string Other);
