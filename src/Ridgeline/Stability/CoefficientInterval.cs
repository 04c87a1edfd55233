namespace Ridgeline.Stability;

/// <summary>What an interval is about.</summary>
public enum IntervalClaim
{
    /// <summary>The parameter: it is covered in as large a share of samples as the level says, up to the error of the approximation.</summary>
    Parameter,

    /// <summary>What the estimate is on average over samples, E[ŵ], which a ridge penalty draws to 0: that is covered at the level, the parameter isn't.</summary>
    ExpectedEstimate,

    /// <summary>Nothing: it is where the estimate falls in bootstrap draws. An estimate that is 0 with some probability isn't distributed as its draws are.</summary>
    SpreadOnly,
}

/// <summary>The names of claims.</summary>
public static class IntervalClaimNames
{
    /// <summary>parameter, expected-estimate or spread-only.</summary>
    /// <param name="claim">A claim.</param>
    public static string Name(this IntervalClaim claim) => claim switch
    {
        IntervalClaim.Parameter => "parameter",
        IntervalClaim.ExpectedEstimate => "expected-estimate",
        IntervalClaim.SpreadOnly => "spread-only",
        _ => throw new ArgumentOutOfRangeException(nameof(claim), claim, "not a claim"),
    };
}

/// <summary>A coefficient and its interval, on the column's original scale.</summary>
/// <param name="Column">The column, 0 … p − 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Output">The class, 0 … K − 1; 0 where there is one output.</param>
/// <param name="Estimate">ŵ, of all rows.</param>
/// <param name="StandardError">Of ŵ whatever the rows' variances; of intervals that claim nothing the standard deviation of the draws.</param>
/// <param name="Lower">The lower end; −∞ where too many draws had no coefficient for one.</param>
/// <param name="Upper">The upper end; ∞ likewise.</param>
/// <param name="NonZero">The share of draws in which it isn't 0.</param>
/// <param name="Undefined">The draws without a coefficient: separable, without rows that tell the columns apart, or fitted exactly. They count as beyond either end.</param>
public sealed record CoefficientInterval(int Column, string Name, int Output, double Estimate, double StandardError, double Lower, double Upper, double NonZero, int Undefined)
{
    /// <summary>Whether 0 is outside.</summary>
    public bool ExcludesZero => Lower > 0 || Upper < 0;
}
