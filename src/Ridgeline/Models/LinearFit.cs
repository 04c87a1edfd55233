using System.Collections.Immutable;
using Ridgeline.Objectives;

namespace Ridgeline.Models;

/// <summary>How a linear model that is handed over was held back, and how far it can be from its optimum.</summary>
public sealed record LinearFit
{
    /// <summary>The penalty's name.</summary>
    public required string Penalty { get; init; }

    /// <summary>λ.</summary>
    public required double Lambda { get; init; }

    /// <summary>C = 1/(λ·Σs) on the rows it was fitted on.</summary>
    public required double C { get; init; }

    /// <summary>mⱼ of the rows it was fitted on. The coefficients have them in already.</summary>
    public required ImmutableArray<double> Means { get; init; }

    /// <summary>sdⱼ (1/n) of the rows it was fitted on; 0 for a constant column. The coefficients have them in already.</summary>
    public required ImmutableArray<double> Scales { get; init; }

    /// <summary>How far it can be from the optimum.</summary>
    public required Certificate Certificate { get; init; }
}
