using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>log(1 + e^η) − y·η, y ∈ [0, 1], with p = 1/(1 + e^−η).</summary>
public readonly struct LogisticLoss : ILoss
{
    /// <summary>¼.</summary>
    public double MaxCurvature => 0.25;

    /// <summary>log(1 + e^η) − y·η, as log(1 + e^−|η|) plus what keeps it exact at both ends.</summary>
    public double Value(double y, double eta)
    {
        double rest = eta > 0 ? (1 - y) * eta : -y * eta;
        return LogOnePlus(Math.Exp(-Math.Abs(eta))) + rest;
    }

    /// <summary>p − y; for y = 1 as −(1 − p), which keeps its digits.</summary>
    public double Slope(double y, double eta) => y == 1 ? -Mean(-eta) : Mean(eta) - y;

    /// <summary>p(1 − p).</summary>
    public double Curvature(double y, double eta)
    {
        double small = Math.Exp(-Math.Abs(eta)); // of p and 1 − p the smaller is small/(1 + small)
        return small / ((1 + small) * (1 + small));
    }

    /// <summary>t·log t + (1 − t)·log(1 − t) with t = y + s ∈ [0, 1].</summary>
    public double Conjugate(double y, double s)
    {
        double t = y == 1 ? 1 + s : y + s, rest = y == 1 ? -s : 1 - t;
        return t < 0 || rest < 0 ? double.PositiveInfinity : XLogX(t) + XLogX(rest);
    }

    /// <summary>Value, slope and curvature of eight rows.</summary>
    public (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta)
    {
        Vector512<double> one = Vector512<double>.One, small = Vector512.Exp(-Vector512.Abs(eta)), sum = one + small;
        var log = Vector512.ConditionalSelect(Vector512.Equals(sum, one), small, Vector512.Log(sum) * small / (sum - one));
        var rest = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(eta, default), (one - y) * eta, -y * eta);
        var (slope, curvature) = Slopes(y, eta, small, one / sum);
        return (log + rest, slope, curvature);
    }

    /// <summary>Slope and curvature alone, which ask for no logarithm.</summary>
    internal static (Vector512<double> Slope, Vector512<double> Curvature) Slopes(Vector512<double> y, Vector512<double> eta)
    {
        var small = Vector512.Exp(-Vector512.Abs(eta));
        return Slopes(y, eta, small, Vector512<double>.One / (Vector512<double>.One + small));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Slope, Vector512<double> Curvature) Slopes(Vector512<double> y, Vector512<double> eta, Vector512<double> small, Vector512<double> share)
    {
        var positive = Vector512.GreaterThanOrEqual(eta, default);
        Vector512<double> larger = share, smaller = small * share; // of p and 1 − p
        var complement = Vector512.ConditionalSelect(positive, smaller, larger);
        var slope = Vector512.ConditionalSelect(Vector512.Equals(y, Vector512<double>.One), -complement, Vector512.ConditionalSelect(positive, larger, smaller) - y);
        return (slope, smaller * share);
    }

    /// <summary>t·log t + (1 − t)·log(1 − t) with t = y + s ∈ [0, 1], of eight rows.</summary>
    public Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s)
    {
        Vector512<double> one = Vector512<double>.One, t = y + s, rest = Vector512.ConditionalSelect(Vector512.Equals(y, one), -s, one - t);
        var outside = Vector512.LessThan(t, default) | Vector512.LessThan(rest, default);
        return Vector512.ConditionalSelect(outside, Vector512.Create(double.PositiveInfinity), XLogX(t) + XLogX(rest));
    }

    /// <summary>p.</summary>
    public double Mean(double eta)
    {
        double small = Math.Exp(-Math.Abs(eta));
        return eta >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    /// <summary>−y·log y − (1 − y)·log(1 − y): 0 for classes.</summary>
    public double Saturated(double y) => -XLogX(y) - XLogX(1 - y);

    /// <summary>+1 for y = 1, −1 for y = 0, none for a share between them.</summary>
    public double Recession(double y) => y switch { 1 => 1, 0 => -1, _ => 0 };

    /// <summary>0 ≤ y ≤ 1.</summary>
    public bool Allows(double y) => y is >= 0 and <= 1;

    internal static Vector512<double> XLogX(Vector512<double> x) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, default), default, x * Vector512.Log(x));

    private static double XLogX(double x) => x is 0 or 1 ? 0 : x * Math.Log(x);

    /// <summary>log(1 + x) for 0 ≤ x ≤ 1 without losing a small x (Kahan's correction: the rounding of 1 + x cancels in the quotient).</summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
