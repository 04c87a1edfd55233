using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>½(y − η)².</summary>
public readonly struct SquaredLoss : ILoss
{
    /// <summary>1.</summary>
    public double MaxCurvature => 1;

    /// <summary>½(y − η)².</summary>
    public double Value(double y, double eta) => 0.5 * (y - eta) * (y - eta);

    /// <summary>η − y.</summary>
    public double Slope(double y, double eta) => eta - y;

    /// <summary>1.</summary>
    public double Curvature(double y, double eta) => 1;

    /// <summary>½s² + y·s.</summary>
    public double Conjugate(double y, double s) => 0.5 * s * s + y * s;

    /// <summary>½(y − η)², η − y and 1 of eight rows.</summary>
    public (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta) =>
        (0.5 * (y - eta) * (y - eta), eta - y, Vector512<double>.One);

    /// <summary>½s² + y·s of eight rows.</summary>
    public Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s) => 0.5 * s * s + y * s;

    /// <summary>η.</summary>
    public double Mean(double eta) => eta;

    /// <summary>0.</summary>
    public double Saturated(double y) => 0;

    /// <summary>0: it rises on both sides.</summary>
    public double Recession(double y) => 0;

    /// <summary>Every number whose square is one.</summary>
    public bool Allows(double y) => Math.Abs(y) <= Loss.LargestTarget;
}
