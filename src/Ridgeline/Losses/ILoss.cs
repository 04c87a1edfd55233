using System.Runtime.Intrinsics;

namespace Ridgeline.Losses;

/// <summary>ℓ(y, η) of one output, as formulas for one row and for eight. A struct each, so that the kernels over vectors are specialised.</summary>
public interface ILoss
{
    /// <summary>sup ℓ″ over y and η; +∞ if there is none.</summary>
    double MaxCurvature { get; }

    /// <summary>ℓ.</summary>
    /// <param name="y">The target.</param>
    /// <param name="eta">η, the linear predictor.</param>
    double Value(double y, double eta);

    /// <summary>∂ℓ/∂η.</summary>
    /// <param name="y">The target.</param>
    /// <param name="eta">η.</param>
    double Slope(double y, double eta);

    /// <summary>∂²ℓ/∂η².</summary>
    /// <param name="y">The target.</param>
    /// <param name="eta">η.</param>
    double Curvature(double y, double eta);

    /// <summary>ℓ*(s) = sup over η of s·η − ℓ(y, η); +∞ outside its domain.</summary>
    /// <param name="y">The target.</param>
    /// <param name="s">A slope.</param>
    double Conjugate(double y, double s);

    /// <summary>ℓ, ∂ℓ/∂η and ∂²ℓ/∂η² of eight rows.</summary>
    /// <param name="y">The targets.</param>
    /// <param name="eta">η.</param>
    (Vector512<double> Value, Vector512<double> Slope, Vector512<double> Curvature) Evaluate(Vector512<double> y, Vector512<double> eta);

    /// <summary>ℓ* of eight rows.</summary>
    /// <param name="y">The targets.</param>
    /// <param name="s">Slopes.</param>
    Vector512<double> Conjugate(Vector512<double> y, Vector512<double> s);

    /// <summary>E[y | η], the inverse link.</summary>
    /// <param name="eta">η.</param>
    double Mean(double eta);

    /// <summary>inf over η of ℓ: the loss of a model that knows each row's mean.</summary>
    /// <param name="y">The target.</param>
    double Saturated(double y);

    /// <summary>The direction in which η can run to infinity with ℓ falling for ever and never reaching its infimum: +1 or −1, or 0 if there is none. Where rows agree on such a direction, no optimum exists.</summary>
    /// <param name="y">The target.</param>
    double Recession(double y);

    /// <summary>Whether ℓ allows <paramref name="y"/> as a target.</summary>
    /// <param name="y">A finite number.</param>
    bool Allows(double y);
}
