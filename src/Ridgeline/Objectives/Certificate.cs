namespace Ridgeline.Objectives;

/// <summary>How a fit ended. One that was stopped didn't: it ends in an <see cref="OperationCanceledException"/>, and there is no half a path to mistake for a whole one.</summary>
public enum FitStatus
{
    /// <summary>The gap is at most the tolerance, and an optimum exists.</summary>
    Converged,

    /// <summary>The iterations ran out, or rounding stopped the progress, before the gap reached the tolerance.</summary>
    IterationLimit,

    /// <summary>A direction of unpenalised columns separates the classes: the loss falls for ever along it and no optimum exists.</summary>
    Separable,
}

/// <summary>How far a fit can be from the optimum at most.</summary>
/// <param name="Primal">The objective at the fit.</param>
/// <param name="Dual">The dual objective at a feasible point, a lower bound of every objective; null if no feasible point is at hand.</param>
/// <param name="NullObjective">D₀, the mean loss of the fitted unpenalised part minus the saturated mean loss.</param>
/// <param name="KktViolation">The largest violation of the optimality conditions, in the unit of the mean loss's gradient on the penalty's scale.</param>
/// <param name="Iterations">Steps taken at this λ: quadratics made and minimised.</param>
/// <param name="Passes">Passes over X that this λ took; a part of X counts as its share, and what served several λ is shared between them.</param>
/// <param name="Status">How the fit ended.</param>
public readonly record struct Certificate(
    double Primal, double? Dual, double NullObjective, double KktViolation, int Iterations, double Passes, FitStatus Status)
{
    /// <summary>How many columns were left at 0 because, without a penalty that decides between them, they depend on others: the rank deficiency.</summary>
    public int Dependent { get; init; }

    /// <summary>(primal − dual)/D₀: the objective is above the optimum by at most this share of D₀. 0 where D₀ = 0 (the fit is exact); null without a dual point.</summary>
    public double? RelativeGap => NullObjective == 0 ? 0 : Dual is { } dual ? (Primal - dual) / NullObjective : null;

    /// <summary>Whether the fit is certified to its tolerance.</summary>
    public bool Converged => Status == FitStatus.Converged;
}

/// <summary>The names that files and messages give to <see cref="FitStatus"/>.</summary>
public static class FitStatusNames
{
    /// <summary>converged, iterationLimit or separable.</summary>
    /// <param name="status">A status.</param>
    public static string Name(this FitStatus status) => status switch
    {
        FitStatus.Converged => "converged",
        FitStatus.IterationLimit => "iterationLimit",
        FitStatus.Separable => "separable",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    /// <summary>The status called <paramref name="name"/>.</summary>
    /// <param name="name">converged, iterationLimit or separable.</param>
    /// <exception cref="FormatException">There is no such status.</exception>
    public static FitStatus Parse(string name) => name switch
    {
        "converged" => FitStatus.Converged,
        "iterationLimit" => FitStatus.IterationLimit,
        "separable" => FitStatus.Separable,
        _ => throw new FormatException($"there is no status '{name}'"),
    };
}
