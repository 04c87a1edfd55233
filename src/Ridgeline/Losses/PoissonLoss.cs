using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>e^η − y·η, y ≥ 0: counts, up to a constant of y.</summary>
public readonly struct PoissonLoss : ILoss
{
    /// <summary>+∞.</summary>
    public double MaxCurvature => double.PositiveInfinity;

    /// <summary>e^η − y·η.</summary>
    public double Value(double y, double eta) => Math.Exp(eta) - y * eta;

    /// <summary>e^η − y.</summary>
    public double Slope(double y, double eta) => Math.Exp(eta) - y;

    /// <summary>e^η.</summary>
    public double Curvature(double y, double eta) => Math.Exp(eta);

    /// <summary>t·log t − t with t = y + s ≥ 0.</summary>
    public double Conjugate(double y, double s)
    {
        double t = y + s;
        return t > 0 ? t * Math.Log(t) - t : t == 0 ? 0 : double.PositiveInfinity;
    }

    /// <summary>Value, slope and curvature of eight rows.</summary>
    public (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta)
    {
        var mean = Vector512.Exp(eta);
        return (mean - y * eta, mean - y, mean);
    }

    /// <summary>t·log t − t with t = y + s ≥ 0, of eight rows.</summary>
    public Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s)
    {
        var t = y + s;
        return Vector512.ConditionalSelect(Vector512.LessThan(t, default), Vector512.Create(double.PositiveInfinity), LogisticLoss.XLogX(t) - t);
    }

    /// <summary>e^η.</summary>
    public double Mean(double eta) => Math.Exp(eta);

    /// <summary>y − y·log y.</summary>
    public double Saturated(double y) => y == 0 ? 0 : y - y * Math.Log(y);

    /// <summary>−1 for y = 0, else none.</summary>
    public double Recession(double y) => y == 0 ? -1 : 0;

    /// <summary>0 ≤ y ≤ 1e150.</summary>
    public bool Allows(double y) => y is >= 0 and <= Loss.LargestTarget;
}
