using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>max(0, 1 − ỹη)² with ỹ = 2y − 1, y ∈ {0, 1}: the loss of the L2 support vector machine.</summary>
public readonly struct SquaredHingeLoss : ILoss
{
    /// <summary>2.</summary>
    public double MaxCurvature => 2;

    /// <summary>max(0, 1 − ỹη)².</summary>
    public double Value(double y, double eta)
    {
        double missing = Missing(y, eta);
        return missing * missing;
    }

    /// <summary>−2ỹ·max(0, 1 − ỹη).</summary>
    public double Slope(double y, double eta) => -2 * Sign(y) * Missing(y, eta);

    /// <summary>2 where ỹη &lt; 1, else 0.</summary>
    public double Curvature(double y, double eta) => Missing(y, eta) > 0 ? 2 : 0;

    /// <summary>ỹs + ¼s² for ỹs ≤ 0.</summary>
    public double Conjugate(double y, double s) => Sign(y) * s <= 0 ? Sign(y) * s + 0.25 * s * s : double.PositiveInfinity;

    /// <summary>Value, slope and curvature of eight rows.</summary>
    public (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta)
    {
        Vector512<double> sign = 2.0 * y - Vector512<double>.One, missing = Vector512.Max(default, Vector512<double>.One - sign * eta);
        return (missing * missing, -2.0 * sign * missing, Vector512.ConditionalSelect(Vector512.GreaterThan(missing, default), Vector512.Create(2.0), default));
    }

    /// <summary>ỹs + ¼s² for ỹs ≤ 0, of eight rows.</summary>
    public Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s)
    {
        var signed = (2.0 * y - Vector512<double>.One) * s;
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(signed, default), signed + 0.25 * s * s, Vector512.Create(double.PositiveInfinity));
    }

    /// <summary>1 where η &gt; 0, else 0: the class, as this loss gives no probability.</summary>
    public double Mean(double eta) => eta > 0 ? 1 : 0;

    /// <summary>0.</summary>
    public double Saturated(double y) => 0;

    /// <summary>0: beyond its margin a row costs nothing, so an optimum always exists.</summary>
    public double Recession(double y) => 0;

    /// <summary>0 or 1.</summary>
    public bool Allows(double y) => y is 0 or 1;

    private static double Sign(double y) => 2 * y - 1;

    private static double Missing(double y, double eta) => Math.Max(0, 1 - Sign(y) * eta);
}
