namespace Ridgeline.Penalties;

/// <summary>Pⱼ(w) as formulas, acting on blocks: a block is one coefficient unless a penalty says otherwise. λ is an argument, never state.</summary>
public interface IPenalty
{
    /// <summary>Pⱼ(w).</summary>
    /// <param name="j">The block.</param>
    /// <param name="w">Its coefficient, on the scale that the penalty sees.</param>
    double Value(int j, double w);

    /// <summary>argmin over x of ½(x − v)² + t·Pⱼ(x).</summary>
    /// <param name="j">The block.</param>
    /// <param name="v">A number.</param>
    /// <param name="t">A step, ≥ 0.</param>
    double Prox(int j, double v, double t);

    /// <summary>The distance from −gradient to λ·∂Pⱼ(w): 0 at an optimum.</summary>
    /// <param name="j">The block.</param>
    /// <param name="w">Its coefficient.</param>
    /// <param name="gradient">The mean loss's derivative in w.</param>
    /// <param name="lambda">λ.</param>
    double Violation(int j, double w, double gradient, double lambda);

    /// <summary>sup over w of u·w − λ·Pⱼ(w).</summary>
    /// <param name="j">The block.</param>
    /// <param name="u">A number.</param>
    /// <param name="lambda">λ.</param>
    double Conjugate(int j, double u, double lambda);
}
