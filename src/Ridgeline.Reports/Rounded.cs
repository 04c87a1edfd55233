using Ridgeline.Objectives;

namespace Ridgeline.Reports;

/// <summary>Gaps and shares are at least 0; a certificate keeps what its sums gave, and a reader is spared their rounding.</summary>
internal static class Rounded
{
    private const double Rounding = 1e-13; // of the null objective, the unit of both, and of the objective

    /// <summary>0 for a number that only rounding brought below 0. One that is further below is a mistake of ours, and shown.</summary>
    public static double? Shown(double? share) => share is <= 0 and > -Rounding ? 0 : share;

    /// <summary>The relative gap, as <see cref="Shown(double?)"/> has it; the objective's own rounding counts too, which may be large beside a small null objective.</summary>
    public static double? Gap(Certificate certificate) => certificate.RelativeGap is { } gap && gap <= 0 && -gap * certificate.NullObjective <= Rounding * (certificate.NullObjective + Math.Abs(certificate.Primal))
        ? 0
        : certificate.RelativeGap;
}
