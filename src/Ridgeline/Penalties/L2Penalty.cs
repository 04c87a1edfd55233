namespace Ridgeline.Penalties;

/// <summary>½w².</summary>
public readonly struct L2Penalty : IPenalty
{
    /// <summary>½w².</summary>
    public double Value(int j, double w) => 0.5 * w * w;

    /// <summary>v/(1 + t).</summary>
    public double Prox(int j, double v, double t) => v / (1 + t);

    /// <summary>|gradient + λw|.</summary>
    public double Violation(int j, double w, double gradient, double lambda) => Math.Abs(gradient + lambda * w);

    /// <summary>u²/(2λ).</summary>
    public double Conjugate(int j, double u, double lambda) => 0.5 * u * u / lambda;
}
