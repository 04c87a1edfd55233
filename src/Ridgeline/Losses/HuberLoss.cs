using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>½(y − η)² where |y − η| ≤ δ, δ(|y − η| − ½δ) beyond (Huber 1964).</summary>
public readonly struct HuberLoss : ILoss
{
    /// <summary>Huber's loss.</summary>
    /// <param name="delta">δ, a finite number above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ isn't.</exception>
    public HuberLoss(double delta) => Delta = delta is > 0 and < double.PositiveInfinity
        ? delta
        : throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ must be a finite number above 0");

    /// <summary>δ.</summary>
    public double Delta { get; }

    /// <summary>1.</summary>
    public double MaxCurvature => 1;

    /// <summary>½(y − η)² where |y − η| ≤ δ, δ(|y − η| − ½δ) beyond.</summary>
    public double Value(double y, double eta)
    {
        double residual = Math.Abs(y - eta), inside = Math.Min(residual, Delta);
        return inside * (residual - 0.5 * inside);
    }

    /// <summary>η − y, kept between −δ and δ.</summary>
    public double Slope(double y, double eta) => Math.Clamp(eta - y, -Delta, Delta);

    /// <summary>1 where |y − η| ≤ δ, else 0.</summary>
    public double Curvature(double y, double eta) => Math.Abs(y - eta) <= Delta ? 1 : 0;

    /// <summary>½s² + y·s for |s| ≤ δ.</summary>
    public double Conjugate(double y, double s) => Math.Abs(s) <= Delta ? 0.5 * s * s + y * s : double.PositiveInfinity;

    /// <summary>Value, slope and curvature of eight rows.</summary>
    public (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta)
    {
        Vector512<double> delta = Vector512.Create(Delta), residual = Vector512.Abs(y - eta), inside = Vector512.Min(residual, delta);
        return (
            inside * (residual - 0.5 * inside), Vector512.Max(-delta, Vector512.Min(eta - y, delta)),
            Vector512.ConditionalSelect(Vector512.LessThanOrEqual(residual, delta), Vector512<double>.One, default));
    }

    /// <summary>½s² + y·s for |s| ≤ δ, of eight rows.</summary>
    public Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s) => Vector512.ConditionalSelect(
        Vector512.LessThanOrEqual(Vector512.Abs(s), Vector512.Create(Delta)), 0.5 * s * s + y * s, Vector512.Create(double.PositiveInfinity));

    /// <summary>η.</summary>
    public double Mean(double eta) => eta;

    /// <summary>0.</summary>
    public double Saturated(double y) => 0;

    /// <summary>0: it rises on both sides.</summary>
    public double Recession(double y) => 0;

    /// <summary>Every number whose square is one.</summary>
    public bool Allows(double y) => Math.Abs(y) <= Loss.LargestTarget;
}
